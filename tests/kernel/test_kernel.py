"""The Kernel as a value: what it refuses and what it becomes."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.kernel.kernel import (
    CUSTOM,
    Kernel,
    check_divisor,
    check_size,
    check_strict_size,
    check_weight,
)
from convstudio.kernel.recipe import Recipe

_RAGGED = "kernel must be a rectangle of numbers; a list of 2 rows with 1 and 2 weights was given."
_SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), 8, "Sobel x", "A slope.", "Sobel, 1968")


def test_weights_and_divisor_are_floats_as_typed() -> None:
    kernel = Kernel(((np.int8(2),),), 3)
    assert (kernel.weights, kernel.divisor) == (((2.0,),), 3.0)
    assert type(kernel.weights[0][0]) is float
    assert kernel.array.dtype == np.float64


def test_kernels_of_the_same_values_are_equal_and_hash_alike() -> None:
    assert Kernel(((1,),)) == Kernel(((1.0,),))
    assert hash(Kernel(((1,),))) == hash(Kernel(((1.0,),)))
    assert Kernel(((1,),)) != Kernel(((1,),), name="One")


def test_same_numbers_looks_at_weights_and_divisor_alone() -> None:
    assert _SOBEL.same_numbers(Kernel(_SOBEL.weights, 8))
    assert not _SOBEL.same_numbers(Kernel(_SOBEL.weights, 4))
    assert not _SOBEL.same_numbers(_SOBEL.with_weight(0, 0, 5))


def test_size_and_sum() -> None:
    assert (_SOBEL.shape, _SOBEL.size_text, _SOBEL.centre) == ((3, 3), "3×3", (1, 1))
    assert _SOBEL.total == 0
    assert Kernel(((0.1,) * 3,) * 3).total == math.fsum([0.1] * 9)


def test_a_weight_that_changes_makes_the_kernel_custom() -> None:
    changed = _SOBEL.with_weight(1, 2, 7)
    assert changed.weights == ((-1, 0, 1), (-2, 0, 7), (-1, 0, 1))
    assert (changed.name, changed.description, changed.source) == (CUSTOM, "", "")
    assert changed.divisor == 8
    assert _SOBEL.weights[1][2] == 2


def test_a_weight_or_divisor_set_to_what_it_was_changes_nothing() -> None:
    assert _SOBEL.with_weight(1, 2, 2) is _SOBEL
    assert _SOBEL.with_divisor(8) is _SOBEL


def test_a_divisor_that_changes_makes_the_kernel_custom() -> None:
    changed = _SOBEL.with_divisor(4)
    assert (changed.divisor, changed.name) == (4.0, CUSTOM)
    assert changed.weights == _SOBEL.weights


def test_growing_adds_zeros_around() -> None:
    np.testing.assert_array_equal(_SOBEL.resized(7).array, np.pad(_SOBEL.array, 2))


def test_shrinking_keeps_the_centre() -> None:
    kernel = Kernel(tuple(tuple(range(5 * i, 5 * i + 5)) for i in range(5)))
    np.testing.assert_array_equal(kernel.resized(3).array, kernel.array[1:4, 1:4])
    assert kernel.resized(1).weights == ((12.0,),)


def test_growing_and_shrinking_again_gives_the_same_numbers() -> None:
    assert _SOBEL.resized(31).resized(3).same_numbers(_SOBEL)


def test_the_size_it_has_changes_nothing() -> None:
    assert _SOBEL.resized(3) is _SOBEL


@pytest.mark.parametrize("size", [1, 2, 3, 62, 63])
def test_sizes_from_1_to_63_are_taken(size: int) -> None:
    assert check_size(size) == size
    assert _SOBEL.resized(size).shape == (size, size)
    assert _SOBEL.resized(3, size).shape == (3, size)


@pytest.mark.parametrize("size", [0, -3, 64])
def test_other_sizes_are_refused(size: int) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        _SOBEL.resized(size)
    assert str(caught.value) == f"kernel rows must be from 1 to 63; {size} was given."
    with pytest.raises(ArgumentValueError, match="kernel columns must be from 1 to 63"):
        _SOBEL.resized(3, size)


def test_the_strict_rule_wants_an_odd_size() -> None:
    assert check_strict_size(5) == 5
    with pytest.raises(ArgumentValueError) as caught:
        check_strict_size(4)
    assert str(caught.value) == (
        "kernel size must be odd, so that one weight is the centre; 4 was given. 3 or 5 would do."
    )


@pytest.mark.parametrize("size", [3.0, True, "3", None])
def test_a_size_that_is_no_integer_is_a_type_error(size: object) -> None:
    with pytest.raises(ArgumentTypeError, match="kernel size must be an integer"):
        check_size(size)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ((), "kernel must be a rectangle of numbers; a list of 0 rows with no weights was given."),
        (((),), "kernel columns must be from 1 to 63; 0 was given."),
        (
            ((1, 2), (3,)),
            _RAGGED,
        ),
    ],
)
def test_a_kernel_that_is_no_rectangle_is_refused(weights, message: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        Kernel(weights)
    assert str(caught.value) == message


def test_the_centre_of_an_even_size_is_rounded_up_and_left() -> None:
    kernel = Kernel(((1, 2, 3, 4), (5, 6, 7, 8)))
    assert (kernel.shape, kernel.centre, kernel.anchored_at) == ((2, 4), (0, 1), (0, 1))
    assert not kernel.is_strict
    assert _SOBEL.is_strict
    assert not _SOBEL.with_anchor((0, 0)).is_strict


def test_an_anchor_outside_is_refused() -> None:
    with pytest.raises(ArgumentValueError) as caught:
        _SOBEL.with_anchor((1, 3))
    assert str(caught.value) == (
        "anchor must be a weight of the 3×3 kernel; row 2, column 4 was given."
    )


def test_resizing_keeps_what_lies_under_the_anchor() -> None:
    kernel = Kernel(((1, 2), (3, 4)), anchor=(1, 1))
    grown = kernel.resized(5)
    assert grown.weights[grown.anchored_at[0]][grown.anchored_at[1]] == 4
    assert kernel.resized(1).anchor == (0, 0)


@pytest.mark.parametrize(("shape", "dropped"), [((3, 3), 0), ((5, 1), 6), ((1, 3), 4), ((2, 2), 4)])
def test_weights_that_resizing_would_drop_are_counted(shape, dropped: int) -> None:
    assert _SOBEL.dropped(*shape) == dropped
    assert np.count_nonzero(_SOBEL.resized(*shape).array) == 6 - dropped


def test_an_edit_drops_the_recipe_and_a_new_name_does_not_matter_to_the_numbers() -> None:
    made = replace(_SOBEL, recipe=Recipe("family", "sobel", (("angle", 0.0),)))
    assert made.with_divisor(4).recipe is None
    assert made.with_rows(made.array) is made
    assert made.same_numbers(_SOBEL)
    assert not _SOBEL.same_numbers(_SOBEL.with_anchor((0, 0)))


def test_several_weights_are_set_at_once() -> None:
    assert _SOBEL.with_weights({(0, 0): 4, (2, 2): 5}).weights == (
        (4, 0, 1),
        (-2, 0, 2),
        (-1, 0, 5),
    )


@pytest.mark.parametrize("value", [1e12, -1e12, 0, 1e-300])
def test_weights_up_to_a_million_millions_are_taken(value: float) -> None:
    assert check_weight(value) == value


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1.1e12, -1e300, 10**400])
def test_weights_that_are_not_finite_or_too_large_are_refused(value: float) -> None:
    with pytest.raises(ArgumentValueError, match="weight must be"):
        Kernel(((value,),))


@pytest.mark.parametrize("value", ["1", None, True, 1j])
def test_weights_that_are_no_numbers_are_type_errors(value: object) -> None:
    with pytest.raises(ArgumentTypeError, match="weight must be a real number"):
        Kernel(((value,),))


@pytest.mark.parametrize("value", [1e-12, -1e-12, 1e12, -9])
def test_divisors_of_an_honest_size_are_taken(value: float) -> None:
    assert check_divisor(value) == value


@pytest.mark.parametrize("value", [0, 0.0, -0.0])
def test_a_divisor_of_0_is_refused_with_a_hint(value: float) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        Kernel(((1,),), value)
    assert caught.value.message == "divisor must be a number other than 0; 0 was given."
    assert caught.value.hint == (
        "Use the sum of the weights to keep the brightness, or 1 to leave them as typed."
    )


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e-13, 1e13])
def test_other_divisors_are_refused(value: float) -> None:
    with pytest.raises(ArgumentValueError, match="divisor must be"):
        _SOBEL.with_divisor(value)
