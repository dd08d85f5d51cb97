"""One number of a cell: fractions, products, typographic signs, and a decimal comma."""

from __future__ import annotations

import re

from convstudio.errors import ArgumentValueError, KernelTextError
from convstudio.kernel.formula.weight import parse_weight
from convstudio.kernel.notation.arrays import Ratio, Value
from convstudio.kernel.notation.expressions import Expressions
from convstudio.kernel.notation.grid import Cell
from convstudio.kernel.notation.source import Source
from convstudio.kernel.notation.tokens import tokens_of

_PLAIN = re.compile(
    r"[+-]?(?:\d{1,99}+(?:\.\d{0,99}+)?+|\.\d{1,99}+)(?:[eE][+-]?\d{1,4}+)?+", re.ASCII
)
_COMMA = re.compile(r"[+-]?\d{0,99},\d{1,99}(?:[eE][+-]?\d{1,4})?", re.ASCII)
_SUM = re.compile(r"[\d.)]\s*[+-]")
_LONGEST = 200


def has_decimal_comma(text: str) -> bool:
    """Whether a cell is a number with one comma for a point.

    >>> has_decimal_comma("-0,5"), has_decimal_comma("1.5"), has_decimal_comma("1,2,3")
    (True, False, False)
    """
    return _COMMA.fullmatch(text) is not None


def cell_of(source: Source, start: int, end: int, decimal_comma: bool = False) -> Cell:
    """The number that stands from ``start`` to ``end``, blanks and quotes around it aside.

    Raises:
        KernelTextError: there is none; the message quotes what stands there.
    """
    text = source.text
    while start < end and (text[start].isspace() or text[start] in "\"'="):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\"'"):
        end -= 1
    cell = text[start:end]
    if decimal_comma and has_decimal_comma(cell):
        return Cell(float(cell.replace(",", ".")), start, end)
    if _PLAIN.fullmatch(cell):
        return Cell(float(cell), start, end)
    value = _worked(source, start, end) if cell and len(cell) <= _LONGEST else None
    if value is None:
        raise source.refused(start, end, "is no number.", _hint(cell))
    return Cell(value, start, end)


def _worked(source: Source, start: int, end: int) -> float | None:
    """The value of constant arithmetic, as the grid takes it too; None where it is none."""
    reader = Expressions(source, tokens_of(source, start, end), {})
    found: Value | None = None
    try:
        found = reader.value()
    except KernelTextError as error:
        if "divides by 0" in error.message:
            raise
    if isinstance(found, Ratio) and reader.rest.kind == "end":
        return found.value
    text = source.text[start:end]
    # A word, though it be “e” or “pi”, is rather a heading; “1-1” is rather two numbers whose blank
    # was lost, as it is when text is copied from a PDF.
    if not any(character.isdigit() for character in text) or _SUM.search(text):
        return None
    try:
        return parse_weight(text, "weight")
    except ArgumentValueError:
        return None


def _hint(cell: str) -> str:
    if cell.lower().lstrip("+-") in ("nan", "inf", "infinity", "#n/a", "na", "∞"):
        return "A weight is a finite number."
    if "," in cell:
        return "Decimals stand after a point: 1.5."
    return "Wanted: numbers such as -1, 0.5, 1e-3 or 1/9."
