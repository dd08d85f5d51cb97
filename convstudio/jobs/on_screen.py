"""From a picture's own colours to those of the screen, which is taken to be sRGB.

Only what is painted is converted: values, statistics and saved files keep the picture's own. A map
is converted where its tone keeps the picture's colours. Where it shows one number a pixel, or gray
made of colours, no profile says what that looks like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convstudio.imaging import memory
from convstudio.imaging.picture import Picture
from convstudio.imaging.pyramid import Pyramid, build_pyramid
from convstudio.imaging.screen import ScreenPixels, picture_pixels
from convstudio.numerics.tiles import CancelToken, Scratch, Span, share_out, tiles, usable_cores
from convstudio.pipeline.pipeline import Bank, Convolution, Pipeline
from convstudio.pipeline.stages import stages

if TYPE_CHECKING:
    from convstudio.imaging.profile import ScreenProfile

_TILE = (64, 4096)  # pixels that are converted at once


def picture_profile(picture: Picture) -> ScreenProfile | None:
    """What converts a picture's own pixels; None where they are shown as they are."""
    if picture.icc_profile is None:
        return None
    from convstudio.imaging.profile import screen_profile  # noqa: PLC0415 - littleCMS, when needed

    return screen_profile(picture)


def map_profile(pipeline: Pipeline, picture: Picture) -> ScreenProfile | None:
    """What converts the graded pixels of a picture's map; None where they are shown as they are.

    Raises:
        ArgumentValueError: the picture has no such map; see ``rendering.check``.
    """
    if picture.icc_profile is None or pipeline.tone.one_number:
        return None
    sliding = (layer for layer in pipeline.active if isinstance(layer, Convolution | Bank))
    of_alpha = any(layer.channels == "alpha" for layer in sliding)
    if of_alpha or stages(pipeline, picture)[-1].maps != picture.colour.shape[2]:
        return None
    return picture_profile(picture)


def screen_pyramid(picture: Picture, cancel: CancelToken) -> Pyramid:
    """A picture at every zoom, as the screen shows it.

    Means are made of the picture's own colours and converted afterwards, as those of maps are. What
    is 8-bit already needs as much memory again: where that is not free, it is shown as it is.

    Raises:
        Cancelled: the token was set.
    """
    pyramid, profile = build_pyramid(picture_pixels(picture), cancel), picture_profile(picture)
    copied = sum(level.nbytes for level in pyramid.levels if not level.flags.writeable)
    if profile is None or copied > memory.room():
        return pyramid
    return Pyramid(tuple(_converted(level, profile, cancel) for level in pyramid.levels))


def _converted(pixels: ScreenPixels, profile: ScreenProfile, cancel: CancelToken) -> ScreenPixels:
    """In place, but for the picture's own memory."""
    shown = pixels if pixels.flags.writeable else np.empty_like(pixels)

    def work(span: Span, _scratch: Scratch) -> None:
        shown[span.slices] = profile.shown(np.ascontiguousarray(pixels[span.slices]))

    pieces = list(tiles(Span(0, 0, *pixels.shape[:2]), _TILE))
    share_out(pieces, work, min(usable_cores(), len(pieces)), cancel)
    return shown


def conversion_words(picture: Picture, pipeline: Pipeline | None = None) -> str:
    """What becomes of the colours of a picture, or of a pipeline's map of it; or nothing.

    For instance ``Adobe RGB (1998) → sRGB on screen``.
    """
    profile = picture_profile(picture) if pipeline is None else map_profile(pipeline, picture)
    return "" if profile is None else f"{profile.name} → sRGB on screen"
