"""The grid of weights: what it shows, and what it tells of keyboard and mouse."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QImage,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from convstudio.errors import ArgumentValueError
from convstudio.gui.panels.kernel.grid import KernelGrid
from convstudio.gui.panels.kernel.selection import Selection
from convstudio.gui.theme import LIGHT
from convstudio.kernel.brush import Brush
from convstudio.kernel.kernel import Kernel

SOBEL_X = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
_LEFT = Qt.MouseButton.LeftButton
_NONE = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
def grid(qtbot) -> KernelGrid:
    made = KernelGrid()
    made.show_kernel(SOBEL_X)
    qtbot.addWidget(made)
    made.show()
    made.choose(Selection.of((1, 1)))
    return made


@pytest.fixture
def told(grid: KernelGrid) -> list[tuple]:
    """Everything that the grid wants, in order."""
    heard: list[tuple] = []
    for name in (
        "weight_entered", "all_entered", "changes_wanted", "nudged", "stepped", "gesture_begun",
        "scrubbed", "gesture_ended", "brush_stepped", "anchor_wanted", "foreign_text_pasted",
    ):  # fmt: skip
        getattr(grid, name).connect(lambda *what, name=name: heard.append((name, *what)))
    return heard


def middle(grid: KernelGrid, row: int, column: int) -> QPoint:
    return grid.layout_of_cells.rect((row, column)).center()


def move(widget: QWidget, spot: QPoint, held: Qt.KeyboardModifier = _NONE) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(spot), widget.mapToGlobal(QPointF(spot)),
        Qt.MouseButton.NoButton, _LEFT, held,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def turn(widget: QWidget, spot: QPoint, notches: int, held: Qt.KeyboardModifier = _NONE) -> None:
    event = QWheelEvent(
        QPointF(spot), widget.mapToGlobal(QPointF(spot)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, held, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def pixels(grid: KernelGrid) -> np.ndarray:
    image = grid.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def colour_in(grid: KernelGrid, row: int, column: int) -> QColor:
    """In a lower corner of a cell, where neither number nor mark is."""
    rect = grid.layout_of_cells.rect((row, column))
    return QColor(grid.grab().toImage().pixel(rect.left() + 5, rect.bottom() - 5))


def test_signs_and_sizes_are_told_apart_by_colour(grid: KernelGrid) -> None:
    assert colour_in(grid, 0, 1).name() == LIGHT.base
    minus, plus, faint = colour_in(grid, 1, 0), colour_in(grid, 1, 2), colour_in(grid, 0, 2)
    assert minus.blue() > minus.red()
    assert plus.red() > plus.blue()
    assert plus.blue() < faint.blue(), "a larger weight is tinted more"


def test_a_marked_cell_says_why_until_the_next_kernel(grid: KernelGrid) -> None:
    grid.mark(1, 2, ArgumentValueError("weight", given="“x”", wanted="a number"))
    assert colour_in(grid, 1, 2).name() == LIGHT.refused
    assert "“x” was given" in grid.tip_of((1, 2))
    grid.show_kernel(SOBEL_X)
    assert not grid.is_marked(1, 2)
    assert colour_in(grid, 1, 2).name() != LIGHT.refused


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (4, 4), (9, 9), (3, 9), (31, 31), (63, 63)])
def test_cells_are_square_and_the_grid_keeps_its_size(grid: KernelGrid, shape) -> None:
    before = grid.size()
    grid.show_kernel(Kernel(((0.125,) * shape[1],) * shape[0]))
    assert grid.size() == before
    layout = grid.layout_of_cells
    for cell in ((0, 0), (shape[0] - 1, shape[1] - 1)):
        rect = layout.rect(cell)
        assert abs(rect.width() - rect.height()) <= 1
        assert grid.rect().contains(rect)
        assert layout.at(QPointF(rect.center())) == cell
    assert layout.has_numbers == (max(shape) <= 9)


def test_a_large_kernel_is_a_picture_of_its_weights(grid: KernelGrid) -> None:
    weights = np.zeros((21, 21))
    weights[2, 3], weights[4, 5], weights[6, 7] = 8, -8, 2
    grid.show_kernel(Kernel(tuple(map(tuple, weights.tolist()))))

    def shown(row: int, column: int) -> str:
        spot = middle(grid, row, column)
        return QColor(grid.grab().toImage().pixel(spot)).name()

    assert shown(2, 3) == LIGHT.positive
    assert shown(4, 5) == LIGHT.negative
    assert shown(0, 0) == LIGHT.base
    assert shown(6, 7) not in (LIGHT.positive, LIGHT.base)


def test_the_magnifier_shows_the_pointed_cell_and_keeps_off_it(grid: KernelGrid, qtbot) -> None:
    grid.clearFocus()
    grid.show_kernel(Kernel(((0.25,) * 21,) * 21))
    assert not grid.shows_magnifier
    plain = pixels(grid)
    for row, half in ((1, slice(130, None)), (19, slice(0, 110))):
        spot = middle(grid, row, 4)
        QTest.mouseMove(grid, spot)
        move(grid, spot)
        assert grid.magnified == (row, 4)
        changed = np.argwhere((pixels(grid) != plain).any(axis=2))[:, 0]
        assert changed[(changed >= (half.start or 0)) & (changed < (half.stop or 999))].size > 999
        assert grid.layout_of_cells.rect((row, 4)).center().y() not in range(
            half.start or 0, half.stop or 999
        )
    grid.set_brush(Brush(3))
    assert not grid.shows_magnifier, "the brush is shown in its place"


def test_the_brush_is_shown_before_it_paints(grid: KernelGrid) -> None:
    grid.set_brush(Brush(1, 5))
    grid.set_symmetry("left-right")
    move(grid, middle(grid, 0, 0))
    assert grid.preview is not None
    np.testing.assert_array_equal(grid.preview[0], [1, 0, 0.5])
    assert not grid.preview[1:].any()


def test_typing_tells_row_column_and_text(grid: KernelGrid, told, qtbot) -> None:
    grid.choose(Selection.of((0, 2)))
    qtbot.keyClicks(grid, "-1/9")
    qtbot.keyClick(grid.editor, Key.Key_Return)
    assert told == [("weight_entered", 0, 2, "-1/9")]
    assert grid.selection == Selection.of((1, 2)), "Enter goes on to the cell below"
    assert grid.kernel == SOBEL_X, "the grid changes nothing by itself"


def test_f2_edits_all_digits_and_an_unchanged_text_is_not_told(grid, told, qtbot) -> None:
    grid.show_kernel(Kernel(((1 / 3,),)))
    qtbot.keyClick(grid, Key.Key_F2)
    assert grid.editor.text() == "0.3333333333333333"
    assert grid.editor.selectedText() == grid.editor.text()
    qtbot.keyClick(grid.editor, Key.Key_Return)
    assert told == []
    assert grid.editor is None


def test_escape_gives_a_text_up(grid: KernelGrid, told, qtbot) -> None:
    qtbot.keyClicks(grid, "5")
    qtbot.keyClick(grid.editor, Key.Key_Escape)
    assert grid.editor is None
    assert told == []


def test_tab_arrows_and_leaving_take_what_is_typed(grid: KernelGrid, told, qtbot) -> None:
    qtbot.keyClicks(grid, "5")
    qtbot.keyClick(grid.editor, Key.Key_Tab)
    assert grid.selection == Selection.of((1, 2))
    qtbot.keyClicks(grid, "6")
    qtbot.keyClick(grid.editor, Key.Key_Backtab, _SHIFT)
    assert grid.selection == Selection.of((1, 1))
    qtbot.keyClicks(grid, "7")
    qtbot.keyClick(grid.editor, Key.Key_Up)
    assert grid.selection == Selection.of((0, 1))
    qtbot.keyClicks(grid, "8")
    QTest.mouseClick(grid, _LEFT, _NONE, middle(grid, 2, 2))
    assert [entry[1:] for entry in told if entry[0] == "weight_entered"] == [
        (1, 1, "5"), (1, 2, "6"), (1, 1, "7"), (0, 1, "8"),
    ]  # fmt: skip


def test_ctrl_enter_is_for_all_chosen_cells(grid: KernelGrid, told, qtbot) -> None:
    grid.choose(Selection((0, 0), (1, 1)))
    qtbot.keyClicks(grid, "3")
    qtbot.keyClick(grid.editor, Key.Key_Return, _CTRL)
    grid.choose(Selection((0, 0), (0, 2)))
    qtbot.keyClick(grid, Key.Key_Return, _CTRL)
    one = {(0, 0): 1, (0, 1): 1, (0, 2): 1}
    assert told == [("all_entered", "3"), ("changes_wanted", one, "Fill")]


@pytest.mark.parametrize(
    ("key", "held", "wanted"),
    [
        (Key.Key_Left, _NONE, Selection.of((1, 0))),
        (Key.Key_Down, _SHIFT, Selection((1, 1), (2, 1))),
        (Key.Key_Home, _NONE, Selection.of((1, 0))),
        (Key.Key_End, _CTRL, Selection.of((2, 2))),
        (Key.Key_Right, _CTRL | _SHIFT, Selection((1, 1), (1, 2))),
        (Key.Key_A, _CTRL, Selection((0, 0), (2, 2))),
        (Key.Key_Return, _SHIFT, Selection.of((0, 1))),
    ],
)
def test_keys_that_move_and_choose(grid: KernelGrid, qtbot, key, held, wanted) -> None:
    qtbot.keyClick(grid, key, held)
    assert grid.selection == wanted


def test_keys_that_change(grid: KernelGrid, told, qtbot) -> None:
    for key in (Key.Key_Up, Key.Key_Down, Key.Key_Right, Key.Key_Left):
        qtbot.keyClick(grid, key, _CTRL)
    grid.choose(Selection((0, 0), (1, 1)))
    qtbot.keyClick(grid, Key.Key_Delete)
    qtbot.keyClick(grid, Key.Key_D, _CTRL)
    qtbot.keyClick(grid, Key.Key_R, _CTRL)
    qtbot.keyClick(grid, Key.Key_Period, _CTRL)
    assert told == [
        ("nudged", 1), ("nudged", -1), ("nudged", 0.1), ("nudged", -0.1),
        ("changes_wanted", {(0, 0): 0, (0, 1): 0, (1, 0): 0, (1, 1): 0}, "Clear"),
        ("changes_wanted", {(0, 0): -1, (0, 1): 0, (1, 0): -1, (1, 1): 0}, "Fill"),
        ("changes_wanted", {(0, 0): -1, (0, 1): -1, (1, 0): -2, (1, 1): -2}, "Fill"),
        ("anchor_wanted", (1, 1)),
    ]  # fmt: skip


def test_copy_cut_and_paste_speak_the_language_of_spreadsheets(grid, told, qtbot) -> None:
    clipboard = QGuiApplication.clipboard()
    grid.choose(Selection((0, 0), (1, 2)))
    qtbot.keyClick(grid, Key.Key_C, _CTRL)
    assert clipboard.text() == "-1\t0\t1\n-2\t0\t2"
    grid.choose(Selection.of((1, 2)))
    qtbot.keyClick(grid, Key.Key_X, _CTRL)
    assert clipboard.text() == "2"
    clipboard.setText("1/4\t−2\n.5\t1e-3\n")
    qtbot.keyClick(grid, Key.Key_V, _CTRL)
    grid.choose(Selection.of((1, 1)))
    qtbot.keyClick(grid, Key.Key_V, _CTRL)
    clipboard.setText("7")
    grid.choose(Selection((0, 0), (0, 1)))
    qtbot.keyClick(grid, Key.Key_V, _CTRL)
    assert told == [
        ("changes_wanted", {(1, 2): 0}, "Cut"),
        ("foreign_text_pasted", "1/4\t−2\n.5\t1e-3\n"),  # it does not fit from there on
        ("changes_wanted", {(1, 1): 0.25, (1, 2): -2, (2, 1): 0.5, (2, 2): 0.001}, "Paste"),
        ("changes_wanted", {(0, 0): 7, (0, 1): 7}, "Paste"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["3x3: 1,2,1 2,4,2 1,2,1", "[[1, 2], [3, 4]]", "1 2 1", "1\tx", "1\t2\n3", "1\n" * 99]
)
def test_what_is_no_block_of_weights_is_passed_on(grid, told, qtbot, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(grid, Key.Key_V, _CTRL)
    assert told == [("foreign_text_pasted", text)]


def test_a_click_chooses_shift_extends_and_a_double_click_edits(grid, told, qtbot) -> None:
    QTest.mouseClick(grid, _LEFT, _NONE, middle(grid, 0, 0))
    assert grid.selection == Selection.of((0, 0))
    QTest.mouseClick(grid, _LEFT, _SHIFT, middle(grid, 1, 2))
    assert grid.selection == Selection((0, 0), (1, 2))
    QTest.mouseClick(grid, _LEFT, _NONE, middle(grid, 0, 1))
    assert grid.selection == Selection.of((0, 1)), "a click in the block chooses its cell"
    QTest.mousePress(grid, _LEFT, _SHIFT, middle(grid, 1, 1))
    move(grid, middle(grid, 2, 2), _SHIFT)
    QTest.mouseRelease(grid, _LEFT, _SHIFT, middle(grid, 2, 2))
    assert grid.selection == Selection((0, 1), (2, 2))
    QTest.mouseDClick(grid, _LEFT, _NONE, middle(grid, 2, 0))
    assert grid.editor is not None
    assert grid.editor.cell == (2, 0)
    assert told == []


def test_a_drag_scrubs_finer_with_shift_and_coarser_with_ctrl(grid: KernelGrid, told) -> None:
    spot = middle(grid, 1, 1)
    QTest.mousePress(grid, _LEFT, _NONE, spot)
    move(grid, spot - QPoint(0, 3))
    assert told == [], "a click trembles"
    move(grid, spot - QPoint(0, 12))
    move(grid, spot - QPoint(0, 24), _SHIFT)
    move(grid, spot - QPoint(0, 36), _CTRL)
    QTest.mouseRelease(grid, _LEFT, _NONE, spot)
    assert [entry[0] for entry in told] == ["gesture_begun", *["scrubbed"] * 3, "gesture_ended"]
    steps = [entry[1] for entry in told if entry[0] == "scrubbed"]
    assert steps == pytest.approx([2, 2.2, 22.2])


def test_the_wheel_steps_only_where_the_grid_was_chosen(grid: KernelGrid, told, qtbot) -> None:
    grid.clearFocus()
    turn(grid, middle(grid, 0, 2), 1)
    assert told == []
    grid.activateWindow()
    grid.setFocus()
    qtbot.waitUntil(grid.hasFocus)
    turn(grid, middle(grid, 0, 2), 1)
    turn(grid, middle(grid, 0, 2), -2, _SHIFT)
    assert grid.selection == Selection.of((0, 2))
    assert told == [("stepped", 1), ("stepped", pytest.approx(-0.2))]
    grid.set_brush(Brush())
    turn(grid, middle(grid, 0, 2), 3)
    assert told[-1] == ("brush_stepped", 3)


def test_a_stroke_covers_every_cell_between_two_events(grid: KernelGrid, told) -> None:
    covered: list[np.ndarray] = []
    grid.brushed.connect(covered.append)
    grid.set_brush(Brush(1, 2))
    QTest.mousePress(grid, _LEFT, _NONE, middle(grid, 0, 0))
    move(grid, middle(grid, 2, 2))
    QTest.mouseRelease(grid, _LEFT, _NONE, middle(grid, 2, 2))
    assert told == [("gesture_begun", "Paint"), ("gesture_ended",)]
    np.testing.assert_array_equal(covered[-1], np.eye(3))


def test_space_dabs_and_brackets_size_the_brush(grid: KernelGrid, told, qtbot) -> None:
    covered: list[np.ndarray] = []
    grid.brushed.connect(covered.append)
    grid.set_brush(Brush(1, mode="erase"))
    qtbot.keyClick(grid, Key.Key_Space)
    qtbot.keyClicks(grid, "]")
    qtbot.keyClicks(grid, "[")
    assert told == [
        ("gesture_begun", "Erase"), ("gesture_ended",), ("brush_stepped", 1), ("brush_stepped", -1),
    ]  # fmt: skip
    assert covered[0][1, 1] == 1
    assert covered[0].sum() == 1


def test_the_context_menu_sets_the_anchor(grid: KernelGrid, told, qtbot) -> None:
    spot = middle(grid, 2, 0)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(grid, QContextMenuEvent(reason, spot, grid.mapToGlobal(spot)))
    menu = grid.findChild(QMenu)
    next(a for a in menu.actions() if "Anchor here" in a.text().replace("&", "")).trigger()
    next(a for a in menu.actions() if "centre" in a.text().replace("&", "")).trigger()
    menu.close()
    assert told == [("anchor_wanted", (2, 0)), ("anchor_wanted", None)]


def test_tab_leaves_the_grid_at_its_ends(studio, qtbot) -> None:
    panel = studio.window.kernel_panel
    qtbot.waitActive(studio.window)
    panel.grid.setFocus()
    panel.grid.choose(Selection.of((2, 1)))
    qtbot.keyClick(panel.grid, Key.Key_Tab)
    assert panel.grid.selection == Selection.of((2, 2))
    qtbot.keyClick(panel.grid, Key.Key_Tab)
    assert panel.tools.isAncestorOf(studio.window.focusWidget())
    panel.grid.setFocus()
    panel.grid.choose(Selection.of((0, 0)))
    qtbot.keyClick(panel.grid, Key.Key_Backtab)
    assert panel.sizes.isAncestorOf(studio.window.focusWidget())


def test_the_centre_is_chosen_in_a_kernel_of_another_size(grid: KernelGrid) -> None:
    grid.show_kernel(SOBEL_X.resized(7))
    assert grid.selection == Selection.of((3, 3))


def test_the_current_weight_is_said(grid: KernelGrid, qtbot) -> None:
    grid.choose(Selection.of((1, 2)))
    assert grid.accessibleName() == "Kernel weights. Row 2, column 3: 2"
    grid.show_kernel(SOBEL_X.with_weight(1, 2, 1 / 9))
    assert grid.accessibleName() == "Kernel weights. Row 2, column 3: 0.1111111111111111"


def test_what_is_typed_right_after_a_click_is_kept(grid: KernelGrid, told, qtbot) -> None:
    qtbot.mouseClick(grid, _LEFT, pos=middle(grid, 1, 1))
    qtbot.keyClicks(grid, "1")
    later = QTimer(singleShot=True, interval=2 * QApplication.doubleClickInterval())
    with qtbot.waitSignal(later.timeout):  # whatever the click may have begun comes before
        later.start()
    qtbot.keyClicks(grid.editor, ".5")
    qtbot.keyClick(grid.editor, Key.Key_Return)
    assert told == [("weight_entered", 1, 1, "1.5")]
