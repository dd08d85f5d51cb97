"""Grading: a tone with what it must know of the whole map, and the pixels that it makes.

Of what it takes from a map it leaves out NaN and infinities. NaN is shown black, ∞ as the lightest
and −∞ as the darkest; a map of one value is black, or neutral where the tone is signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from convstudio.imaging.colour_maps import MIDDLE, lookup
from convstudio.imaging.light import LUMA
from convstudio.imaging.picture import Pixels
from convstudio.imaging.screen import FloatPixels, ScreenPixels, stretched, to_bytes, with_alpha
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
) -> ScreenPixels:
    """A region of a feature map as 8-bit pixels; any region as it looks in the whole.

    Rounds to the nearest, ties to even. NaN becomes black.

    Args:
        values: (rows, columns, 1 or 3), for each row and column of the region; may be used up.
        alpha: (rows, columns) in the picture's own units, or None.
        region: where in the map the values stand.

    Returns:
        C-contiguous (rows, columns, 1, 3 or 4): gray, RGB or RGBA; gray with alpha becomes RGBA.
    """
    if grading.tone.one_number:
        plane = _luma(values) if values.shape[2] == 3 else values[..., 0]
        colour = _coloured(plane, grading, region)
    elif grading.contexts is not None:
        equalize = _equalized_gray if values.shape[2] == 1 else _equalized_rgb
        colour = equalize(values, grading.contexts, region)
    else:
        if grading.tone.mode == "absolute":
            np.abs(values, out=values)
        colour = stretched(values, grading.low, grading.high)
    return colour if alpha is None else with_alpha(colour, alpha, full_range)


def _coloured(plane: FloatPixels, grading: Grading, region: Region) -> ScreenPixels:
    """One number a pixel, (rows, columns), through the tone's colour map: (rows, columns, 3)."""
    tone = grading.tone
    unknown = np.isnan(plane) if plane.size and np.isnan(plane.max()) else None
    if tone.mode == "signed":
        table, indices = lookup(tone.diverging), _about_middle(plane, grading.high)
    else:
        table = lookup(tone.colour_map)
        if grading.contexts is not None:
            indices = _equalized(plane, grading.contexts, region)
        else:
            plane = np.abs(plane, out=plane) if tone.mode == "absolute" else plane
            indices = stretched(plane, grading.low, grading.high)
    # By its entries' three bytes, each from a table of its own: quicker than by rows of three.
    colours = np.empty((*indices.shape, 3), np.uint8)
    for channel in range(3):
        colours[..., channel] = np.take(table[:, channel], indices)
    if unknown is not None:
        colours[unknown] = 0
    return colours


def _about_middle(plane: FloatPixels, limit: float) -> npt.NDArray[np.uint8]:
    """Indices of a diverging map: 0 in its middle, −limit and limit at its ends."""
    reach = 255 - MIDDLE
    if limit <= 0:
        return to_bytes(np.sign(plane) * reach + MIDDLE)
    if not 1e-30 < limit < 1e30:
        plane = plane.astype(np.float64)
    plane *= plane.dtype.type(reach / limit)
    np.clip(plane, -reach, reach, out=plane)
    np.rint(plane, out=plane)
    plane += MIDDLE
    return to_bytes(plane)


def _equalized(plane: FloatPixels, contexts: Contexts, region: Region) -> ScreenPixels:
    return to_bytes(contexts.equalized(plane, region.rows, region.columns) * np.float32(255))


def _equalized_gray(values: FloatPixels, contexts: Contexts, region: Region) -> ScreenPixels:
    shown = _equalized(values[..., 0], contexts, region)
    if values.size and np.isnan(values.max()):
        shown[np.isnan(values[..., 0])] = 0
    return shown[..., np.newaxis]


def _equalized_rgb(values: FloatPixels, contexts: Contexts, region: Region) -> ScreenPixels:
    """The V of HSV equalized, hue and saturation kept; negative values are no colours: they are 0.

    Of a colour with V it makes one with another V by multiplying all three; black becomes gray.
    """
    unknown = np.isnan(values) if values.size and np.isnan(values.max()) else None
    np.fmax(values, 0, out=values)
    np.minimum(values, max(contexts.high, 0.0), out=values)
    largest = values.max(axis=2)
    level = contexts.equalized(largest, region.rows, region.columns) * np.float32(255)
    share = np.divide(values, largest[..., np.newaxis], out=np.ones_like(values), where=values > 0)
    share[(values <= 0) & (largest > 0)[..., np.newaxis]] = 0
    shown = to_bytes(share * level[..., np.newaxis])
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
