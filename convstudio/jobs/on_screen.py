"""From a picture's own colours to those of the screen, which is taken to be sRGB.

Only what is painted is converted: values, statistics and saved files keep the picture's own. A map
is converted where its tone keeps the picture's colours. Where it shows one number a pixel, or gray
made of colours, no profile says what that looks like.
"""

from __future__ import annotations

import numpy as np

from convstudio.imaging.picture import Picture
from convstudio.imaging.profile import ScreenProfile, screen_profile
from convstudio.imaging.screen import ScreenPixels
from convstudio.numerics.tiles import CancelToken, Scratch, Span, share_out, tiles, usable_cores
from convstudio.pipeline.layer_sums import layer_sums
from convstudio.pipeline.pipeline import Pipeline

_TILE = (64, 4096)  # pixels that are converted at once


def map_profile(pipeline: Pipeline, picture: Picture, maps: int) -> ScreenProfile | None:
    """What converts the graded pixels of a picture's map of so many channels; None: nothing."""
    of_alpha = any(layer.channels == "alpha" for layer in pipeline.layers)
    if pipeline.tone.one_number or of_alpha or maps != picture.colour.shape[2]:
        return None
    return screen_profile(picture)


def converted_for_screen(
    pixels: ScreenPixels, picture: Picture, cancel: CancelToken
) -> ScreenPixels:
    """A picture's own 8-bit pixels as the screen shows them; the same array where nothing changes.

    Raises:
        Cancelled: the token was set.
    """
    profile = screen_profile(picture)
    if profile is None:
        return pixels
    shown = np.empty_like(pixels)

    def work(span: Span, _scratch: Scratch) -> None:
        shown[span.slices] = profile.shown(np.ascontiguousarray(pixels[span.slices]))

    pieces = list(tiles(Span(0, 0, *pixels.shape[:2]), _TILE))
    share_out(pieces, work, min(usable_cores(), len(pieces)), cancel)
    return shown


def conversion_words(picture: Picture, pipeline: Pipeline | None = None) -> str:
    """What becomes of the colours of a picture, or of a pipeline's map of it; or nothing.

    For instance ``Adobe RGB (1998) → sRGB on screen``.
    """
    profile = screen_profile(picture)
    if profile is not None and pipeline is not None:
        profile = map_profile(pipeline, picture, layer_sums(pipeline, picture)[-1].maps)
    return "" if profile is None else f"{profile.name} → sRGB on screen"
