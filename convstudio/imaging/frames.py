"""How many frames an animation has, counted without decoding one."""

from __future__ import annotations

import io
from typing import BinaryIO

from PIL import ImageFile

from convstudio.imaging.parts import MOST_PARTS
from convstudio.imaging.source import Source

_EXTENSION, _IMAGE = 0x21, 0x2C
_CHUNK_HEADER, _CHECKSUM = 8, 4


def frame_count(image: ImageFile.ImageFile, source: Source) -> int:
    """Frames that are there, at least 1 and at most MOST_PARTS; the file stays where it stood."""
    position = source.file.tell()
    try:
        if image.format == "GIF":
            count = _in_gif(source.file)
        elif image.format == "PNG":
            animated = getattr(image, "is_animated", False)
            # Pillow counts one more where the picture of the file is no part of the animation.
            count = min(image.n_frames, _in_png(source.file) + 1) if animated else 1  # type: ignore[attr-defined]
        elif image.format in ("WEBP", "AVIF"):
            count = getattr(image, "n_frames", 1)
        else:
            count = 1
    finally:
        source.file.seek(position)
    return max(1, min(count, MOST_PARTS))


def _in_gif(file: BinaryIO) -> int:
    """GIF89a, section 17 and following: blocks up to the trailer, or to where the file ends."""
    file.seek(10)
    start = file.read(3)
    if len(start) < 3:
        return 1
    _skip_table(file, start[0])
    count = 0
    while count < MOST_PARTS and (kind := file.read(1)):
        if kind[0] == _IMAGE:
            head = file.read(9)
            if len(head) < 9:
                break
            _skip_table(file, head[8])
            file.read(1)
            count += 1
        elif kind[0] == _EXTENSION:
            file.read(1)
        else:
            break
        while (length := file.read(1)) and length[0]:
            file.read(length[0])
    return count


def _skip_table(file: BinaryIO, flags: int) -> None:
    if flags & 0x80:
        file.read(3 * 2 ** ((flags & 7) + 1))


def _in_png(file: BinaryIO) -> int:
    """The animation's frames that are there, by their chunks, as many as may be listed."""
    file.seek(8)
    count = 0
    while count < MOST_PARTS and len(header := file.read(_CHUNK_HEADER)) == _CHUNK_HEADER:
        count += header[4:] == b"fcTL"
        if header[4:] == b"IEND":
            break
        file.seek(int.from_bytes(header[:4], "big") + _CHECKSUM, io.SEEK_CUR)
    return count
