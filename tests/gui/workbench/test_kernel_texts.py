"""Kernels leave and arrive as text: the clipboard, the menu, drops on the kernel panel."""

from __future__ import annotations

import struct

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox

from convstudio.gui.dialogs.paste_kernel import PasteKernelDialog
from convstudio.kernel.notation import FORMS, recognise, write
from convstudio.pipeline.text_settings import settings_of


def _dialogs(studio) -> list[PasteKernelDialog]:
    return [d for d in studio.window.findChildren(PasteKernelDialog) if d.isVisible()]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.identifier)
def test_each_entry_copies_its_form(studio, qtbot, form) -> None:
    action = studio.workbench.texts.copy_menu.actions()[FORMS.index(form)]
    with qtbot.waitSignal(studio.workbench.told) as told:
        action.trigger()
    assert told.args == [f"Copied as {form.label}"]
    written = write(form.identifier, settings_of(studio.session.pipeline))
    text = QGuiApplication.clipboard().text()
    assert text == written.text
    assert recognise(text).kernel is not None
    boxes = [b for b in studio.window.findChildren(QMessageBox) if b.isVisible()]
    assert bool(boxes) == bool(written.warnings)
    for box in boxes:
        assert box.informativeText() == "\n".join(written.warnings)
        box.accept()


def test_the_menu_hints_at_what_is_lost(studio) -> None:
    menu = studio.workbench.texts.copy_menu
    menu.aboutToShow.emit()
    entries = {form.identifier: action for form, action in zip(FORMS, menu.actions(), strict=True)}
    assert entries["lists"].text() == "Nested lists"
    assert entries["gimp"].text() == "GIMP / GEGL  (1 warning)"
    assert "linear light" in entries["gimp"].toolTip()


def test_copy_and_paste_is_the_same_kernel(studio) -> None:
    before = studio.edits.kernel
    studio.workbench.actions["copy-kernel"].trigger()
    studio.workbench.actions["paste-kernel"].trigger()
    (dialog,) = _dialogs(studio)
    assert dialog.heading.full_text == "Recognised: Nested lists, 3×3"
    dialog.take()
    assert studio.edits.kernel == before


def test_a_second_paste_goes_into_the_open_dialog(studio) -> None:
    studio.workbench.texts.open("1 2 1")
    studio.workbench.texts.open("1 2\n3 4")
    (dialog,) = _dialogs(studio)
    assert dialog.kernel.shape == (2, 2)


def test_an_empty_clipboard_says_what_to_do(studio) -> None:
    QGuiApplication.clipboard().clear()
    studio.workbench.actions["paste-kernel"].trigger()
    (dialog,) = _dialogs(studio)
    assert dialog.words.toPlainText().startswith("There is no text.\nCopy a kernel in any program")


def _drop(studio, data: QMimeData) -> bool:
    panel = studio.window.kernel_panel
    none = Qt.KeyboardModifier.NoModifier
    button, action = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), action, data, button, none)
    enter.setAccepted(False)
    QApplication.sendEvent(panel, enter)
    if enter.isAccepted():
        QApplication.sendEvent(panel, QDropEvent(QPointF(5, 5), action, data, button, none))
    return enter.isAccepted()


def test_a_dropped_text_opens_the_dialog(studio) -> None:
    data = QMimeData()
    data.setText("0 1 0\n1 -4 1\n0 1 0")
    assert _drop(studio, data)
    (dialog,) = _dialogs(studio)
    assert dialog.kernel.weights[1] == (1, -4, 1)


@pytest.mark.parametrize(
    ("name", "content", "label"),
    [
        ("blur.mat", b"3 3 16 0\n1 2 1\n2 4 2\n1 2 1\n", "libvips matrix"),
        ("edge.acf", struct.pack(">27h", *[0] * 12, 5, *[0] * 12, 5, 0), "Photoshop custom filter"),
        ("k.json", b'{"weights": [[1, 2, 3]]}', "JSON kernel"),
        ("k.csv", b"1;0,5\r\n0;1\r\n", "CSV with semicolons"),
        ("k.txt", b"1 2\n3 4\n", "Rows of numbers"),
    ],
)
def test_dropped_kernel_files_too(studio, tmp_path, name, content, label) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    assert _drop(studio, data)
    (dialog,) = _dialogs(studio)
    assert dialog.read.label == label


def test_pictures_are_left_to_the_window(studio, tmp_path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png"))])
    panel = studio.window.kernel_panel
    none = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none
    )
    assert not studio.workbench.texts.eventFilter(panel, event)


def test_a_file_that_is_no_text_is_told(studio, tmp_path) -> None:
    path = tmp_path / "h.mat"
    path.write_bytes(b"MATLAB 5.0 MAT-file, Platform: GLNXA64\0\0")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    assert _drop(studio, data)
    (box,) = [b for b in studio.window.findChildren(QMessageBox) if b.isVisible()]
    assert box.text() == "The file h.mat is a binary file of MATLAB."
    assert _dialogs(studio) == []
    box.accept()


@pytest.mark.parametrize("key", ["Ctrl+V", "Ctrl+Shift+V"])
def test_pasting_on_the_views_opens_the_dialog(studio, qtbot, key: str) -> None:
    QGuiApplication.clipboard().setText("1 2\n3 4")
    studio.window.activateWindow()
    studio.viewer.map.setFocus()
    qtbot.waitUntil(studio.viewer.map.hasFocus)
    shift = Qt.KeyboardModifier.ShiftModifier if "Shift" in key else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(studio.viewer.map, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier | shift)
    qtbot.waitUntil(lambda: len(_dialogs(studio)) == 1)
    assert _dialogs(studio)[0].kernel.weights == ((1, 2), (3, 4))


def test_pasting_in_a_field_is_the_fields_own(studio, qtbot) -> None:
    QGuiApplication.clipboard().setText("7")
    studio.window.activateWindow()
    (field, *_rest) = studio.window.kernel_panel.findChildren(QLineEdit)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "7"
    assert _dialogs(studio) == []


@pytest.fixture
def bitmap() -> QImage:
    image = QImage(6, 4, QImage.Format.Format_RGB32)
    image.fill(0xFF102030)
    QGuiApplication.clipboard().setImage(image)
    return image


def test_a_bitmap_is_pasted_as_a_picture(studio, qtbot, bitmap) -> None:
    with qtbot.waitSignal(studio.files.opening.opened):
        studio.workbench.actions["paste-kernel"].trigger()
    assert not _dialogs(studio)
    assert (studio.session.picture.pixels == (0x10, 0x20, 0x30)).all()


def test_over_the_grid_a_bitmap_is_told_of(studio, qtbot, bitmap) -> None:
    grid = studio.window.kernel_panel.grid
    with qtbot.waitSignal(studio.workbench.told) as told:
        qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert told.args == ["The clipboard holds a picture; Ctrl+Alt+V opens it."]
    assert not _dialogs(studio)
    assert studio.session.picture is None


def test_an_empty_clipboard_over_the_grid_changes_nothing(studio) -> None:
    QGuiApplication.clipboard().clear()
    before = studio.edits.kernel
    studio.window.kernel_panel.grid.paste()
    assert not _dialogs(studio)
    assert studio.edits.kernel is before
