"""Several windows in one process: apart in what they show, together in theme, settings and end."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSettings
from PySide6.QtWidgets import QMessageBox

from convstudio.errors import PictureReadError
from convstudio.gui.settings import Settings
from convstudio.gui.studio import Studio
from convstudio.gui.windows import Windows, cascaded
from convstudio.paths import sample_picture


@pytest.fixture
def windows(qapp, tmp_path: Path) -> Iterator[Windows]:
    gc.collect()
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    made = Windows(qapp, lambda: Studio(qapp, settings))
    first = made.add()
    first.use_theme("light")
    first.window.show()
    yield made
    for studio in made.studios:
        studio.files.forget_changes()
    made.close_all()
    _run_deletions()
    gc.collect()


@pytest.fixture
def second(windows: Windows, qtbot) -> Studio:
    """Another window, with the sample in it and its map made."""
    windows.studios[0].actions["new-window"].trigger()
    studio = windows.studios[1]
    qtbot.waitUntil(lambda: _complete(studio))
    return studio


def _complete(studio: Studio) -> bool:
    return studio.session.picture is not None and not studio.live_job.busy


def _run_deletions() -> None:
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def test_a_new_window_has_a_picture_and_edits_of_its_own(windows, second, qtbot, tmp_path) -> None:
    first = windows.studios[0]
    Image.new("RGB", (40, 30), (9, 8, 7)).save(tmp_path / "other.png")
    first.files.opening.open(tmp_path / "other.png")
    qtbot.waitUntil(lambda: _complete(first))
    first.editor.choose_preset("box-3")
    assert second.session.picture.name == "coffee.png"
    assert second.editor.layer.kernel.name == "Sobel x"
    assert not second.session.undo_stack.can_undo
    assert first.session.picture.name == "other.png"
    assert first.editor.layer.kernel.name == "Box blur 3×3"


def test_a_new_window_does_not_lie_on_the_one_before(windows, second) -> None:
    first = windows.studios[0]
    assert second.window.isVisible()
    assert second.window.pos() != first.window.pos()


def test_a_new_window_is_as_large_as_the_one_before_where_it_fits(qapp, windows) -> None:
    first = windows.studios[0]
    screen = first.window.screen().availableGeometry()
    first.window.resize(first.window.minimumSizeHint())
    first.window.move(screen.topLeft())
    second = windows.add_beside()
    assert screen.contains(second.window.frameGeometry())
    first.window.resize(screen.size())  # with its frame it is too large
    third = windows.add_beside()
    assert screen.contains(third.window.frameGeometry())


@pytest.mark.parametrize(
    ("frame", "placed"),
    [
        ((100, 50, 800, 600), (132, 82, 800, 600)),
        ((0, 0, 1280, 800), (0, 0, 1280, 800)),
        ((0, 0, 1280, 700), (0, 32, 1280, 700)),
        ((470, 90, 800, 600), (0, 122, 800, 600)),
        ((300, 190, 800, 600), (332, 0, 800, 600)),
        ((100, 100, 1600, 900), (0, 0, 1280, 800)),
        ((-500, 10, 300, 300), (0, 42, 300, 300)),
    ],
)
def test_a_new_window_stays_on_the_screen(frame, placed) -> None:
    screen = QRect(0, 0, 1280, 800)
    assert cascaded(QRect(*frame), screen) == QRect(*placed)
    beside = screen.translated(1280, 40)
    moved = cascaded(QRect(*frame).translated(1280, 40), beside)
    assert moved == QRect(*placed).translated(1280, 40)


def test_a_theme_that_is_chosen_in_one_window_is_that_of_all(windows, second) -> None:
    first = windows.studios[0]
    second.choose_theme("dark")
    colours = [s.window.kernel_panel.grid._colours for s in (first, second)]
    assert colours[0] == colours[1]
    checked = [a.text() for a in first.window._themes if a.isChecked()]
    assert checked == ["Dark"]
    assert first.settings.theme == second.settings.theme == "dark"
    first.choose_theme("light")


def test_a_new_window_has_the_theme_in_force_even_if_it_is_not_remembered(windows: Windows) -> None:
    first = windows.studios[0]
    first.use_theme("dark")  # as the command line asks for it
    first.actions["new-window"].trigger()
    second = windows.studios[1]
    assert (first.theme, second.theme, second.settings.theme) == ("dark", "dark", "system")
    assert [a.text() for a in second.window._themes if a.isChecked()] == ["Dark"]
    first.use_theme("light")


def test_closing_one_leaves_the_other_and_frees_its_picture(windows: Windows, qtbot) -> None:
    first = windows.studios[0]
    first.actions["new-window"].trigger()
    qtbot.waitUntil(lambda: _complete(windows.studios[1]))
    picture = weakref.ref(windows.studios[1].session.picture)
    windows.studios[1].actions["close"].trigger()
    qtbot.waitUntil(lambda: len(windows.studios) == 1)
    _run_deletions()
    assert picture() is None
    assert first.window.isVisible()
    with qtbot.waitSignal(first.live_map.shown):
        first.files.opening.open(sample_picture("camera.png"))


def test_quit_closes_every_window_and_waits_for_what_is_saved(windows, second, qtbot, tmp_path):
    second.files.saving.save(tmp_path / "map.png")
    windows.studios[0].actions["quit"].trigger()
    qtbot.waitUntil(lambda: windows.studios == ())
    Image.open(tmp_path / "map.png").load()


def test_what_is_unforeseen_is_told_in_the_active_window(windows, second, qtbot) -> None:
    second.window.activateWindow()
    qtbot.waitUntil(second.window.isActiveWindow)
    error = RuntimeError("out of the blue")
    windows.tell(RuntimeError, error, None)
    (box,) = second.window.findChildren(QMessageBox, "notice")
    assert "RuntimeError: out of the blue" in box.text()
    assert not windows.studios[0].window.findChildren(QMessageBox, "notice")
    assert windows.active is second  # the dialog belongs to it
    box.accept()


def test_without_a_window_an_error_goes_to_the_terminal(qapp, capsys) -> None:
    Windows(qapp, lambda: pytest.fail("nobody asked")).tell(ValueError, ValueError("late"), None)
    assert "ValueError: late" in capsys.readouterr().err


# The program itself

_BEGIN = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from convstudio.gui import app

made = []

class Watched(app.Studio):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        made.append(self)
        if len(made) == 1:  # timers want an application
            begin()

app.Studio = Watched
app._stored = lambda: (app.Forgetful(), None)
app._data_folder = app.data_folder = lambda: None
"""


def _program(script: str, picture: str = "") -> subprocess.CompletedProcess[str]:
    given = f"Path({picture!r})" if picture else "None"
    body = f"{_BEGIN}\n{script}\ncode = app.run(picture={given})\nprint(len(made))\nsys.exit(code)"
    return subprocess.run(
        [sys.executable, "-c", body],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )


def test_ctrl_c_in_the_terminal_closes_all_windows() -> None:
    done = _program(
        "def begin():\n"
        "    QTimer.singleShot(400, lambda: made[0].actions['new-window'].trigger())\n"
        "    QTimer.singleShot(900, lambda: os.kill(os.getpid(), signal.SIGINT))"
    )
    assert (done.returncode, done.stdout, _remarks(done.stderr)) == (0, "2\n", [])


def test_closing_the_last_window_ends_the_program() -> None:
    done = _program(
        "def close():\n"
        "    made[1].window.close()\n"
        "    QTimer.singleShot(300, made[0].window.close)\n"
        "def begin():\n"
        "    QTimer.singleShot(400, lambda: made[0].actions['new-window'].trigger())\n"
        "    QTimer.singleShot(900, close)"
    )
    assert (done.returncode, done.stdout, _remarks(done.stderr)) == (0, "2\n", [])


def test_a_first_picture_that_cannot_be_opened_is_told_above_a_sample() -> None:
    done = _program(
        "def look():\n"
        "    from PySide6.QtWidgets import QMessageBox\n"
        "    boxes = made[0].window.findChildren(QMessageBox, 'notice')\n"
        "    print(boxes[0].text(), made[0].session.picture.name)\n"
        "    made[0].window.close()\n"
        "def begin():\n"
        "    QTimer.singleShot(1500, look)",
        "/nowhere/a.png",
    )
    told = PictureReadError("There is no file “/nowhere/a.png”.").sentence
    assert (done.returncode, _remarks(done.stderr)) == (0, [])
    assert done.stdout == f"{told} coffee.png\n1\n"


def test_an_unforeseen_error_is_shown_and_not_printed() -> None:
    done = _program(
        "def fail():\n"
        "    raise RuntimeError('out of the blue')\n"
        "def look():\n"
        "    from PySide6.QtWidgets import QMessageBox\n"
        "    (box,) = made[0].window.findChildren(QMessageBox, 'notice')\n"
        "    print('RuntimeError: out of the blue' in box.text())\n"
        "    made[0].window.close()\n"
        "def begin():\n"
        "    QTimer.singleShot(300, fail)\n"
        "    QTimer.singleShot(700, look)"
    )
    assert (done.returncode, done.stdout, _remarks(done.stderr)) == (0, "True\n1\n", [])


def _remarks(printed: str) -> list[str]:
    """Lines on standard error, but for what the offscreen platform says of itself."""
    return [line for line in printed.splitlines() if "This plugin does not support" not in line]
