"""Saving a feature map, and finding out what that would lose, as work for a Worker."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.imaging.writing import Saved
from convstudio.jobs.worker import Publish, Work
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.losses import Loss, losses
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check
from convstudio.pipeline.saving import save_map
from convstudio.pipeline.survey import Survey, survey

_ESTIMATE = 65_536  # values of the map that are looked at before all of them


@dataclass(frozen=True, eq=False)
class Lost:
    """What an output loses, and the survey on which that rests; None: of the values nothing yet."""

    losses: tuple[Loss, ...]
    survey: Survey | None

    @property
    def exact(self) -> bool:
        """Whether every value was looked at."""
        return self.survey is not None and self.survey.exact


def saving(pipeline: Pipeline, picture: Picture, path: Path, output: Output) -> Work:
    """Work that publishes the share done and returns Saved, or raises PictureWriteError."""

    def work(cancel: CancelToken, publish: Publish) -> Saved:
        # Until the very end it can be called off, and then leaves the file that was there.
        return save_map(pipeline, picture, path, output, cancel, publish)

    return work


def losing(
    pipeline: Pipeline, picture: Picture, output: Output, known: Survey | None = None
) -> Work:
    """Work that publishes a Lost of what is known sooner and returns the exact one.

    Args:
        known: an exact survey of the map, from an output looked at before.
    """

    def lost(found: Survey | None) -> Lost:
        return Lost(losses(pipeline, picture, output, found), found)

    def work(cancel: CancelToken, publish: Publish) -> Lost:
        if known is not None:
            return lost(known)
        publish(lost(None))
        rows, columns = check(pipeline, picture)
        step = math.isqrt(rows * columns // _ESTIMATE)
        if step > 1:
            few = Region(0, 0, rows, columns, step)
            publish(lost(survey(pipeline, picture, few, cancel)))
        return lost(survey(pipeline, picture, Region(0, 0, rows, columns), cancel))

    return work
