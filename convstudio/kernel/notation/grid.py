"""Numbers with their places in a text, made a kernel: a rectangle of a size that is taken."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from convstudio.errors import ValidationError
from convstudio.kernel.kernel import CUSTOM, LARGEST_WEIGHT, MAX_SIZE, Kernel, Pair
from convstudio.kernel.notation.source import Source


class Cell(NamedTuple):
    """A number and where it stands."""

    value: float
    start: int
    end: int


Row = Sequence[Cell]


def kernel_of(
    source: Source,
    rows: Sequence[Row],
    divisor: float = 1.0,
    anchor: Pair | None = None,
    name: str = CUSTOM,
) -> Kernel:
    """The kernel with these weights.

    Raises:
        KernelTextError: ragged, too large, or a number that no weight can be.
    """
    _check_rows(source, rows)
    for row in rows:
        for cell in row:
            check_cell(source, cell)
    start, end = rows[0][0].start, rows[-1][-1].end
    try:
        weights = tuple(tuple(cell.value for cell in row) for row in rows)
        return Kernel(weights, divisor, name, anchor=anchor)
    except ValidationError as error:
        raise source.refusal(start, end, error.sentence, error.hint) from error


def check_cell(source: Source, cell: Cell) -> None:
    """Raises KernelTextError where the number can be no weight."""
    if not math.isfinite(cell.value):
        raise source.refused(cell.start, cell.end, "is not finite: a weight is a finite number.")
    if abs(cell.value) > LARGEST_WEIGHT:
        raise source.refused(cell.start, cell.end, "is too large: a weight lies within ±10¹².")


def _check_rows(source: Source, rows: Sequence[Row]) -> None:
    if not rows or not any(rows):
        raise source.refusal(
            0, len(source.text), "There are no numbers.", "Wanted: rows of weights."
        )
    start, end = next(row[0].start for row in rows if row), rows[-1][-1].end if rows[-1] else 0
    wanted, count = Counter(len(row) for row in rows).most_common(1)[0]
    if len(rows) > MAX_SIZE or wanted > MAX_SIZE:
        size = f"{len(rows)} row{'s' * (len(rows) > 1)} of {wanted}"
        raise source.refusal(
            start,
            max(end, start),
            f"The text has {size} numbers; a kernel is at most 63×63.",
            "Take a part of it.",
        )
    for number, row in enumerate(rows, 1):
        if len(row) != wanted:
            raise _ragged(source, rows, number, wanted, count)


def _ragged(source: Source, rows: Sequence[Row], number: int, wanted: int, count: int) -> Exception:
    row = rows[number - 1]
    others = "the others have" if count > 1 else f"row {_first(rows, wanted)} has"
    start, end = (row[0].start, row[-1].end) if row else (0, 0)
    line, _ = source.place(start)
    return source.refusal(
        start,
        end,
        f"Row {number} (line {line}) has {len(row)} number{'s' * (len(row) != 1)}, "
        f"{others} {wanted}.",
        "Every row of a kernel has as many weights.",
    )


def _first(rows: Sequence[Row], length: int) -> int:
    return next(i for i, row in enumerate(rows, 1) if len(row) == length)


def square_side(count: int) -> int:
    """The odd side from 3 of a square of so many cells; 0 where there is none.

    >>> square_side(9), square_side(16), square_side(25)
    (3, 0, 5)
    """
    side = math.isqrt(count)
    return side if side * side == count and side % 2 and side > 1 else 0


def in_rows(cells: Row, columns: int) -> list[Row]:
    """The cells, so many a row."""
    return [cells[i : i + columns] for i in range(0, len(cells), columns)]
