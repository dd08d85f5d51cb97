"""New layers fit where they are put, and begin with what changes nothing or can be seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.gui.layers.beginnings import FAMILIES, KINDS, Below, remark
from convstudio.kernel.library import shipped_library
from convstudio.pipeline.locally import MOST_LOCAL_WEIGHTS
from convstudio.pipeline.maps import Maps

EVERY = {**KINDS, **{n: k for _, _, kinds in FAMILIES.values() for n, k in kinds.items()}}


def below(shape=(40, 60), maps=None) -> Below:
    return Below(shape, maps or Maps(2, 3), shipped_library(), "edge")


@pytest.mark.parametrize("name", EVERY)
def test_each_kind_fits_two_maps_in_colours(name: str) -> None:
    place = below()
    layer = EVERY[name].made(place)
    assert layer.axes(place.shape)[0].output >= 1
    assert layer.maps(place.maps).channels >= 1
    assert layer.title
    assert EVERY[name].tip


def test_the_border_is_the_preferred_one() -> None:
    assert KINDS["convolution"].made(below()).border == "edge"
    assert KINDS["bank"].made(below()).border == "edge"


@pytest.mark.parametrize("maps", [Maps(1, 1), Maps(1, 3), Maps(7, 1), Maps(512, 3)])
def test_a_1x1_convolution_begins_as_the_mean(maps: Maps) -> None:
    layer = KINDS["one-by-one"].made(below(maps=maps))
    weights = layer.array(maps.channels)
    assert weights.shape == (1, 1, maps.channels, 1)
    assert weights == pytest.approx(1 / maps.channels)


@given(st.integers(3, 5000), st.integers(3, 5000), st.sampled_from([1, 3, 32]))
def test_the_stride_of_local_weights_is_the_smallest(rows: int, columns: int, count: int) -> None:
    """Of so many places; those of one stride less would be too many."""
    layer = KINDS["locally"].made(below((rows, columns), Maps(count, 1)))
    stride = layer.strides[0]
    assert layer.weights.array.size <= MOST_LOCAL_WEIGHTS
    if stride > 1:
        places = ((size - 3) // (stride - 1) + 1 for size in (rows, columns))
        down, over = places
        assert down * over * 9 * count > MOST_LOCAL_WEIGHTS


@pytest.mark.parametrize(
    ("shape", "places", "size"),
    [
        ((2, 9), (1, 7), (2, 3)),
        ((9, 1), (7, 1), (3, 1)),
        ((1, 1), (1, 1), (1, 1)),
        ((1, 2), (1, 1), (1, 2)),
    ],
)
def test_a_local_kernel_is_no_larger_than_its_input(shape, places, size) -> None:
    layer = KINDS["locally"].made(below(shape, Maps(1, 1)))
    assert layer.places == places
    assert layer.size == size
    np.testing.assert_allclose(layer.weights.array, 1 / (size[0] * size[1]))
    assert layer.axes(shape)[0].output == places[0]


def test_what_has_too_many_weights_at_any_stride_is_refused() -> None:
    with pytest.raises(ArgumentValueError, match="at most 1,048,576 weights"):
        KINDS["locally"].made(below((60_000, 60_000), Maps(512, 3)))


def test_a_stride_that_had_to_be_chosen_is_told_with_its_reason() -> None:
    place = below((398, 598), Maps(2, 1))
    layer = KINDS["locally"].made(place)
    assert layer.weights.array.size == 132 * 199 * 18
    assert remark(layer, place) == (
        "Stride 3 was chosen: with 2 there would be 1,062,072 weights, more than 1,048,576"
    )
    small = below((40, 60), Maps(2, 1))
    assert remark(KINDS["locally"].made(small), small) == ""
    assert remark(KINDS["bank"].made(place), place) == ""


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("maps", [Maps(1, 1), Maps(2, 1)])
def test_on_a_signal_every_kind_has_one_row(name: str, maps: Maps) -> None:
    layer = EVERY[name].made(below((1, 900), maps))
    axes = layer.axes((1, 900))
    assert (axes[0].output, axes[0].kernel, axes[0].stride) == (1, 1, 1)


@pytest.mark.parametrize(
    ("samples", "sizes"), [(False, [(3, 3), (3, 3)]), (True, [(1, 3), (1, 3)])]
)
def test_a_lone_pixel_is_a_signal_where_it_was_read_as_a_number(samples, sizes) -> None:
    place = replace(below((1, 1), Maps(1, 3)), samples=samples)
    convolution, bank = KINDS["convolution"].made(place), KINDS["bank"].made(place)
    assert [convolution.kernel.shape, bank.size] == sizes
    assert convolution.axes((1, 1))[0].output == 1


def test_what_begins_on_a_signal() -> None:
    place = below((1, 8), Maps(1, 1))
    assert KINDS["convolution"].made(place).kernel.weights == ((0.0, 1.0, 0.0),)
    slopes = [one.planes[0].weights for one in KINDS["bank"].made(place).filters]
    assert slopes == [((-1.0, 0.0, 1.0),), ((1.0, -2.0, 1.0),)]
    pooling = FAMILIES["pooling"][2]["max"].made(place)
    assert (pooling.size, pooling.strides) == ((1, 2), (1, 2))
    local = KINDS["locally"].made(place)
    assert local.weights.array.shape == (1, 6, 1, 3, 1, 1)
    np.testing.assert_allclose(local.weights.array, 1 / 3)


@pytest.mark.parametrize(("shape", "size"), [((1, 1), (1, 1)), ((5, 1), (2, 1)), ((4, 4), (2, 2))])
def test_a_new_window_has_room(shape, size) -> None:
    assert FAMILIES["pooling"][2]["average"].made(below(shape)).size == size
