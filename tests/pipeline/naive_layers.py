"""Layers by their definition, one loop a thing: what the quick ways are compared with."""

from __future__ import annotations

import numpy as np

from convstudio.imaging.light import LUMA
from convstudio.imaging.picture import Picture
from convstudio.numerics.activations import ACTIVATIONS
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.pipeline import (
    Activation,
    Combine,
    Convolution,
    LocallyConnected,
    Maps,
    Pooling,
)
from convstudio.pipeline.single_filter import bank_of
from convstudio.pipeline.viewing import picture_maps

_PADS = {"zeros": "constant"}


def naive_maps(layers, picture: Picture) -> np.ndarray:
    """(rows, columns, channels) of the last layer, map by map, in float64; alpha is left out."""
    values = picture.colour.astype(np.float64)
    below = picture_maps(picture)
    for layer in layers:
        values = naive_layer(layer, values, below, picture.full_range)
        below = layer.maps(below)
    return values


def naive_layer(layer, values: np.ndarray, below: Maps, white: float) -> np.ndarray:
    if isinstance(layer, Activation):
        return _activated(layer.function, values, white)
    if isinstance(layer, Combine):
        return _combined(layer.mode, values, below, white)
    if isinstance(layer, Pooling):
        return _pooled(layer, values)
    if isinstance(layer, LocallyConnected):
        return _connected(layer, values, white)
    return _convolved(bank_of(layer) if isinstance(layer, Convolution) else layer, values, white)


def _activated(name: str, values: np.ndarray, white: float) -> np.ndarray:
    if name == "none":
        return values
    scale = white if name in ("sigmoid", "tanh") else 1.0
    return ACTIVATIONS[name](values / scale) * scale


def _combined(mode: str, values: np.ndarray, below: Maps, white: float) -> np.ndarray:
    rows, columns, _ = values.shape
    if below.count > 1:
        maps = values.reshape(rows, columns, below.count, below.colours)
    else:
        maps = values.reshape(rows, columns, below.colours, 1)
    if mode == "sum":
        return maps.sum(2)
    if mode == "maximum":
        return maps.max(2)
    if mode == "magnitude":
        return np.sqrt((maps**2).sum(2))
    angle = np.degrees(np.arctan2(-maps[:, :, 1], maps[:, :, 0])) % 360
    return angle / 360 * white


def _windows(layer, values: np.ndarray, fill: float, mode: str):
    vertical, horizontal = layer.axes(values.shape[:2])
    sides = [(axis.before, axis.after) for axis in (vertical, horizontal)]
    options = {"constant_values": fill} if mode == "constant" else {}
    padded = np.pad(values, [*sides, (0, 0)], mode, **options)
    for row in range(vertical.output):
        for column in range(horizontal.output):
            top, left = row * vertical.stride, column * horizontal.stride
            yield (
                row,
                column,
                padded[
                    top : top + vertical.extent : vertical.dilation,
                    left : left + horizontal.extent : horizontal.dilation,
                ],
            )


def _pooled(layer: Pooling, values: np.ndarray) -> np.ndarray:
    vertical, horizontal = layer.axes(values.shape[:2])
    found = np.empty((vertical.output, horizontal.output, values.shape[2]))
    for row, column, window in _windows(layer, values, np.nan, "constant"):
        of = np.nanmax if layer.mode == "max" else np.nanmean
        found[row, column] = of(window, axis=(0, 1))
    return found


def _connected(layer: LocallyConnected, values: np.ndarray, white: float) -> np.ndarray:
    array = layer.weights.array
    found = np.empty((*array.shape[:2], array.shape[5]))
    for row, column, window in _windows(layer, values, 0.0, "constant"):
        found[row, column] = np.einsum("ijc,ijck->k", window, array[row, column])
    return found + np.array(layer.biases) * white


def _convolved(layer: Bank, values: np.ndarray, white: float) -> np.ndarray:
    mode = _PADS.get(layer.border, layer.border)
    fill = layer.border_value * white if layer.border == "constant" else 0.0
    vertical, horizontal = layer.axes(values.shape[:2])
    weights = [
        [plane.array[::-1, ::-1] / plane.divisor if layer.flip else plane.array / plane.divisor
         for plane in one.planes]
        for one in layer.filters
    ]  # fmt: skip
    maps = []
    for row, column, window in _windows(layer, values, fill, mode):
        maps.append((row, column, _at(layer, weights, window)))
    found = np.empty((vertical.output, horizontal.output, len(maps[0][2])))
    for row, column, sums in maps:
        found[row, column] = sums
    each = found.shape[2] // len(layer.filters)
    found += np.repeat([one.bias * white for one in layer.filters], each)
    return _activated(layer.activation, found, white)


def _at(layer: Bank, weights, window: np.ndarray) -> list[float]:
    channels = window.shape[2]
    if layer.channels == "each":
        return [
            float((window[..., c] * planes[c if len(planes) > 1 else 0]).sum())
            for planes in weights
            for c in range(channels)
        ]
    if layer.channels == "luminance":
        mixed = window @ (LUMA if channels == 3 else np.ones(1))
        return [float((mixed * planes[0]).sum()) for planes in weights]
    if layer.channels in ("red", "green", "blue"):
        at = ("red", "green", "blue").index(layer.channels) if channels == 3 else 0
        return [float((window[..., at] * planes[0]).sum()) for planes in weights]
    seen, many = channels // layer.groups, len(weights) // layer.groups
    found = []
    for index, planes in enumerate(weights):
        first = index // many * seen
        found.append(
            sum(
                float((window[..., first + c] * planes[c if len(planes) > 1 else 0]).sum())
                for c in range(seen)
            )
        )
    return found
