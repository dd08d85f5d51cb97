"""Changes, and what is asked about them when a window, or all of them, are to close."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QFileDialog, QMessageBox

from convstudio.gui.files.sessions.quit_dialog import QuitDialog
from convstudio.gui.settings import Settings
from convstudio.gui.studio import Studio
from convstudio.gui.windows import Windows
from convstudio.imaging.picture import Picture
from convstudio.paths import sample_picture
from convstudio.pipeline.storage.session_file import read_session

_BUTTON = QMessageBox.StandardButton


def _questions(studio: Studio) -> list[QMessageBox]:
    boxes = studio.window.findChildren(QMessageBox, "unsaved")
    return [box for box in boxes if box.isVisible()]


@pytest.fixture
def answer(studio) -> Callable[[QMessageBox.StandardButton], None]:
    def press(button: QMessageBox.StandardButton) -> None:
        (box,) = _questions(studio)
        box.button(button).click()

    return press


@pytest.fixture
def session_file(studio, qtbot, tmp_path: Path, sample_opened) -> Path:
    path = tmp_path / "coffee.convstudio"
    with qtbot.waitSignal(studio.files.sessions.worker.finished):
        studio.files.sessions.save_as(path)
    return path


# What counts as a change


def test_a_new_window_has_none_and_an_edit_is_one_until_it_is_undone(studio, sample_opened, undo):
    changes = studio.files.changes
    seen: list[bool] = []
    changes.changed.connect(seen.append)
    assert not changes.there
    studio.editor.choose_preset("box-3")
    assert changes.there
    assert studio.window.isWindowModified()
    assert changes.words == "The kernel or its settings were changed."
    undo.undo()
    assert not changes.there
    assert not studio.window.isWindowModified()
    assert seen == [True, False]


def test_views_and_what_is_tried_out_are_none(studio, session_file) -> None:
    studio.viewer.navigator.zoom_in()
    studio.viewer.set_mode("split")
    studio.inspecting.open(opened=True)
    studio.inspecting.pick((1, 1))
    studio.inspecting.pin()
    studio.window.drawer.open("families")
    layer = type(studio.editor.layer)(studio.editor.layer.kernel, strides=2)
    studio.session.try_out(type(studio.session.pipeline)((layer,)))
    assert not studio.files.changes.there


def test_another_file_is_one_in_a_session_only(studio, qtbot, sample_opened, tmp_path) -> None:
    changes = studio.files.changes

    def show(name: str) -> None:
        with qtbot.waitSignal(studio.live_map.shown):
            studio.files.opening.open(sample_picture(name))

    show("camera.png")
    assert not changes.there
    with qtbot.waitSignal(studio.files.sessions.worker.finished):
        studio.files.sessions.save_as(tmp_path / "camera.convstudio")
    show("coffee.png")
    assert changes.there
    assert changes.words == "Another picture is open than the session names."
    studio.editor.choose_preset("box-3")
    words = "were changed, and another picture is open than the session names."
    assert changes.words == f"The kernel or its settings {words}"
    studio.session.undo_stack.undo()
    studio.files.opening.open(sample_picture("camera.png"))
    qtbot.waitUntil(lambda: not changes.there)


def test_pixels_in_no_file_are_one(studio, qtbot, sample_opened) -> None:
    studio.files.opening.open_picture(Picture(np.zeros((9, 9, 1), np.uint8)))
    qtbot.waitUntil(lambda: studio.session.picture.path is None)
    assert studio.files.changes.there
    assert studio.files.changes.words == "The picture is not saved."
    studio.editor.choose_preset("box-3")
    words = "The kernel or its settings were changed, and the picture is not saved."
    assert studio.files.changes.words == words
    studio.files.forget_changes()
    assert not studio.files.changes.there


def test_the_title_tells_session_picture_and_changes(studio, qtbot, tmp_path, sample_opened):
    assert studio.window.windowTitle() == "coffee.png[*]"
    odd = tmp_path / "a[*]b.convstudio"
    with qtbot.waitSignal(studio.files.sessions.worker.finished):
        studio.files.sessions.save_as(odd)
    assert studio.window.windowTitle() == "a[*][*]b.convstudio[*] · coffee.png"


# Closing one window


def test_without_changes_nothing_is_asked(studio, sample_opened) -> None:
    studio.window.close()
    assert not studio.window.isVisible()


def test_a_question_is_asked_once_however_often_it_is_closed(studio, sample_opened, answer) -> None:
    studio.editor.choose_preset("box-3")
    studio.window.close()
    studio.window.close()
    (box,) = _questions(studio)
    assert box.text() == "Save the session of “coffee.png” before closing?"
    assert box.informativeText() == "The kernel or its settings were changed."
    assert box.defaultButton() is box.button(_BUTTON.Save)
    answer(_BUTTON.Cancel)
    assert studio.window.isVisible()
    assert studio.files.changes.there
    studio.window.close()
    answer(_BUTTON.Discard)
    assert not studio.window.isVisible()


def test_what_is_saved_closes_the_window(studio, qtbot, session_file, answer) -> None:
    studio.editor.choose_preset("box-3")
    pipeline = studio.session.pipeline
    studio.window.close()
    answer(_BUTTON.Save)
    qtbot.waitUntil(lambda: not studio.window.isVisible())
    assert read_session(session_file).pipeline == pipeline


def test_a_first_save_asks_for_a_name_and_may_be_called_off(
    studio, qtbot, tmp_path, sample_opened, answer
) -> None:
    studio.settings.folder = tmp_path
    studio.editor.choose_preset("box-3")
    for accepted in (False, True):
        studio.window.close()
        answer(_BUTTON.Save)
        (dialog,) = [
            found
            for found in studio.window.findChildren(QFileDialog, "save-session")
            if found.isVisible()
        ]
        if not accepted:
            dialog.reject()
            assert studio.window.isVisible()
            continue
        dialog.accept()
    qtbot.waitUntil(lambda: not studio.window.isVisible())
    assert (tmp_path / "coffee.convstudio").is_file()


def test_a_save_that_fails_keeps_the_window(
    studio, qtbot, tmp_path, session_file, answer, notice_words
) -> None:
    session_file.unlink()
    session_file.mkdir()
    studio.editor.choose_preset("box-3")
    studio.window.close()
    answer(_BUTTON.Save)
    assert "a folder has that name" in notice_words()[0]
    assert studio.window.isVisible()
    assert studio.files.changes.there
    studio.window.close()
    assert len(_questions(studio)) == 1
    answer(_BUTTON.Cancel)


def test_what_is_edited_while_it_is_saved_is_asked_about_again(
    studio, qtbot, session_file, answer
) -> None:
    studio.editor.choose_preset("box-3")
    studio.window.close()
    answer(_BUTTON.Save)
    studio.editor.choose_preset("emboss")
    qtbot.waitUntil(lambda: bool(_questions(studio)))
    assert studio.window.isVisible()
    answer(_BUTTON.Discard)
    assert not studio.window.isVisible()


def test_a_map_that_is_being_saved_is_finished_after_the_question(
    studio, qtbot, tmp_path, sample_opened, answer
) -> None:
    studio.editor.choose_preset("box-3")
    studio.files.saving.save(tmp_path / "map.png")
    studio.window.close()
    answer(_BUTTON.Discard)
    qtbot.waitUntil(lambda: not studio.window.isVisible())
    assert (tmp_path / "map.png").stat().st_size > 0


def test_an_edit_after_the_answer_is_asked_about(
    studio, qtbot, tmp_path, sample_opened, answer
) -> None:
    studio.editor.choose_preset("box-3")
    studio.files.saving.save(tmp_path / "map.png")
    studio.window.close()
    answer(_BUTTON.Discard)
    studio.editor.choose_preset("emboss")  # while the map is still being written
    qtbot.waitUntil(lambda: bool(_questions(studio)))
    assert not studio.files.saving.worker.busy
    answer(_BUTTON.Cancel)
    assert studio.window.isVisible()


def test_a_session_that_is_being_saved_is_finished(studio, qtbot, tmp_path, sample_opened) -> None:
    studio.files.sessions.save_as(tmp_path / "coffee.convstudio")
    studio.window.close()
    assert studio.window.isVisible()
    qtbot.waitUntil(lambda: not studio.window.isVisible())
    assert read_session(tmp_path / "coffee.convstudio").picture is not None


def test_who_cannot_answer_is_not_asked(studio, sample_opened) -> None:
    studio.editor.choose_preset("box-3")
    studio.window.close()
    assert len(_questions(studio)) == 1
    closing: list[bool] = []
    studio.window.closing.connect(lambda: closing.append(studio.files.closing.abandoned))
    studio.files.closing.close_unasked()
    assert not studio.window.isVisible()
    assert closing == [True]  # recovery keeps it


def test_what_was_answered_is_not_abandoned(studio, sample_opened, answer) -> None:
    studio.editor.choose_preset("box-3")
    studio.window.close()
    answer(_BUTTON.Discard)
    assert not studio.files.closing.abandoned


def test_another_session_asks_before_it_takes_the_place(
    studio, qtbot, session_file, answer
) -> None:
    studio.editor.choose_preset("box-3")
    edited = studio.session.pipeline
    studio.files.opening.open(session_file)
    qtbot.waitUntil(lambda: bool(_questions(studio)))
    (box,) = _questions(studio)
    assert box.text() == "Save “coffee.convstudio” before opening coffee.convstudio?"
    answer(_BUTTON.Cancel)
    assert studio.session.pipeline is edited
    studio.files.opening.open(session_file)
    qtbot.waitUntil(lambda: bool(_questions(studio)))
    answer(_BUTTON.Discard)
    qtbot.waitUntil(lambda: not studio.files.changes.there)
    assert studio.session.pipeline == read_session(session_file).pipeline


# All windows


@pytest.fixture
def windows(qapp, qtbot, tmp_path: Path) -> Iterator[Windows]:
    """Three of them with a picture; the first two are changed."""
    gc.collect()
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.folder = tmp_path
    made = Windows(qapp, lambda: Studio(qapp, settings))
    for name in ("coffee.png", "camera.png", "astronaut.png"):
        studio = made.add()
        studio.use_theme("light")
        studio.window.show()
        with qtbot.waitSignal(studio.live_map.shown):
            studio.files.opening.open(sample_picture(name))
    for studio in made.studios[:2]:
        studio.editor.choose_preset("box-3")
    yield made
    for studio in made.studios:
        studio.files.forget_changes()
    made.close_all()
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    gc.collect()


def _quit(windows: Windows) -> QuitDialog:
    windows.studios[0].actions["quit"].trigger()
    (dialog,) = [
        found
        for studio in windows.studios
        for found in studio.window.findChildren(QuitDialog)
        if found.isVisible()
    ]
    return dialog


def test_quitting_asks_once_for_all_windows(windows, qtbot) -> None:
    dialog = _quit(windows)
    windows.close_all()  # asked again: the same question
    assert _quit(windows) is dialog
    shown = [box.text() for box in dialog.boxes]
    words = "The kernel or its settings were changed."
    assert shown == [f"coffee.png\n{words}", f"camera.png\n{words}"]
    dialog.reject()
    assert len(windows.studios) == 3
    assert not any(_questions(studio) for studio in windows.studios)


def test_quitting_can_discard_all(windows, qtbot) -> None:
    _quit(windows).discard.click()
    qtbot.waitUntil(lambda: windows.studios == ())


def test_quitting_saves_what_is_checked_one_after_the_other(windows, qtbot, tmp_path) -> None:
    dialog = _quit(windows)
    dialog.save.click()
    for name in ("coffee", "camera"):
        window = next(s for s in windows.studios if s.session.picture.name == f"{name}.png").window
        asked = partial(window.findChild, QFileDialog, "save-session")
        qtbot.waitUntil(lambda asked=asked: asked() is not None)
        asked().accept()
    qtbot.waitUntil(lambda: windows.studios == ())
    assert sorted(path.name for path in tmp_path.glob("*.convstudio")) == [
        "camera.convstudio",
        "coffee.convstudio",
    ]


def test_what_is_not_checked_is_discarded(windows, qtbot, tmp_path) -> None:
    dialog = _quit(windows)
    dialog.boxes[0].setChecked(False)
    assert dialog.checked == [1]
    dialog.boxes[1].setChecked(False)
    assert not dialog.save.isEnabled()
    dialog.boxes[1].setChecked(True)
    dialog.save.click()
    windows.studios[1].window.findChild(QFileDialog, "save-session").accept()
    qtbot.waitUntil(lambda: windows.studios == ())
    assert [path.name for path in tmp_path.glob("*.convstudio")] == ["camera.convstudio"]


def test_a_save_that_is_called_off_calls_off_quitting(windows, qtbot) -> None:
    _quit(windows).save.click()
    windows.studios[0].window.findChild(QFileDialog, "save-session").reject()
    QCoreApplication.processEvents()
    assert len(windows.studios) == 3


def test_one_changed_window_asks_itself_before_any_closes(windows, qtbot) -> None:
    first, second, _third = windows.studios
    second.files.forget_changes()
    first.actions["quit"].trigger()
    (box,) = _questions(first)
    assert box.text() == "Save the session of “coffee.png” before quitting?"
    box.button(_BUTTON.Cancel).click()
    assert len(windows.studios) == 3
    windows.close_all()
    (box,) = _questions(first)
    box.button(_BUTTON.Discard).click()
    qtbot.waitUntil(lambda: windows.studios == ())


def test_a_signal_closes_all_without_a_question(windows, qtbot) -> None:
    _quit(windows)
    windows.close_unasked()
    qtbot.waitUntil(lambda: windows.studios == ())


_PROGRAM = """
import os, signal, sys
from PySide6.QtCore import QTimer
from convstudio.gui import app

class Watched(app.Studio):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        QTimer.singleShot(600, self.edit)

    def edit(self):
        self.editor.choose_preset("box-3")
        print(self.files.changes.there)
        os.kill(os.getpid(), signal.SIGTERM)

app.Studio = Watched
sys.exit(app.run())
"""


def test_the_end_of_the_login_asks_nothing(tmp_path: Path) -> None:
    own = {name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        env={**os.environ, **own, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, "True\n")


def test_many_and_long_names_have_room(studio) -> None:
    entries = [(f"{'a very long name & ' * 20}{number}", "Changed.") for number in range(20)]
    dialog = QuitDialog(studio.window, entries)
    dialog.show()
    assert dialog.width() < 700
    assert dialog.height() < 700
    assert "…" in dialog.boxes[0].text()
    assert dialog.boxes[19].accessibleName() == f"{entries[19][0]}: Changed."
    dialog.reject()


# Pixels that are in no file


@pytest.fixture
def pasted(studio, qtbot, sample_opened) -> Picture:
    picture = Picture(np.full((8, 8, 1), 77, np.uint8))
    with qtbot.waitSignal(studio.files.opening.opened):
        studio.files.opening.open_picture(picture)
    return picture


def test_opening_over_pasted_pixels_asks_first(studio, qtbot, answer, pasted) -> None:
    studio.files.opening.open(sample_picture("camera.png"))
    (box,) = _questions(studio)
    assert box.text() == "Save the session of “untitled” before opening camera.png?"
    answer(_BUTTON.Cancel)
    assert not studio.files.opening.worker.busy
    assert studio.session.picture is pasted
    studio.files.opening.open(sample_picture("camera.png"))
    with qtbot.waitSignal(studio.files.opening.opened):
        answer(_BUTTON.Discard)
    assert studio.session.picture.name == "camera.png"


def test_a_test_chart_can_be_made_again_and_is_not_asked_about(studio, qtbot, sample_opened):
    for name in ("checker", "dots"):
        with qtbot.waitSignal(studio.files.opening.opened):
            studio.files.opening._on_chart_wanted(name, {})
        assert studio.session.picture.path is None
        assert not studio.files.changes.there
    with qtbot.waitSignal(studio.files.opening.opened):
        studio.files.opening.open(sample_picture("camera.png"))
    assert not _questions(studio)
