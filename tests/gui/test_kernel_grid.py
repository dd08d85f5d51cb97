"""The grid of weights: what it shows, and what it tells of what was typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit

from convstudio.errors import ArgumentValueError
from convstudio.gui.panels.kernel_grid import KernelGrid
from convstudio.gui.theme import LIGHT
from convstudio.kernel.kernel import Kernel

SOBEL_X = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))


@pytest.fixture
def grid(qtbot) -> KernelGrid:
    made = KernelGrid()
    made.show_kernel(SOBEL_X)
    qtbot.addWidget(made)
    made.show()
    return made


def test_cells_show_the_weights(grid: KernelGrid) -> None:
    model = grid.weights
    shown = [[model.data(model.index(r, c)) for c in range(3)] for r in range(3)]
    assert shown == [["-1", "0", "1"], ["-2", "0", "2"], ["-1", "0", "1"]]


def test_a_long_weight_is_shortened_but_edited_whole(grid: KernelGrid) -> None:
    grid.show_kernel(Kernel(((1 / 3,),)))
    index = grid.weights.index(0, 0)
    assert grid.weights.data(index) == "0.333"
    assert grid.weights.data(index, Qt.ItemDataRole.EditRole) == "0.3333333333333333"


def test_typing_tells_row_column_and_text(grid: KernelGrid, qtbot) -> None:
    told = []
    grid.weights.weight_entered.connect(lambda *what: told.append(what))
    grid.setCurrentIndex(grid.weights.index(0, 2))
    qtbot.keyClicks(grid, "-")
    editor = grid.findChild(QLineEdit)
    qtbot.keyClicks(editor, "1/9")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: told == [(0, 2, "-1/9")])
    assert grid.weights.kernel == SOBEL_X, "the grid changes nothing by itself"


def test_an_unchanged_text_is_not_told(grid: KernelGrid) -> None:
    told = []
    grid.weights.weight_entered.connect(lambda *what: told.append(what))
    grid.weights.setData(grid.weights.index(0, 0), "-1")
    assert told == []


def test_signs_are_told_apart_by_colour(grid: KernelGrid) -> None:
    model = grid.weights

    def tint(row: int, column: int):
        return model.data(model.index(row, column), Qt.ItemDataRole.BackgroundRole)

    assert tint(0, 1) is None
    assert tint(1, 0).name() == LIGHT.negative
    assert tint(1, 2).name() == LIGHT.positive
    assert tint(1, 2).alphaF() > tint(0, 2).alphaF(), "a larger weight is tinted more"


def test_a_marked_cell_says_why_until_the_next_kernel(grid: KernelGrid) -> None:
    model = grid.weights
    model.mark(1, 1, ArgumentValueError("weight", given="“x”", wanted="a number"))
    index = model.index(1, 1)
    assert model.data(index, Qt.ItemDataRole.BackgroundRole).name() == LIGHT.refused
    assert "“x” was given" in model.data(index, Qt.ItemDataRole.ToolTipRole)
    grid.show_kernel(SOBEL_X)
    assert not model.is_marked(1, 1)


@pytest.mark.parametrize("size", [1, 3, 5, 7, 9, 31])
def test_cells_are_square_and_the_grid_keeps_its_size(grid: KernelGrid, size: int) -> None:
    before = grid.size()
    grid.show_kernel(Kernel(((0.125,) * size,) * size))
    assert grid.size() == before
    assert abs(grid.columnWidth(0) - grid.rowHeight(0)) <= 1
    metrics = grid.fontMetrics()
    assert metrics.horizontalAdvance("0.125") <= grid.columnWidth(0), "no weight is cut"


def test_tab_leaves_the_grid_at_its_end(studio, qtbot) -> None:
    panel = studio.window.kernel_panel
    qtbot.waitActive(studio.window)
    panel.grid.setFocus()
    panel.grid.setCurrentIndex(panel.grid.weights.index(2, 1))
    qtbot.keyClick(panel.grid, Qt.Key.Key_Tab)
    assert panel.grid.currentIndex() == panel.grid.weights.index(2, 2)
    qtbot.keyClick(panel.grid, Qt.Key.Key_Tab)
    assert panel.divisor.hasFocus()
    panel.grid.setFocus()
    panel.grid.setCurrentIndex(panel.grid.weights.index(0, 0))
    qtbot.keyClick(panel.grid, Qt.Key.Key_Backtab)
    assert panel.kernel_size.hasFocus()


def test_the_centre_is_chosen_in_a_kernel_of_another_size(grid: KernelGrid) -> None:
    grid.show_kernel(SOBEL_X.resized(7))
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (3, 3)


def test_what_is_typed_right_after_a_click_is_kept(grid: KernelGrid, qtbot) -> None:
    told = []
    grid.weights.weight_entered.connect(lambda *what: told.append(what))
    centre = grid.weights.index(1, 1)
    grid.setCurrentIndex(centre)
    qtbot.mouseClick(
        grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.visualRect(centre).center()
    )
    qtbot.keyClicks(grid, "1")
    editor = grid.findChild(QLineEdit)
    later = QTimer(singleShot=True, interval=2 * QApplication.doubleClickInterval())
    with qtbot.waitSignal(later.timeout):  # whatever the click may have begun comes before
        later.start()
    qtbot.keyClicks(editor, ".5")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: told == [(1, 1, "1.5")])
