"""Pooling: one value for each window of each channel, the largest or the mean.

Y. LeCun et al., "Gradient-based learning applied to document recognition", 1998, take the mean;
M. Ranzato et al., "Unsupervised learning of invariant feature hierarchies", 2007, the largest.
Words and defaults are those of Keras.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np

from convstudio.numerics import validation
from convstudio.numerics.dtypes import FLOAT64, result_dtype
from convstudio.numerics.geometry import Axis
from convstudio.numerics.layout import Layout, checked_layout
from convstudio.numerics.padding import (
    LARGEST_SIZE,
    Padding,
    Pair,
    Rules,
    axes,
    checked_padding,
)
from convstudio.numerics.validation import Array, FloatArray

_AT_ONCE = 2**19  # values that are pooled at once, unless one row has more


def max_pool2d(
    x: Array,
    pool_size: int | Pair = 2,
    *,
    strides: int | Pair | None = None,
    padding: Padding = "valid",
    data_format: str = "channels_last",
) -> FloatArray:
    """The largest value of each window, every channel by itself.

    Outside the picture stands −∞, so that padding never wins. A window that holds NaN gives NaN.

    Args:
        x: (rows, columns), or (..., rows, columns, channels), or under ``"channels_first"``
            (..., channels, rows, columns); any leading axes are a batch.
        pool_size: of the window, an integer or (vertical, horizontal).
        strides: from one window to the next, likewise; by default the pool size.
        padding: ``"valid"``, ``"same"`` or pixels, as ``conv2d`` takes it; on each side smaller
            than the pool size, so that every window holds a value.

    Returns:
        A new array with the axes of ``x``; float32 for float32 (or float16), otherwise float64.

    Raises:
        ArgumentTypeError: no numpy array of real numbers, no integers or no words.
        ArgumentValueError: a wrong shape, a value out of range, a pool larger than the padded
            picture, or padding as large as the pool.

    Example:
        >>> max_pool2d(np.arange(16).reshape(4, 4))
        array([[ 5.,  7.],
               [13., 15.]])
    """
    values, layout, both = _checked(x, pool_size, strides, padding, data_format)
    maps = layout.room(_shape(values, both), result_dtype(values))
    kind = values.dtype.newbyteorder("=")
    least = np.iinfo(kind).min if kind.kind in "iu" else -np.inf
    for images, rows in _tiles(values, both):
        found = _pooled(values[images], both, rows, np.maximum, kind, least)
        with np.errstate(all="ignore"):  # beyond the range lies infinity
            maps[images, rows.start : rows.stop] = found
    return layout.restored(maps, channels=not layout.plain)


def avg_pool2d(
    x: Array,
    pool_size: int | Pair = 2,
    *,
    strides: int | Pair | None = None,
    padding: Padding = "valid",
    data_format: str = "channels_last",
) -> FloatArray:
    """The mean of each window, every channel by itself.

    What is outside the picture is left out of the mean, as Keras does: a window that reaches over
    the edge is the mean of the values that it holds. (PyTorch counts zeros there unless told
    ``count_include_pad=False``.) Sums are in float64; one beyond its range is infinite.

    Args:
        x: (rows, columns), or (..., rows, columns, channels), or under ``"channels_first"``
            (..., channels, rows, columns); any leading axes are a batch.
        pool_size: of the window, an integer or (vertical, horizontal).
        strides: from one window to the next, likewise; by default the pool size.
        padding: ``"valid"``, ``"same"`` or pixels, as ``conv2d`` takes it; on each side smaller
            than the pool size, so that every window holds a value.

    Returns:
        A new array with the axes of ``x``; float32 for float32 (or float16), otherwise float64.

    Raises:
        ArgumentTypeError: no numpy array of real numbers, no integers or no words.
        ArgumentValueError: a wrong shape, a value out of range, a pool larger than the padded
            picture, or padding as large as the pool.

    Example:
        >>> avg_pool2d(np.arange(9).reshape(3, 3), padding="same")
        array([[2. , 3.5],
               [6.5, 8. ]])
    """
    values, layout, both = _checked(x, pool_size, strides, padding, data_format)
    maps = layout.room(_shape(values, both), result_dtype(values))
    high, wide = (_values_held(axis) for axis in both)
    for images, rows in _tiles(values, both):
        found = _pooled(values[images], both, rows, np.add, FLOAT64, 0)
        found /= (high[rows.start : rows.stop, np.newaxis] * wide)[:, :, np.newaxis]
        with np.errstate(all="ignore"):  # beyond the range lies infinity
            maps[images, rows.start : rows.stop] = found
    return layout.restored(maps, channels=not layout.plain)


def _checked(
    x: object, pool_size: object, strides: object, padding: object, data_format: object
) -> tuple[Array, Layout, tuple[Axis, Axis]]:
    """(batch, rows, columns, channels), its layout, and both axes of the pooling."""
    values, layout = checked_layout(x, data_format)
    pool = validation.pair(pool_size, "pool_size", minimum=1, maximum=LARGEST_SIZE)
    steps = pool if strides is None else validation.pair(strides, "strides", minimum=1)
    shape = (values.shape[1], values.shape[2])
    both = axes(shape, pool, steps, checked_padding(padding), rules=Rules("pool_size"))
    return values, layout, both


def _shape(values: Array, both: tuple[Axis, Axis]) -> tuple[int, int, int, int]:
    return values.shape[0], both[0].output, both[1].output, values.shape[3]


def _tiles(values: Array, both: tuple[Axis, Axis]) -> Iterator[tuple[slice, range]]:
    """Images and rows of the output that are pooled at once: many small images, or one's rows."""
    batch, _, columns, channels = values.shape
    rows, across = both[0].output, both[1].output
    line = max(columns, across) * channels
    height = min(max(_AT_ONCE // line, 1), rows)
    count = min(max(_AT_ONCE // (line * rows), 1), batch)
    for first in range(0, batch, count):
        for top in range(0, rows, height):
            yield slice(first, first + count), range(rows)[top : top + height]


def _pooled(
    values: Array,
    both: tuple[Axis, Axis],
    rows: range,
    combine: np.ufunc,
    dtype: np.dtype[Any],
    start: float,
) -> Array:
    """These rows of the output: what stands under each window, combined down and then across."""
    vertical, horizontal = both
    found = _combined(values, vertical, rows, 1, combine, dtype, start)
    return _combined(found, horizontal, range(horizontal.output), 2, combine, dtype, start)


def _combined(
    values: Array,
    axis: Axis,
    outputs: range,
    place: int,
    combine: np.ufunc,
    dtype: np.dtype[Any],
    start: float,
) -> Array:
    """What stands under some windows along one axis of the array, combined tap by tap.

    No padding is made: each tap meets only the outputs for which it is inside the picture.
    """
    shape = (*values.shape[:place], len(outputs), *values.shape[place + 1 :])
    found = np.full_like(values, start, dtype, shape=shape)
    source, target = values.swapaxes(1, place), found.swapaxes(1, place)
    with np.errstate(all="ignore"):  # ∞ − ∞ is NaN, and beyond the range lies infinity
        for tap in _taps_inside(axis, outputs):
            first = max(-((tap - axis.before) // axis.stride), outputs.start)
            last = min((axis.size - 1 + axis.before - tap) // axis.stride, outputs.stop - 1)
            if first <= last:
                begin = axis.first_input(first) + tap
                end = axis.first_input(last) + tap + 1
                under = target[:, first - outputs.start : last + 1 - outputs.start]
                step = source[:, begin : end : axis.stride]
                combine(under, step, out=under, dtype=dtype, casting="same_kind")
    return found


def _taps_inside(axis: Axis, outputs: range) -> Iterable[int]:
    """The taps that are inside the picture for some of these outputs, each once."""
    spans = (
        range(max(-axis.first_input(k), 0), min(axis.size - axis.first_input(k), axis.kernel))
        for k in outputs
    )
    if axis.stride >= axis.size:  # no two outputs then have a tap in common
        return chain.from_iterable(spans)
    lowest, highest = -axis.first_input(outputs[-1]), axis.size - axis.first_input(outputs[0])
    return range(max(lowest, 0), min(highest, axis.kernel))


def _values_held(axis: Axis) -> Array:
    """How many values of the picture each window holds along an axis."""
    step = axis.stride if axis.output > 1 else 0  # a stride without a next window may be any
    first = step * np.arange(axis.output) - axis.before
    return np.minimum(first + axis.kernel, axis.size) - np.maximum(first, 0)
