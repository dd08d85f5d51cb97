"""Opening and saving pictures as work for a Worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from convstudio.imaging.output import Output, format_for
from convstudio.imaging.picture import Picture
from convstudio.imaging.pyramid import Pyramid, build_pyramid
from convstudio.imaging.reading import read_picture
from convstudio.imaging.screen import picture_pixels
from convstudio.imaging.writing import Saved
from convstudio.jobs.worker import Publish, Work
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.saving import save_map


@dataclass(frozen=True, eq=False)
class Opened:
    """A picture that was read, ready to be painted at every zoom."""

    picture: Picture
    pyramid: Pyramid


def opening(path: Path) -> Work:
    """Work that returns Opened or raises PictureReadError."""

    def work(cancel: CancelToken, _publish: Publish) -> Opened:
        picture = read_picture(path)
        cancel.check()
        return Opened(picture, build_pyramid(picture_pixels(picture), cancel))

    return work


def saving(pipeline: Pipeline, picture: Picture, path: Path) -> Work:
    """Work that publishes the share done and returns Saved, or raises PictureWriteError."""

    def work(cancel: CancelToken, publish: Publish) -> Saved:
        return save_map(pipeline, picture, path, Output(format_for(path).name), cancel, publish)

    return work
