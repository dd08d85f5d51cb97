"""A divisor and an offset with which nothing of a map lies outside the range that is shown."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.analysis import Statistics
from convstudio.pipeline.pipeline import Bank, Convolution, Filter, Layer, Pipeline, Pooling
from convstudio.pipeline.stages import stages

# First digits of numbers that a person would choose, and those of whole numbers of two or three.
_NICE = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
_HUNDREDS = (1, 1.2, 1.5, 1.6, 2, 2.4, 2.5, 3, 3.2, 4, 5, 6, 6.4, 8)
# f(a · v) = a · f(v) for every a > 0: such a map shrinks as its sums and its bias do.
_HOMOGENEOUS = ("relu", "leaky_relu", "absolute")


@dataclass(frozen=True)
class Fit:
    """What would fit, and the pipeline that has it.

    Attributes:
        divisor: of the last layer's kernel, or of the filter's that makes the map.
        offset: its bias in the picture's own units.
        pipeline: the same with both.
        index: of the layer that has them.
    """

    divisor: float
    offset: float
    pipeline: Pipeline
    index: int

    @property
    def layer(self) -> Layer:
        """The layer that has them."""
        return self.pipeline.layers[self.index]


@dataclass(frozen=True)
class _Scale:
    """What a map's sums are divided by, what is added, and whether the sums are whole numbers."""

    divisor: float
    bias: float
    activation: str
    whole: bool


def fit(pipeline: Pipeline, picture: Picture, statistics: Statistics) -> Fit | None:
    """The divisor and the offset of the last layer with which no value of this map lies outside.

    The divisor is the present one or, where the map is wider than the range, the next larger number
    that a person would choose. The offset is the present one if it does, or 0, or half the range,
    or the middle of what does. After ReLU and its like the bias shrinks with the sums; a map is
    then only made smaller, for what is below 0 would stay there.

    Args:
        statistics: of this pipeline's whole map of the picture.

    Returns:
        None where nothing lies outside, or where no divisor and offset would help: after sigmoid
        and tanh, in linear light, where colours count by alpha, and for maps with infinities.
    """
    if statistics.below == statistics.above == 0 or statistics.range is None:
        return None
    scale = _scale(pipeline)
    if scale is None or pipeline.linear_light or statistics.infinities:
        return None
    if stages(pipeline, picture)[-1].joins_alpha:
        return None
    # Sums of whole numbers are whole, and what the map's rounding took from them is known.
    whole = scale.whole and picture.pixels.dtype.kind == "u"
    scale = replace(scale, whole=whole and all(map(_stays_whole, pipeline.active[:-1])))
    if scale.activation == "none":
        found = _affine(scale, picture.full_range, statistics)
    elif scale.activation in _HOMOGENEOUS:
        found = _smaller(scale, picture.full_range, statistics)
    else:
        found = None
    if found is None:
        return None
    try:
        return _fitted(pipeline, *found, picture.full_range)
    except ArgumentValueError:  # further out than a divisor or a bias may be
        return None


def _scale(pipeline: Pipeline) -> _Scale | None:
    """Of the last layer, or of the filter that makes the map; None where it has not just one."""
    layer = pipeline.active[-1]
    if isinstance(layer, Convolution):
        whole = _sums_are_whole(layer, (layer.kernel,))
        return _Scale(layer.kernel.divisor, layer.bias, layer.activation, whole)
    one = _filter(layer, pipeline.map) if isinstance(layer, Bank) else None
    if one is None or not isinstance(layer, Bank):
        return None
    whole = _sums_are_whole(layer, one.planes)
    return _Scale(one.planes[0].divisor, one.bias, layer.activation, whole)


def _filter(bank: Bank, index: int | None) -> Filter | None:
    """The filter that makes the map, where its planes have one divisor."""
    if bank.channels == "each" or (index is None and len(bank.filters) > 1):
        return None
    one = bank.filters[index or 0]
    return one if len({plane.divisor for plane in one.planes}) == 1 else None


def _fitted(pipeline: Pipeline, divisor: float, offset: float, white: float) -> Fit | None:
    on = [index for index, layer in enumerate(pipeline.layers) if layer.on]
    if not on:
        return None
    layer, bias, index = pipeline.layers[on[-1]], offset / white, pipeline.map or 0
    if isinstance(layer, Bank):
        one = layer.filters[index]
        planes = tuple(plane.with_divisor(divisor) for plane in one.planes)
        made: Layer = layer.with_filter(index, replace(one, planes=planes, bias=bias))
    else:
        assert isinstance(layer, Convolution)  # noqa: S101 - it has a scale
        made = replace(layer, kernel=layer.kernel.with_divisor(divisor), bias=bias)
    return Fit(divisor, offset, pipeline.with_layer(on[-1], made), on[-1])


def nice_from(least: float) -> Iterator[float]:
    """The numbers that a person would choose, from the first that is at least so large."""
    for exponent in range(math.floor(math.log10(least)), 300):
        numbers = _HUNDREDS if exponent in (1, 2) else _NICE
        found = (float(f"{nice}e{exponent}") for nice in numbers)  # as typed: 3e-1 is 0.3
        yield from (number for number in found if number >= least)


def _affine(scale: _Scale, white: float, statistics: Statistics) -> tuple[float, float] | None:
    """Divisor and offset where the map is the sums over the divisor, plus the bias."""
    present, bias = abs(scale.divisor), scale.bias * white
    low, high = _sums(scale, white, statistics)
    for divisor in _divisors((high - low) / white, present):
        ends = low / divisor, high / divisor
        offset = next((o for o in _offsets(ends, bias, white) if _inside(ends, o, white)), None)
        if offset is not None:
            return math.copysign(divisor, scale.divisor), offset
    return None


def _smaller(scale: _Scale, white: float, statistics: Statistics) -> tuple[float, float] | None:
    """A larger divisor, and the bias smaller by as much."""
    if statistics.minimum < 0:
        return None
    present, bias = abs(scale.divisor), scale.bias * white
    _, high = _sums(scale, white, statistics)
    high += bias * present
    for divisor in _divisors(high / white, present):
        if _inside((0.0, high / divisor), 0.0, white):
            return math.copysign(divisor, scale.divisor), bias * (present / divisor)
    return None


def _sums(scale: _Scale, white: float, statistics: Statistics) -> tuple[float, float]:
    """The least and the greatest sum before divisor and bias, with the divisor's sign.

    Exact where they are whole numbers; else with what rounding may have kept from the map.
    """
    bias, divisor = scale.bias * white, abs(scale.divisor)
    # A quotient is rounded once, by half its last digit; with a bias there are more roundings.
    share = 2.0**-24 if bias == 0 else 2.0**-21
    slacks = [share * max(abs(end), abs(bias)) for end in (statistics.minimum, statistics.maximum)]
    low, high = (statistics.minimum - bias) * divisor, (statistics.maximum - bias) * divisor
    if scale.whole and max(slacks) * divisor < 0.25:
        return float(round(low)), float(round(high))
    return low - slacks[0] * divisor, high + slacks[1] * divisor


def _divisors(least: float, present: float) -> Iterator[float]:
    """The present divisor, if it may do, and the next few that one would choose."""
    if not (least > 0 and math.isfinite(least)):
        yield present
        return
    least *= 1 - 1e-6  # rounding may make the first do
    if least <= present:
        yield present
    yield from islice(nice_from(max(least, present)), 3)


def _offsets(ends: tuple[float, float], present: float, white: float) -> tuple[float, ...]:
    """What may be added, the nicest first: whole numbers, or hundredths where white is 1."""
    digits = 2 if white == 1 else 0
    middle = (white - ends[0] - ends[1]) / 2
    half = float(round(white / 2, digits))
    return present, 0.0, half, float(round(middle, digits)), middle


def _sums_are_whole(layer: Convolution | Bank, kernels: tuple[Kernel, ...]) -> bool:
    """Whether a layer's sums over whole numbers are whole numbers."""
    outside = layer.border != "constant" or layer.border_value == 0
    whole = all(bool(np.all(kernel.array % 1 == 0)) for kernel in kernels)
    return outside and layer.channels != "luminance" and whole


def _stays_whole(layer: Layer) -> bool:
    """Whether a layer's map of whole numbers is one."""
    if not isinstance(layer, Convolution):
        return isinstance(layer, Pooling) and layer.mode == "max"
    plain = abs(layer.kernel.divisor) == 1 and layer.bias == 0
    plain = plain and layer.activation in ("none", "relu", "absolute")
    return plain and _sums_are_whole(layer, (layer.kernel,))


def _inside(ends: tuple[float, float], offset: float, white: float) -> bool:
    """Whether both ends are within the range as the map is made, in float32."""
    bias = np.float32(offset / white * white)
    low, high = (np.float32(end) + bias for end in ends)
    return bool(low >= 0 and high <= white)
