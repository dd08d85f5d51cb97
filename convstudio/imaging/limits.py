"""What is refused from the header alone: sides, memory, and sizes that no real file has."""

from __future__ import annotations

from convstudio.errors import PictureReadError
from convstudio.imaging import memory

# A file that unpacks to so many times its size and to so many bytes is made to fill the memory:
# deflate does 1032:1 at most, and only for a picture that is one flat colour.
_BOMB_RATIO, _BOMB_BYTES = 800, 256 << 20


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
    needed, free = width * height * each, memory.room()
    if needed > free:
        raise PictureReadError(
            f"“{name}” is too large for this computer: {width} × {height} pixels need about "
            f"{memory.in_words(needed)} of memory, of which {memory.in_words(free)} are free.",
            hint="Close other programs, or open a smaller picture.",
        )


def require_honest(width: int, height: int, stored_bits: float, size: int, name: str) -> None:
    """Refuses decompression bombs: far more pixels than the file has room for.

    Args:
        stored_bits: of a pixel, as the format counts them before it compresses.
        size: of the file, in bytes.
    """
    stored = width * height * stored_bits / 8
    if stored > _BOMB_BYTES and stored > _BOMB_RATIO * size:
        raise PictureReadError(
            f"“{name}” claims {width} × {height} pixels in a file of {size:,} bytes: it is "
            "damaged, or made to fill the memory (a decompression bomb)."
        )
