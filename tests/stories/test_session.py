"""Work that is saved as a session, nearly lost, and gone on with another day, by keyboard."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtWidgets import QMessageBox

from tests.stories.walk import COFFEE, SOBEL_X, Walk, on_screen, scipy_map


def _question(walk: Walk) -> QMessageBox | None:
    boxes = walk.window.findChildren(QMessageBox, "unsaved")
    return next((box for box in boxes if box.isVisible()), None)


def test_save_edit_close_keep_and_open_again(walk: Walk, look_at, tmp_path: Path) -> None:
    studio, hand = walk.studio, walk.hand
    photo, session = tmp_path / "photos" / "cup.png", tmp_path / "work" / "cup.convstudio"
    for path in (photo, session):
        path.parent.mkdir()
    shutil.copy(COFFEE, photo)
    hand.press("Ctrl+O")
    walk.answer_file_dialog("open-picture", photo)
    walk.until(lambda: studio.session.picture.path == photo)

    hand.press("Ctrl+1")
    walk.type_weight(0, 0, "2.5")
    walk.until(lambda: walk.kernel.weights[0][0] == 2.5)
    assert walk.window.isWindowModified()
    hand.press("Ctrl+Alt+S")
    walk.answer_file_dialog("save-session", session)
    walk.until(lambda: not walk.window.isWindowModified())

    walk.type_weight(2, 2, "7")
    walk.until(lambda: walk.kernel.weights[2][2] == 7)
    hand.press("Ctrl+W")
    walk.until(lambda: _question(walk) is not None and _question(walk).isActiveWindow())
    hand.press("Esc")
    walk.until(lambda: _question(walk) is None)
    assert walk.window.isVisible()
    hand.press("Ctrl+Z")
    walk.until(lambda: not walk.window.isWindowModified())

    # Another day, and the folder has another name.
    moved = tmp_path / "pictures"
    photo.parent.rename(moved)
    studio.files.opening.open(COFFEE)
    walk.until(lambda: studio.session.picture.path == COFFEE)
    studio.editor.choose_preset("box-3")
    studio.files.forget_changes()
    hand.press("Ctrl+O")
    walk.answer_file_dialog("open-picture", session)
    walk.until(lambda: studio.session.picture.path == moved / "cup.png")
    edited = SOBEL_X.copy()
    edited[0, 0] = 2.5
    assert studio.viewer.navigator.viewport.scale == 1
    coffee = np.asarray(Image.open(COFFEE))
    walk.until(lambda: True)
    shown = on_screen(look_at(studio.viewer.map), coffee.shape)
    np.testing.assert_array_equal(shown, scipy_map(coffee, edited))
    assert walk.window.windowTitle() == "cup.convstudio[*] · cup.png"
    assert not walk.window.isWindowModified()
