"""Halved and halved again: the levels from which a picture is painted below 100 %."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convstudio.imaging.tone import ScreenPixels
from convstudio.numerics.tiles import CancelToken, bands

_SMALLEST_SIDE = 64
_BAND_ROWS = 128


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
    """The picture and its halvings by 2×2 means, down to some 64 pixels.

    Raises:
        Cancelled: between two bands of rows.
    """
    levels = [np.ascontiguousarray(pixels)]
    while max(levels[-1].shape[:2]) > _SMALLEST_SIDE and min(levels[-1].shape[:2]) > 1:
        levels.append(_halved(levels[-1], cancel))
    return Pyramid(tuple(levels))


def _halved(pixels: ScreenPixels, cancel: CancelToken) -> ScreenPixels:
    """Means of 2×2 pixels, rounded; an odd last row or column is averaged with itself."""
    rows, columns, samples = pixels.shape
    half = np.empty(((rows + 1) // 2, (columns + 1) // 2, samples), np.uint8)
    for first, last in bands(half.shape[0], _BAND_ROWS):
        cancel.check()
        upper = pixels[2 * first : 2 * last : 2].astype(np.uint16)
        lower = pixels[2 * first + 1 : 2 * last : 2]
        upper[: len(lower)] += lower
        upper[len(lower) :] *= 2
        left, right = upper[:, ::2], upper[:, 1::2]
        total = left.copy()
        total[:, : right.shape[1]] += right
        total[:, right.shape[1] :] *= 2
        half[first:last] = (total + 2) >> 2
    return half
