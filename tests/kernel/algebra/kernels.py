"""Kernels for property tests, and what a kernel makes of a picture."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from scipy.signal import correlate2d

from convstudio.kernel.kernel import Kernel
from convstudio.numerics.validation import FloatArray

_DIVISORS = st.sampled_from([1.0, 2.0, -3.0, 9.0, 16.0, 0.5, 1.7])


@st.composite
def kernels(
    draw: st.DrawFn,
    *,
    largest: int = 6,
    whole: bool = False,
    square: bool = False,
    anchored: bool = True,
) -> Kernel:
    """Of every shape, with whole or real weights, some with an anchor of their own."""
    if square:
        rows = columns = 2 * draw(st.integers(0, largest // 2)) + 1
    else:
        rows, columns = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    real = st.floats(-50, 50, allow_subnormal=False).map(lambda w: round(w, 6))
    weight = st.integers(-20, 20).map(float) if whole else st.integers(-20, 20).map(float) | real
    row = st.lists(weight, min_size=columns, max_size=columns)
    weights = draw(st.lists(row, min_size=rows, max_size=rows))
    divisor = draw(st.sampled_from([1.0, 2.0, -3.0, 12.0]) if whole else _DIVISORS)
    anchor = None
    if anchored and draw(st.booleans()):
        anchor = draw(st.integers(0, rows - 1)), draw(st.integers(0, columns - 1))
    return Kernel(tuple(map(tuple, weights)), divisor, anchor=anchor)


def meant(kernel: Kernel) -> FloatArray:
    """The weights used."""
    return kernel.array / kernel.divisor


def slid(picture: FloatArray, kernel: Kernel) -> FloatArray:
    """What the kernel makes of a picture with zeros around it, in its size, by SciPy."""
    (row, column), (rows, columns) = kernel.anchored_at, kernel.shape
    around = ((row, rows - 1 - row), (column, columns - 1 - column))
    return correlate2d(np.pad(picture, around), meant(kernel), "valid")
