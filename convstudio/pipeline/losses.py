"""What saving a feature map would lose, said before it is saved."""

from __future__ import annotations

from dataclasses import dataclass

from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.survey import Survey


@dataclass(frozen=True)
class Loss:
    """One thing that is lost, and the share of the values that it concerns."""

    text: str
    share: float | None = None


def losses(
    pipeline: Pipeline, picture: Picture, output: Output, survey: Survey | None = None
) -> tuple[Loss, ...]:
    """What an output would lose; what rests on the values only where they were surveyed."""
    found = []
    if survey is not None and survey.statistics.below and output.depth != "float":
        found.append(Loss("negative values clipped", survey.statistics.share_below))
    if output.kind.lossy:
        found.append(Loss(f"{output.format} changes the pixels a little"))
    if picture.exif and output.format == "NPY":
        found.append(Loss("EXIF is not kept"))
    return tuple(found)
