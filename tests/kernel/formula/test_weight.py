"""One weight as it is typed: all that a number may be, and arithmetic."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.kernel.formula import parse_weight
from convstudio.kernel.notation import format_number, parse_number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_whatever_reads_as_a_number_reads_as_the_same_weight(value: float) -> None:
    text = format_number(value)
    assert parse_weight(text, "weight") == parse_number(text, "weight") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/9", 1 / 9),
        ("−1", -1.0),
        ("sqrt(2)/4", math.sqrt(2) / 4),
        ("2*pi", math.tau),
        ("−2×π", -math.tau),
        ("exp(1)", math.e),
        ("-2^2", -4.0),
        ("2**3**2", 512.0),
        ("2^-2", 0.25),
        ("(1+2)*3", 9.0),
        ("1 - 2 - 3", -4.0),
        ("8/4/2", 1.0),
        ("√2", math.sqrt(2)),
        ("√4²", 4.0),
        ("3²", 9.0),
        ("1e-3*2", 0.002),
        ("1+" * 99 + "1", 100.0),
    ],
)
def test_arithmetic_with_numbers_is_a_weight(text: str, value: float) -> None:
    assert parse_weight(text, "weight") == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("abc", ""),
        ("nan", ""),
        ("inf", ""),
        ("", ""),
        ("1,5", "Decimals stand after a point: 1.5."),
        ("2*s", "“s” has no value here."),
        ("2*x", "At character 3: “x” has no value here."),
        ("9**9**9**9", "It has no finite value."),
        ("sqrt(-1)", "It has no finite value."),
        ("(1+2", "At character 1: this bracket is not closed."),
        ("2pi", "At character 2: an operator is missing before “pi”. To multiply, write 2*pi."),
    ],
)
def test_what_is_no_weight_is_refused_with_what_is_wrong(text: str, hint: str) -> None:
    with pytest.raises(ArgumentValueError) as refused:
        parse_weight(text, "weight")
    given = f"“{text}”" if text else "nothing"
    assert refused.value.message == (
        f"weight must be a finite number such as -1, 0.5, 1e-3 or 1/9; {given} was given."
    )
    assert refused.value.hint == hint


def test_a_fraction_over_0_keeps_its_own_message() -> None:
    with pytest.raises(ArgumentValueError, match="a fraction with no 0 below it; “1/0” was given"):
        parse_weight("1/0", "weight")


@given(st.text(alphabet="0123456789.eE+-−*/^()!<> pisqrtxπ²√,", max_size=250))
@pytest.mark.usefixtures("no_stall")
def test_no_text_does_anything_but_read_or_be_refused(text: str) -> None:
    with contextlib.suppress(ArgumentValueError):
        assert math.isfinite(parse_weight(text, "weight"))
