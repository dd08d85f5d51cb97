"""The dialog that opens: what it shows of a file before it is opened."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QListView, QTreeView

from convstudio.gui.files.pictures.open_dialog import OpenDialog
from convstudio.paths import sample_picture


@pytest.fixture
def folder(tmp_path: Path, studio) -> Path:
    made = tmp_path / "pictures"
    made.mkdir()
    Image.new("RGB", (640, 480), (250, 10, 20)).save(made / "red.png")
    pages = [Image.new("L", (8, 6), value) for value in (10, 20)]
    pages[0].save(made / "stack.tif", save_all=True, append_images=pages[1:])
    (made / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (made / "mine.convstudio").write_text("{}")
    studio.settings.folder = made
    return made


@pytest.fixture
def dialog(studio, folder: Path) -> OpenDialog:
    studio.files.actions["open"].trigger()
    (found,) = studio.window.findChildren(OpenDialog)
    return found


def look_at(dialog: OpenDialog, path: Path) -> None:
    dialog.currentChanged.emit(str(path))


def test_it_begins_where_the_last_file_was(dialog: OpenDialog, folder: Path) -> None:
    assert Path(dialog.directory().path()) == folder
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFile


def test_a_picture_is_seen_before_it_is_opened(dialog: OpenDialog, qtbot, folder: Path) -> None:
    look_at(dialog, folder / "red.png")
    qtbot.waitUntil(lambda: dialog.preview.frame.pixels is not None)
    assert (dialog.preview.frame.pixels == (250, 10, 20)).all()
    lines = dialog.preview.words.text().splitlines()
    assert lines[0].startswith("PNG · ")
    assert lines[1] == "640 × 480 · 8-bit RGB"


def test_how_many_pages_there_are_is_said(dialog: OpenDialog, qtbot, folder: Path) -> None:
    look_at(dialog, folder / "stack.tif")
    qtbot.waitUntil(lambda: dialog.preview.frame.pixels is not None)
    assert dialog.preview.words.text().endswith("2 pages; which one is asked next")


def test_what_is_known_is_said_though_nothing_can_be_seen(
    dialog: OpenDialog, qtbot, folder: Path, monkeypatch
) -> None:
    monkeypatch.setattr("convstudio.imaging.contents._MOST_PIXELS", 1000)
    look_at(dialog, folder / "red.png")
    qtbot.waitUntil(lambda: "too large for a preview" in dialog.preview.frame.message)
    assert "640 × 480 · 8-bit RGB" in dialog.preview.words.text()


def test_what_is_no_picture_is_said(dialog: OpenDialog, qtbot, folder: Path) -> None:
    look_at(dialog, folder / "broken.png")
    qtbot.waitUntil(lambda: "broken.png" in dialog.preview.frame.message)
    look_at(dialog, folder / "mine.convstudio")
    assert dialog.preview.frame.message == "A session of the studio."
    look_at(dialog, folder)
    assert dialog.preview.frame.message == "Choose a file to see it here."


def test_only_the_last_of_many_is_shown(dialog: OpenDialog, studio, qtbot, folder: Path) -> None:
    for _ in range(5):
        look_at(dialog, sample_picture("coffee.png"))
        look_at(dialog, folder / "red.png")
    qtbot.waitUntil(lambda: dialog.preview.frame.pixels is not None)
    qtbot.waitUntil(lambda: not studio.files.opening.previews.busy)
    assert (dialog.preview.frame.pixels == (250, 10, 20)).all()


def test_the_chosen_file_is_opened_and_its_folder_remembered(
    dialog: OpenDialog, studio, qtbot, folder: Path
) -> None:
    look_at(dialog, folder / "red.png")
    with qtbot.waitSignal(studio.files.opening.opened):
        dialog.fileSelected.emit(str(folder / "red.png"))
    assert studio.session.picture.path == folder / "red.png"
    dialog.reject()
    assert studio.settings.folder == folder


def test_closed_while_a_preview_is_made_it_waits_for_nothing(
    dialog: OpenDialog, studio, qtbot, folder: Path
) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (3000, 3000, 3), dtype=np.uint8)
    Image.fromarray(noise).save(folder / "large.png", compress_level=1)
    look_at(dialog, folder / "large.png")
    dialog.reject()
    assert not studio.files.opening.previews.busy
    studio.files.actions["open"].trigger()
    (_gone, again) = studio.window.findChildren(OpenDialog)
    look_at(again, folder / "red.png")
    qtbot.waitUntil(lambda: again.preview.frame.pixels is not None)
    again.reject()


def test_what_qt_leaves_nameless_has_names_and_tips(dialog: OpenDialog) -> None:
    for widget in (dialog.findChild(QTreeView, "treeView"), dialog.findChild(QListView, "sidebar")):
        assert widget.accessibleName()
        assert widget.toolTip()
    assert dialog.preview.frame.accessibleName() == "Preview"


def test_every_ending_is_offered(dialog: OpenDialog) -> None:
    offered = dialog.nameFilters()[0]
    for ending in (".png", ".TIF", ".npz", ".csv", ".convstudio", ".json"):
        assert f"*{ending}" in offered


def test_the_preview_paints_in_its_middle(qtbot, dialog: OpenDialog, folder: Path) -> None:
    look_at(dialog, folder / "red.png")
    qtbot.waitUntil(lambda: dialog.preview.frame.pixels is not None)
    shot = dialog.preview.frame.grab().toImage()
    middle = shot.pixelColor(shot.width() // 2, shot.height() // 2)
    assert middle.getRgb()[:3] == (250, 10, 20)
    corner = dialog.palette().shadow().color()
    assert shot.pixelColor(1, 1) == corner


def test_transparency_is_seen_on_squares(qtbot, dialog: OpenDialog, folder: Path) -> None:
    Image.new("RGBA", (16, 16), (0, 0, 0, 0)).save(folder / "clear.png")
    look_at(dialog, folder / "clear.png")
    qtbot.waitUntil(lambda: dialog.preview.frame.pixels is not None)
    shot = dialog.preview.frame.grab().toImage()
    seen = {shot.pixelColor(x, shot.height() // 2).name() for x in range(60, shot.width() - 60)}
    assert seen == {"#ffffff", "#d8d8d8"}


def test_escape_opens_nothing(dialog: OpenDialog, studio, qtbot) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert studio.session.picture is None
    assert not studio.files.opening.worker.busy


def test_a_name_that_is_typed_is_seen_too(dialog: OpenDialog, qtbot, folder: Path) -> None:
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    name.setText("red.pn")
    assert dialog.preview.frame.message == "Choose a file to see it here."
    name.setText("red.png")
    qtbot.waitUntil(lambda: dialog.preview.frame.pixels is not None)
    assert (dialog.preview.frame.pixels == (250, 10, 20)).all()
    name.setText("mine.convstudio")
    assert dialog.preview.frame.message == "A session of the studio."
    name.setText(str(folder / "stack.tif"))
    qtbot.waitUntil(lambda: dialog.preview.frame.pixels is not None)
    name.clear()
    assert dialog.preview.frame.message == "Choose a file to see it here."
