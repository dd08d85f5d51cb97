"""Which type a picture of plain numbers has, and which axes of an array are its sides."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from convstudio.imaging.picture import Pixels, kind_in_words
from convstudio.imaging.samples import bands

_SAMPLES = (1, 2, 3, 4)  # gray, gray with alpha, RGB, RGB with alpha
_FIRST_AXIS = (1, 3, 4)  # two pictures in a stack are more likely than one of gray with alpha


class NoPictureError(ValueError):
    """An array that is whole, but no picture."""


@dataclass(frozen=True)
class Axes:
    """How an array is cut into pictures.

    Attributes:
        pictures: how many stand one behind another, along all axes before the picture's own.
        samples_first: whether a picture's samples are its first axis, as in PyTorch.
    """

    pictures: int
    height: int
    width: int
    samples: int
    samples_first: bool = False

    @property
    def stored(self) -> tuple[int, int, int]:
        """The shape of one picture in the file."""
        if self.samples_first:
            return self.samples, self.height, self.width
        return self.height, self.width, self.samples

    @property
    def has_alpha(self) -> bool:
        """Whether the last sample is alpha."""
        return self.samples in (2, 4)

    def kind(self, dtype: np.dtype[np.generic]) -> str:
        """As ``Picture.kind``; empty where only the values tell."""
        if dtype.kind in "iu" and dtype not in (np.uint8, np.uint16):
            return ""
        depth = dtype.itemsize if dtype.kind == "u" else 1 if dtype.kind == "b" else 4
        return kind_in_words(depth, self.samples - self.has_alpha, self.has_alpha)


def axes_of(shape: tuple[int, ...]) -> Axes:
    """The axes of an array.

    One row is a picture of one row; (rows, columns) is gray; a last axis of 1 to 4, or before
    rows and columns one of 1, 3 or 4, holds samples; what is left of axes counts pictures.

    Raises:
        NoPictureError: it has no axes, or one without length.
    """
    if not shape or 0 in shape:
        raise NoPictureError(f"it is an array of the shape {shape}")
    if len(shape) == 1:
        return Axes(1, 1, shape[0], 1)
    if len(shape) == 2:
        return Axes(1, shape[0], shape[1], 1)
    if shape[-1] in _SAMPLES:
        return Axes(math.prod(shape[:-3]), shape[-3], shape[-2], shape[-1])
    if shape[-3] in _FIRST_AXIS:
        return Axes(math.prod(shape[:-3]), shape[-2], shape[-1], shape[-3], samples_first=True)
    return Axes(math.prod(shape[:-2]), shape[-2], shape[-1], 1)


def picture_values(pixels: Pixels) -> Pixels:
    """Numbers as a picture's: uint8, uint16 and floats as they are, truth as black and white.

    Other whole numbers take the smallest type that holds them: none above 1 means a picture from
    0 to 1, none above 255 one of 8 bits, none above 65535 one of 16; else, or where one is
    negative, float.
    """
    if pixels.dtype in (np.uint8, np.uint16, np.float32):
        return pixels
    if pixels.dtype == np.bool_:
        return pixels.astype(np.uint8) * np.uint8(255)
    if pixels.dtype.kind in "iu" and pixels.min() >= 0 and 1 < pixels.max() <= 65535:
        return pixels.astype(np.uint8 if pixels.max() <= 255 else np.uint16)
    with np.errstate(over="ignore"):  # float64 beyond float32 is infinity, as IEEE 754 has it
        return pixels.astype(np.float32)


def whole_values(numbers: Pixels) -> Pixels:
    """Float64 that are all whole and of a picture's range as whole numbers; else unchanged."""
    for rows in bands(numbers.shape[0]):
        band = numbers[rows]
        # NaN compares as false, and so is no whole number either.
        if not np.all((band >= 0) & (band <= 65535) & (band == np.rint(band))):
            return numbers
    return numbers.astype(np.int32)
