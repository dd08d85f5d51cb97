"""Rows of numbers: spreadsheets, text, ImageJ, libvips' .mat and Photoshop's .acf as text."""

from __future__ import annotations

import re
from dataclasses import replace

from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation import photoshop, vips
from convstudio.kernel.notation.grid import Cell, in_rows, kernel_of, square_side
from convstudio.kernel.notation.separated import Table, table_of
from convstudio.kernel.notation.source import Source
from convstudio.kernel.notation.values import Recognised

_LABELS = {
    "tab": ("tsv", "Cells of a spreadsheet"),
    "semicolon": ("csv", "CSV with semicolons"),
    "comma": ("csv", "CSV"),
    "blank": ("rows", "Rows of numbers"),
}
_MOST_BLOCKS = 64
# What MATLAB and Octave print above a matrix: "h =" and "1.0e-03 *".
_PRINTED = re.compile(
    r"\s*(?:[A-Za-z]\w{0,60}+[ \t]*=[ \t]*\n\s*)?"
    r"(?:(?P<factor>\d{1,9}(?:\.\d{0,9})?(?:e[+-]?\d{1,3})?)[ \t]*\*[ \t]*\n)?",
    re.ASCII,
)  # fmt: skip


def read(source: Source) -> Recognised:
    """The kernel, or kernels, in rows of numbers.

    Raises:
        KernelTextError: ragged, too large, or no numbers.
    """
    factor, start = _printed_factor(source)
    table = table_of(source, start)
    if factor != 1:
        table = table.times(factor)
    rows = table.rows
    if not rows:
        raise source.refusal(0, len(source.text), "There are no numbers in the text.")
    if photoshop.looks_like(rows):
        return photoshop.read(source, rows)
    if vips.looks_like(rows):
        return _with_plain_reading(source, vips.read(source, rows), rows)
    identifier, label = _LABELS[table.delimiter]
    kernels, notes = _kernels(source, table)
    if identifier == "rows" and kernels[0].rows % 2 and kernels[0].columns % 2:
        label = "Rows of numbers, as for ImageJ"
        total = kernels[0].total
        if total not in (0, 1):
            notes = (*notes, f"ImageJ's Normalize would divide by {total:.6g}.")
    return Recognised(
        identifier, label, kernels[0], kernels[1:],
        notes=(*table.notes, *notes), warnings=table.warnings,
    )  # fmt: skip


def _printed_factor(source: Source) -> tuple[float, int]:
    """The factor printed above a matrix, and where the matrix begins."""
    match = _PRINTED.match(source.text)
    if match is None:
        return 1.0, 0
    return float(match["factor"] or 1), match.end()


def _kernels(source: Source, table: Table) -> tuple[tuple[Kernel, ...], tuple[str, ...]]:
    rows = table.rows
    blocks = table.blocks
    if len(blocks) > 1 and all(len(block) > 1 for block in blocks):
        if len(blocks) > _MOST_BLOCKS:
            raise source.refusal(
                0, len(source.text), f"The text has {len(blocks)} kernels; {_MOST_BLOCKS} are read."
            )
        return tuple(kernel_of(source, block) for block in blocks), ()
    line = kernel_of(source, rows) if len(rows) > 1 else None
    cells = rows[0]
    side = square_side(len(cells)) if line is None else 0
    if line is not None or not side or table.delimiter == "tab":
        return (line or kernel_of(source, rows),), ()
    square, in_a_row = kernel_of(source, in_rows(cells, side)), kernel_of(source, rows)
    if source.text.endswith("\n"):  # a line of a file, not the old list of ImageMagick and SVG
        return (in_a_row, square), (f"The {len(cells)} numbers can be {side}×{side} as well.",)
    return (square, in_a_row), (f"{len(cells)} numbers in one line were read as {side}×{side}.",)


def _with_plain_reading(source: Source, read_as: Recognised, rows: list[list[Cell]]) -> Recognised:
    """A first row of the same length can be a row of weights as well."""
    if len(rows[0]) != len(rows[1]):
        return read_as
    plain = kernel_of(source, rows)
    warning = f"The first row can be weights as well: then the kernel is {plain.size_text}."
    return replace(read_as, more=(plain,), warnings=(*read_as.warnings, warning))
