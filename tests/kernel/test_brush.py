"""The brush: what a stroke covers, and the weights that it leaves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.kernel.brush import Brush, coverage, painted

_PLACES = st.tuples(st.floats(-3, 12), st.floats(-3, 12))


def cells(covered: np.ndarray) -> set[tuple[int, int]]:
    return {(int(r), int(c)) for r, c in np.argwhere(covered > 0)}


def test_a_dab_of_each_size() -> None:
    shape = (7, 7)
    at = [(3.2, 3.9)]
    assert cells(coverage(at, Brush(1), shape)) == {(3, 3)}
    corner = {(3, 3), (3, 4), (2, 3), (2, 4)}
    assert cells(coverage(at, Brush(2), shape)) == corner, "an even one sits on the nearest corner"
    assert len(cells(coverage(at, Brush(3), shape))) == 9
    assert len(cells(coverage(at, Brush(5), shape))) == 21, "it is round"


def test_a_quick_stroke_leaves_no_cell_out() -> None:
    covered = coverage([(0.5, 0.5), (0.5, 8.5)], Brush(1), (3, 9))
    assert cells(covered) == {(0, column) for column in range(9)}
    diagonal = cells(coverage([(0.5, 0.5), (8.5, 8.5)], Brush(1), (9, 9)))
    assert diagonal == {(i, i) for i in range(9)}


@given(st.lists(_PLACES, min_size=1, max_size=5), st.integers(1, 9), st.floats(0, 1))
def test_a_path_covers_what_its_parts_cover(path, size: int, softness: float) -> None:
    brush, shape = Brush(size, softness=softness), (9, 6)
    whole = coverage(path, brush, shape)
    parts = [coverage(path[i : i + 2], brush, shape) for i in range(max(len(path) - 1, 1))]
    np.testing.assert_array_equal(whole, np.max(parts, axis=0))
    assert whole.min() >= 0
    assert whole.max() <= 1
    hard = coverage(path, Brush(size), shape)
    assert (whole <= hard).all(), "softness takes away, and adds nothing"


def test_no_path_and_a_path_outside_cover_nothing() -> None:
    assert not coverage([], Brush(3), (3, 3)).any()
    assert not coverage([(-9, -9), (-9, 20)], Brush(3), (3, 3)).any()


def test_what_the_modes_leave() -> None:
    weights = np.array([[1.0, 2.0, 3.0]])
    covered = np.array([[1.0, 0.0, 0.5]])
    assert painted(weights, covered, Brush(1, 4)) == {(0, 0): 4, (0, 2): 3.5}
    assert painted(weights, covered, Brush(1, 4, mode="negative")) == {(0, 0): -4, (0, 2): -0.5}
    assert painted(weights, covered, Brush(1, 4, mode="erase")) == {(0, 0): 0, (0, 2): 1.5}


def test_a_soft_edge_leaves_weights_of_three_digits() -> None:
    values = painted(np.zeros((5, 5)), coverage([(2.5, 2.5)], Brush(5, 1, 1), (5, 5)), Brush(5, 1))
    assert values[2, 2] == 1
    assert values[2, 3] == 0.6
    assert values[1, 1] == 0.434


def test_with_symmetry_the_cell_that_is_covered_most_leads() -> None:
    covered = np.array([[0.2, 0.0, 1.0]])
    assert painted(np.zeros((1, 3)), covered, Brush(), "left-right") == {(0, 2): 1}
    assert painted(np.zeros((1, 3)), covered, Brush(), "anti-symmetric") == {(0, 2): 1}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"size": 0}, "brush size must be from 1 to 63; 0 was given."),
        ({"value": -1}, "brush value must be from 0 to 10¹²; -1 was given."),
        ({"softness": 1.5}, "brush softness must be from 0 to 1; 1.5 was given."),
    ],
)
def test_what_no_brush_can_be(settings, message: str) -> None:
    with pytest.raises(ArgumentValueError) as refused:
        Brush(**settings)
    assert refused.value.message == message
