"""Every setting of a pipeline as an option: ``apply`` and ``batch`` have the same."""

from __future__ import annotations

import argparse
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from convstudio.cli import kernel_options, options
from convstudio.cli.kernel_options import Chosen
from convstudio.cli.layer_options import (
    add_layer_options,
    changed_index,
    layers_added,
    looked_at,
    require_kernels_own,
)
from convstudio.cli.layer_words import SAID
from convstudio.cli.pipeline_source import pipeline_from
from convstudio.cli.tone_options import add_tone, tone_chosen
from convstudio.errors import ArgumentValueError
from convstudio.kernel.notation import Recognised
from convstudio.pipeline import parameters
from convstudio.pipeline.pipeline import Activation, Bank, Convolution, Layer, Pipeline
from convstudio.pipeline.single_filter import bank_of
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
    "groups": "groups",
    "name": "layer_name",
    "on": "layer_on",
}
_KERNEL = ("kernel", "kernel_text", "kernel_number", "size", "anchor", "divisor")


def add_pipeline_options(
    parser: argparse.ArgumentParser, *, kernel_first: bool = False, viewing: bool = True
) -> None:
    """The kernel, the layers and the tone as groups of options.

    Args:
        kernel_first: the kernel is named by the first word instead of ``--kernel``.
        viewing: whether maps are made, so that one of them can be meant.
    """
    group = parser.add_argument_group("the kernel")
    sources = group.add_mutually_exclusive_group()
    kernel_options.add_kernel_sources(sources, first=kernel_first)
    sources.add_argument("--pipeline", metavar="FILE", help=_PIPELINE)
    kernel_options.add_kernel_changes(group)
    add_layer_options(parser, viewing=viewing)
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
    options.add_integer(group, parameters.GROUPS, Bank.groups)
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
    pipeline = _changed(chosen, before, kernel_options.kernel_source(chosen))
    linear = pipeline.linear_light if chosen.linear_light is None else chosen.linear_light
    pipeline = replace(pipeline, linear_light=linear, tone=tone_chosen(chosen, pipeline.tone))
    return looked_at(chosen, pipeline)


def _changed(
    chosen: argparse.Namespace, before: Pipeline | None, source: Chosen | None
) -> Pipeline:
    """The layers of a pipeline, a kernel and ``--add``, with what options change in one."""
    changes = _changes(chosen)
    wanted = bool(changes) or any(_given(chosen, name) for name in _KERNEL)
    if before is None and source is not None:
        # The kernel's own layer is the one that the options are for, whatever is added to it.
        plain = Pipeline((Convolution(source.kernel),))
        pipeline = _with_layer(plain, chosen, 0, source, changes)
        layers = layers_added(chosen, pipeline.layers)
        require_kernels_own(chosen, layers)
        return replace(pipeline, layers=layers) if chosen.add else pipeline
    layers = layers_added(chosen, () if before is None else before.layers)
    if not layers:
        wanted_words = "given, or a pipeline, or layers with --add"
        raise ArgumentValueError("kernel", given="none", wanted=wanted_words)
    pipeline = Pipeline(layers) if before is None else replace(before, layers=layers)
    if chosen.add:
        pipeline = replace(pipeline, map=None)
    if not wanted and chosen.change is None:
        return pipeline
    return _with_layer(pipeline, chosen, changed_index(chosen, layers), source, changes)


def _with_layer(
    pipeline: Pipeline,
    chosen: argparse.Namespace,
    index: int,
    source: Chosen | None,
    changes: dict[str, Any],
) -> Pipeline:
    """The pipeline with one layer as the options want it."""
    alone = replace(pipeline, layers=pipeline.layers[index : index + 1], map=None)
    layer = alone.layers[0]
    if any(_given(chosen, name) for name in _KERNEL):
        if not isinstance(layer, Convolution):
            raise ArgumentValueError(
                "options for the kernel",
                given=f"one for “{layer.title}”",
                wanted="left out where a layer has not one kernel",
                hint="Put other filters in its place with --add.",
            )
        if source is not None:
            read = source.read or Recognised("", "", source.kernel)
            said = {name for name in SAID if getattr(read, name) is not None}
            alone = pasted(alone, read, source.kernel, said)
            layer = alone.layers[0]
        if isinstance(layer, Convolution):
            kernel = kernel_options.changed_kernel(chosen, layer.kernel)
            layer = replace(layer, kernel=kernel)
    layer = _set(layer, changes)
    _check_border(chosen, layer)
    made = pipeline.with_layer(index, layer)
    return replace(made, linear_light=alone.linear_light)


def _set(layer: Layer, changes: dict[str, Any]) -> Layer:
    """The layer with other settings.

    Raises:
        ArgumentValueError: it has no such setting.
    """
    if isinstance(layer, Activation) and "activation" in changes:
        changes = {("function" if n == "activation" else n): v for n, v in changes.items()}
    if isinstance(layer, Bank) and "bias" in changes:
        bias = changes["bias"]
        layer = replace(layer, filters=tuple(replace(one, bias=bias) for one in layer.filters))
        changes = {name: value for name, value in changes.items() if name != "bias"}
    if isinstance(layer, Convolution) and "groups" in changes:
        layer = bank_of(layer)
    known = {one.name for one in fields(layer)}
    for name in changes:
        if name not in known:
            option = f"--{_LAYER[name].replace('_', '-')}"
            given, wanted = f"it for “{layer.title}”", "left out for a layer that lacks it"
            raise ArgumentValueError(option, given=given, wanted=wanted)
    return replace(layer, **changes)


def _changes(chosen: argparse.Namespace) -> dict[str, Any]:
    """What the options say of the layer, by its own names."""
    values = {name: getattr(chosen, option) for name, option in _LAYER.items()}
    return {name: value for name, value in values.items() if value is not None}


def _given(chosen: argparse.Namespace, name: str) -> bool:
    return getattr(chosen, name) is not None


def _check_border(chosen: argparse.Namespace, layer: Layer) -> None:
    if chosen.border_value is None or not isinstance(layer, Convolution | Bank):
        return
    if layer.border != "constant":
        raise ArgumentValueError(
            "--border-value",
            given=f"it with the border {layer.border}",
            wanted="left out, or --border constant given too, which puts it outside",
        )
