"""What the samples of a file can hold: 256 levels, 65,536, or float32."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from convstudio.imaging.output import Depth

FloatPixels = npt.NDArray[np.floating[Any]]
Samples = npt.NDArray[Any]


@dataclass(frozen=True)
class Levels:
    """The samples of a depth.

    Attributes:
        dtype: that they are kept in.
        white: the greatest of them, or 1 for floats.
    """

    dtype: np.dtype[Any]
    white: float

    @property
    def whole(self) -> bool:
        """Whether they are whole numbers."""
        return self.dtype.kind == "u"


BYTES = Levels(np.dtype(np.uint8), 255.0)
WORDS = Levels(np.dtype(np.uint16), 65535.0)
FLOATS = Levels(np.dtype(np.float32), 1.0)
LEVELS: dict[Depth, Levels] = {"8": BYTES, "16": WORDS, "float": FLOATS}


def stretched(values: FloatPixels, low: float, high: float, levels: Levels = BYTES) -> Samples:
    """Floats of any shape as samples: ``low`` and below 0, ``high`` and above white.

    Whole numbers are rounded to the nearest, ties to even. NaN becomes 0. Where ``low`` is
    ``high``, what lies above it becomes white and all else 0. The values are used up on the way.
    """
    white = levels.white
    if low >= high:
        return np.where(values > high, white, 0).astype(levels.dtype)
    scale = white / (high - low)
    beyond = not 1e-30 < scale < 1e30 or abs(low) > 1e30  # on the way float32 might not hold them
    fine = levels != BYTES and (low, scale) != (0, 1)  # … and blurs what lies between 16-bit levels
    if beyond or fine:
        values = values.astype(np.float64)
    with np.errstate(all="ignore"):  # beyond float32 lies infinity, which is cut
        if low != 0:
            np.subtract(values, values.dtype.type(low), out=values)
        if scale != 1:
            np.multiply(values, values.dtype.type(scale), out=values)
    return cut(values, levels)


def cut(values: FloatPixels, levels: Levels = BYTES) -> Samples:
    """Floats of any shape, cut to 0 … white, and rounded to whole numbers; they are used up."""
    if values.size and np.isnan(values.max()):  # which no sample can say: black
        np.fmax(values, 0, out=values)
    np.clip(values, 0, levels.white, out=values)
    if levels.whole:
        np.rint(values, out=values)
    # A cast straight into a part of a picture keeps other threads waiting; into a new array not.
    return values.astype(levels.dtype)


def rescaled(samples: Samples, white: float, levels: Levels) -> Samples:
    """Samples of whatever type, of which ``white`` is the greatest, at another depth; cut to it."""
    if samples.dtype == levels.dtype and levels.whole:
        return samples
    if samples.dtype == np.uint8 and levels.dtype == np.uint16:
        return samples.astype(np.uint16) * np.uint16(257)
    return stretched(samples.astype(np.float32), 0.0, white, levels)
