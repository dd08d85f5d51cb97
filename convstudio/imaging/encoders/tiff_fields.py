"""Directories of TIFF as they are written: little-endian, of either size, one inside the other.

TIFF 6.0, section 2; BigTIFF, www.awaresystems.be/imaging/tiff/bigtiff.html.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from convstudio.imaging.metadata import DECODER_ERRORS
from convstudio.imaging.tiff.directory import Directory, Fields, read_directories

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, LONG8 = 1, 2, 3, 4, 5, 7, 16
_LETTERS = {SHORT: "H", LONG: "L", RATIONAL: "L", LONG8: "Q"}
# Bytes of the numbers that a value consists of; of all other types, one.
_NUMBERS = {3: 2, 8: 2, 4: 4, 5: 4, 9: 4, 10: 4, 11: 4, 13: 4, 12: 8, 16: 8, 17: 8, 18: 8}
_EXIF, _GPS, _INTEROPERABILITY = 34665, 34853, 40965
_POINTERS = {_EXIF: frozenset({_INTEROPERABILITY}), _GPS: frozenset(), _INTEROPERABILITY: None}
_FINEST = 10_000  # the denominator of what is no whole number


@dataclass(frozen=True, eq=False)
class Tree:
    """The fields of a directory, and the directories that some of them point to."""

    fields: Fields
    below: dict[int, Tree] = field(default_factory=dict)


def numbers(kind: int, *values: int) -> tuple[int, int, bytes]:
    """A field of whole numbers; of RATIONAL, each two of them are one."""
    count = len(values) // 2 if kind == RATIONAL else len(values)
    return kind, count, struct.pack(f"<{len(values)}{_LETTERS[kind]}", *values)


def many(kind: int, values: Sequence[int]) -> tuple[int, int, bytes]:
    """A field of ever so many LONG or LONG8."""
    return kind, len(values), np.array(values, f"<u{_NUMBERS[kind]}").tobytes()


def rational(value: float) -> tuple[int, int, bytes]:
    """A field of one positive number."""
    if value == round(value) or value * _FINEST >= 2**32:
        return numbers(RATIONAL, min(round(value), 2**32 - 1), 1)
    return numbers(RATIONAL, round(value * _FINEST), _FINEST)


def exif_tree(block: bytes) -> Tree:
    """What an EXIF block holds, field for field; nothing where it cannot be read."""
    try:
        block = block.removeprefix(b"Exif\0\0")
        directory = read_directories(io.BytesIO(block), 1)[0]
        return _tree(directory, frozenset({_EXIF, _GPS}))
    except DECODER_ERRORS:
        return Tree({})


def _tree(directory: Directory, pointers: frozenset[int]) -> Tree:
    fields: Fields = {}
    below: dict[int, Tree] = {}
    for code, found in directory.fields.items():
        try:
            if code in pointers:
                inner = Directory(
                    directory.file, directory.order, directory.big, directory.number(code, 0)
                )
                below[code] = _tree(inner, _POINTERS[code] or frozenset())
            elif code not in _POINTERS:
                fields[code] = found.kind, found.count, _turned(directory, code, found.kind)
        except DECODER_ERRORS:
            continue
    return Tree(fields, below)


def _turned(directory: Directory, code: int, kind: int) -> bytes:
    """A field's value in little-endian."""
    data = directory.data(code)
    width = _NUMBERS.get(kind, 1)
    if directory.order == "<" or width == 1:
        return data
    turned: np.ndarray[Any, Any] = np.frombuffer(data, f"u{width}").byteswap()
    return turned.tobytes()


def packed_tree(tree: Tree, place: int, big: bool) -> bytes:
    """A directory and those below it, as they stand in the file from there on.

    Args:
        place: even, as TIFF wants it.
        big: whether the file is a BigTIFF.
    """
    pointer = LONG8 if big else LONG
    fields = {**tree.fields, **{code: numbers(pointer, 0) for code in tree.below}}
    end = place + len(_packed(fields, place, big))
    tails = []
    for code, inner in tree.below.items():
        tails.append(packed_tree(inner, end, big))
        fields[code] = numbers(pointer, end)
        end += len(tails[-1])
    return b"".join([_packed(fields, place, big), *tails])


def _packed(fields: Fields, place: int, big: bool) -> bytes:
    count, entry, offset, inline = ("Q", "<HHQ", "<Q", 8) if big else ("H", "<HHL", "<L", 4)
    table = [struct.pack(f"<{count}", len(fields))]
    values: list[bytes] = []
    place += len(table[0]) + (struct.calcsize(entry) + inline) * len(fields) + inline
    for code, (kind, number, value) in sorted(fields.items()):
        within = value.ljust(inline, b"\0")
        if len(value) > inline:
            within = struct.pack(offset, place)
            values.append(value + b"\0" * (len(value) % 2))
            place += len(values[-1])
        table += [struct.pack(entry, code, kind, number), within]
    return b"".join([*table, bytes(inline), *values])
