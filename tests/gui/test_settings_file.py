"""A settings file that is broken is set aside, told of, and stops nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings

from convstudio.gui.settings import Forgetful, Settings
from convstudio.gui.settings_file import open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "studio.conf"


def _names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_without_a_file_all_begins_with_defaults(path: Path) -> None:
    store, problem = open_store(path)
    assert problem is None
    settings = Settings(store)
    settings.theme = "dark"
    assert isinstance(store, QSettings)
    store.sync()
    assert b"theme=dark" in path.read_bytes()


def test_a_good_file_is_used(path: Path) -> None:
    path.write_text("[General]\ntheme=dark\nrecent=/a.png, /b \\x142.png\n")
    store, problem = open_store(path)
    assert problem is None
    assert Settings(store).theme == "dark"
    assert _names(path.parent) == ["studio.conf"]


@pytest.mark.parametrize(
    "content",
    [
        b"\x00" * 100,
        b"\xff\xfe\x41",
        b"[General]\ntheme=dark\na line that says nothing\n",
        b"theme=dark\n[Gen",
        np.random.default_rng(1).bytes(3000),
        b"x=" + b"1" * (5 << 20),
    ],
)
def test_a_broken_file_is_set_aside_and_told(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    store, problem = open_store(path)
    assert problem is not None
    assert problem.message.startswith("Your settings cannot be read: ")
    assert problem.hint.endswith(f"The file was set aside as {path}.broken.")
    assert (path.parent / "studio.conf.broken").read_bytes() == content
    settings = Settings(store)
    assert settings.theme == "system"
    settings.theme = "dark"
    assert isinstance(store, QSettings)
    store.sync()
    assert open_store(path)[1] is None


def test_what_was_set_aside_before_stays(path: Path) -> None:
    for content in (b"\xff1", b"\xff2"):
        path.write_bytes(content)
        open_store(path)
    assert _names(path.parent) == ["studio.conf.broken", "studio.conf.broken-2"]
    assert (path.parent / "studio.conf.broken").read_bytes() == b"\xff1"


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(path)])
def test_what_is_no_file_is_set_aside_and_nobody_waits(path: Path, make) -> None:
    make(path)
    store, problem = open_store(path)
    assert problem is not None
    assert isinstance(store, QSettings)
    assert not os.path.lexists(path)


def test_a_file_that_cannot_be_moved_costs_what_is_remembered_only(path, monkeypatch) -> None:
    path.write_bytes(b"\xff")

    def refuse(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    store, problem = open_store(path)
    assert isinstance(store, Forgetful)
    assert problem is not None
    assert "nothing is remembered" in problem.hint
    assert path.read_bytes() == b"\xff"


_PATH = """
import sys
from PySide6.QtCore import QSettings
from convstudio.gui.settings_file import settings_path
ini, user = QSettings.Format.IniFormat, QSettings.Scope.UserScope
print(settings_path(), QSettings(ini, user, "ConvStudio", "studio").fileName(), sep="\\n")
"""


@pytest.mark.parametrize("config", [None, "", "/elsewhere/config", "relative/config"])
def test_the_file_is_where_qsettings_has_it(config: str | None, tmp_path: Path) -> None:
    own = {name: value for name, value in os.environ.items() if name != "XDG_CONFIG_HOME"}
    told = {} if config is None else {"XDG_CONFIG_HOME": config}
    done = subprocess.run(
        [sys.executable, "-c", _PATH],
        env={**own, "HOME": str(tmp_path), **told},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    ours, of_qt = done.stdout.splitlines()
    assert ours == of_qt


_STORED = """
from convstudio.gui.app import _stored
store, problem = _stored()
print(type(store).__name__, problem.sentence)
"""


def test_a_pipe_in_the_place_of_the_file_does_not_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "ConvStudio").mkdir()
    os.mkfifo(tmp_path / "ConvStudio" / "studio.ini")
    done = subprocess.run(
        [sys.executable, "-c", _STORED],
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "Your settings cannot be read" in done.stdout
