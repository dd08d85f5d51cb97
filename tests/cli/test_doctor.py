"""``convstudio doctor``: what it finds, and what it calls trouble."""

from __future__ import annotations

import json
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from convstudio.cli import checks, main
from convstudio.paths import data_folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch) -> Path:
    """A user's folder of its own, and a window that can be opened."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def _found(capsys, code: int = 0) -> dict:
    assert main(["doctor", "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_a_machine_in_order_has_everything(home: Path, capsys) -> None:
    found = _found(capsys)
    assert set(found) == {"Versions", "Picture formats", "Display", "Machine", "Folders"}
    assert found["Versions"]["numpy"]["value"] == version("numpy")
    assert found["Display"]["Window"]["value"] == "can be opened"
    assert found["Display"]["Settings"]["value"].startswith(str(home / "config"))
    assert found["Folders"]["Your data"]["value"] == str(data_folder())
    assert found["Folders"]["Kernels"]["value"] == "164 come with the program"
    assert not any(one["trouble"] for group in found.values() for one in group.values())


def test_for_people_it_fits_a_terminal(capsys) -> None:
    assert main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Versions"
    assert lines[-1] == "All is well."
    assert max(map(len, lines)) < 80


def test_what_stands_in_the_way_is_marked(home: Path, capsys, monkeypatch) -> None:
    (home / "data").write_text("a file where a folder should be")
    monkeypatch.setenv("QT_QPA_PLATFORM", "nosuch")
    assert main(["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    marked = [line for line in lines if line.startswith("!")]
    assert len(marked) == 3
    assert "QT_QPA_PLATFORM names “nosuch”, a platform that Qt does not" in marked[0]
    assert marked[1].startswith("!  Your data")
    assert marked[2].startswith("!  Your kernels")
    assert lines[-1] == "3 things to look at, marked !"


def test_a_broken_kernel_of_ones_own_is_trouble(capsys) -> None:
    folder = data_folder()
    assert folder is not None
    (folder / "kernels").mkdir(parents=True)
    (folder / "kernels" / "x.json").write_text("{")
    trouble = _found(capsys, code=1)["Folders"]["Your kernels"]["trouble"]
    assert trouble.startswith("“x.json” is not a kernel file")


def test_a_window_that_hangs_or_dies_is_told(capsys, monkeypatch) -> None:
    def hangs(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("python", 30)

    monkeypatch.setattr(checks.subprocess, "run", hangs)
    assert "It cannot be tried" in _found(capsys, code=1)["Display"]["Window"]["trouble"]
    dead = subprocess.CompletedProcess("python", -6, "", "ImportError: libEGL.so.1\n")
    monkeypatch.setattr(checks.subprocess, "run", lambda *_, **__: dead)
    trouble = _found(capsys, code=1)["Display"]["Window"]["trouble"]
    assert trouble == "Qt cannot be loaded: ImportError: libEGL.so.1."


def test_without_a_home_nothing_can_be_kept(monkeypatch) -> None:
    monkeypatch.setattr(checks, "data_folder", lambda: None)
    troubles = [finding.trouble for finding in checks.CHECKS["Folders"]()]
    assert "There is no home folder: nothing can be kept." in troubles
