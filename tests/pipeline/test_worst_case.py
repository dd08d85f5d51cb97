"""How far the values of a map can go."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convstudio.errors import Cancelled
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import check, render
from convstudio.pipeline.worst_case import sample_extremes, worst_case

KERNEL = Kernel(((-1, 2), (3, -0.5)), 2)
RNG = np.random.default_rng(2)
COLOUR = Picture(RNG.integers(40, 190, (20, 30, 3), np.uint8))
ALPHA = Picture(RNG.integers(40, 190, (20, 30, 4), np.uint8), has_alpha=True)


def worst(pipeline: Pipeline, picture: Picture) -> tuple[float, float]:
    found = worst_case(pipeline, picture, sample_extremes(pipeline.layers[0], picture))
    assert found is not None
    return found


def test_the_full_range_and_the_picture_s_own():
    pipeline = Pipeline((Convolution(KERNEL, padding="valid", bias=0.5),))
    assert worst_case(pipeline, COLOUR) == (-0.75 * 255 + 127.5, 2.5 * 255 + 127.5)
    low, high = COLOUR.pixels.min(), COLOUR.pixels.max()
    assert worst(pipeline, COLOUR) == (
        2.5 * low - 0.75 * high + 127.5,
        2.5 * high - 0.75 * low + 127.5,
    )


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("picture", [COLOUR, ALPHA])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"padding": "valid"},
        {"border": "constant", "border_value": 1.5},
        {"border": "edge"},
        {"channels": "sum"},
        {"channels": "luminance"},
        {"channels": "green"},
        {"flip": True, "bias": -0.25},
    ],
)
def test_no_map_goes_further(changes, picture, linear):
    layer = replace(Convolution(KERNEL), **changes)
    pipeline = Pipeline((layer,), linear_light=linear)
    values = render(pipeline, picture, Region(0, 0, *check(pipeline, picture))).values
    low, high = worst(pipeline, picture)
    assert low - 1e-3 <= values.min()
    assert values.max() <= high + 1e-3


def test_what_counts_by_alpha_has_no_bound():
    pipeline = Pipeline((Convolution(KERNEL, alpha="weighted"),))
    assert worst_case(pipeline, ALPHA) is None
    assert worst_case(pipeline, COLOUR) is not None


def test_extremes_are_those_of_the_samples_that_count():
    pixels = np.zeros((300, 4, 3), np.uint8)
    pixels[280, 1, 2], pixels[5, 2, 0] = 90, 200
    picture = Picture(pixels)
    assert sample_extremes(Convolution(KERNEL), picture) == (0, 200)
    assert sample_extremes(Convolution(KERNEL, channels="blue"), picture) == (0, 90)
    assert sample_extremes(Convolution(KERNEL, channels="alpha"), ALPHA) == (
        ALPHA.alpha.min(),
        ALPHA.alpha.max(),
    )


def test_what_is_no_number_is_no_extreme():
    pixels = np.array([[[np.nan], [2.0], [np.inf], [-1.0]]], np.float32)
    assert sample_extremes(Convolution(KERNEL), Picture(pixels)) == (-1, 2)
    nothing = Picture(np.full((2, 2, 1), np.nan, np.float32))
    assert sample_extremes(Convolution(KERNEL), nothing) is None


def test_looking_can_be_called_off():
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        sample_extremes(Convolution(KERNEL), COLOUR, token)


@pytest.mark.parametrize("value", [1e20, 3e38])
def test_beyond_float32_lies_infinity(value):
    bright = Picture(np.full((4, 4, 1), value, np.float32))
    pipeline = Pipeline((Convolution(Kernel(((-4, 0, 4),))),), linear_light=True)
    assert worst(pipeline, bright) == (-np.inf, np.inf)
