"""A block of weights as text, the way spreadsheets copy and paste it."""

from __future__ import annotations

from collections.abc import Callable

from convstudio.errors import ArgumentValueError
from convstudio.gui.panels.kernel.selection import Selection
from convstudio.kernel.kernel import MAX_SIZE, Kernel, Pair
from convstudio.kernel.notation import format_number

Parser = Callable[[str, str], float]
_LONGEST = 64 * MAX_SIZE * MAX_SIZE  # characters: no more are looked at


def block_text(kernel: Kernel, selection: Selection) -> str:
    """The chosen weights: tabs between columns, a line a row."""
    (top, left), (bottom, right) = selection.first, selection.last
    rows = kernel.weights[top : bottom + 1]
    return "\n".join("\t".join(map(format_number, row[left : right + 1])) for row in rows)


def read_block(text: str, parse: Parser) -> tuple[tuple[float, ...], ...] | None:
    """The weights of a block as a spreadsheet copies it; None for any other text."""
    if len(text) > _LONGEST or not text.strip():
        return None
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    cells = [line.split("\t") for line in lines]
    if len(cells) > MAX_SIZE or len({len(row) for row in cells}) != 1 or len(cells[0]) > MAX_SIZE:
        return None
    try:
        return tuple(tuple(parse(cell, "weight") for cell in row) for row in cells)
    except ArgumentValueError:
        return None


def spilled(
    block: tuple[tuple[float, ...], ...], selection: Selection, shape: Pair
) -> dict[Pair, float] | None:
    """The changes of a paste; None if the block does not fit.

    One number fills all chosen cells; a block spills from the first of them.
    """
    if len(block) == len(block[0]) == 1:
        return dict.fromkeys(selection.cells, block[0][0])
    top, left = selection.first
    if top + len(block) > shape[0] or left + len(block[0]) > shape[1]:
        return None
    return {
        (top + row, left + column): value
        for row, values in enumerate(block)
        for column, value in enumerate(values)
    }


def filled(kernel: Kernel, selection: Selection, rows: int, columns: int) -> dict[Pair, float]:
    """The changes of a fill: down (1, 0) from the block's upper row, or right (0, 1) from its left
    column; of one cell, or a block that is one deep, from the neighbour above it or left of it.
    """
    top, left = selection.first
    depth = selection.last[0] - top if rows else selection.last[1] - left
    if depth == 0:
        top, left = max(top - rows, 0), max(left - columns, 0)
    changes = {}
    for row, column in selection.cells:
        source = (top, column) if rows else (row, left)
        changes[row, column] = kernel.weights[source[0]][source[1]]
    return changes
