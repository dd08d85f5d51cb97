"""PNG of 8 and 16 bits, with all the metadata that it can hold.

W3C, Portable Network Graphics (PNG) Specification, third edition.
"""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from convstudio.imaging.encoders import deflate
from convstudio.imaging.encoders.encoder import Encoder, Sheet
from convstudio.imaging.exif import plain_text
from convstudio.imaging.levels import Samples
from convstudio.imaging.png_chunks import PILLOWS_OWN, RAW_PROFILE, XMP_KEYWORD, as_raw_profile
from convstudio.numerics.tiles import bands

Bytes = npt.NDArray[np.uint8]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOUR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}
_INCHES = 39.37007874015748  # in a metre
_RESOURCES = "8bim"
_AT_ONCE = 1 << 17  # bytes that are filtered five ways at once: what the second cache holds
_CHECKED = struct.Struct(">LL")


class PngEncoder(Encoder):
    """Filters and compresses each band by itself; the bands' streams follow on one another."""

    def __init__(self, sheet: Sheet, file: BinaryIO) -> None:
        super().__init__(sheet, file)
        self._checksum = 1
        self._started = False
        file.write(_SIGNATURE)
        depth = sheet.levels.dtype.itemsize * 8
        colour = _COLOUR_TYPES[sheet.samples]
        header = struct.pack(">LLBBBBB", sheet.width, sheet.height, depth, colour, 0, 0, 0)
        self._chunk(b"IHDR", header)
        self._write_metadata()

    def pack(self, pixels: Samples) -> bytes:
        """Checksum and length of the filtered rows, and these compressed."""
        rows = pixels.reshape(pixels.shape[0], -1)
        if rows.dtype.itemsize > 1:
            rows = rows.astype(rows.dtype.newbyteorder(">")).view(np.uint8)
        filtered = filtered_rows(rows, pixels[0, 0].nbytes).data.cast("B")
        checked = _CHECKED.pack(zlib.adler32(filtered), len(filtered))
        return checked + deflate.piece(filtered)

    def append(self, packed: bytes) -> None:
        checksum, length = _CHECKED.unpack_from(packed)
        self._checksum = deflate.joined_checksum(self._checksum, checksum, length)
        header = b"" if self._started else deflate.HEADER
        self._started = True
        self._chunk(b"IDAT", header, memoryview(packed)[_CHECKED.size :])

    def finish(self) -> None:
        self._chunk(b"IDAT", deflate.END, struct.pack(">L", self._checksum))
        self._chunk(b"IEND")

    def _write_metadata(self) -> None:
        """Before the pixels, so that whoever wants no more need not read these."""
        sheet = self.sheet
        if sheet.profile is not None:
            self._chunk(b"iCCP", b"ICC profile\0\0", zlib.compress(sheet.profile))
        if sheet.resolution is not None:
            across, down = (min(round(value * _INCHES), 2**31 - 1) for value in sheet.resolution)
            self._chunk(b"pHYs", struct.pack(">LLB", across, down, 1))
        if sheet.software:
            self._chunk(b"tEXt", b"Software\0", plain_text(sheet.software).encode())
        if sheet.exif is not None:
            self._chunk(b"eXIf", sheet.exif.removeprefix(b"Exif\0\0"))
        if sheet.xmp is not None:
            self._chunk(b"iTXt", XMP_KEYWORD.encode() + b"\0\0\0\0\0", sheet.xmp)
        if packed := sheet.captions.packed:
            self._text(RAW_PROFILE + _RESOURCES, as_raw_profile(_RESOURCES, packed))
        for keyword, text in sheet.captions.texts:
            self._text(keyword.capitalize() if keyword in PILLOWS_OWN else keyword, text)

    def _text(self, keyword: str, text: str) -> None:
        name = keyword.encode("latin-1", "replace") + b"\0"
        if text.isascii():
            self._chunk(b"tEXt", name, text.encode())
        else:
            self._chunk(b"iTXt", name + b"\0\0\0\0", text.encode())

    def _chunk(self, kind: bytes, *content: bytes | memoryview) -> None:
        self.file.write(sum(map(len, content)).to_bytes(4, "big") + kind)
        checksum = zlib.crc32(kind)
        for part in content:
            self.file.write(part)
            checksum = zlib.crc32(part, checksum)
        self.file.write(checksum.to_bytes(4, "big"))


def filtered_rows(rows: Bytes, pixel: int) -> Bytes:
    """Rows of bytes, each behind the number of the filter that leaves the least of it.

    The first looks at no row above it. By the sum of sizes, as the specification advises.

    Args:
        rows: (rows, bytes).
        pixel: bytes of one.

    Returns:
        (rows, bytes + 1).
    """
    found = np.empty((rows.shape[0], rows.shape[1] + 1), np.uint8)
    for top, bottom in bands(rows.shape[0], max(_AT_ONCE // rows.shape[1], 1)):
        # Above the first row of all stands nothing: for the other filters, zeros.
        above = rows[max(top - 1, 0) : bottom - 1] if top > 0 else _shifted_down(rows[:bottom])
        _filter(rows[top:bottom], above, pixel, found[top:bottom], only_left=top == 0)
    return found


def _shifted_down(rows: Bytes) -> Bytes:
    shifted = np.zeros_like(rows)
    shifted[1:] = rows[:-1]
    return shifted


def _filter(rows: Bytes, above: Bytes, pixel: int, found: Bytes, *, only_left: bool) -> None:
    left, corner = _moved(rows, pixel), _moved(above, pixel)
    ways = (
        rows,
        rows - left,
        rows - above,
        rows - ((left & above) + ((left ^ above) >> 1)),
        rows - _paeth(left, above, corner),
    )
    sizes = np.stack([_sizes(way) for way in ways])
    if only_left:
        sizes[2:, 0] = np.iinfo(sizes.dtype).max
    best = sizes.argmin(axis=0)
    found[:, 0] = best
    for number, way in enumerate(ways):
        chosen = best == number
        found[chosen, 1:] = way[chosen]


def _moved(rows: Bytes, pixel: int) -> Bytes:
    """What stands left of each byte, a pixel away; 0 at the edge."""
    moved = np.zeros_like(rows)
    moved[:, pixel:] = rows[:, :-pixel]
    return moved


def _paeth(left: Bytes, above: Bytes, corner: Bytes) -> Bytes:
    """Of the three, the one nearest to left + above − corner; A. W. Paeth, 1991."""
    a, b, c = (part.astype(np.int16) for part in (left, above, corner))
    by_left, by_above = np.abs(b - c), np.abs(a - c)
    by_corner = np.abs(a + b - 2 * c)
    from_left = (by_left <= by_above) & (by_left <= by_corner)
    found: Bytes = np.where(from_left, left, np.where(by_above <= by_corner, above, corner))
    return found


def _sizes(way: Bytes) -> npt.NDArray[np.uint64]:
    """The sum of each row's bytes, taken as numbers from −128 to 127, without their signs."""
    sizes = np.abs(way.view(np.int8)).view(np.uint8)
    found: npt.NDArray[np.uint64] = sizes.sum(axis=1, dtype=np.uint64)
    return found
