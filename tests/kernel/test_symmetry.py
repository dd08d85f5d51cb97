"""Symmetries: which cells follow which, for every shape, and what a shape cannot have."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from convstudio.errors import ArgumentValueError
from convstudio.kernel.symmetry import (
    SYMMETRIES,
    Symmetry,
    check_possible,
    holds,
    is_possible,
    orbit,
    orbits,
    symmetrised,
)

_SHAPES = st.tuples(st.integers(1, 9), st.integers(1, 9))
_SYMMETRY = st.sampled_from(SYMMETRIES)

# What each says, cell by cell: (row, column, rows, columns) → the cells that are equal to it.
_NAIVE: dict[Symmetry, Callable[[int, int, int, int], list[tuple[int, int]]]] = {
    "left-right": lambda r, c, _rows, n: [(r, n - 1 - c)],
    "up-down": lambda r, c, m, _columns: [(m - 1 - r, c)],
    "diagonal": lambda r, c, _rows, _columns: [(c, r)],
    "rotational": lambda r, c, _rows, n: [(n - 1 - c, r)],
    "anti-symmetric": lambda r, c, m, n: [(m - 1 - r, n - 1 - c)],
    "all": lambda r, c, m, n: [(r, n - 1 - c), (m - 1 - r, c)] + ([(c, r)] if m == n else []),
}


@st.composite
def _kernels(draw: st.DrawFn) -> tuple[np.ndarray, Symmetry]:
    symmetry, shape = draw(_SYMMETRY), draw(_SHAPES)
    if not is_possible(symmetry, shape):
        shape = shape[0], shape[0]
    values = st.floats(-1e12, 1e12, allow_nan=False)
    return draw(hnp.arrays(np.float64, shape, elements=values)), symmetry


@given(_kernels())
def test_holds_says_what_the_naive_loop_says(made: tuple[np.ndarray, Symmetry]) -> None:
    weights, symmetry = made
    for array in (weights, symmetrised(weights, symmetry), np.ones_like(weights)):
        rows, columns = array.shape
        sign = -1 if symmetry == "anti-symmetric" else 1
        naive = all(
            array[r, c] == sign * array[other]
            for r in range(rows)
            for c in range(columns)
            for other in _NAIVE[symmetry](r, c, rows, columns)
        )
        assert holds(array, symmetry) == naive


@given(_kernels())
def test_the_nearest_symmetric_weights_are_symmetric_to_the_bit(
    made: tuple[np.ndarray, Symmetry],
) -> None:
    weights, symmetry = made
    once = symmetrised(weights, symmetry)
    assert holds(once, symmetry)
    np.testing.assert_array_equal(symmetrised(once, symmetry), once)
    assert np.abs(once).max() <= np.abs(weights).max()


@given(_kernels())
def test_an_orbit_is_closed_and_its_weights_follow(made: tuple[np.ndarray, Symmetry]) -> None:
    weights, symmetry = made
    rows, columns = weights.shape
    fair = symmetrised(weights, symmetry)
    for cell in ((0, 0), (rows // 2, columns // 2), (rows - 1, 0)):
        followers = orbit(cell, weights.shape, symmetry)
        assert cell in followers
        for other, factor in followers.items():
            assert set(_NAIVE[symmetry](*other, rows, columns)) <= set(followers)
            assert fair[other] == factor * fair[cell]


@given(_kernels())
def test_labels_and_signs_give_each_weight_from_the_first(
    made: tuple[np.ndarray, Symmetry],
) -> None:
    weights, symmetry = made
    fair = symmetrised(weights, symmetry)
    labels, signs = orbits(weights.shape, symmetry)
    np.testing.assert_array_equal(fair, signs * fair.ravel()[labels])


def test_the_orbits_of_a_3_by_3_kernel() -> None:
    shape = (3, 3)
    assert set(orbit((0, 0), shape, "left-right")) == {(0, 0), (0, 2)}
    assert set(orbit((0, 1), shape, "diagonal")) == {(0, 1), (1, 0)}
    assert set(orbit((0, 1), shape, "rotational")) == {(0, 1), (1, 0), (2, 1), (1, 2)}
    assert len(orbit((0, 0), (5, 5), "all")) == 4
    assert len(orbit((0, 1), (5, 5), "all")) == 8
    assert orbit((0, 1), shape, "anti-symmetric") == {(0, 1): 1, (2, 1): -1}
    assert orbit((1, 1), shape, "anti-symmetric") == {(1, 1): 0}


def test_even_and_rectangular_shapes_have_their_middle_between_cells() -> None:
    assert orbit((0, 0), (2, 4), "anti-symmetric") == {(0, 0): 1, (1, 3): -1}
    assert set(orbit((0, 1), (2, 4), "all")) == {(0, 1), (0, 2), (1, 1), (1, 2)}
    assert set(orbit((0, 0), (1, 3), "left-right")) == {(0, 0), (0, 2)}


@pytest.mark.parametrize(
    ("symmetry", "why"), [("diagonal", "rows into columns"), ("rotational", "by 90°")]
)
def test_what_a_rectangle_cannot_have(symmetry: Symmetry, why: str) -> None:
    assert not is_possible(symmetry, (3, 5))
    assert not holds(np.zeros((3, 5)), symmetry)
    for ask in (
        lambda: check_possible(symmetry, (3, 5)),
        lambda: orbit((0, 0), (3, 5), symmetry),
        lambda: symmetrised(np.zeros((3, 5)), symmetry),
    ):
        with pytest.raises(ArgumentValueError, match=r"3 rows and 5 columns") as refused:
            ask()
        assert why in refused.value.hint


def test_a_tolerance_lets_rounding_pass() -> None:
    weights = np.array([[1.0, 2.0, 1.0 + 1e-9]])
    assert not holds(weights, "left-right")
    assert holds(weights, "left-right", 1e-8)
