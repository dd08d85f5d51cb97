"""The convolution of convolutional networks (cross-correlation): validate, then run.

``convolution2D`` is the strict teaching function and ``conv2d`` the general one; the renderer calls
``correlate``, on which both rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from convstudio.numerics import geometry, validation
from convstudio.numerics.borders import gather
from convstudio.numerics.geometry import Padding
from convstudio.numerics.tiles import CancelToken, bands
from convstudio.numerics.validation import Array, FloatArray

# A band of the picture and of the sum, in bytes: both stay in the processor's second-level cache.
_BAND_BYTES = 1 << 20


def convolution2D(
    image: Array, kernel: Array, padding: int | None = None, stride: int = 1
) -> FloatArray:
    """Slides an odd square kernel over a picture of one channel: multiply elementwise and sum.

    Zeros stand outside the picture. The kernel is not turned (cross-correlation).

    Args:
        image: two-dimensional, real.
        kernel: two-dimensional, real, square, of odd size and no larger than the image.
        padding: pixels added on every side, 0 or more; by default (f − 1) / 2.
        stride: pixels from one output value to the next, 1 or more.

    Returns:
        ⌊(n + 2p − f) / s⌋ + 1 values along each axis; float32 for a float32 (or float16) image,
        otherwise float64.

    Raises:
        ArgumentTypeError: image or kernel is no numpy array of real numbers; padding or stride no
            integer.
        ArgumentValueError: an array of the wrong shape, an even or too large kernel, padding below
            0 or stride below 1.

    Example:
        >>> signal = np.array([[0, 0, 0, 1, 1, 0, 0, 0]] * 3)
        >>> column = np.array([[0, 1, 0]] * 3)
        >>> convolution2D(signal, column, padding=0)
        array([[0., 0., 3., 3., 0., 0.]])
    """
    for array, name in ((image, "image"), (kernel, "kernel")):
        validation.real_array(array, name)
    if padding is not None:
        validation.integer(padding, "padding")
    validation.integer(stride, "stride")
    for array, name in ((image, "image"), (kernel, "kernel")):
        validation.dimensions(array, name, (2,))
        validation.not_empty(array, name)
    validation.strict_kernel(kernel, image)
    amount = (kernel.shape[0] - 1) // 2 if padding is None else padding
    return conv2d(
        image,
        kernel,
        strides=validation.integer(stride, "stride", minimum=1),
        padding=validation.integer(amount, "padding", minimum=0),
    )


def conv2d(
    x: Array, weights: Array, *, strides: int | tuple[int, int] = 1, padding: Padding = "same"
) -> FloatArray:
    """Slides one kernel over a picture, every channel by itself.

    Zeros stand outside the picture. The kernel is not turned (cross-correlation).

    Args:
        x: (rows, columns) or (rows, columns, channels), real.
        weights: (rows, columns), real, of any size.
        strides: pixels from one output value to the next, an integer or (vertical, horizontal).
        padding: ``"same"`` for ⌈n/s⌉ values, ``"valid"`` for none, or pixels on every side as an
            integer or (vertical, horizontal).

    Returns:
        An array with as many axes as ``x``; float32 for float32 (or float16), otherwise float64.

    Raises:
        ArgumentTypeError: no numpy arrays of real numbers, or no integers.
        ArgumentValueError: a wrong shape, a value out of range, or a kernel larger than the padded
            picture.

    Example:
        >>> conv2d(np.arange(4.0), np.ones((1, 1)))
        Traceback (most recent call last):
        ...
        convstudio.errors.ArgumentValueError: x must be 2-dimensional or 3-dimensional; shape (4,) \
was given.
        >>> conv2d(np.ones((2, 3)), np.ones((3, 3)))
        array([[4., 6., 4.],
               [4., 6., 4.]])
    """
    validation.real_array(x, "x")
    validation.real_array(weights, "weights")
    validation.dimensions(x, "x", (2, 3))
    validation.dimensions(weights, "weights", (2,))
    validation.not_empty(x, "x")
    validation.not_empty(weights, "weights")
    steps = validation.pair(strides, "strides", minimum=1)
    vertical, horizontal = geometry.axes(
        (x.shape[0], x.shape[1]),
        (weights.shape[0], weights.shape[1]),
        steps,
        geometry.checked_padding(padding),
    )
    result = np.float32 if x.dtype.kind == "f" and x.dtype.itemsize <= 4 else np.float64
    picture = np.asarray(x)
    with np.errstate(over="ignore", invalid="ignore"):  # of a longdouble beyond float64
        exact = np.asarray(weights, np.float64)
    total = correlate(
        picture if x.ndim == 3 else picture[..., np.newaxis],
        exact,
        start=(-vertical.before, -horizontal.before),
        count=(vertical.output, horizontal.output),
        strides=steps,
        dtype=np.dtype(np.float64),
    )
    with np.errstate(over="ignore"):  # beyond float32 lies infinity, as IEEE 754 has it
        return (total if x.ndim == 3 else total[..., 0]).astype(result, copy=False)


def exact_in_float32(x: Array, weights: Array) -> bool:
    """Whether float32 sums of this picture and these weights are exact.

    They are for 8- and 16-bit pictures and integer weights while Σ|w| · max|x| stays below 2²⁴.
    """
    if x.dtype.kind not in "iu" or not np.array_equal(weights, np.rint(weights)):
        return False
    limits = np.iinfo(x.dtype)
    largest = max(abs(int(limits.min)), int(limits.max))
    return bool(np.abs(weights).sum() * largest < 2**24)


def correlate(
    x: Array,
    weights: FloatArray,
    *,
    start: tuple[int, int],
    count: tuple[int, int],
    strides: tuple[int, int],
    dtype: np.dtype[Any],
    cancel: CancelToken | None = None,
) -> FloatArray:
    """Σ_ij x[start + k·stride + (i, j)] · weights[i, j] for k below ``count``, zeros outside x.

    The one loop that everything rests on: one multiply and one add a weight, over bands of rows.
    Weights of zero are skipped unless the picture holds NaN or infinities under them.

    Args:
        x: (rows, columns, channels).
        weights: (rows, columns).
        start: (row, column) of x under the first weight for the first output; may be outside.
        count: (rows, columns) of the output.
        strides: (vertical, horizontal), as large as one likes: only what is needed is read.
        dtype: float32 or float64, in which to multiply and add.

    Returns:
        (rows, columns, channels) of ``dtype``.

    Raises:
        Cancelled: between two bands.
    """
    total = np.zeros((*count, x.shape[2]), dtype)
    integers = x.dtype.kind != "f"
    needed = [j for j in range(weights.shape[1]) if not integers or weights[:, j].any()]
    row_bytes = count[1] * x.shape[2] * dtype.itemsize * min(strides[0], weights.shape[0])
    for first, last in bands(count[0], max(_BAND_BYTES // row_bytes, 8)):
        top = start[0] + first * strides[0]
        rows, down = _taps(top, last - first, strides[0], weights.shape[0])
        across = (start[1], count[1], strides[1], weights.shape[1])
        for j, patch in _column_patches(x, rows, across, needed, dtype):
            _accumulate(patch, weights[:, j], down, total[first:last], integers, cancel)
    return total


def _taps(start: int, count: int, stride: int, kernel: int) -> tuple[Array, int]:
    """The indices that the outputs rest on, each once, and the stride between windows in them."""
    if count == 1:
        stride = kernel  # there is no next window, and the stride may be beyond any index
    if stride < kernel:
        return np.arange(start, start + (count - 1) * stride + kernel), stride
    windows = start + stride * np.arange(count)[:, np.newaxis] + np.arange(kernel)
    return windows.ravel(), kernel


def _column_patches(
    x: Array,
    rows: Array,
    across: tuple[int, int, int, int],
    needed: list[int],
    dtype: np.dtype[Any],
) -> Iterator[tuple[int, FloatArray]]:
    """For each needed kernel column j the values under it: (rows, outputs across, channels).

    At stride 1 they are views of one patch; beyond, each column is fetched for itself, so that the
    sums run over neighbours in memory and nothing between the windows is converted.
    """
    start, count, stride, kernel = across
    if stride == 1 or count == 1:
        whole = gather(x, rows, np.arange(start, start + count - 1 + kernel), dtype)
        for j in needed:
            yield j, whole[:, j : j + count]
    else:
        outputs = start + stride * np.arange(count)
        for j in needed:
            yield j, gather(x, rows, outputs + j, dtype)


def _accumulate(
    patch: FloatArray,
    column: FloatArray,
    down: int,
    total: FloatArray,
    integers: bool,
    cancel: CancelToken | None,
) -> None:
    """Adds every weight of a kernel column times the rows under it to ``total``."""
    height = (total.shape[0] - 1) * down + 1
    product = np.empty_like(total)
    # 0 · NaN is NaN: a zero weight may be skipped only where every value is finite.
    needed = column != 0 if integers or np.isfinite(patch).all() else np.ones_like(column, bool)
    with np.errstate(over="ignore", invalid="ignore"):
        for i in np.flatnonzero(needed):
            if cancel is not None:
                cancel.check()
            np.multiply(patch[i : i + height : down], total.dtype.type(column[i]), out=product)
            total += product
