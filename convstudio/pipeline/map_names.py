"""What to call the maps of a layer, and their channels: by the filters that made them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from convstudio.kernel.kernel import CUSTOM
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Layer, Pipeline

COLOURS = ("Red", "Green", "Blue")
GRAY, ALPHA = "Gray", "Alpha"
_LABEL = re.compile(r"\d+: ")
_NUMBERED = re.compile(r"[^\W\d]+ (\d+)")  # a name that is no more than a word and a number


def given_names(layers: Sequence[Layer], below: Maps) -> tuple[str, ...]:
    """What each map of the last of these layers is called by those who made it; "" by nobody.

    A map has the name of its filter, or of that filter's kernel, and keeps it until maps are
    summed. Several may have the same.

    Args:
        layers: those that are on; where there are none, the maps are those below.
        below: what the first of them takes.

    Raises:
        ArgumentValueError: a layer does not fit what is below it.
    """
    names = ("",) * below.count
    for layer in layers:
        above = layer.maps(below)
        names = _above(layer, names, above)
        below = above
    return names


def filter_name(made: Filter) -> str:
    """A filter's own name, or that of the one kernel that it has; "" where it has neither."""
    kernel = made.planes[0].name
    if made.name or kernel == CUSTOM or any(plane.name != kernel for plane in made.planes):
        return made.name
    return kernel


def map_label(number: int, name: str) -> str:
    """What a map is called among others by people, who count from 1: ``"4: Sobel x"``, ``"4"``.

    A filter's own name that is a word and that number says it already: ``"Random 4"``. A longer
    one that ends in it may mean another: ``"Sobel x of Random 4"``, ``"Gaussian σ 4"``.

    Args:
        number: from 0.
        name: that it was given, or "".
    """
    told = _NUMBERED.fullmatch(name)
    if told and told[1] == str(number + 1):
        return name
    return f"{number + 1}: {name}" if name else str(number + 1)


def map_names(layers: Sequence[Layer], below: Maps) -> tuple[str, ...]:
    """What to call each map in running text: ``"4: Sobel x"``, ``"Map 4"``; "" for a single one.

    No two are the same. Arguments and errors are those of ``given_names``.
    """
    names = given_names(layers, below)
    if len(names) == 1:
        return ("",)
    return tuple(_in_text(number, name) for number, name in enumerate(names))


def map_labels(layers: Sequence[Layer], below: Maps) -> tuple[str, ...]:
    """What to write below each map's picture: ``"4: Sobel x"``, ``"4"``; of a single one its title.

    Arguments and errors are those of ``given_names``; there is at least one layer.
    """
    names = given_names(layers, below)
    if len(names) == 1:
        return (_single_title(layers[-1]),)
    return tuple(map_label(number, name) for number, name in enumerate(names))


def map_title(pipeline: Pipeline, below: Maps) -> str:
    """What to call what a pipeline shows: the one map by kernel, filter or layer, or its layer.

    ``"Sobel x"`` of one kernel, ``"4: Sobel x"`` of a bank's filters, and above them
    ``"Max pooling 2×2, map 4: Sobel x"``.

    Args:
        below: of the picture.

    Raises:
        ArgumentValueError: a layer does not fit what is below it, or there is no such map.
    """
    layers = pipeline.active
    pipeline.maps(below)  # refuses a map that is not there
    names, last = given_names(layers, below), layers[-1]
    if len(names) == 1:
        return _single_title(last)
    if pipeline.map is None:
        return last.title
    name = names[pipeline.map]
    label = map_label(pipeline.map, name)
    return label if name and _names_maps(last) else f"{last.title}, map {label}"


def channel_names(names: Sequence[str], maps: Maps) -> tuple[str, ...]:
    """A name for each channel of maps with these names, map by map."""
    if maps.colours == 1:
        return tuple(name or GRAY for name in names)
    return tuple(
        f"{name} {colour.lower()}" if name else colour for name in names for colour in COLOURS
    )


def made_by(layers: Sequence[Layer], index: int, below: Maps, name: str) -> tuple[int, int] | None:
    """Which layer below one, and which of its maps, makes a channel of this name.

    Args:
        layers: of a pipeline, also those that are off.
        index: of the layer that takes the channel.
        below: what the first of them takes.

    Returns:
        (layer, map); None where the channel is the picture's.

    Raises:
        ArgumentValueError: a layer does not fit what is below it.
    """
    lower = [place for place in range(index) if layers[place].on]
    active, maps = [layers[place] for place in lower], below
    for layer in active:
        maps = layer.maps(maps)
    names = channel_names(map_names(active, below), maps)
    if not lower or name not in names:
        return None
    return lower[-1], names.index(name) // maps.colours


def in_a_sentence(name: str) -> str:
    """A channel's name inside a sentence: ``"red"``, ``"map 7"``, ``"map 4: Sobel x"``."""
    if _LABEL.match(name):
        return f"map {name}"
    plain = name in (*COLOURS, GRAY, ALPHA, "Luminance", "Sum") or name.startswith("Map ")
    return name.lower() if plain else name


def _above(layer: Layer, names: tuple[str, ...], above: Maps) -> tuple[str, ...]:
    if isinstance(layer, Bank):
        own = tuple(map(filter_name, layer.filters))
        if layer.channels != "each":
            return own
        if len(own) == 1:
            return names
        return tuple(_joined(one, index, names) for one in own for index in range(len(names)))
    if isinstance(layer, LocallyConnected):
        return ("",) * above.count
    if isinstance(layer, Convolution) and layer.channels != "each":
        return ("",)
    return names if above.count == len(names) else ("",) * above.count


def _joined(own: str, index: int, names: tuple[str, ...]) -> str:
    """What a filter makes of a map by itself: ``"Mean of Sobel x"``, ``"Mean of map 2"``."""
    if len(names) == 1 or not own:
        return own
    return f"{own} of {names[index] or f'map {index + 1}'}"


def _names_maps(layer: Layer) -> bool:
    """Whether it makes the maps that have their names from it."""
    return isinstance(layer, Bank) and (layer.channels != "each" or len(layer.filters) > 1)


def _single_title(layer: Layer) -> str:
    """What to call the only map of a layer."""
    if isinstance(layer, Convolution):
        return layer.name or layer.kernel.name
    filtered = filter_name(layer.filters[0]) if isinstance(layer, Bank) else ""
    return layer.name or filtered or layer.title


def _in_text(number: int, name: str) -> str:
    return map_label(number, name) if name else f"Map {number + 1}"
