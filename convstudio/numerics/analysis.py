"""What a map holds, part by part: statistics and histograms that add up.

Infinities and NaN are counted, but no mean and no bin can hold them: all else is of finite values.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convstudio.numerics.validation import Array

# What is counted in one go: np.bincount keeps the other threads waiting meanwhile.
PIECE = 1 << 16


@dataclass(frozen=True)
class Statistics:
    """Statistics of some values; those of two parts add up to those of both together.

    Attributes:
        count: of all values, NaN and infinities included.
        nans: how many of them are NaN.
        minimum, maximum: of the finite values; NaN where there are none, as are the next two.
        mean: of the finite values.
        deviation: σ of the finite values, the root of their mean squared distance from the mean.
        below: how many lie below 0, −∞ included; NaN lies nowhere.
        above: how many lie above the full range, ∞ included.
        infinities: how many are ∞ or −∞.
    """

    count: int = 0
    nans: int = 0
    minimum: float = math.nan
    maximum: float = math.nan
    mean: float = math.nan
    deviation: float = math.nan
    below: int = 0
    above: int = 0
    infinities: int = 0

    @property
    def finite(self) -> int:
        """How many values are finite."""
        return self.count - self.nans - self.infinities

    @property
    def range(self) -> tuple[float, float] | None:
        """The least and the greatest finite value; None where there is none."""
        return (self.minimum, self.maximum) if self.finite else None

    @property
    def share_below(self) -> float:
        """The share of all values that lies below 0, from 0 to 1."""
        return self.below / self.count if self.count else 0.0

    @property
    def share_above(self) -> float:
        """The share of all values that lies above the full range, from 0 to 1."""
        return self.above / self.count if self.count else 0.0

    def __add__(self, other: Statistics) -> Statistics:
        """T. Chan, G. Golub, R. LeVeque, "Updating formulae and a pairwise algorithm for computing
        sample variances", 1979."""
        mean, deviation = _joined_moments(self, other)
        ends = joined_ranges(self.range, other.range) or (math.nan, math.nan)
        return Statistics(
            self.count + other.count,
            self.nans + other.nans,
            *ends,
            mean,
            deviation,
            self.below + other.below,
            self.above + other.above,
            self.infinities + other.infinities,
        )


@dataclass(frozen=True, eq=False)
class Histogram:
    """Counts in uniform bins from ``low`` to ``high``; what lies outside is not counted.

    A value v is in bin ⌊(v − low) · bins / (high − low)⌋, ``high`` itself in the last; where the
    two are equal, all that equals them is in the first. Of 8-bit values from 0 to 255 each has a
    bin of its own.

    Attributes:
        counts: (channels, bins), int64.
    """

    low: float
    high: float
    counts: npt.NDArray[np.int64]

    def __add__(self, other: Histogram) -> Histogram:
        """Of two parts with the same bins."""
        return Histogram(self.low, self.high, self.counts + other.counts)


def statistics_of(values: Array, full_range: float) -> Statistics:
    """The statistics of floats of any shape, in float64."""
    total = Statistics()
    for piece in _pieces(values.reshape(-1)):
        total += _statistics(piece, full_range)
    return total


def statistics_of_levels(counts: Array, full_range: float) -> Statistics:
    """The same of whole numbers from 0, of which ``counts[n]`` are n."""
    total = int(counts.sum())
    if total == 0:
        return Statistics()
    levels = np.arange(len(counts), dtype=np.float64)
    found = np.flatnonzero(counts)
    mean = float(levels @ counts) / total
    variance = float((levels - mean) ** 2 @ counts) / total
    return Statistics(
        total,
        minimum=float(found[0]),
        maximum=float(found[-1]),
        mean=mean,
        deviation=math.sqrt(variance),
        above=int(counts[levels > full_range].sum()),
    )


def histogram_of(values: Array, low: float, high: float, bins: int = 256) -> Histogram:
    """The histogram of floats (rows, columns, channels), each channel by itself."""
    flat = values.reshape(-1, values.shape[-1])
    channels = flat.shape[1]
    firsts = np.arange(channels) * bins
    counts = np.zeros(channels * bins, np.int64)
    for start in range(0, len(flat), PIECE // channels):
        piece = flat[start : start + PIECE // channels]
        if piece.min() >= low and piece.max() <= high:
            indices = _indices(piece, low, high, bins)
            indices += firsts
        else:
            inside = (piece >= low) & (piece <= high)
            indices = _indices(piece[inside], low, high, bins)
            indices += np.broadcast_to(firsts, piece.shape)[inside]
        counts += np.bincount(indices.reshape(-1), minlength=counts.size)
    return Histogram(low, high, counts.reshape(channels, bins))


def level_counts(values: Array, levels: int) -> npt.NDArray[np.int64]:
    """How often each whole number from 0 to ``levels`` − 1 stands in each channel.

    Args:
        values: (rows, columns, channels), unsigned integers below ``levels``.

    Returns:
        (channels, levels).
    """
    flat = values.reshape(-1, values.shape[-1])
    counts = np.zeros((flat.shape[1], levels), np.int64)
    for channel in range(flat.shape[1]):
        for piece in _pieces(flat[:, channel], max(PIECE, 4 * levels)):
            counts[channel] += np.bincount(piece, minlength=levels)
    return counts


def histogram_of_levels(
    counts: npt.NDArray[np.int64], low: float, high: float, bins: int = 256
) -> Histogram:
    """``histogram_of`` of values of which ``counts[channel, n]`` are n."""
    levels = np.arange(counts.shape[1], dtype=np.float64)
    inside = (levels >= low) & (levels <= high)
    indices = _indices(levels[inside], low, high, bins)
    binned = np.zeros((counts.shape[0], bins), np.int64)
    for channel, found in enumerate(counts):
        np.add.at(binned[channel], indices, found[inside])
    return Histogram(low, high, binned)


def finite_range(values: Array) -> tuple[float, float] | None:
    """The least and the greatest finite value; None where there is none."""
    if values.size == 0:
        return None
    ends = float(values.min()), float(values.max())
    if math.isfinite(ends[0]) and math.isfinite(ends[1]):
        return ends
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else None


def joined_ranges(
    one: tuple[float, float] | None, other: tuple[float, float] | None
) -> tuple[float, float] | None:
    """The range of both together; None where neither holds anything."""
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), max(one[1], other[1])


def _statistics(piece: Array, full_range: float) -> Statistics:
    minimum, maximum = float(piece.min()), float(piece.max())  # NaN where a NaN is
    below = int(np.count_nonzero(piece < 0)) if not minimum >= 0 else 0
    above = int(np.count_nonzero(piece > full_range)) if not maximum <= full_range else 0
    finite, nans = piece, 0
    if not (math.isfinite(minimum) and math.isfinite(maximum)):
        nans = int(np.count_nonzero(np.isnan(piece)))
        finite = piece[np.isfinite(piece)]
    infinities = piece.size - nans - finite.size
    if finite.size == 0:
        return Statistics(piece.size, nans, below=below, above=above, infinities=infinities)
    if finite is not piece:
        minimum, maximum = float(finite.min()), float(finite.max())
    exact = finite.astype(np.float64)
    mean = float(exact.mean())
    exact -= mean
    np.multiply(exact, exact, out=exact)  # a product of BLAS would wait for threads of its own
    deviation = math.sqrt(float(exact.mean()))
    return Statistics(piece.size, nans, minimum, maximum, mean, deviation, below, above, infinities)


def _joined_moments(one: Statistics, other: Statistics) -> tuple[float, float]:
    """Mean and deviation of both together."""
    if one.finite == 0 or other.finite == 0:
        known = one if one.finite else other
        return known.mean, known.deviation
    share = other.finite / (one.finite + other.finite)
    distance = other.mean - one.mean
    mean = one.mean + distance * share
    within = one.deviation**2 * (1 - share) + other.deviation**2 * share
    return mean, math.sqrt(within + distance**2 * share * (1 - share))


def _indices(values: Array, low: float, high: float, bins: int) -> npt.NDArray[np.intp]:
    """The bins of values from ``low`` to ``high``."""
    if low == high:
        return np.zeros(values.shape, np.intp)
    # The share first: bins / (high − low) may leave float64 where the two are very near.
    shares = values.astype(np.float64)
    shares -= low
    shares /= high - low
    shares *= bins
    indices = shares.astype(np.intp)
    return np.minimum(indices, bins - 1, out=indices)


def _pieces(flat: Array, size: int = PIECE) -> Iterator[Array]:
    for start in range(0, flat.size, size):
        yield flat[start : start + size]
