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

from convstudio.imaging.light import LUMA, decode, encode
from convstudio.imaging.picture import Picture
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.bank import bank_of
from convstudio.pipeline.map_names import channel_names, map_names
from convstudio.pipeline.maps import Maps, Need
from convstudio.pipeline.pipeline import (
    Activation,
    Bank,
    Combine,
    Convolution,
    Layer,
    LocallyConnected,
    Pipeline,
    Pooling,
)
from convstudio.pipeline.planes import Plane
from convstudio.pipeline.viewing import picture_maps
from convstudio.pipeline.window import Window, values_under
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
    pipeline: Pipeline, picture: Picture, window: Window, place: tuple[int, int], channel: int
) -> Working:
    """How a value of the last layer's map comes about.

    Args:
        window: of the last layer, for that value.
        place: (row, column) of the map.
        channel: of all that the last layer makes, map by map; alpha is none.
    """
    *lower, layer = pipeline.active
    below = (picture_maps(picture), *replace(pipeline, map=None).maps(picture_maps(picture)))
    above = below[-1]
    index, colour = divmod(channel, above.colours)
    alone, need = layer.only(index, below[-2])
    names = map_names(lower, picture_maps(picture))
    entering = _entering(pipeline, picture, window, need, channel_names(names, below[-2]))
    encodes = pipeline.linear_light and not _is_alphas(pipeline.active)
    ending = Ending(None, "none", picture.full_range, encodes=encodes)
    return _worked(alone, entering, ending, _At(window, place, colour, below[-2]))


@dataclass(frozen=True, eq=False)
class _At:
    """Which value it is: where the window stands, which colour of the map, of what input."""

    window: Window
    place: tuple[int, int]
    colour: int
    below: Maps


def _worked(layer: Layer, entering: _Entering, ending: Ending, at: _At) -> Working:
    if isinstance(layer, Convolution):
        return _of_bank(bank_of(layer), entering, ending, at)
    if isinstance(layer, Bank):
        return _of_bank(layer, entering, ending, at)
    if isinstance(layer, LocallyConnected):
        return _of_place(layer, entering, ending, at)
    if isinstance(layer, Pooling):
        return _of_pooling(layer, entering, ending, at)
    if isinstance(layer, Activation):
        return _of_activation(layer, entering, ending, at)
    return _of_combination(layer, entering, ending, at)


def _is_alphas(layers: Sequence[Layer]) -> bool:
    """Whether what comes out is made of alpha, which is no light."""
    return any(getattr(layer, "channels", "") == "alpha" for layer in layers)


def _entering(
    pipeline: Pipeline, picture: Picture, window: Window, need: Need, names: tuple[str, ...]
) -> _Entering:
    layer, white = pipeline.active[-1], picture.full_range
    if isinstance(layer, Bank) and layer.channels == "alpha":
        return _entering_alpha(picture, window, layer.border_value * white)
    given = values_under(pipeline, picture, window, need.map)
    constant = 0.0
    if getattr(layer, "border", "") == "constant":
        constant = float(getattr(layer, "border_value", 0.0)) * white
    if need.map is not None:
        size = given.shape[2]
        names = names[need.map * size : (need.map + 1) * size]
    if need.channels is not None:
        given, names = given[..., slice(*need.channels)], names[slice(*need.channels)]
    if not pipeline.linear_light or len(pipeline.active) > 1:
        given[window.constant] = constant
        return _Entering(names, given, None)
    light = decode(given, white)
    light[window.constant] = constant
    given[window.constant] = float(encode(np.array([constant]), white)[0]) if constant else 0.0
    return _Entering(names, given, light)


def _entering_alpha(picture: Picture, window: Window, constant: float) -> _Entering:
    whole = picture.alpha
    assert whole is not None  # noqa: S101 - or the layer would not fit
    given = whole[np.ix_(window.from_rows, window.from_columns)].astype(np.float64)
    given[window.constant] = constant
    return _Entering(("Alpha",), given[..., np.newaxis], None)


def _of_bank(layer: Bank, entering: _Entering, ending: Ending, at: _At) -> Working:
    count = len(entering.names)
    chosen, shares = list(range(count)), [1.0] * count
    if layer.channels == "each":
        chosen = [at.colour]
    elif layer.channels in ("red", "green", "blue"):
        chosen = [("red", "green", "blue").index(layer.channels) if count == 3 else 0]
    elif layer.channels == "luminance" and count == 3:
        shares = LUMA.tolist()
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
