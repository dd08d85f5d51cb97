"""The program itself: killed, ended by the system or closed, and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

_BEGIN = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox
from convstudio.gui import app
from convstudio.gui.dialogs.restore import RestoreDialog
from convstudio.kernel.kernel import Kernel

made = []
DATA = Path(os.environ["DATA"])

class Watched(app.Studio):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        made.append(self)
        if len(made) == 1:  # timers want an application
            begin()

def weigh(weight):
    session = made[0].session
    layer = replace(session.pipeline.layers[0], kernel=Kernel(((weight,),), name="Mine"))
    session.change(replace(session.pipeline, layers=(layer,)), "Weigh")

def offered():
    dialog = made[0].window.findChild(RestoreDialog)
    if dialog is None:
        return []
    return [dialog.table.item(row, 1).text() for row in range(dialog.table.rowCount())]

def close():
    for studio in made:
        studio.files.forget_changes()
        studio.window.close()

app.Studio = Watched
app._stored = lambda: app.open_store(DATA / "studio.conf")
app._data_folder = app.data_folder = lambda: DATA
"""

_EDIT_AND_END = (
    "def edit():\n"
    "    weigh(7.0)\n"
    "    made[0].files.recovery.kept.connect(lambda kept: {end})\n"
    "def begin():\n"
    "    made[0].live_map.shown.connect(edit)"
)
_LOOK = (
    "def look():\n"
    "    print(offered())\n"
    "    close()\n"
    "def begin():\n"
    "    QTimer.singleShot(1500, look)"
)


@pytest.fixture
def program(tmp_path: Path):
    def run(script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", f"{_BEGIN}\n{script}\nsys.exit(app.run())"],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "DATA": str(tmp_path / "data")},
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )

    (tmp_path / "data").mkdir()
    return run


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 0)]
)
def test_what_a_program_was_killed_with_is_offered_by_the_next(program, number, code) -> None:
    ended = program(_EDIT_AND_END.format(end=f"os.kill(os.getpid(), {int(number)})"))
    assert ended.returncode == code, ended.stderr
    assert program(_LOOK).stdout == "['Mine']\n"


def test_a_program_that_was_closed_leaves_nothing(program, tmp_path: Path) -> None:
    ended = program(_EDIT_AND_END.format(end="close()"))
    assert ended.returncode == 0, ended.stderr
    assert list((tmp_path / "data" / "recovery").iterdir()) == []
    assert program(_LOOK).stdout == "[]\n"


def test_a_corrupt_settings_file_is_told_and_all_goes_on(program, tmp_path: Path) -> None:
    (tmp_path / "data" / "studio.conf").write_bytes(b"\x00\xff\x00")
    done = program(
        "def look():\n"
        "    (box,) = made[0].window.findChildren(QMessageBox, 'notice')\n"
        "    print(box.text(), made[0].session.picture.name)\n"
        "    close()\n"
        "def begin():\n"
        "    QTimer.singleShot(1500, look)"
    )
    assert done.stdout == "Your settings cannot be read: the file is damaged. coffee.png\n"
    assert (tmp_path / "data" / "studio.conf.broken").read_bytes() == b"\x00\xff\x00"
