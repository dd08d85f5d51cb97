"""The number field: any text comes out once, and values come back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from convstudio.errors import ArgumentValueError
from convstudio.gui.panels.fields import NumberField
from convstudio.gui.theme import DARK, LIGHT

REFUSAL = ArgumentValueError("stride", given="0", wanted="at least 1")


@pytest.fixture
def entered() -> list[str]:
    return []


@pytest.fixture
def window(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def field(qtbot, window: QWidget, entered: list[str]) -> NumberField:
    column = QVBoxLayout(window)
    made = NumberField("Stride", "Tip.", minimum=1, maximum=9)
    column.addWidget(made)
    column.addWidget(QLineEdit())
    made.show_value(3)
    made.text_entered.connect(entered.append)
    window.show()
    qtbot.waitActive(window)
    made.setFocus()
    return made


def test_typing_tells_nothing_until_enter(field: NumberField, entered, qtbot) -> None:
    qtbot.keyClicks(field, "12abc")
    assert entered == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert entered == ["12abc"]


def test_leaving_the_field_counts_as_enter(field: NumberField, entered, qtbot) -> None:
    qtbot.keyClicks(field, "5")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert entered == ["5"]


def test_an_unchanged_value_is_not_told(field: NumberField, entered, qtbot) -> None:
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert entered == []


def test_the_arrows_step_at_once_and_stop_at_the_limits(field: NumberField, entered, qtbot) -> None:
    qtbot.keyClick(field, Qt.Key.Key_Up)
    field.show_value(4)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert entered == ["4", "3"]
    field.show_value(9)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    field.show_value(1)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert entered == ["4", "3"]


def test_escape_brings_the_value_back(field: NumberField, entered, qtbot) -> None:
    qtbot.keyClicks(field, "77")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "3"
    assert entered == []


def test_undo_in_a_field_takes_the_last_edit_back(studio, qtbot) -> None:
    qtbot.waitActive(studio.window)
    stride = studio.window.convolution_panel.stride.vertical
    stride.setFocus()
    qtbot.keyClicks(stride, "4")
    qtbot.keyClick(stride, Qt.Key.Key_Return)
    assert studio.editor.layer.strides == (4, 4)
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(stride, Qt.Key.Key_Z, control)
    assert studio.editor.layer.strides == (1, 1)
    assert stride.text() == "1"
    qtbot.keyClick(stride, Qt.Key.Key_Z, control | Qt.KeyboardModifier.ShiftModifier)
    assert studio.editor.layer.strides == (4, 4)
    qtbot.keyClicks(stride, "77")
    qtbot.keyClick(stride, Qt.Key.Key_Z, control)
    assert studio.editor.layer.strides == (4, 4), "what is being typed is taken back first"


def test_a_refusal_marks_the_field_until_the_next_value(field: NumberField) -> None:
    field.mark(REFUSAL)
    assert field.marked
    shown = field.grab().toImage()
    assert shown.pixelColor(10, shown.height() // 2).name() == LIGHT.refused
    assert field.toolTip() == "Not taken: stride must be at least 1; 0 was given."
    field.show_value(3)
    assert not field.marked
    assert field.toolTip() == "Tip."


def test_a_value_from_elsewhere_leaves_the_text_being_typed(field: NumberField, qtbot) -> None:
    qtbot.keyClicks(field, "8")
    field.show_value(3)
    assert field.text() == "8"


@pytest.mark.parametrize(("focused", "told"), [(True, ["4"]), (False, [])])
def test_the_wheel_steps_only_a_chosen_field(
    field: NumberField, entered, focused: bool, told
) -> None:
    if not focused:
        field.clearFocus()
    event = QWheelEvent(
        QPointF(5, 5),
        field.mapToGlobal(QPointF(5, 5)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, event)
    assert entered == told


def test_in_the_dark_a_field_has_an_outline(field: NumberField, qtbot) -> None:
    field.clearFocus()
    for colours, outlined in ((LIGHT, False), (DARK, True)):
        field.set_colours(colours)
        edge = field.grab().toImage().pixelColor(field.width() // 2, 0)
        assert (edge.name() == colours.line) == outlined


def test_a_run_of_steps_has_one_merge_key_and_what_is_typed_none(qtbot) -> None:
    field = NumberField("Size", "How many.")
    qtbot.addWidget(field)
    field.show_value(0)
    keys = []
    field.text_entered.connect(lambda _text: keys.append(field.merge_key))
    field.text_entered.connect(lambda text: field.show_value(float(text)))
    field.stepBy(1)
    field.stepBy(1)
    field.lineEdit().selectAll()
    qtbot.keyClicks(field, "7")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    field.stepBy(1)
    assert keys[0] == keys[1] is not None
    assert keys[2] is None
    assert keys[3] not in keys[:3]
