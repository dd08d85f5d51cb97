"""How one value of a layer's map comes about, whatever the layer: its channels and its steps.

The convolution of a single kernel, with all that alpha can do there, is in ``planes``; here are
banks of filters, kernels of a place, pooling, activation and combination.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from convstudio.imaging.light import LUMA, encode
from convstudio.imaging.picture import Picture
from convstudio.numerics.dtypes import FLOAT64
from convstudio.numerics.geometry import Region
from convstudio.numerics.source import Source
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.layer_rendering import Rendering
from convstudio.pipeline.map_names import ALPHA, channel_names, map_names
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import (
    Activation,
    Bank,
    Combine,
    Layer,
    LocallyConnected,
    Pipeline,
    Pooling,
)
from convstudio.pipeline.planes import Plane
from convstudio.pipeline.sliding import ONE_CHANNEL
from convstudio.pipeline.stages import Stage
from convstudio.pipeline.viewing import picture_maps
from convstudio.pipeline.window import Window
from convstudio.pipeline.worked_sum import Ending, Step, exact_sum

WorkingKind = Literal["sum", "pooling", "activation", "combination"]


@dataclass(frozen=True, eq=False)
class Working:
    """How a value comes about.

    Attributes:
        kind: ``sum`` of products, or what is done without a kernel.
        planes: the channels that go into it.
        steps: from them to the value, in float64.
    """

    kind: WorkingKind
    planes: tuple[Plane, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, eq=False)
class _Entering:
    """What stands under the window, of the channels that are needed: (F_v, F_h, channels)."""

    names: tuple[str, ...]
    given: FloatArray
    light: FloatArray | None

    @property
    def values(self) -> FloatArray:
        return self.given if self.light is None else self.light

    def plane(self, index: int, weights: FloatArray | None = None, share: float = 1.0) -> Plane:
        """One channel; without weights its values are what counts."""
        values = self.values[..., index]
        kernel = np.ones(values.shape) if weights is None else weights
        with np.errstate(all="ignore"):  # 0 · ∞ is no number, as in the map
            products = values if weights is None else values * kernel
        total = share * exact_sum(products.ravel().tolist())
        light = None if self.light is None else self.light[..., index]
        given = self.given[..., index]
        return Plane(self.names[index], share, given, light, None, values, kernel, products, total)


def working(
    pipeline: Pipeline, picture: Picture, window: Window, place: tuple[int, int], colour: int
) -> Working:
    """How a value of the last layer's map comes about, where that layer is no single kernel.

    Args:
        pipeline: with one map, or the one that is wanted.
        window: of the last layer, for that value.
        place: (row, column) of the map.
        colour: of that map.
    """
    below = picture_maps(picture)
    layer, _need = pipeline.narrowed(below)[-1]
    rendering = Rendering(pipeline, picture, None)
    stage = rendering.stages[-1]
    region = Region(place[0], place[1], place[0] + 1, place[1] + 1)
    source = rendering.source(len(rendering.stages) - 1, region)
    entering = _entering(stage, source, window, sample_names(pipeline, picture))
    ending = Ending(None, "none", picture.full_range, encodes=stage.encodes)
    return _worked(layer, entering, ending, _At(window, place, colour, stage.below))


def sample_names(pipeline: Pipeline, picture: Picture) -> tuple[str, ...]:
    """What the samples are called that the last layer takes, of the map that is wanted.

    Raises:
        ArgumentValueError: a layer does not fit what is below it, or there is no such map.
    """
    maps = picture_maps(picture)
    lower = pipeline.active[:-1]
    names = map_names(lower, maps)
    for layer in lower:
        maps = layer.maps(maps)
    layer, need = pipeline.narrowed(picture_maps(picture))[-1]
    found = channel_names(names, maps)
    if need.map is not None:
        found = found[need.map * maps.colours : (need.map + 1) * maps.colours]
    if need.channels is not None:
        found = found[slice(*need.channels)]
    channels = getattr(layer, "channels", "each")
    if channels == "alpha":
        return (ALPHA,)
    if channels in ONE_CHANNEL and len(found) == len(ONE_CHANNEL):
        return (found[ONE_CHANNEL.index(channels)],)
    return found


@dataclass(frozen=True, eq=False)
class _At:
    """Which value it is: where the window stands, which colour of the map, of what input."""

    window: Window
    place: tuple[int, int]
    colour: int
    below: Maps


def _worked(layer: Layer, entering: _Entering, ending: Ending, at: _At) -> Working:
    if isinstance(layer, Bank):
        return _of_bank(layer, entering, ending, at)
    if isinstance(layer, LocallyConnected):
        return _of_place(layer, entering, ending, at)
    if isinstance(layer, Pooling):
        return _of_pooling(layer, entering, ending, at)
    if isinstance(layer, Activation):
        return _of_activation(layer, entering, ending, at)
    assert isinstance(layer, Combine)  # noqa: S101 - of a single kernel is told in ``planes``
    return _of_combination(layer, entering, ending, at)


def _entering(stage: Stage, source: Source, window: Window, names: tuple[str, ...]) -> _Entering:
    places = np.array(window.rows), np.array(window.columns)
    values = source.gathered(*places, FLOAT64)
    if not stage.linear:
        return _Entering(names, values, None)
    with np.errstate(all="ignore"):
        outside = encode(np.array([stage.fill]), stage.full_range).item() if stage.fill else 0.0
    given = replace(source, decode=None, fill=outside).gathered(*places, FLOAT64)
    return _Entering(names, given, values)


def _of_bank(layer: Bank, entering: _Entering, ending: Ending, at: _At) -> Working:
    count = len(entering.names)
    chosen = [at.colour] if layer.channels == "each" else list(range(count))
    luma = layer.channels == "luminance" and count == len(LUMA)
    shares = LUMA.tolist() if luma else [1.0] * count
    weights, divisors = layer.typed(count)
    if layer.flip:
        weights = weights[::-1, ::-1]
    planes = tuple(entering.plane(one, weights[..., one, 0], shares[one]) for one in chosen)
    ending = replace(
        ending, bias=layer.filters[0].bias * ending.full_range, activation=layer.activation
    )
    return Working("sum", planes, _weighted(planes, float(divisors[0]), ending))


def _of_place(layer: LocallyConnected, entering: _Entering, ending: Ending, at: _At) -> Working:
    weights = layer.weights.array[at.place]
    planes = tuple(entering.plane(one, weights[..., one, 0]) for one in range(weights.shape[2]))
    ending = replace(ending, bias=layer.biases[0] * ending.full_range)
    return Working("sum", planes, _weighted(planes, 1.0, ending))


def _weighted(planes: Sequence[Plane], divisor: float, ending: Ending) -> tuple[Step, ...]:
    total = exact_sum(plane.total for plane in planes)
    steps = [Step("sum", None, total), Step("divisor", divisor, total / divisor)]
    return tuple(ending.after(steps))


def _of_activation(layer: Activation, entering: _Entering, ending: Ending, at: _At) -> Working:
    plane = entering.plane(at.colour)
    ending = replace(ending, activation=layer.function)
    steps = ending.after([Step("input", None, plane.values.item())])
    return Working("activation", (plane,), tuple(steps))


def _of_pooling(layer: Pooling, entering: _Entering, ending: Ending, at: _At) -> Working:
    plane = entering.plane(at.colour)
    outside = at.window.constant
    inside = plane.values[~outside]
    count = float(inside.size)
    if layer.mode == "max":
        largest = float(inside.max())  # NaN where one is
        steps = [Step("largest", count, largest)]
        plane = replace(plane, chosen=_holding(plane.values, largest) & ~outside)
    else:
        total = exact_sum(inside.tolist())
        steps = [Step("added", count, total), Step("mean", count, total / count)]
    return Working("pooling", (plane,), tuple(ending.after(steps)))


def _of_combination(layer: Combine, entering: _Entering, ending: Ending, at: _At) -> Working:
    below = at.below
    step = below.colours if below.count > 1 else 1
    planes = tuple(entering.plane(one) for one in range(at.colour, below.channels, step))
    if below.count == 1 and below.colours == 1:
        planes = (entering.plane(0),)
    values = [plane.values.item() for plane in planes]
    count = float(len(values))
    if layer.mode == "sum":
        steps = [Step("added", count, exact_sum(values))]
    elif layer.mode == "maximum":
        largest = float(np.max(values))
        steps = [Step("largest", count, largest)]
        planes = tuple(replace(plane, chosen=_holding(plane.values, largest)) for plane in planes)
    elif layer.mode == "magnitude":
        squares = [value * value for value in values]
        planes = tuple(replace(plane, products=plane.values**2) for plane in planes)
        total = exact_sum(squares)
        steps = [Step("squares", count, total), Step("root", None, _root(total))]
    else:
        steps = _turned(values, ending.full_range)
    return Working("combination", planes, tuple(ending.after(steps)))


def _turned(values: Sequence[float], full_range: float) -> list[Step]:
    """The direction of a gradient (to the right, downwards), counter-clockwise as seen."""
    right, down = values
    degrees = math.degrees(math.atan2(-down, right)) % 360.0
    return [Step("angle", None, degrees), Step("turn", full_range, degrees / 360 * full_range)]


def _holding(values: FloatArray, largest: float) -> Array:
    found: Array = np.isnan(values) if math.isnan(largest) else values == largest
    return found


def _root(total: float) -> float:
    return math.sqrt(total) if total >= 0 else total  # NaN stays NaN
