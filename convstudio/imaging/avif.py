"""AVIF of more than 8 bits, which Pillow cuts down to 8.

ISO/IEC 23008-12 (items and their properties); aomediacodec.github.io/av1-isobmff (``av1C``).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from convstudio.imaging.codecs import imagecodecs
from convstudio.imaging.picture import Pixels
from convstudio.imaging.samples import stretch

_MOST_BOXES = 64  # at the top of a file, of which the wanted one comes second
_LARGEST_META = 4 << 20  # bytes: it may hold a colour profile
_VERSION = 4  # bytes of version and flags
_HIGH, _TWELVE = 0x40, 0x20  # of the third byte of ``av1C``


def stored_bits(file: BinaryIO) -> int:
    """Bits of each sample of a file's main picture, 8 where it does not tell; where the file stands
    is left as it was."""
    position = file.tell()
    try:
        return _bits(_meta(file))
    except (LookupError, struct.error):
        return 8
    finally:
        file.seek(position)


def _meta(file: BinaryIO) -> bytes:
    """What the box says that tells of the items; nothing where there is none."""
    place = 0
    for _ in range(_MOST_BOXES):
        file.seek(place)
        head = file.read(16)
        if len(head) < 8:
            break
        length, kind, start = int.from_bytes(head[:4], "big"), head[4:8], 8
        if length == 1:
            length, start = int.from_bytes(head[8:], "big"), 16
        if kind == b"meta" and start + _VERSION <= length <= _LARGEST_META:
            file.seek(place + start + _VERSION)
            return file.read(length - start - _VERSION)
        if length < start:
            break
        place += length
        if place > file.seek(0, io.SEEK_END):
            break
    return b""


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, content) of each box; the last may be cut."""
    place = 0
    while place + 8 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        yield data[place + 4 : place + 8], data[place + 8 : place + length]
        place += max(length, 8)


def _bits(meta: bytes) -> int:
    boxes = dict(_boxes(meta))
    inner = dict(_boxes(boxes[b"iprp"]))
    properties = list(_boxes(inner[b"ipco"]))
    main = boxes[b"pitm"]
    item = int.from_bytes(main[_VERSION : _VERSION + (4 if main[0] else 2)], "big")
    own = [properties[k - 1] for k in _indices(inner[b"ipma"], item) if 0 < k <= len(properties)]
    told = {kind: content for kind, content in own if kind in (b"av1C", b"pixi")}
    if b"av1C" in told:
        return _depth(told[b"av1C"])
    if b"pixi" in told:  # of a grid, whose tiles have the rest
        return max(told[b"pixi"][_VERSION + 1 :])
    return 8


def _depth(configuration: bytes) -> int:
    flags = configuration[2]
    return 8 if not flags & _HIGH else 12 if flags & _TWELVE else 10


def _indices(associations: bytes, item: int) -> list[int]:
    """Which properties an item has, counted from 1."""
    wide_items, wide = associations[0] > 0, associations[3] & 1
    (count,) = struct.unpack_from(">L", associations, _VERSION)
    place = _VERSION + 4
    head = ">LB" if wide_items else ">HB"
    for _ in range(min(count, len(associations))):
        found, many = struct.unpack_from(head, associations, place)
        place += struct.calcsize(head)
        numbers = struct.unpack_from(f">{many}{'H' if wide else 'B'}", associations, place)
        if found == item:
            return [number & (0x7FFF if wide else 0x7F) for number in numbers]
        place += many * (2 if wide else 1)
    return []


def read_deep(file: BinaryIO, bits: int, samples: int) -> Pixels:
    """(rows, columns, samples) of 16 bits, of the first frame; gray becomes colour where more
    samples are wanted than there are."""
    file.seek(0)
    decoded: Pixels = imagecodecs().avif_decode(file.read(), index=0)
    pixels = decoded if decoded.ndim == 3 else decoded[..., None]
    stretch(pixels, bits)
    if pixels.shape[2] == 2 and samples == 4:
        return np.ascontiguousarray(pixels[..., [0, 0, 0, 1]])
    return pixels
