"""The layers of a network once more, by SciPy and the definitions: what ours are held against."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import signal

from convstudio.imaging.light import LUMA
from convstudio.imaging.picture import Picture
from convstudio.numerics.activations import ACTIVATIONS
from convstudio.numerics.geometry import Axis
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.pipeline import (
    Activation,
    Bank,
    Combine,
    Convolution,
    Layer,
    LocallyConnected,
    Pipeline,
    Pooling,
)
from convstudio.pipeline.single_filter import bank_of

_NUMPY_PADS = {"zeros": "constant", "constant": "constant"}


def maps_of(pipeline: Pipeline, picture: Picture) -> FloatArray:
    """All maps of a pipeline of layers without alpha, (rows, columns, channels), in float64."""
    values = picture.colour.astype(np.float64)
    count, colours = 1, values.shape[2]
    for layer in pipeline.active:
        values, count, colours = _made(layer, values, count, colours, picture.full_range)
    return values


def _made(
    layer: Layer, x: FloatArray, count: int, colours: int, white: float
) -> tuple[FloatArray, int, int]:
    down, over = layer.axes((x.shape[0], x.shape[1]))
    match layer:
        case Activation():
            return _activated(x, layer.function, white), count, colours
        case Combine():
            return _combined(layer, x, count, colours, white)
        case Pooling():
            empty = -np.inf if layer.mode == "max" else np.nan
            windows = _windows(x, down, over, "constant", empty)
            reduce = np.max if layer.mode == "max" else np.nanmean
            return reduce(windows, axis=(3, 4)), count, colours
        case LocallyConnected():
            windows = _windows(x, down, over, "constant", 0)
            w = layer.weights.array
            found = np.empty((*w.shape[:2], w.shape[5]))
            for row in range(w.shape[0]):
                for column in range(w.shape[1]):
                    patch = windows[row, column].transpose(1, 2, 0)
                    found[row, column] = np.tensordot(patch, w[row, column], 3)
            return found + np.array(layer.biases) * white, w.shape[5], 1
        case Bank():
            return _banked(layer, x, count, colours, white)
        case Convolution():
            return _banked(bank_of(layer), x, count, colours, white)
    raise AssertionError(layer)


def _banked(
    bank: Bank, x: FloatArray, count: int, colours: int, white: float
) -> tuple[FloatArray, int, int]:
    if bank.channels not in ("sum", "each"):
        x = _one_channel(x, bank.channels)
    down, over = bank.axes((x.shape[0], x.shape[1]))
    padded = _padded(x, down, over, bank.border, bank.border_value * white)
    maps = []
    per_group = x.shape[2] // bank.groups
    for index, one in enumerate(bank.filters):
        first = index // (len(bank.filters) // bank.groups) * per_group
        seen = range(x.shape[2]) if bank.channels == "each" else range(first, first + per_group)
        made = []
        for place, channel in enumerate(seen):
            kernel = one.planes[place if len(one.planes) > 1 else 0]
            weights = kernel.array / kernel.divisor
            if bank.flip:
                weights = weights[::-1, ::-1]
            wide = np.zeros((down.extent, over.extent))
            wide[:: down.dilation, :: over.dilation] = weights
            found = signal.correlate(padded[..., channel], wide, "valid", method="direct")
            made.append(found[:: down.stride, :: over.stride])
        sums = made if bank.channels == "each" else [cast(FloatArray, sum(made))]
        maps += [values + one.bias * white for values in sums]
    stacked = _activated(np.stack(maps, axis=2), bank.activation, white)
    if bank.channels == "each":
        return stacked, len(bank.filters) * count, colours
    return stacked, len(bank.filters), 1


def _one_channel(x: FloatArray, channels: str) -> FloatArray:
    """Of a picture, (rows, columns, 1): luma, or one of its colours."""
    if x.shape[2] == 1:
        return x
    if channels == "luminance":
        return cast(FloatArray, (x @ LUMA)[..., None])
    return x[..., [("red", "green", "blue").index(channels)]]


def _combined(
    layer: Combine, x: FloatArray, count: int, colours: int, white: float
) -> tuple[FloatArray, int, int]:
    parts = [x[..., colours * index : colours * (index + 1)] for index in range(count)]
    if count == 1:
        parts, colours = [x[..., index : index + 1] for index in range(colours)], 1
    if layer.mode == "direction":
        angle = np.degrees(np.arctan2(-parts[1], parts[0])) % 360
        return angle / 360 * white, 1, colours
    if layer.mode == "magnitude":
        return np.sqrt(np.sum([part**2 for part in parts], axis=0)), 1, colours
    reduce = np.max if layer.mode == "maximum" else np.sum
    return reduce(np.array(parts), axis=0), 1, colours


def _activated(x: FloatArray, name: str, white: float) -> FloatArray:
    if name == "none":
        return x
    scale = white if name in ("sigmoid", "tanh") else 1.0
    return ACTIVATIONS[name](x / scale) * scale


def _windows(x: FloatArray, down: Axis, over: Axis, border: str, value: float) -> FloatArray:
    padded = _padded(x, down, over, border, value)
    found = sliding_window_view(padded, (down.extent, over.extent), axis=(0, 1))
    return cast(FloatArray, found[:: down.stride, :: over.stride])


def _padded(x: FloatArray, down: Axis, over: Axis, border: str, value: float) -> FloatArray:
    amounts = (down.before, down.after), (over.before, over.after), (0, 0)
    mode = _NUMPY_PADS.get(border, border)
    if mode == "constant":
        constant = 0.0 if border == "zeros" else value
        return np.pad(x, amounts, mode="constant", constant_values=constant)
    return np.pad(x, amounts, mode=mode)  # type: ignore[call-overload, no-any-return]
