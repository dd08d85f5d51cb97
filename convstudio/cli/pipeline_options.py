"""Every setting of a pipeline as an option: ``apply`` and ``batch`` have the same."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from convstudio.cli import kernel_options, options
from convstudio.cli.kernel_options import Chosen
from convstudio.cli.pipeline_source import pipeline_from
from convstudio.cli.tone_options import add_tone, tone_chosen
from convstudio.errors import ArgumentValueError
from convstudio.kernel.notation import Recognised
from convstudio.pipeline import parameters
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.text_settings import pasted

_PIPELINE = """A whole pipeline: a pipeline file or a session of the window, or a picture that was \
saved by this program and so tells how it was made; - reads a pipeline file from standard input.
Options that are given besides change it."""
# The options that change a layer, by the layer's own names for them.
_LAYER = {
    "padding": "padding",
    "strides": "stride",
    "dilation": "dilation",
    "border": "border",
    "border_value": "border_value",
    "channels": "channels",
    "alpha": "alpha",
    "bias": "bias",
    "activation": "activation",
    "flip": "flip",
    "exact": "exact_fit",
}
_KERNEL = ("kernel", "kernel_text", "kernel_number", "size", "anchor", "divisor")
_SAID = ("flip", "bias", "border", "linear_light")


def add_pipeline_options(
    parser: argparse.ArgumentParser, *, required: bool = True, kernel_first: bool = False
) -> None:
    """The kernel, the layer and the tone as groups of options.

    Args:
        required: whether a kernel or a pipeline must be given; where not, all that is given may
            change a pipeline that comes by another way.
        kernel_first: the kernel is named by the first word instead of ``--kernel``.
    """
    group = parser.add_argument_group("the kernel")
    sources = group.add_mutually_exclusive_group(required=required)
    kernel_options.add_kernel_sources(sources, first=kernel_first)
    sources.add_argument("--pipeline", metavar="FILE", help=_PIPELINE)
    kernel_options.add_kernel_changes(group)
    group = parser.add_argument_group("sizes", "The vertical number comes first: V,H.")
    options.add_padding(group, "same")
    options.add_pair(group, parameters.STRIDE)
    options.add_pair(group, parameters.DILATION)
    options.add_switch(group, parameters.EXACT)
    group = parser.add_argument_group("border")
    options.add_choice(group, parameters.BORDER, Convolution.border)
    options.add_number(group, parameters.BORDER_VALUE, Convolution.border_value)
    group = parser.add_argument_group("colour")
    options.add_choice(group, parameters.CHANNELS, Convolution.channels)
    options.add_choice(group, parameters.ALPHA, Convolution.alpha)
    options.add_switch(group, parameters.LINEAR_LIGHT)
    group = parser.add_argument_group("the sum and after it")
    options.add_switch(group, parameters.FLIP)
    options.add_number(group, parameters.BIAS, Convolution.bias)
    options.add_choice(group, parameters.ACTIVATION, Convolution.activation)
    add_tone(parser.add_argument_group("what is shown"))


def pipeline_chosen(chosen: argparse.Namespace, before: Pipeline | None = None) -> Pipeline:
    """The pipeline that the options of ``add_pipeline_options`` ask for.

    Args:
        before: what the options change, where the command has it from elsewhere.

    Raises:
        ValidationError: options that do not go together or cannot be: wrong usage.
        KernelFileError, KernelTextError: the kernel cannot be had.
        PipelineFileError, SessionFileError, PictureReadError: the pipeline cannot.
    """
    if before is None and getattr(chosen, "pipeline", None) is not None:
        before = pipeline_from(Path(chosen.pipeline))
    source = kernel_options.kernel_source(chosen)
    changes = _changes(chosen)
    if before is not None and (changes or any(_given(chosen, name) for name in _KERNEL)):
        _check_one_layer(before)
    pipeline = _with_kernel(before, source)
    first, *others = pipeline.layers
    first = replace(first, kernel=kernel_options.changed_kernel(chosen, first.kernel), **changes)
    _check_border(chosen, first)
    linear = pipeline.linear_light if chosen.linear_light is None else chosen.linear_light
    tone = tone_chosen(chosen, pipeline.tone)
    return Pipeline((first, *others), tone, linear_light=linear)


def _with_kernel(before: Pipeline | None, source: Chosen | None) -> Pipeline:
    """The pipeline with the kernel that is chosen, and what the kernel's text says of its use."""
    if source is None:
        if before is None:
            raise ArgumentValueError("kernel", given="none", wanted="given, or a pipeline")
        return before
    pipeline = Pipeline((Convolution(source.kernel),)) if before is None else before
    read = source.read or Recognised("", "", source.kernel)
    said = {name for name in _SAID if getattr(read, name) is not None}
    return pasted(pipeline, read, source.kernel, said)


def _changes(chosen: argparse.Namespace) -> dict[str, Any]:
    """What the options say of the layer, by its own names."""
    values = {name: getattr(chosen, option) for name, option in _LAYER.items()}
    return {name: value for name, value in values.items() if value is not None}


def _given(chosen: argparse.Namespace, name: str) -> bool:
    return getattr(chosen, name) is not None


def _check_one_layer(pipeline: Pipeline) -> None:
    if len(pipeline.layers) > 1:
        raise ArgumentValueError(
            "options for kernel and layer",
            given=f"one for a pipeline of {len(pipeline.layers)} layers",
            wanted="left out where there are several layers",
            hint="Change the pipeline in the window, or in its file.",
        )


def _check_border(chosen: argparse.Namespace, layer: Convolution) -> None:
    if chosen.border_value is not None and layer.border != "constant":
        raise ArgumentValueError(
            "--border-value",
            given=f"it with the border {layer.border}",
            wanted="left out, or --border constant given too, which puts it outside",
        )
