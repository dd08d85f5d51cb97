"""What a file tells of its picture besides the pixels, and what of it must survive saving."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from typing import Any

from PIL import Image

# What decoders raise on hostile bytes; they document none of it.
DECODER_ERRORS = (
    OSError, SyntaxError, ValueError, ArithmeticError, LookupError, EOFError, MemoryError,
    TypeError, AttributeError, NotImplementedError, RuntimeError, AssertionError, BufferError,
    struct.error, zlib.error,
)  # fmt: skip

_ORIENTATION = 0x0112
_XMP_ORIENTATION = re.compile(rb"(tiff:Orientation(?:\s*=\s*[\"']|>)\s*)[2-8]")
# The main EXIF tags that tell of the picture: texts, authors and dates, resolution, white point,
# rating, Windows' titles, the EXIF and GPS blocks. The others tell how one file stored its pixels,
# in TIFF and in Photoshop's JPEG, and would be wrong in the next.
KEPT_EXIF = frozenset(
    {270, 271, 272, 282, 283, 296, 305, 306, 315, 316, 318, 319, 18246, 18249, 33432, 34665, 34853}
    | set(range(40091, 40096))
)


@dataclass(frozen=True)
class Metadata:
    """``profile``, ``exif``, ``resolution``, ``xmp`` as in Picture; ``orientation`` is 1 to 8."""

    profile: bytes | None
    exif: bytes | None
    resolution: tuple[float, float] | None
    orientation: int
    xmp: bytes | None = None


def metadata_of(image: Image.Image) -> Metadata:
    """The metadata that Pillow found in a file."""
    profile = image.info.get("icc_profile")
    exif, orientation = _exif(image)
    return Metadata(
        profile if isinstance(profile, bytes) and profile else None,
        exif,
        _resolution(image),
        orientation,
        _xmp(image),
    )


def _xmp(image: Image.Image) -> bytes | None:
    """The packet, its orientation made 1 in place: some readers obey it where EXIF has none."""
    packet = image.info.get("xmp")
    if isinstance(packet, str):
        packet = packet.encode("utf-8", "replace")
    if not isinstance(packet, bytes):
        return None
    packet = packet.strip(b"\0")
    return _XMP_ORIENTATION.sub(rb"\g<1>1", packet) or None


def _exif(image: Image.Image) -> tuple[bytes | None, int]:
    """The EXIF block without its orientation, and that orientation (1 to 8)."""
    try:
        exif = image.getexif()
        orientation: Any = exif.pop(_ORIENTATION, 1)
    except DECODER_ERRORS:
        return None, 1  # metadata that cannot be read must not cost the picture
    try:
        block = _exif_block(exif)
    except DECODER_ERRORS:
        block = None
    exif[_ORIENTATION] = orientation  # as found, for what reads it later
    return block, orientation if orientation in range(1, 9) else 1


def _exif_block(exif: Image.Exif) -> bytes | None:
    kept = Image.Exif()
    kept.load(exif.tobytes())
    for tag in set(kept) - KEPT_EXIF:
        del kept[tag]
    return kept.tobytes() if len(kept) else None


def _resolution(image: Image.Image) -> tuple[float, float] | None:
    try:
        horizontal, vertical = (float(value) for value in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return (horizontal, vertical) if 0 < min(horizontal, vertical) < 1e6 else None
