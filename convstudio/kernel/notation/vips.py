"""libvips' and nip's .mat: ``width height scale offset``, then the rows.

https://www.libvips.org/API/current/VipsForeignSave.html (vips_matrixload). A convolution is
Σ / scale + offset, with the edge repeated.
"""

from __future__ import annotations

from collections.abc import Sequence

from convstudio.kernel.notation.grid import Cell, Row, kernel_of
from convstudio.kernel.notation.losses import losses
from convstudio.kernel.notation.numbers import format_number
from convstudio.kernel.notation.source import Source
from convstudio.kernel.notation.values import Recognised, Settings, Written

FORM = "vips"
_FULL_RANGE = 255.0  # of the 8-bit pictures in whose units the offset is


def looks_like(rows: Sequence[Row]) -> bool:
    """Whether the first row is a header that fits the others."""
    head = [cell.value for cell in rows[0]]
    return (
        2 <= len(head) <= 4
        and len(rows) - 1 == head[1]
        and ({len(row) for row in rows[1:]} == {head[0]})
    )


def read(source: Source, rows: Sequence[Row]) -> Recognised:
    """The kernel below a header.

    Raises:
        KernelTextError: a scale of 0, or numbers that make no kernel.
    """
    scale, offset = (*rows[0][2:], Cell(1.0, 0, 0), Cell(0.0, 0, 0))[:2]
    if len(rows[0]) == 3:
        offset = Cell(0.0, 0, 0)
    if scale.value == 0:
        raise source.refused(scale.start, scale.end, "is the scale; it cannot be 0.")
    kernel = kernel_of(source, rows[1:], scale.value)
    if kernel.rows % 2 == 0 or kernel.columns % 2 == 0:
        kernel = kernel_of(
            source, rows[1:], scale.value, anchor=(kernel.rows // 2, kernel.columns // 2)
        )
    notes: tuple[str, ...] = ()
    if offset.value:
        notes = (f"The offset {format_number(offset.value)} was read as grey levels of 8 bits.",)
    return Recognised(
        FORM, "libvips matrix", kernel, flip=False, bias=offset.value / _FULL_RANGE, border="edge",
        notes=notes,
    )  # fmt: skip


def write(settings: Settings) -> Written:
    """The header and the rows, tabs between the numbers."""
    kernel = settings.kernel
    rows = kernel.weights
    if settings.flip:
        rows = tuple(row[::-1] for row in rows[::-1])
    offset = settings.bias * _FULL_RANGE
    head = [float(kernel.columns), float(kernel.rows), kernel.divisor, offset]
    lines = ["\t".join(map(format_number, line)) for line in (head, *rows)]
    said = {"flip", "bias", "anchor"}
    row, column = settings.anchor
    if settings.flip:
        row, column = kernel.rows - 1 - row, kernel.columns - 1 - column
    there = kernel.rows // 2, kernel.columns // 2
    warnings = losses(settings, "libvips", frozenset(said), border="edge")
    if (row, column) != there:
        warnings.append(
            f"libvips has its anchor at row {there[0] + 1}, column {there[1] + 1}, not at row "
            f"{row + 1}, column {column + 1}: its map is shifted."
        )
    if settings.flip:
        warnings.append("libvips does not flip: the kernel is written turned by 180°.")
    if settings.bias:
        warnings.append("The bias is written in grey levels of an 8-bit picture.")
    return Written("\n".join(lines) + "\n", tuple(warnings))
