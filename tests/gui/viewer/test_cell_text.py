"""The numbers in the cells: as exact as there is room for, and never cut."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.gui.viewer.cell_text import largest_of, number_text


@pytest.mark.parametrize(
    ("values", "largest"),
    [
        ([1.0, -3.0, math.nan], 3.0),
        ([math.inf, 2.0], 2.0),
        ([0.0, 0.0], 1.0),
        ([math.nan], 1.0),
        ([], 1.0),
    ],
)
def test_tints_are_measured_by_what_is_finite(values: list[float], largest: float) -> None:
    assert largest_of(np.array(values)) == largest


@pytest.mark.parametrize(
    ("value", "room", "text"),
    [
        (255, 3, "255"),
        (255, 2, "…"),
        (65535, 5, "65535"),
        (65535, 4, "7e4"),
        (-1020.5, 7, "−1020.5"),
        (-1020.5, 5, "−1020"),
        (-1020.5, 4, "−1e3"),
        (0.5, 8, "0.5"),
        (0.0123, 4, "0.01"),
        (0.00012345, 6, "1.2e−4"),
        (99.96, 4, "100"),
        (99.96, 5, "99.96"),
        (123.456, 5, "123.5"),
        (-0.0, 4, "0"),
        (math.nan, 4, "NaN"),
        (math.inf, 4, "∞"),
        (-math.inf, 4, "−∞"),
        (7, 0, ""),
    ],
)
def test_examples(value: float, room: int, text: str) -> None:
    assert number_text(value, room) == text


def read(text: str) -> float:
    return float(text.replace("−", "-"))


finite = st.floats(allow_nan=False, allow_infinity=False, width=32)


@given(finite | st.floats(-2000, 2000, width=32), st.integers(1, 14))
def test_what_is_printed_is_the_number_rounded_to_the_digits_shown(value: float, room: int) -> None:
    text = number_text(value, room)
    assert len(text) <= room
    if text == "…":
        return
    digits = text.partition("e")[0].strip("−").replace(".", "").lstrip("0")
    shown = read(text)
    assert shown == 0 or math.copysign(1, shown) == math.copysign(1, value)
    unit = 10.0 ** (math.floor(math.log10(abs(shown))) - len(digits) + 1) if shown else 0
    assert abs(shown - value) <= 0.5 * unit * 1.000001


@given(st.integers(0, 65535))
def test_the_originals_own_values_are_whole(value: int) -> None:
    assert number_text(value, 5) == str(value)


@given(st.floats(-9999, 9999, width=32))
def test_with_room_a_value_tells_all_that_float32_holds(value: float) -> None:
    if value == 0 or abs(value) >= 0.001:
        assert read(number_text(value, 14)) == pytest.approx(value, rel=1e-6)
    assert np.isfinite(read(number_text(value, 14)))
