"""The convolution of convolutional networks (cross-correlation): validate, plan, run."""

from __future__ import annotations

from typing import cast

import numpy as np

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics import validation
from convstudio.numerics.activations import Activation
from convstudio.numerics.borders import BorderMode
from convstudio.numerics.engine import Explanation, explanation
from convstudio.numerics.layout import DataFormat, checked_data_format, one_row, without_row
from convstudio.numerics.operation import checked_operation, refuse_channels
from convstudio.numerics.padding import LARGEST_PADDING, LARGEST_SIZE, PADDING_MODES, Padding, Pair
from convstudio.numerics.validation import Array, FloatArray

Bias = float | Array | None


def conv2d(
    x: Array,
    weights: Array,
    bias: Bias = None,
    *,
    strides: int | Pair = 1,
    padding: Padding = "same",
    dilation: int | Pair = 1,
    groups: int = 1,
    border: BorderMode = "zeros",
    value: float = 0,
    flip: bool = False,
    activation: str | Activation | None = None,
    data_format: DataFormat = "channels_last",
    exact: bool = False,
) -> FloatArray:
    """Slides kernels over pictures: multiply elementwise, sum, add the bias, activate.

    ``y[r, c, k] = Σ_ijm x[r·s_v + i·d_v, c·s_h + j·d_h, m] · w[i, j, m, k] + b[k]``: the kernel is
    not turned (cross-correlation) unless ``flip``. Integer pictures with whole-numbered
    weights are exact while Σ|w|·max|x| stays below 2⁵³; float32 results round
    as float32 sums do, within n · 2⁻²⁴ · Σ|w| · max|x| for n weights and as a rule within 1e-6 of
    it; more than 1024 weights are summed in float64. A NaN or an infinity reaches the outputs whose
    window holds it and no others.

    Args:
        x: (rows, columns), (..., rows, columns, channels), or under ``"channels_first"`` (...,
            channels, rows, columns); real. Leading axes are a batch.
        weights: (rows, columns), which every channel goes through by itself; (rows, columns,
            channels), which gives one map without a channel axis; or (rows, columns, channels /
            groups, filters).
        bias: a number, or one for each map.
        strides: pixels from one output value to the next, an integer or (vertical, horizontal).
        padding: ``"same"`` for ⌈n/s⌉ values, ``"valid"`` for none, or pixels: an integer,
            (vertical, horizontal) or ((top, bottom), (left, right)).
        dilation: pixels from one weight to the next, an integer or (vertical, horizontal).
        groups: the channels and the filters fall into so many parts, each of which sees its own.
        border: what stands outside: ``"zeros"``, ``"constant"``, ``"edge"``, ``"reflect"``,
            ``"symmetric"`` or ``"wrap"``.
        value: what stands outside under ``"constant"``.
        flip: turns the kernel by 180° first (mathematical convolution).
        activation: ``"relu"``, ``"leaky_relu"``, ``"sigmoid"``, ``"tanh"``, ``"softmax"`` over the
            maps, ``"absolute"``, or a function of an array.
        exact: refuses a stride that leaves a remainder.

    Returns:
        x with its channels replaced by the maps; float32 for float32 (or float16), otherwise
        float64.

    Raises:
        ArgumentTypeError: an argument of the wrong type.
        ArgumentValueError: a wrong shape, a value out of range, or a kernel larger than the padded
            picture.

    Example:
        >>> conv2d(np.ones((2, 3)), np.ones((3, 3)))
        array([[4., 6., 4.],
               [4., 6., 4.]])
        >>> photograph = np.ones((28, 28, 3), np.float32)
        >>> conv2d(photograph, np.ones((5, 5, 3, 32)), strides=2, activation="relu").shape
        (14, 14, 32)
        >>> conv2d(np.arange(4.0), np.ones((1, 1)))
        Traceback (most recent call last):
        ...
        convstudio.errors.ArgumentValueError: x must be (rows, columns) or (..., rows, columns, \
channels); shape (4,) was given.
    """
    return checked_operation(
        x,
        weights,
        bias,
        strides=strides,
        padding=padding,
        dilation=dilation,
        groups=groups,
        border=border,
        value=value,
        flip=flip,
        activation=activation,
        data_format=data_format,
        exact=exact,
    ).run()


def explain(
    x: Array,
    weights: Array,
    bias: Bias = None,
    *,
    strides: int | Pair = 1,
    padding: Padding = "same",
    dilation: int | Pair = 1,
    groups: int = 1,
    border: BorderMode = "zeros",
    value: float = 0,
    flip: bool = False,
    activation: str | Activation | None = None,
    data_format: DataFormat = "channels_last",
    exact: bool = False,
) -> Explanation:
    """Which plan ``conv2d`` would run for the same arguments, and why.

    Raises:
        ArgumentTypeError, ArgumentValueError: as ``conv2d`` does.

    Example:
        >>> explain(np.ones((999, 999), np.float32), np.ones((9, 9))).plan
        'separable'
    """
    operation = checked_operation(
        x,
        weights,
        bias,
        strides=strides,
        padding=padding,
        dilation=dilation,
        groups=groups,
        border=border,
        value=value,
        flip=flip,
        activation=activation,
        data_format=data_format,
        exact=exact,
    )
    return explanation(operation.plans())


def conv1d(
    x: Array,
    weights: Array,
    bias: Bias = None,
    *,
    strides: int = 1,
    padding: str | int | Pair = "same",
    dilation: int = 1,
    groups: int = 1,
    border: BorderMode = "zeros",
    value: float = 0,
    flip: bool = False,
    activation: str | Activation | None = None,
    data_format: DataFormat = "channels_last",
    exact: bool = False,
) -> FloatArray:
    """``conv2d`` along one axis: the same words, and the same rules.

    Args:
        x: (length,), (..., length, channels), or under ``"channels_first"`` (..., channels,
            length); real. Leading axes are a batch.
        weights: (length,), which every channel goes through by itself; (length, channels), which
            gives one map without a channel axis; or (length, channels / groups, filters).
        strides, dilation: integers.
        padding: ``"same"``, ``"valid"``, an integer or (before, after).

    Returns:
        x with its channels replaced by the maps; float32 for float32 (or float16), otherwise
        float64.

    Raises:
        ArgumentTypeError: an argument of the wrong type.
        ArgumentValueError: a wrong shape, a value out of range, or a kernel longer than the padded
            signal.

    Example:
        >>> conv1d(np.array([0, 0, 0, 1, 1, 0, 0, 0]), np.array([0, 1, 0]), padding="valid")
        array([0., 0., 1., 1., 0., 0.])
    """
    signal, kernel = _checked_signal(x, weights, checked_data_format(data_format), groups)
    found = checked_operation(
        signal,
        kernel,
        bias,
        strides=(1, validation.integer(strides, "strides", minimum=1)),
        padding=_along(padding),
        dilation=(1, validation.integer(dilation, "dilation", minimum=1)),
        groups=groups,
        border=border,
        value=value,
        flip=flip,
        activation=activation,
        data_format=data_format,
        exact=exact,
    ).run()
    return without_row(found, signal.ndim, kernel.ndim, data_format)


def _checked_signal(
    x: Array, weights: Array, data_format: DataFormat, groups: object
) -> tuple[Array, Array]:
    """A signal as a picture of one row, and its kernel as one of one row.

    What would be told in words of pictures later is refused here.
    """
    signal, channels = one_row(x, data_format)
    validation.real_array(weights, "weights")
    validation.dimensions(weights, "weights", (1, 2, 3))
    validation.not_empty(weights, "weights")
    parts = validation.integer(groups, "groups", minimum=1, maximum=LARGEST_SIZE)
    refuse_channels(weights.shape, channels, parts, "length")
    return signal, weights[np.newaxis]


def _along(padding: object) -> Padding:
    """Padding along a signal as the padding of a picture of one row."""
    wanted = "“same”, “valid”, an integer or (before, after)"
    if isinstance(padding, str):
        if padding not in PADDING_MODES:
            raise ArgumentValueError("padding", given=f"“{padding[:40]}”", wanted=wanted)
        return cast(Padding, padding)
    if isinstance(padding, tuple | list) and len(padding) != 2:
        raise ArgumentValueError(
            "padding", given=f"a sequence of {len(padding)} values", wanted=wanted
        )
    try:
        sides = validation.pair(padding, "padding", minimum=0, maximum=LARGEST_PADDING)
    except ArgumentTypeError as error:
        raise ArgumentTypeError("padding", given=error.given, wanted=wanted) from None
    return (0, 0), sides


def convolution2D(
    image: Array, kernel: Array, padding: int | None = None, stride: int = 1
) -> FloatArray:
    """Slides an odd square kernel over a picture of one channel: the strict teaching function.

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
