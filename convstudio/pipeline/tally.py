"""How many of a map's values and pixels a depth cannot hold, counted in one pass over the map."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np

from convstudio.imaging.grading import Grading, graded_numbers
from convstudio.imaging.levels import LEVELS, Levels, Samples
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture, Pixels
from convstudio.imaging.tone import Tone
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken, Span
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.developing import share_ahead
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check, stream
from convstudio.pipeline.survey import Progress, grade

# So far from a level, in steps between two, a value is still on it: sums are rounded too.
_ON_LEVEL = 1e-3


@dataclass(frozen=True)
class Tally:
    """How many of the values that were looked at a depth cannot hold; parts add up.

    Attributes:
        values: the numbers that were looked at: of all channels, or one a pixel where the tone
            shows one.
        below, above: of them, beyond what is shown or held, infinities included.
        negative: below 0; signs that ``absolute`` drops.
        nans: that are NaN.
        between: that stand between two levels, and are rounded to one.
        pixels: that were looked at.
        translucent: of them, that are not opaque.
        alpha_beyond: whose alpha is not from clear to opaque, NaN included, and is cut.
        alpha_between: whose alpha stands between two levels, and is rounded to one.
        low, high: what is shown darkest and lightest, or held at the least and at the most.
        share: of the map that was looked at, from 0 to 1.
    """

    values: int = 0
    below: int = 0
    above: int = 0
    negative: int = 0
    nans: int = 0
    between: int = 0
    pixels: int = 0
    translucent: int = 0
    alpha_beyond: int = 0
    alpha_between: int = 0
    low: float = 0.0
    high: float = 0.0
    share: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        """Of two parts of one map."""
        kept = ("low", "high", "share")
        counted = [field.name for field in fields(self) if field.name not in kept]
        sums = {name: getattr(self, name) + getattr(other, name) for name in counted}
        return replace(self, **sums, share=self.share + other.share)


def tally(
    pipeline: Pipeline,
    picture: Picture,
    output: Output,
    cancel: CancelToken | None = None,
    progress: Progress = lambda _: None,
    told: Callable[[Tally], None] = lambda _: None,
) -> Tally:
    """Counts what the depth of an output cannot hold of a map, in one pass; exact at its end.

    Args:
        progress: called with the share that is done, from 0 to 1, from any thread.
        told: called with what was counted so far, from any thread.

    Raises:
        ArgumentValueError: see ``rendering.check``.
        Cancelled: the token was set.
    """
    rows, columns = check(pipeline, picture)
    levels, white = LEVELS[output.depth], picture.full_range
    ahead = 0.0 if output.raw else share_ahead(pipeline.tone, white)
    grading = _ends(pipeline, picture, output, cancel, lambda share: progress(share * ahead))
    total, lock = [Tally(low=grading.low, high=grading.high)], threading.Lock()

    def emit(values: FloatArray, alpha: Pixels | None, span: Span) -> None:
        pixels = span.count[0] * span.count[1]
        shown = values if output.raw else graded_numbers(values, grading.tone)
        found = _counted(shown.astype(np.float32), grading, levels, raw=output.raw)
        found = replace(found, pixels=pixels, share=pixels / (rows * columns))
        if alpha is not None:
            found = _with_alpha(found, alpha, white, levels)
        with lock:
            total[0] += found
            told(total[0])
            progress(min(ahead + (1 - ahead) * total[0].share, 1.0))

    stream(pipeline, picture, Region(0, 0, rows, columns), emit, cancel)
    return replace(total[0], share=1.0)


def _ends(
    pipeline: Pipeline,
    picture: Picture,
    output: Output,
    cancel: CancelToken | None,
    progress: Progress,
) -> Grading:
    """The tone's grading; for raw numbers a plain one over what their depth can hold."""
    if not output.raw:
        return grade(pipeline, picture, cancel, progress)
    levels = LEVELS[output.depth]
    if levels.whole:
        return Grading(Tone(), 0.0, levels.white)
    return Grading(Tone(), -np.inf, np.inf)


def _counted(values: FloatArray, grading: Grading, levels: Levels, *, raw: bool) -> Tally:
    """Of one part; the values are used up."""
    if values.size == 0:
        return Tally()
    least, most = float(values.min()), float(values.max())  # NaN where a NaN is
    nans = int(np.count_nonzero(np.isnan(values))) if np.isnan(most) else 0
    negative = 0 if least >= 0 else int(np.count_nonzero(values < 0))
    found = Tally(values.size, negative=negative, nans=nans)
    if grading.contexts is not None:
        return found
    if grading.tone.mode == "absolute":
        np.abs(values, out=values)
        least, most = 0.0, max(most, -least)
    low, high = grading.low, grading.high
    between = 0
    if levels.whole and not grading.tone.one_number and high > low:
        between = _between_levels(values, low, high, 1.0 if raw else levels.white / (high - low))
    return replace(
        found,
        below=0 if least >= low else int(np.count_nonzero(values < low)),
        above=0 if most <= high else int(np.count_nonzero(values > high)),
        between=between,
    )


def _between_levels(values: Samples, low: float, high: float, scale: float) -> int:
    """How many of those within the range stand on no level.

    Args:
        scale: levels to one of the values' units.
    """
    with np.errstate(invalid="ignore"):  # ∞ − ∞
        if scale == 1 and low == 0:
            off = np.rint(values) != values
        else:
            steps = values.astype(np.float64)  # between 16-bit levels float32 is too coarse
            steps -= low
            steps *= scale
            steps -= np.rint(steps)
            np.abs(steps, out=steps)
            off = steps > _ON_LEVEL
    off &= values >= low
    off &= values <= high
    return int(np.count_nonzero(off))


def _with_alpha(found: Tally, alpha: Pixels, white: float, levels: Levels) -> Tally:
    """Of one part: how many of its pixels are not opaque, or have an alpha that is not kept."""
    translucent = int(np.count_nonzero(~(alpha >= white)))
    within = (alpha >= 0) & (alpha <= white)
    between = 0
    if levels.whole:
        between = _between_levels(alpha, 0.0, white, levels.white / white)
    return replace(
        found,
        translucent=translucent,
        alpha_beyond=alpha.size - int(np.count_nonzero(within)),
        alpha_between=between,
    )
