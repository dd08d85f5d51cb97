"""Layers beside the convolution: one with a kernel for each place, and windows as a matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics import validation
from convstudio.numerics.activations import activated, activation_named
from convstudio.numerics.borders import BORDER_MODES, OUTSIDE, BorderMode, positions
from convstudio.numerics.dtypes import FLOAT64, as_floats, result_dtype
from convstudio.numerics.geometry import Axis
from convstudio.numerics.layout import checked_layout, no_room, room_for
from convstudio.numerics.padding import LARGEST_SIZE, Padding, Pair, Rules, axes, checked_padding
from convstudio.numerics.validation import Array, FloatArray

_AXES = "(out_rows, out_columns, rows, columns, in_channels, filters)"
_AT_ONCE = 2**19  # values that im2col writes at once, unless one window has more


def locally_connected2d(
    x: Array,
    weights: Array,
    bias: float | Array | None = None,
    *,
    strides: int | Pair = 1,
    activation: str | Callable[[FloatArray], Array] | None = None,
    data_format: str = "channels_last",
) -> FloatArray:
    """A convolution that has a kernel of its own for each place, without padding.

    ``y[m, n, k] = Σ_ijc x[m·s_v + i, n·s_h + j, c] · w[m, n, i, j, c, k] + b``, then activated.
    Y. LeCun, "Generalization and network design strategies", 1989; ``LocallyConnected2D`` in
    Keras 2. Sums are in float64.

    Args:
        x: (rows, columns), or (..., rows, columns, channels), or under ``"channels_first"``
            (..., channels, rows, columns); any leading axes are a batch.
        weights: (out_rows, out_columns, rows, columns, in_channels, filters) whatever the data
            format; for a two-dimensional ``x`` also (out_rows, out_columns, rows, columns).
        bias: None, a number, (filters,) or (out_rows, out_columns, filters); with 4-dimensional
            weights also (out_rows, out_columns).
        strides: from one window to the next, an integer or (vertical, horizontal).
        activation: None, a name from ``ACTIVATIONS`` or a function; it is given
            (batch, rows, columns, filters), so ``softmax`` runs over the filters.

    Returns:
        (..., out_rows, out_columns, filters) or (..., filters, out_rows, out_columns); with
        4-dimensional weights (out_rows, out_columns). float32 for a float32 (or float16) ``x``,
        otherwise float64.

    Raises:
        ArgumentTypeError: no numpy arrays of real numbers, no integers, or no activation.
        ArgumentValueError: a wrong shape, a value out of range, or a kernel larger than ``x``.

    Example:
        >>> each = np.arange(4.0).reshape(2, 2, 1, 1)
        >>> locally_connected2d(np.full((2, 2), 10), each, bias=1)
        array([[ 1., 11.],
               [21., 31.]])
    """
    values, layout = checked_layout(x, data_format)
    kernels, both = _checked_kernels(weights, values, strides, plain=layout.plain)
    added = _checked_bias(bias, kernels, plain=weights.ndim == 4)
    function = activation_named(activation)
    total = _summed(as_floats(values, FLOAT64), as_floats(kernels, FLOAT64), both)
    with np.errstate(all="ignore"):
        total += added
    maps = activated(as_floats(total, result_dtype(values)), function)
    return layout.restored(maps, channels=weights.ndim == 6)


def im2col(
    x: Array,
    kernel_size: int | Pair,
    *,
    strides: int | Pair = 1,
    padding: Padding = "valid",
    dilation: int | Pair = 1,
    border: BorderMode = "zeros",
    value: float = 0,
    data_format: str = "channels_last",
) -> FloatArray:
    """The windows of a picture as the rows of a matrix, so that a product is the convolution.

    ``im2col(x, f) @ weights.reshape(-1, filters)`` has a row for each place of the map and a column
    for each filter. K. Chellapilla, S. Puri, P. Simard, "High performance convolutional neural
    networks for document processing", 2006.

    Args:
        x: (rows, columns), or (..., rows, columns, channels), or under ``"channels_first"``
            (..., channels, rows, columns); any leading axes are a batch.
        kernel_size: an integer or (vertical, horizontal), as are ``strides`` and ``dilation``.
        padding: ``"valid"``, ``"same"`` or pixels, as ``conv2d`` takes it.
        border: what stands outside the picture.
        value: stands there under border ``"constant"``.

    Returns:
        A new array (..., out_rows · out_columns, rows · columns · channels), the columns in the
        order of ``weights`` (rows, columns, channels) whatever the data format; float32 for
        float32 (or float16), otherwise float64.

    Raises:
        ArgumentTypeError: no numpy array of real numbers, no integers or no words.
        ArgumentValueError: a wrong shape, a value out of range, a kernel larger than the padded
            picture, a padding wider than ``"reflect"`` allows, or more than memory can hold.

    Example:
        >>> im2col(np.arange(6).reshape(2, 3), 2)
        array([[0., 1., 3., 4.],
               [1., 2., 4., 5.]])
    """
    values, layout = checked_layout(x, data_format)
    mode = cast(BorderMode, validation.choice(border, "border", BORDER_MODES))
    both = axes(
        (values.shape[1], values.shape[2]),
        validation.pair(kernel_size, "kernel_size", minimum=1, maximum=LARGEST_SIZE),
        validation.pair(strides, "strides", minimum=1),
        checked_padding(padding),
        validation.pair(dilation, "dilation", minimum=1, maximum=LARGEST_SIZE),
        border=mode,
    )
    constant = validation.finite(value, "value")
    down, across = both
    places, taps = down.output * across.output, down.kernel * across.kernel
    shape, dtype = (*layout.leading, places, taps * values.shape[3]), result_dtype(values)
    matrix = room_for(shape, dtype)
    try:
        _write_windows(matrix, values, both, mode, constant if mode == "constant" else 0.0)
    except MemoryError:  # of a window alone
        raise no_room(shape, dtype) from None
    return matrix


def _checked_kernels(
    weights: object, values: Array, strides: object, *, plain: bool
) -> tuple[Array, tuple[Axis, Axis]]:
    """The weights with all six axes, and the axes of the layer that they fit."""
    kernels = np.asarray(validation.real_array(weights, "weights"))
    if plain and kernels.ndim == 4:
        kernels = kernels[..., np.newaxis, np.newaxis]
    if kernels.ndim != 6:
        also = ", or its first four for a two-dimensional x" if plain else ""
        raise ArgumentValueError(
            "weights", given=f"shape {kernels.shape}", wanted=f"of the axes {_AXES}{also}"
        )
    validation.not_empty(kernels, "weights")
    steps = validation.pair(strides, "strides", minimum=1)
    _, rows, columns, channels = values.shape
    size = (kernels.shape[2], kernels.shape[3])
    both = axes((rows, columns), size, steps, "valid", rules=Rules(padded=False))
    wanted = (both[0].output, both[1].output, *kernels.shape[2:4], channels, kernels.shape[5])
    if kernels.shape != wanted:
        raise ArgumentValueError(
            "weights",
            given=f"axes of the sizes {kernels.shape}",
            wanted=f"{_AXES} of the sizes {wanted}, for x has {rows}×{columns} pixels (rows × "
            f"columns) and channels: {channels}",
        )
    return kernels, both


def _checked_bias(bias: object, kernels: Array, *, plain: bool) -> FloatArray:
    """The bias in float64, of a shape that spreads over (batch, out_rows, out_columns, filters)."""
    rows, columns, filters = kernels.shape[0], kernels.shape[1], kernels.shape[5]
    allowed = [(filters,), (rows, columns, filters), *([(rows, columns)] if plain else [])]
    wanted = "None, a number or an array of shape " + " or ".join(str(shape) for shape in allowed)
    if bias is None:
        return np.zeros(())
    if not isinstance(bias, np.ndarray):
        try:
            return np.array(validation.finite(bias, "bias"))
        except ArgumentTypeError as error:
            raise ArgumentTypeError("bias", given=error.given, wanted=wanted) from None
    array = as_floats(validation.real_array(bias, "bias"), FLOAT64)
    if array.shape not in [(), *allowed]:
        raise ArgumentValueError("bias", given=f"shape {array.shape}", wanted=wanted)
    return array[..., np.newaxis] if array.ndim == 2 else array


def _summed(values: FloatArray, kernels: FloatArray, both: tuple[Axis, Axis]) -> FloatArray:
    """(batch, out_rows, out_columns, filters): one product and one sum a tap."""
    vertical, horizontal = both
    shape = (values.shape[0], vertical.output, horizontal.output, kernels.shape[-1])
    total = np.zeros(shape)
    with np.errstate(all="ignore"):
        for i in range(vertical.kernel):
            for j in range(horizontal.kernel):
                under = values[:, _under_tap(vertical, i), _under_tap(horizontal, j)]
                total += np.einsum("bmnc,mnck->bmnk", under, kernels[:, :, i, j])
    return total


def _under_tap(axis: Axis, tap: int) -> slice:
    """The inputs that one weight meets in an axis without padding, one an output."""
    return slice(tap, axis.first_input(axis.output - 1) + tap + 1, axis.stride)


def _write_windows(
    matrix: FloatArray, values: Array, both: tuple[Axis, Axis], border: BorderMode, constant: float
) -> None:
    """Fills ``im2col``'s matrix with some outputs at a time, so that little beside it is held."""
    batch, _, _, channels = values.shape
    (down, high), (across, wide) = ((axis.output, axis.kernel) for axis in both)
    windows = matrix.reshape(batch, down, across, high, wide, channels).swapaxes(2, 3)
    width = min(max(_AT_ONCE // (batch * high * wide * channels), 1), across)
    height = min(max(_AT_ONCE // (batch * high * wide * channels * width), 1), down)
    for left in range(0, across, width):
        columns = _under_windows(both[1], range(across)[left : left + width], border)
        for top in range(0, down, height):
            rows = _under_windows(both[0], range(down)[top : top + height], border)
            tile = windows[:, top : top + height, :, left : left + width]
            with np.errstate(all="ignore"):  # beyond float32 lies infinity
                tile[...] = values.take(rows, axis=1).take(columns, axis=3)
                tile[:, rows == OUTSIDE] = constant
                tile.swapaxes(1, 3).swapaxes(2, 4)[:, columns == OUTSIDE] = constant


def _under_windows(axis: Axis, outputs: range, border: BorderMode) -> Array:
    """(outputs, kernel): where in the picture stands what is under each window along an axis."""
    # A step that is taken no time may be larger than any index.
    stride = axis.stride if axis.output > 1 else 0
    spread = axis.dilation if axis.kernel > 1 else 0
    kind = object if axis.padded > LARGEST_SIZE // 2 else np.intp  # Python's integers have no end
    starts = stride * np.arange(outputs.start, outputs.stop, dtype=kind) - axis.before
    found = starts[:, np.newaxis] + spread * np.arange(axis.kernel, dtype=kind)
    return positions(found, axis.size, border).astype(np.intp, copy=False)
