"""How large the pictures inside a TIFF say they are: some compressions are formats of their own.

Their decoders would take the memory for what their headers claim, whatever the TIFF says.
"""

from __future__ import annotations

import io
import struct

from PIL import Image

from convstudio.imaging.metadata import DECODER_ERRORS

_FORMATS = ("JPEG", "PNG", "WEBP", "JPEG2000")
_LERC, _LERC_WITH_CHECKSUM, _LERC_WITH_DEPTH = b"Lerc2 ", 3, 4
_JPEG_XL = b"\xff\x0a"
_SIZE_BITS = (9, 13, 18, 30)
_EXCESS = 4  # times what a strip or a tile should have; the first strip may be all in one


def require_modest(data: bytes, samples: int) -> None:
    """Refuses a strip or tile that claims far more pixels than its place has samples.

    Raises:
        ValueError: it does.
    """
    try:
        width, height = _size(data)
    except DECODER_ERRORS:
        return  # its decoder will say what is wrong
    if width * height > _EXCESS * samples + 65536:
        raise ValueError(f"a piece claims {width} × {height} pixels")


def _size(data: bytes) -> tuple[int, int]:
    if data.startswith(_LERC):
        return _size_of_lerc(data)
    place = data.find(_JPEG_XL, 0, 64)
    if place == 0 or data[4:8] == b"JXL ":
        return _size_of_jpeg_xl(int.from_bytes(data[place + 2 : place + 14], "little"))
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        return image.size


def _size_of_lerc(data: bytes) -> tuple[int, int]:
    """Esri's Lerc2: version, checksum from version 3 on, rows, columns, depth from 4 on."""
    (version,) = struct.unpack_from("<l", data, 6)
    start = 14 if version >= _LERC_WITH_CHECKSUM else 10
    rows, columns, depth = struct.unpack_from("<3l", data, start)
    return columns * (depth if version >= _LERC_WITH_DEPTH else 1), rows


def _size_of_jpeg_xl(bits: int) -> tuple[int, int]:
    """ISO 18181-1, D.2: the height, and the width where it is no simple multiple of it."""
    small, bits = bits & 1, bits >> 1
    height, bits = _side_of_jpeg_xl(bits, small)
    ratio, bits = bits & 7, bits >> 3
    return (2 * height if ratio else _side_of_jpeg_xl(bits, small)[0]), height


def _side_of_jpeg_xl(bits: int, small: int) -> tuple[int, int]:
    if small:
        return ((bits & 31) + 1) * 8, bits >> 5
    many, bits = _SIZE_BITS[bits & 3], bits >> 2
    return (bits & ((1 << many) - 1)) + 1, bits >> many
