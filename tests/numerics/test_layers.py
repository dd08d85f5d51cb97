"""The locally connected layer, against a naive loop and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import signal

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics.activations import ACTIVATIONS
from convstudio.numerics.layers import locally_connected2d
from convstudio.numerics.padding import axes

_SMALL = st.integers(1, 3)
_SHAPES = st.tuples(_SMALL, st.integers(1, 8), st.integers(1, 8), _SMALL)
_PAIRS = st.tuples(_SMALL, _SMALL)
_STRIDES = st.tuples(st.integers(1, 9), st.integers(1, 9))
_SEEDS = st.integers(0, 2**32 - 1)


def _resolved(shape, kernel, strides):
    """Both axes, or the end of this example where there is no such layer."""
    try:
        return axes(shape, kernel, strides, "valid")
    except ArgumentValueError:
        assume(False)


def _naive_layer(x: np.ndarray, weights: np.ndarray, strides) -> np.ndarray:
    """The definition, for (batch, rows, columns, channels) and weights of six axes."""
    result = np.zeros((x.shape[0], *weights.shape[:2], weights.shape[-1]))
    for batch, m, n, k in np.ndindex(result.shape):
        for i, j, c in np.ndindex(weights.shape[2:5]):
            value = x[batch, m * strides[0] + i, n * strides[1] + j, c]
            result[batch, m, n, k] += value * weights[m, n, i, j, c, k]
    return result


def _drawn_layer(shape, kernel, strides, filters: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    both = _resolved(shape[1:3], kernel, strides)
    rng = np.random.default_rng(seed)
    sizes = (both[0].output, both[1].output, *kernel, shape[3], filters)
    return rng.normal(size=shape), rng.normal(size=sizes)


@given(_SHAPES, _PAIRS, _STRIDES, _SMALL, _SEEDS)
def test_a_kernel_for_each_place_equals_the_naive_loop(shape, kernel, strides, filters, seed):
    x, weights = _drawn_layer(shape, kernel, strides, filters, seed)
    found = locally_connected2d(x, weights, strides=strides)
    np.testing.assert_allclose(found, _naive_layer(x, weights, strides), rtol=1e-12, atol=1e-12)


@given(_SHAPES, _PAIRS, _SEEDS)
def test_with_the_same_kernel_everywhere_it_is_scipys_correlation(shape, kernel, seed) -> None:
    _resolved(shape[1:3], kernel, (1, 1))
    rng = np.random.default_rng(seed)
    x, weights = rng.normal(size=shape[1:3]), rng.normal(size=kernel)
    expected = signal.correlate2d(x, weights, "valid")
    everywhere = np.broadcast_to(weights, (*expected.shape, *kernel))
    found = locally_connected2d(x, everywhere)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@given(_SHAPES, _PAIRS, _STRIDES, _SMALL, _SEEDS)
def test_batches_and_the_order_of_channels_change_no_value(shape, kernel, strides, filters, seed):
    x, weights = _drawn_layer(shape, kernel, strides, filters, seed)
    found = locally_connected2d(x, weights, strides=strides, activation="softmax")
    np.testing.assert_allclose(found.sum(axis=-1), 1)
    first = locally_connected2d(
        np.moveaxis(x, -1, 1),
        weights,
        strides=strides,
        activation="softmax",
        data_format="channels_first",
    )
    np.testing.assert_array_equal(np.moveaxis(first, 1, -1), found)
    for picture, maps in zip(x, found, strict=True):
        alone = locally_connected2d(picture, weights, strides=strides, activation="softmax")
        np.testing.assert_allclose(alone, maps, rtol=1e-12)


@pytest.mark.parametrize("bias", [2, 2.5, np.float32(3), np.array(4), np.array([1, -2])])
def test_a_bias_is_added(bias) -> None:
    x, weights = _drawn_layer((2, 4, 5, 3), (2, 3), (1, 1), 2, seed=1)
    plain = locally_connected2d(x, weights)
    np.testing.assert_allclose(locally_connected2d(x, weights, bias), plain + bias)


def test_a_bias_may_be_another_at_each_place() -> None:
    x, weights = _drawn_layer((1, 4, 5, 1), (2, 3), (1, 1), 2, seed=1)
    plain, bias = locally_connected2d(x, weights), np.arange(18.0).reshape(3, 3, 2)
    np.testing.assert_allclose(locally_connected2d(x, weights, bias), plain + bias)
    flat, kernels = x[0, :, :, 0], weights[..., 0, 0]
    found = locally_connected2d(flat, kernels, bias[..., 0])
    np.testing.assert_allclose(found, (plain + bias)[0, :, :, 0])
    np.testing.assert_array_equal(locally_connected2d(flat, kernels, bias[..., :1]), found)


def test_a_plain_picture_and_kernels_of_six_axes_give_a_map_for_each_filter() -> None:
    x, weights = _drawn_layer((1, 4, 5, 1), (2, 3), (1, 1), 2, seed=1)
    expected = locally_connected2d(x, weights)[0]
    np.testing.assert_array_equal(locally_connected2d(x[0, :, :, 0], weights), expected)
    first = locally_connected2d(x[0, :, :, 0], weights, data_format="channels_first")
    np.testing.assert_array_equal(np.moveaxis(first, 0, -1), expected)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_activation_comes_last(name: str) -> None:
    x, weights = _drawn_layer((2, 4, 5, 3), (2, 3), (1, 1), 2, seed=1)
    plain = locally_connected2d(x, weights, 0.5)
    for activation in (name, ACTIVATIONS[name]):
        found = locally_connected2d(x, weights, 0.5, activation=activation)
        np.testing.assert_array_equal(found, ACTIVATIONS[name](plain))


@pytest.mark.parametrize(
    ("dtype", "result"), [(np.float16, "f4"), (np.float32, "f4"), (np.uint8, "f8"), (float, "f8")]
)
def test_the_dtype_of_the_result_is_that_of_the_picture(dtype, result: str) -> None:
    x = np.ones((3, 3), dtype)
    assert locally_connected2d(x, np.ones((2, 2, 2, 2)), 1.0).dtype == result


def test_beyond_the_range_lies_infinity_without_a_warning() -> None:
    x, weights = np.full((2, 2), 3e38, np.float32), np.ones((1, 1, 2, 2))
    assert locally_connected2d(x, weights)[0, 0] == np.inf
    assert np.isnan(locally_connected2d(np.array([[np.inf]]), np.zeros((1, 1, 1, 1))))


_X, _W = np.ones((4, 5, 3)), np.ones((3, 3, 2, 3, 3, 2))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"x": np.ones(4)}, "^x must be"),
        ({"weights": np.ones((3, 3, 2, 3))}, "^weights must be of the axes"),
        ({"x": np.ones((4, 5)), "weights": np.ones(3)}, "or its first four for a two-dimensional"),
        ({"weights": np.ones((3, 3, 2, 3, 3, 0))}, "^weights must be not empty"),
        ({"weights": np.ones((3, 3, 2, 3, 2, 2))}, r"sizes \(3, 3, 2, 3, 3, 2\), for x has 4×5"),
        ({"weights": np.ones((1, 3, 2, 3, 3, 2))}, r"sizes \(3, 3, 2, 3, 3, 2\), for x has 4×5"),
        ({"weights": np.ones((1, 1, 5, 3, 3, 2))}, "^kernel must be no larger"),
        ({"strides": 2}, r"sizes \(2, 2, 2, 3, 3, 2\)"),
        ({"strides": 0}, "^strides must be at least 1"),
        ({"bias": np.ones(3)}, r"number or an array of shape \(2,\) or \(3, 3, 2\); shape \(3,\)"),
        ({"bias": np.ones((3, 3))}, r"^bias must be .*; shape \(3, 3\) was given"),
        ({"bias": np.nan}, "^bias must be a finite number"),
        ({"bias": 10**5000}, "^bias must be a finite number; a number of more than 4000 digits"),
        ({"activation": "swish"}, "^activation must be None, a function or one of “relu”"),
        ({"activation": lambda maps: maps[0]}, "^what activation returns must be of the shape"),
        ({"data_format": "last"}, "^data_format must be one of"),
    ],
)
def test_layers_that_cannot_be_are_refused(options, message: str) -> None:
    with pytest.raises(ArgumentValueError, match=message):
        locally_connected2d(**{"x": _X, "weights": _W, **options})


@pytest.mark.parametrize(
    "options",
    [
        {"x": None},
        {"weights": [[1.0]]},
        {"weights": _W > 0},
        {"bias": [1, 2]},
        {"bias": np.array([True, False])},
        {"bias": "1"},
        {"bias": np.timedelta64(1)},
        {"bias": np.ma.masked},
        {"strides": 1.0},
        {"activation": 1},
        {"data_format": None},
    ],
)
def test_arguments_of_another_type_are_refused(options) -> None:
    with pytest.raises(ArgumentTypeError, match=f"^{next(iter(options))} must be"):
        locally_connected2d(**{"x": _X, "weights": _W, **options})


def test_steps_that_are_never_taken_may_be_beyond_any_index() -> None:
    far = locally_connected2d(np.ones((2, 2)), np.ones((1, 1, 1, 1)), strides=10**30)
    np.testing.assert_array_equal(far, [[1]])
