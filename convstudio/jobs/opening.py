"""Opening pictures as work for a Worker: read, converted for the screen, painted at every zoom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from convstudio.imaging.charts import make_chart
from convstudio.imaging.contents import contents_of, preview
from convstudio.imaging.parts import Contents
from convstudio.imaging.picture import Picture, size_words
from convstudio.imaging.pyramid import Pyramid
from convstudio.imaging.reading import read_picture
from convstudio.imaging.screen import ScreenPixels, picture_pixels
from convstudio.imaging.shrinking import shrunk
from convstudio.jobs.background import teller
from convstudio.jobs.on_screen import conversion_words, screen_pyramid
from convstudio.jobs.worker import Publish, Work
from convstudio.numerics.tiles import CancelToken

_READING = 0.8  # of the whole time, about; the rest makes it ready for the screen


@dataclass(frozen=True, eq=False)
class Opened:
    """A picture that was read, ready to be painted at every zoom.

    Attributes:
        contents: what its file holds; None where it comes from no file.
    """

    picture: Picture
    pyramid: Pyramid
    contents: Contents | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        """Name, size, kind, and what its colours become on the screen, for the view's header."""
        picture = self.picture
        size = size_words(picture.height, picture.width, signal=picture.is_signal)
        converted = conversion_words(picture)
        if converted and np.shares_memory(self.pyramid.levels[0], picture.pixels):
            converted = "its colours unconverted: too little memory"
        kind = picture.kind.removesuffix(" gray") if picture.is_signal else picture.kind
        return (picture.name, size, kind, *([converted] if converted else []))


@dataclass(frozen=True)
class Several:
    """A file of which nobody has said yet which part is meant."""

    path: Path
    contents: Contents


@dataclass(frozen=True, eq=False)
class Previewed:
    """A picture small: (rows, columns, 1, 3 or 4)."""

    pixels: ScreenPixels


def opening(path: Path, part: str = "", *, ask: bool = True, known: Contents | None = None) -> Work:
    """Work that publishes Progress and returns Opened, or Several where a part is to be chosen.

    Args:
        part: its name in the file's Contents; ``""`` for the only one.
        ask: whether of several parts one is to be chosen; else the first is opened.
        known: the file's contents, where they were looked up already: of a long stack it is slow.

    The work raises PictureReadError.
    """

    def work(cancel: CancelToken, publish: Publish) -> Opened | Several:
        contents = known or contents_of(path, cancel)
        wanted = part
        if contents.asks and not wanted:
            if ask:
                return Several(path, contents)
            wanted = contents.parts[0].name
        tell = teller(publish, f"Opening {path.name}", 0, _READING)
        picture = read_picture(path, wanted, cancel, tell)
        return Opened(picture, screen_pyramid(picture, cancel), contents)

    return work


def taking(make: Callable[[CancelToken], Picture]) -> Work:
    """Work that returns Opened of a picture that comes from no file: pasted, or made."""

    def work(cancel: CancelToken, _publish: Publish) -> Opened:
        picture = make(cancel)
        cancel.check()
        return Opened(picture, screen_pyramid(picture, cancel))

    return work


def previewing(path: Path, side: int, part: str = "") -> Work:
    """Work that returns Previewed; where no part is named of the first, and publishes Contents.

    Args:
        side: of the square it is to fill, in pixels.

    The work raises PictureReadError.
    """

    def work(cancel: CancelToken, publish: Publish) -> Previewed:
        if not part:
            publish(contents_of(path, cancel))
        small = preview(path, side, part, cancel)
        pixels = small.pixels if small.profile is None else small.profile.shown(small.pixels)
        return Previewed(pixels)

    return work


def charting(name: str, settings: Mapping[str, object], side: int) -> Work:
    """Work that returns Previewed of a test chart, or raises an error of a setting."""

    def work(cancel: CancelToken, _publish: Publish) -> Previewed:
        picture = make_chart(name, settings, cancel)
        cancel.check()
        pixels = picture_pixels(picture)
        share = side / max(picture.width, picture.height)
        if share >= 1:
            return Previewed(pixels)
        width, height = (max(round(share * n), 1) for n in (picture.width, picture.height))
        return Previewed(shrunk(pixels, width, height))

    return work
