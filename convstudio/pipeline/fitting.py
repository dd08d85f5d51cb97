"""A divisor and an offset with which nothing of a map lies outside the range that is shown."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.numerics.analysis import Statistics
from convstudio.pipeline.layer_sums import layer_sums
from convstudio.pipeline.pipeline import Convolution, Pipeline

# First digits of numbers that a person would choose, and those of whole numbers of two or three.
_NICE = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
_HUNDREDS = (1, 1.2, 1.5, 1.6, 2, 2.4, 2.5, 3, 3.2, 4, 5, 6, 6.4, 8)
# f(a · v) = a · f(v) for every a > 0: such a map shrinks as its sums and its bias do.
_HOMOGENEOUS = ("relu", "leaky_relu", "absolute")


@dataclass(frozen=True)
class Fit:
    """What would fit, and the pipeline that has it.

    Attributes:
        divisor: of the last layer's kernel.
        offset: the last layer's bias in the picture's own units.
    """

    divisor: float
    offset: float
    pipeline: Pipeline


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
    layer, last = pipeline.layers[-1], layer_sums(pipeline, picture)[-1]
    if pipeline.linear_light or last.joins_alpha or statistics.infinities:
        return None
    # Sums of whole numbers are whole, and what the map's rounding took from them is known.
    whole = picture.pixels.dtype.kind == "u" and _sums_are_whole(layer)
    whole = whole and all(map(_stays_whole, pipeline.layers[:-1]))
    if layer.activation == "none":
        found = _affine(layer, picture.full_range, statistics, whole=whole)
    elif layer.activation in _HOMOGENEOUS:
        found = _smaller(layer, picture.full_range, statistics, whole=whole)
    else:
        found = None
    if found is None:
        return None
    divisor, offset = found
    try:
        kernel = layer.kernel.with_divisor(divisor)
        fitted = replace(layer, kernel=kernel, bias=offset / picture.full_range)
    except ArgumentValueError:  # further out than a divisor or a bias may be
        return None
    return Fit(divisor, offset, replace(pipeline, layers=(*pipeline.layers[:-1], fitted)))


def nice_from(least: float) -> Iterator[float]:
    """The numbers that a person would choose, from the first that is at least so large."""
    for exponent in range(math.floor(math.log10(least)), 300):
        numbers = _HUNDREDS if exponent in (1, 2) else _NICE
        found = (float(f"{nice}e{exponent}") for nice in numbers)  # as typed: 3e-1 is 0.3
        yield from (number for number in found if number >= least)


def _affine(
    layer: Convolution, white: float, statistics: Statistics, *, whole: bool
) -> tuple[float, float] | None:
    """Divisor and offset where the map is the sums over the divisor, plus the bias."""
    present, bias = abs(layer.kernel.divisor), layer.bias * white
    low, high = _sums(layer, white, statistics, whole=whole)
    for divisor in _divisors((high - low) / white, present):
        ends = low / divisor, high / divisor
        offset = next((o for o in _offsets(ends, bias, white) if _inside(ends, o, white)), None)
        if offset is not None:
            return math.copysign(divisor, layer.kernel.divisor), offset
    return None


def _smaller(
    layer: Convolution, white: float, statistics: Statistics, *, whole: bool
) -> tuple[float, float] | None:
    """A larger divisor, and the bias smaller by as much."""
    if statistics.minimum < 0:
        return None
    present, bias = abs(layer.kernel.divisor), layer.bias * white
    _, high = _sums(layer, white, statistics, whole=whole)
    high += bias * present
    for divisor in _divisors(high / white, present):
        if _inside((0.0, high / divisor), 0.0, white):
            return math.copysign(divisor, layer.kernel.divisor), bias * (present / divisor)
    return None


def _sums(
    layer: Convolution, white: float, statistics: Statistics, *, whole: bool
) -> tuple[float, float]:
    """The least and the greatest sum before divisor and bias, with the divisor's sign.

    Exact where they are whole numbers; else with what rounding may have kept from the map.
    """
    bias, divisor = layer.bias * white, abs(layer.kernel.divisor)
    # A quotient is rounded once, by half its last digit; with a bias there are more roundings.
    share = 2.0**-24 if bias == 0 else 2.0**-21
    slacks = [share * max(abs(end), abs(bias)) for end in (statistics.minimum, statistics.maximum)]
    low, high = (statistics.minimum - bias) * divisor, (statistics.maximum - bias) * divisor
    if whole and max(slacks) * divisor < 0.25:
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


def _sums_are_whole(layer: Convolution) -> bool:
    """Whether a layer's sums over whole numbers are whole numbers."""
    outside = layer.border != "constant" or layer.border_value == 0
    return outside and layer.channels != "luminance" and bool(np.all(layer.kernel.array % 1 == 0))


def _stays_whole(layer: Convolution) -> bool:
    """Whether a layer's map of whole numbers is one."""
    plain = abs(layer.kernel.divisor) == 1 and layer.bias == 0
    return plain and layer.activation in ("none", "relu", "absolute") and _sums_are_whole(layer)


def _inside(ends: tuple[float, float], offset: float, white: float) -> bool:
    """Whether both ends are within the range as the map is made, in float32."""
    bias = np.float32(offset / white * white)
    low, high = (np.float32(end) + bias for end in ends)
    return bool(low >= 0 and high <= white)
