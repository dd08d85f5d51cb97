"""PNG where Pillow does not do: checksums of the pixels, and 16-bit colour, cut down to 8."""

from __future__ import annotations

import io
import zlib
from collections.abc import Container, Iterator
from typing import BinaryIO

from PIL import ImageFile

from convstudio.imaging.codecs import imagecodecs
from convstudio.imaging.picture import Pixels
from convstudio.imaging.png_chunks import SIGNATURE

_AT_ONCE = 1 << 18
_CHUNK_HEADER, _CHECKSUM = 8, 4
# Pillow's names of what stands in the file.
_CUT, _DEEP_GRAY = ("RGB;16B", "RGBA;16B", "LA;16B"), "I;16B"
ANIMATION = (b"acTL", b"fcTL", b"fdAT")
_SCALES: dict[object, int] = {"L;2": 85, "L;4": 17}


def require_sound(file: BinaryIO, ancillary: Container[bytes] = ()) -> None:
    """Refuses a PNG whose pixels do not bear out their checksums: Pillow passes over those.

    Args:
        file: of it all chunks are looked at that a picture cannot do without.
        ancillary: other kinds that this one cannot do without.

    Raises:
        ValueError: a chunk is not what was once written.
        EOFError: the file ends within one.
    """
    for kind, length in _chunks(file, ancillary):
        checksum = zlib.crc32(kind)
        for start in range(0, length, _AT_ONCE):
            checksum = zlib.crc32(_read(file, min(length - start, _AT_ONCE)), checksum)
        if checksum != int.from_bytes(_read(file, _CHECKSUM), "big"):
            raise ValueError("its checksums do not match")


def _chunks(file: BinaryIO, ancillary: Container[bytes] = ()) -> Iterator[tuple[bytes, int]]:
    """(kind, length) of each chunk that a picture needs, and of those others; read it then."""
    file.seek(len(SIGNATURE))
    kind = b""
    while kind != b"IEND" and len(header := file.read(_CHUNK_HEADER)) == _CHUNK_HEADER:
        length, kind = int.from_bytes(header[:4], "big"), header[4:]
        if kind[:1].islower() and kind not in ancillary:  # the standard's mark of the ancillary
            file.seek(length + _CHECKSUM, io.SEEK_CUR)
        else:
            yield kind, length


def _read(file: BinaryIO, length: int) -> bytes:
    content = file.read(length)
    if len(content) < length:
        raise EOFError("the file ends before its pixels do")
    return content


def essentials(file: BinaryIO) -> bytes:
    """The PNG without what libpng would comment on, on standard error: profiles, texts, times.

    Raises:
        ValueError, EOFError: it is broken.
    """
    require_sound(file)
    parts = [SIGNATURE]
    for kind, length in _chunks(file, ancillary=(b"tRNS",)):
        parts += [length.to_bytes(4, "big"), kind, _read(file, length + _CHECKSUM)]
    return b"".join(parts)


def is_deep(image: ImageFile.ImageFile) -> bool:
    """Whether Pillow would lose what 16 bits hold: it cuts colour to 8, and forgets which gray is
    transparent. Not to be asked once pixels were read."""
    if image.format != "PNG":
        return False
    kind = image.tile[0].args
    return kind in _CUT or (kind == _DEEP_GRAY and "transparency" in image.info)


def true_transparency(image: ImageFile.ImageFile) -> None:
    """The transparent gray of 2 or 4 bits as one of the 8 that Pillow makes of them."""
    scale = _SCALES.get(image.tile[0].args)
    gray = image.info.get("transparency")
    if scale is not None and isinstance(gray, int):
        image.info["transparency"] = gray * scale


def read_deep(file: BinaryIO) -> Pixels:
    """(rows, columns, samples) of 16 bits."""
    decoded: Pixels = imagecodecs().png_decode(essentials(file))
    return decoded if decoded.ndim == 3 else decoded[..., None]
