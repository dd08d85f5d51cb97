"""Layers, and which of them and of its maps is meant, as options of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import cast

from convstudio.cli import options
from convstudio.cli.layer_words import layers_of
from convstudio.errors import ArgumentValueError
from convstudio.imaging.output import Kept
from convstudio.imaging.picture import Picture
from convstudio.kernel.notation import parse_integer
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.map_choice import map_count
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Layer, Pipeline
from convstudio.pipeline.storage.pipeline_file import MOST_LAYERS
from convstudio.pipeline.viewing import layer_maps, picture_maps, viewed

ALL, SHEET = "all", "sheet"
_ADD = """Adds layers above the others, in the order in which they are given; several in one text \
have “|” between them. May be given more than once, and instead of a kernel.
conv KERNEL ...: A convolution; several kernels, each a name, a file or weights in quotation \
marks, are a bank of filters.
random FILTERS SIZE [DISTRIBUTION]: A bank of random filters: glorot-uniform, glorot-normal, \
he-uniform or he-normal, with seed=N, and inputs=N planes a filter.
sweep FAMILY PARAMETER=FIRST..LAST:COUNT: A filter for each value of a family's parameter.
weights FILE [ARRAY]: A bank from .npy, .npz or .safetensors, with order=keras or pytorch, and \
biases=ARRAY.
1x1 'WEIGHTS; WEIGHTS': A mix of channels: a row of weights for each filter, one a channel.
local KERNEL ... input=RxC: A kernel of its own for each place of an input of that size.
relu, leaky-relu, sigmoid, tanh, absolute: An activation.
pool max|average [SIZE]: A pooling; its stride is its size unless it is told.
combine sum|maximum|magnitude|direction: One map made of all.
FILE: The layers of a pipeline file or a session.
Settings follow by the names of the options: “conv sobel-x stride=2 bias=1/2 name=edges”."""
_CHANGE = """Which layer the options for kernel and layer change, where there are several: its \
number from 1, or its name."""
_LAYER = """Ends with this layer: its number from 1, or its name. What comes after it is left out.
(default: the last)"""
_MAP = """Which of the last layer's maps is saved, where it makes several:
K: One, by its number from 1, as the window has it.
all: All of them: in one file that ends in .npy, .npz or .tif, or each in one of its own where the \
name has {map} in it.
sheet: All of them, small and labelled, on one contact sheet.
(default: the one that the pipeline names)"""


def add_layer_options(parser: argparse.ArgumentParser, *, viewing: bool = True) -> None:
    """``--add`` and ``--change``, ``--layer`` and ``--map`` in a group of their own.

    Args:
        viewing: whether maps are made, so that one of them can be meant.
    """
    group = parser.add_argument_group("layers")
    group.add_argument("--add", action="append", metavar="LAYER", help=_ADD)
    group.add_argument("--change", action=options.Once, metavar="N|NAME", help=_CHANGE)
    group.add_argument("--layer-name", metavar="NAME", help="Names the layer that is changed.")
    group.add_argument(
        "--layer-on",
        action=argparse.BooleanOptionalAction,
        help="Whether that layer takes part; one that does not keeps its settings.",
    )
    group.add_argument("--layer", action=options.Once, metavar="N|NAME", help=_LAYER)
    if viewing:
        group.add_argument(
            "--map",
            "--maps",
            type=options.refusing(_map),
            metavar="K|all|sheet",
            help=_MAP,
        )


def layers_added(chosen: argparse.Namespace, before: Sequence[Layer]) -> tuple[Layer, ...]:
    """The layers before, and above them those of ``--add``.

    Raises:
        ValidationError: a text that tells of no layer, or too many layers.
        KernelFileError, KernelTextError, PipelineFileError, SessionFileError: see ``layers_of``.
    """
    found = list(before)
    for text in chosen.add or ():
        found += layers_of(text, found)
    if len(found) > MOST_LAYERS:
        wanted = f"at most {MOST_LAYERS}"
        raise ArgumentValueError("layers", given=str(len(found)), wanted=wanted)
    return tuple(found)


def changed_index(chosen: argparse.Namespace, layers: Sequence[Layer]) -> int:
    """Which layer the options for kernel and layer change.

    Raises:
        ArgumentValueError: there are several, and nothing says which; or there is no such layer.
    """
    if chosen.change is not None:
        return layer_named(chosen.change, layers, "--change")
    if len(layers) > 1:
        raise ArgumentValueError(
            "options for kernel and layer",
            given=f"one for a pipeline of {len(layers)} layers",
            wanted="left out where there are several layers, or told which with --change",
            hint=_known(layers),
        )
    return 0


def require_kernels_own(chosen: argparse.Namespace, layers: Sequence[Layer]) -> None:
    """Refuses ``--change`` for another layer than that of a kernel which is given beside it.

    Args:
        layers: that of the kernel, and above it those of ``--add``.

    Raises:
        ArgumentValueError: it names another, or none.
    """
    if chosen.change is None or layer_named(chosen.change, layers, "--change") == 0:
        return
    raise ArgumentValueError(
        "--change",
        given=f"“{chosen.change}”",
        wanted="left out beside a kernel: the options change the kernel's own layer",
        hint="Settings of another follow in its --add, such as “pool max 2 stride=1”.",
    )


def looked_at(chosen: argparse.Namespace, pipeline: Pipeline) -> Pipeline:
    """The pipeline up to the layer of ``--layer``, with the map of ``--map``.

    Raises:
        ArgumentValueError: there is no such layer.
    """
    wanted = getattr(chosen, "map", None)
    last = len(pipeline.layers) - 1
    index = last
    if chosen.layer is not None:
        index = layer_named(chosen.layer, pipeline.layers, "--layer")
    kept = pipeline.map if index == last and wanted is None else None
    return viewed(pipeline, index, wanted if isinstance(wanted, int) else kept)


def kept_maps(chosen: argparse.Namespace) -> Kept:
    """Whether one of the maps, all or a contact sheet is asked for."""
    return cast(Kept, chosen.map) if chosen.map in (ALL, SHEET) else "one"


def layer_named(text: str, layers: Sequence[Layer], option: str) -> int:
    """The index of the layer of that number, from 1, or of that name.

    Raises:
        ArgumentValueError: there is none, or there are several of that name.
    """
    if text.strip().isdecimal() and 1 <= int(text) <= len(layers):
        return int(text) - 1
    word = text.strip().casefold()
    found = [index for index, layer in enumerate(layers) if layer.title.casefold() == word]
    if len(found) == 1:
        return found[0]
    if found:
        told = ", ".join(str(index + 1) for index in found)
        given, wanted = f"“{text}”, as layers {told} are called,", "the number of one of them"
    else:
        numbers = f"from 1 to {len(layers)}" if len(layers) > 1 else "1"
        given, wanted = f"“{text}”", f"{numbers}, or the name of a layer"
    raise ArgumentValueError(option, given=given, wanted=wanted, hint=_known(layers))


def require_map(pipeline: Pipeline, picture: Picture, kept: Kept) -> Maps:
    """What the last layer makes of a picture.

    Raises:
        ArgumentValueError: a layer does not fit what is below it; or one map is to be kept of
            several, and it is not told which, or there is no such one.
    """
    _require_inputs(pipeline, picture)
    maps = layer_maps(pipeline, picture)[-1]
    if kept == "one" and (maps.count > 1 or pipeline.map):
        _require_one(pipeline, maps)
    return maps


def _require_inputs(pipeline: Pipeline, picture: Picture) -> None:
    """Refuses a locally connected layer for other channels in the words of its ``input=``."""
    below = picture_maps(picture)
    for layer in pipeline.active:
        if isinstance(layer, LocallyConnected):
            made_for = layer.weights.array.shape[4]
            if made_for != below.channels:
                raise ArgumentValueError(
                    f"the input of “{layer.title}”",
                    given=f"one of {made_for}, on {below.channels}",
                    wanted=f"of {below.channels} channels, as it is below it",
                    hint=f"With --add, say it: local … input=ROWSxCOLUMNSx{below.channels}.",
                )
        below = layer.maps(below)


def require_choice(pipeline: Pipeline, kept: Kept) -> None:
    """The same before there is a picture, of layers that fit one.

    Raises:
        ArgumentValueError: one map is to be kept of several, and it is not told which.
    """
    try:
        count = map_count(pipeline)
    except ArgumentValueError:
        return  # which each picture is told
    if kept == "one" and (count > 1 or pipeline.map):
        _require_one(pipeline, Maps(count, 1))


def _require_one(pipeline: Pipeline, maps: Maps) -> None:
    if pipeline.map is not None and pipeline.map < maps.count:
        return
    given = "none" if pipeline.map is None else str(pipeline.map + 1)
    raise ArgumentValueError(
        "--map",
        given=f"{given}, for “{pipeline.active[-1].title}”, which makes {maps.words},",
        wanted=f"from 1 to {maps.count}, “all” or “sheet”" if maps.count > 1 else "1, or left out",
    )


def _known(layers: Sequence[Layer]) -> str:
    told = ", ".join(f"{number} {layer.title}" for number, layer in enumerate(layers, 1))
    return f"There are: {told}."


def _map(text: str) -> int | str:
    """A map's index, from 0, of its number, from 1; or the word for all of them."""
    word = text.strip().lower()
    if word in (ALL, SHEET):
        return word
    try:
        number = parse_integer(word, "map")
    except ArgumentValueError:
        number = 0
    if number < 1:
        wanted = "a number from 1, “all” or “sheet”"
        raise ArgumentValueError("map", given=f"“{text[:40]}”", wanted=wanted)
    return number - 1
