"""In which dtype sums are made, so that whole numbers stay exact wherever a dtype can hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from convstudio.numerics.dtypes import FLOAT32, FLOAT64
from convstudio.numerics.validation import Array, FloatArray

_MANY = 1024
_EXACT = {FLOAT32: 2.0**24, FLOAT64: 2.0**53}


@dataclass(frozen=True)
class Precision:
    """How sums are made.

    Attributes:
        dtype: of the sums.
        whole_numbers: whether every sum is a whole number that ``dtype`` holds exactly.
        largest: Σ|w| · max|x|, which no sum exceeds; infinity where x was not looked at.
    """

    dtype: np.dtype[Any]
    whole_numbers: bool = False
    largest: float = np.inf


def precision(
    x: Array, weights: FloatArray, result: np.dtype[Any], fill: float | Array = 0.0
) -> Precision:
    """The narrowest sums that are exact for whole numbers; else those of the result.

    Args:
        x: the input.
        weights: (rows, columns) or (rows, columns, channels, filters).
        result: the dtype in which the result is wanted; sums of many weights are made wider.
        fill: what stands outside, a number or one for each channel.
    """
    # What a float32 sum rounds away grows with the number of its terms.
    many = int(np.prod(weights.shape[:3])) > _MANY
    wide = Precision(FLOAT64 if many else result)
    if x.dtype.kind not in "iu" or not np.array_equal(fill, np.rint(fill)):
        return wide
    if not np.isfinite(weights).all() or not np.array_equal(weights, np.rint(weights)):
        return wide
    with np.errstate(over="ignore"):
        sums = np.abs(weights).sum(axis=tuple(range(min(weights.ndim, 3))))
    largest = float(np.max(sums)) * max(_largest(x), float(np.abs(fill).max()))
    for dtype in (FLOAT32, FLOAT64):
        if largest < _EXACT[dtype]:
            return Precision(dtype, whole_numbers=True, largest=largest)
    return Precision(FLOAT64)


def _largest(x: Array) -> float:
    """max|x|: of the dtype where that is small, else of the values."""
    if x.dtype.itemsize <= 2:
        limits = np.iinfo(x.dtype)
        return float(max(abs(int(limits.min)), int(limits.max)))
    return float(max(abs(int(x.min())), abs(int(x.max()))))
