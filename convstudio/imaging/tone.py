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
    shown = np.abs(values) if tone.mode == "absolute" else values
    return _with_alpha(_to_8_bit(shown, full_range), alpha, full_range)


def picture_pixels(picture: Picture) -> ScreenPixels:
    """A picture as 8-bit pixels, as ``tone_pixels`` would show it; 8 bits without a copy."""
    colour = picture.colour
    if colour.dtype != np.uint8:
        shown = np.empty(colour.shape, np.uint8)
        for top in range(0, colour.shape[0], 64):  # a whole float copy would be four times as large
            band = colour[top : top + 64].astype(np.float32)
            shown[top : top + 64] = _to_8_bit(band, picture.full_range)
        colour = shown
    return _with_alpha(colour, picture.alpha, picture.full_range)


def _to_8_bit(values: FloatPixels, full_range: float) -> ScreenPixels:
    scaled = values if full_range == 255 else values * values.dtype.type(255 / full_range)
    limited = np.fmin(np.fmax(scaled, 0), 255)  # fmax passes NaN by: black
    return np.rint(limited, out=limited).astype(np.uint8)


def _with_alpha(colour: ScreenPixels, alpha: Pixels | None, full_range: float) -> ScreenPixels:
    if alpha is None:
        return colour
    rgba = np.empty((*colour.shape[:2], 4), np.uint8)
    rgba[..., :3] = colour
    opacity = alpha if alpha.dtype == np.uint8 else _to_8_bit(alpha.astype(np.float32), full_range)
    rgba[..., 3] = opacity
    return rgba
