"""Sizes of layers: output, receptive field and parameters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics.sizes import output_size, parameter_count, receptive_field

_LAYERS = st.lists(
    st.tuples(
        st.tuples(st.integers(1, 4), st.integers(1, 4)),
        st.tuples(st.integers(1, 3), st.integers(1, 3)),
        st.tuples(st.integers(1, 3), st.integers(1, 3)),
    ),
    max_size=4,
)


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "expected"),
    [
        ((8, 8), 3, 1, "valid", (6, 6)),
        ((9, 9), 3, 1, "valid", (7, 7)),
        ((9, 9), 3, 1, 1, (9, 9)),
        ((13, 13), 5, 2, 0, (5, 5)),
        (28, 5, 1, "same", (28, 28)),
        (512, 3, 1, 1, (512, 512)),
        ((7, 12), 3, 4, "valid", (2, 3)),
        ((7, 12), 3, 4, "same", (2, 3)),
        ((5, 7), 3, 100, "valid", (1, 1)),
        (1, 31, 1, "same", (1, 1)),
        ((7, 12), (3, 5), (1, 2), ((1, 0), (2, 1)), (6, 6)),
    ],
)
def test_output_sizes_of_the_rules(size, kernel, stride, padding, expected) -> None:
    assert output_size(size, kernel, strides=stride, padding=padding) == expected


def test_a_dilated_kernel_takes_the_room_of_its_extent() -> None:
    assert output_size(10, 3, padding="valid", dilation=(2, 4)) == (6, 2)


def test_same_is_the_default_and_exact_is_not() -> None:
    assert output_size((13, 9), 4, strides=3) == (5, 3)
    with pytest.raises(ArgumentValueError, match="vertical stride must be a divisor of"):
        output_size(13, 5, strides=3, padding="valid", exact=True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"input_size": 0}, "input_size must be from 1 to"),
        ({"input_size": (1, 2, 3)}, "input_size must be an integer or"),
        ({"kernel_size": 0}, "kernel_size must be from 1 to"),
        ({"kernel_size": 10**5000, "padding": 0}, "a number of more than 4000 digits was given"),
        ({"strides": (1, 0)}, "strides must be from 1 to"),
        ({"dilation": 0}, "dilation must be from 1 to"),
        ({"padding": -1}, "padding must be from 0 to"),
        ({"kernel_size": 9, "padding": "valid"}, "kernel must be no larger"),
    ],
)
def test_sizes_that_cannot_be_are_refused(arguments, message: str) -> None:
    with pytest.raises(ArgumentValueError, match=message):
        output_size(**{"input_size": 8, "kernel_size": 3, **arguments})


@pytest.mark.parametrize(
    "arguments",
    [{"input_size": 8.0}, {"kernel_size": "3"}, {"strides": True}, {"dilation": None}],
)
def test_sizes_of_another_type_are_refused(arguments) -> None:
    with pytest.raises(ArgumentTypeError, match=next(iter(arguments))):
        output_size(**{"input_size": 8, "kernel_size": 3, **arguments})


def test_exact_is_a_switch() -> None:
    with pytest.raises(ArgumentTypeError, match="exact must be True or False"):
        output_size(8, 3, exact=1)


def _reached(layers, axis: int) -> int:
    """The reach of one value of the last map, found by marking what it rests on, layer by layer."""
    marked = np.ones(1, bool)
    for kernel, stride, dilation in reversed(layers):
        f, s, d = kernel[axis], stride[axis], dilation[axis]
        below = np.zeros((len(marked) - 1) * s + d * (f - 1) + 1, bool)
        for output in np.flatnonzero(marked):
            below[output * s : output * s + d * (f - 1) + 1 : d] = True
        marked = below
    touched = np.flatnonzero(marked)
    return int(touched[-1] - touched[0] + 1)


@given(_LAYERS)
def test_the_receptive_field_is_the_reach_of_what_one_value_rests_on(layers) -> None:
    assert receptive_field(layers) == (_reached(layers, 0), _reached(layers, 1))


@pytest.mark.parametrize(
    ("layers", "field"),
    [
        ([], (1, 1)),
        ([3], (3, 3)),
        ([3, 3], (5, 5)),
        (((3, 5), 3), (13, 13)),
        ([[3, 5], 3], (13, 13)),
        ([((3, 5),), 3], (5, 7)),
        ([(3, 2), (3, 2), 3], (15, 15)),
        ([(5, 2), (3, 1, 2)], (13, 13)),
        ([((3, 1), (2, 1)), ((1, 3), 1, (1, 4))], (3, 9)),
    ],
)
def test_receptive_fields(layers, field: tuple[int, int]) -> None:
    assert receptive_field(layers) == field


@pytest.mark.parametrize("layers", [3, "33", b"33", None, np.array([3, 3])])
def test_what_is_no_sequence_of_layers_is_refused(layers: object) -> None:
    with pytest.raises(ArgumentTypeError, match="layers must be a sequence of kernel sizes"):
        receptive_field(layers)


@pytest.mark.parametrize(
    ("layer", "kind", "message"),
    [
        ((), ArgumentValueError, "a layer of 0 values"),
        ((3, 1, 1, 1), ArgumentValueError, "a layer of 4 values"),
        (0, ArgumentValueError, "kernel size must be at least 1"),
        ((3, 0), ArgumentValueError, "stride must be at least 1"),
        ((3, 1, 0), ArgumentValueError, "dilation must be at least 1"),
        ("3", ArgumentTypeError, "kernel size must be an integer"),
        ((3, 1.0), ArgumentTypeError, "stride must be an integer"),
    ],
)
def test_a_layer_that_cannot_be_is_refused(layer, kind, message: str) -> None:
    with pytest.raises(kind, match=message):
        receptive_field([3, layer])


@pytest.mark.parametrize(
    ("kernel", "channels", "filters", "options", "count"),
    [
        (5, 1, 32, {}, 832),
        (5, 1, 32, {"bias": False}, 800),
        ((3, 1), 3, 2, {}, 20),
        (3, 4, 6, {"groups": 2}, 114),
        (3, 4, 4, {"groups": 4, "bias": False}, 36),
        (1, 1, 1, {}, 2),
    ],
)
def test_parameters_of_a_layer(kernel, channels, filters, options, count: int) -> None:
    assert parameter_count(kernel, channels, filters, **options) == count


@given(st.integers(1, 5), st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.booleans())
def test_the_parameters_are_the_weights_and_biases_counted(f, channels, filters, groups, bias):
    weights = np.zeros((f, f, channels, filters * groups))
    counted = weights.size + (filters * groups if bias else 0)
    found = parameter_count(f, channels * groups, filters * groups, groups=groups, bias=bias)
    assert found == counted


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        ({"kernel_size": 0}, ArgumentValueError, "kernel_size must be at least 1"),
        (
            {"in_channels": 0},
            ArgumentValueError,
            "in_channels must be from 1 to 9223372036854775807",
        ),
        ({"filters": 0}, ArgumentValueError, "filters must be from 1 to 9223372036854775807"),
        ({"groups": 0}, ArgumentValueError, "groups must be from 1 to 9223372036854775807"),
        ({"groups": 4}, ArgumentValueError, "groups must be a divisor of in_channels"),
        ({"groups": 3}, ArgumentValueError, "groups must be a divisor of filters"),
        ({"filters": 2.0}, ArgumentTypeError, "filters must be an integer"),
        ({"bias": 1}, ArgumentTypeError, "bias must be True or False"),
    ],
)
def test_parameters_that_cannot_be_counted(arguments, kind, message: str) -> None:
    with pytest.raises(kind, match=message):
        parameter_count(**{"kernel_size": 3, "in_channels": 6, "filters": 4, **arguments})


@pytest.mark.parametrize("name", ["in_channels", "filters", "groups"])
@pytest.mark.parametrize("value", [2**63, 10**5000, -(10**5000)], ids=["2^63", "vast", "far below"])
def test_counts_of_parameters_beyond_any_layer_are_refused(name: str, value: int) -> None:
    given_all = {"kernel_size": 3, "in_channels": 6, "filters": 6, "groups": 3, name: value}
    with pytest.raises(
        ArgumentValueError, match=f"^{name} must be from 1 to 9223372036854775807; "
    ):
        parameter_count(**given_all)


def test_counts_of_parameters_may_be_as_large_as_an_index() -> None:
    most = 2**63 - 1
    assert parameter_count(1, most, most, groups=most, bias=False) == most
