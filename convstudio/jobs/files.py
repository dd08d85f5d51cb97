"""Opening pictures as work for a Worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from convstudio.imaging.picture import Picture
from convstudio.imaging.pyramid import Pyramid, build_pyramid
from convstudio.imaging.reading import read_picture
from convstudio.imaging.screen import picture_pixels
from convstudio.jobs.worker import Publish, Work
from convstudio.numerics.tiles import CancelToken


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
