"""TIFF of 8 and 16 bits and 32-bit floats, in strips; BigTIFF where 4 GiB may not do.

TIFF 6.0; Adobe's supplements for Photoshop (Deflate, XMP) and Technical Note 3 (float predictor).
"""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

import numpy as np

from convstudio.imaging.captions import IPTC_FIELD, RESOURCES_FIELD
from convstudio.imaging.encoders import deflate
from convstudio.imaging.encoders.encoder import Encoder, Sheet
from convstudio.imaging.encoders.tiff_fields import (
    ASCII,
    BYTE,
    LONG,
    LONG8,
    SHORT,
    UNDEFINED,
    many,
    numbers,
)
from convstudio.imaging.exif import rational, read_exif
from convstudio.imaging.levels import Samples
from convstudio.imaging.tiff.tree import Fields, Tree, packed_tree

# Of the pixels alone: what does not compress grows a little, and metadata come on top.
_LARGEST_CLASSIC = 2**32 - 2**28
_DEFLATE = 8
_UNSIGNED, _FLOAT = 1, 3
_BY_DIFFERENCES, _BY_FLOATS = 2, 3
_STRAIGHT_ALPHA = 2
_PER_INCH = 2


class TiffEncoder(Encoder):
    """One picture, a strip a band; the directory stands behind the pixels.

    The file must be able to seek.

    Args:
        pages: how many pictures of this size the file is going to have.
        after: the page before this one, finished; None for the first.
    """

    def __init__(
        self, sheet: Sheet, file: BinaryIO, *, pages: int = 1, after: TiffEncoder | None = None
    ) -> None:
        super().__init__(sheet, file)
        self._offsets: list[int] = []
        self._lengths: list[int] = []
        self._big: bool = pages * sheet.size > _LARGEST_CLASSIC if after is None else after._big
        self._pointer = 8 if self._big else 4  # where the place of the directory is to stand
        self._next = 0  # the same for the page after this one
        if after is not None:
            self._pointer = after._next
            self._place = file.seek(0, os.SEEK_END)
            return
        head = b"II+\0\x08\0\0\0" + bytes(8) if self._big else b"II*\0" + bytes(4)
        self._place = file.write(head)

    def pack(self, pixels: Samples) -> bytes:
        rows = _float_differences(pixels) if pixels.dtype.kind == "f" else _differences(pixels)
        return deflate.whole(rows.data.cast("B"))

    def append(self, packed: bytes) -> None:
        self._offsets.append(self._place)
        self._lengths.append(len(packed))
        self.file.write(packed)
        self._place += len(packed)

    def finish(self) -> None:
        self.file.write(bytes(self._place % 2))
        place = self._place + self._place % 2
        exif = read_exif(self.sheet.exif or b"", "<").tree
        tree = Tree({**exif.fields, **self._fields()}, exif.below)
        packed = packed_tree(tree, place, self._big)
        self.file.write(packed)
        self.file.seek(self._pointer)
        self.file.write(struct.pack("<Q" if self._big else "<L", place))
        # A directory: the count of its entries, these, and where the next page's is.
        head, each = (8, 20) if self._big else (2, 12)
        self._next = place + head + each * int.from_bytes(packed[:head], "little")

    def _fields(self) -> Fields:
        sheet = self.sheet
        floats, samples = not sheet.levels.whole, sheet.samples
        pointer = LONG8 if self._big else LONG
        fields: Fields = {
            256: numbers(LONG, sheet.width),
            257: numbers(LONG, sheet.height),
            258: numbers(SHORT, *(samples * [sheet.levels.dtype.itemsize * 8])),
            259: numbers(SHORT, _DEFLATE),
            262: numbers(SHORT, 2 if samples > 2 else 1),
            273: many(pointer, self._offsets),
            277: numbers(SHORT, samples),
            278: numbers(LONG, self.rows),
            279: many(pointer, self._lengths),
            284: numbers(SHORT, 1),
            317: numbers(SHORT, _BY_FLOATS if floats else _BY_DIFFERENCES),
            339: numbers(SHORT, *(samples * [_FLOAT if floats else _UNSIGNED])),
        }
        if sheet.page:
            name = sheet.page.encode("utf-8") + b"\0"
            fields[285] = ASCII, len(name), name
        if sheet.has_alpha:
            fields[338] = numbers(SHORT, _STRAIGHT_ALPHA)
        if sheet.resolution is not None:
            fields[282], fields[283] = (rational(value) for value in sheet.resolution)
            fields[296] = numbers(SHORT, _PER_INCH)
        if sheet.xmp is not None:
            fields[700] = BYTE, len(sheet.xmp), sheet.xmp
        if (iptc := sheet.captions.iptc) is not None:
            fields[IPTC_FIELD] = BYTE, len(iptc), iptc
        if packed := sheet.captions.packed:
            fields[RESOURCES_FIELD] = BYTE, len(packed), packed
        if sheet.profile is not None:
            fields[34675] = UNDEFINED, len(sheet.profile), sheet.profile
        return fields


def _differences(pixels: Samples) -> Samples:
    """Each sample less the one of its kind to the left, in little-endian."""
    found = pixels.astype(pixels.dtype.newbyteorder("<"))
    found[:, 1:] -= pixels[:, :-1]
    return found


def _float_differences(pixels: Samples) -> Samples:
    """Of a row all highest bytes, then all second ones …; each less the one a pixel before it."""
    rows, columns, samples = pixels.shape
    parts = pixels.astype(">f4").view(np.uint8).reshape(rows, columns * samples, 4)
    planes = np.ascontiguousarray(parts.transpose(0, 2, 1)).reshape(rows, -1)
    found = planes.copy()
    found[:, samples:] -= planes[:, :-samples]
    return found
