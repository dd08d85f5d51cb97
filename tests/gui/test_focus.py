"""Where the keyboard is when what it was in goes away: never in a field that nobody chose."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.gui.entering import choose, enter, steps

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def focus(studio, qtbot):
    """What has the keyboard."""
    qtbot.waitActive(studio.window)
    return studio.window.focusWidget


def undo_with_keys(qtbot, studio) -> None:
    qtbot.keyClick(studio.window.focusWidget(), Qt.Key.Key_Z, CONTROL)


def test_undoing_each_side_leads_to_the_mode(studio, panel, focus, undo, qtbot) -> None:
    padding = panel.padding
    choose(padding.mode, "each side")
    padding.sides["top"].setFocus()
    enter(qtbot, padding.sides["top"], "5")
    undo_with_keys(qtbot, studio)
    undo_with_keys(qtbot, studio)
    assert padding.mode.currentData() == "same"
    assert focus() is padding.mode
    qtbot.keyClicks(focus(), "9")
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    assert studio.editor.layer.strides == (1, 1)
    assert undo.index == 0


def test_text_that_was_being_typed_goes_with_its_field(studio, panel, focus, undo, qtbot) -> None:
    choose(panel.padding.mode, "each side")
    panel.padding.sides["left"].setFocus()
    qtbot.keyClicks(panel.padding.sides["left"], "77")
    undo.undo()
    assert focus() is panel.padding.mode
    assert studio.editor.layer.padding == "same"


def test_a_number_typed_after_that_is_for_all_sides(studio, panel, focus, undo, qtbot) -> None:
    padding = panel.padding
    choose(padding.mode, "each side")
    enter(qtbot, padding.sides["top"], "5")
    while undo.can_undo:
        undo.undo()
    padding.number.setFocus()
    enter(qtbot, padding.number, "7")
    assert studio.editor.layer.padding == ((7, 7), (7, 7))
    assert padding.mode.currentData() == "number"
    assert padding.number.isVisible()
    assert not padding.sides["top"].isVisible()
    assert focus() is padding.number


def test_a_hidden_border_value_leads_to_the_border(panel, focus, undo) -> None:
    choose(panel.border, "constant")
    panel.border_value.setFocus()
    undo.undo()
    assert focus() is panel.border


def test_a_hidden_direction_leads_to_the_other(panel, focus, undo, qtbot) -> None:
    stride = panel.stride
    stride.link.click()
    enter(qtbot, stride.horizontal, "3")
    stride.link.click()
    undo.undo()
    assert stride.apart
    stride.horizontal.setFocus()
    undo.undo()
    assert not stride.apart
    assert focus() is stride.vertical


def test_reset_leads_to_the_button_of_the_options(panel, focus, undo, qtbot) -> None:
    options = panel.options
    choose(options.fields["channels"], "luminance")
    qtbot.mouseClick(options.reset, Qt.MouseButton.LeftButton)
    assert steps(undo)[-1] == "Reset Options"
    assert focus() is options.button


def test_folding_leads_to_the_button_of_the_options(panel, focus) -> None:
    panel.options.fields["bias"].setFocus()
    panel.options.unfold(False)
    assert focus() is panel.options.button
