"""Activations: values, limits, dtypes and names."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics.activations import (
    ACTIVATIONS,
    absolute,
    activated,
    activation_named,
    leaky_relu,
    relu,
    sigmoid,
    softmax,
    tanh,
)

_INF, _NAN = math.inf, math.nan
_NAMES = tuple(ACTIVATIONS)
_SHAPES = arrays.array_shapes(min_dims=1, max_dims=4, max_side=5)
_ANY = arrays.arrays(
    st.sampled_from([np.float16, np.float32, np.float64, np.longdouble, np.int8, np.uint64]),
    arrays.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=4),
)
_FINITE = arrays.arrays(np.float64, _SHAPES, elements=st.floats(-1e4, 1e4))


def _by_hand(name: str, value: float) -> float:
    """One value, by the textbook, with Python's own mathematics."""
    if name == "sigmoid":
        return 1 / (1 + math.exp(-value)) if value > -700 else 0.0
    return {
        "relu": max(value, 0.0),
        "leaky_relu": value if value > 0 else 0.01 * value,
        "tanh": math.tanh(value),
        "absolute": abs(value),
    }[name]


@pytest.mark.parametrize("name", [name for name in _NAMES if name != "softmax"])
@given(x=_FINITE)
def test_each_value_is_what_the_textbook_says(name: str, x: np.ndarray) -> None:
    expected = np.array([_by_hand(name, float(value)) for value in x.flat]).reshape(x.shape)
    np.testing.assert_allclose(ACTIVATIONS[name](x), expected, rtol=1e-14, atol=1e-300)


@given(x=_FINITE, data=st.data())
def test_softmax_is_what_the_textbook_says(x: np.ndarray, data: st.DataObject) -> None:
    axis = data.draw(st.integers(-x.ndim, x.ndim - 1))
    found = np.moveaxis(softmax(x, axis), axis, -1).reshape(-1, x.shape[axis])
    lines = np.moveaxis(x, axis, -1).reshape(-1, x.shape[axis])
    for line, shares in zip(lines, found, strict=True):
        powers = [math.exp(value - max(line)) for value in line]
        np.testing.assert_allclose(shares, np.array(powers) / math.fsum(powers), rtol=1e-13)


@given(x=_FINITE, shift=st.floats(-1e3, 1e3))
def test_softmax_adds_up_to_one_and_knows_only_differences(x: np.ndarray, shift: float) -> None:
    np.testing.assert_allclose(softmax(x).sum(axis=-1), 1, rtol=1e-13)
    np.testing.assert_allclose(softmax(x + shift), softmax(x), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("function", "limits"),
    [
        (relu, [0, _INF]),
        (leaky_relu, [-_INF, _INF]),
        (sigmoid, [0, 1]),
        (tanh, [-1, 1]),
        (absolute, [_INF, _INF]),
    ],
)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_infinity_gives_the_limit_and_nan_stays(function, limits, dtype) -> None:
    found = function(np.array([-_INF, _INF, _NAN], dtype))
    np.testing.assert_array_equal(found, [*limits, _NAN])


@pytest.mark.parametrize(
    ("line", "shares"),
    [
        ([_INF, 1, _INF], [0.5, 0, 0.5]),
        ([_INF, -_INF], [1, 0]),
        ([-_INF, 3], [0, 1]),
        ([-_INF, -_INF], [0.5, 0.5]),
        ([_NAN, 1], [_NAN, _NAN]),
        ([_INF, _NAN], [_NAN, _NAN]),
        ([1e308, -1e308], [1, 0]),
        ([-1e308], [1]),
    ],
)
def test_softmax_at_its_limits(line: list[float], shares: list[float]) -> None:
    np.testing.assert_array_equal(softmax(np.array([line, line])), [shares, shares])


def test_a_line_of_softmax_with_nan_leaves_the_others_alone() -> None:
    found = softmax(np.array([[_NAN, 0], [0, 0]]))
    np.testing.assert_array_equal(found, [[_NAN, _NAN], [0.5, 0.5]])


@pytest.mark.parametrize("name", _NAMES)
@given(x=_ANY)
def test_no_input_makes_numpy_warn_or_changes(name: str, x: np.ndarray) -> None:
    before = x.copy()
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        found = ACTIVATIONS[name](x)
    np.testing.assert_array_equal(x, before)
    assert found.shape == x.shape
    assert not np.shares_memory(found, x)
    narrow = x.dtype in (np.float16, np.float32)
    assert found.dtype == (np.float32 if narrow else np.float64)


@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize("dtype", [">f4", "<f4", ">f8", ">i2"])
def test_the_byte_order_of_the_result_is_the_machines(name: str, dtype: str) -> None:
    found = ACTIVATIONS[name](np.array([1, 2], dtype))
    assert found.dtype == (np.float32 if dtype.endswith("f4") else np.float64)
    assert found.dtype.isnative


def test_integers_do_not_wrap_around() -> None:
    np.testing.assert_array_equal(absolute(np.array([-128], np.int8)), [128])
    np.testing.assert_array_equal(leaky_relu(np.array([-100], np.int8), 3), [-300])


@given(_FINITE)
def test_the_activations_are_kin(x: np.ndarray) -> None:
    np.testing.assert_array_equal(relu(x) + relu(-x), absolute(x))
    np.testing.assert_array_equal(leaky_relu(x, 0), relu(x))
    np.testing.assert_array_equal(leaky_relu(x, 1), x)
    np.testing.assert_allclose(sigmoid(x), (1 + tanh(x / 2)) / 2, rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(sigmoid(x) + sigmoid(-x), 1, rtol=1e-15)


def test_a_slope_beyond_float32_leaves_zero_at_zero() -> None:
    found = leaky_relu(np.array([0, -1, 2], np.float32), slope=1e300)
    np.testing.assert_array_equal(found, np.array([0, -_INF, 2], np.float32))
    assert leaky_relu(np.array([-_INF]), slope=0)[0] == 0


def test_no_axes_and_no_values() -> None:
    assert sigmoid(np.array(0.0)) == 0.5
    assert relu(np.array(-1.0)).shape == ()
    assert softmax(np.zeros((3, 0))).shape == (3, 0)


@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize(
    "x", [[1.0], 1.0, None, np.array([True]), np.array(["1"]), np.array([1j]), np.array([None])]
)
def test_what_is_no_array_of_real_numbers_is_refused(name: str, x: object) -> None:
    with pytest.raises(ArgumentTypeError, match=r"^x must be"):
        ACTIVATIONS[name](x)


@pytest.mark.parametrize(
    ("x", "axis", "kind", "message"),
    [
        (np.ones(()), -1, ArgumentValueError, "x must be at least 1-dimensional"),
        (np.ones((2, 3)), 2, ArgumentValueError, "axis must be from -2 to 1; 2 was given"),
        (np.ones((2, 3)), -3, ArgumentValueError, "axis must be from -2 to 1; -3 was given"),
        (np.ones((2, 3)), 1.0, ArgumentTypeError, "axis must be an integer"),
        (np.ones((2, 3)), None, ArgumentTypeError, "axis must be an integer"),
    ],
)
def test_an_axis_that_is_not_there_is_refused(x, axis, kind, message: str) -> None:
    with pytest.raises(kind, match=message):
        softmax(x, axis)


@pytest.mark.parametrize(
    ("slope", "kind"),
    [("1", ArgumentTypeError), (_NAN, ArgumentValueError), (_INF, ArgumentValueError)],
)
def test_a_slope_that_is_no_number_is_refused(slope, kind) -> None:
    with pytest.raises(kind, match="slope must be"):
        leaky_relu(np.ones(2), slope)


def test_activations_go_by_name() -> None:
    assert activation_named(None) is None
    assert activation_named(np.cos) is np.cos
    for name, function in ACTIVATIONS.items():
        assert function.__name__ == name
        assert activation_named(name) is function


@pytest.mark.parametrize(
    ("value", "kind", "given"),
    [("ReLU", ArgumentValueError, "“ReLU”"), (3, ArgumentTypeError, "an int")],
)
def test_another_name_is_told_the_names(value, kind, given: str) -> None:
    with pytest.raises(kind) as caught:
        activation_named(value, "second activation")
    assert caught.value.message == (
        "second activation must be None, a function or one of “relu”, “leaky_relu”, “sigmoid”, "
        f"“tanh”, “softmax”, “absolute”; {given} was given."
    )


def test_a_users_function_is_held_to_the_shape_and_the_dtype() -> None:
    maps = np.ones((1, 2, 2, 3), np.float32)
    assert activated(maps, None) is maps
    found = activated(maps, lambda values: values.astype(np.float64) * 2)
    np.testing.assert_array_equal(found, maps * 2)
    assert found.dtype == np.float32
    with pytest.raises(ArgumentValueError, match="what activation returns must be of the shape"):
        activated(maps, lambda values: values[..., 0])
    with pytest.raises(ArgumentTypeError, match="what activation returns must be a numpy array"):
        activated(maps, lambda _: None)


@pytest.mark.parametrize(
    ("slope", "kind"),
    [
        (10**5000, ArgumentValueError),
        (-(10**5000), ArgumentValueError),
        (np.timedelta64(1), ArgumentTypeError),
        (np.timedelta64(1, "s"), ArgumentTypeError),
    ],
    ids=["vast", "far below", "a time span without a unit", "a second"],
)
def test_a_slope_that_is_no_finite_number_is_refused(slope: object, kind: type[Exception]) -> None:
    with pytest.raises(kind, match=r"^slope must be a (finite|real) number; a "):
        leaky_relu(np.ones(3), slope)
