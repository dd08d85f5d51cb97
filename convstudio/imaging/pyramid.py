"""Halved and halved again: the levels from which a picture is painted below 100 %."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convstudio.imaging.screen import ScreenPixels
from convstudio.numerics.tiles import CancelToken, Scratch, Span, share_out, tiles, usable_cores

_SMALLEST_SIDE = 64
# Pixels of the smaller level made at once: the caches hold them, and a stop waits for no more.
_TILE = (32, 2048)


@dataclass(frozen=True, eq=False)
class Pyramid:
    """8-bit levels, each (rows, columns, 1, 3 or 4); level k is the picture at 1 / 2ᵏ."""

    levels: tuple[ScreenPixels, ...]

    @property
    def size(self) -> tuple[int, int]:
        """(rows, columns) of the picture itself."""
        rows, columns = self.levels[0].shape[:2]
        return rows, columns

    def level_for(self, scale: float) -> int:
        """The smallest level that still has a pixel for each screen pixel at that scale."""
        level = 0
        while level + 1 < len(self.levels) and scale <= 0.5 ** (level + 1):
            level += 1
        return level


def build_pyramid(pixels: ScreenPixels, cancel: CancelToken) -> Pyramid:
    """The picture and its halvings by 2×2 means, down to some 64 pixels; on the cores there are.

    Raises:
        Cancelled: the token was set; within a few milliseconds.
    """
    levels = [np.ascontiguousarray(pixels)]
    while max(levels[-1].shape[:2]) > _SMALLEST_SIDE and min(levels[-1].shape[:2]) > 1:
        levels.append(halved(levels[-1], cancel))
    return Pyramid(tuple(levels))


def halved(pixels: ScreenPixels, cancel: CancelToken) -> ScreenPixels:
    """Means of 2×2 pixels; an odd last row or column is averaged with itself.

    Rounds to the nearest, ties to even: rounded up, the levels would grow lighter one by one.
    """
    rows, columns, samples = pixels.shape
    half = np.empty(((rows + 1) // 2, (columns + 1) // 2, samples), np.uint8)

    def work(span: Span, scratch: Scratch) -> None:
        _halve_into(half[span.slices], pixels, span, scratch)

    whole = Span(0, 0, *half.shape[:2])
    pieces = list(tiles(whole, _TILE))
    share_out(pieces, work, min(usable_cores(), len(pieces)), cancel)
    return half


def _halve_into(out: ScreenPixels, pixels: ScreenPixels, span: Span, scratch: Scratch) -> None:
    """One tile of the halved picture."""
    block = pixels[2 * span.top : 2 * span.bottom, 2 * span.left : 2 * span.right]
    rows, columns, samples = out.shape
    across = (rows, block.shape[1], samples)
    sums = scratch.array("sums", across, np.dtype(np.uint16))
    lower = block[1::2]
    np.add(block[: 2 * len(lower) : 2], lower, out=sums[: len(lower)], dtype=np.uint16)
    if len(lower) < rows:
        np.multiply(block[-1], 2, out=sums[-1], dtype=np.uint16)
    total = scratch.array("total", out.shape, np.dtype(np.uint16))
    right = sums[:, 1::2]
    np.add(sums[:, : 2 * right.shape[1] : 2], right, out=total[:, : right.shape[1]])
    if right.shape[1] < columns:
        np.multiply(sums[:, -1], 2, out=total[:, -1])
    even = scratch.array("even", out.shape, np.dtype(np.uint16))
    np.right_shift(total, 2, out=even)
    even &= 1
    total += even
    total += 1
    total >>= 2
    out[...] = total.astype(np.uint8)  # straight into a part of a picture it holds up other threads
