"""What a file tells of its picture besides the pixels, and what of it must survive saving."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image

from convstudio.imaging.captions import NO_CAPTIONS, Captions, captions_of
from convstudio.imaging.exif import ORIENTATION, Exif, read_exif
from convstudio.imaging.png_chunks import texts_of

# What decoders raise on hostile bytes; they document none of it.
DECODER_ERRORS = (
    OSError, SyntaxError, ValueError, ArithmeticError, LookupError, EOFError, MemoryError,
    TypeError, AttributeError, NotImplementedError, RuntimeError, AssertionError, BufferError,
    struct.error, zlib.error,
)  # fmt: skip

_XMP_ORIENTATION = re.compile(rb"(tiff:Orientation(?:\s*=\s*[\"']|>)\s*)[2-8]")
_LYING = range(5, 9)  # orientations of what stands on its side
_JFIF_UNITS = (1, 2)  # pixels per inch, per centimetre; 0 is a mere aspect


@dataclass(frozen=True)
class Metadata:
    """``profile``, ``exif``, ``resolution``, ``xmp``, ``captions`` as in Picture: of what is turned
    upright, by ``orientation``, 1 to 8."""

    profile: bytes | None
    exif: bytes | None
    resolution: tuple[float, float] | None
    orientation: int
    xmp: bytes | None = None
    captions: Captions = NO_CAPTIONS


def metadata_of(image: Image.Image) -> Metadata:
    """The metadata that Pillow found in a file."""
    orientation = _orientation(image)  # asked first: a PNG's EXIF may stand behind its pixels
    return told_of(image.info, _exif(image), _resolution(image), orientation, captions_of(image))


def told_of(
    info: Mapping[Any, object],
    exif: Exif,
    resolution: tuple[float, float] | None,
    orientation: int,
    captions: Captions,
) -> Metadata:
    """The metadata of a picture that is turned upright.

    Args:
        info: ``icc_profile`` and ``xmp``, if there are such.
        exif: as found.
        resolution: as stored, where something else tells it than EXIF.
        orientation: 1 to 8.
        captions: as found.
    """
    profile = info.get("icc_profile")
    resolution = _plausible(resolution or exif.resolution)
    if orientation in _LYING:
        exif = exif.lying()
        resolution = (resolution[1], resolution[0]) if resolution is not None else None
    return Metadata(
        profile if isinstance(profile, bytes) and profile else None,
        exif.packed(),
        resolution,
        orientation,
        _xmp(info.get("xmp")),
        captions,
    )


def _xmp(packet: object) -> bytes | None:
    """The packet, its orientation made 1 in place: some readers obey it where EXIF has none."""
    if isinstance(packet, str):
        packet = packet.encode("utf-8", "replace")
    if not isinstance(packet, bytes):
        return None
    packet = packet.strip(b"\0")
    return _XMP_ORIENTATION.sub(rb"\g<1>1", packet) or None


def _orientation(image: Image.Image) -> int:
    """By EXIF, or by XMP where there is none in it."""
    try:
        orientation: Any = image.getexif().get(ORIENTATION, 1)
    except DECODER_ERRORS:
        return 1  # metadata that cannot be read must not cost the picture
    return orientation if orientation in range(1, 9) else 1


def _exif(image: Image.Image) -> Exif:
    """The block that stands in the file: Pillow's own reading of it loses letters and types."""
    block = image.info.get("exif")
    if block is None:
        block = texts_of(image).raw_profile("exif")
    return read_exif(block if isinstance(block, bytes) else b"")


def _resolution(image: Image.Image) -> tuple[float, float] | None:
    """The format's own. In a JPEG without one Pillow tells EXIF's, or what it thinks likely."""
    if image.format in ("JPEG", "MPO") and image.info.get("jfif_unit") not in _JFIF_UNITS:
        return None
    try:
        horizontal, vertical = (float(value) for value in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return _plausible((horizontal, vertical))


def _plausible(resolution: tuple[float, float] | None) -> tuple[float, float] | None:
    return resolution if resolution is not None and 0 < min(resolution) < 1e6 else None
