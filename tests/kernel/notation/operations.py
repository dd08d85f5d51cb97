"""What a kernel with its settings does, in a form in which two ways to say the same are equal."""

from __future__ import annotations

import numpy as np

from convstudio.kernel.notation import Recognised, Settings


def of_settings(settings: Settings) -> tuple[np.ndarray, float]:
    """The correlation's weights about the anchor, in a 127×127 field, and the bias."""
    kernel = settings.kernel
    return _field(kernel.array / kernel.divisor, settings.anchor, settings.flip), settings.bias


def of_reading(read: Recognised) -> tuple[np.ndarray, float]:
    """The same of what a text was read as; what it does not say is a layer's default."""
    return of_settings(Settings(read.kernel, flip=bool(read.flip), bias=read.bias or 0.0))


def _field(weights: np.ndarray, anchor: tuple[int, int], flip: bool) -> np.ndarray:
    rows, columns = weights.shape
    row, column = anchor
    if flip:
        weights, row, column = weights[::-1, ::-1], rows - 1 - row, columns - 1 - column
    field = np.zeros((127, 127))
    field[63 - row : 63 - row + rows, 63 - column : 63 - column + columns] = weights
    return field
