"""Sizes of layers, for people who plan one: output, receptive field, parameters."""

from __future__ import annotations

from collections.abc import Sequence

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics import validation
from convstudio.numerics.padding import LARGEST_SIZE, Padding, Pair, axes, checked_padding

LayerSize = int | tuple[int | Pair, ...]


def output_size(
    input_size: int | Pair,
    kernel_size: int | Pair,
    *,
    strides: int | Pair = 1,
    padding: Padding = "same",
    dilation: int | Pair = 1,
    exact: bool = False,
) -> Pair:
    """(rows, columns) of a layer's map.

    ``⌊(n + p_before + p_after − e) / s⌋ + 1`` along each axis, with e = d·(f − 1) + 1.

    Args:
        input_size: n, an integer or (rows, columns).
        kernel_size: f, likewise.
        padding: as ``conv2d`` takes it.
        exact: refuses a stride that leaves a remainder.

    Raises:
        ArgumentTypeError: no integers.
        ArgumentValueError: a value out of range, an empty map, or a remainder under ``exact``.

    Example:
        >>> output_size(13, 5, strides=2, padding="valid")
        (5, 5)
        >>> output_size((28, 28), 5)
        (28, 28)
    """
    vertical, horizontal = axes(
        validation.pair(input_size, "input_size", minimum=1, maximum=LARGEST_SIZE),
        validation.pair(kernel_size, "kernel_size", minimum=1, maximum=LARGEST_SIZE),
        validation.pair(strides, "strides", minimum=1, maximum=LARGEST_SIZE),
        checked_padding(padding),
        validation.pair(dilation, "dilation", minimum=1, maximum=LARGEST_SIZE),
        exact=validation.switch(exact, "exact"),
    )
    return vertical.output, horizontal.output


def receptive_field(layers: Sequence[LayerSize]) -> Pair:
    """(rows, columns) of the input that one value of the last map rests on.

    ``r = 1 + Σ_l (e_l − 1) · Π_{m<l} s_m`` along each axis: A. Araujo, W. Norris, J. Sim,
    "Computing receptive fields of convolutional neural networks", 2019.

    Args:
        layers: first to last; each a kernel size, or (kernel size, stride), or (kernel size,
            stride, dilation); each of these an integer or (vertical, horizontal).

    Raises:
        ArgumentTypeError: no sequence of such layers.
        ArgumentValueError: a value below 1.

    Example:
        >>> receptive_field([3, 3, 3])
        (7, 7)
        >>> receptive_field([(5, 2), (3, 1, 2)])
        (13, 13)
    """
    if isinstance(layers, str | bytes) or not isinstance(layers, Sequence):
        raise ArgumentTypeError(
            "layers",
            given=validation.type_of(layers),
            wanted="a sequence of kernel sizes or (kernel size, stride, dilation)",
        )
    field, jump = [1, 1], [1, 1]
    for layer in layers:
        kernel, strides, dilation = _layer(layer)
        for axis in (0, 1):
            field[axis] += dilation[axis] * (kernel[axis] - 1) * jump[axis]
            jump[axis] *= strides[axis]
    return field[0], field[1]


def parameter_count(
    kernel_size: int | Pair, in_channels: int, filters: int, *, groups: int = 1, bias: bool = True
) -> int:
    """``(f_v · f_h · in / groups + 1) · filters``; without the 1 where there is no bias.

    Raises:
        ArgumentTypeError: no integers, or ``bias`` no switch.
        ArgumentValueError: a value out of range, or channels or filters that groups do not divide.

    Example:
        >>> parameter_count(5, in_channels=1, filters=32)
        832
    """
    rows, columns = validation.pair(kernel_size, "kernel_size", minimum=1)
    channels = validation.integer(in_channels, "in_channels", minimum=1, maximum=LARGEST_SIZE)
    count = validation.integer(filters, "filters", minimum=1, maximum=LARGEST_SIZE)
    parts = validation.integer(groups, "groups", minimum=1, maximum=LARGEST_SIZE)
    for name, value in (("in_channels", channels), ("filters", count)):
        if value % parts:
            raise ArgumentValueError(
                "groups", given=f"{parts} for {name} {value}", wanted=f"a divisor of {name}"
            )
    return (rows * columns * channels // parts + validation.switch(bias, "bias")) * count


def _layer(layer: object) -> tuple[Pair, Pair, Pair]:
    parts = tuple(layer) if isinstance(layer, tuple | list) else (layer,)
    if not 1 <= len(parts) <= 3:
        raise ArgumentValueError(
            "layers",
            given=f"a layer of {len(parts)} values",
            wanted="kernel sizes or (kernel size, stride, dilation)",
        )
    kernel, strides, dilation = parts + (1,) * (3 - len(parts))
    return (
        validation.pair(kernel, "kernel size", minimum=1),
        validation.pair(strides, "stride", minimum=1),
        validation.pair(dilation, "dilation", minimum=1),
    )
