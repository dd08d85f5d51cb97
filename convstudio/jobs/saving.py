"""Saving a feature map, and finding out what that would lose, as work for a Worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.imaging.writing import Saved
from convstudio.jobs.worker import Publish, Work
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.losses import Loss, losses
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.saving import save_map
from convstudio.pipeline.tally import Tally, tally

_TOLD_EVERY = 0.05  # of the map: what was counted so far


@dataclass(frozen=True, eq=False)
class Lost:
    """What an output loses, and what was counted of the map's values for that; None: nothing yet.

    Attributes:
        exact: whether every value was looked at.
    """

    losses: tuple[Loss, ...]
    counted: Tally | None
    exact: bool


def saving(pipeline: Pipeline, picture: Picture, path: Path, output: Output) -> Work:
    """Work that publishes the share done and returns Saved, or raises PictureWriteError."""

    def work(cancel: CancelToken, publish: Publish) -> Saved:
        # Until the very end it can be called off, and then leaves the file that was there.
        return save_map(pipeline, picture, path, output, cancel, publish)

    return work


def losing(
    pipeline: Pipeline, picture: Picture, output: Output, known: Tally | None = None
) -> Work:
    """Work that publishes a Lost of what is known sooner, again and again, and returns the exact.

    Args:
        known: what was counted of the whole map for this depth, shown or raw as this output is.
    """

    def lost(counted: Tally | None, *, exact: bool = False) -> Lost:
        return Lost(losses(pipeline, picture, output, counted), counted, exact)

    def work(cancel: CancelToken, publish: Publish) -> Lost:
        if known is not None:
            return lost(known, exact=True)
        publish(lost(None))
        told = 0.0

        def tell(counted: Tally) -> None:
            nonlocal told
            if counted.share >= told + _TOLD_EVERY:
                told = counted.share
                publish(lost(counted))

        return lost(tally(pipeline, picture, output, cancel, told=tell), exact=True)

    return work
