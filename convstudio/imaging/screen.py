"""The last step to the screen: numbers from 0 to 255 as bytes, and pictures as they are shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from convstudio.imaging.picture import Picture, Pixels

ScreenPixels = npt.NDArray[np.uint8]
FloatPixels = npt.NDArray[np.floating[Any]]

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


def stretched(values: FloatPixels, low: float, high: float) -> ScreenPixels:
    """Floats of any shape as bytes: ``low`` and below 0, ``high`` and above 255.

    Rounds to the nearest, ties to even. NaN becomes 0. Where ``low`` is ``high``, what lies above
    it becomes 255 and all else 0. The values are used up on the way.
    """
    if low >= high:
        return np.where(values > high, np.uint8(255), np.uint8(0))
    scale = 255 / (high - low)
    if not 1e-30 < scale < 1e30 or abs(low) > 1e30:  # on the way float32 might not hold them
        values = values.astype(np.float64)
    with np.errstate(all="ignore"):  # beyond float32 lies infinity, which is cut
        if low != 0:
            np.subtract(values, values.dtype.type(low), out=values)
        if scale != 1:
            np.multiply(values, values.dtype.type(scale), out=values)
    return to_bytes(values)


def to_bytes(values: FloatPixels) -> ScreenPixels:
    """Floats of any shape, cut to 0 … 255 and rounded; they are used up on the way."""
    if values.size and np.isnan(values.max()):  # which no 8 bits can say: black
        np.fmax(values, 0, out=values)
    np.clip(values, 0, 255, out=values)
    np.rint(values, out=values)
    # A cast straight into a part of a picture keeps other threads waiting; into a new array not.
    return values.astype(np.uint8)


def with_alpha(colour: ScreenPixels, alpha: Pixels, full_range: float) -> ScreenPixels:
    """Gray or RGB with alpha (rows, columns) in the picture's own units, as RGBA."""
    rgba = np.empty((*colour.shape[:2], 4), np.uint8)
    rgba[..., :3] = colour
    if alpha.dtype != np.uint8:
        alpha = stretched(alpha.astype(np.float32), 0.0, full_range)
    rgba[..., 3] = alpha
    return rgba
