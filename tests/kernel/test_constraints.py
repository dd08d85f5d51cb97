"""Constraints: what a hand changes, and what follows so that they hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.kernel.constraints import (
    Constraints,
    applied,
    edited,
    met,
    settled_total,
    touched_cells,
    with_divisor,
)
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.symmetry import SYMMETRIES, holds, is_possible

SHARPEN = Kernel(((0, -1, 0), (-1, 5, -1), (0, -1, 0)))
BOX = Kernel(((1, 1, 1),) * 3, 9)
LAPLACIAN = Kernel(((0, 1, 0), (1, -4, 1), (0, 1, 0)))
SOBEL_X = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
ZEROS = Kernel(((0, 0, 0),) * 3)

_WEIGHT = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


@st.composite
def _edits(draw: st.DrawFn) -> tuple[Kernel, dict[tuple[int, int], float], Constraints]:
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    symmetry = draw(st.none() | st.sampled_from(SYMMETRIES))
    if symmetry is not None and not is_possible(symmetry, (rows, columns)):
        columns = rows
    row = st.tuples(*[_WEIGHT] * columns)
    kernel = Kernel(draw(st.tuples(*[row] * rows)), draw(st.sampled_from((1.0, 4.0, 2.5))))
    cells = st.tuples(st.integers(0, rows - 1), st.integers(0, columns - 1))
    changes = draw(st.dictionaries(cells, _WEIGHT, max_size=4))
    total = draw(st.sampled_from(("free", "0", "1", "kept")))
    return kernel, changes, Constraints(symmetry, total, draw(st.booleans()))


@given(_edits(), st.booleans())
def test_constraints_hold_or_are_refused_with_a_hint(made, auto: bool) -> None:
    kernel, changes, constraints = made
    hints: list[str] = []
    for act in (
        lambda: edited(kernel, changes, constraints, auto_divisor=auto),
        lambda: applied(kernel, constraints, auto_divisor=auto),
    ):
        try:
            after = act()
        except ArgumentValueError as error:
            hints.append(error.hint)
            continue
        array = after.array
        scale = 1e-9 * (np.abs(array).sum() + abs(kernel.total) + 1)
        if constraints.symmetry:
            assert holds(array, constraints.symmetry)
        if constraints.integers:
            np.testing.assert_array_equal(array, np.rint(array))
        wanted = {"0": 0.0, "1": after.divisor, "kept": settled_total(kernel)}
        if constraints.total in wanted:
            total = wanted[constraints.total]
            total = round(total) if constraints.integers else total
            assert math.isclose(after.total, total, abs_tol=scale)
        if auto:
            assert after.divisor == (settled_total(after) or 1)
    assert all(hints)


@given(_edits())
def test_what_the_hand_set_stands(made) -> None:
    kernel, changes, constraints = made
    free = Constraints(None, constraints.total)
    try:
        after = edited(kernel, changes, free)
    except ArgumentValueError:
        assert len(changes) == kernel.rows * kernel.columns, "nothing was left to move"
        return
    for cell, value in changes.items():
        assert after.weights[cell[0]][cell[1]] == value


def test_nothing_asked_is_nothing_done() -> None:
    assert edited(SHARPEN, {}, Constraints()) is SHARPEN
    assert applied(SHARPEN, Constraints("all", "1", integers=True)) == SHARPEN
    assert edited(SHARPEN, {(0, 0): 2}, Constraints()) == SHARPEN.with_weight(0, 0, 2)


def test_symmetry_follows_and_anti_symmetry_answers_with_the_opposite() -> None:
    after = edited(ZEROS, {(0, 0): 3}, Constraints("all"))
    assert after.weights == ((3, 0, 3), (0, 0, 0), (3, 0, 3))
    after = edited(SOBEL_X, {(0, 1): 7}, Constraints("anti-symmetric"))
    assert after.weights == ((-1, 7, 1), (-2, 0, 2), (-1, -7, 1))
    after = edited(ZEROS, {(0, 0): 3, (0, 2): 5}, Constraints("left-right"))
    assert after.weights[0] == (5, 0, 5), "the later of two that follow one another"


def test_the_middle_of_an_anti_symmetric_kernel_is_zero() -> None:
    with pytest.raises(ArgumentValueError, match="row 2, column 2 must be 0 while") as refused:
        edited(SOBEL_X, {(1, 1): 4}, Constraints("anti-symmetric"))
    assert "switch the symmetry off" in refused.value.hint
    stroke = {(1, 0): 1.0, (1, 1): 1.0}
    assert edited(ZEROS, stroke, Constraints("anti-symmetric")).weights[1] == (1, 0, -1)


def test_a_locked_sum_is_made_up_by_the_other_weights_that_are_not_zero() -> None:
    after = edited(SHARPEN, {(1, 1): 9}, Constraints(total="1"))
    assert after.weights == ((0, -2, 0), (-2, 9, -2), (0, -2, 0))
    after = edited(ZEROS, {(1, 1): 8}, Constraints(total="0"))
    assert after.weights == ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)), "where all are 0, all move"
    after = edited(BOX, {(1, 1): 5}, Constraints(total="1"))
    assert after.weights == ((0.5, 0.5, 0.5), (0.5, 5, 0.5), (0.5, 0.5, 0.5)), "divided, 1"
    after = edited(SOBEL_X.with_weight(1, 1, 6), {(1, 1): 2}, Constraints(total="kept"))
    assert math.isclose(after.total, 6)


def test_a_sum_that_no_weight_is_left_for_is_refused() -> None:
    everything = {(row, column): 2.0 for row in range(3) for column in range(3)}
    with pytest.raises(ArgumentValueError, match="must be 0, to which it is locked"):
        edited(ZEROS, everything, Constraints(total="0"))


def test_switched_on_the_anchor_makes_up_the_sum() -> None:
    assert applied(BOX, Constraints(total="0")).weights == ((1, 1, 1), (1, -8, 1), (1, 1, 1))
    sharpened = applied(LAPLACIAN, Constraints(total="1"))
    assert sharpened.weights == ((0, 1, 0), (1, -3, 1), (0, 1, 0))
    assert applied(BOX.with_divisor(1), Constraints(total="1")) == BOX.with_divisor(1).with_divisor(
        9
    )


def test_switched_on_with_an_automatic_divisor_no_weight_moves() -> None:
    plain = BOX.with_divisor(1)
    after = applied(plain, Constraints(total="1"), auto_divisor=True)
    assert (after.weights, after.divisor) == (BOX.weights, 9)
    with pytest.raises(ArgumentValueError, match="other than 0"):
        applied(SOBEL_X, Constraints(total="1"), auto_divisor=True)


def test_integers_keep_the_sum() -> None:
    after = edited(SHARPEN, {(1, 1): 6}, Constraints(total="1", integers=True))
    assert after.total == 1
    assert sorted(after.weights[r][c] for r, c in ((0, 1), (1, 0), (1, 2), (2, 1))) == [
        -2, -1, -1, -1,
    ]  # fmt: skip
    thirds = Kernel(((1 / 3, 1 / 3, 1 / 3),))
    kept = applied(thirds, Constraints("left-right", "kept", integers=True))
    assert kept.weights == ((0, 1, 0),), "the rest goes where the symmetry lets it"
    assert edited(ZEROS, {(0, 0): 0.5, (0, 1): -0.5}, Constraints(integers=True)).weights[0] == (
        1, -1, 0,
    )  # fmt: skip


def test_integers_that_cannot_keep_the_sum_say_what_would_do() -> None:
    with pytest.raises(ArgumentValueError, match="no whole numbers can make up for") as refused:
        edited(SHARPEN, {(1, 1): 6}, Constraints("all", "1", integers=True))
    assert "several at once" in refused.value.hint
    after = edited(SHARPEN, {(1, 1): 9}, Constraints("all", "1", integers=True))
    assert after.weights == ((0, -2, 0), (-2, 9, -2), (0, -2, 0))
    with pytest.raises(ArgumentValueError, match="a whole number"):
        edited(SHARPEN.with_divisor(2.5), {(1, 1): 6}, Constraints(total="1", integers=True))


def test_an_anti_symmetric_kernel_cannot_add_up_to_one() -> None:
    for act in (edited, lambda kernel, _changes, wanted: applied(kernel, wanted)):
        with pytest.raises(ArgumentValueError, match="each weight has its opposite"):
            act(SOBEL_X, {}, Constraints("anti-symmetric", "1"))


def test_the_divisor_follows_the_sum() -> None:
    after = edited(BOX, {(1, 1): 4}, Constraints(), auto_divisor=True)
    assert after.divisor == 12
    tenth = Kernel(((0.1, 0.2, -0.3),))
    assert tenth.total != 0
    assert settled_total(tenth) == 0
    assert edited(tenth, {}, Constraints(), auto_divisor=True).divisor == 1


def test_under_a_sum_of_one_the_weights_grow_with_the_divisor() -> None:
    after = with_divisor(BOX, 18, Constraints(total="1"))
    assert (after.weights, after.divisor) == (((2, 2, 2),) * 3, 18)
    assert with_divisor(BOX, 18, Constraints()) == BOX.with_divisor(18)


def test_whether_constraints_are_met_as_it_stands() -> None:
    assert met(SHARPEN, Constraints("all", "1", integers=True))
    assert met(BOX, Constraints(total="1"))
    assert not met(BOX, Constraints(total="0"))
    assert not met(SOBEL_X, Constraints("left-right"))
    assert not met(Kernel(((1, 2),)), Constraints("diagonal"))
    assert not met(Kernel(((0.5,),)), Constraints(integers=True))


def test_touched_cells_include_those_that_follow() -> None:
    touched = touched_cells((3, 3), {(0, 0): 1.0}, "left-right")
    assert [tuple(cell) for cell in np.argwhere(touched).tolist()] == [(0, 0), (0, 2)]
    assert not touched_cells((3, 3), {}, None).any()
