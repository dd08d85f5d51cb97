"""The user's own kernels on disk, as the studio hears of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from convstudio.kernel.kernel import Kernel
from convstudio.kernel.kernel_file import kernel_text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "kernels"


@pytest.fixture
def keeper(studio, qtbot):
    keeper = studio.workbench.library.keeper
    qtbot.waitUntil(lambda: not keeper._worker.busy)
    return keeper


def _text(name: str, weight: float = 1.0) -> str:
    return kernel_text(Kernel(((weight,),), name=name))


def _own(keeper) -> dict[str, float]:
    own = (preset.kernel for preset in keeper.library.presets if preset.is_own)
    return {kernel.name: kernel.weights[0][0] for kernel in own}


def _notices(studio) -> list[QMessageBox]:
    return [b for b in studio.window.findChildren(QMessageBox, "notice") if b.isVisible()]


def test_a_file_that_appears_changes_and_goes_is_followed(keeper, folder, qtbot) -> None:
    folder.mkdir(parents=True)
    (folder / "a.json").write_text(_text("A"))
    qtbot.waitUntil(lambda: _own(keeper) == {"A": 1})
    (folder / "a.json").write_text(_text("A", 2))  # in place
    qtbot.waitUntil(lambda: _own(keeper) == {"A": 2})
    (folder / "new").write_text(_text("A", 3))
    (folder / "new").replace(folder / "a.json")  # as editors do
    qtbot.waitUntil(lambda: _own(keeper) == {"A": 3})
    (folder / "a.json").write_text(_text("A", 4))
    qtbot.waitUntil(lambda: _own(keeper) == {"A": 4}), "a replaced file is watched again"
    (folder / "b.json").write_text(_text("B"))
    qtbot.waitUntil(lambda: _own(keeper) == {"A": 4, "B": 1})
    (folder / "a.json").unlink()
    qtbot.waitUntil(lambda: _own(keeper) == {"B": 1})


def test_a_folder_that_is_deleted_and_made_again_is_followed(keeper, folder, qtbot) -> None:
    keeper.save(Kernel(((1,),), name="A"), ())
    qtbot.waitUntil(lambda: not keeper._worker.busy and not keeper._pause.isActive())
    shutil.rmtree(folder)
    qtbot.waitUntil(lambda: _own(keeper) == {})
    folder.mkdir()
    (folder / "b.json").write_text(_text("B"))
    qtbot.waitUntil(lambda: _own(keeper) == {"B": 1})
    keeper.save(Kernel(((5,),), name="C"), ())
    assert _own(keeper) == {"B": 1, "C": 5}


def test_a_broken_file_is_told_once_and_stops_no_other(keeper, folder, qtbot, studio) -> None:
    folder.mkdir(parents=True)
    (folder / "good.json").write_text(_text("Good"))
    (folder / "bad.json").write_text("{")
    qtbot.waitUntil(lambda: len(_notices(studio)) == 1)
    (box,) = _notices(studio)
    assert box.text().startswith("“Bad.json” is not a kernel file: ") or "bad.json" in box.text()
    box.accept()
    assert _own(keeper) == {"Good": 1}
    (folder / "good.json").write_text(_text("Good", 2))
    qtbot.waitUntil(lambda: _own(keeper) == {"Good": 2})
    with qtbot.waitSignal(keeper.scanned):
        keeper.reload()
    qtbot.waitUntil(lambda: not keeper._second.isActive())
    assert _notices(studio) == [], "it was told already"
    assert len(keeper.problems) == 1
    (folder / "bad.json").write_text(_text("Mended"))
    qtbot.waitUntil(lambda: _own(keeper) == {"Good": 2, "Mended": 1})
    assert keeper.problems == ()
    (folder / "bad.json").write_text("[]")
    qtbot.waitUntil(lambda: len(_notices(studio)) == 1)
    _notices(studio)[0].accept()


def test_a_file_that_is_only_half_written_yet_is_not_told(keeper, folder, qtbot, studio) -> None:
    folder.mkdir(parents=True)
    text = _text("Slow")
    (folder / "slow.json").write_text(text[: len(text) // 2])
    qtbot.waitUntil(lambda: len(keeper.problems) == 1)
    (folder / "slow.json").write_text(text)
    qtbot.waitUntil(lambda: _own(keeper) == {"Slow": 1})
    qtbot.waitUntil(lambda: not keeper._second.isActive() and not keeper._worker.busy)
    assert _notices(studio) == []


def test_many_broken_files_are_one_message(keeper, folder, qtbot, studio) -> None:
    folder.mkdir(parents=True)
    for number in range(40):
        (folder / f"{number:02}.json").write_text(json.dumps({"weights": number}))
    qtbot.waitUntil(lambda: len(_notices(studio)) == 1)
    (box,) = _notices(studio)
    assert box.text().startswith("40 kernel files are left out:\n“00.json” is not a kernel file")
    assert "… and 35 more." in box.text()
    box.accept()


def test_a_folder_that_is_none_is_a_sentence(studio, qtbot, tmp_path) -> None:
    keeper = studio.workbench.library.keeper
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "kernels").write_text("a file")
    qtbot.waitUntil(lambda: len(_notices(studio)) == 1)
    (box,) = _notices(studio)
    assert "The folder of your own kernels" in box.text()
    box.accept()
    assert len(keeper.library.presets) > 100


def test_favourites_changed_by_another_window_are_followed(keeper, folder, qtbot) -> None:
    keeper.toggle_favourite(keeper.library.preset("sobel-x"))
    assert keeper.favourites == {"sobel-x"}
    (folder / "favourites.json").write_text('["sobel-y"]')
    qtbot.waitUntil(lambda: keeper.favourites == {"sobel-y"})


def test_a_renamed_favourite_stays_one(keeper, qtbot) -> None:
    preset = keeper.save(Kernel(((1,),), name="A"), ())
    keeper.toggle_favourite(preset)
    keeper.edit(preset, Kernel(((1,),), name="B"), ("t",))
    assert keeper.favourites == {"own/B"}


def test_the_preset_box_offers_ones_own(keeper, studio, sample_opened) -> None:
    box = studio.window.kernel_panel.preset
    keeper.save(Kernel(((1, 5),), name="Wide"), ())
    index = box.findData("own/Wide")
    assert index > 0
    box.setCurrentIndex(index)
    box.activated.emit(index)
    assert studio.edits.kernel.name == "Wide"
    assert box.currentText() == "Wide"
