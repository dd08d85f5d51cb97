"""The checks that every function and the window share."""

from __future__ import annotations

import math

import numpy as np
import pytest

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics import validation


@pytest.mark.parametrize(
    "value", [3, *(kind(3) for kind in (np.int8, np.uint8, np.int32, np.uint64, np.int64))]
)
def test_an_integer_of_python_or_numpy_becomes_an_int(value: object) -> None:
    number = validation.integer(value, "stride")
    assert number == 3
    assert type(number) is int


@pytest.mark.parametrize(
    ("value", "given"),
    [
        (True, "True"),
        (np.True_, "a bool"),
        (1.0, "1.0"),
        (math.nan, "nan"),
        (np.float32(1), "a float32"),
        ("1", "a str"),
        (None, "None"),
        ([1], "a list"),
        (1 + 0j, "a complex"),
    ],
)
def test_what_is_no_integer_is_a_type_error(value: object, given: str) -> None:
    with pytest.raises(ArgumentTypeError) as caught:
        validation.integer(value, "stride")
    assert caught.value.message == f"stride must be an integer; {given} was given."


@pytest.mark.parametrize(
    ("value", "limits", "wanted"),
    [
        (0, {"minimum": 1}, "at least 1"),
        (0, {"minimum": 1, "maximum": 9}, "from 1 to 9"),
        (10, {"minimum": 1, "maximum": 9}, "from 1 to 9"),
        (10, {"maximum": 9}, "at most 9"),
    ],
)
def test_an_integer_out_of_range_is_told_the_range(
    value: int, limits: dict[str, int], wanted: str
) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        validation.integer(value, "stride", **limits)
    assert caught.value.message == f"stride must be {wanted}; {value} was given."


@pytest.mark.parametrize(
    ("value", "given"),
    [
        (10**20 - 1, "9" * 20),
        (10**60, "a number of 61 digits"),
        (10**5000, "more than 4000 digits"),
    ],
    ids=["20 digits", "61 digits", "beyond the digits that Python prints"],
)
def test_a_number_of_many_digits_is_told_in_few_words(value: int, given: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        validation.integer(value, "stride", maximum=9)
    assert given in caught.value.message
    assert len(caught.value.message) < 100


def test_a_negative_number_of_many_digits_is_told_in_few_words() -> None:
    with pytest.raises(ArgumentValueError) as caught:
        validation.integer(-(10**5000), "padding", minimum=0)
    assert len(caught.value.message) < 100


def test_one_integer_stands_for_both_directions() -> None:
    assert validation.pair(np.int16(2), "strides", minimum=1) == (2, 2)


@pytest.mark.parametrize("value", [(2, 3), [2, 3], (np.int8(2), 3)])
def test_two_integers_are_vertical_and_horizontal(value: object) -> None:
    assert validation.pair(value, "strides", minimum=1) == (2, 3)


@pytest.mark.parametrize("value", [(), (1,), (1, 2, 3)])
def test_other_counts_than_two_are_refused(value: tuple[int, ...]) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        validation.pair(value, "strides", minimum=1)
    assert caught.value.message == (
        "strides must be an integer or (vertical, horizontal); "
        f"a sequence of {len(value)} values was given."
    )


@pytest.mark.parametrize("value", [(1, 0), (1, 10)])
def test_each_of_two_integers_is_held_to_the_range(value: tuple[int, int]) -> None:
    with pytest.raises(ArgumentValueError, match="strides must be from 1 to 9"):
        validation.pair(value, "strides", minimum=1, maximum=9)


@pytest.mark.parametrize(("value", "given"), [("3", "a str"), (None, "None"), (1.5, "1.5")])
def test_what_is_neither_one_integer_nor_two_is_told_both_ways(value: object, given: str) -> None:
    with pytest.raises(ArgumentTypeError) as caught:
        validation.pair(value, "strides", minimum=1)
    assert caught.value.message == (
        f"strides must be an integer or (vertical, horizontal); {given} was given."
    )


@pytest.mark.parametrize("value", [(1, True), (1.0, 1), "same"])
def test_a_pair_of_other_things_is_a_type_error(value: object) -> None:
    with pytest.raises(ArgumentTypeError):
        validation.pair(value, "strides", minimum=1)


@pytest.mark.parametrize("value", [2, 2.0, np.float32(2), np.uint8(2)])
def test_a_finite_real_number_becomes_a_float(value: object) -> None:
    number = validation.finite(value, "weight")
    assert number == 2.0
    assert type(number) is float


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, np.float32("nan"), 10**400])
def test_a_number_that_is_not_finite_is_refused(value: object) -> None:
    with pytest.raises(ArgumentValueError, match="weight must be a finite number"):
        validation.finite(value, "weight")


@pytest.mark.parametrize(
    ("value", "given"),
    [
        (10**400, "a number of 401 digits"),
        (10**5000, "a number of more than 4000 digits"),
        (-(10**5000), "a number of more than 4000 digits"),
        (np.longdouble("-inf"), "-inf"),
    ],
    ids=["401 digits", "5001 digits", "5001 digits below 0", "a long double"],
)
def test_what_is_not_finite_is_told_in_few_words(value: object, given: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        validation.finite(value, "weight")
    assert caught.value.message == f"weight must be a finite number; {given} was given."


_SPANS = [np.timedelta64(1), np.timedelta64(1, "s"), np.timedelta64("NaT")]


@pytest.mark.parametrize("value", [True, np.True_, "2", None, 2j, np.ma.masked, *_SPANS])
def test_what_is_no_real_number_is_a_type_error(value: object) -> None:
    with pytest.raises(ArgumentTypeError, match="weight must be a real number"):
        validation.finite(value, "weight")


@pytest.mark.parametrize(
    ("size", "words"), [(2, "1 or 3"), (4, "3 or 5"), (30, "29 or 31"), (0, "1")]
)
def test_the_nearest_odd_sizes_in_words(size: int, words: str) -> None:
    assert validation.nearest_odd_sizes(size) == words
