"""Grading: a tone with what it must know of the whole map, and the pixels that it makes.

Of what it takes from a map it leaves out NaN and infinities. NaN is shown black, ∞ as the lightest
and −∞ as the darkest; a map of one value is black, or neutral where the tone is signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from convstudio.imaging.colour_maps import MIDDLE, colours, lookup
from convstudio.imaging.levels import (
    BYTES,
    FLOATS,
    FloatPixels,
    Levels,
    Samples,
    cut,
    rescaled,
    stretched,
)
from convstudio.imaging.light import LUMA
from convstudio.imaging.picture import Pixels
from convstudio.imaging.screen import with_alpha
from convstudio.imaging.tone import Tone
from convstudio.numerics.equalization import Contexts
from convstudio.numerics.geometry import Region


@dataclass(frozen=True, eq=False)
class Grading:
    """A tone with what it must know of the whole map.

    Attributes:
        low: the value shown darkest, in the picture's units; for ``signed`` −limit.
        high: the value shown lightest; for ``signed`` the limit.
        contexts: for ``equalize``, the mappings of the map's contextual regions.
        exact: whether the whole map was looked at, and not only samples of it.
    """

    tone: Tone
    low: float
    high: float
    contexts: Contexts | None = None
    exact: bool = True


def known_grading(tone: Tone, full_range: float) -> Grading | None:
    """The grading of a tone that needs nothing of the map; of another None."""
    if tone.mode in ("clip", "absolute"):
        black, white = tone.levels
        return Grading(tone, black * full_range, white * full_range)
    if tone.mode == "signed" and tone.white is not None:
        return Grading(tone, -tone.white * full_range, tone.white * full_range)
    return None


def shown_samples(tone: Tone, maps: int, *, alpha: bool) -> int:
    """How many samples a pixel has that ``graded`` makes of so many maps: 1, 3 or 4."""
    if alpha:
        return 4
    return 3 if tone.one_number else maps


def graded_numbers(values: FloatPixels, tone: Tone) -> FloatPixels:
    """The numbers of a map (rows, columns, 1 or 3) that a tone takes its range from.

    Returns:
        (rows, columns, 1 or 3): the values themselves; their luma, where one number a pixel is
        shown; the largest channel, the V of HSV, where RGB is equalized.
    """
    if values.shape[2] == 1:
        return values
    if tone.one_number:
        return _luma(values)[..., np.newaxis]
    if tone.mode == "equalize":
        return cast(FloatPixels, np.maximum(values.max(axis=2, keepdims=True), 0))
    return values


def graded(
    values: FloatPixels,
    alpha: Pixels | None,
    grading: Grading,
    full_range: float,
    region: Region,
    levels: Levels = BYTES,
) -> Samples:
    """A region of a feature map as pixels to be seen; any region as it looks in the whole.

    Whole numbers are rounded to the nearest, ties to even; floats go from 0 to 1. NaN becomes
    black. More than 256 levels are graded as such, and colour maps then go on between their 256
    colours.

    Args:
        values: (rows, columns, 1 or 3), for each row and column of the region; may be used up.
        alpha: (rows, columns) in the picture's own units, or None.
        region: where in the map the values stand.
        levels: what the samples can hold.

    Returns:
        C-contiguous (rows, columns, 1, 3 or 4): gray, RGB or RGBA; gray with alpha becomes RGBA.
    """
    if grading.tone.one_number:
        plane = _luma(values) if values.shape[2] == 3 else values[..., 0]
        colour = _coloured(plane, grading, region, levels)
    elif grading.contexts is not None:
        equalize = _equalized_gray if values.shape[2] == 1 else _equalized_rgb
        colour = equalize(values, grading.contexts, region, levels)
    else:
        if grading.tone.mode == "absolute":
            np.abs(values, out=values)
        colour = stretched(values, grading.low, grading.high, levels)
    return colour if alpha is None else with_alpha(colour, alpha, full_range, levels)


def raw_samples(
    values: FloatPixels, alpha: Pixels | None, full_range: float, levels: Levels
) -> Samples:
    """A part of a feature map as its own numbers, in the picture's units and without a tone.

    Float32 holds them bit for bit; whole numbers are rounded to the nearest, ties to even, and cut
    to what there is, with 0 for NaN. Alpha is no number of the map: it goes from 0 to the white of
    the samples, as it does in every file.

    Args:
        values: (rows, columns, 1 or 3).
        alpha: (rows, columns) in the picture's own units, or None.

    Returns:
        C-contiguous (rows, columns, 1 to 4).
    """
    # The map is float32, whatever its sums were made in.
    numbers: FloatPixels = values.astype(np.float32)
    colour: Samples = cut(numbers, levels) if levels.whole else numbers
    if alpha is None:
        return colour
    whole = np.empty((*colour.shape[:2], colour.shape[2] + 1), levels.dtype)
    whole[..., :-1] = colour
    whole[..., -1] = rescaled(alpha, full_range, levels)
    return whole


def _coloured(plane: FloatPixels, grading: Grading, region: Region, levels: Levels) -> Samples:
    """One number a pixel, (rows, columns), through the tone's colour map: (rows, columns, 3)."""
    tone = grading.tone
    unknown = np.isnan(plane) if plane.size and np.isnan(plane.max()) else None
    name = tone.diverging if tone.mode == "signed" else tone.colour_map
    deep = levels != BYTES
    if tone.mode == "signed":
        indices = _about_middle(plane, grading.high, deep)
    elif grading.contexts is not None:
        indices = _equalized(plane, grading.contexts, region, FLOATS if deep else BYTES)
    else:
        plane = np.abs(plane, out=plane) if tone.mode == "absolute" else plane
        indices = stretched(plane, grading.low, grading.high, FLOATS if deep else BYTES)
    if not deep:
        found = _looked_up(lookup(name), indices)
    else:
        found = _between(colours(name), indices if tone.mode == "signed" else indices * 255, levels)
    if unknown is not None:
        found[unknown] = 0
    return found


def _looked_up(table: Samples, indices: Samples) -> Samples:
    """By the entries' three bytes, each from a table of its own: quicker than by rows of three."""
    found = np.empty((*indices.shape, 3), np.uint8)
    for channel in range(3):
        found[..., channel] = np.take(table[:, channel], indices)
    return found


def _between(table: FloatPixels, places: FloatPixels, levels: Levels) -> Samples:
    """The colours at places between the entries of a table, (256, 3) from 0 to 1."""
    places = np.fmax(places, 0)  # where NaN stands is blackened later
    found = np.empty((*places.shape, 3), levels.dtype)
    entries = np.arange(len(table))
    for channel in range(3):
        shares = np.interp(places, entries, table[:, channel])
        shares *= levels.white
        found[..., channel] = np.rint(shares) if levels.whole else shares
    return found


def _about_middle(plane: FloatPixels, limit: float, deep: bool) -> Samples:
    """Places in a diverging map: 0 in its middle, −limit and limit at its ends.

    Args:
        deep: whether places between the entries count.
    """
    reach = 255 - MIDDLE
    if limit <= 0:
        places: Samples = np.sign(plane) * reach + MIDDLE
        return places if deep else cut(places)
    if not 1e-30 < limit < 1e30 or deep:
        plane = plane.astype(np.float64)
    plane *= plane.dtype.type(reach / limit)
    np.clip(plane, -reach, reach, out=plane)
    if not deep:
        np.rint(plane, out=plane)
    plane += MIDDLE
    return plane if deep else cut(plane)


def _equalized(plane: FloatPixels, contexts: Contexts, region: Region, levels: Levels) -> Samples:
    shares = contexts.equalized(plane, region.rows, region.columns)
    return cut(shares * np.float32(levels.white), levels)


def _equalized_gray(
    values: FloatPixels, contexts: Contexts, region: Region, levels: Levels
) -> Samples:
    shown = _equalized(values[..., 0], contexts, region, levels)
    if values.size and np.isnan(values.max()):
        shown[np.isnan(values[..., 0])] = 0
    return shown[..., np.newaxis]


def _equalized_rgb(
    values: FloatPixels, contexts: Contexts, region: Region, levels: Levels
) -> Samples:
    """The V of HSV equalized, hue and saturation kept; negative values are no colours: they are 0.

    Of a colour with V it makes one with another V by multiplying all three; black becomes gray.
    """
    unknown = np.isnan(values) if values.size and np.isnan(values.max()) else None
    np.fmax(values, 0, out=values)
    np.minimum(values, max(contexts.high, 0.0), out=values)
    largest = values.max(axis=2)
    level = contexts.equalized(largest, region.rows, region.columns) * np.float32(levels.white)
    share = np.divide(values, largest[..., np.newaxis], out=np.ones_like(values), where=values > 0)
    share[(values <= 0) & (largest > 0)[..., np.newaxis]] = 0
    shown = cut(share * level[..., np.newaxis], levels)
    if unknown is not None:
        shown[unknown] = 0
    return shown


def _luma(values: FloatPixels) -> FloatPixels:
    """Rec. 709 luma, (rows, columns); pixel by pixel, so that any region has the same."""
    red, green, blue = (values.dtype.type(share) for share in LUMA)
    with np.errstate(all="ignore"):  # ∞ − ∞ is NaN
        found = values[..., 0] * red
        found += values[..., 1] * green
        found += values[..., 2] * blue
    return cast(FloatPixels, found)
