"""The panel at work: what each gesture makes of the kernel, as which step, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from convstudio.gui.panels.kernel.selection import Selection
from convstudio.kernel.brush import Brush
from convstudio.kernel.constraints import Constraints
from convstudio.kernel.kernel import Kernel

ZEROS = Kernel(((0.0,) * 5,) * 5)


@pytest.fixture
def kernel_panel(studio, sample_opened):
    return studio.window.kernel_panel


@pytest.fixture
def grid(kernel_panel):
    return kernel_panel.grid


@pytest.fixture
def put(studio):
    """Puts a kernel in force as if it had always been there."""

    def put(kernel: Kernel) -> None:
        studio.edits.put(kernel, "Start")

    return put


def weights(studio) -> list[list[float]]:
    return [list(row) for row in studio.edits.kernel.weights]


def want(kernel_panel, **constraints) -> None:
    kernel_panel.tools.constraints_wanted.emit(Constraints(**constraints))


def drop_dialog(studio) -> QMessageBox | None:
    boxes = studio.window.findChildren(QMessageBox, "drop-weights")
    return next((box for box in boxes if box.isVisible()), None)


def answer(studio, qtbot, *, drop: bool) -> str:
    box = drop_dialog(studio)
    words = box.text()
    (box.defaultButton() if drop else box.button(QMessageBox.StandardButton.Cancel)).click()
    qtbot.waitUntil(lambda: drop_dialog(studio) is None)
    return words


def test_a_stroke_is_one_step_with_its_number_of_cells(studio, kernel_panel, grid, put, undo):
    put(ZEROS)
    want(kernel_panel, symmetry="left-right")
    kernel_panel.tools.show_brush(Brush(1, 2))
    kernel_panel.tools.take("positive")
    grid.gesture_begun.emit("Paint")
    covered = np.zeros((5, 5))
    for row in range(3):
        covered[row, 0] = 1
        grid.brushed.emit(covered.copy())
    grid.gesture_ended.emit()
    assert weights(studio)[:4] == [[2, 0, 0, 0, 2]] * 3 + [[0] * 5]
    assert undo.texts[-1] == "Paint 6 cells"
    undo.undo()
    assert studio.edits.kernel.same_numbers(ZEROS)


def test_erasing_paints_zeros(studio, kernel_panel, grid, undo) -> None:
    kernel_panel.tools.take("erase")
    grid.choose(Selection.of((1, 2)))
    grid.dab()
    assert weights(studio)[1] == [-2, 0, 0]
    assert undo.texts == ("Erase 1 cell",)


def test_a_drag_turns_the_chosen_weights_in_one_step(studio, grid, undo) -> None:
    grid.choose(Selection.of((1, 2)))
    grid.gesture_begun.emit("Scrub")
    for steps in (1.0, 2.0, 2.1):
        grid.scrubbed.emit(steps)
    grid.gesture_ended.emit()
    assert weights(studio)[1] == [-2, 0, 4.1]
    assert undo.texts == ("Scrub row 2, column 3",)
    grid.gesture_begun.emit("Scrub")
    grid.scrubbed.emit(1.0)
    grid.gesture_ended.emit()
    assert weights(studio)[1] == [-2, 0, 4.2], "of weights with decimals a step is a tenth"
    assert len(undo.texts) == 2, "the next drag is another step"


def test_runs_of_the_wheel_and_of_nudges_merge_until_another_cell(studio, grid, undo) -> None:
    grid.choose(Selection.of((0, 0)))
    for _ in range(3):
        grid.stepped.emit(1.0)
    grid.choose(Selection.of((0, 2)))
    grid.stepped.emit(-1.0)
    grid.choose(Selection((0, 0), (0, 1)))
    for _ in range(10):
        grid.nudged.emit(0.1)
    assert weights(studio)[0] == [3, 1, 0], "ten times 0.1 is 1"
    assert undo.texts == ("Step row 1, column 1", "Step row 1, column 3", "Nudge 2 cells")


def test_an_undo_ends_a_run(studio, grid, undo) -> None:
    grid.choose(Selection.of((1, 1)))
    grid.nudged.emit(1.0)
    grid.nudged.emit(1.0)
    undo.undo()
    grid.nudged.emit(1.0)
    assert weights(studio)[1][1] == 1
    assert len(undo.texts) == 1


def test_a_block_is_changed_in_one_step(studio, grid, undo) -> None:
    grid.choose(Selection((0, 0), (1, 1)))
    grid.all_entered.emit("sqrt(4)/8")
    grid.clear()
    assert undo.texts == ("Weight 0.25 in 4 cells", "Clear 4 cells")
    assert weights(studio) == [[0, 0, 1], [0, 0, 2], [-1, 0, 1]]


def test_a_refused_text_marks_its_cell(studio, grid, undo, notice_words) -> None:
    grid.weight_entered.emit(0, 2, "x1")
    message, _hint = notice_words()
    assert message.startswith("The weight in row 1, column 3 must be")
    assert grid.is_marked(0, 2)
    assert grid.selection == Selection.of((0, 2))
    assert not undo.can_undo
    grid.weight_entered.emit(0, 2, "4")
    assert not grid.is_marked(0, 2)


def test_a_locked_sum_says_what_moved(studio, kernel_panel, grid, put, undo) -> None:
    put(Kernel(((0, -1, 0), (-1, 5, -1), (0, -1, 0))))
    want(kernel_panel, total="1")
    grid.weight_entered.emit(1, 1, "9")
    assert weights(studio) == [[0, -2, 0], [-2, 9, -2], [0, -2, 0]]
    assert kernel_panel.note.full_text == "The sum is locked: 4 other weights moved."
    grid.choose(Selection.of((0, 0)))
    assert undo.texts[-1] == "Weight 9 in row 2, column 2"


def test_switching_a_constraint_on_is_a_step_of_its_own(studio, kernel_panel, put, undo) -> None:
    put(Kernel(((1, 2, 5),) * 3))
    want(kernel_panel, symmetry="left-right")
    assert weights(studio) == [[3, 2, 3]] * 3
    want(kernel_panel, symmetry="left-right", total="0")
    assert weights(studio)[1] == [3, -22, 3]
    want(kernel_panel)
    assert undo.texts[-2:] == ("Symmetry", "Lock Sum"), "switching off changes nothing"
    assert kernel_panel.tools.constraints == Constraints()
    undo.undo()
    undo.undo()
    assert weights(studio) == [[1, 2, 5]] * 3


def test_a_constraint_that_cannot_be_stays_off(studio, kernel_panel, put, notice_words) -> None:
    put(Kernel(((1, 2, 3),)))
    want(kernel_panel, symmetry="diagonal")
    _message, hint = notice_words()
    assert "as many rows as columns" in hint
    assert kernel_panel.tools.constraints.symmetry is None
    assert weights(studio) == [[1, 2, 3]]
    actions = kernel_panel.tools.symmetry_menu.actions()
    able = {action.text().replace("&", ""): action.isEnabled() for action in actions}
    assert not able["Diagonal"]
    assert not able["Rotational"]
    assert able["All"]


def test_constraints_that_a_kernel_does_not_meet_are_switched_off(
    studio, kernel_panel, put
) -> None:
    want(kernel_panel, symmetry="anti-symmetric", total="0")
    assert kernel_panel.note.full_text == ""
    put(Kernel(((1, 2, 1),) * 3))
    assert kernel_panel.note.full_text == "What this kernel does not meet is switched off."
    assert kernel_panel.tools.constraints == Constraints()


def test_undoing_a_switch_switches_it_off(studio, kernel_panel, put, undo) -> None:
    put(Kernel(((1, 2, 3), (4, 5, 6), (7, 8, 9))))
    want(kernel_panel, symmetry="anti-symmetric")
    assert kernel_panel.note.full_text == "1 weight became 0; undo brings it back."
    undo.undo()
    assert kernel_panel.tools.constraints.symmetry is None
    assert studio.edits.kernel.weights[1][1] == 5


def test_what_a_drag_cannot_do_is_told_calmly_and_explained_at_its_end(
    studio, kernel_panel, grid, notice_words, undo
) -> None:
    want(kernel_panel, symmetry="anti-symmetric")
    grid.choose(Selection.of((1, 1)))
    grid.gesture_begun.emit("Scrub")
    grid.scrubbed.emit(1.0)
    assert not studio.notices.telling, "no dialog under the hand"
    assert "must be 0" in kernel_panel.note.full_text
    grid.gesture_ended.emit()
    assert "must be 0" in notice_words()[0]
    assert not undo.can_undo


def test_integers_are_kept_by_every_edit(studio, kernel_panel, grid, undo) -> None:
    kernel_panel.tools.integers.click()
    grid.weight_entered.emit(1, 1, "2.5")
    assert weights(studio)[1] == [-2, 3, 2]
    assert kernel_panel.tools.integers.isChecked()


# Sizes


def test_the_strict_rule_refuses_and_says_how_to_allow(studio, kernel_panel, notice_words) -> None:
    sizes = kernel_panel.sizes
    sizes.rows.text_entered.emit("4")
    message, hint = notice_words()
    assert message == "Kernel size must be odd, so that one weight is the centre; 4 was given."
    assert hint == "3 or 5 would do. To allow it, switch “Odd, square” off."
    sizes.link.click()
    sizes.columns.text_entered.emit("5")
    message, hint = notice_words()
    assert message.startswith("Kernel must be square")
    assert hint.endswith("switch “Odd, square” off.")
    assert studio.edits.kernel.shape == (3, 3)
    sizes.strict.click()
    sizes.columns.text_entered.emit("4")
    assert studio.edits.kernel.shape == (3, 4)
    assert kernel_panel.note.full_text == "Even: no centre; the anchor is row 2, column 2."
    sizes.link.click()
    assert studio.edits.kernel.shape == (3, 3)


@pytest.mark.parametrize("text", ["0", "64", "1.5", "x", "9" * 40])
def test_a_size_that_cannot_be(studio, kernel_panel, notice_words, text: str) -> None:
    kernel_panel.kernel_size.text_entered.emit(text)
    assert notice_words()[0].startswith("Kernel size must be ")
    assert kernel_panel.kernel_size.marked
    assert kernel_panel.kernel_size.text() == "3"


def test_steps_of_the_size_merge_and_lose_nothing_on_the_way(
    studio, kernel_panel, undo, qtbot
) -> None:
    studio.editor.choose_preset("gaussian-5")
    size = kernel_panel.kernel_size
    size.stepBy(1)
    size.stepBy(1)
    assert studio.edits.kernel.rows == 9
    assert undo.texts[-1] == "Kernel Size 9×9"
    size.stepBy(-1)
    size.stepBy(-1)
    assert drop_dialog(studio) is None, "nothing is lost"
    assert len(undo.texts) == 1, "the sizes vanished: they end where they began"
    size.stepBy(-1)
    assert answer(studio, qtbot, drop=True) == (
        "A 3×3 kernel has no room for 16 weights other than 0 of the 5×5 one."
    )
    assert studio.edits.kernel.rows == 3
    undo.undo()
    assert studio.edits.kernel.name == "Gaussian blur 5×5"


def test_weights_are_dropped_only_after_asking(studio, kernel_panel, undo, qtbot) -> None:
    studio.editor.choose_preset("gaussian-5")
    kernel_panel.kernel_size.text_entered.emit("3")
    assert studio.edits.kernel.rows == 5, "until the answer"
    answer(studio, qtbot, drop=False)
    assert studio.edits.kernel.rows == 5
    assert kernel_panel.kernel_size.text() == "5"
    kernel_panel.kernel_size.text_entered.emit("3")
    answer(studio, qtbot, drop=True)
    assert studio.edits.kernel.rows == 3
    undo.undo()
    assert studio.edits.kernel.name == "Gaussian blur 5×5", "undo brings them back"


def test_constraints_hold_when_the_size_changes(studio, kernel_panel, put, qtbot) -> None:
    put(Kernel(((1, 0, 0, 0, 1), *((0, 2, 2, 2, 0),) * 3, (1, 0, 0, 0, 1))))
    want(kernel_panel, symmetry="all", total="kept")
    kernel_panel.kernel_size.text_entered.emit("3")
    answer(studio, qtbot, drop=True)
    assert studio.edits.kernel.total == pytest.approx(22)
    want(kernel_panel, symmetry="diagonal")
    kernel_panel.sizes.strict.click()
    kernel_panel.sizes.link.click()
    kernel_panel.sizes.columns.text_entered.emit("5")
    assert studio.edits.kernel.shape == (3, 3), "a rectangle has no diagonal"
    assert studio.notices.telling


def test_the_row_of_sizes_fits_the_panel(studio, kernel_panel, put) -> None:
    put(Kernel(((0.0,) * 63,) * 63))
    sizes = kernel_panel.sizes
    assert sizes.minimumSizeHint().width() <= sizes.width()
    assert sizes.strict.width() >= sizes.strict.sizeHint().width()
    for field in (sizes.rows, sizes.columns):
        edit = field.lineEdit()
        assert edit.width() >= edit.fontMetrics().horizontalAdvance("63") + 2


def test_in_a_wide_column_the_grid_is_larger(kernel_panel, grid) -> None:
    before = grid.width()
    kernel_panel.setFixedWidth(kernel_panel.width() + 100)
    assert grid.width() == grid.height() == before + 100
    assert grid.layout_of_cells.cell == pytest.approx((before + 100) / 3)


def test_the_anchor_is_set_told_and_taken_back(studio, kernel_panel, grid, undo) -> None:
    grid.anchor_wanted.emit((0, 2))
    assert studio.edits.kernel.anchored_at == (0, 2)
    assert undo.texts == ("Anchor at Row 1, Column 3",)
    assert kernel_panel.note.full_text == "Off the centre: the anchor is row 1, column 3."
    grid.anchor_wanted.emit(None)
    assert studio.edits.kernel.anchored_at == (1, 1)
    assert kernel_panel.note.full_text == ""


# Divisor and sums


def test_the_divisor_follows_the_sum_in_the_step_of_its_edit(
    studio, kernel_panel, grid, put, undo
) -> None:
    put(Kernel(((1, 1, 1),) * 3))
    kernel_panel.divisor_row.auto.click()
    assert studio.edits.kernel.divisor == 9
    assert undo.texts[-1] == "Automatic Divisor"
    grid.weight_entered.emit(1, 1, "4")
    assert studio.edits.kernel.divisor == 12
    assert not kernel_panel.divisor.isEnabled()
    grid.choose(Selection.all((3, 3)))
    grid.clear()
    assert studio.edits.kernel.divisor == 1, "where the sum is 0"
    undo.undo()
    undo.undo()
    assert studio.edits.kernel.divisor == 9


def test_divisor_equal_to_the_sum_once(studio, kernel_panel, grid, put, undo) -> None:
    put(Kernel(((1, 2, 1),) * 3))
    kernel_panel.divisor_row.equal_sum.click()
    assert studio.edits.kernel.divisor == 12
    assert undo.texts[-1] == "Divisor = Sum"
    assert not kernel_panel.divisor_row.equal_sum.isEnabled(), "it is"
    grid.weight_entered.emit(0, 0, "5")
    assert studio.edits.kernel.divisor == 12


def test_spin_steps_of_the_divisor_merge(studio, kernel_panel, undo) -> None:
    for _ in range(3):
        kernel_panel.divisor.stepBy(1)
    assert studio.edits.kernel.divisor == 4
    assert undo.texts == ("Divisor 4",)


def test_a_divisor_of_nothing_is_refused(studio, kernel_panel, notice_words) -> None:
    kernel_panel.divisor.text_entered.emit("0")
    message, hint = notice_words()
    assert message == "Divisor must be a number other than 0; 0 was given."
    assert "sum of the weights" in hint
    assert kernel_panel.divisor.marked


def test_the_sums_are_shown(studio, kernel_panel, put) -> None:
    put(Kernel(((1, -2.5, 0.25),), 4))
    assert kernel_panel.total.full_text == "Sum −1.25 ÷ 4 = −0.3125  (+1.25, −2.5)"
    put(Kernel(((0.1, 0.2, -0.3),)))
    assert kernel_panel.total.full_text.startswith("Sum 0  "), "beside 0 by rounding alone"


# The brush


def test_the_brush_is_set_by_its_fields(studio, kernel_panel, grid, notice_words) -> None:
    tools = kernel_panel.tools
    tools.modes["negative"].click()
    for name, text in (("size", "5"), ("value", "1/2"), ("softness", "50")):
        tools.fields[name].text_entered.emit(text)
    assert grid.brush == Brush(5, 0.5, 0.5, "negative")
    grid.brush_stepped.emit(2)
    assert grid.brush.size == 7
    tools.fields["value"].text_entered.emit("-1")
    assert notice_words()[0] == "Brush value must be from 0 to 10¹²; -1 was given."
    assert tools.fields["value"].marked
    assert grid.brush.value == 0.5
    tools.modes[None].click()
    assert grid.brush is None


def test_painting_a_large_kernel_by_the_mouse(studio, kernel_panel, grid, put, qtbot, undo) -> None:
    put(Kernel(((0.0,) * 63,) * 63))
    kernel_panel.tools.show_brush(Brush(5, 1, 0.5))
    kernel_panel.tools.take("positive")
    spots = [grid.layout_of_cells.rect((row, 31)).center() for row in (5, 55)]
    qtbot.mousePress(grid, Qt.MouseButton.LeftButton, pos=spots[0])
    qtbot.mouseRelease(grid, Qt.MouseButton.LeftButton, pos=spots[0])
    assert studio.edits.kernel.weights[5][31] == 1
    assert undo.texts[-1] == "Paint 21 cells"
