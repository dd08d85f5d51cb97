"""What to call the maps of a layer, and their channels: by the filters that made them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from convstudio.kernel.kernel import CUSTOM
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Layer

COLOURS = ("Red", "Green", "Blue")
GRAY, ALPHA = "Gray", "Alpha"


def map_names(layers: Sequence[Layer], below: Maps) -> tuple[str, ...]:
    """A name for each map of the last of these layers; "" for a single one that needs none.

    A map has its filter's name, or its number from 1, and keeps it until maps are summed. No two
    have the same.

    Args:
        layers: those that are on; where there are none, the maps are those below.
        below: what the first of them takes.

    Raises:
        ArgumentValueError: a layer does not fit what is below it.
    """
    names = ("",) if below.count == 1 else _numbered(below.count)
    for layer in layers:
        above = layer.maps(below)
        names = _told_apart(_above(layer, names, above))
        below = above
    return names


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
    """A channel's name inside a sentence: colours and numbers in lower case, names as they are."""
    plain = name in (*COLOURS, GRAY, ALPHA, "Luminance", "Sum") or name.startswith("Map ")
    return name.lower() if plain else name


def _above(layer: Layer, names: tuple[str, ...], above: Maps) -> tuple[str, ...]:
    if isinstance(layer, Bank):
        own = tuple(_filter_name(one, number) for number, one in enumerate(layer.filters, 1))
        if layer.channels != "each":
            return own if len(own) > 1 or layer.filters[0].name else ("",)
        if len(own) == 1:
            return names
        return tuple(f"{one} of {name}" if name else one for one in own for name in names)
    if isinstance(layer, LocallyConnected):
        return _numbered(above.count) if above.count > 1 else ("",)
    if isinstance(layer, Convolution) and layer.channels != "each":
        return ("",)
    return names if above.count == len(names) else ("",)


def _filter_name(made: Filter, number: int) -> str:
    """Its own name, or that of the one kernel that it has, or its number."""
    if made.name:
        return made.name
    kernel = made.planes[0].name
    if kernel == CUSTOM or any(plane.name != kernel for plane in made.planes):
        return f"Map {number}"
    return kernel


def _numbered(count: int) -> tuple[str, ...]:
    return tuple(f"Map {number}" for number in range(1, count + 1))


def _told_apart(names: tuple[str, ...]) -> tuple[str, ...]:
    """The same, with their numbers where several would be called alike."""
    often = Counter(names)
    return tuple(
        f"{name} · {number}" if often[name] > 1 else name for number, name in enumerate(names, 1)
    )
