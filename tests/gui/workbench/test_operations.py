"""Operations on the kernel in force, from the menu and in their dialogs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox

from convstudio.gui.actions import ACTIONS
from convstudio.gui.workbench.operation_actions import OPERATION_ACTIONS, SUBMENUS
from convstudio.gui.workbench.operation_dialog import OperationDialog
from convstudio.gui.workbench.operation_forms import FORMS
from convstudio.gui.workbench.operations import AT_ONCE
from convstudio.kernel.kernel import Kernel


@pytest.fixture
def edits(studio):
    return studio.edits


@pytest.fixture
def ask(studio, edits, qtbot, sample_opened):
    """Opens an operation's dialog and waits until it has worked something out."""

    def opened(name: str) -> OperationDialog:
        studio.workbench.actions[name].trigger()
        (dialog,) = studio.window.findChildren(OperationDialog)
        qtbot.waitUntil(lambda: bool(dialog.outcome.text()))
        return dialog

    return opened


def press(dialog: OperationDialog, button: QDialogButtonBox.StandardButton) -> None:
    dialog.buttons.button(button).click()


def test_every_operation_has_an_action_a_place_and_a_slot(studio):
    placed = [name for names in SUBMENUS.values() for name in names]
    assert sorted(placed) == sorted(OPERATION_ACTIONS) == sorted({**AT_ONCE, **FORMS})
    menus = {
        m.title(): m
        for m in studio.window.kernel_menu.findChildren(type(studio.window.kernel_menu))
    }
    for title, names in SUBMENUS.items():
        assert menus[title].actions() == [studio.workbench.actions[name] for name in names]


def test_no_shortcut_is_taken_twice(studio):
    taken = [
        key.toString()
        for action in studio.window.findChildren(QAction)
        for key in action.shortcuts()
    ]
    own = [key for spec in OPERATION_ACTIONS.values() for key in spec.shortcuts]
    assert all(taken.count(key) == 1 for key in own)
    assert not set(own) & {key for spec in ACTIONS.values() for key in spec.shortcuts}


@pytest.mark.parametrize(
    ("name", "weights", "divisor"),
    [
        ("rotate-45", ((-2, -1, 0), (-1, 0, 1), (0, 1, 2)), 1),
        ("rotate-90", ((-1, -2, -1), (0, 0, 0), (1, 2, 1)), 1),
        ("flip-left-right", ((1, 0, -1), (2, 0, -2), (1, 0, -1)), 1),
        ("transpose", ((-1, -2, -1), (0, 0, 0), (1, 2, 1)), 1),
        ("negate", ((1, 0, -1), (2, 0, -2), (1, 0, -1)), 1),
        ("normalise-absolute", ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), 8),
    ],
)
def test_an_operation_is_one_named_step(studio, edits, name, weights, divisor):
    before = edits.kernel
    studio.workbench.actions[name].trigger()
    assert (edits.kernel.weights, edits.kernel.divisor) == (weights, divisor)
    assert studio.session.undo_stack.texts[-1] == AT_ONCE[name][0]
    studio.session.undo_stack.undo()
    assert edits.kernel == before


def test_a_preset_that_comes_out_is_that_preset(studio, edits):
    studio.workbench.actions["rotate-90"].trigger()
    assert edits.kernel.name == "Sobel y"
    assert edits.before is not None
    assert edits.before.name == "Sobel x"


def test_a_refusal_is_a_sentence_and_the_kernel_stays(studio, edits, notice_words):
    before = edits.kernel
    studio.workbench.actions["normalise-sum"].trigger()
    words, hint = notice_words()
    assert "0 was given" in words
    assert "Σ|w|" in hint
    assert edits.kernel is before
    assert not studio.session.undo_stack.can_undo


def test_what_changes_nothing_says_so(studio, edits, qtbot):
    with qtbot.waitSignal(studio.workbench.told) as told:
        studio.workbench.actions["crop"].trigger()
    assert told.args == ["Crop Zeros changes nothing in this kernel."]
    assert not studio.session.undo_stack.can_undo


def test_a_slider_moves_the_picture_and_ok_is_one_step(studio, edits, ask, qtbot):
    dialog = ask("blend")
    shown = studio.session.shown.layers[0].kernel
    assert shown.weights[1] == (-1, 0.5, 1)
    for steps in (60, 90, 125):
        dialog.rows[0].slider.setValue(steps)
    qtbot.waitUntil(lambda: studio.session.shown.layers[0].kernel.weights[1][0] == -2.5)
    assert edits.kernel.name == "Sobel x"
    assert dialog.rows[0].field.value == 1.25
    press(dialog, QDialogButtonBox.StandardButton.Ok)
    assert edits.kernel.weights[1] == (-2.5, -0.25, 2.5)
    assert studio.session.undo_stack.texts == ("Blend 1.25",)


def test_ok_waits_for_what_was_chosen_last(studio, edits, ask, qtbot):
    dialog = ask("power")
    dialog.rows[0].slider.setValue(3)
    press(dialog, QDialogButtonBox.StandardButton.Ok)
    qtbot.waitUntil(lambda: edits.kernel.rows == 7)
    assert studio.session.undo_stack.texts == ("Power 3",)


@pytest.mark.parametrize("name", list(FORMS))
def test_cancel_leaves_everything_as_it_was(studio, edits, ask, name):
    before = studio.session.pipeline
    dialog = ask(name)
    assert dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    press(dialog, QDialogButtonBox.StandardButton.Cancel)
    assert studio.session.shown is studio.session.pipeline is before
    assert not studio.session.undo_stack.can_undo


def test_another_kernel_is_chosen_from_the_library(studio, edits, ask, qtbot):
    dialog = ask("convolve")
    dialog.operand.choose("gaussian-3")
    dialog.operand.activated.emit(dialog.operand.currentIndex())
    qtbot.waitUntil(lambda: studio.session.shown.layers[0].kernel.divisor == 16)
    assert dialog.outcome.text().startswith("5×5, divisor 16, sum of the weights 0")
    press(dialog, QDialogButtonBox.StandardButton.Ok)
    name = studio.edits.library.named("gaussian-3").name
    assert studio.session.undo_stack.texts[0].startswith(f"Convolve with {name}")
    assert "3×3" in studio.session.undo_stack.texts[0]


def test_the_kernel_on_the_clipboard_is_one_of_them(studio, edits, ask, qtbot):
    QGuiApplication.clipboard().setText("0 1 0\n1 1 1\n0 1 0")
    dialog = ask("add")
    dialog.operand.setCurrentIndex(0)
    dialog.operand.activated.emit(0)
    qtbot.waitUntil(lambda: studio.session.shown.layers[0].kernel.weights[1] == (-1, 1, 3))
    QGuiApplication.clipboard().setText("no kernel at all")
    dialog.operand.activated.emit(0)
    assert "no" in dialog.outcome.text()
    assert not dialog.ok.isEnabled()
    assert studio.session.shown is studio.session.pipeline
    dialog.reject()


def test_the_kernel_before_is_the_first_offer(studio, edits, ask):
    edits.put(Kernel(((1, 2, 1),), 4), "Kernel")
    dialog = ask("convolve")
    assert dialog.operand.currentText() == "The kernel before"
    shown = studio.session.shown.layers[0].kernel
    assert shown.shape == (3, 5)
    dialog.reject()


def test_what_cannot_be_typed_is_marked_and_said(studio, edits, ask, qtbot):
    dialog = ask("pad")
    field = dialog.rows[0].field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "99")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.marked
    assert dialog.outcome.text() == "Rows must be a whole number from 0 to 30; 99 was given."
    assert not dialog.ok.isEnabled()
    assert dialog.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert not field.marked
    assert dialog.isVisible()
    dialog.reject()


def test_errors_of_approximations_are_told(studio, edits, ask):
    edits.put(Kernel(((0, 1, 0), (1, -4, 1), (0, 1, 0))), "Kernel")
    dialog = ask("approximate")
    assert "Differs by 10 % (Frobenius norm)" in dialog.outcome.text()
    dialog.rows[0].slider.setValue(2)
    dialog.reject()


def test_too_large_a_result_is_refused_in_the_dialog(studio, edits, ask):
    edits.put(Kernel(((1.0,) * 63,)), "Kernel")
    edits.put(Kernel(((1.0,) * 3,)), "Kernel")
    dialog = ask("convolve")
    assert "at most 63×63" in dialog.outcome.text()
    assert not dialog.ok.isEnabled()
    dialog.reject()
    assert edits.kernel.columns == 3


def test_the_anchor_that_the_flip_moves_is_the_one_that_turns(studio, edits):
    """Of an even size the flip has the other cell of the middle over the pixel."""
    edits.put_layer(replace(edits.layer, kernel=Kernel(((1, 2), (3, 4))), flip=True), "Kernel")
    assert edits.layer.anchor == (1, 1)
    studio.workbench.actions["rotate-90"].trigger()
    assert edits.kernel.weights == ((3, 1), (4, 2))
    assert edits.layer.anchor == (1, 0)
