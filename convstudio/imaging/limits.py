"""What is refused from the header alone: sides, memory, and sizes that no real file has."""

from __future__ import annotations

from convstudio.errors import PictureReadError
from convstudio.imaging import memory
from convstudio.imaging.source import Source

# A file that unpacks to so many times its size, and takes so many bytes for it, is made to fill the
# memory: deflate does 1032:1 at most, and only for a picture that is one flat colour.
_BOMB_RATIO, _BOMB_BYTES = 800, 850 << 20


def require_size(width: int, height: int, name: str) -> None:
    """Refuses sides that Qt cannot paint."""
    if max(width, height) > memory.LARGEST_SIDE:
        raise PictureReadError(
            f"“{name}” is too large: it has {width} × {height} pixels, and at most "
            f"{memory.LARGEST_SIDE:,} a side can be opened."
        )


def require_memory(width: int, height: int, each: int, name: str) -> None:
    """Asked before any pixel is decoded: a system without memory ends programs unasked.

    Args:
        each: bytes that a pixel takes while it is opened.
    """
    require_bytes(width * height * each, f"{width} × {height} pixels", name)


def require_bytes(needed: int, what: str, name: str) -> None:
    """Refuses what takes more bytes than are free; ``what`` they are for is told."""
    free = memory.room()
    if needed > free:
        raise PictureReadError(
            f"“{name}” is too large for this computer: {what} need about "
            f"{memory.in_words(needed)} of memory, of which {memory.in_words(free)} are free.",
            hint="Close other programs, or open a smaller picture.",
        )


def require_room(size: tuple[int, int], each: int, stored_bits: float, source: Source) -> None:
    """Refuses what the memory does not hold, and decompression bombs: such as would take much of
    it for far more pixels than the file has room for.

    Args:
        size: (width, height).
        each: bytes that a pixel takes while it is opened.
        stored_bits: of a pixel, as the format counts them before it compresses.
    """
    width, height = size
    require_memory(width, height, each, source.name)
    stored = width * height * stored_bits / 8
    if width * height * each > _BOMB_BYTES and stored > _BOMB_RATIO * source.size:
        raise PictureReadError(
            f"“{source.name}” claims {width} × {height} pixels in a file of {source.size:,} bytes: "
            "it is damaged, or made to fill the memory (a decompression bomb)."
        )
