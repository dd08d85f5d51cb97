"""How a small map is shown: the grading of few of its values, and the size of its picture."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PIL import Image

from convstudio.imaging.colour import image_of, pixels_of
from convstudio.imaging.grading import Grading, graded_numbers, known_grading
from convstudio.imaging.levels import FloatPixels
from convstudio.imaging.screen import ScreenPixels
from convstudio.imaging.tone import Tone
from convstudio.numerics.geometry import Region

# Differences that rounding leaves are no contrast to be stretched, as for the tone of a map.
_ONE_VALUE = 1e-6
_NEARLY_ALL = 99.5  # per cent
_MODES = {1: "L", 3: "RGB", 4: "RGBA"}


def grading_of(tone: Tone, values: FloatPixels, full_range: float) -> Grading:
    """The tone with what it must know of these values, (rows, columns, 1 or 3).

    ``equalize`` is too much for a thumbnail and becomes its percentiles.
    """
    known = known_grading(tone, full_range)
    if known is not None:
        return known
    numbers = graded_numbers(values, tone)
    finite = numbers[np.isfinite(numbers)]
    if finite.size == 0:
        finite = np.zeros(1, np.float32)
    if tone.mode in ("percentile", "equalize"):
        low, high = map(float, np.percentile(finite, [tone.low, tone.high]))
        kept = tone if tone.mode == "percentile" else replace(tone, mode="percentile")
        return Grading(kept, *_told_apart(low, high), exact=False)
    low, high = _told_apart(float(finite.min()), float(finite.max()))
    if tone.mode == "signed":
        limit = max(-low, high, 0.0)
        return Grading(tone, -limit, limit, exact=False)
    return Grading(tone, low, high, exact=False)


def own_grading(tone: Tone, values: FloatPixels, full_range: float) -> Grading:
    """The tone that uses all of a map's own range: no level of it is fixed any more.

    Unless the tone names its ends, nearly all: beside the greatest half per cent of what an edge
    filter or an activation leaves, everything else would be faint.
    """
    freed = replace(tone, black=None, white=None)
    if tone.mode not in ("clip", "absolute", "signed"):
        return grading_of(freed, values, full_range)
    numbers = graded_numbers(values, tone)
    numbers = numbers if tone.mode == "clip" else np.abs(numbers)
    finite = numbers[np.isfinite(numbers)]
    if finite.size == 0:
        finite = np.zeros(1, np.float32)
    low, high = map(float, np.percentile(finite, [100 - _NEARLY_ALL, _NEARLY_ALL]))
    if low == high:  # most of it is one value
        low, high = float(finite.min()), float(finite.max())
    if tone.mode == "absolute":
        return Grading(freed, 0.0, high or 1.0, exact=False)
    if tone.mode == "signed":
        return Grading(freed, -high, high, exact=False)
    return Grading(replace(freed, mode="minmax"), *_told_apart(low, high), exact=False)


def shape_of(region: Region, size: tuple[int, int]) -> tuple[int, int]:
    """(rows, columns) of the picture of a region that fits (width, height).

    Enlarged it is by whole numbers, so that each pixel of the map is as large as the next.
    """
    rows, columns = region.bottom - region.top, region.right - region.left
    scale = min(size[0] / columns, size[1] / rows)
    if scale >= 1:
        return rows * math.floor(scale), columns * math.floor(scale)
    return max(round(rows * scale), 1), max(round(columns * scale), 1)


def fitted(pixels: ScreenPixels, region: Region, size: tuple[int, int]) -> ScreenPixels:
    """The pixels of a region as large as fits (width, height).

    Means where it was larger, squares where it was smaller; where only a few points are there yet,
    something smooth of the same size.
    """
    height, width = shape_of(region, size)
    rows, columns, samples = pixels.shape
    if region.step == 1 and height >= rows:
        return np.ascontiguousarray(pixels.repeat(height // rows, 0).repeat(width // columns, 1))
    few = columns < width or rows < height
    how = Image.Resampling.BILINEAR if few else Image.Resampling.BOX
    image = image_of(pixels, _MODES[samples])
    return np.ascontiguousarray(pixels_of(image.resize((width, height), how)))


def _told_apart(low: float, high: float) -> tuple[float, float]:
    return (high if high - low <= _ONE_VALUE * max(abs(low), abs(high)) else low), high


def number_words(value: float) -> str:
    """A number for people in four digits or as a whole number: ``−12.35``, ``84,000``."""
    words = f"{value:,.0f}" if 1e4 <= abs(value) < 1e12 else f"{value:.4g}"
    return words.replace("-", "−")
