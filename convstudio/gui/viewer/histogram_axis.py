"""The value axis of the histogram: its range, round numbers on it, counts on its pixels. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convstudio.gui.numerals import shown
from convstudio.numerics.analysis import Histogram, Statistics

_DATA_SHARE = 0.4  # of the axis at least, however far away black and white are


@dataclass(frozen=True)
class ValueAxis:
    """Values from ``low`` to ``high``, left to right over ``width`` pixels."""

    low: float
    high: float
    width: int

    def x(self, value: float) -> float:
        """Where a value stands, in pixels from the left; may be outside."""
        return (value - self.low) / (self.high - self.low) * self.width

    def value(self, x: float) -> float:
        """The value that stands at a pixel."""
        return self.low + x / self.width * (self.high - self.low)

    @property
    def step(self) -> float:
        """A round number that is at most what one pixel stands for."""
        return round_below((self.high - self.low) / self.width)

    def rounded(self, value: float) -> float:
        """The nearest multiple of the step."""
        return nearest_multiple(value, self.step)


def axis_for(
    counted: tuple[Statistics, ...], shown: tuple[float, float] | None, width: int
) -> ValueAxis:
    """The axis on which all that was counted has room, and the range shown as far as is sensible.

    Args:
        counted: of the original and of the map.
        shown: black and white; None where there is none.
    """
    ends = [end for one in counted for end in (one.minimum, one.maximum) if math.isfinite(end)]
    low, high = (min(ends), max(ends)) if ends else shown or (0.0, 1.0)
    if shown is not None:
        room = (high - low) * (1 / _DATA_SHARE - 1) / 2 or math.inf
        low, high = max(min(low, shown[0]), low - room), min(max(high, shown[1]), high + room)
    if high <= low:
        low, high = low - 0.5, low + 0.5
    return ValueAxis(low, high, max(width, 1))


def spread(histogram: Histogram, axis: ValueAxis) -> npt.NDArray[np.float64]:
    """The counts on the axis's pixels, (channels, width); what is on the axis keeps its sum."""
    counts = histogram.counts
    if histogram.high <= histogram.low:  # all one value
        columns = np.zeros((len(counts), axis.width))
        column = min(max(int(axis.x(histogram.low)), 0), axis.width - 1)
        columns[:, column] = counts.sum(axis=1)
        return columns
    edges = np.linspace(histogram.low, histogram.high, counts.shape[1] + 1)
    at = np.linspace(axis.low, axis.high, axis.width + 1)
    below = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(counts, axis=1)], axis=1)
    return np.stack([np.diff(np.interp(at, edges, one)) for one in below])


def under(histogram: Histogram, low: float, high: float) -> tuple[float, float, list[int]]:
    """(from, to, counts of each channel) of the bins that reach into ``low`` … ``high``."""
    bins = histogram.counts.shape[1]
    width = (histogram.high - histogram.low) / bins
    if width <= 0:
        holds = low <= histogram.low <= high
        counts = histogram.counts.sum(axis=1) * holds
        return histogram.low, histogram.low, [int(count) for count in counts]
    first = min(max(math.floor((low - histogram.low) / width), 0), bins)
    last = min(max(math.ceil((high - histogram.low) / width), first), bins)
    counts = histogram.counts[:, first:last].sum(axis=1)
    return (
        histogram.low + first * width,
        histogram.low + last * width,
        [int(count) for count in counts],
    )


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers from ``low`` to ``high``, at most so many, evenly spaced."""
    if not high > low:
        return [low]
    step = round_below((high - low) / most)
    while math.floor(high / step) - math.ceil(low / step) + 1 > max(most, 1):
        step = round_below(step * 2.5)
    first, last = math.ceil(low / step), math.floor(high / step)
    return [nearest_multiple(index * step, step) for index in range(first, last + 1)]


def round_below(value: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten that is at most ``value``, above 0."""
    power = 10.0 ** math.floor(math.log10(value))
    return max(factor * power for factor in (1, 2, 5) if factor == 1 or factor * power <= value)


def nearest_multiple(value: float, step: float) -> float:
    """The nearest multiple of the step, without the dust of the product."""
    return float(f"{round(value / step) * step:.12g}")


def in_digits(value: float, digits: int = 6) -> str:
    """A number for people: so many significant digits, a typographic minus, no padding zeros."""
    if not math.isfinite(value):
        return "–" if math.isnan(value) else "∞" if value > 0 else "−∞"
    words = f"{value:.{digits}g}"
    if "e" in words:
        mantissa, exponent = words.split("e")
        words = f"{mantissa}e{int(exponent)}"
    return shown(words.replace("-", "−")) if float(words) else "0"
