"""What the desktop is told: entry, MIME type and icon, installed and removed."""

from __future__ import annotations

import configparser
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from convstudio.cli.desktop import _command, _quoted, desktop
from convstudio.errors import ConvStudioError
from convstudio.kernel.kernel import Kernel
from convstudio.paths import resources_folder
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.storage.session_file import ENDING, StoredSession, session_json

_MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"
_TYPE = "application/x-convstudio-session"
_FILES = [
    "applications/convstudio.desktop",
    "icons/hicolor/scalable/apps/convstudio.svg",
    "mime/packages/convstudio.xml",
]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def _entry(path: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, delimiters="=")
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path, "utf-8")
    return parser["Desktop Entry"]


def _ours(home: Path) -> list[str]:
    """Our files; what the desktop's own programs make of them is theirs."""
    found = (path.relative_to(home) for path in home.rglob("*convstudio.*") if path.is_file())
    return sorted(str(path) for path in found)


def test_all_is_installed_and_removed_again(home: Path, capsys) -> None:
    assert desktop(["--install"]) == 0
    assert _ours(home) == _FILES
    told = capsys.readouterr().out.splitlines()
    assert sorted(told) == [f"Installed {home / name}" for name in _FILES]
    assert desktop(["--install"]) == 0  # over itself
    capsys.readouterr()
    assert desktop(["--remove"]) == 0
    assert _ours(home) == []
    assert sorted(capsys.readouterr().out.splitlines()) == [
        f"Removed {home / name}" for name in _FILES
    ]
    assert desktop(["--remove"]) == 0
    assert capsys.readouterr().out == "There was nothing to remove.\n"


def test_the_entry_starts_the_program_that_installed_it(home: Path) -> None:
    desktop(["--install"])
    entry = _entry(home / _FILES[0])
    *command, field = shlex.split(entry["Exec"])
    assert field == "%f"
    done = subprocess.run(
        [*command, "--version"], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.startswith("ConvStudio ")
    assert _TYPE in entry["MimeType"].split(";")


def test_the_entry_is_the_shipped_one_but_for_the_command(home: Path) -> None:
    desktop(["--install"])
    shipped = (resources_folder() / "convstudio.desktop").read_text("utf-8").splitlines()
    installed = (home / _FILES[0]).read_text("utf-8").splitlines()
    other = [(a, b) for a, b in zip(shipped, installed, strict=True) if a != b]
    assert [a for a, _ in other] == ["Exec=convstudio %f"]


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("/opt/studio/bin/convstudio", "/opt/studio/bin/convstudio"),
        ("/home/my name/x", '"/home/my name/x"'),
        ("/a%b", "/a%%b"),
        ('/a"b$c`d', '"/a\\\\"b\\\\$c\\\\`d"'),
        ("/a\\b", '"/a\\\\\\\\b"'),
        ("/a;b", '"/a;b"'),
    ],
)
def test_words_are_quoted_as_the_specification_wants(word: str, quoted: str) -> None:
    assert _quoted(word) == quoted


def test_without_its_script_python_starts_the_module(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python3"))
    assert _command() == f"{tmp_path / 'python3'} -m convstudio"


def test_the_mime_type_is_that_of_session_files() -> None:
    session = session_json(StoredSession(Pipeline((Convolution(Kernel(((1,),))),))))
    root = ElementTree.parse(resources_folder() / "convstudio-mime.xml").getroot()  # noqa: S314
    (kind,) = root.findall(f"{_MIME}mime-type")
    assert kind.attrib["type"] == _TYPE
    assert kind.find(f"{_MIME}glob").attrib["pattern"] == f"*{ENDING}"
    match = kind.find(f"{_MIME}magic/{_MIME}match").attrib
    first, last = map(int, match["offset"].split(":"))
    assert first <= session.index(match["value"]) <= last


def test_what_cannot_be_written_is_told(home: Path, capsys) -> None:
    home.mkdir()
    (home / "mime").write_text("in the way")
    with pytest.raises(ConvStudioError, match="cannot be changed"):
        desktop(["--install"])


def test_programs_that_are_missing_are_named(home: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert desktop(["--install"]) == 0
    assert "update-mime-database is missing or failed" in capsys.readouterr().err


def test_the_entry_follows_its_specification() -> None:
    validator = shutil.which("desktop-file-validate")
    entry = resources_folder() / "convstudio.desktop"
    if validator is not None:  # Debian: desktop-file-utils
        done = subprocess.run([validator, entry], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, "")
    assert (resources_folder() / "icons" / f"{_entry(entry)['Icon']}.svg").is_file()


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_have_other_ways(platform: str, monkeypatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(ConvStudioError, match=r"freedesktop\.org"):
        desktop(["--install"])


def test_one_of_both_is_wanted(capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        desktop([])
    assert ended.value.code == 2
