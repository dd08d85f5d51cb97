"""The Formula page: live while it is typed, and the last good kernel while it is wrong."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from convstudio.gui.panels.fields import NumberField
from convstudio.gui.theme import LIGHT
from convstudio.gui.workbench.formula_page import FormulaPage
from convstudio.kernel.formula.examples import EXAMPLES, FIRST
from convstudio.kernel.formula.settings import FormulaSettings, Slider
from convstudio.kernel.formula.weights import formula_kernel
from convstudio.kernel.kernel import Kernel


@pytest.fixture
def page(studio, sample_opened) -> FormulaPage:
    studio.workbench.drawer.open("formula")
    return studio.workbench.formula_page


@pytest.fixture
def write(page, qtbot):
    def by_keys(text: str) -> None:
        page.editor.setFocus()
        page.editor.selectAll()
        qtbot.keyClick(page.editor, Qt.Key.Key_Delete)
        qtbot.keyClicks(page.editor, text)
        settled(page, qtbot)

    return by_keys


def settled(page: FormulaPage, qtbot) -> None:
    qtbot.waitUntil(lambda: not page.busy)


def test_opening_the_page_leaves_the_kernel_alone(studio, page) -> None:
    assert studio.edits.kernel.name == "Sobel x"
    assert not page.in_force
    assert page.editor.toPlainText() == FIRST.text
    assert list(page.sliders.rows) == ["s"]


def test_typing_is_live_and_one_step(studio, page, write) -> None:
    write("x*gauss(r, s)")
    kernel = studio.edits.kernel
    assert kernel == formula_kernel(page.settings)
    assert kernel.recipe.text == "x*gauss(r, s)"
    assert studio.session.undo_stack.texts == ("Formula x*gauss(r, s)",)
    assert list(page.sliders.rows) == ["s"]
    assert page.in_force


def test_names_bring_their_sliders_in_order(page, write) -> None:
    write("b*x + a*y")
    assert list(page.sliders.rows) == ["b", "a"]
    write("a*y")
    assert list(page.sliders.rows) == ["a"]


def test_a_wrong_formula_keeps_the_last_kernel_and_marks_the_character(studio, page, write) -> None:
    write("x + y")
    kernel = studio.edits.kernel
    write("x + y $ 2")
    assert studio.edits.kernel.same_numbers(kernel)
    assert page.trouble.text() == "“$” has no meaning in a formula."
    assert page.place.text() == "x + y $ 2\n      ^"
    (mark,) = page.editor.extraSelections()
    assert mark.cursor.selectedText() == "$"
    assert mark.format.background().color() == QColor(LIGHT.refused)
    write("x + y")
    assert page.trouble.text().startswith("x to the right")
    assert page.place.text() == ""
    assert page.editor.extraSelections() == []


def test_a_cell_without_a_value_is_named(studio, page, write) -> None:
    write("1/r")
    assert "infinite at row 5, column 5 (x = 0, y = 0)" in page.trouble.text()
    (mark,) = page.editor.extraSelections()
    assert mark.cursor.selectedText() == "/"


def test_an_error_at_the_end_marks_the_last_character(page, write) -> None:
    write("x +")
    (mark,) = page.editor.extraSelections()
    assert mark.cursor.selectedText() == "+"
    write("")
    assert page.trouble.text().startswith("The formula is empty.")


def test_a_slider_moves_the_kernel_in_one_step(studio, page, write, qtbot) -> None:
    write("s*x")
    slider = page.sliders.rows["s"].row.slider
    slider.setFocus()
    for _ in range(5):
        qtbot.keyClick(slider, Qt.Key.Key_Right)
        settled(page, qtbot)
    value = page.settings.slider("s").value
    assert value > 1.4
    assert studio.edits.kernel == formula_kernel(page.settings)
    assert len(studio.session.undo_stack.texts) == 2
    studio.session.undo_stack.undo()
    assert page.settings.slider("s").value == 1.4
    assert page.sliders.rows["s"].row.field.value == 1.4


def test_the_ends_of_a_slider_can_be_set(page, write, qtbot, notice_words) -> None:
    write("s*x")
    row = page.sliders.rows["s"]
    row.typed.emit("2*pi", "high", row.high)
    settled(page, qtbot)
    assert page.settings.slider("s").high == pytest.approx(6.2831853)
    row.typed.emit("20", "value", row.row.field)
    settled(page, qtbot)
    assert page.settings.slider("s") == Slider("s", 20.0, 0.2, 20.0)
    row.typed.emit("30", "low", row.low)
    assert notice_words()[0].startswith("The range of s must be from a number to a larger one")
    assert row.low.marked
    assert page.settings.slider("s").low == 0.2


def test_size_sampling_and_normalising(studio, page, write, qtbot) -> None:
    write("gauss(r, s)")
    page.options.size_fields.rows.text_entered.emit("3")
    settled(page, qtbot)
    page.options.size_fields.columns.text_entered.emit("6")
    settled(page, qtbot)
    for box, value in ((page.options.sampling, "4"), (page.options.scaling, "zero mean")):
        box.choose(value)
        box.activated.emit(box.currentIndex())
        settled(page, qtbot)
    assert studio.edits.kernel == formula_kernel(
        FormulaSettings("gauss(r, s)", page.settings.sliders, 3, 6, 4, "zero mean")
    )


def test_an_example_is_taken_whole_and_undo_brings_the_last_back(studio, page, qtbot) -> None:
    actions = page.examples.menu().actions()
    assert [action.text() for action in actions] == [example.name for example in EXAMPLES]
    actions[1].trigger()
    settled(page, qtbot)
    assert studio.edits.kernel == formula_kernel(EXAMPLES[1].settings)
    actions[2].trigger()
    settled(page, qtbot)
    assert page.editor.toPlainText() == EXAMPLES[2].settings.text
    studio.session.undo_stack.undo()
    assert page.settings == EXAMPLES[1].settings
    assert page.editor.toPlainText() == EXAMPLES[1].settings.text
    assert list(page.sliders.rows) == ["radius", "width"]


def test_reopened_it_stands_where_it_was(studio, page, write) -> None:
    write("k*x*y")
    studio.workbench.drawer.shut()
    studio.edits.put(Kernel(((1.0, 2.0, 3.0),)), "Type")
    studio.workbench.drawer.open("formula")
    assert not page.in_force
    assert studio.edits.kernel.weights == ((1, 2, 3),)
    studio.session.undo_stack.undo()
    assert page.in_force
    assert page.editor.toPlainText() == "k*x*y"
    assert page.settings.slider("k").value == 1


def test_the_words_menu_types_what_it_says(page, write, qtbot) -> None:
    write("")
    variables, functions = (action.menu() for action in page.insert.menu().actions())
    functions.actions()[0].trigger()
    variables.actions()[0].trigger()
    assert page.editor.toPlainText() == "sin(x"


@pytest.mark.usefixtures("no_stall")
def test_a_formula_without_end_leaves_the_window_free(studio, page, write) -> None:
    write("9**9**9**9*x")
    assert "infinite" in page.trouble.text() or "not a number" in page.trouble.text()
    assert studio.edits.kernel.name == "Sobel x" or page.in_force


def test_undo_without_typing_to_take_back_is_the_windows(studio, page, qtbot) -> None:
    page.examples.menu().actions()[1].trigger()
    settled(page, qtbot)
    page.editor.setFocus()
    qtbot.keyClick(page.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: studio.edits.kernel.name == "Sobel x")


def test_every_control_has_a_name_and_a_tip(page) -> None:
    for widget in page.findChildren(QWidget):
        inner = isinstance(widget.parent(), NumberField)  # the line of a field that has both
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and not inner:
            assert widget.accessibleName(), widget
            assert widget.toolTip(), widget
