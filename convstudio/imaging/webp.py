"""How large a WebP says it is: its decoder takes the memory for it before anybody may ask.

developers.google.com/speed/webp/docs/riff_container, and RFC 9649.
"""

from __future__ import annotations

# Two canvases, the frame as it is handed over, and Pillow's image of it: of 4 bytes a pixel each.
BYTES_A_PIXEL = 4 * 4
_LARGEST_SIDE = 1 << 14
START = 30  # bytes that tell the size
_LOSSLESS_MARK, _SIDE = 0x2F, (1 << 14) - 1


def webp_size(start: bytes) -> tuple[int, int] | None:
    """(width, height) by the first bytes of a file; None if it is no WebP.

    Raises:
        ValueError: no frame can be so large; the canvas of an animation could.
    """
    if start[:4] != b"RIFF" or start[8:12] != b"WEBP" or len(start) < START:
        return None
    size = _size(start)
    if size is not None and max(size) > _LARGEST_SIDE:
        raise ValueError(f"it claims {size[0]} × {size[1]} pixels")
    return size


def _size(start: bytes) -> tuple[int, int] | None:
    kind = start[12:16]
    if kind == b"VP8X":
        return _number(start[24:27]) + 1, _number(start[27:30]) + 1
    if kind == b"VP8L" and start[20] == _LOSSLESS_MARK:
        sides = _number(start[21:25])
        return (sides & _SIDE) + 1, (sides >> 14 & _SIDE) + 1
    if kind == b"VP8 ":
        return _number(start[26:28]) & _SIDE, _number(start[28:30]) & _SIDE
    return None


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")
