"""What a map or a picture holds: statistics, a histogram, and what a tone must know of the whole.

Tile by tile, in as many passes as it takes, and never a whole float copy.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from convstudio.imaging.grading import Grading, graded_numbers, known_grading
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.numerics.analysis import (
    Histogram,
    Statistics,
    finite_range,
    histogram_of,
    histogram_of_levels,
    joined_ranges,
    level_counts,
    statistics_of,
    statistics_of_levels,
)
from convstudio.numerics.equalization import ContextCounter
from convstudio.numerics.geometry import Region
from convstudio.numerics.percentiles import RankSearch, upper_counts
from convstudio.numerics.tiles import CancelToken, Scratch, Span, share_out, tiles, usable_cores
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check, render, stream
from convstudio.pipeline.stages import stages

Progress = Callable[[float], None]
Look = Callable[[FloatArray, Span], None]
Pass = Callable[[Look], None]

# A region of so many values is held while it is looked at twice; a larger one is made twice.
_HELD = 1 << 22
_TILE = (256, 1024)
# Values that differ by less than this share of them, some 8 steps of a float32, are one value.
_ONE_VALUE = 1e-6


@dataclass(frozen=True, eq=False)
class Survey:
    """What the values of a region are.

    Attributes:
        statistics: of all channels together.
        histogram: of each channel, in 256 bins from the least finite value to the greatest; of
            8-bit pictures from 0 to 255, so that each value has a bin of its own.
        region: what was looked at.
        exact: whether every value of the region was looked at: it has no step.
    """

    statistics: Statistics
    histogram: Histogram
    region: Region
    exact: bool


def survey(
    pipeline: Pipeline,
    picture: Picture,
    region: Region,
    cancel: CancelToken | None = None,
    progress: Progress = lambda _: None,
) -> Survey:
    """The statistics and the histogram of the feature map in a region.

    Args:
        progress: called with the share that is done, from 0 to 1, from any thread.

    Raises:
        ArgumentValueError: as ``rendering.render`` does.
        Cancelled: the token was set.
    """
    channels = stages(pipeline, picture)[-1].maps
    if len(region.rows) * len(region.columns) * channels > _HELD:
        passes = _Passes(_making(pipeline, picture, region, cancel), region, 2, progress)
        return _surveyed(passes.run, region, channels, picture.full_range)
    held = render(pipeline, picture, region, cancel).values
    span = Span(0, 0, *held.shape[:2])
    found = _surveyed(lambda look: look(held, span), region, channels, picture.full_range)
    progress(1.0)
    return found


def survey_picture(
    picture: Picture,
    region: Region,
    cancel: CancelToken | None = None,
    progress: Progress = lambda _: None,
) -> Survey:
    """The same of the picture itself, without its alpha.

    Raises:
        Cancelled: the token was set.
    """
    channels = picture.colour.shape[2]
    whole = picture.pixels.dtype.kind == "u"
    passes = _Passes(_reading(picture, region, cancel), region, 1 if whole else 2, progress)
    if not whole:
        return _surveyed(passes.run, region, channels, picture.full_range)
    levels = int(picture.full_range) + 1
    counts, lock = np.zeros((channels, levels), np.int64), threading.Lock()

    def look(values: Array, _span: Span) -> None:
        found = level_counts(values, levels)
        with lock:
            np.add(counts, found, out=counts)

    passes.run(look)
    statistics = statistics_of_levels(counts.sum(axis=0), picture.full_range)
    ends = (0.0, 255.0) if levels == 256 else _ends(statistics)
    histogram = histogram_of_levels(counts, *ends)
    return Survey(statistics, histogram, region, region.step == 1)


def grade(
    pipeline: Pipeline,
    picture: Picture,
    cancel: CancelToken | None = None,
    progress: Progress = lambda _: None,
    *,
    step: int = 1,
) -> Grading:
    """The pipeline's tone with what it must know of the whole map; at once where that is nothing.

    Args:
        progress: called with the share that is done, from 0 to 1, from any thread.
        step: above 1, it is estimated from every so many-th row and column.

    Raises:
        ArgumentValueError: as ``rendering.check`` does.
        Cancelled: the token was set.
    """
    rows, columns = check(pipeline, picture)
    tone = pipeline.tone
    known = known_grading(tone, picture.full_range)
    if known is not None:
        return known
    region = Region(0, 0, rows, columns, step)
    number = {"percentile": 2, "equalize": 3}.get(tone.mode, 1)
    passes = _Passes(_making(pipeline, picture, region, cancel), region, number, progress)

    def run(look: Look) -> None:
        passes.run(lambda values, span: look(graded_numbers(values, tone), span))

    if tone.mode == "percentile":
        low, high = _told_apart(*_percentiles(run, tone))
        return Grading(tone, low, high, exact=step == 1)
    low, high = _told_apart(*_range(run))
    if tone.mode == "signed":
        limit = max(-low, high, 0.0)
        return Grading(tone, -limit, limit, exact=step == 1)
    if tone.mode == "minmax":
        return Grading(tone, low, high, exact=step == 1)
    return _equalizing(run, tone, region, (low, high))


def _told_apart(low: float, high: float) -> tuple[float, float]:
    """A range; what the rounding of sums leaves between its ends is no contrast to be stretched."""
    return (high if high - low <= _ONE_VALUE * max(abs(low), abs(high)) else low), high


class _Passes:
    """Looks at every tile of a region, so many times in all, and tells how far it is."""

    def __init__(self, make: Pass, region: Region, number: int, progress: Progress) -> None:
        self._make = make
        self._pixels = number * len(region.rows) * len(region.columns)
        self._progress = progress
        self._done = 0
        self._lock = threading.Lock()

    def run(self, look: Look) -> None:
        def look_and_tell(values: FloatArray, span: Span) -> None:
            look(values, span)
            with self._lock:
                self._done += span.count[0] * span.count[1]
                self._progress(self._done / self._pixels)

        self._make(look_and_tell)


def _making(
    pipeline: Pipeline, picture: Picture, region: Region, cancel: CancelToken | None
) -> Pass:
    def make(look: Look) -> None:
        stream(pipeline, picture, region, lambda values, _, span: look(values, span), cancel)

    return make


def _reading(picture: Picture, region: Region, cancel: CancelToken | None) -> Pass:
    """A picture's own values; whole numbers as they are stored."""
    rows, columns = (slice(r.start, r.stop, r.step) for r in (region.rows, region.columns))
    values = picture.colour[rows, columns]

    def make(look: Look) -> None:
        def work(span: Span, _scratch: Scratch) -> None:
            look(values[span.slices], span)

        whole = Span(0, 0, *values.shape[:2])
        share_out(tiles(whole, _TILE), work, usable_cores(), cancel)

    return make


def _surveyed(run: Pass, region: Region, channels: int, full_range: float) -> Survey:
    """In two passes: what the bins reach over is known after the first."""
    statistics, lock = [Statistics()], threading.Lock()

    def look(values: FloatArray, _span: Span) -> None:
        found = statistics_of(values, full_range)
        with lock:
            statistics[0] += found

    run(look)
    low, high = _ends(statistics[0])
    histogram = [Histogram(low, high, np.zeros((channels, 256), np.int64))]

    def count(values: FloatArray, _span: Span) -> None:
        found = histogram_of(values, low, high)
        with lock:
            histogram[0] += found

    run(count)
    return Survey(statistics[0], histogram[0], region, region.step == 1)


def _ends(statistics: Statistics) -> tuple[float, float]:
    """What a histogram reaches over: 0 to 0 where no value is finite."""
    if statistics.finite == 0:
        return 0.0, 0.0
    return statistics.minimum, statistics.maximum


def _range(run: Pass) -> tuple[float, float]:
    """The least and the greatest finite number; 0 and 0 where there is none."""
    ends: list[tuple[float, float] | None] = [None]
    lock = threading.Lock()

    def look(values: FloatArray, _span: Span) -> None:
        found = finite_range(values)
        with lock:
            ends[0] = joined_ranges(ends[0], found)

    run(look)
    return ends[0] or (0.0, 0.0)


def _percentiles(run: Pass, tone: Tone) -> tuple[float, float]:
    upper, lock = np.zeros(1 << 16, np.int64), threading.Lock()

    def look(values: FloatArray, _span: Span) -> None:
        found = upper_counts(values)
        with lock:
            np.add(upper, found, out=upper)

    run(look)
    search = RankSearch(upper, (tone.low, tone.high))
    lower = search.no_counts()

    def count(values: FloatArray, _span: Span) -> None:
        found = search.lower_counts(values)
        with lock:
            np.add(lower, found, out=lower)

    run(count)
    low, high = search.percentiles(lower)
    return (low, high) if search.total else (0.0, 0.0)


def _equalizing(run: Pass, tone: Tone, region: Region, ends: tuple[float, float]) -> Grading:
    """In two passes: the contextual regions' mappings, and what these make of the map's values."""
    shape = len(region.rows), len(region.columns)
    counter = ContextCounter(shape, *ends)
    run(lambda values, span: counter.count(values[..., 0], span.top, span.left))
    contexts = counter.contexts(region.step)
    rows, columns = region.rows, region.columns

    def mapped(look: Look) -> None:
        def look_at_mapped(values: FloatArray, span: Span) -> None:
            down, across = rows[span.slices[0]], columns[span.slices[1]]
            look(contexts.mapped(values[..., 0], down, across), span)

        run(look_at_mapped)

    contexts = contexts.stretched(*_range(mapped))
    return Grading(tone, *ends, contexts, exact=region.step == 1)
