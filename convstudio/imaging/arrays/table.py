"""Tables of numbers as gray pictures: CSV of every country, and what ImageJ saves as text.

Cells are parted by tabs, semicolons, commas or blanks, whichever it is; where commas do not part
them they may be decimal commas. One line of headings is passed over, and lines that start with #.
Of a long table with few columns each is a signal that can be taken by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

from convstudio.errors import PictureReadError
from convstudio.imaging.arrays.values import picture_values, whole_values
from convstudio.imaging.limits import require_bytes
from convstudio.imaging.parts import Contents, Part
from convstudio.imaging.picture import Picture, Pixels
from convstudio.imaging.source import Source

_ENDINGS = (".csv", ".tsv")
_NUMBER = r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,4})?|[+-]?(?:nan|inf|NaN|Inf|NAN|INF)"
_ONE = re.compile(_NUMBER)
_LINE = re.compile(rf"(?:(?:{_NUMBER}|\"(?:{_NUMBER})\")?[ \t,;]*)+", re.ASCII)
_LEADING_ZERO = re.compile(r"[+-]?\d*,0\d*")
_PLAIN = re.compile(r"[-+.,0-9eEnaifNAIF \r]+")  # what numpy's reader takes as it is meant
_LONGEST_PROBE = 400  # characters of a line that tell whether it is numbers
_COLUMN = "column {}"
_MOST_COLUMNS = 16  # of a table whose columns are offered as signals
_LONG = 4  # times as many rows as columns, at least
_LOOKED_AT = 20  # lines that tell what parts the cells
_AT_ONCE = 256 << 10  # characters
MOST_ROWS, MOST_SAMPLES = 1 << 18, 1 << 22  # the latter where there is one in a row
_LONGEST_LINE = 1 << 22
_BYTES_A_NUMBER = 8 + 4 + 5  # as read, as a picture's, on the screen
_SIGNS = {"tab": "\t", "semicolon": ";", "comma": ",", "blank": None}


Line = tuple[int, str]
"""Its number, from 1, and its text."""


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

    Args:
        part: ``"column 2"``, or what heads that column: it alone, as a signal.

    Raises:
        PictureReadError: says which line is no row of numbers, that it is too large, or that there
            is no such column.
    """
    # As bytes and as characters; a number takes two of those at least.
    needed = source.size * (4 + _BYTES_A_NUMBER // 2)
    require_bytes(needed, f"{source.size:,} characters of numbers", source.name)
    headings: list[str] = []
    batches = _batches(source, headings)
    first = next(batches)
    manner = _manner([line for _, line in first[:_LOOKED_AT]], source.name)
    width = len(_cells(first[0][1], manner))
    column = _column_of(part, _named(headings, manner, width), source.name)
    bands = [_numbers(batch, manner, width, source.name) for batch in chain([first], batches)]
    numbers = np.concatenate(bands)
    own = "" if column is None else _COLUMN.format(column + 1)
    if column is not None:
        numbers = numbers[:, column : column + 1]
    below = numbers.shape[1] == 1  # samples one below the other: a signal is a row
    values = picture_values(whole_values(numbers.T if below else numbers))
    signal = len(values) == 1
    return Picture(values[..., None], path=source.path, part=own, samples=signal, column=below)


def contents(source: Source) -> Contents:
    """The table, and its columns where it is long; its rows are counted by its lines."""
    headings: list[str] = []
    batches = _batches(source, headings)
    first = next(batches)
    manner = _manner([line for _, line in first[:_LOOKED_AT]], source.name)
    width, height = len(_cells(first[0][1], manner)), len(first) + sum(map(len, batches))
    if width == 1:
        width, height = height, width
    parts = [Part("", "Table", width, height)]
    if 1 < width <= _MOST_COLUMNS and height >= _LONG * width:
        for number, name in enumerate(_named(headings, manner, width), 1):
            label = f"Column {number}" + (f": {name}" if name else "")
            parts.append(Part(_COLUMN.format(number), label, height, 1))
    return Contents("Table", tuple(parts), source.size)


def _named(headings: list[str], manner: _Manner, width: int) -> list[str]:
    """What heads each column; "" where nothing does."""
    for line in headings:
        cells = [cell.strip(" \t\"'\r") for cell in _cells(line, manner)]
        if len(cells) == width:
            return cells
    return [""] * width


def _column_of(part: str, names: list[str], file: str) -> int | None:
    """The place, from 0, of the column that is asked for; None for the whole table.

    Raises:
        PictureReadError: there is none.
    """
    if part in ("", "1"):
        return None
    known = [_COLUMN.format(number) for number in range(1, len(names) + 1)]
    for there in (known, names):
        if part in there:
            return there.index(part)
    told = ", ".join(f"“{name}”" for name in names[:_MOST_COLUMNS] if name)
    last = f"column {len(names)}"
    raise PictureReadError(
        f"“{file}” has no part “{part[:40]}”: it holds one table"
        + (f", of which the columns are “column 1” to “{last}”" if len(names) > 1 else "")
        + (f" ({told})." if told else ".")
    )


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


def _batches(source: Source, headings: list[str]) -> Iterator[list[Line]]:
    """The lines with content, some at a time, without one line of headings; at least one batch.

    Args:
        headings: takes that line, where there is one.

    Raises:
        PictureReadError: no text, none with numbers, or more than any picture has.
    """
    text = _decoded(source.file.read(), whole=True)
    if text is None:
        raise PictureReadError(f"“{source.name}” is no table of numbers: it is not text.")
    number, found, start, most = 0, 0, 0, 0
    while start < len(text):
        source.watch.check()
        end = text.find("\n", start + _AT_ONCE) + 1 or len(text)
        lines = text[start:end].replace("−", "-").splitlines()
        batch = [(at, line) for at, line in enumerate(lines, number + 1) if _content(line)]
        number, start = number + len(lines), end
        if not found and len(batch) > 1 and _is_heading(batch[0][1]):
            headings.append(batch.pop(0)[1])
        found += len(batch)
        if batch and not most:
            most = MOST_SAMPLES if _is_one(_content(batch[0][1])) else MOST_ROWS
        if found > most or any(len(line) > _LONGEST_LINE for _, line in batch):
            raise PictureReadError(
                f"“{source.name}” is too large a table: it has more than {most:,} rows, or "
                f"rows of more than {_LONGEST_LINE:,} characters.",
                hint="Save the numbers as a NumPy array (.npy).",
            )
        if batch:
            yield batch
    if not found:
        raise PictureReadError(f"“{source.name}” is a table without numbers.")


def _is_one(line: str) -> bool:
    """Whether a line is one number for sure: a comma could part two."""
    return "," not in line and _ONE.fullmatch(line) is not None


def _is_heading(line: str) -> bool:
    """Whether none of its cells is a number, whatever parts them."""
    cells = [cell.strip("\"' ") for cell in re.split(r"[\t;,]", line)]
    return not any(map(_ONE.fullmatch, cells)) and not all(map(_ONE.fullmatch, line.split()))


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


def _numbers(batch: list[Line], manner: _Manner, width: int, name: str) -> Pixels:
    """(rows, columns) of float64.

    Raises:
        PictureReadError: a cell is no number, or a row has more or fewer than the first.
    """
    numbers = _quickly([line for _, line in batch], manner, width)
    if numbers is None:
        numbers = np.array(_carefully(batch, manner, width, name))
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


def _carefully(batch: list[Line], manner: _Manner, width: int, name: str) -> list[list[float]]:
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
