"""Pixels that lie somewhere on a plane, looked at from points on it: enlarged, reduced, in part."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from convstudio.imaging.levels import Samples
from convstudio.imaging.screen import ScreenPixels
from convstudio.numerics.geometry import Placement, Region
from convstudio.numerics.tiles import CancelToken
from convstudio.numerics.validation import FloatArray

_BAND = 1 << 20  # pixels that are resampled at a time

Indices = npt.NDArray[np.int64]


def points(start: int, stop: int, count: int, spacing: float) -> FloatArray:
    """The middles of so many steps from start on, the last ones not beyond stop."""
    points = start + (np.arange(count) + 0.5) * spacing
    held: FloatArray = np.minimum(points, stop - min(spacing, 1) / 2)
    return held


def resampled(
    source: ScreenPixels,
    place: Placement,
    vertical: FloatArray,
    horizontal: FloatArray,
    block: int = 1,
    cancel: CancelToken | None = None,
) -> ScreenPixels:
    """The pixels under points of the plane, or the means of block × block of them.

    Args:
        source: (rows, columns, 1, 3 or 4).
        place: where its pixels lie on the plane.
        vertical, horizontal: the points' places, in order; as many as the result has rows and
            columns, times ``block``.

    Returns:
        (rows, columns, 3 or 4): RGB, or RGBA where the source is or where something lies beside
        it, which is clear.

    Raises:
        Cancelled: the token was set.
    """
    down = _indices(vertical, place.top, place.height, source.shape[0])
    over = _indices(horizontal, place.left, place.width, source.shape[1])
    clear = source.shape[2] == 4 or bool((down < 0).any() or (over < 0).any())
    rows, columns = len(down) // block, len(over) // block
    made = np.empty((rows, columns, 4 if clear else 3), np.uint8)
    band = max(_BAND // max(len(over) * block, 1), 1)
    for top in range(0, rows, band):
        if cancel is not None:
            cancel.check()
        part = down[top * block : (top + band) * block]
        made[top : top + band] = _band(source, part, over, block, clear=clear)
    return made


def covered(
    shape: tuple[int, ...],
    place: Placement,
    vertical: FloatArray,
    horizontal: FloatArray,
    block: int,
) -> Region:
    """Where in such a result something of a source of (rows, columns, …) lies."""
    top, bottom = _ends(_indices(vertical, place.top, place.height, shape[0]), block)
    left, right = _ends(_indices(horizontal, place.left, place.width, shape[1]), block)
    return Region(top, left, bottom, right)


def _ends(indices: Indices, block: int) -> tuple[int, int]:
    there = np.flatnonzero(indices >= 0)
    return (int(there[0]) // block, -(-(int(there[-1]) + 1) // block)) if len(there) else (0, 0)


def _indices(points: FloatArray, first: float, size: float, limit: int) -> Indices:
    """Which row or column of the source lies at each point; −1 where none does."""
    found = np.floor((points - first) / size).astype(np.int64)
    return np.where((found >= 0) & (found < limit), found, -1)


def _band(
    source: ScreenPixels, down: Indices, over: Indices, block: int, *, clear: bool
) -> ScreenPixels:
    """Rows of the result: the pixels that lie there, or the means of blocks of them."""
    samples = 4 if clear else 3
    full = np.zeros((len(down), len(over), samples), np.uint8)
    if 0 not in source.shape[:2]:
        taken = source[np.maximum(down, 0)][:, np.maximum(over, 0)]
        full[..., :3] = taken[..., :3]
        if clear:
            there = (down >= 0)[:, np.newaxis] & (over >= 0)
            alpha = taken[..., 3] if taken.shape[2] == 4 else np.uint8(255)
            full[..., 3] = np.where(there, alpha, np.uint8(0))
            full[~there] = 0
    return full if block == 1 else _means(full, block)


def _means(full: ScreenPixels, block: int) -> ScreenPixels:
    """Means of block × block pixels, rounded to the nearest; colours count by their alpha."""
    if full.shape[2] == 4:
        return _weighted_means(full, block)
    means = _sums(full, block) / np.float32(block * block)
    shown: ScreenPixels = np.rint(means).astype(np.uint8)
    return shown


def _weighted_means(full: ScreenPixels, block: int) -> ScreenPixels:
    values = full.astype(np.float32)
    values[..., :3] *= values[..., 3:]
    sums = _sums(values, block)
    sums[..., :3] /= np.maximum(sums[..., 3:], 1)
    sums[..., 3] /= block * block
    shown: ScreenPixels = np.rint(np.clip(sums, 0, 255)).astype(np.uint8)
    return shown


def _sums(values: Samples, block: int) -> FloatArray:
    """Of block × block pixels each; down first, where whole rows are added at once."""
    rows, columns, samples = values.shape
    down = values.reshape(rows // block, block, -1).sum(axis=1, dtype=np.float32)
    wide = down.reshape(rows // block, columns // block, block, samples)
    found: FloatArray = wide.sum(axis=2)
    return found
