"""The frames of an animation, counted without decoding one."""

from __future__ import annotations

import io
import struct
from typing import BinaryIO

from PIL import ImageFile

from convstudio.imaging.parts import MOST_PARTS
from convstudio.imaging.source import Source

Size = tuple[int, int]
"""(width, height)."""

_EXTENSION, _IMAGE, _TRAILER = b"!", b",", b";"
_COMMENT, _APPLICATION = 254, 255
_MOST_BYTES_BETWEEN = 1 << 16  # blocks, that are passed over
_CHUNK_HEADER, _CHECKSUM = 8, 4


def frame_sizes(image: ImageFile.ImageFile, source: Source) -> list[Size]:
    """The canvas of each frame that is there, at least one and at most MOST_PARTS.

    In a GIF it grows with frames that reach beyond it. The file stays where it stood.
    """
    position = source.file.tell()
    try:
        if image.format == "GIF":
            return _in_gif(source.file, image.size)
        if image.format == "PNG" and getattr(image, "is_animated", False):
            # Pillow counts one more where the picture of the file is no part of the animation.
            count = min(getattr(image, "n_frames", 1), _in_png(source.file) + 1)
        else:
            count = getattr(image, "n_frames", 1) if image.format in ("WEBP", "AVIF") else 1
    finally:
        source.file.seek(position)
    return [image.size] * max(1, min(count, MOST_PARTS))


def _in_gif(file: BinaryIO, first: Size) -> list[Size]:
    """Each block as Pillow takes it, also where GIF89a has it otherwise: what it would find by
    another way would take memory that nobody was asked for."""
    file.seek(10)
    start = file.read(3)
    sizes: list[Size] = []
    if len(start) == 3:
        _skip_table(file, start[0])
    width, height = first
    passed = 0
    while len(sizes) < MOST_PARTS and passed < _MOST_BYTES_BETWEEN:
        kind = file.read(1)
        if not kind or kind == _TRAILER:
            break
        if kind == _EXTENSION:
            _skip_extension(file, not sizes)
        elif kind == _IMAGE:
            head = file.read(9)
            if len(head) < 9:
                break
            left, top, columns, rows, flags = struct.unpack("<HHHHB", head)
            width, height = max(width, left + columns), max(height, top + rows)
            sizes.append((width, height))
            _skip_table(file, flags)
            file.read(1)
            _skip_blocks(file)
        else:
            passed += 1
    return sizes or [first]


def _skip_table(file: BinaryIO, flags: int) -> None:
    if flags & 0x80:
        file.read(3 * 2 ** ((flags & 7) + 1))


def _skip_extension(file: BinaryIO, of_first_frame: bool) -> None:
    label, block = file.read(1), _block(file)
    if not label:
        return
    if label[0] == _COMMENT:
        if block:
            _skip_blocks(file)
        return
    if label[0] == _APPLICATION and of_first_frame and block.startswith(b"NETSCAPE2.0"):
        _block(file)
    _skip_blocks(file)


def _skip_blocks(file: BinaryIO) -> None:
    while _block(file):
        pass


def _block(file: BinaryIO) -> bytes:
    length = file.read(1)
    return file.read(length[0]) if length else b""


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
