"""Numbers as they are shown and typed where decimals stand after a comma."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.gui.numerals import decimal_comma, listed, shown, typed, use_numerals
from convstudio.kernel.notation import format_number, parse_number


def test_with_a_point_nothing_changes(qapp) -> None:
    use_numerals("point")
    assert not decimal_comma()
    for text in ("0.5", "1,024", "-1.5e-3", "photo 1.2"):
        assert shown(text) == text
        assert typed(text) == text
    assert listed(["0.5", "1"]) == "0.5, 1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0.5", "0,5"),
        ("−1.25e-05", "−1,25e-05"),
        ("12", "12"),
        ("1,024 values", "1\u202f024 values"),
        ("12,345,678.5", "12\u202f345\u202f678,5"),
        ("(3, 4)  0.5", "(3, 4)  0,5"),
        ("It ends. 3 more", "It ends. 3 more"),
    ],
)
def test_numbers_are_shown_with_a_comma(comma, text: str, words: str) -> None:
    assert shown(text) == words


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("0,5", "0.5"),
        ("0.5", "0.5"),
        (",5", ".5"),
        ("-,5", "-.5"),
        ("1,", "1."),
        ("1,5e-3", "1.5e-3"),
        ("1,5/2,5", "1.5/2.5"),
        ("max(1, 2)", "max(1, 2)"),
        ("1,5,5", "1,5,5"),
        ("1, 2", "1, 2"),
    ],
)
def test_a_comma_is_understood_as_it_was_typed(comma, text: str, plain: str) -> None:
    assert typed(text) == plain


def test_a_list_keeps_its_numbers_apart(comma) -> None:
    assert listed(["0.5", "1", "2.25"]) == "0,5; 1; 2,25"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_shown_can_be_typed(qapp, value: float) -> None:
    use_numerals("comma")
    try:
        again = parse_number(typed(shown(format_number(value))), "number")
    finally:
        use_numerals("point")
    assert again == value


def test_groups_of_a_sentence_are_parted_alike(comma) -> None:
    told = shown("Values between two of 65,536 levels; −12,345.5 → 0 … 65,535")
    space = "\u202f"
    wanted = f"Values between two of 65{space}536 levels; −12{space}345,5 → 0 … 65{space}535"
    assert told == wanted
