"""Exact percentiles of more float32 values than one holds: by counting their bits in two passes.

Read as whole numbers, the bits of positive floats keep their order; turned round, so do those of
negative ones. The first pass counts the upper halves of those numbers; a wanted rank then lies in a
known bin, and the second pass counts the lower halves of what is in such bins: a radix selection.
NaN and infinities are left out.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from convstudio.numerics.validation import FloatArray

_HALF = 1 << 16
_PIECE = 1 << 18
Counts = npt.NDArray[np.int64]


def upper_counts(values: FloatArray) -> Counts:
    """How often each upper half stands in float32 values of any shape: (65536,)."""
    counts = np.zeros(_HALF, np.int64)
    flat = values.reshape(-1)
    for start in range(0, flat.size, _PIECE):
        keys = _keys(flat[start : start + _PIECE])
        counts += np.bincount(keys >> 16, minlength=_HALF)
    return counts


class RankSearch:
    """The order statistics that some percentiles lie between, found in a second pass.

    Args:
        counts: of the upper halves of all values.
        percentages: from 0 to 100, each.
    """

    def __init__(self, counts: Counts, percentages: tuple[float, ...]) -> None:
        self._ends = np.cumsum(counts)
        self.total = int(self._ends[-1])
        self._places = [(self.total - 1) * (share / 100) for share in percentages]
        ranks = {rank for place in self._places for rank in _neighbours(place, self.total)}
        self._bins = sorted({self._bin_of(rank) for rank in ranks}) if self.total else []

    def no_counts(self) -> Counts:
        """The ``lower_counts`` of nothing, to which those of the parts are added."""
        return np.zeros((len(self._bins), _HALF), np.int64)

    def lower_counts(self, values: FloatArray) -> Counts:
        """How often each lower half stands in the bins that matter: (bins, 65536); they add up."""
        counts = self.no_counts()
        flat = values.reshape(-1)
        for start in range(0, flat.size, _PIECE):
            keys = _keys(flat[start : start + _PIECE])
            upper = keys >> 16
            for row, wanted in enumerate(self._bins):
                found = keys[upper == wanted] & (_HALF - 1)
                if found.size:
                    counts[row] += np.bincount(found, minlength=_HALF)
        return counts

    def percentiles(self, lower: Counts) -> tuple[float, ...]:
        """Each percentile, linear between its neighbours as ``np.percentile`` has it, in float64;
        NaN where there was no finite value.

        Args:
            lower: the ``lower_counts`` of all values.
        """
        return tuple(self._percentile(place, lower) for place in self._places)

    def _percentile(self, place: float, lower: Counts) -> float:
        if self.total == 0:
            return math.nan
        before, after = (self._value(rank, lower) for rank in _neighbours(place, self.total))
        share, distance = place - math.floor(place), after - before
        # From the nearer end, so that the last percentile is the last value.
        return after - distance * (1 - share) if share >= 0.5 else before + distance * share

    def _value(self, rank: int, lower: Counts) -> float:
        upper = self._bin_of(rank)
        within = rank - (int(self._ends[upper - 1]) if upper else 0)
        ends = np.cumsum(lower[self._bins.index(upper)])
        return _float_of((upper << 16) | int(np.searchsorted(ends, within, side="right")))

    def _bin_of(self, rank: int) -> int:
        return int(np.searchsorted(self._ends, rank, side="right"))


def _neighbours(place: float, total: int) -> tuple[int, int]:
    first = math.floor(place)
    return first, min(first + 1, total - 1)


def _keys(flat: FloatArray) -> npt.NDArray[np.uint32]:
    """Whole numbers in the order of the finite ones among the values."""
    kept = flat[np.isfinite(flat)].astype(np.float32, copy=False)
    bits = kept.view(np.uint32)
    # All ones under a sign, else the sign alone: what is turned round to keep the order.
    turn = (bits.view(np.int32) >> 31).view(np.uint32) | np.uint32(0x80000000)
    return bits ^ turn


def _float_of(key: int) -> float:
    bits = key ^ 0x80000000 if key & 0x80000000 else key ^ 0xFFFFFFFF
    return float(np.array(bits, np.uint32).view(np.float32))
