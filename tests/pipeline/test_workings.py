"""What stands behind a value of every kind of layer, against the map and by definition."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.borders import BORDER_MODES
from convstudio.numerics.geometry import Region
from convstudio.pipeline.inspection import Inspection, inspect, value_names
from convstudio.pipeline.parameters import ACTIVATION, COMBINE_MODE, POOLING_MODE
from convstudio.pipeline.pipeline import (
    Activation,
    Bank,
    Combine,
    Convolution,
    Filter,
    LocallyConnected,
    Pipeline,
    Pooling,
    Weights,
)
from convstudio.pipeline.rendering import check, render
from convstudio.pipeline.viewing import picture_maps
from tests.pipeline.independent import maps_of

X = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), name="Sobel x")
Y = Kernel(((-1, -2, -1), (0, 0, 0), (1, 2, 1)), name="Sobel y")
MEAN = Kernel(((1, 1, 1),) * 3, 9, name="Mean")
EDGES = Bank((Filter((X,)), Filter((Y,))), channels="luminance", name="edges")
_STEPS, _AMOUNTS = st.integers(1, 3), st.integers(0, 2)


def _picture(rows: int, columns: int, samples: int, dtype: type = np.uint8) -> Picture:
    rng = np.random.default_rng(rows * 100 + columns)
    values = rng.random((rows, columns, samples)) * (1 if dtype == np.float32 else 255)
    return Picture(values.astype(dtype), has_alpha=samples in (2, 4))


@st.composite
def _banks(draw, planes: int | None = None) -> Bank:
    rows, columns, filters = (
        draw(st.integers(1, 3)),
        draw(st.integers(1, 3)),
        draw(st.integers(1, 3)),
    )
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    count = draw(st.sampled_from([1, planes or 1]))
    made = tuple(
        Filter(
            tuple(
                Kernel(
                    tuple(map(tuple, rng.integers(-3, 4, (rows, columns)).astype(float).tolist())),
                    float(draw(st.sampled_from([1, 1, 2, 9]))),
                )
                for _ in range(count)
            ),
            draw(st.sampled_from([0.0, 0.25])),
        )
        for _ in range(filters)
    )
    return Bank(
        made,
        padding=draw(st.sampled_from(["same", "valid"]) | st.tuples(_AMOUNTS, _AMOUNTS)),
        strides=draw(_STEPS),
        dilation=draw(st.integers(1, 2)),
        border=draw(st.sampled_from(BORDER_MODES)),
        border_value=0.5,
        channels=draw(st.sampled_from(["sum", "each"])),
        activation=draw(st.sampled_from(ACTIVATION.values)),
        flip=draw(st.booleans()),
    )


_OTHERS = st.one_of(
    st.builds(Activation, st.sampled_from(ACTIVATION.values)),
    st.builds(Combine, st.sampled_from(COMBINE_MODE.values)),
    st.builds(
        Pooling,
        st.sampled_from(POOLING_MODE.values),
        st.integers(1, 3),
        _STEPS,
        st.sampled_from(["same", "valid"]),
    ),
    st.builds(Convolution, st.sampled_from([X, MEAN]), channels=st.sampled_from(["each", "sum"])),
)
_STACKS = st.lists(_banks() | _OTHERS, min_size=1, max_size=3).map(tuple)


def _drawn(layers, picture: Picture, data) -> tuple[Pipeline, Inspection] | None:
    """A value of one of the last layer's maps; None where the layers do not fit."""
    try:
        rows, columns = check(Pipeline(layers), picture)
    except ArgumentValueError:
        return None
    maps = Pipeline(layers).maps(picture_maps(picture))[-1].count
    pipeline = Pipeline(layers, map=data.draw(st.integers(0, maps - 1)))
    row, column = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    channel = data.draw(st.integers(0, len(value_names(pipeline, picture)) - 1))
    return pipeline, inspect(pipeline, picture, row, column, channel)


@settings(max_examples=300, deadline=None)
@given(_STACKS, st.integers(3, 8), st.integers(3, 8), st.integers(1, 4), st.data())
def test_the_steps_come_to_the_maps_value_and_to_the_definitions(
    layers, rows, columns, samples, data
) -> None:
    picture = _picture(rows, columns, samples)
    drawn = _drawn(layers, picture, data)
    if drawn is None:
        return
    pipeline, found = drawn
    region = Region(found.row, found.column, found.row + 1, found.column + 1)
    stored = render(pipeline, picture, region).values[0, 0, found.channel]
    assert found.value == stored
    made = pipeline.maps(picture_maps(picture))[-1]
    whole = maps_of(pipeline, picture)
    told = whole[found.row, found.column, pipeline.map * made.colours + found.channel]
    turns = any(isinstance(layer, Combine) and layer.mode == "direction" for layer in layers)
    if turns:  # 0° and 360° are the same direction
        assert found.worked == pytest.approx(float(stored), rel=1e-4, abs=0.2)
        return
    size = max(np.abs(whole).max(), 255.0)
    assert found.worked == pytest.approx(told, rel=1e-5, abs=1e-5 * size)
    assert found.worked == pytest.approx(float(stored), rel=1e-5, abs=1e-5 * size)
    assert found.agrees


@settings(max_examples=100, deadline=None)
@given(_banks(3), st.integers(4, 7), st.data())
def test_each_channel_of_a_filter_has_its_own_plane(layer, side, data) -> None:
    picture = _picture(side, side, 3)
    drawn = _drawn((layer,), picture, data)
    if drawn is None:
        return
    pipeline, found = drawn
    one = layer.filters[pipeline.map]
    expected = (
        [found.names.index(found.names[found.channel])] if layer.channels == "each" else range(3)
    )
    assert len(found.planes) == len(list(expected))
    for plane, channel in zip(found.planes, expected, strict=True):
        kernel = one.planes[channel if len(one.planes) > 1 else 0]
        weights = kernel.array[::-1, ::-1] if layer.flip else kernel.array
        divisor = found.steps[1].operand
        np.testing.assert_allclose(plane.weights / divisor, weights / kernel.divisor)
        np.testing.assert_array_equal(plane.products, plane.values * plane.weights)
        assert plane.name == ("Red", "Green", "Blue")[channel]


def test_a_bank_over_colours_by_hand() -> None:
    picture = Picture(np.arange(27, dtype=np.uint8).reshape(3, 3, 3))
    one = Filter((MEAN, X, Y), bias=0.5, name="Mixed")
    found = inspect(Pipeline((Bank((one, one), padding="valid"),), map=1), picture, 0, 0)
    assert found.names == ("2: Mixed",)
    assert [plane.name for plane in found.planes] == ["Red", "Green", "Blue"]
    np.testing.assert_array_equal(found.planes[1].weights, X.array)
    np.testing.assert_allclose(found.planes[0].weights, 1 / 9)
    assert found.steps[0].value == pytest.approx(12 + 8 * 3 + 8 * 9)
    assert [(step.kind, step.operand) for step in found.steps] == [
        ("sum", None), ("divisor", 1.0), ("bias", 127.5),
    ]  # fmt: skip
    assert found.value == pytest.approx(12 + 24 + 72 + 127.5)


def test_groups_see_the_channels_of_their_part() -> None:
    picture = _picture(5, 5, 1)
    first = Bank(tuple(Filter((kernel,)) for kernel in (X, Y, MEAN, MEAN)))
    second = Bank((Filter((X,)), Filter((Y,))), groups=2)
    found = inspect(Pipeline((first, second), map=1), picture, 2, 2)
    assert [plane.name for plane in found.planes] == ["3: Mean", "4: Mean"]
    np.testing.assert_array_equal(found.planes[0].weights, Y.array)


def test_max_pooling_says_which_value_won() -> None:
    picture = Picture(np.array([[1, 9, 2], [9, 3, 4], [5, 6, 7]], np.uint8)[..., np.newaxis])
    found = inspect(Pipeline((Pooling(size=2, strides=2, padding="same"),)), picture, 0, 0)
    (plane,) = found.planes
    assert found.kind == "pooling"
    assert plane.chosen.tolist() == [[False, True], [True, False]]
    assert [(step.kind, step.operand, step.value) for step in found.steps] == [("largest", 4, 9)]
    corner = inspect(Pipeline((Pooling(size=2, strides=2, padding="same"),)), picture, 1, 1)
    assert corner.window.outside.tolist() == [[False, True], [True, True]]
    assert corner.planes[0].chosen.tolist() == [[True, False], [False, False]]
    assert corner.steps[0].operand == 1


def test_a_mean_leaves_out_what_is_outside() -> None:
    picture = Picture(np.array([[1, 2, 3], [4, 5, 6], [7, 8, 10]], np.uint8)[..., np.newaxis])
    layer = Pooling("average", size=2, strides=2, padding="same")
    found = inspect(Pipeline((layer,)), picture, 1, 0)
    assert [(step.kind, step.operand, step.value) for step in found.steps] == [
        ("added", 2, 15.0), ("mean", 2, 7.5),
    ]  # fmt: skip


def test_sobel_x_and_y_into_a_magnitude_and_a_direction() -> None:
    picture = _picture(7, 7, 3)
    found = inspect(Pipeline((EDGES, Combine("magnitude"))), picture, 3, 4)
    right, down = (plane.values.item() for plane in found.planes)
    assert [plane.name for plane in found.planes] == ["1: Sobel x", "2: Sobel y"]
    assert [(step.kind, step.value) for step in found.steps] == [
        ("squares", right**2 + down**2), ("root", math.hypot(right, down)),
    ]  # fmt: skip
    turned = inspect(Pipeline((EDGES, Combine("direction"))), picture, 3, 4)
    angle = math.degrees(math.atan2(-down, right)) % 360
    assert [step.kind for step in turned.steps] == ["angle", "turn"]
    assert turned.steps[0].value == pytest.approx(angle)
    assert float(turned.value) == pytest.approx(angle / 360 * 255, rel=1e-6)


def test_an_activation_of_one_map() -> None:
    picture = _picture(7, 7, 1)
    found = inspect(Pipeline((EDGES, Activation("relu", name="relu1")), map=1), picture, 3, 4)
    assert found.kind == "activation"
    assert found.map_name == "2: Sobel y"
    below = found.planes[0].values.item()
    assert [(step.kind, step.value) for step in found.steps] == [
        ("input", below), ("activation", max(below, 0)),
    ]  # fmt: skip


def test_the_kernel_of_a_place() -> None:
    rng = np.random.default_rng(4)
    array = rng.integers(-3, 4, (3, 3, 3, 3, 3, 2)).astype(float)
    layer = LocallyConnected(Weights(array), biases=(0.0, 0.5))
    picture = _picture(5, 5, 3)
    found = inspect(Pipeline((layer,), map=1), picture, 1, 2)
    assert found.at_place
    for channel, plane in enumerate(found.planes):
        np.testing.assert_array_equal(plane.weights, array[1, 2, :, :, channel, 1])
        np.testing.assert_array_equal(plane.given, picture.pixels[1:4, 2:5, channel])
    assert found.steps[-1].operand == 127.5
    assert found.worked == float(found.value)


def test_layers_that_are_off_are_not_there() -> None:
    picture = _picture(7, 7, 1)
    off = Convolution(MEAN, on=False)
    found = inspect(Pipeline((EDGES, off, Activation())), picture, 3, 4, 1)
    assert found.names == ("1: Sobel x", "2: Sobel y")
    assert found.planes[0].name == "2: Sobel y"


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize(
    "layers",
    [
        (EDGES,),
        (Pooling("average"),),
        (EDGES, Combine("sum")),
        (Convolution(MEAN), Activation("tanh")),
        (Combine("maximum"), EDGES),
    ],
)
def test_linear_light_is_decoded_first_and_encoded_last(layers, linear) -> None:
    picture = _picture(8, 8, 3)
    found = inspect(Pipeline(layers, linear_light=linear), picture, 2, 1)
    assert found.worked == pytest.approx(float(found.value), rel=1e-5, abs=1e-3)
    assert (found.steps[-1].kind == "encode") == linear
    first = found.planes[0]
    assert (first.light is not None) == (linear and len(layers) == 1)


def test_a_single_map_over_many_sums_all_of_them() -> None:
    picture = _picture(7, 7, 3)
    bank = Bank.of_array(np.random.default_rng(2).normal(size=(3, 3, 3, 8)))
    found = inspect(Pipeline((bank, Convolution(MEAN, channels="sum"))), picture, 3, 3)
    assert [plane.name for plane in found.planes] == [f"Map {n}" for n in range(1, 9)]
    assert found.worked == pytest.approx(float(found.value), rel=1e-4, abs=1e-3)
    assert found.field.size == (5, 5)


def test_alpha_is_copied_from_under_the_centre() -> None:
    picture = _picture(8, 8, 4)
    found = inspect(Pipeline((Pooling(),)), picture, 1, 2)
    assert found.alpha_from is not None
    row, column = found.alpha_from
    assert found.pixel.alpha[0, 0] == picture.alpha[row, column]


def test_what_only_nan_spoils_is_named() -> None:
    pixels = np.ones((5, 5, 3), np.float32)
    pixels[2, 2, 1] = np.nan
    found = inspect(Pipeline((EDGES,), map=0), Picture(pixels), 2, 1)
    assert found.spoilt == ("Green",)
    assert np.isnan(found.value)


@pytest.mark.parametrize("place", [(-1, 0, 0), (9, 0, 0), (0, 0, 1)])
def test_a_value_that_is_not_there_is_refused(place) -> None:
    with pytest.raises(ArgumentValueError, match=r"pixel|channel"):
        inspect(Pipeline((EDGES,), map=0), _picture(8, 8, 3), *place)


def test_a_border_constant_in_linear_light_is_told_in_both() -> None:
    bank = Bank((Filter((MEAN,)),), padding="same", border="constant", border_value=0.5)
    found = inspect(Pipeline((bank,), linear_light=True), _picture(5, 5, 1), 0, 0)
    plane = found.planes[0]
    assert plane.light is not None
    assert plane.light[0, 0] == pytest.approx(0.5 * 255)
    assert plane.given[0, 0] == pytest.approx(187.516, abs=1e-3), "sRGB of half the light"
    assert found.worked == pytest.approx(float(found.value), rel=1e-5)
