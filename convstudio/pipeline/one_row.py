"""Pipelines for signals: pictures of one row, over which kernels of one row slide (conv1d)."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from convstudio.kernel.kernel import Kernel
from convstudio.numerics.padding import Padding, Pair
from convstudio.pipeline.pipeline import Bank, Convolution, Layer, Pipeline, Pooling


def for_one_row(pipeline: Pipeline) -> Pipeline:
    """The pipeline with kernels and windows of one row, the same if it has no others.

    Of a kernel the row of its anchor is kept, which is the only one that meets the signal; down,
    nothing is padded, strided or dilated.
    """
    layers = tuple(_in_one_row(layer) for layer in pipeline.layers)
    return pipeline if layers == pipeline.layers else replace(pipeline, layers=layers)


def _in_one_row(layer: Layer) -> Layer:
    if isinstance(layer, Pooling):
        across = cast(Pair, layer.size)[1], cast(Pair, layer.strides)[1]
        size, strides = ((1, step) for step in across)
        return replace(layer, size=size, strides=strides, padding=_flat(layer.padding))
    if not isinstance(layer, Convolution | Bank):
        return layer
    flat = replace(
        layer,
        padding=_flat(layer.padding),
        strides=(1, cast(Pair, layer.strides)[1]),
        dilation=(1, cast(Pair, layer.dilation)[1]),
    )
    if isinstance(flat, Convolution):
        return replace(flat, kernel=_row(flat.kernel))
    filters = tuple(
        replace(one, planes=tuple(_row(plane) for plane in one.planes)) for one in flat.filters
    )
    return replace(flat, filters=filters)


def _row(kernel: Kernel) -> Kernel:
    if kernel.rows == 1:
        return kernel
    row, column = kernel.anchored_at
    anchor = None if column == (kernel.columns - 1) // 2 else (0, column)
    made = Kernel((kernel.weights[row],), kernel.divisor, anchor=anchor)
    return replace(made, name=f"{kernel.name}, one row")


def _flat(padding: Padding) -> Padding:
    if not isinstance(padding, tuple):
        return padding
    return ((0, 0), cast(tuple[Pair, Pair], padding)[1])
