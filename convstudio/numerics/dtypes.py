"""The floats that results are made of: float32 in, float32 out; all else float64."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from convstudio.numerics.validation import Array, FloatArray

FLOAT32: np.dtype[Any] = np.dtype(np.float32)
FLOAT64: np.dtype[Any] = np.dtype(np.float64)


def result_dtype(array: Array) -> np.dtype[Any]:
    """The dtype of a result: float32 for float32 and float16, float64 for all else.

    Example:
        >>> result_dtype(np.ones(3, np.float16)), result_dtype(np.ones(3, np.uint8))
        (dtype('float32'), dtype('float64'))
    """
    return FLOAT32 if array.dtype.kind == "f" and array.dtype.itemsize <= 4 else FLOAT64


def as_floats(array: Array, dtype: np.dtype[Any], *, copy: bool = False) -> FloatArray:
    """The array as a plain numpy array of ``dtype``; beyond its range lies infinity.

    Args:
        copy: a new array even where the dtype is right already.
    """
    with np.errstate(all="ignore"):  # overflow gives infinity, as IEEE 754 has it
        return cast(FloatArray, np.asarray(array).astype(dtype, copy=copy))
