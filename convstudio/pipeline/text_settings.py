"""What text forms of kernels say of a layer, and a pipeline told in their words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation import Recognised, Settings
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.filters import biased
from convstudio.pipeline.kernel_places import (
    FIRST,
    KernelPlace,
    convolution_at,
    layer_at,
    refuse_without_kernel,
    with_kernel,
    with_layer,
)
from convstudio.pipeline.pipeline import Pipeline


def pasted(
    pipeline: Pipeline,
    read: Recognised,
    kernel: Kernel,
    taken: Collection[str],
    place: KernelPlace = FIRST,
) -> Pipeline:
    """The pipeline with the kernel at a place, and with what else of the text is taken.

    Args:
        kernel: one of those that were read.
        taken: which of flip, bias, border and linear_light; what the text does not say stays, but
            a flip that is asked for is put in force. A layer without such a setting has none.

    Raises:
        ArgumentValueError: there is no kernel, or none of that size.
    """
    changes: dict[str, Any] = {}
    for name in ("flip", "bias", "border"):
        value = getattr(read, name)
        if name in taken and (value is not None or name == "flip"):
            changes[name] = True if value is None else value
    if "border" in changes and read.border_value is not None:
        changes["border_value"] = read.border_value
    pipeline = with_kernel(pipeline, place, kernel)
    layer = layer_at(pipeline, place)
    if isinstance(layer, Bank) and "bias" in changes:
        layer = biased(layer, place.filter, changes.pop("bias"))
    if isinstance(layer, Convolution | Bank):
        layer = replace(layer, **changes)
    pipeline = with_layer(pipeline, place, layer)
    linear = pipeline.linear_light
    if "linear_light" in taken and read.linear_light is not None:
        linear = read.linear_light
    return replace(pipeline, linear_light=linear)


def settings_of(pipeline: Pipeline, place: KernelPlace = FIRST) -> Settings:
    """What a text form can say of a kernel and of what its layer does to it.

    Raises:
        ArgumentValueError: the layer there has no kernel.
    """
    layer = convolution_at(pipeline, place)
    if layer is None:
        refuse_without_kernel(layer_at(pipeline, place))
    return Settings(
        layer.kernel,
        flip=layer.flip,
        bias=layer.bias,
        border=layer.border,
        border_value=layer.border_value,
        strides=layer.strides if isinstance(layer.strides, tuple) else (layer.strides,) * 2,
        dilation=layer.dilation if isinstance(layer.dilation, tuple) else (layer.dilation,) * 2,
        padding=layer.padding,
        activation=layer.activation,
        channels=layer.channels,
        alpha=layer.alpha,
        linear_light=pipeline.linear_light,
    )
