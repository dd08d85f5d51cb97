"""``conv1d``: the same rules along one axis, and refusals in words of signals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio import ValidationError, conv1d, conv2d
from convstudio.numerics.borders import BORDER_MODES

_SEEDS = st.integers(0, 2**32 - 1)
_X, _WEIGHTS = np.ones(9), np.ones(3)


@given(st.integers(1, 30), st.integers(1, 7), _SEEDS)
def test_it_is_numpys_correlate(size: int, taps: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, weights = rng.normal(size=size), rng.normal(size=taps)
    found = conv1d(x, weights, padding=taps - 1)
    np.testing.assert_allclose(found, np.correlate(x, weights, "full"), rtol=1e-12, atol=1e-12)
    turned = conv1d(x, weights, padding=taps - 1, flip=True)
    np.testing.assert_allclose(turned, np.convolve(x, weights), rtol=1e-12, atol=1e-12)


@given(
    st.integers(1, 20), st.tuples(st.integers(1, 2), st.integers(1, 3), st.integers(1, 3)),
    st.integers(1, 5), st.integers(1, 4), st.integers(1, 3), st.sampled_from(BORDER_MODES),
    st.sampled_from(["same", "valid", 2, (0, 3)]), st.sampled_from(["layer", "each", "one map"]),
    _SEEDS,
)  # fmt: skip
def test_it_is_conv2d_of_one_row(
    size, parts, taps, stride, dilation, border, padding, kind, seed
) -> None:
    groups, depth, filters = parts
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(2, size, groups * depth))
    if kind == "layer":
        weights = rng.normal(size=(taps, depth, groups * filters))
    else:
        weights, groups = rng.normal(size=(taps, x.shape[2])), 1
        weights = weights[:, 0] if kind == "each" else weights
    options = {"groups": groups, "border": border, "value": 2.0, "activation": "tanh"}
    sides = padding if isinstance(padding, str) else ((0, 0), padding)
    try:
        expected = conv2d(
            x[:, np.newaxis], weights[np.newaxis], 0.5, strides=(1, stride), padding=sides,
            dilation=(1, dilation), **options,
        )  # fmt: skip
    except ValidationError as refused:
        with pytest.raises(type(refused)):
            conv1d(x, weights, 0.5, strides=stride, padding=padding, dilation=dilation, **options)
        return
    options |= {"strides": stride, "padding": padding, "dilation": dilation}
    found = conv1d(x, weights, 0.5, **options)
    np.testing.assert_array_equal(found, expected[:, 0])
    first = conv1d(x.swapaxes(1, 2), weights, 0.5, **options, data_format="channels_first")
    np.testing.assert_array_equal(first, found if kind == "one map" else found.swapaxes(1, 2))


@pytest.mark.parametrize(
    ("x", "weights", "data_format", "shape"),
    [
        ((9,), (3,), "channels_last", (9,)),
        ((9,), (3, 1), "channels_last", (9,)),
        ((9,), (3, 1, 5), "channels_last", (9, 5)),
        ((9,), (3, 1, 5), "channels_first", (5, 9)),
        ((9, 4), (3,), "channels_last", (9, 4)),
        ((9, 4), (3, 4), "channels_last", (9,)),
        ((9, 4), (3, 4, 1), "channels_last", (9, 1)),
        ((4, 9), (3, 4, 5), "channels_first", (5, 9)),
        ((2, 9, 4), (3, 4, 5), "channels_last", (2, 9, 5)),
        ((2, 1, 9, 4), (3, 4), "channels_last", (2, 1, 9)),
        ((2, 1, 4, 9), (3,), "channels_first", (2, 1, 4, 9)),
        ((1, 1), (1, 1, 1), "channels_last", (1, 1)),
    ],
)
def test_the_shapes(x, weights, data_format: str, shape) -> None:
    found = conv1d(np.ones(x, np.float32), np.ones(weights), data_format=data_format)
    assert found.shape == shape
    assert found.dtype == np.float32
    assert found.flags.c_contiguous


_SIDES = "padding must be “same”, “valid”, an integer or (before, after); "


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        (TypeError, {"x": [1.0]}, "x must be a numpy array; a list was given."),
        (TypeError, {"weights": np.ones(3, bool)}, "weights must be an array of real numbers"),
        (ValueError, {"x": np.array(1.0)}, "x must be (length,) or (..., length, channels); shape"),
        (ValueError, {"x": np.ones(0)}, "x must be not empty; shape (0,) was given."),
        (ValueError, {"weights": np.ones(0)}, "weights must be not empty; shape (0,) was given."),
        (ValueError, {"weights": np.ones((1, 1, 1, 1))}, "weights must be 1-dimensional or 2-dim"),
        (
            ValueError, {"x": np.ones((9, 2)), "weights": np.ones((3, 3, 5))},
            "weights must be (length, 2, filters); shape (3, 3, 5) for 2 channels was given.",
        ),
        (
            ValueError, {"weights": np.ones((3, 2))},
            "weights must be (length, 1); shape (3, 2) for 1 channels was given.",
        ),
        (
            ValueError, {"groups": 2},
            "groups must be 1 unless weights are (length, channels / groups, filters); 2",
        ),
        (ValueError, {"groups": 0}, "groups must be from 1 to 9223372036854775807; 0 was given."),
        (ValueError, {"groups": 10**5000}, "groups must be from 1 to 9223372036854775807; a num"),
        (
            ValueError, {"x": np.ones((1,) * 33)},
            "x must be an array of at most 32 axes; one of 33 axes was given.",
        ),
        (ValueError, {"x": np.ones((1,) * 64)}, "x must be an array of at most 32 axes; one of 64"),
        (TypeError, {"strides": (1, 1)}, "strides must be an integer; a tuple was given."),
        (ValueError, {"strides": 0}, "strides must be at least 1; 0 was given."),
        (TypeError, {"dilation": 1.0}, "dilation must be an integer; 1.0 was given."),
        (TypeError, {"padding": 1.5}, _SIDES + "1.5 was given."),
        (TypeError, {"padding": None}, _SIDES + "None was given."),
        (TypeError, {"padding": ((1, 2), (3, 4))}, _SIDES + "a tuple was given."),
        (ValueError, {"padding": "full"}, _SIDES + "“full” was given."),
        (ValueError, {"padding": (1, 2, 3)}, _SIDES + "a sequence of 3 values was given."),
        (ValueError, {"padding": -1}, "padding must be from 0 to 2147483647; -1 was given."),
        (TypeError, {"data_format": np.array([1, 2])}, "data_format must be one of “"),
        (ValueError, {"data_format": "first"}, "data_format must be one of “channels_last”"),
        (ValueError, {"x": np.ones(2), "padding": "valid"}, "kernel must be no larger than the"),
        (ValueError, {"padding": 9, "border": "reflect"}, "padding must be at most 8 with border"),
        (ValueError, {"bias": np.ones(2)}, "bias must be a number or of shape (1,); shape (2,)"),
    ],
)  # fmt: skip
def test_refusals(kind: type[Exception], arguments: dict[str, object], message: str) -> None:
    with pytest.raises(kind) as caught:
        conv1d(**({"x": _X, "weights": _WEIGHTS} | arguments))
    assert isinstance(caught.value, ValidationError)
    assert str(caught.value).startswith(message)


def test_strides_and_dilations_beyond_the_signal() -> None:
    x = np.arange(1.0, 6)
    np.testing.assert_array_equal(conv1d(x, np.ones(3), strides=10**30, border="edge"), [6])
    np.testing.assert_array_equal(conv1d(x, np.ones(3), dilation=2**31 - 1), x)


def test_a_signal_may_have_32_axes() -> None:
    x = np.ones((1,) * 30 + (5, 1))
    assert conv1d(x, np.ones(3)).shape == x.shape
