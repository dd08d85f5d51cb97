"""What a file will not say of the map that is saved in it: known before it is written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from convstudio.imaging.format_limits import fitted
from convstudio.imaging.grading import Grading, graded_numbers
from convstudio.imaging.levels import LEVELS, Levels
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture, Pixels
from convstudio.imaging.tone import Tone
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken, Span
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.developing import share_ahead
from convstudio.pipeline.layer_sums import layer_sums
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check, stream
from convstudio.pipeline.saving import sheet_of
from convstudio.pipeline.storage.stamp import provenance_of
from convstudio.pipeline.survey import Progress, grade

# So far from a level, in steps between two, a value is still on it: sums are rounded too.
_ON_LEVEL = 1e-3


@dataclass(frozen=True)
class Loss:
    """One thing that is lost.

    Attributes:
        text: what, in a few words that begin a sentence and do not end it.
        share: of the map's values, or of its pixels for transparency; None where none is counted.
    """

    text: str
    share: float | None = None

    @property
    def words(self) -> str:
        """The text, and the share in per cent."""
        return self.text if self.share is None else f"{self.text}: {_per_cent(self.share)}"


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
    low: float = 0.0
    high: float = 0.0
    share: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        """Of two parts of one map."""
        counted = ("values", "below", "above", "negative", "nans", "between", "pixels")
        sums = {name: getattr(self, name) + getattr(other, name) for name in counted}
        translucent = self.translucent + other.translucent
        return replace(self, **sums, translucent=translucent, share=self.share + other.share)


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
        clear = 0 if alpha is None else int(np.count_nonzero(~(alpha >= white)))
        share = pixels / (rows * columns)
        with lock:
            total[0] += replace(found, pixels=pixels, translucent=clear, share=share)
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


def _between_levels(values: FloatArray, low: float, high: float, scale: float) -> int:
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


def losses(
    pipeline: Pipeline, picture: Picture, output: Output, counted: Tally | None = None
) -> tuple[Loss, ...]:
    """What a file will not hold of a map: of its values, its pixels, and what belongs to it.

    Args:
        counted: what ``tally`` found for this very output, or has found so far; without it only
            what is lost whatever the values are.

    Raises:
        ArgumentValueError: see ``rendering.check``.
        PictureWriteError: the format cannot hold a map of this size.
    """
    sheet = sheet_of(pipeline, picture, output)
    _, left_out = fitted(sheet, output, provenance_of(pipeline, picture, output))
    found = [] if counted is None else _of_values(pipeline, picture, output, counted)
    if not output.raw:
        found += _of_tone(pipeline, picture, output)
    found += [Loss(_plain(text), _share_clear(text, counted)) for text in left_out]
    if picture.icc_profile is not None and sheet.profile is None:
        found.append(Loss("Colour profile left out: it is not for such pixels"))
    if output.kind.lossy and not (output.format == "WebP" and output.quality == 100):
        found.append(Loss(f"{output.format} changes pixels a little at quality {output.quality}"))
    return tuple(found)


def _of_values(pipeline: Pipeline, picture: Picture, output: Output, counted: Tally) -> list[Loss]:
    levels, absolute = LEVELS[output.depth], pipeline.tone.mode == "absolute" and not output.raw
    below = "Negative values clipped"
    if counted.low != 0:
        below = f"Values below {_number(counted.low)} clipped"
    white = not output.raw and counted.high == picture.full_range
    above = (
        "Values above white clipped" if white else f"Values above {_number(counted.high)} clipped"
    )
    nan = "NaN saved as black" if not output.raw else "NaN saved as 0"
    rounded = "Values between two whole numbers rounded"
    if not output.raw:
        rounded = f"Values between two of {int(levels.white) + 1:,} levels rounded"
    kept = output.raw and not levels.whole
    parts = (
        (below, counted.below),
        (above, counted.above),
        ("Signs dropped", counted.negative if absolute else 0),
        (nan, 0 if kept else counted.nans),
        (rounded, counted.between),
    )
    return [Loss(text, count / counted.values) for text, count in parts if count]


def _of_tone(pipeline: Pipeline, picture: Picture, output: Output) -> list[Loss]:
    tone, found = pipeline.tone, []
    maps = layer_sums(pipeline, picture)[-1].maps
    if tone.one_number and maps > 1:
        found.append(Loss("Three channels saved as one number, their luma"))
    if tone.mode == "equalize":
        found.append(Loss("Equalized by parts: one level stands for different values"))
    elif tone.one_number:
        colours = "256 colours" if output.depth == "8" else "colours"
        found.append(Loss(f"Numbers saved as {colours} of a colour map"))
    return found


def _share_clear(text: str, counted: Tally | None) -> float | None:
    if "transparency" not in text or counted is None or not counted.pixels:
        return None
    return counted.translucent / counted.pixels


def _plain(text: str) -> str:
    return text.removesuffix(".")


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def _per_cent(share: float) -> str:
    """With one digit below 10 %; what is there is never 0 %, nor all that is not all."""
    if 0 < share < 0.001:
        return "below 0.1 %"
    if 0.999 < share < 1:
        return "over 99.9 %"
    fine = share < 0.1 or 0.99 < share < 1
    return f"{share * 100:.1f} %" if fine else f"{share * 100:.0f} %"
