"""Numbers as people type them, and back."""

from __future__ import annotations

import contextlib
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.kernel.notation import (
    format_number,
    format_value,
    ordinal,
    parse_integer,
    parse_number,
)

_FINITE = st.floats(allow_nan=False, allow_infinity=False)
_WANTED = "a finite number such as -1, 0.5, 1e-3 or 1/9"


@given(_FINITE)
def test_what_is_formatted_reads_back_as_the_same_number(value: float) -> None:
    assert parse_number(format_number(value), "weight") == value


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_whole_numbers_are_written_without_a_point(value: int) -> None:
    assert format_number(float(value)) == str(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1, "0.1"), (-0.5, "-0.5"), (-0.0, "0"), (1e15, "1000000000000000.0"), (1e-7, "1e-07")],
)
def test_other_numbers_are_written_as_shortly_as_they_can_be(value: float, text: str) -> None:
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1.0),
        ("-1", -1.0),
        ("+1", 1.0),
        ("−1", -1.0),  # the typographic minus
        (".5", 0.5),
        ("5.", 5.0),
        ("1e-3", 0.001),
        ("1E3", 1000.0),
        ("−1.5e−3", -0.0015),
        ("1/9", 1 / 9),
        ("-2 / 4", -0.5),
        ("1/-4", -0.25),
        ("1e2/.5", 200.0),
        ("\t 7 \n", 7.0),
        ("00012", 12.0),
    ],
)
def test_the_ways_to_type_a_number(text: str, value: float) -> None:
    assert parse_number(text, "weight") == value


@given(st.integers(-999, 999), st.integers(1, 999))
def test_a_fraction_is_its_quotient(numerator: int, denominator: int) -> None:
    assert parse_number(f"{numerator}/{denominator}", "weight") == numerator / denominator


@pytest.mark.parametrize(
    "text", ["abc", "1 2", "1/2/3", "0x10", "1_000", "٣", "½", "--1", "1e", "e5", ".", "/3"]
)
def test_what_is_no_number_is_refused_and_quoted(text: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        parse_number(text, "weight")
    assert str(caught.value) == f"weight must be {_WANTED}; “{text}” was given."


def test_a_decimal_comma_is_refused_with_a_hint() -> None:
    with pytest.raises(ArgumentValueError, match=r"“1,5” was given\. Decimals stand after a point"):
        parse_number("1,5", "weight")


@pytest.mark.parametrize("text", ["", "  ", "\t"])
def test_an_empty_field_is_told_as_nothing(text: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        parse_number(text, "weight")
    assert str(caught.value) == f"weight must be {_WANTED}; nothing was given."


@pytest.mark.parametrize("text", ["nan", "NaN", "inf", "-inf", "Infinity", "∞", "−∞"])
def test_what_is_not_finite_is_told_so(text: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        parse_number(text, "weight")
    assert str(caught.value) == f"weight must be {_WANTED}; “{text}” was given."


@pytest.mark.parametrize("text", ["1/0", "0/0", "1/0.0", "1/-0", "1/1e-999"])
def test_a_fraction_over_0_is_told_so(text: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        parse_number(text, "weight")
    assert str(caught.value) == (
        f"weight must be a fraction with no 0 below it; “{text}” was given."
    )


@pytest.mark.parametrize("text", ["1e999", "-1e999", "1e308/1e-308", "1e999/1e999"])
def test_a_number_beyond_all_floats_is_refused(text: str) -> None:
    with pytest.raises(ArgumentValueError, match="weight must be a finite number"):
        parse_number(text, "weight")


@pytest.mark.parametrize("character", ["1", "a", " "])
def test_200_characters_are_refused_in_a_short_message(character: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        parse_number(character * 200, "weight")
    assert len(str(caught.value)) < 150


@given(st.text(max_size=80))
def test_any_text_is_a_finite_number_or_refused(text: str) -> None:
    with contextlib.suppress(ArgumentValueError):
        assert math.isfinite(parse_number(text, "weight"))


@pytest.mark.parametrize(
    ("text", "value"), [("3", 3), (" -3 ", -3), ("+3", 3), ("−3", -3), ("007", 7)]
)
def test_the_ways_to_type_a_whole_number(text: str, value: int) -> None:
    assert parse_integer(text, "stride") == value


@given(st.integers(-(10**60), 10**60))
def test_whole_numbers_read_back(value: int) -> None:
    assert parse_integer(str(value), "stride") == value


@pytest.mark.parametrize("text", ["1.0", "1e3", "1/1", "abc", "1_000", "٣", "--1", "1 2"])
def test_what_is_no_whole_number_is_refused_and_quoted(text: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        parse_integer(text, "stride")
    assert str(caught.value) == f"stride must be a whole number; “{text}” was given."


def test_no_whole_number_at_all_is_told_as_nothing() -> None:
    with pytest.raises(ArgumentValueError, match="stride must be a whole number; nothing was"):
        parse_integer("", "stride")


def test_a_whole_number_of_200_digits_is_refused_in_a_short_message() -> None:
    with pytest.raises(ArgumentValueError) as caught:
        parse_integer("9" * 200, "stride")
    assert len(str(caught.value)) < 150


@given(st.floats(width=32))
def test_a_value_is_told_in_the_shortest_text_of_the_same_float32(value: float) -> None:
    text = format_value(np.float32(value))
    plain = text.replace("−", "-").replace("∞", "inf")
    np.testing.assert_equal(np.float32(plain) + 0, np.float32(value) + 0)  # −0 is 0


@pytest.mark.parametrize(
    ("value", "text"),
    [(-1.0, "−1"), (np.float32(0.1), "0.1"), (786420, "786420"), (math.nan, "NaN"), (-0.0, "0")],
)
def test_values_for_people(value: float, text: str) -> None:
    assert format_value(value) == text


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"),
     (21, "21st"), (42, "42nd"), (103, "103rd"), (111, "111th"), (136, "136th")],
)  # fmt: skip
def test_a_place_in_a_row(number: int, words: str) -> None:
    assert ordinal(number) == words
