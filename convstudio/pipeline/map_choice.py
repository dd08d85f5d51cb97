"""Some of a layer's maps, which filter makes each, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from convstudio.errors import ArgumentValueError
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.elements import Combine
from convstudio.pipeline.locally import LocallyConnected, Weights
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Layer, Pipeline


def of_maps(pipeline: Pipeline, below: Maps, wanted: tuple[int, ...]) -> Pipeline | None:
    """A pipeline that makes these maps of the last layer in this order, and no others.

    Args:
        below: of the picture.
        wanted: different numbers, from 0.

    Returns:
        None where its layers cannot make them alone: then they are to be taken of all.
    """
    layers = list(pipeline.active)
    inputs = (below, *pipeline.maps(below))
    if wanted == tuple(range(inputs[-1].count)):
        return replace(pipeline, map=None)
    for index in reversed(range(len(layers))):
        layer, entering = layers[index], inputs[index]
        if isinstance(layer, Combine):
            return None
        fewer = _fewer(layer, entering, wanted)
        if fewer is not None:
            return replace(
                pipeline, layers=(*layers[:index], fewer, *layers[index + 1 :]), map=None
            )
        if isinstance(layer, Bank | LocallyConnected):
            return None
    return None


def filter_of(layer: Layer, number: int, count: int) -> int:
    """Which filter of a layer makes one of its maps; 0 where it has no filters.

    Args:
        count: how many maps the layer makes.
    """
    if isinstance(layer, LocallyConnected):
        return number
    if not isinstance(layer, Bank):
        return 0
    each = layer.channels == "each"
    return number * len(layer.filters) // max(count, 1) if each else number


def map_count(pipeline: Pipeline) -> int:
    """How many maps the last layer makes: as many of every picture that its layers fit.

    Which of them the pipeline shows, and whether there is such a one, makes no difference.

    Raises:
        ArgumentValueError: they fit neither a picture in colours nor one in gray.
    """
    every = replace(pipeline, map=None)
    try:
        return every.maps(Maps(1, 3, has_alpha=True))[-1].count
    except ArgumentValueError as error:
        try:
            return every.maps(Maps(1, 1, has_alpha=True))[-1].count
        except ArgumentValueError:
            raise error from None


def channels_above(layers: Iterable[Layer]) -> tuple[int, ...]:
    """How many channels lie above these layers on pictures in colours and in gray that they fit.

    Returns:
        Each number once, that on pictures in colours first; none where the layers fit neither.
    """
    active = [layer for layer in layers if layer.on]
    found: dict[int, None] = {}
    for colours in (3, 1):
        maps = Maps(1, colours, has_alpha=True)
        try:
            for layer in active:
                maps = layer.maps(maps)
        except ArgumentValueError:
            continue
        found[maps.channels] = None
    return tuple(found)


def _fewer(layer: Layer, entering: Maps, wanted: tuple[int, ...]) -> Layer | None:
    """The layer that makes these maps alone of all that it is given; None if it cannot."""
    if isinstance(layer, Bank):
        by_filter = layer.channels != "each" or entering.count == 1
        if not by_filter or layer.groups > 1:
            return None
        return replace(layer, filters=tuple(layer.filters[number] for number in wanted))
    if isinstance(layer, LocallyConnected):
        array = layer.weights.array[..., list(wanted)]
        biases = tuple(layer.biases[number] for number in wanted)
        return replace(layer, weights=Weights(array), biases=biases)
    return None
