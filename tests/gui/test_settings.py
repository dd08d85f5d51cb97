"""What is remembered, and what a settings file may say that makes no sense."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from convstudio.gui.settings import MOST_RECENT, Settings
from convstudio.imaging.output import Output


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def _again(store: QSettings) -> Settings:
    """What another start finds on disk."""
    store.sync()
    return Settings(QSettings(store.fileName(), QSettings.Format.IniFormat))


@pytest.mark.parametrize("count", [0, 1, 2, 30])
def test_recent_files_are_the_newest_first(store: QSettings, tmp_path: Path, count: int) -> None:
    settings = Settings(store)
    paths = [tmp_path / f"picture {number}, ä.png" for number in range(count)]
    for path in paths:
        settings.add_recent(path)
    assert _again(store).recent == tuple(reversed(paths))[:MOST_RECENT]


def test_a_file_is_recent_once(store: QSettings, tmp_path: Path) -> None:
    settings = Settings(store)
    for name in ("a.png", "b.png", "a.png"):
        settings.add_recent(tmp_path / name)
    assert _again(store).recent == (tmp_path / "a.png", tmp_path / "b.png")
    settings.clear_recent()
    assert _again(store).recent == ()


def test_what_was_saved_last_is_remembered(store: QSettings) -> None:
    Settings(store).output = Output("TIFF", "float", raw=True, quality=80)
    assert _again(store).output == Output("TIFF", "float", raw=True, quality=80)


@pytest.mark.parametrize("words", ["", "TIFF", "GIF 8 raw 90", "JPEG 16 raw 90", "PNG 8 raw x"])
def test_an_output_that_makes_no_sense_is_as_good_as_none(store: QSettings, words: str) -> None:
    store.setValue("output", words)
    assert _again(store).output == Output()


@pytest.mark.parametrize(
    ("name", "good", "bad", "otherwise"),
    [
        ("theme", "dark", "pink", "system"),
        ("numbers", "comma", ";", "system"),
        ("compare", "split", "nowhere", "side-by-side"),
        ("default_border", "wrap", "moebius", "zeros"),
        ("default_channels", "sum", "all", "each"),
        ("threads", 3, -1, 0),
        ("threads", 1024, 1025, 0),
        ("cache_mebibytes", 16, 15, 512),
        ("cache_mebibytes", 1 << 20, "much", 512),
        ("more_options", True, "perhaps", False),
        ("panels_shown", False, "perhaps", True),
    ],
)
def test_what_is_chosen_is_remembered_and_nonsense_is_as_good_as_nothing(
    store: QSettings, name: str, good: object, bad: object, otherwise: object
) -> None:
    settings = Settings(store)
    assert getattr(settings, name) == otherwise
    setattr(settings, name, good)
    assert getattr(_again(store), name) == good
    store.setValue(name, bad)
    assert getattr(_again(store), name) == otherwise
