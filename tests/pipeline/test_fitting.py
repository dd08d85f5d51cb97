"""Divisor and offset with which nothing lies outside the range."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.analysis import Statistics
from convstudio.numerics.geometry import Region
from convstudio.paths import sample_picture
from convstudio.pipeline.fitting import Fit, fit, nice_from
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.survey import survey

_SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
_IDENTITY = Kernel(((1,),))


def _statistics(pipeline: Pipeline, picture: Picture) -> Statistics:
    rows, columns = pipeline.output_size((picture.height, picture.width))
    return survey(pipeline, picture, Region(0, 0, rows, columns)).statistics


def _fitted(layer: Convolution, picture: Picture) -> Fit | None:
    pipeline = Pipeline((layer,))
    return fit(pipeline, picture, _statistics(pipeline, picture))


def _numbers(layer: Convolution, values: list[float], dtype: type = np.uint8) -> object:
    """(divisor, offset) for a layer on a picture of one row with these values."""
    picture = Picture(np.array(values, dtype).reshape(1, -1, 1))
    found = _fitted(layer, picture)
    return None if found is None else (found.divisor, found.offset)


@pytest.mark.parametrize("name", ["camera.png", "coffee.png", "astronaut.png"])
def test_sobel_on_a_photograph_fits_with_divisor_8_and_offset_128(name: str) -> None:
    picture = read_picture(sample_picture(name))
    found = _fitted(Convolution(_SOBEL), picture)
    assert found is not None
    assert (found.divisor, found.offset) == (8, 128)
    layer = found.pipeline.layers[0]
    assert layer.kernel == Kernel(_SOBEL.weights, 8)
    assert layer.bias == 128 / 255
    told = _statistics(found.pipeline, picture)
    assert (told.below, told.above) == (0, 0)


def _kernel(weight: float, divisor: float = 1) -> Kernel:
    return Kernel(((weight,),), divisor)


@pytest.mark.parametrize(
    ("layer", "values", "wanted"),
    [
        (Convolution(_kernel(1)), [0, 255], None),  # nothing lies outside
        (Convolution(_kernel(1), bias=-1), [0, 255], (1, 0)),  # the one offset there is
        (Convolution(_kernel(1), bias=-0.5), [0, 100, 255], (1, 0)),
        (Convolution(_kernel(-1)), [1, 127], (1, 128)),  # half the range
        (Convolution(_kernel(-1)), [0, 255], (1, 255)),  # again the one there is
        (Convolution(_kernel(-1)), [150, 251], (1, 328)),  # the middle of 251 and 405
        (Convolution(_kernel(3)), [0, 255], (3, 0)),
        (Convolution(_kernel(7)), [0, 255], (8, 0)),
        (Convolution(_kernel(70, 7)), [0, 255], (80, 0)),
        (Convolution(_kernel(-70, -7)), [0, 255], (-80, 0)),  # the sign stays
        (Convolution(_kernel(2), bias=20 / 255), [0, 200], (2, 20)),  # the bias stays
    ],
)  # fmt: skip
def test_the_smallest_nice_divisor_and_the_nicest_offset(layer, values, wanted) -> None:
    assert _numbers(layer, values) == wanted


@pytest.mark.parametrize(
    ("activation", "bias", "wanted"),
    [
        ("relu", 0.0, (4, 0)),
        ("relu", 0.25, (5, pytest.approx(0.25 * 255 / 5))),
        ("absolute", 0.0, (4, 0)),
        ("sigmoid", 0.0, None),
        ("tanh", 0.0, None),
    ],
)
def test_what_goes_through_an_activation_is_only_made_smaller(activation, bias, wanted) -> None:
    layer = Convolution(_kernel(4), activation=activation, bias=bias)
    assert _numbers(layer, [0, 100, 255]) == wanted


def test_what_leaky_relu_leaves_below_0_cannot_be_helped() -> None:
    layer = Convolution(_kernel(-4), activation="leaky_relu")
    assert _numbers(layer, [0, 100, 255]) is None


def test_float_pictures_have_offsets_in_hundredths() -> None:
    layer = Convolution(_kernel(-1))
    assert _numbers(layer, [0, 0.4], np.float32) == (1, 0.5)
    assert _numbers(layer, [0.3, 0.9], np.float32) == (1, 1.1)


def test_linear_light_weighted_alpha_and_infinities_have_no_fit() -> None:
    picture = Picture(np.array([[[0], [255]]], np.uint8))
    layer = Convolution(_kernel(2))
    bright = Pipeline((layer,), linear_light=True)
    assert fit(bright, picture, _statistics(bright, picture)) is None
    seen = Picture(np.array([[[0, 255], [255, 255]]], np.uint8), has_alpha=True)
    assert _fitted(Convolution(_kernel(2, 1), alpha="kept"), seen) is not None
    assert _fitted(Convolution(_SOBEL, alpha="weighted"), seen) is None
    endless = Picture(np.array([[[-1], [np.inf]]], np.float32))
    assert _fitted(layer, endless) is None
    nothing = Picture(np.full((2, 2, 1), np.nan, np.float32))
    assert _fitted(layer, nothing) is None


def test_only_the_last_layer_is_changed() -> None:
    picture = Picture(np.array([[[0], [255]]], np.uint8))
    first = Convolution(_kernel(2))
    pipeline = Pipeline((first, Convolution(_kernel(3))))
    found = fit(pipeline, picture, _statistics(pipeline, picture))
    assert found is not None
    assert found.pipeline.layers == (first, Convolution(_kernel(3, 6)))


def test_nice_numbers_are_those_one_would_type() -> None:
    def first(least: float, count: int) -> list[float]:
        numbers = nice_from(least)
        return [next(numbers) for _ in range(count)]

    assert first(1, 8) == [1, 1.5, 2, 2.5, 3, 4, 5, 6]
    assert first(7, 10) == [8, 10, 12, 15, 16, 20, 24, 25, 30, 32]
    assert first(61, 5) == [64, 80, 100, 120, 150]
    assert first(0.21, 4) == [0.25, 0.3, 0.4, 0.5]


_WEIGHTS = st.sampled_from([-3, -1, 0, 1, 2, 0.7, -0.1, 11])
_LAYERS = st.builds(
    Convolution,
    st.builds(
        Kernel,
        st.tuples(*[st.tuples(*[_WEIGHTS] * 3)] * 3),
        st.sampled_from([1, 3, -2, 0.3, 16]),
    ),
    bias=st.sampled_from([0, 0.5, -1, 3.3]),
    activation=st.sampled_from(["none", "relu", "leaky_relu", "absolute"]),
)


@settings(max_examples=150)
@given(
    _LAYERS,
    st.sampled_from([np.uint8, np.uint16, np.float32]),
    st.sampled_from([1, 3]),
    st.integers(0, 99),
)
def test_a_fit_leaves_nothing_outside(layer, dtype, samples: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.random((9, 11, samples), np.float32)
    if dtype != np.float32:
        values = (values * np.iinfo(dtype).max).astype(dtype)
    picture = Picture(values)
    pipeline = Pipeline((layer,))
    before = _statistics(pipeline, picture)
    found = fit(pipeline, picture, before)
    if found is None:
        fits = before.below == before.above == 0
        assert fits or (layer.activation != "none" and before.minimum < 0)
        return
    assert (before.below, before.above) != (0, 0)
    told = _statistics(found.pipeline, picture)
    assert (told.below, told.above) == (0, 0)
    fitted = found.pipeline.layers[0]
    assert (fitted.kernel.divisor, fitted.bias) == (
        found.divisor,
        found.offset / picture.full_range,
    )
    assert abs(found.divisor) >= abs(layer.kernel.divisor)
