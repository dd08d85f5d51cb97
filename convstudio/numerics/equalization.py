"""CLAHE: contrast limited adaptive histogram equalization, for maps that are seen in parts.

K. Zuiderveld, "Contrast limited adaptive histogram equalization", Graphics Gems IV, 1994; with the
choices of scikit-image's ``equalize_adapthist``: contextual regions of an eighth of the map, clip
limit 0.03, mappings interpolated between the regions' centres, the result stretched to its range.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from convstudio.numerics.analysis import PIECE
from convstudio.numerics.borders import positions
from convstudio.numerics.tiles import bands
from convstudio.numerics.validation import Array, FloatArray

CLIP_LIMIT = 0.03
_GRAYS = 1 << 14  # levels of the mappings' results
_BINS = 256
_BIN_SIZE = 1 + _GRAYS // _BINS


@dataclass(frozen=True, eq=False)
class Contexts:
    """The mappings of a map's contextual regions.

    Attributes:
        low, high: the map's least and greatest finite values, between which it is binned.
        size: of a contextual region, (rows, columns), in the map that was counted.
        mappings: (regions down + 2, regions across + 2, 256), float32; the outermost once more.
        step: every so many rows and columns of the map were counted.
        least, most: what the mappings make of the map's values, from the darkest to the lightest.
    """

    low: float
    high: float
    size: tuple[int, int]
    mappings: npt.NDArray[np.float32]
    step: int = 1
    least: float = 0.0
    most: float = _GRAYS - 1.0

    def stretched(self, least: float, most: float) -> Contexts:
        """These, with the range of their results known."""
        return replace(self, least=least, most=most)

    def mapped(self, values: FloatArray, rows: range, columns: range) -> FloatArray:
        """What the mappings make of values (rows, columns), from 0 to 16383 in whole numbers.

        Args:
            rows, columns: where in the map the values stand.
        """
        found = np.empty(values.shape, np.float32)
        height = max(PIECE // max(len(columns), 1), 1)
        for top, bottom in bands(len(rows), height):  # what is made on the way is many times that
            part = values[top:bottom]
            self._interpolate(part, rows[top:bottom], columns, found[top:bottom])
        return found

    def _interpolate(
        self, values: FloatArray, rows: range, columns: range, out: FloatArray
    ) -> None:
        bins = binned(values, self.low, self.high)
        across = self.mappings.shape[1]
        tables = self.mappings.reshape(-1)
        out[...] = 0
        for row, share in self._weights(rows, self.size[0]):
            for column, part in self._weights(columns, self.size[1]):
                start = (row[:, np.newaxis] * across + column) * _BINS
                start += bins
                out += np.take(tables, start) * (share[:, np.newaxis] * part)
        np.floor(out, out=out)

    def equalized(self, values: FloatArray, rows: range, columns: range) -> FloatArray:
        """Values (rows, columns) at those places of the map, equalized: from 0 to 1."""
        total = self.mapped(values, rows, columns)
        total -= np.float32(self.least)
        total *= np.float32(1 / (self.most - self.least) if self.most > self.least else 0)
        return np.clip(total, 0, 1, out=total)

    def _weights(self, indices: range, size: int) -> list[tuple[Array, FloatArray]]:
        """Of each row or column, the two mappings that it lies between, and their shares."""
        places = np.array(indices) / self.step + size // 2
        first = np.floor(places / size).astype(np.intp)
        share = (places - first * size) / size
        return [
            (first, (1 - share).astype(np.float32)),
            (first + 1, share.astype(np.float32)),
        ]


class ContextCounter:
    """Counts a map's bins by contextual region, part by part, from several threads.

    Args:
        shape: (rows, columns) of the map that is counted.
        low, high: its least and greatest finite values.
    """

    def __init__(self, shape: tuple[int, int], low: float, high: float) -> None:
        self._low, self._high = low, high
        self._size = max(shape[0] // 8, 1), max(shape[1] // 8, 1)
        self._number = tuple(-(-n // size) for n, size in zip(shape, self._size, strict=True))
        # The regions end beyond the map: there it is mirrored.
        self._sources = [
            positions(np.arange(number * size), n, "reflect")
            for number, size, n in zip(self._number, self._size, shape, strict=True)
        ]
        self._counts = np.zeros(self._number[0] * self._number[1] * _BINS, np.int64)
        self._lock = threading.Lock()

    def count(self, values: FloatArray, top: int, left: int) -> None:
        """Counts a part of the map, (rows, columns), that stands at these."""
        down, across = (
            np.flatnonzero((sources >= start) & (sources < start + length))
            for sources, start, length in zip(self._sources, (top, left), values.shape, strict=True)
        )
        columns = self._sources[1][across] - left
        regions = across // self._size[1]
        height = max(2 * PIECE // max(len(across), 1), 1)
        for first, last in bands(len(down), height):
            some = down[first:last]
            part = values[self._sources[0][some] - top]
            starts = (some // self._size[0])[:, np.newaxis] * self._number[1] + regions
            found = binned(part, self._low, self._high)[:, columns] + starts * _BINS
            counts = np.bincount(found.reshape(-1), minlength=self._counts.size)
            with self._lock:
                self._counts += counts

    def contexts(self, step: int = 1) -> Contexts:
        """The mappings, once the whole map is counted."""
        pixels = self._size[0] * self._size[1]
        limit = max(int(CLIP_LIMIT * pixels), 1)
        counts = self._counts.reshape(-1, _BINS)
        clipped = np.array([_clipped(region, limit) for region in counts])
        sums = np.cumsum(clipped, axis=1) * ((_GRAYS - 1) / pixels)
        mappings = np.minimum(sums, _GRAYS - 1).astype(np.int64).astype(np.float32)
        whole = mappings.reshape(*self._number, _BINS)
        framed = np.pad(whole, ((1, 1), (1, 1), (0, 0)), mode="edge")
        return Contexts(self._low, self._high, self._size, framed, step)


def binned(values: FloatArray, low: float, high: float) -> npt.NDArray[np.intp]:
    """The bins of values between ``low`` and ``high``; what lies outside is in the outer bins, as
    NaN is in the first."""
    if not high > low:
        return np.zeros(values.shape, np.intp)
    grays = (values.astype(np.float64) - low) / (high - low) * (_GRAYS - 1)
    np.fmax(grays, 0, out=grays)
    np.rint(np.minimum(grays, _GRAYS - 1, out=grays), out=grays)
    return (grays.astype(np.uint16) // np.uint16(_BIN_SIZE)).astype(np.intp)


def _clipped(counts: npt.NDArray[np.int64], limit: int) -> npt.NDArray[np.int64]:
    """A histogram with nothing above the limit; what was cut off is spread over all bins."""
    excess = int(np.maximum(counts - limit, 0).sum())
    found = np.minimum(counts, limit)
    each = excess // found.size
    low = found < limit - each
    excess -= int(np.count_nonzero(low)) * each
    found[low] += each
    middle = (found >= limit - each) & (found < limit)
    excess -= int((limit - found[middle]).sum())
    found[middle] = limit
    while excess > 0:
        before = excess
        for index in range(found.size):
            open_bins = found < limit
            stride = max(1, int(np.count_nonzero(open_bins)) // excess)
            wanted = open_bins[index::stride]
            found[index::stride][wanted] += 1
            excess -= int(np.count_nonzero(wanted))
            if excess <= 0:
                break
        if excess == before:
            break
    return found
