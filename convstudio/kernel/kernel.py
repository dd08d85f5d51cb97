"""The Kernel: weights as typed, a divisor, a name."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from convstudio.errors import ArgumentValueError
from convstudio.numerics import validation

CUSTOM = "Custom"
MAX_SIZE = 31
# Beyond these the weighted sum of a 16-bit picture could leave float32.
LARGEST_WEIGHT = 1e12
SMALLEST_DIVISOR = 1e-12


@dataclass(frozen=True)
class Kernel:
    """F×F weights as a person typed them, to be divided by ``divisor``.

    Attributes:
        weights: one tuple a row, all of one length.
        divisor: not 0; the weights used are ``weights / divisor``.
        name: for people; two kernels that differ in name only are different values.
        description: one line on what it does.
        source: where the weights were published.

    Raises:
        ArgumentTypeError: a weight or the divisor is no real number.
        ArgumentValueError: not a square of odd size, a value that is not finite or too large, or a
            divisor of 0.
    """

    weights: tuple[tuple[float, ...], ...]
    divisor: float = 1.0
    name: str = CUSTOM
    description: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        rows = tuple(tuple(map(_checked, row)) for row in self.weights)
        lengths = sorted({len(row) for row in rows})
        if lengths != [len(rows)]:
            columns = "/".join(map(str, lengths)) or "0"
            raise ArgumentValueError("kernel", given=f"{len(rows)}×{columns}", wanted="square")
        check_size(len(rows))
        object.__setattr__(self, "weights", rows)
        object.__setattr__(self, "divisor", check_divisor(self.divisor))

    @property
    def size(self) -> int:
        """F, the number of rows and of columns."""
        return len(self.weights)

    @property
    def total(self) -> float:
        """The sum of the weights as typed."""
        return math.fsum(w for row in self.weights for w in row)

    @property
    def array(self) -> npt.NDArray[np.float64]:
        """The weights as typed, (F, F)."""
        return np.array(self.weights, np.float64)

    def same_numbers(self, other: Kernel) -> bool:
        """Whether the other kernel has the same weights and divisor, whatever its name."""
        return self.weights == other.weights and self.divisor == other.divisor

    def with_weight(self, row: int, column: int, value: float) -> Kernel:
        """This kernel with one weight set, named Custom if that changes it."""
        if self.weights[row][column] == value:
            return self
        rows = [list(r) for r in self.weights]
        rows[row][column] = value
        return self._custom(weights=tuple(map(tuple, rows)))

    def with_divisor(self, divisor: float) -> Kernel:
        """This kernel with another divisor, named Custom if that changes it."""
        return self if divisor == self.divisor else self._custom(divisor=divisor)

    def resized(self, size: int) -> Kernel:
        """This kernel with its centre kept: zeros are added around it, or outer weights dropped.

        Raises:
            ArgumentValueError: an even size, or one out of 1 … 31.
        """
        check_size(size)
        if size == self.size:
            return self
        offset = (size - self.size) // 2
        old = range(self.size)
        return self._custom(
            weights=tuple(
                tuple(
                    self.weights[i - offset][j - offset]
                    if i - offset in old and j - offset in old
                    else 0.0
                    for j in range(size)
                )
                for i in range(size)
            )
        )

    def _custom(self, **changes: object) -> Kernel:
        return replace(self, name=CUSTOM, description="", source="", **changes)  # type: ignore[arg-type]


def check_size(size: object) -> int:
    """A kernel size that the studio takes: odd, from 1 to 31.

    Raises:
        ArgumentTypeError: no integer.
        ArgumentValueError: even, or out of range.
    """
    number = validation.integer(size, "kernel size", minimum=1, maximum=MAX_SIZE)
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
    """The same, at once for what is plainly a weight: there are up to 961 of them at each edit."""
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
