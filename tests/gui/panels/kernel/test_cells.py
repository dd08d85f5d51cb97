"""Blocks of cells, their text, and their words: what needs no window."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from convstudio.gui.panels.kernel.cell_block import block_text, filled, read_block, spilled
from convstudio.gui.panels.kernel.cell_layout import CellLayout
from convstudio.gui.panels.kernel.cell_words import fitting_words, short_words
from convstudio.gui.panels.kernel.selection import Selection
from convstudio.kernel.formula import parse_weight
from convstudio.kernel.kernel import Kernel

KERNEL = Kernel(((1, 2, 3), (4, 5, 6), (7, 8, 9)))
_SHAPES = st.tuples(st.integers(1, 63), st.integers(1, 63))


def test_a_selection_moves_within_its_kernel() -> None:
    corner = Selection.of((0, 0))
    assert corner.moved(-1, 0, (3, 3)) == corner
    assert corner.moved(0, 9, (3, 3)) == Selection.of((0, 2))
    assert corner.moved(1, 1, (3, 3), extend=True) == Selection((0, 0), (1, 1))
    assert Selection.of((0, 2)).stepped(1, (3, 3)) == Selection.of((1, 0))
    assert Selection.of((2, 2)).stepped(1, (3, 3)) is None
    assert corner.stepped(-1, (3, 3)) is None
    assert Selection((4, 4), (1, 6)).within((3, 3)) == Selection((2, 2), (1, 2))


def test_a_selection_in_words() -> None:
    assert Selection.of((1, 2)).words == "row 2, column 3"
    assert Selection((2, 2), (1, 0)).words == "6 cells"
    assert Selection((2, 2), (1, 1)).cells == ((1, 1), (1, 2), (2, 1), (2, 2))


@given(_SHAPES, st.integers(200, 560))
def test_every_cell_has_pixels_and_finds_itself(shape, side: int) -> None:
    layout = CellLayout(side, shape)
    for cell in ((0, 0), (shape[0] - 1, shape[1] - 1), (shape[0] // 2, shape[1] // 3)):
        rect = layout.rect(cell)
        assert min(rect.width(), rect.height()) >= 1
        row, column = layout.place(QPointF(rect.x() + rect.width() / 2, rect.center().y() + 0.5))
        assert row == pytest.approx(cell[0] + 0.5, abs=0.5)
        assert column == pytest.approx(cell[1] + 0.5, abs=0.5)
    assert layout.at(QPointF(-1, -1)) is None


def test_words_get_shorter_until_they_fit() -> None:
    assert short_words(1 / 3) == "0.333"
    assert fitting_words(-0.0625, len, 7) == "-0.0625"
    assert fitting_words(-0.0625, len, 6) == "-.0625"
    assert fitting_words(-0.0625, len, 4) == "-.06"
    assert fitting_words(1e-5, len, 4) == "1e-5"
    assert fitting_words(1e5, len, 2) == "…"


@given(
    st.lists(
        st.lists(st.floats(-1e12, 1e12, allow_subnormal=False), min_size=3, max_size=3),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_copied_can_be_pasted(rows) -> None:
    kernel = Kernel(tuple(map(tuple, rows)))
    text = block_text(kernel, Selection.all(kernel.shape))
    assert read_block(text, parse_weight) == kernel.weights
    assert read_block(text.replace("\n", "\r\n") + "\r\n", parse_weight) == kernel.weights


@pytest.mark.parametrize("text", ["", "  ", "1\t", "a", "1\t2\n3", "1,5", "9" * 999_999])
def test_what_is_no_block(text: str) -> None:
    assert read_block(text, parse_weight) is None


def test_a_block_spills_and_one_number_fills() -> None:
    block = ((1.0, 2.0),)
    assert spilled(block, Selection.of((2, 1)), (3, 3)) == {(2, 1): 1, (2, 2): 2}
    assert spilled(block, Selection.of((2, 2)), (3, 3)) is None
    assert spilled(((7.0,),), Selection((0, 0), (1, 0)), (3, 3)) == {(0, 0): 7, (1, 0): 7}


def test_fill_takes_the_first_row_or_column_or_the_neighbour() -> None:
    block = Selection((0, 0), (1, 1))
    assert filled(KERNEL, block, 1, 0) == {(0, 0): 1, (0, 1): 2, (1, 0): 1, (1, 1): 2}
    assert filled(KERNEL, block, 0, 1) == {(0, 0): 1, (0, 1): 1, (1, 0): 4, (1, 1): 4}
    assert filled(KERNEL, Selection.of((1, 1)), 1, 0) == {(1, 1): 2}
    assert filled(KERNEL, Selection.of((1, 1)), 0, 1) == {(1, 1): 4}
    assert filled(KERNEL, Selection.of((0, 0)), 1, 0) == {(0, 0): 1}
