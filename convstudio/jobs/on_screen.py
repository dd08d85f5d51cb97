"""From a picture's own colours to those of the screen, which is taken to be sRGB.

Only what is painted is converted: values, statistics and saved files keep the picture's own. A map
is converted where its tone keeps the picture's colours. Where it shows one number a pixel, or gray
made of colours, no profile says what that looks like.
"""

from __future__ import annotations

import numpy as np

from convstudio.imaging.picture import Picture
from convstudio.imaging.profile import ToScreen, profile_name, to_screen
from convstudio.imaging.screen import ScreenPixels
from convstudio.numerics.tiles import CancelToken, Scratch, Span, share_out, tiles, usable_cores
from convstudio.pipeline.pipeline import Pipeline

_TILE = (64, 4096)  # pixels that are converted at once


def picture_to_screen(picture: Picture) -> ToScreen | None:
    """What converts a picture's 8-bit pixels; None where they are shown as they are."""
    return to_screen(picture.icc_profile, picture.colour.shape[2])


def map_to_screen(pipeline: Pipeline, picture: Picture, maps: int) -> ToScreen | None:
    """What converts the graded pixels of a picture's map of so many channels; None likewise."""
    of_alpha = any(layer.channels == "alpha" for layer in pipeline.layers)
    if pipeline.tone.one_number or of_alpha or maps != picture.colour.shape[2]:
        return None
    return to_screen(picture.icc_profile, maps)


def converted_for_screen(
    pixels: ScreenPixels, picture: Picture, cancel: CancelToken
) -> ScreenPixels:
    """A picture's own 8-bit pixels as the screen shows them; the same array where nothing changes.

    Raises:
        Cancelled: the token was set.
    """
    convert = picture_to_screen(picture)
    if convert is None:
        return pixels
    shown = np.empty_like(pixels)

    def work(span: Span, _scratch: Scratch) -> None:
        shown[span.slices] = convert(np.ascontiguousarray(pixels[span.slices]))

    pieces = list(tiles(Span(0, 0, *pixels.shape[:2]), _TILE))
    share_out(pieces, work, min(usable_cores(), len(pieces)), cancel)
    return shown


def conversion_words(picture: Picture) -> str:
    """What becomes of a picture's colours: ``Adobe RGB (1998) → sRGB on screen``; or nothing."""
    if picture.icc_profile is None or picture_to_screen(picture) is None:
        return ""
    return f"{profile_name(picture.icc_profile)} → sRGB on screen"
