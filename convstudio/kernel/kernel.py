"""The Kernel: weights as typed, a divisor, an anchor, a name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import numpy.typing as npt

from convstudio.errors import ArgumentValueError
from convstudio.kernel.recipe import Recipe
from convstudio.numerics import validation

Pair = tuple[int, int]
CUSTOM = "Custom"
MAX_SIZE = 63
# Beyond these the weighted sum of a 16-bit picture could leave float32.
LARGEST_WEIGHT = 1e12
SMALLEST_DIVISOR = 1e-12


@dataclass(frozen=True)
class Kernel:
    """F_v×F_h weights as a person typed them, to be divided by ``divisor``.

    Attributes:
        weights: one tuple a row, all of one length; 1 to 63 rows and columns.
        divisor: not 0; the weights used are ``weights / divisor``.
        name: for people; two kernels that differ in name only are different values.
        description: one line on what it does.
        source: where the weights were published.
        anchor: (row, column) of the weight that lies over the output's pixel; None for the centre,
            rounded up and left where a size is even.
        recipe: what made these weights, where something did; an edit by hand drops it.

    Raises:
        ArgumentTypeError: a weight or the divisor is no real number, or the anchor no integers.
        ArgumentValueError: rows of several lengths, a size out of range, a value that is not finite
            or too large, a divisor of 0, or an anchor outside.
    """

    weights: tuple[tuple[float, ...], ...]
    divisor: float = 1.0
    name: str = CUSTOM
    description: str = ""
    source: str = ""
    anchor: Pair | None = None
    recipe: Recipe | None = None

    def __post_init__(self) -> None:
        rows = tuple(tuple(map(_checked, row)) for row in self.weights)
        lengths = sorted({len(row) for row in rows})
        if len(lengths) != 1:
            counts = " and ".join(map(str, lengths)) or "no"
            given = f"a list of {len(rows)} rows with {counts} weights"
            raise ArgumentValueError("kernel", given=given, wanted="a rectangle of numbers")
        check_size(len(rows), "rows")
        check_size(lengths[0], "columns")
        object.__setattr__(self, "weights", rows)
        object.__setattr__(self, "divisor", check_divisor(self.divisor))
        if self.anchor is not None:
            object.__setattr__(self, "anchor", self._checked_anchor(self.anchor))

    @property
    def rows(self) -> int:
        """F_v."""
        return len(self.weights)

    @property
    def columns(self) -> int:
        """F_h."""
        return len(self.weights[0])

    @property
    def shape(self) -> Pair:
        """(rows, columns)."""
        return self.rows, self.columns

    @property
    def size_text(self) -> str:
        """Rows × columns, as people write it."""
        return f"{self.rows}×{self.columns}"

    @property
    def sized_name(self) -> str:
        """Name and size, the latter once: ``"Sobel x · 3×3"``, ``"Box blur 3×3"``."""
        known = self.size_text in self.name
        return self.name if known else f"{self.name} · {self.size_text}"

    @property
    def centre(self) -> Pair:
        """(row, column) of the weight in the middle, rounded up and left where a size is even."""
        return (self.rows - 1) // 2, (self.columns - 1) // 2

    @property
    def anchored_at(self) -> Pair:
        """The anchor in force."""
        return self.centre if self.anchor is None else self.anchor

    @property
    def is_strict(self) -> bool:
        """Whether the strict rule takes it: square, of odd size, anchored in the centre."""
        return self.rows == self.columns and self.rows % 2 == 1 and self.anchored_at == self.centre

    @property
    def total(self) -> float:
        """The sum of the weights as typed."""
        return math.fsum(chain.from_iterable(self.weights))

    @property
    def array(self) -> npt.NDArray[np.float64]:
        """The weights as typed, (F_v, F_h)."""
        return np.array(self.weights, np.float64)

    def same_numbers(self, other: Kernel) -> bool:
        """Whether the other has the same weights, divisor and anchor, whatever its name."""
        return (
            self.weights == other.weights
            and self.divisor == other.divisor
            and self.anchored_at == other.anchored_at
        )

    def with_weight(self, row: int, column: int, value: float) -> Kernel:
        """This kernel with one weight set, named Custom if that changes it."""
        return self.with_weights({(row, column): value})

    def with_weights(self, changes: Mapping[Pair, float]) -> Kernel:
        """This kernel with the weights at (row, column) set, named Custom if that changes it."""
        rows = [list(row) for row in self.weights]
        for (row, column), value in changes.items():
            rows[row][column] = value
        return self.with_rows(rows)

    def with_rows(self, rows: npt.ArrayLike) -> Kernel:
        """This kernel with other weights, (rows, columns), named Custom if that changes it.

        An anchor that was set stays where it is while the size does, and is the centre otherwise.
        """
        weights = tuple(map(tuple, np.asarray(rows, np.float64).tolist()))
        if weights == self.weights:
            return self
        same_size = (len(weights), len(weights[0]) if weights else 0) == self.shape
        return self._custom(weights=weights, anchor=self.anchor if same_size else None)

    def with_divisor(self, divisor: float) -> Kernel:
        """This kernel with another divisor, named Custom if that changes it."""
        return self if divisor == self.divisor else self._custom(divisor=divisor)

    def with_anchor(self, anchor: Pair | None) -> Kernel:
        """This kernel with another anchor, named Custom if that changes it."""
        moved = replace(self, anchor=anchor)
        if moved.anchored_at == self.anchored_at:
            return moved
        return self._custom(anchor=anchor)

    def resized(self, rows: int, columns: int | None = None) -> Kernel:
        """This kernel with its centre kept: zeros are added around it, or outer weights dropped.

        Args:
            rows: F_v.
            columns: F_h; as many as rows if it is left out.

        Raises:
            ArgumentValueError: a size out of 1 … 63.
        """
        columns = rows if columns is None else columns
        shape = check_size(rows, "rows"), check_size(columns, "columns")
        if shape == self.shape:
            return self
        down, over = self._offset(shape)
        weights = [[0.0] * shape[1] for _ in range(shape[0])]
        for row, values in enumerate(self.weights):
            for column, value in enumerate(values):
                if 0 <= row + down < shape[0] and 0 <= column + over < shape[1]:
                    weights[row + down][column + over] = value
        anchor = None
        if self.anchor is not None:
            anchor = (
                min(max(self.anchor[0] + down, 0), shape[0] - 1),
                min(max(self.anchor[1] + over, 0), shape[1] - 1),
            )
        return self._custom(weights=tuple(map(tuple, weights)), anchor=anchor)

    def dropped(self, rows: int, columns: int) -> int:
        """How many weights other than 0 ``resized`` would drop."""
        down, over = self._offset((rows, columns))
        return sum(
            value != 0 and not (0 <= row + down < rows and 0 <= column + over < columns)
            for row, values in enumerate(self.weights)
            for column, value in enumerate(values)
        )

    def _offset(self, shape: Pair) -> Pair:
        """Where (0, 0) comes to stand in a kernel of another size whose centre is the same."""
        row, column = self.centre
        return (shape[0] - 1) // 2 - row, (shape[1] - 1) // 2 - column

    def _checked_anchor(self, anchor: Pair) -> Pair:
        row, column = (validation.integer(index, "anchor") for index in anchor)
        if not (0 <= row < self.rows and 0 <= column < self.columns):
            raise ArgumentValueError(
                "anchor",
                given=f"row {row + 1}, column {column + 1}",
                wanted=f"a weight of the {self.size_text} kernel",
            )
        return row, column

    def _custom(self, **changes: object) -> Kernel:
        bare = {"name": CUSTOM, "description": "", "source": "", "recipe": None}
        return replace(self, **{**bare, **changes})  # type: ignore[arg-type]


def check_size(value: object, name: str = "size") -> int:
    """A number of rows or columns that the studio takes: from 1 to 63.

    Raises:
        ArgumentTypeError: no integer.
        ArgumentValueError: out of range.
    """
    return validation.integer(value, f"kernel {name}", minimum=1, maximum=MAX_SIZE)


def check_strict_size(value: object) -> int:
    """A size that the strict rule takes: odd, so that one weight is the centre.

    Raises:
        ArgumentTypeError: no integer.
        ArgumentValueError: even, or out of range.
    """
    number = check_size(value)
    if number % 2 == 0:
        raise ArgumentValueError(
            "kernel size",
            given=str(number),
            wanted="odd, so that one weight is the centre",
            hint=f"{validation.nearest_odd_sizes(number)} would do.",
        )
    return number


def check_weight(value: object) -> float:
    """A weight that the studio takes: a finite number, not beyond ±10¹².

    Raises:
        ArgumentTypeError: no real number.
        ArgumentValueError: not finite, or too large.
    """
    number = validation.finite(value, "weight")
    if abs(number) > LARGEST_WEIGHT:
        raise ArgumentValueError("weight", given=f"{number:g}", wanted="between −10¹² and 10¹²")
    return number


def _checked(value: object) -> float:
    """The same, at once for what is plainly a weight: up to 3,969 of them at each edit."""
    if type(value) is float and -LARGEST_WEIGHT <= value <= LARGEST_WEIGHT:
        return value
    return check_weight(value)


def check_divisor(value: object) -> float:
    """A divisor that the studio takes: finite, not 0, its size from 10⁻¹² to 10¹².

    Raises:
        ArgumentTypeError: no real number.
        ArgumentValueError: 0, not finite, too small or too large.
    """
    number = validation.finite(value, "divisor")
    if number == 0:
        raise ArgumentValueError(
            "divisor",
            given="0",
            wanted="a number other than 0",
            hint="Use the sum of the weights to keep the brightness, or 1 to leave them as typed.",
        )
    if not SMALLEST_DIVISOR <= abs(number) <= LARGEST_WEIGHT:
        raise ArgumentValueError(
            "divisor", given=f"{number:g}", wanted="of a size from 10⁻¹² to 10¹²"
        )
    return number
