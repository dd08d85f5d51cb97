"""The directories of a TIFF file, in either size; nothing that it says is believed.

TIFF 6.0, section 2; BigTIFF, www.awaresystems.be/imaging/tiff/bigtiff.html.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import BinaryIO

_ORDERS = {b"II*\0": "<", b"MM\0*": ">", b"II+\0": "<", b"MM\0+": ">"}
_SIZES = {
    1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8,
    17: 8, 18: 8,
}  # fmt: skip
_WHOLE_NUMBERS = {1: "B", 3: "H", 4: "L", 13: "L", 16: "Q", 18: "Q"}
_MOST_FIELDS = 4096
_MOST_ENTRIES = 1 << 19  # fields of all pages that are looked at
_MOST_NUMBERS = 1 << 22  # strips or tiles, at worst
_SHARED = 1 << 16  # how many bytes more than the file has its fields may seem to take


@dataclass(frozen=True)
class Field:
    """Where a value stands; ``kind`` is the type's number in TIFF."""

    kind: int
    count: int
    place: int

    @property
    def size(self) -> int:
        """In bytes."""
        return self.count * _SIZES[self.kind]


class Directory:
    """The fields of one directory; of two with one number, the first counts."""

    def __init__(self, file: BinaryIO, order: str, big: bool, place: int) -> None:
        self.file = file
        self.order = order
        self.big = big
        self.end = file.seek(0, io.SEEK_END)
        self.entries = 0
        self.next = 0  # where the directory of the next page stands, if there is one
        self.fields = self._read_fields(place)

    def _read_fields(self, place: int) -> dict[int, Field]:
        """All fields of known types, within bounds: what they take, the file must have."""
        number, letters, inline = ("Q", "HHQQ", 8) if self.big else ("H", "HHLL", 4)
        head = struct.calcsize(f"{self.order}{number}")
        (many,) = struct.unpack(f"{self.order}{number}", self.bytes_at(place, head))
        if not 0 < many <= _MOST_FIELDS:
            raise ValueError(f"its directory claims {many} fields")
        self.entries = many
        length = struct.calcsize(f"{self.order}{letters}")
        table = self.bytes_at(place + head, many * length)
        self.next = self._number_at(place + head + many * length)
        fields: dict[int, Field] = {}
        room = self.end + _SHARED
        for index in range(many):
            code, kind, count, value = struct.unpack_from(
                f"{self.order}{letters}", table, index * length
            )
            if code in fields or kind not in _SIZES:
                continue
            own = place + head + (index + 1) * length - inline
            field = Field(kind, count, value)
            fields[code] = Field(kind, count, own) if field.size <= inline else field
            room -= field.size if value + field.size <= self.end else 0
        if room < 0:
            raise ValueError("its directory claims more than the file holds")
        return fields

    def _number_at(self, place: int) -> int:
        """A place in the file that stands in it; 0 if the file ends before."""
        length = 8 if self.big else 4
        if place + length > self.end:
            return 0
        order = "little" if self.order == "<" else "big"
        return int.from_bytes(self.bytes_at(place, length), order)  # type: ignore[arg-type]

    def bytes_at(self, place: int, length: int) -> bytes:
        """Part of the file.

        Raises:
            EOFError: the file ends before that part does.
        """
        if place + length > self.end:
            raise EOFError("the file ends before its pixels do")
        self.file.seek(place)
        return self.file.read(length)

    def data(self, code: int) -> bytes:
        """A field's value as it stands in the file; none if there is no such field."""
        field = self.fields.get(code)
        return b"" if field is None else self.bytes_at(field.place, field.size)

    def numbers(self, code: int, default: tuple[int, ...] = ()) -> tuple[int, ...]:
        """A field of whole numbers.

        Raises:
            ValueError: it holds something else, or far too many.
        """
        field = self.fields.get(code)
        if field is None or field.count == 0:
            return default
        if field.kind not in _WHOLE_NUMBERS or field.count > _MOST_NUMBERS:
            raise ValueError(f"field {code} holds {field.count} values of type {field.kind}")
        letters = f"{self.order}{field.count}{_WHOLE_NUMBERS[field.kind]}"
        return struct.unpack(letters, self.data(code))

    def number(self, code: int, default: int) -> int:
        """The first of a field's whole numbers."""
        return self.numbers(code, (default,))[0]


def is_tiff(start: bytes) -> bool:
    """Whether a file that starts so is TIFF."""
    return start[:4] in _ORDERS


def read_directories(file: BinaryIO, most: int) -> list[Directory]:
    """The directories of a file's pages in order; the chain ends where it is broken.

    Args:
        most: of a chain, however long, that are read.

    Raises:
        ValueError, EOFError: the first is broken, or beyond the end.
    """
    file.seek(0)
    start = file.read(16)
    order, big = _ORDERS[start[:4]], start[2:4] in (b"+\0", b"\0+")
    head = f"{order}HHQ" if big else f"{order}L"
    if len(start) < 4 + struct.calcsize(head):
        raise EOFError("the file ends before its pixels do")
    place = struct.unpack_from(head, start, 4)[-1]
    found = {place: Directory(file, order, big, place)}
    entries = found[place].entries
    while (place := found[place].next) and place not in found and len(found) < most:
        try:
            found[place] = Directory(file, order, big, place)
            entries += found[place].entries
            if entries > _MOST_ENTRIES:
                break
        except (ValueError, EOFError, struct.error):
            break
    return list(found.values())
