"""Pictures from files and from standard input."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from convstudio.errors import BatchError, PictureReadError
from convstudio.imaging import memory
from convstudio.imaging.picture import Picture

STREAM = "-"
INPUT = "standard input"
_PIECE = 1 << 20
_MOST_NAMES = 100_000
_LONGEST_LIST = 16 << 20  # bytes of names
_LARGEST = 384 << 20  # bytes; it is held twice while it is joined


def picture_from(text: str, part: str = "") -> Picture:
    """The picture in a file, or in standard input for ``-``.

    Args:
        part: which page, frame or array of it.

    Raises:
        PictureReadError: see ``read_picture``; or standard input is a terminal or has no end.
    """
    from convstudio.imaging.reading import read_bytes, read_picture  # noqa: PLC0415 - Pillow

    if text == STREAM:
        return read_bytes(_standard_input(), INPUT, part)
    return read_picture(Path(text), part)


def names_from_input() -> list[str]:
    """The names of files in standard input, a line each; whatever bytes a name has.

    Raises:
        BatchError: there are too many, or it has no end.
    """
    data = sys.stdin.buffer.read(_LONGEST_LIST + 1)
    names = [os.fsdecode(line) for line in data.splitlines() if line]
    if len(data) > _LONGEST_LIST or len(names) > _MOST_NAMES:
        size = f"{_LONGEST_LIST >> 20} MiB of names"
        raise BatchError(
            f"Standard input names more than {_MOST_NAMES:,} pictures, or has over {size}.",
            hint="Name the pictures' folder, or a pattern, instead.",
        )
    return names


def _standard_input() -> bytes:
    """All of it: a pipe may have no end, and is no reason to fill the memory."""
    if sys.stdin.isatty():
        raise PictureReadError(
            "Standard input is the keyboard: there is no picture in it.",
            hint="Put one in with “< FILE” or a pipe.",
        )
    room, pieces, length = min(memory.room() // 2, _LARGEST), [], 0
    while piece := sys.stdin.buffer.read(_PIECE):
        pieces.append(piece)
        length += len(piece)
        if length > room:
            raise PictureReadError(
                f"Standard input is too large: {memory.in_words(length)} and more.",
                hint="Name the file instead: it is read piece by piece.",
            )
    return b"".join(pieces)
