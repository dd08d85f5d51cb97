"""The pipeline as code: copied at once from the menu, or looked at, live, and saved."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox

from convstudio.gui.dialogs.code_dialog import CodeDialog
from convstudio.imaging.picture import Picture
from convstudio.pipeline.code import TARGETS, write_code


@pytest.fixture
def dialog(studio, qtbot) -> CodeDialog:
    studio.session.open(Picture(np.full((20, 30, 3), 7, np.uint8)))
    studio.workbench.actions["export-code"].trigger()
    (found,) = studio.window.findChildren(CodeDialog)
    qtbot.waitUntil(found.isVisible)
    return found


def change(studio, **settings) -> None:
    pipeline = studio.session.pipeline
    layer = replace(pipeline.layers[0], **settings)
    studio.session.change(replace(pipeline, layers=(layer,)), "Change")


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.identifier)
def test_the_menu_copies_at_once(studio, target) -> None:
    action = studio.window.findChild(QAction, f"copy-code-{target.identifier}")
    assert action.toolTip() == target.help
    action.trigger()
    code = write_code(studio.session.pipeline, target.identifier)
    assert QGuiApplication.clipboard().text() == code.text
    told = studio.window.status.currentMessage()
    assert told.startswith(f"Copied code for {target.label}.")
    assert all(warning in told for warning in code.warnings)


def test_what_the_picture_lacks_is_told(studio, qtbot) -> None:
    change(studio, channels="alpha")
    studio.session.open(Picture(np.zeros((8, 8, 3), np.uint8)))
    QGuiApplication.clipboard().setText("before")
    studio.window.findChild(QAction, "copy-code-numpy").trigger()
    box = studio.window.findChild(QMessageBox, "notice")
    assert "alpha" in box.text()
    assert QGuiApplication.clipboard().text() == "before"
    box.accept()
    studio.workbench.code_export.open()
    (dialog,) = studio.window.findChildren(CodeDialog)
    assert "alpha" in dialog.warnings.toPlainText()
    assert not dialog.copy_button.isEnabled()
    assert not dialog.save_button.isEnabled()


def test_the_code_follows_every_edit(studio, dialog, qtbot) -> None:
    assert "mode=" not in dialog.text.toPlainText()
    change(studio, border="symmetric")
    qtbot.waitUntil(lambda: 'mode="symmetric"' in dialog.text.toPlainText())
    studio.session.undo_stack.undo_action(dialog).trigger()
    qtbot.waitUntil(lambda: "mode=" not in dialog.text.toPlainText())


def test_what_was_dragged_a_moment_ago_is_copied(studio, dialog) -> None:
    change(studio, border="wrap")
    dialog.copy_button.click()
    assert 'mode="wrap"' in QGuiApplication.clipboard().text()


def test_each_target_shows_its_code_and_warnings(studio, dialog) -> None:
    change(studio, strides=2)
    dialog.refresh()
    for row, target in enumerate(TARGETS):
        dialog.targets.setCurrentRow(row)
        code = write_code(studio.session.pipeline, target.identifier, size=(20, 30))
        assert dialog.text.toPlainText() == code.text
        assert dialog.warnings.isVisible() == bool(code.warnings)
        assert all(warning in dialog.warnings.toPlainText() for warning in code.warnings)


def test_the_last_target_is_remembered(studio, dialog, qtbot) -> None:
    dialog.choose("glsl")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert studio.settings.code_target == "glsl"
    studio.window.findChild(QAction, "copy-code-svg").trigger()
    studio.workbench.actions["export-code"].trigger()
    assert dialog.target.identifier == "svg"
    assert dialog.text.toPlainText().startswith("<svg")


def test_the_text_can_be_selected_and_not_changed(dialog, qtbot) -> None:
    before = dialog.text.toPlainText()
    dialog.text.setFocus()
    qtbot.keyClicks(dialog.text, "x")
    assert dialog.text.toPlainText() == before
    dialog.text.selectAll()
    qtbot.keyClick(dialog.text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == before


def test_saving(studio, dialog, tmp_path) -> None:
    dialog.choose("imagemagick")
    dialog.save_button.click()
    chooser = dialog.findChild(QFileDialog, "save-code")
    assert chooser.defaultSuffix() == "sh"
    path = tmp_path / "effect.sh"
    chooser.fileSelected.emit(str(path))
    chooser.reject()
    assert path.read_text("utf-8") == dialog.text.toPlainText()
    assert studio.settings.folder == tmp_path
    assert studio.window.status.currentMessage() == "Saved effect.sh."


def test_a_file_that_cannot_be_written_is_told(studio, dialog, tmp_path) -> None:
    before = dialog.text.toPlainText()
    folder = studio.settings.folder
    dialog.save(tmp_path / "missing" / "effect.py")
    box = dialog.findChild(QMessageBox, "notice")
    assert "effect.py" in box.text()
    assert "folder does not exist" in box.text()
    box.accept()
    assert dialog.text.toPlainText() == before
    assert studio.settings.folder == folder


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_write_protected_file_stays(dialog, tmp_path) -> None:
    path = tmp_path / "effect.py"
    path.write_text("mine", "utf-8")
    path.chmod(0o444)
    dialog.save(path)
    assert "permission" in dialog.findChild(QMessageBox, "notice").text()
    assert path.read_text("utf-8") == "mine"


def test_one_kernel_offers_no_choice_of_maps(dialog) -> None:
    assert not dialog.scope.isVisible()
    assert not dialog.scope_label.isVisible()
