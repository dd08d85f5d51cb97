"""Lists of numbers in a text, as values: nested, with a ratio, transposed, in other rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from convstudio.kernel.kernel import MAX_SIZE
from convstudio.kernel.notation.grid import Cell


@dataclass(frozen=True)
class Ratio:
    """A constant, as numerator and denominator, so that a divisor stays what was typed."""

    over: float
    under: float = 1.0

    @property
    def value(self) -> float:
        return self.over / self.under


@dataclass(frozen=True)
class Listed:
    """A list of numbers and lists, times a ratio.

    Attributes:
        items: what stands in it.
        start, end: its place.
        by_sum: whether it is divided by the sum of its numbers.
    """

    items: tuple[Cell | Listed, ...]
    start: int
    end: int
    ratio: Ratio = field(default_factory=lambda: Ratio(1.0))
    by_sum: bool = False


@dataclass(frozen=True)
class SumOf:
    """The sum of an array's numbers, as in ``k / k.sum()``."""


@dataclass(frozen=True)
class Opaque:
    """A value that means nothing here: a picture, a name, a string."""


@dataclass(frozen=True)
class Call:
    """A call: its name without the module, what was given, and by which keyword."""

    name: str
    given: tuple[Value, ...]
    named: Mapping[str, Value]


Value = Ratio | Listed | SumOf | Opaque


def times(left: Ratio, right: Ratio) -> Ratio:
    return Ratio(left.over * right.over, left.under * right.under)


def worked(listed: Listed) -> Listed:
    """A list inside another, with its factor worked into its numbers."""
    if listed.ratio == Ratio(1.0):
        return listed
    ratio = listed.ratio
    items = tuple(
        worked(replace(item, ratio=times(item.ratio, ratio)))
        if isinstance(item, Listed)
        else item._replace(value=item.value * ratio.over / ratio.under)
        for item in listed.items
    )
    return replace(listed, items=items, ratio=Ratio(1.0))


def transposed(listed: Listed) -> Listed:
    rows = [item.items for item in listed.items if isinstance(item, Listed)]
    if len(rows) != len(listed.items) or len({len(row) for row in rows}) != 1:
        return listed
    turned = tuple(
        Listed(tuple(column), listed.start, listed.end) for column in zip(*rows, strict=True)
    )
    return replace(listed, items=turned)


def reshaped(listed: Listed, given: tuple[Value, ...]) -> Listed:
    """Cells in rows again; as it is where the sizes do not fit, which shows in the size."""
    if len(given) == 1 and isinstance(given[0], Listed):
        given = tuple(Ratio(item.value) for item in given[0].items if isinstance(item, Cell))
    sizes = [int(v.value) for v in given if isinstance(v, Ratio) and abs(v.value) <= MAX_SIZE**2]
    cells = cells_of(listed)
    if len(sizes) != 2 or sizes[1] == 0:
        return listed
    columns = sizes[1] if sizes[1] > 0 else len(cells) // max(sizes[0], 1)
    if columns < 1 or len(cells) % columns or sizes[0] not in (-1, len(cells) // columns):
        return listed
    rows = [cells[i : i + columns] for i in range(0, len(cells), columns)]
    lists = tuple(Listed(tuple(row), listed.start, listed.end) for row in rows)
    return replace(listed, items=lists)


def outer(given: tuple[Value, ...]) -> Value:
    """A column times a row, as ``np.outer`` makes them of two lists of numbers."""
    lists = [worked(value) for value in given if isinstance(value, Listed)]
    if len(lists) != 2 or len(given) != 2:
        return Opaque()
    column, row = (cells_of(listed) for listed in lists)
    if not 0 < len(column) <= MAX_SIZE or not 0 < len(row) <= MAX_SIZE:
        return Opaque()
    start, end = lists[0].start, lists[1].end
    products = (
        tuple(cell._replace(value=first.value * cell.value) for cell in row) for first in column
    )
    return Listed(tuple(Listed(cells, start, end) for cells in products), start, end)


def cells_of(listed: Listed) -> list[Cell]:
    """All its numbers, in order."""
    found: list[Cell] = []
    for item in listed.items:
        found += cells_of(item) if isinstance(item, Listed) else [item]
    return found
