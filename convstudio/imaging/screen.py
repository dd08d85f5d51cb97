"""The last step to the screen: pictures as they are shown."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from convstudio.imaging.levels import BYTES, Levels, Samples, rescaled, stretched
from convstudio.imaging.picture import Picture, Pixels

ScreenPixels = npt.NDArray[np.uint8]

_BAND_ROWS = 64


def picture_pixels(picture: Picture) -> ScreenPixels:
    """A picture as 8-bit pixels, as its map would be shown by ``clip``; 8 bits without a copy.

    Returns:
        (rows, columns, 1, 3 or 4): gray, RGB or RGBA; gray with alpha becomes RGBA.
    """
    colour = picture.colour
    if colour.dtype != np.uint8:
        shown = np.empty(colour.shape, np.uint8)
        for top in range(0, colour.shape[0], _BAND_ROWS):  # a float copy is four times as large
            band = colour[top : top + _BAND_ROWS].astype(np.float32)
            shown[top : top + _BAND_ROWS] = stretched(band, 0.0, picture.full_range)
        colour = shown
    if picture.alpha is None:
        return colour
    return with_alpha(colour, picture.alpha, picture.full_range)


def with_alpha(
    colour: Samples, alpha: Pixels, full_range: float, levels: Levels = BYTES
) -> Samples:
    """Gray or RGB with alpha (rows, columns) in the picture's own units, as RGBA."""
    rgba = np.empty((*colour.shape[:2], 4), levels.dtype)
    rgba[..., :3] = colour
    rgba[..., 3] = rescaled(alpha, full_range, levels)
    return rgba
