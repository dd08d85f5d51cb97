"""What a file will not say of the map that is saved in it: known before it is written."""

from __future__ import annotations

from dataclasses import dataclass

from convstudio.imaging.format_limits import fitted
from convstudio.imaging.grading import known_grading
from convstudio.imaging.levels import LEVELS
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.pipeline.developing import sheet_of
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.stages import stages
from convstudio.pipeline.storage.stamp import provenance_of
from convstudio.pipeline.tally import Tally


@dataclass(frozen=True)
class Loss:
    """One thing that is lost.

    Attributes:
        text: what, in a few words that begin a sentence and do not end it.
        share: of the map's values, or of its pixels for transparency; None where none is counted.
        usual: whether everybody expects it of the format: nothing to be told after each save.
    """

    text: str
    share: float | None = None
    usual: bool = False

    @property
    def words(self) -> str:
        """The text, and the share in per cent."""
        return self.text if self.share is None else f"{self.text}: {_per_cent(self.share)}"


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
    if counted is not None and sheet.has_alpha and output.kind.alpha:
        found += _of_alpha(output, counted)
    if not output.raw:
        found += _of_tone(pipeline, picture, output)
        found += _of_range(pipeline.tone, picture, output, counted)
    found += [Loss(_plain(text), _share_clear(text, counted)) for text in left_out]
    if picture.icc_profile is not None and sheet.profile is None:
        found.append(Loss("Colour profile left out: it is not for such pixels"))
    if output.kind.lossy and not (output.format == "WebP" and output.quality == 100):
        words = f"{output.format} changes pixels a little at quality {output.quality}"
        found.append(Loss(words, usual=True))
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
    maps = stages(pipeline, picture)[-1].maps
    if tone.one_number and maps > 1:
        found.append(Loss("Three channels saved as one number, their luma"))
    if tone.mode == "equalize":
        found.append(Loss("Equalized by parts: one level stands for different values"))
    elif tone.one_number:
        colours = "256 colours" if output.depth == "8" else "colours"
        found.append(Loss(f"Numbers saved as {colours} of a colour map"))
    return found


def _of_alpha(output: Output, counted: Tally) -> list[Loss]:
    levels = f"{int(LEVELS[output.depth].white) + 1:,} levels"
    parts = (
        ("Transparency beyond clear and opaque cut", counted.alpha_beyond),
        (f"Transparency between two of {levels} rounded", counted.alpha_between),
    )
    return [Loss(text, count / counted.pixels) for text, count in parts if count]


def _of_range(tone: Tone, picture: Picture, output: Output, counted: Tally | None) -> list[Loss]:
    """Where the samples are not the map's own numbers: from what to what they are stretched."""
    if tone.one_number or tone.mode == "equalize":
        return []  # which is told already
    grading, white = known_grading(tone, picture.full_range), LEVELS[output.depth].white
    if counted is not None:
        low, high = counted.low, counted.high
    elif grading is not None:
        low, high = grading.low, grading.high
    else:
        return [Loss(f"As shown: values rescaled, {_ends_in_words(tone)} → 0 … {white:,g}")]
    if low == high:
        return [Loss(f"No range to stretch: {_number(low)} saved as black")] if low else []
    if (low, high) == (0, white):
        return []
    return [Loss(f"As shown: values rescaled, {_number(low)} … {_number(high)} → 0 … {white:,g}")]


def _ends_in_words(tone: Tone) -> str:
    """What a tone stretches, as long as nobody looked at the map."""
    if tone.mode == "percentile":
        return f"{tone.low:g} % … {tone.high:g} % of the map"
    return "least … greatest of the map"


def _share_clear(text: str, counted: Tally | None) -> float | None:
    if "transparency" not in text or counted is None or not counted.pixels:
        return None
    return counted.translucent / counted.pixels


def _plain(text: str) -> str:
    return text.removesuffix(".")


def _number(value: float) -> str:
    return f"{value:,g}".replace("-", "−")


def _per_cent(share: float) -> str:
    """With one digit below 10 %; what is there is never 0 %, nor all that is not all."""
    if 0 < share < 0.001:
        return "below 0.1 %"
    if 0.999 < share < 1:
        return "over 99.9 %"
    fine = share < 0.1 or 0.99 < share < 1
    return f"{share * 100:.1f} %" if fine else f"{share * 100:.0f} %"
