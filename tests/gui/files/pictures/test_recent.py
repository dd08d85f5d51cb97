"""The menu of recent files."""

from __future__ import annotations

from pathlib import Path

import pytest

from convstudio.gui.files.pictures.recent import RecentMenu


@pytest.fixture
def menu(studio) -> RecentMenu:
    return studio.files.recent


def words(menu: RecentMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_it_says_so_when_there_are_none(menu: RecentMenu) -> None:
    menu.aboutToShow.emit()
    assert words(menu) == ["No files yet"]
    assert not menu.actions()[0].isEnabled()


def test_the_newest_stands_first_with_its_folder(menu: RecentMenu, studio) -> None:
    for name in ("/data/a.png", "/data/b & c.tif"):
        studio.settings.add_recent(Path(name))
    menu.aboutToShow.emit()
    assert words(menu) == [
        "&1  b && c.tif  –  /data", "&2  a.png  –  /data", "&Clear this list",
    ]  # fmt: skip
    assert menu.actions()[0].toolTip() == "/data/b & c.tif"


def test_a_folder_at_home_is_short(menu: RecentMenu, studio) -> None:
    studio.settings.add_recent(Path.home() / "pictures" / "a.png")
    menu.aboutToShow.emit()
    assert words(menu)[0] == "&1  a.png  –  ~/pictures"


def test_an_entry_opens_its_file(menu: RecentMenu, studio, qtbot, sample_opened: Path) -> None:
    studio.settings.add_recent(sample_opened.with_name("camera.png"))
    menu.aboutToShow.emit()
    with qtbot.waitSignal(studio.files.opening.opened):
        menu.actions()[0].trigger()
    assert studio.session.picture.name == "camera.png"


def test_a_file_that_is_gone_is_told(menu: RecentMenu, studio, notice_words, tmp_path) -> None:
    studio.settings.add_recent(tmp_path / "gone.png")
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    assert "gone.png" in notice_words()[0]


def test_the_list_can_be_forgotten(menu: RecentMenu, studio) -> None:
    studio.settings.add_recent(Path("/data/a.png"))
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    assert studio.settings.recent == ()
    menu.aboutToShow.emit()
    assert words(menu) == ["No files yet"]
