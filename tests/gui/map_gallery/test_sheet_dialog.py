"""The dialog of the contact sheet: what is chosen is what is saved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QMessageBox

from convstudio.gui.map_gallery.sheet_dialog import SheetDialog
from convstudio.imaging.reading import read_picture
from convstudio.jobs.contact_sheet import SheetLayout, contact_sheet


@pytest.fixture
def dialog(gallery, put_bank, studio, qtbot, tmp_path: Path) -> SheetDialog:
    put_bank(10)
    gallery.actions["export-sheet"].trigger()
    found = studio.window.findChild(SheetDialog)
    qtbot.waitUntil(lambda: found.isVisible() and not found.preview.pixmap().isNull())
    found.place.folder.setText(str(tmp_path))
    return found


def _choose(box, value: str) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_it_begins_with_what_the_gallery_shows(dialog) -> None:
    assert dialog.layout_chosen == SheetLayout()
    assert dialog.place.name.text() == "coffee-maps.png"
    assert dialog.told.text().endswith("pixels")


def test_the_size_is_told_before_it_is_saved(dialog, studio) -> None:
    _choose(dialog.side, "256")
    _choose(dialog.columns, "5")
    made = contact_sheet(studio.session.outgoing, studio.session.picture, dialog.layout_chosen)
    assert dialog.told.text() == f"{made.width} × {made.height} pixels"


def test_what_is_chosen_is_saved(dialog, studio, qtbot, tmp_path) -> None:
    _choose(dialog.tone, "common")
    _choose(dialog.order, "energy")
    _choose(dialog.side, "64")
    _choose(dialog.columns, "4")
    dialog.labels.setChecked(False)
    layout = dialog.layout_chosen
    assert layout == SheetLayout(64, 4, own=False, order="energy", labels=False)
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        dialog.save.click()
    found = read_picture(tmp_path / "coffee-maps.png")
    expected = contact_sheet(studio.session.shown, studio.session.picture, layout)
    np.testing.assert_array_equal(found.pixels, expected.pixels)


@pytest.mark.parametrize("name", ["JPEG", "TIFF"])
def test_other_formats(dialog, studio, qtbot, tmp_path, name) -> None:
    _choose(dialog.format.box, name)
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        dialog.save.click()
    (saved,) = tmp_path.glob("coffee-maps.*")
    assert read_picture(saved).pixels.shape[2] == 3


def test_only_what_is_in_view(dialog, studio) -> None:
    assert dialog.layout_chosen.visible is None
    _choose(dialog.part, "view")
    left, top, right, bottom = dialog.layout_chosen.visible
    assert (left, top) == (0, 0)
    assert right <= studio.session.picture.width
    assert bottom <= studio.session.picture.height


def test_a_wrong_ending_is_refused_in_words(dialog, qtbot) -> None:
    dialog.place.name.setText("sheet.gif")
    dialog.save.click()
    box = dialog.findChild(QMessageBox, "notice")
    qtbot.waitUntil(box.isVisible)
    assert "sheet.gif" in box.text()
    box.accept()
    assert dialog.isVisible()


def test_cancel_saves_nothing(dialog, tmp_path) -> None:
    dialog.reject()
    assert list(tmp_path.glob("coffee*")) == []


def test_every_control_has_a_name_and_a_tooltip(dialog) -> None:
    for box in (dialog.part, dialog.tone, dialog.order, dialog.side, dialog.columns, dialog.labels):
        assert box.accessibleName()
        assert box.toolTip()
