"""Light: Rec. 709 luma, the sRGB transfer function and its inverse (IEC 61966-2-1)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from convstudio.numerics.validation import Array, FloatArray

LUMA = np.array([0.2126, 0.7152, 0.0722])  # Rec. 709


def decode(values: Array, full_range: float) -> FloatArray:
    """sRGB values as linear light, both as parts of ``full_range``; float32.

    Below 0 the function is mirrored, above the range it goes on; what float32 cannot hold is ∞.

    Args:
        values: uint8, uint16 or floats, of any shape.
    """
    if values.dtype.kind == "u":
        return np.take(_table(values.dtype.itemsize, full_range), values)
    with np.errstate(over="ignore"):  # beyond the range lies infinity
        share = np.abs(values, dtype=np.float32) / np.float32(full_range)
        linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
        return np.copysign(linear * np.float32(full_range), values, dtype=np.float32)


def encode(values: FloatArray, full_range: float) -> FloatArray:
    """Linear light as sRGB values, the inverse of ``decode``."""
    with np.errstate(over="ignore"):
        share = np.abs(values, dtype=np.float32) / np.float32(full_range)
        encoded = np.where(share <= 0.0031308, share * 12.92, 1.055 * share ** (1 / 2.4) - 0.055)
        return np.copysign(encoded * np.float32(full_range), values, dtype=np.float32)


@lru_cache(maxsize=2)
def _table(item: int, full_range: float) -> FloatArray:
    """Linear light for every value of an integer dtype of so many bytes."""
    levels = np.arange(256**item, dtype=np.float64) / full_range
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear * full_range, np.float32)
