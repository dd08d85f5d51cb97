"""What text forms of kernels say of a layer, and a pipeline told in their words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation import Recognised, Settings
from convstudio.pipeline.pipeline import Pipeline


def pasted(
    pipeline: Pipeline, read: Recognised, kernel: Kernel, taken: Collection[str]
) -> Pipeline:
    """The pipeline with the kernel, and with what else of the text is taken.

    Args:
        kernel: one of those that were read.
        taken: which of flip, bias, border and linear_light; what the text does not say stays, but
            a flip that is asked for is put in force.
    """
    changes: dict[str, Any] = {"kernel": kernel}
    for name in ("flip", "bias", "border"):
        value = getattr(read, name)
        if name in taken and (value is not None or name == "flip"):
            changes[name] = True if value is None else value
    if "border" in changes and read.border_value is not None:
        changes["border_value"] = read.border_value
    layer = replace(pipeline.layers[0], **changes)
    linear = pipeline.linear_light
    if "linear_light" in taken and read.linear_light is not None:
        linear = read.linear_light
    return replace(pipeline, layers=(layer, *pipeline.layers[1:]), linear_light=linear)


def settings_of(pipeline: Pipeline) -> Settings:
    """What a text form can say of the pipeline's first layer."""
    layer = pipeline.layers[0]
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
