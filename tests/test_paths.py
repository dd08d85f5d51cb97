"""The user's data folder without Qt is the one that Qt has, and shipped folders are there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from convstudio.paths import (
    data_folder,
    is_file,
    is_folder,
    is_there,
    kernels_folder,
    resources_folder,
)

_QT = """
from PySide6.QtCore import QCoreApplication, QStandardPaths
application = QCoreApplication([])
application.setApplicationName("convstudio")
print(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation))
"""


@pytest.mark.parametrize("data_home", [None, "", "{home}/elsewhere", "relative", "{home}/ä ö"])
def test_the_data_folder_is_qts(tmp_path: Path, monkeypatch, data_home: str | None) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    if data_home is not None:
        monkeypatch.setenv("XDG_DATA_HOME", data_home.format(home=tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", _QT],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert data_folder() == Path(done.stdout.strip())


def test_without_a_home_there_is_no_data_folder(monkeypatch) -> None:
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert data_folder() is None


def test_other_systems_have_places_of_their_own(monkeypatch) -> None:
    monkeypatch.setattr("os.path.expanduser", lambda _path: "/Users/somebody")
    monkeypatch.setattr("sys.platform", "darwin")
    folder = Path("/Users/somebody/Library/Application Support/convstudio")
    assert data_folder() == folder
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("APPDATA", "/C/Users/somebody/AppData/Roaming")
    assert data_folder() == Path("/C/Users/somebody/AppData/Roaming/convstudio")
    monkeypatch.delenv("APPDATA")
    assert data_folder() is None


def test_what_is_shipped_is_there() -> None:
    assert (kernels_folder() / "edge" / "sobel-x.json").is_file()
    assert (resources_folder() / "samples" / "coffee.png").is_file()


def test_looking_never_fails(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "a").write_bytes(b"")
    asked = (is_there, is_folder, is_file)
    assert [ask(tmp_path / "a") for ask in asked] == [True, False, True]
    assert [ask(tmp_path) for ask in asked] == [True, True, False]
    for path in (tmp_path / ("n" * 300), Path("a\0b"), tmp_path / "a" / "b"):
        assert [ask(path) for ask in asked] == [False, False, False]

    def locked(*_args: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.stat", locked)
    assert [ask(tmp_path / "a") for ask in asked] == [False, False, False]
