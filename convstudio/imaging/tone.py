"""Tone: how pictures and feature maps become visible 8-bit pixels. It never changes the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture, Pixels

ToneMode = Literal["clip", "absolute"]
TONE_MODES: tuple[ToneMode, ...] = ("clip", "absolute")

FloatPixels = npt.NDArray[np.floating[Any]]
ScreenPixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Tone:
    """``clip`` cuts the map to the picture's range; ``absolute`` drops the signs first."""

    mode: ToneMode = "clip"

    def __post_init__(self) -> None:
        if self.mode not in TONE_MODES:
            raise ArgumentValueError(
                "tone", given=f"“{self.mode}”", wanted=f"one of {', '.join(TONE_MODES)}"
            )


@dataclass(frozen=True)
class Clipping:
    """How many of ``total`` map values lie below 0 and above the picture's range."""

    below: int = 0
    above: int = 0
    total: int = 0

    def __add__(self, other: Clipping) -> Clipping:
        return Clipping(
            self.below + other.below, self.above + other.above, self.total + other.total
        )

    @property
    def share_below(self) -> float:
        """The share of values below 0, from 0 to 1."""
        return self.below / self.total if self.total else 0.0

    @property
    def share_above(self) -> float:
        """The share of values above the range, from 0 to 1."""
        return self.above / self.total if self.total else 0.0


def clipping(values: FloatPixels, full_range: float) -> Clipping:
    """Counts what lies outside 0 … ``full_range``; NaN lies nowhere."""
    return Clipping(
        int(np.count_nonzero(values < 0)),
        int(np.count_nonzero(values > full_range)),
        values.size,
    )


def tone_pixels(
    values: FloatPixels, alpha: Pixels | None, tone: Tone, full_range: float
) -> ScreenPixels:
    """A feature map as 8-bit pixels: 0 is black and ``full_range`` is white.

    Rounds to the nearest, ties to even. NaN becomes black.

    Args:
        values: (rows, columns, 1 or 3).
        alpha: (rows, columns) in the picture's own units, or None.

    Returns:
        (rows, columns, 1, 3 or 4): gray, RGB or RGBA; gray with alpha becomes RGBA.
    """
    samples = values.shape[2] if alpha is None else 4
    shown = np.empty((*values.shape[:2], samples), np.uint8)
    tone_into(values.copy(), alpha, tone, full_range, shown)
    return shown


def tone_into(
    values: FloatPixels, alpha: Pixels | None, tone: Tone, full_range: float, out: ScreenPixels
) -> None:
    """The same into ``out`` (rows, columns, 1, 3 or 4); ``values`` are used up on the way."""
    if tone.mode == "absolute":
        np.abs(values, out=values)
    if alpha is None:
        _to_8_bit(values, full_range, out)
        return
    _to_8_bit(values, full_range, out[..., :3])
    out[..., 3] = _opacity(alpha, full_range)


def picture_pixels(picture: Picture) -> ScreenPixels:
    """A picture as 8-bit pixels, as ``tone_pixels`` would show it; 8 bits without a copy."""
    colour = picture.colour
    if colour.dtype != np.uint8:
        shown = np.empty(colour.shape, np.uint8)
        for top in range(0, colour.shape[0], 64):  # a whole float copy would be four times as large
            band = colour[top : top + 64].astype(np.float32)
            _to_8_bit(band, picture.full_range, shown[top : top + 64])
        colour = shown
    if picture.alpha is None:
        return colour
    rgba = np.empty((*colour.shape[:2], 4), np.uint8)
    rgba[..., :3] = colour
    rgba[..., 3] = _opacity(picture.alpha, picture.full_range)
    return rgba


def _to_8_bit(values: FloatPixels, full_range: float, out: ScreenPixels) -> None:
    if full_range != 255:
        np.multiply(values, values.dtype.type(255 / full_range), out=values)
    if values.size and np.isnan(values.max()):  # which no 8 bits can say: black
        np.fmax(values, 0, out=values)
    np.clip(values, 0, 255, out=values)
    np.rint(values, out=values)
    # A cast straight into a part of a picture keeps other threads waiting; into a new array not.
    out[...] = values.astype(np.uint8)


def _opacity(alpha: Pixels, full_range: float) -> ScreenPixels:
    if alpha.dtype == np.uint8:
        return alpha
    opacity = np.empty(alpha.shape, np.uint8)
    _to_8_bit(alpha.astype(np.float32), full_range, opacity)
    return opacity
