"""Orders of axes: there and back, which fit, and what is refused in words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.pipeline.banks.axes import (
    KERAS,
    KERAS_DEPTHWISE,
    NAMED,
    PYTORCH,
    PYTORCH_DEPTHWISE,
    ROLES,
    AxisOrder,
    arranged,
    check_lengths,
    flattened,
    orders_of,
)
from convstudio.pipeline.banks.entries import ArrayEntry
from convstudio.pipeline.banks.guessing import Told, biases_for, guess_order, told_of, weights_first


def numbered(*shape: int) -> np.ndarray:
    return np.arange(np.prod(shape), dtype=np.float64).reshape(shape)


@given(
    order=st.sampled_from((*orders_of(4)[4:], KERAS, PYTORCH)),
    shape=st.tuples(*[st.integers(1, 5)] * 4),
)
def test_every_order_of_four_axes_goes_there_and_back(order, shape):
    weights = numbered(*shape)
    assert np.array_equal(arranged(flattened(weights, order), order, shape[2]), weights)


@given(shape=st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(2, 5), st.integers(1, 4)))
def test_depthwise_filters_go_there_and_back(shape):
    weights = numbered(*shape)
    for order in (KERAS_DEPTHWISE, PYTORCH_DEPTHWISE):
        assert np.array_equal(arranged(flattened(weights, order), order, shape[2]), weights)


def test_keras_and_pytorch_differ_by_their_transpose():
    weights = numbered(5, 3, 2, 4)
    assert np.array_equal(flattened(weights, PYTORCH), weights.transpose(3, 2, 0, 1))
    assert np.array_equal(flattened(weights, KERAS), weights)


def test_pytorchs_depthwise_filters_stand_channel_by_channel():
    weights = numbered(1, 1, 3, 2)  # of channel c the filters 2c and 2c + 1
    array = flattened(weights, PYTORCH_DEPTHWISE)
    assert array.shape == (6, 1, 1, 1)
    assert array.ravel().tolist() == [0, 1, 2, 3, 4, 5]


def test_an_array_of_fewer_axes_has_length_one_for_the_rest():
    assert arranged(numbered(3, 4), AxisOrder(("rows", "columns")), 1).shape == (3, 4, 1, 1)
    assert arranged(numbered(3, 4), AxisOrder(("inputs", "filters")), 3).shape == (1, 1, 3, 4)


@pytest.mark.parametrize(("axes", "count"), [(1, 4), (2, 12), (3, 24), (4, 26)])
def test_every_order_is_offered_once(axes, count):
    orders = orders_of(axes)
    assert len(orders) == len(set(orders)) == count


@pytest.mark.parametrize("axes", [0, 5])
def test_arrays_of_other_axes_are_refused(axes):
    with pytest.raises(ArgumentValueError, match="1 to 4 axes"):
        orders_of(axes)


def test_a_role_given_to_an_axis_is_taken_from_the_other():
    assert KERAS.with_role(0, "filters").roles == ("filters", "columns", "inputs", "rows")
    assert AxisOrder(("rows", "columns")).with_role(1, "filters").roles == ("rows", "filters")


def test_a_role_cannot_stand_twice():
    with pytest.raises(ArgumentValueError, match="filters on two axes"):
        AxisOrder(("filters", "filters"))


def test_axes_that_are_too_long_are_named():
    with pytest.raises(
        ArgumentValueError, match=r"axis 1, the rows of a kernel, must be at most 63"
    ):
        arranged(numbered(64, 3, 3, 3), KERAS, 3)
    with pytest.raises(ArgumentValueError, match="axis 4, filters, must be at most 512"):
        arranged(numbered(1, 1, 1, 513), KERAS, 1)


def test_depthwise_filters_must_go_up_in_the_channels():
    with pytest.raises(ArgumentValueError, match="for each of the 3 channels") as caught:
        arranged(numbered(4, 1, 3, 3), PYTORCH_DEPTHWISE, 3)
    assert "3 or 6 would do" in caught.value.hint


def test_pytorchs_depthwise_filters_see_one_channel_each():
    with pytest.raises(ArgumentValueError) as caught:
        arranged(numbered(2, 3, 3, 3), PYTORCH_DEPTHWISE, 3)
    assert caught.value.message == (
        "axis 2, the inputs of a filter, must be 1 long in PyTorch's order of depthwise filters, "
        "each of which sees one channel; 3 was given."
    )
    assert "without “depthwise”" in caught.value.hint


@pytest.mark.parametrize(
    ("shape", "given"),
    [((), "one number"), ((5,), "an array of 1 axis"), ((5, 5), "an array of 2 axes")],
)
@pytest.mark.parametrize("order", [KERAS, PYTORCH, KERAS_DEPTHWISE, PYTORCH_DEPTHWISE])
def test_fewer_axes_than_the_order_names_are_refused(shape, given, order):
    with pytest.raises(ArgumentValueError) as caught:
        check_lengths(shape, order)
    assert caught.value.message == f"the weights must be of 4 axes; {given} was given."


# Guesses


@pytest.mark.parametrize(
    ("name", "shape", "channels", "pytorch", "order"),
    [
        ("conv1.weight", (64, 3, 7, 7), 3, True, PYTORCH),
        ("", (7, 7, 3, 64), 3, False, KERAS),
        ("kernel", (5, 5, 1, 32), 1, False, KERAS),
        ("weight", (32, 1, 5, 5), 1, False, PYTORCH),
        ("conv2.weight", (16, 8, 3, 3), 3, True, PYTORCH),
        ("conv1.kernel", (3, 3, 3, 3), 3, True, KERAS),
        ("conv1.weight", (3, 3, 3, 3), 3, False, PYTORCH),
        ("depthwise_kernel", (3, 3, 3, 1), 3, False, KERAS_DEPTHWISE),
        ("layer1.0.conv2.weight", (128, 4, 3, 3), 128, True, PYTORCH),
        ("", (128, 4, 3, 3), 128, False, PYTORCH),
        ("", (64, 16, 3, 3), 64, False, PYTORCH),
        ("", (256, 8, 3, 3), 256, False, PYTORCH),
        ("weight", (9, 9, 3, 3), 9, False, PYTORCH),
        ("", (64, 1, 3, 3), 64, False, PYTORCH_DEPTHWISE),
        ("weight", (6, 1, 5, 5), 3, True, PYTORCH),
        ("weight", (32, 1, 5, 5), 3, True, PYTORCH),
        ("kernel", (3, 3, 2, 6), 6, False, KERAS),
        ("", (3, 3, 2, 6), 6, False, KERAS),
        ("kernel", (3, 3, 64, 1), 64, False, KERAS_DEPTHWISE),
        ("kernel", (1, 1, 64, 1), 64, False, KERAS),
    ],
)
def test_the_likeliest_order_is_guessed(name, shape, channels, pytorch, order):
    entry = ArrayEntry(name, shape, "float32")
    assert guess_order(entry, channels, Told(pytorch)).order == order


def test_a_cube_of_equal_sides_could_be_either():
    guess = guess_order(ArrayEntry("", (3, 3, 3, 3), "float32"), 3)
    assert guess.order == KERAS
    assert PYTORCH in guess.also


def test_the_number_of_biases_tells_filters_that_sum_from_those_that_do_not():
    weights = ArrayEntry("kernel", (3, 3, 16, 2), "float32")
    for count, order in ((2, KERAS), (32, KERAS_DEPTHWISE)):
        beside = (weights, ArrayEntry("bias", (count,), "float32"))
        assert told_of(weights, beside) == Told(biases=count)
        assert guess_order(weights, 16, told_of(weights, beside)).order == order
    assert told_of(weights, (weights, ArrayEntry("bias", (2, 1), "float32"))) == Told()


def test_one_input_a_filter_on_a_picture_may_be_either():
    guess = guess_order(ArrayEntry("weight", (6, 1, 5, 5), "float32"), 3)
    assert guess.also == (PYTORCH_DEPTHWISE,)
    named = guess_order(ArrayEntry("weight", (6, 1, 5, 5), "float32"), 3, Told(names=2))
    assert named.order == PYTORCH_DEPTHWISE


def test_a_plain_shape_is_no_riddle():
    assert guess_order(ArrayEntry("", (7, 7, 3, 64), "float32"), 3).also == ()


def test_two_axes_are_one_kernel_and_three_several():
    assert guess_order(ArrayEntry("", (3, 3), "float64"), 1).order.roles == ("rows", "columns")
    guess = guess_order(ArrayEntry("", (8, 5, 5), "float64"), 1)
    assert guess.order.roles == ("filters", "rows", "columns")


@pytest.mark.parametrize(
    ("shape", "channels", "roles"),
    [
        ((3, 3), 3, ("rows", "columns")),
        ((5, 5), 1, ("rows", "columns")),
        ((3, 16), 3, ("inputs", "filters")),
        ((64, 3), 3, ("filters", "inputs")),
        ((5,), 1, ("columns",)),
        ((5, 5, 3), 3, ("rows", "columns", "inputs")),
        ((5, 5, 32), 1, ("rows", "columns", "filters")),
    ],
)
def test_fewer_axes_are_what_they_most_likely_are(shape, channels, roles):
    assert guess_order(ArrayEntry("", shape, "float32"), channels).order.roles == roles


def test_biases_are_found_by_their_names():
    weights = ArrayEntry("features.0.weight", (8, 3, 3, 3), "float32")
    own = ArrayEntry("features.0.bias", (8,), "float32")
    other = ArrayEntry("features.1.bias", (8,), "float32")
    assert biases_for(weights, 8, (other, weights, own)) == own
    assert biases_for(weights, 8, (other, weights)) is None
    plain = ArrayEntry("kernel", (3, 3, 1, 8), "float32"), ArrayEntry("bias", (8,), "float32")
    assert biases_for(plain[0], 8, plain) == plain[1]
    assert biases_for(plain[0], 9, plain) is None


def test_the_weights_are_the_first_array_of_four_axes_that_can_be_read():
    entries = (
        ArrayEntry("step", (), "int64"),
        ArrayEntry("broken", (1, 1, 1, 1), "?", "it holds Python objects"),
        ArrayEntry("bias", (4,), "float32"),
        ArrayEntry("weight", (4, 1, 3, 3), "float32"),
    )
    assert weights_first(entries) == entries[3]
    assert weights_first(entries[:2]) == entries[0]
    assert weights_first(()) is None


def test_the_named_orders_say_all_four_roles():
    assert all(set(order.roles) == set(ROLES) for order in NAMED.values())
