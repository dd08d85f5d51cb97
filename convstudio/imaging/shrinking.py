"""Pixels for the screen made smaller without patterns that are not in them."""

from __future__ import annotations

import numpy as np
from PIL import Image

from convstudio.imaging.screen import ScreenPixels


def shrunk(pixels: ScreenPixels, width: int, height: int) -> ScreenPixels:
    """The same in fewer columns and rows: waves too fine for those become gray, not false rings.

    Means of blocks would let a third of such a wave through; a Lanczos window of three lobes, as
    wide as the reduction needs, hardly any.

    Args:
        pixels: (rows, columns, 1, 3 or 4); alpha is straight, and weighs the colours.
    """
    flat = pixels[..., 0] if pixels.shape[2] == 1 else pixels
    image = Image.fromarray(np.ascontiguousarray(flat))
    made = np.asarray(image.resize((width, height), Image.Resampling.LANCZOS))
    return made.reshape(height, width, pixels.shape[2])
