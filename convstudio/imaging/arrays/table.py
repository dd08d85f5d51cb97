"""Tables of numbers as gray pictures: CSV of every country, and what ImageJ saves as text.

Cells are parted by tabs, semicolons, commas or blanks, whichever it is; where commas do not part
them they may be decimal commas. One line of headings is passed over, and lines that start with #.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from convstudio.errors import PictureReadError
from convstudio.imaging.arrays.values import picture_values, whole_values
from convstudio.imaging.limits import require_memory, require_size
from convstudio.imaging.parts import Contents, Part, index_of
from convstudio.imaging.picture import Picture, Pixels
from convstudio.imaging.source import Source

_ENDINGS = (".csv", ".tsv")
_NUMBER = r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,4})?|[+-]?(?:nan|inf|NaN|Inf|NAN|INF)"
_ONE = re.compile(_NUMBER)
_LINE = re.compile(rf"(?:(?:{_NUMBER}|\"(?:{_NUMBER})\")?[ \t,;]*)+", re.ASCII)
_LEADING_ZERO = re.compile(r"[+-]?\d*,0\d*")
_PLAIN = re.compile(r"[-+.,0-9eEnaifNAIF \r]+")  # what numpy's reader takes as it is meant
_LONGEST_PROBE = 400  # characters of a line that tell whether it is numbers
_LOOKED_AT = 20  # lines that tell what parts the cells
_LINES_AT_ONCE = 256 << 10  # characters
_BYTES_A_NUMBER = 8 + 4 + 5  # as read, as a picture's, on the screen
_SIGNS = {"tab": "\t", "semicolon": ";", "comma": ",", "blank": None}


@dataclass(frozen=True)
class _Manner:
    """How a table is written: what parts its cells, and whether decimals have commas."""

    sign: str
    decimal_commas: bool = False


def is_table(start: bytes, name: str) -> bool:
    """Whether a file that starts so is a table: by its name, or because it begins with numbers."""
    text = _decoded(start, whole=False)
    if text is None or "\0" in text:
        return False
    if name.lower().endswith(_ENDINGS):
        return True
    first = next((line for line in text.splitlines() if _content(line)), "")[:_LONGEST_PROBE]
    return any(map(str.isdigit, first)) and _is_numbers(first)


def read(source: Source, part: str = "") -> Picture:
    """The table as a gray picture; whole numbers take 8 or 16 bits where they fit.

    Raises:
        PictureReadError: says which line is no row of numbers, or that it is too large.
    """
    index_of(part, 1, "table", source.name)
    # Text twice, as bytes and as characters, and its lines; a number takes two characters at least.
    require_memory(source.size, 1, 4 + _BYTES_A_NUMBER // 2, source.name)
    lines = _lines(source)
    manner = _manner([line for _, line in lines[:_LOOKED_AT]], source.name)
    numbers = _numbers(lines, manner, source)
    require_size(numbers.shape[1], numbers.shape[0], source.name)
    values = picture_values(whole_values(numbers))
    return Picture(values[..., None], path=source.path)


def contents(source: Source) -> Contents:
    """The table; its rows are counted by its lines."""
    lines = _lines(source)
    manner = _manner([line for _, line in lines[:_LOOKED_AT]], source.name)
    width = len(_cells(lines[0][1], manner))
    return Contents("Table", (Part("", "Table", width, len(lines)),), source.size)


def _decoded(data: bytes, whole: bool) -> str | None:
    """The text: UTF-8, or UTF-16 as spreadsheets save it; None if it is neither."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        cut = not whole and error.start >= len(data) - 4  # within a character
        return data[: error.start].decode(encoding) if cut else None


def _content(line: str) -> str:
    """A line without what is no content."""
    return "" if line.lstrip().startswith("#") else line.strip(" \t,;\r")


def _is_numbers(line: str) -> bool:
    return _LINE.fullmatch(line.replace("−", "-").strip()) is not None


def _lines(source: Source) -> list[tuple[int, str]]:
    """(number, text) of each line with content, without one line of headings.

    Raises:
        PictureReadError: no text, or none with numbers.
    """
    text = _decoded(source.file.read(), whole=True)
    if text is None:
        raise PictureReadError(f"“{source.name}” is no table of numbers: it is not text.")
    split = text.replace("−", "-").split("\n")
    lines = [(number, line.rstrip("\r")) for number, line in enumerate(split, 1) if _content(line)]
    if len(lines) > 1 and _is_heading(lines[0][1]):
        del lines[0]
    if not lines:
        raise PictureReadError(f"“{source.name}” is a table without numbers.")
    return lines


def _is_heading(line: str) -> bool:
    words = [word.strip("\"' ") for word in re.split(r"[\t;,]", line)]
    return not any(_ONE.fullmatch(word) for word in words)


def _manner(lines: list[str], name: str) -> _Manner:
    """How the first lines are written; the same rules as for the text of a kernel.

    Raises:
        PictureReadError: ``1,2 3,4`` can be two numbers a line, or four.
    """
    texts = [line.strip() for line in lines]
    if any("\t" in text for text in texts):
        return _Manner("tab", _have_decimal_commas(texts, "\t"))
    if any(";" in text for text in texts):
        return _Manner("semicolon", _have_decimal_commas(texts, ";"))
    if not any("," in text for text in texts):
        return _Manner("blank")
    words = [word for text in texts for word in text.split()]
    if len(words) <= len(texts) or any(
        word.count(",") > 1 or word[0] == "," or word[-1] == "," for word in words
    ):
        return _Manner("comma")
    commas = [word for word in words if "," in word]
    if len(commas) < len(words) or any(map(_LEADING_ZERO.fullmatch, commas)):
        return _Manner("blank", decimal_commas=True)
    raise PictureReadError(
        f"“{name}”: “{commas[0][:40]}” can be one number or two.",
        hint="Write decimals with a point (0.5), or part the numbers with semicolons or tabs.",
    )


def _have_decimal_commas(texts: list[str], sign: str) -> bool:
    cells = [cell.strip("\"' ") for text in texts for cell in text.split(sign)]
    return any("," in cell for cell in cells)


def _cells(line: str, manner: _Manner) -> list[str]:
    """A line's cells; one that is empty at its end is none."""
    line = line.strip(" \r") if manner.sign != "blank" else line
    cells = line.split(_SIGNS[manner.sign])
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return cells


def _numbers(lines: list[tuple[int, str]], manner: _Manner, source: Source) -> Pixels:
    """(rows, columns) of float64.

    Raises:
        PictureReadError: a cell is no number, or a row has more or fewer than the first.
    """
    width = len(_cells(lines[0][1], manner))
    numbers = np.empty((len(lines), width), np.float64)
    at = 0
    for batch in _batches(lines):
        source.watch.check()
        rows = numbers[at : at + len(batch)]
        at += len(batch)
        quick = _quickly([line for _, line in batch], manner, width)
        rows[:] = _carefully(batch, manner, width, source.name) if quick is None else quick
    return numbers


def _quickly(lines: list[str], manner: _Manner, width: int) -> Pixels | None:
    """(rows, columns) of lines that are as they should be, by numpy; None where one is not."""
    if manner.decimal_commas:
        lines = [line.replace(",", ".") for line in lines]
    if manner.sign == "blank":
        lines = [",".join(line.split()) for line in lines]
    else:
        sign = _SIGNS[manner.sign] or ","
        lines = [line.strip(" ").removesuffix(sign).replace(sign, ",") for line in lines]
    if any(line.count(",") != width - 1 for line in lines):
        return None
    text = ",".join(lines)
    if _PLAIN.fullmatch(text) is None:
        return None
    try:
        values = np.fromstring(text, np.float64, sep=",")  # ends where it finds no number
    except (DeprecationWarning, ValueError):  # … of which it warns, and means to refuse it
        return None
    return values.reshape(len(lines), width) if len(values) == len(lines) * width else None


def _carefully(
    batch: list[tuple[int, str]], manner: _Manner, width: int, name: str
) -> list[list[float]]:
    """The same cell by cell.

    Raises:
        PictureReadError: says which line is not as it should be, and why.
    """
    found = []
    for number, line in batch:
        row = _cells(line, manner)
        if len(row) != width:
            raise PictureReadError(
                f"“{name}” is no table: line {number} has {_counted(len(row))}, and the first row "
                f"has {width:,}."
            )
        found.append([_value(cell, manner, name, number, at) for at, cell in enumerate(row, 1)])
    return found


def _counted(count: int) -> str:
    return "1 number" if count == 1 else f"{count:,} numbers"


def _batches(lines: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    batch: list[tuple[int, str]] = []
    length = 0
    for line in lines:
        batch.append(line)
        length += len(line[1])
        if length >= _LINES_AT_ONCE:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def _value(cell: str, manner: _Manner, name: str, line: int, column: int) -> float:
    """A cell's number; the underscores and the words that Python takes are none."""
    shown = cell.strip(" \t\"'\r")
    number = shown.replace(",", ".", 1) if manner.decimal_commas else shown
    if _ONE.fullmatch(number) is None:
        what = f"“{shown[:40]}” is no number" if shown else "a number is missing"
        raise PictureReadError(
            f"“{name}” is no table of numbers: {what} (line {line}, column {column})."
        )
    return float(number)
