"""Fields of TIFF directories as they were written, byte for byte, and written again elsewhere.

TIFF 6.0, section 2; BigTIFF, www.awaresystems.be/imaging/tiff/bigtiff.html; CIPA DC-008 (EXIF).
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from convstudio.imaging.tiff.directory import Directory

LONG, LONG8 = 4, 16
# Bytes of the numbers that a value consists of; of all other types, one.
_NUMBERS = {3: 2, 8: 2, 4: 4, 5: 4, 9: 4, 10: 4, 11: 4, 13: 4, 12: 8, 16: 8, 17: 8, 18: 8}
EXIF, GPS, INTEROPERABILITY = 34665, 34853, 40965
# Which directories a directory may point to: so none can lead back to where it was found.
_BELOW: dict[int, frozenset[int]] = {
    EXIF: frozenset({INTEROPERABILITY}),
    GPS: frozenset(),
    INTEROPERABILITY: frozenset(),
}
_TOP = frozenset({EXIF, GPS})
_LARGEST = 16 << 20  # bytes of one value: a maker's note with a preview has a few
_COMMENT, _UTF16 = 37510, b"UNICODE\0"  # EXIF's UserComment, whose type hides that it has an order
_UNREADABLE = (ValueError, EOFError, struct.error)

Fields = dict[int, tuple[int, int, bytes]]
"""Type, count and value, in the byte order of the file that they are for."""


@dataclass(frozen=True, eq=False)
class Tree:
    """The fields of a directory, and the directories that some of them point to."""

    fields: Fields
    below: dict[int, Tree] = field(default_factory=dict)


def read_tree(directory: Directory, codes: frozenset[int], order: str = "") -> Tree:
    """Fields of a directory, with all of its EXIF and GPS if they are among them.

    What cannot be read is left out: a broken directory below this one costs itself alone.

    Args:
        order: the byte order, ``<`` or ``>``, that the numbers are turned to; as they are if empty.
    """
    return _read(directory, codes & directory.fields.keys(), order, _TOP)


def _read(
    directory: Directory, codes: Collection[int], order: str, pointers: frozenset[int]
) -> Tree:
    fields: Fields = {}
    below: dict[int, Tree] = {}
    for code in sorted(codes):
        found = directory.fields[code]
        try:
            if code in pointers:
                place = directory.number(code, 0)
                inner = Directory(directory.file, directory.order, directory.big, place)
                tree = _read(inner, inner.fields, order, _BELOW[code])
                if tree.fields or tree.below:  # TIFF has no empty directories
                    below[code] = tree
            elif code not in _BELOW and found.size <= _LARGEST:
                fields[code] = found.kind, found.count, _turned(directory, code, order)
        except _UNREADABLE:
            continue
    return Tree(fields, below)


def _turned(directory: Directory, code: int, order: str) -> bytes:
    """A field's value in another byte order."""
    data = directory.data(code)
    width = _NUMBERS.get(directory.fields[code].kind, 1)
    if order in ("", directory.order):
        return data
    if code == _COMMENT and data.startswith(_UTF16):
        length = (len(data) - len(_UTF16)) // 2 * 2
        letters: np.ndarray[Any, Any] = np.frombuffer(data, "u2", length // 2, len(_UTF16))
        return _UTF16 + letters.byteswap().tobytes() + data[len(_UTF16) + length :]
    if width == 1:
        return data
    turned: np.ndarray[Any, Any] = np.frombuffer(data, f"u{width}").byteswap()
    return turned.tobytes()


def packed(order: str, fields: Fields, below: Mapping[int, Tree] | None = None) -> bytes:
    """A small TIFF of such fields, and of the directories below them."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}L", 8)
    return head + packed_tree(Tree(fields, dict(below or {})), len(head), order=order)


def packed_tree(tree: Tree, place: int, big: bool = False, order: str = "<") -> bytes:
    """A directory and those below it, as they stand in the file from there on.

    Args:
        tree: its values in that order already.
        place: even, as TIFF wants it.
        big: whether the file is a BigTIFF.
    """
    pointer, letter = (LONG8, "Q") if big else (LONG, "L")
    fields = {**tree.fields, **{code: (pointer, 1, bytes(8 if big else 4)) for code in tree.below}}
    end = place + len(_packed(fields, place, big, order))
    tails = []
    for code, inner in tree.below.items():
        tails.append(packed_tree(inner, end, big, order))
        fields[code] = pointer, 1, struct.pack(order + letter, end)
        end += len(tails[-1])
    return b"".join([_packed(fields, place, big, order), *tails])


def _packed(fields: Fields, place: int, big: bool, order: str) -> bytes:
    count, entry, offset, inline = ("Q", "HHQ", "Q", 8) if big else ("H", "HHL", "L", 4)
    table = [struct.pack(order + count, len(fields))]
    values: list[bytes] = []
    place += len(table[0]) + (struct.calcsize(order + entry) + inline) * len(fields) + inline
    for code, (kind, number, value) in sorted(fields.items()):
        within = value.ljust(inline, b"\0")
        if len(value) > inline:
            within = struct.pack(order + offset, place)
            values.append(value + b"\0" * (len(value) % 2))
            place += len(values[-1])
        table += [struct.pack(order + entry, code, kind, number), within]
    return b"".join([*table, bytes(inline), *values])
