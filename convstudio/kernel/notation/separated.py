"""Lines of text cut into cells: by tabs, semicolons, commas or blanks, whichever it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from convstudio.kernel.kernel import MAX_SIZE
from convstudio.kernel.notation.constants import cell_of, has_decimal_comma
from convstudio.kernel.notation.grid import Cell
from convstudio.kernel.notation.source import Source

_SPACED = re.compile(r"[^\s,]+|,")
_COMMENT = re.compile(r"[ \t]*(?:#|//|%)")
_LEADING_ZERO = re.compile(r"[+-]?\d*,0\d*")

_MOST_LINES = 64 * MAX_SIZE

Span = tuple[int, int]
Line = list[Span]


@dataclass(frozen=True)
class Table:
    """The cells of a text.

    Attributes:
        blocks: rows that stand together; a blank line parts two blocks.
        delimiter: what parts the cells: tab, semicolon, comma or blank.
        notes: what was understood.
        warnings: what might be meant otherwise.
    """

    blocks: list[list[list[Cell]]]
    delimiter: str
    notes: tuple[str, ...]
    warnings: tuple[str, ...]

    def times(self, factor: float) -> Table:
        """The same with every number multiplied."""
        blocks = [
            [[cell._replace(value=cell.value * factor) for cell in row] for row in block]
            for block in self.blocks
        ]
        return replace(self, blocks=blocks)

    @property
    def rows(self) -> list[list[Cell]]:
        """Those of all blocks."""
        return [row for block in self.blocks for row in block]


def table_of(source: Source, start: int = 0) -> Table:
    """The text from ``start`` on as rows of numbers.

    Raises:
        KernelTextError: a cell that is no number, or a comma of two possible meanings.
    """
    blocks = _lines(source, start)
    lines = [line for block in blocks for line in block]
    if len(lines) > _MOST_LINES:
        problem = f"The text has {len(lines):,} lines; a kernel is at most 63×63."
        raise source.refusal(0, len(source.text), problem, "Take a part of it.")
    delimiter = _delimiter(source, lines)
    if delimiter == "rows":
        blocks, delimiter = _cut_at_semicolons(source, blocks), "blank"
        lines = [line for block in blocks for line in block]
        if any("," in source.text[start:end] for start, end in lines):
            delimiter = "comma"
    commas = delimiter in ("tab", "semicolon")
    if delimiter == "comma" and _blanks_part_decimals(source, lines):
        delimiter, commas = "blank", True
    spans = [[_cut(source, line, delimiter) for line in block] for block in blocks]
    empty = _drop_trailing([row for block in spans for row in block], source)
    comma_cells = [
        source.text[a:b].strip("\"' ") for block in spans for row in block for a, b in row
    ]
    read_commas = commas and any(map(has_decimal_comma, comma_cells))
    read = [[[_cell(source, span, commas) for span in row] for row in block] for block in spans]
    notes = ("Decimal commas were read as points.",) if read_commas else ()
    warnings: tuple[str, ...] = ()
    if empty:
        cells = "1 empty cell was" if empty == 1 else f"{empty} empty cells were"
        warnings = (f"{cells} read as 0.",)
    return Table([block for block in read if block], delimiter, notes, warnings)


def _lines(source: Source, start: int) -> list[list[Span]]:
    """The lines that are no comments, in blocks that blank lines part."""
    blocks: list[list[Span]] = [[]]
    for line in source.text[start:].split("\n"):
        end = start + len(line)
        if not line.strip(" \t;"):
            if blocks[-1] and "\t" not in line:
                blocks.append([])
        elif not _COMMENT.match(line):
            comment = line.find("#")
            blocks[-1].append((start, start + comment if comment > 0 else end))
        start = end + 1
    return [block for block in blocks if block]


def _delimiter(source: Source, lines: list[Span]) -> str:
    """tab, semicolon, comma or blank; ``rows`` where semicolons part rows, as in MATLAB."""
    texts = [source.text[start:end] for start, end in lines]
    if any("\t" in text.strip() for text in texts) and not any(";" in text for text in texts):
        return "tab" if all("\t" in t.strip() or len(t.split()) < 2 for t in texts) else "blank"
    if any(";" in text.rstrip(" ;") for text in texts):
        pieces = [p.strip() for text in texts for p in text.split(";") if p.strip()]
        if any(len(p.split()) > 1 or p.count(",") > 1 for p in pieces):
            return "rows"
        return "semicolon"
    if any(";" in text for text in texts) and any(len(t.split()) > 1 for t in texts):
        return "rows"
    return "comma" if any("," in text for text in texts) else "blank"


def _cut_at_semicolons(source: Source, blocks: list[list[Span]]) -> list[list[Span]]:
    cut: list[list[Span]] = []
    for block in blocks:
        rows: list[Span] = []
        for start, end in block:
            at = start
            for piece in source.text[start:end].split(";"):
                if piece.strip():
                    rows.append((at, at + len(piece)))
                at += len(piece) + 1
        cut.append(rows)
    return cut


def _cut(source: Source, line: Span, delimiter: str) -> Line:
    """The places of a line's cells."""
    start, end = line
    text = source.text[start:end]
    sign = {"tab": "\t", "semicolon": ";", "comma": ","}.get(delimiter)
    if sign is None:
        return [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+", text)]
    if delimiter == "comma" and _mixes(text):
        return [(start + m.start(), start + m.end()) for m in _SPACED.finditer(text) if m[0] != ","]
    spans, at = [], start
    for piece in text.split(sign):
        spans.append((at, at + len(piece)))
        at += len(piece) + 1
    return spans


def _mixes(text: str) -> bool:
    """Whether commas and blanks both part numbers, as in ``1,2,1  0,0,0``."""
    return any(len(piece.split()) > 1 for piece in text.split(","))


def _blanks_part_decimals(source: Source, lines: list[Span]) -> bool:
    """Whether blanks part the cells and commas stand for points: ``0 -0,5 0``.

    Raises:
        KernelTextError: ``1,2 3,4`` can be two numbers or four.
    """
    words = [word for start, end in lines for word in source.text[start:end].split()]
    if len(words) <= len(lines) or any(
        w.count(",") > 1 or w[0] == "," or w[-1] == "," for w in words
    ):
        return False
    with_comma = [word for word in words if "," in word]
    if not with_comma:
        return False
    if len(with_comma) < len(words) or any(map(_LEADING_ZERO.fullmatch, with_comma)):
        return True
    start = source.text.index(with_comma[0], lines[0][0])
    raise source.refused(
        start,
        start + len(with_comma[0]),
        "can be one number or two.",
        "Write decimals with a point (0.5), or part the numbers with semicolons or tabs.",
    )


def _drop_trailing(rows: list[Line], source: Source) -> int:
    """Drops the empty last cells that separators at the ends of all rows make; counts others."""

    def is_empty(span: Span) -> bool:
        return not source.text[span[0] : span[1]].strip("\"' \n")

    while rows and all(len(row) > 1 and is_empty(row[-1]) for row in rows):
        for row in rows:
            row.pop()
    if len({len(row) - is_empty(row[-1]) for row in rows}) == 1:  # not after the last row
        for row in rows:
            del row[len(row) - is_empty(row[-1]) :]
    return sum(is_empty(span) for row in rows for span in row)


def _cell(source: Source, span: Span, decimal_comma: bool) -> Cell:
    if not source.text[span[0] : span[1]].strip("\"' "):
        return Cell(0.0, *span)
    return cell_of(source, *span, decimal_comma)


def numbers_in(source: Source, start: int, end: int) -> Iterator[Cell]:
    """Numbers with blanks or commas between them."""
    for match in re.compile(r"[^\s,]+").finditer(source.text, start, end):
        yield cell_of(source, match.start(), match.end())
