"""Stacks of layers, against SciPy and the definitions; one map of them against all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.numerics.geometry import Region
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline import layer_rendering
from convstudio.pipeline.pipeline import (
    Activation,
    Bank,
    Combine,
    Layer,
    LocallyConnected,
    Pipeline,
    Pooling,
)
from convstudio.pipeline.rendering import check, render
from convstudio.pipeline.viewing import layer_maps, picture_maps
from tests.pipeline.independent import maps_of

_BORDERS = ["zeros", "constant", "edge", "symmetric", "wrap"]


def _picture(rows: int, columns: int, samples: int, dtype: Any = np.uint8) -> Picture:
    rng = np.random.default_rng(rows * 100 + columns)
    if dtype == np.float32:
        return Picture(rng.normal(size=(rows, columns, samples)).astype(dtype))
    top = np.iinfo(dtype).max
    return Picture(rng.integers(0, top, (rows, columns, samples), dtype, endpoint=True))


def _whole(pipeline: Pipeline, picture: Picture) -> FloatArray:
    rows, columns = check(pipeline, picture)
    return render(pipeline, picture, Region(0, 0, rows, columns)).values


def _close(found: FloatArray, expected: FloatArray) -> None:
    scale = max(float(np.abs(expected).max()), 1.0)
    np.testing.assert_allclose(found, expected, rtol=2e-5, atol=2e-5 * scale)


@st.composite
def _banks(draw: st.DrawFn, channels: int) -> Bank:
    each = draw(st.booleans())
    groups = 1 if each else draw(st.sampled_from([n for n in (1, 2, 3) if channels % n == 0]))
    filters = groups * draw(st.integers(1, 3))
    seen = channels if each else channels // groups
    planes = draw(st.sampled_from([1, seen]))
    size = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    return Bank.of_array(
        rng.integers(-5, 6, (*size, planes, filters)).astype(float)
        / draw(st.sampled_from([1.0, 3.0])),
        rng.normal(size=filters).tolist(),
        channels="each" if each else "sum",
        groups=groups,
        padding=draw(st.sampled_from(["same", "valid", 1])),
        strides=draw(st.tuples(st.integers(1, 3), st.integers(1, 3))),
        dilation=draw(st.integers(1, 2)),
        border=draw(st.sampled_from(_BORDERS)),
        border_value=0.25,
        activation=draw(st.sampled_from(["none", "relu", "tanh"])),
        flip=draw(st.booleans()),
    )


def _poolings() -> st.SearchStrategy[Pooling]:
    pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
    padding = st.sampled_from(["same", "valid"])
    return st.builds(Pooling, st.sampled_from(["max", "average"]), pairs, pairs, padding)


@st.composite
def _stacks(draw: st.DrawFn, picture: Picture, most: int = 4) -> Pipeline:
    layers: list[Layer] = []
    below = picture_maps(picture)
    for _ in range(draw(st.integers(1, most))):
        kinds: list[st.SearchStrategy[Layer]] = [
            _banks(below.channels),
            _poolings(),
            st.builds(Activation, st.sampled_from(["relu", "leaky_relu", "absolute"])),
            st.builds(Combine, st.sampled_from(["sum", "maximum", "magnitude"])),
        ]
        layer = draw(st.one_of(kinds))
        try:
            Pipeline((*layers, layer)).axes((picture.height, picture.width))
        except ArgumentValueError:
            continue
        layers.append(layer)
        below = layer.maps(below)
    return Pipeline(tuple(layers) or (Activation("relu"),))


_PICTURES = [_picture(13, 17, 3), _picture(12, 9, 1, np.uint16), _picture(11, 14, 3, np.float32)]


@settings(max_examples=120, deadline=None)
@given(st.data(), st.sampled_from(_PICTURES))
def test_a_stack_is_what_scipy_makes_of_it(data: st.DataObject, picture: Picture) -> None:
    pipeline = data.draw(_stacks(picture))
    expected = maps_of(pipeline, picture)
    found = _whole(pipeline, picture)
    assert found.shape == expected.shape
    made = pipeline.maps(picture_maps(picture))[-1]
    assert made.channels == found.shape[2]
    assert (made.channels == 0) == (found.size == 0)
    _close(found, expected)


@settings(max_examples=80, deadline=None)
@given(st.data(), st.sampled_from(_PICTURES), st.integers(1, 7))
def test_one_map_of_any_region_is_that_of_all(
    data: st.DataObject, picture: Picture, step: int
) -> None:
    pipeline = data.draw(_stacks(picture))
    whole = _whole(pipeline, picture)
    made = pipeline.maps(picture_maps(picture))[-1]
    index = data.draw(st.integers(0, made.count - 1))
    top, left = (data.draw(st.integers(0, size - 1)) for size in whole.shape[:2])
    region = Region(top, left, whole.shape[0], whole.shape[1], step)
    found = render(replace(pipeline, map=index), picture, region).values
    colours = slice(made.colours * index, made.colours * (index + 1))
    _close(found, whole[top::step, left::step, colours])


@settings(max_examples=40, deadline=None)
@given(st.data(), st.integers(1, 900))
def test_bands_of_any_height_equal_the_whole(data: st.DataObject, band: int) -> None:
    picture = _PICTURES[0]
    pipeline = data.draw(_stacks(picture))
    whole = _whole(pipeline, picture)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layer_rendering, "_BAND_VALUES", band)
        patch.setattr(layer_rendering, "_ELEMENT_TILE", (3, 5))
        _close(_whole(pipeline, picture), whole)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_locally_connected_layer_of_equal_kernels_is_the_convolution(data: st.DataObject) -> None:
    picture = _PICTURES[0]
    bank = replace(data.draw(_banks(3)), padding="valid", dilation=1, activation="none")
    if bank.channels == "each":
        return
    shape = picture.height, picture.width
    local = LocallyConnected.like(bank, shape, picture_maps(picture))
    expected = maps_of(Pipeline((bank,)), picture)
    _close(_whole(Pipeline((local,)), picture), expected)
    _close(_whole(Pipeline((local,), map=0), picture), expected[..., :1])
    assert local.parameters(picture_maps(picture)) == (local.weights.array.size + len(bank.filters))


def test_every_place_has_a_kernel_of_its_own() -> None:
    picture = _picture(6, 7, 1)
    bank = Bank.of_array(np.ones((3, 3, 1, 1)), padding="valid")
    local = LocallyConnected.like(bank, (6, 7), picture_maps(picture))
    other = local.with_kernel(2, 3, bank.kernel_at(0, 0).with_weight(1, 1, -4))
    before, after = (_whole(Pipeline((layer,)), picture) for layer in (local, other))
    changed = np.argwhere(before != after)
    assert changed.tolist() == [[2, 3, 0]]
    assert after[2, 3, 0] == before[2, 3, 0] - 5.0 * picture.pixels[3, 4, 0]
    _close(after, maps_of(Pipeline((other,)), picture))


def test_the_direction_of_a_gradient_is_counter_clockwise_as_seen() -> None:
    rows, columns = np.mgrid[0:9, 0:9].astype(np.float32)
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1.0]])
    bank = Bank.of_array(np.stack([sobel, sobel.T], -1)[:, :, np.newaxis], padding="valid")
    pipeline = Pipeline((bank, Combine("direction")))
    for ramp, degrees in (
        (columns, 0),
        (columns - rows, 45),
        (-rows, 90),
        (-columns, 180),
        (rows, 270),
    ):
        found = _whole(pipeline, Picture(ramp[..., np.newaxis].copy()))
        np.testing.assert_allclose(found, degrees / 360, atol=1e-6)


def test_layers_that_are_off_are_as_if_they_were_not_there() -> None:
    picture = _PICTURES[0]
    bank, pooling = Bank.of_array(np.ones((3, 3, 1, 2))), Pooling()
    off = Pipeline((replace(bank, on=False), pooling, Activation("absolute", on=False)))
    assert off.active == (pooling,)
    np.testing.assert_array_equal(_whole(off, picture), _whole(Pipeline((pooling,)), picture))
    assert layer_maps(off, picture) == (picture_maps(picture),) * 3
    nothing = Pipeline((replace(bank, on=False),))
    np.testing.assert_array_equal(_whole(nothing, picture), picture.pixels)


def test_integer_banks_are_exact() -> None:
    picture = _picture(20, 21, 3, np.uint16)
    rng = np.random.default_rng(3)
    bank = Bank.of_array(rng.integers(-9, 10, (5, 5, 3, 4)).astype(float), padding="valid")
    np.testing.assert_array_equal(
        _whole(Pipeline((bank,)), picture),
        maps_of(Pipeline((bank,)), picture).astype(np.float32),
    )


def test_nan_stays_in_its_own_group() -> None:
    pixels = np.ones((5, 5, 3), np.float32)
    pixels[2, 2, 0] = np.nan
    bank = Bank.of_array(np.ones((1, 1, 1, 3)), groups=3)
    picture = Picture(pixels)
    for index in (1, 2):
        assert np.isfinite(_whole(Pipeline((bank,), map=index), picture)).all()
    assert np.isnan(_whole(Pipeline((bank,), map=0), picture)).sum() == 1


def test_alpha_stands_beside_every_map() -> None:
    rng = np.random.default_rng(5)
    picture = Picture(rng.integers(0, 256, (8, 8, 4), np.uint8), has_alpha=True)
    layers = (Bank.of_array(np.ones((3, 3, 1, 2))), Pooling(), Activation("relu"))
    made = render(Pipeline(layers, map=1), picture, Region(0, 0, 4, 4))
    assert made.values.shape == (4, 4, 1)
    assert made.alpha is not None
    np.testing.assert_array_equal(made.alpha, picture.pixels[0::2, 0::2, 3])
