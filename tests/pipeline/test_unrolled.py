"""The matrix product of a layer, against im2col and against the layer's own map."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.borders import BORDER_MODES
from convstudio.numerics.geometry import Region
from convstudio.numerics.layers import im2col
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Activation, Pooling
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import render
from convstudio.pipeline.unrolled import unrolled

_SMALL = st.integers(1, 3)
_PADDINGS = st.sampled_from(["same", "valid"]) | st.integers(0, 4)


def _picture(rows: int, columns: int, samples: int, seed: int = 3) -> Picture:
    rng = np.random.default_rng(seed)
    return Picture(rng.integers(0, 256, (rows, columns, samples), np.uint8))


def _kernel(rows: int, columns: int, seed: int = 5) -> Kernel:
    weights = np.random.default_rng(seed).integers(-4, 5, (rows, columns))
    return Kernel(tuple(map(tuple, weights.tolist())), divisor=2)


@pytest.mark.parametrize("border", BORDER_MODES)
@given(
    size=st.tuples(st.integers(1, 7), st.integers(1, 7)),
    kernel=st.tuples(_SMALL, _SMALL),
    strides=st.tuples(_SMALL, _SMALL),
    dilation=st.tuples(_SMALL, _SMALL),
    padding=_PADDINGS,
)
def test_the_rows_are_those_of_im2col(border, size, kernel, strides, dilation, padding) -> None:
    picture = _picture(*size, 3)
    layer = Convolution(
        _kernel(*kernel),
        padding=padding,
        strides=strides,
        dilation=dilation,
        border=border,
        border_value=0.5,
        channels="sum",
    )
    how = {"strides": strides, "padding": padding, "dilation": dilation}
    try:
        found = unrolled(Pipeline((layer,)), 0, picture)
        expected = im2col(picture.pixels, kernel, **how, border=border, value=127.5)
    except ArgumentValueError:
        assume(False)
    assert (found.places, found.length) == expected.shape
    first, last = found.places // 3, found.places - found.places // 4
    np.testing.assert_array_equal(found.patches(first, last).values, expected[first:last])
    np.testing.assert_array_equal(found.patches(0, found.places).values, expected)


def test_what_lies_outside_is_known() -> None:
    layer = Convolution(_kernel(3, 3), padding="same")
    found = unrolled(Pipeline((layer,)), 0, _picture(5, 5, 1))
    corner = found.patches(0, 1).outside.reshape(3, 3)
    np.testing.assert_array_equal(corner, [[1, 1, 1], [1, 0, 0], [1, 0, 0]])
    assert not found.patches(found.row((2, 2)), found.row((2, 2)) + 1).outside.any()


def test_the_columns_tell_their_place_in_the_patch() -> None:
    found = unrolled(Pipeline((Convolution(_kernel(2, 3), channels="sum"),)), 0, _picture(5, 5, 3))
    assert [found.cell(column) for column in (0, 2, 3, 9, 17)] == [
        (0, 0, 0), (0, 0, 2), (0, 1, 0), (1, 0, 0), (1, 2, 2),
    ]  # fmt: skip
    assert found.place(7) == (1, 2)
    assert found.row((1, 2)) == 7


def _bank(planes: int, **settings) -> Bank:
    weights = np.random.default_rng(7).integers(-4, 5, (3, 3, planes, 4))
    return Bank.of_array(weights.astype(float), **settings)


_PRODUCTS = {
    "a bank": ((_bank(3),), 3),
    "a shared plane": ((_bank(1),), 3),
    "flipped": ((_bank(3, flip=True),), 3),
    "luminance": ((_bank(1, channels="luminance"),), 3),
    "a wrapping border": ((_bank(3, border="wrap", strides=2),), 3),
    "on another layer": ((_bank(1), Activation("relu"), Pooling("max"), _bank(4)), 1),
    "with one below off": ((Pooling("max", on=False), _bank(1)), 1),
}


@pytest.mark.parametrize(("layers", "samples"), _PRODUCTS.values(), ids=_PRODUCTS)
def test_the_product_is_the_layers_map(layers, samples: int) -> None:
    picture, pipeline = _picture(9, 8, samples), Pipeline(layers)
    found = unrolled(pipeline, len(layers) - 1, picture)
    product = found.patches(0, found.places).values @ found.weights
    expected = render(pipeline, picture, Region(0, 0, *found.size)).values
    np.testing.assert_allclose(product.reshape(expected.shape), expected, rtol=1e-6, atol=1e-3)


def test_groups_and_depthwise_layers_have_a_product_for_each_part() -> None:
    picture = _picture(6, 7, 3)
    each = unrolled(Pipeline((Convolution(_kernel(3, 3)),)), 0, picture)
    assert (each.part, each.channels) == ("red", 1)
    product = each.patches(0, each.places).values @ each.weights
    expected = render(Pipeline((Convolution(_kernel(3, 3)),)), picture, Region(0, 0, 6, 7)).values[
        ..., :1
    ]
    np.testing.assert_allclose(product.reshape(expected.shape), expected, rtol=1e-6)
    grouped = Pipeline((_bank(1), _bank(2, groups=2)))
    second = unrolled(grouped, 1, _picture(6, 7, 1), index=3)
    assert (second.part, second.channels, len(second.filters)) == ("group 2 of 2", 2, 2)
    whole = render(grouped, _picture(6, 7, 1), Region(0, 0, 6, 7)).values[..., 2:]
    product = second.patches(0, second.places).values @ second.weights
    np.testing.assert_allclose(product.reshape(whole.shape), whole, rtol=1e-5, atol=1e-3)


def test_what_follows_the_product_is_told() -> None:
    picture = _picture(5, 5, 1)
    assert unrolled(Pipeline((_bank(1),)), 0, picture).afterwards == ""
    layer = Convolution(_kernel(3, 3), bias=0.5, activation="relu")
    assert unrolled(Pipeline((layer,)), 0, picture).afterwards == "the bias and the activation"


@pytest.mark.parametrize(
    ("pipeline", "given"),
    [
        (Pipeline((Pooling("max"),)), "Max pooling"),
        (Pipeline((Convolution(_kernel(3, 3), on=False),)), "is off"),
        (Pipeline((Convolution(_kernel(3, 3)),), linear_light=True), "linear light"),
        (Pipeline((Convolution(_kernel(63, 63), channels="sum"),)), "11,907 numbers"),
    ],
)
def test_what_is_no_product_is_refused(pipeline: Pipeline, given: str) -> None:
    with pytest.raises(ArgumentValueError, match=given):
        unrolled(pipeline, 0, _picture(70, 70, 3))
