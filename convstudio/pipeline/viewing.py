"""A pipeline as it is looked at: up to one of its layers, and one of that layer's maps."""

from __future__ import annotations

from dataclasses import replace

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.pipeline.elements import Combine
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Pipeline


def viewed(pipeline: Pipeline, layer: int, map: int | None) -> Pipeline:  # noqa: A002
    """The pipeline up to a layer, an index in its layers, and that map of it.

    The same pipeline where that is what it shows already.
    """
    layers = pipeline.layers[: layer + 1]
    if len(layers) == len(pipeline.layers) and map == pipeline.map:
        return pipeline
    return replace(pipeline, layers=layers, map=map)


def shows_angles(pipeline: Pipeline) -> bool:
    """Whether what it shows are angles: directions, of which the full range is 360°."""
    last = pipeline.active[-1]
    return isinstance(last, Combine) and last.mode == "direction"


def picture_maps(picture: Picture) -> Maps:
    """The picture as the first layer takes it."""
    return Maps(1, int(picture.colour.shape[2]), picture.has_alpha)


def layer_maps(pipeline: Pipeline, picture: Picture) -> tuple[Maps, ...]:
    """What lies above each of its layers; above one that is off, what is below it.

    Raises:
        ArgumentValueError: a layer does not fit what is below it.
    """
    below, found = picture_maps(picture), []
    for layer in pipeline.layers:
        below = layer.maps(below) if layer.on else below
        found.append(below)
    return tuple(found)


def maps_of(pipeline: Pipeline, picture: Picture, layer: int) -> Maps:
    """What lies above one of its layers; of layers that do not fit, the picture itself."""
    try:
        return layer_maps(viewed(pipeline, layer, None), picture)[-1]
    except ArgumentValueError:
        return picture_maps(picture)
