"""What stands outside the picture, held to ``numpy.pad``."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.numerics.borders import BORDER_MODES, OUTSIDE, BorderMode, positions

_CONSTANT = -7


def _padded(line: np.ndarray, before: int, after: int, border: str) -> np.ndarray:
    if border in ("zeros", "constant"):
        return np.pad(line, (before, after), constant_values=0 if border == "zeros" else _CONSTANT)
    return np.pad(line, (before, after), mode=border)


def _looked_up(line: np.ndarray, before: int, after: int, border: BorderMode) -> np.ndarray:
    places = positions(np.arange(-before, len(line) + after), len(line), border)
    outside = 0 if border == "zeros" else _CONSTANT
    return np.where(places == OUTSIDE, outside, line[places])


@pytest.mark.parametrize("border", BORDER_MODES)
@given(size=st.integers(1, 12), before=st.integers(0, 60), after=st.integers(0, 60))
def test_it_is_what_numpy_pads_also_far_beyond_the_picture(
    border: BorderMode, size: int, before: int, after: int
) -> None:
    line = np.arange(1, size + 1)
    np.testing.assert_array_equal(
        _looked_up(line, before, after, border), _padded(line, before, after, border)
    )


@pytest.mark.parametrize("border", BORDER_MODES)
@given(
    size=st.integers(1, 40), indices=st.lists(st.integers(-(2**60), 2**60), min_size=1, max_size=20)
)
def test_every_position_is_inside_or_is_the_mark(
    border: BorderMode, size: int, indices: list[int]
) -> None:
    places = positions(np.array(indices), size, border)
    lowest = OUTSIDE if border in ("zeros", "constant") else 0
    assert places.min() >= lowest
    assert places.max() < size


@pytest.mark.parametrize("border", BORDER_MODES)
def test_inside_every_value_stays_where_it_is(border: BorderMode) -> None:
    np.testing.assert_array_equal(positions(np.arange(5), 5, border), np.arange(5))


@pytest.mark.parametrize(
    ("border", "pattern"),
    [
        ("zeros", "..abcd.."),
        ("constant", "..abcd.."),
        ("edge", "aaabcddd"),
        ("reflect", "cbabcdcb"),
        ("symmetric", "baabcddc"),
        ("wrap", "cdabcdab"),
    ],
)
def test_the_patterns_of_the_rules(border: BorderMode, pattern: str) -> None:
    # OUTSIDE is the last index, so that the dot is what it finds.
    found = "".join("abcd."[place] for place in positions(np.arange(-2, 6), 4, border))
    assert found == pattern


def test_the_indices_come_in_any_order_and_are_left_alone() -> None:
    indices = np.array([5, -1, 0])
    np.testing.assert_array_equal(positions(indices, 4, "edge"), [3, 0, 0])
    np.testing.assert_array_equal(indices, [5, -1, 0])


def test_the_list_of_modes_is_the_type() -> None:
    assert get_args(BorderMode) == BORDER_MODES
