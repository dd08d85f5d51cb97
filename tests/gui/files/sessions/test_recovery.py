"""What is unsaved is on disk soon after every edit, and gone when a window is closed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject

from convstudio.gui.files.sessions.recovery import Recovery
from convstudio.gui.session import Session
from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture
from convstudio.kernel.kernel import Kernel
from convstudio.paths import sample_picture
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.storage.picture_search import fingerprint
from convstudio.pipeline.storage.recovery_slot import Kept
from convstudio.pipeline.storage.recovery_store import Found, RecoveryStore
from convstudio.pipeline.storage.session_file import StoredSession


def _pipeline(weight: float) -> Pipeline:
    return Pipeline((Convolution(Kernel(((weight,),))),))


@dataclass
class Desk:
    """A session, all of which is unsaved unless ``saved`` says otherwise, and its recovery."""

    folder: Path
    parent: QObject
    saved: bool = False
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = Session(_pipeline(0), self.parent)
        self.store = RecoveryStore(self.folder)
        self.recovery = Recovery(self.session, self.store, self._unsaved, self.parent)
        self.recovery.told.connect(self.told.append)
        self.refused: list[str] = []
        self.recovery.refused.connect(self.refused.append)

    def _unsaved(self) -> Kept | None:
        picture = self.session.picture
        name = "" if picture is None else picture.name
        return None if self.saved else Kept(StoredSession(self.session.pipeline), name)

    def edit(self, weight: float) -> None:
        self.session.change(_pipeline(weight), f"Weight {weight:g}")

    def crash(self) -> Found:
        """What the next start finds: a copy of the folder, as nothing holds the locks of that."""
        copy = Path(tempfile.mkdtemp(dir=self.folder.parent)) / "copy"
        shutil.copytree(self.folder, copy)
        (found,) = RecoveryStore(copy).abandoned().found
        return found


def _weight(found: Found) -> float:
    return found.kept.session.pipeline.layers[0].kernel.weights[0][0]


@pytest.fixture
def desk(qapp, tmp_path: Path) -> Iterator[Desk]:
    parent = QObject()
    made = Desk(tmp_path / "recovery", parent)
    yield made
    made.recovery.stop()
    parent.deleteLater()


@pytest.fixture
def rest(desk: Desk, qtbot) -> Callable[[], None]:
    """Waits until all is on disk."""
    return lambda: qtbot.waitUntil(lambda: desk.recovery.idle)


def _slots(desk: Desk) -> list[Path]:
    return list(desk.folder.iterdir()) if desk.folder.exists() else []


def test_an_edit_is_on_disk_soon(desk: Desk, rest) -> None:
    desk.edit(3)
    rest()
    assert _weight(desk.crash()) == 3


def test_an_undo_is_an_edit(desk: Desk, rest) -> None:
    desk.edit(3)
    desk.edit(4)
    rest()
    desk.session.undo_stack.undo()
    rest()
    assert _weight(desk.crash()) == 3


def test_a_hand_that_never_rests_is_kept_up_with(desk: Desk, qtbot) -> None:
    kept: list[float] = []
    desk.recovery.kept.connect(
        lambda kept_now: kept.append(kept_now.session.pipeline.layers[0].kernel.weights[0][0])
    )
    weight = 0

    def edit_until_two_are_kept() -> bool:
        nonlocal weight
        weight += 1
        desk.edit(weight)
        return len(kept) >= 2

    qtbot.waitUntil(edit_until_two_are_kept)
    assert 0 < kept[0] < kept[1]
    assert len(kept) < weight  # many edits, few writes


def test_nothing_is_written_while_nothing_is_unsaved(desk: Desk, rest) -> None:
    desk.saved = True
    desk.edit(3)
    rest()
    assert _slots(desk) == []


def test_what_was_saved_is_not_offered(desk: Desk, rest) -> None:
    desk.edit(3)
    rest()
    desk.saved = True
    desk.recovery.look()
    rest()
    (slot,) = _slots(desk)
    assert [entry.name for entry in slot.iterdir()] == ["lock"]
    desk.saved = False
    desk.edit(4)
    rest()
    assert _weight(desk.crash()) == 4


def test_a_window_that_is_closed_leaves_nothing(desk: Desk, rest) -> None:
    desk.edit(3)
    rest()
    desk.recovery.stop()
    assert _slots(desk) == []


def test_an_edit_at_the_last_moment_before_a_close_leaves_nothing(desk: Desk) -> None:
    desk.edit(3)
    desk.recovery.stop()
    assert _slots(desk) == []


def test_a_window_that_nobody_closed_leaves_its_last_edit(desk: Desk, rest) -> None:
    desk.edit(3)
    rest()
    desk.edit(4)
    desk.recovery.leave_behind()
    desk.recovery.stop()
    (found,) = desk.store.abandoned().found
    assert _weight(found) == 4
    found.slot.release()


def test_a_picture_in_a_file_is_known_by_its_content(desk: Desk, rest) -> None:
    path = sample_picture("coffee.png")
    desk.session.open(read_picture(path))
    desk.edit(3)
    rest()
    found = desk.crash()
    assert found.kept.session.picture == fingerprint(path)
    assert (found.kept.picture_name, found.kept.picture) == ("coffee.png", "")


def test_a_picture_whose_file_is_gone_is_known_by_its_name(desk: Desk, rest, tmp_path) -> None:
    desk.session.open(Picture(np.zeros((2, 2, 1), np.uint8), path=tmp_path / "gone.png"))
    desk.edit(3)
    rest()
    stored = desk.crash().kept.session.picture
    assert stored is not None
    assert (stored.path, stored.sha256) == (tmp_path / "gone.png", "")
    assert desk.told == []


def test_a_picture_that_is_in_no_file_is_kept_once(desk: Desk, rest) -> None:
    pixels = np.arange(48, dtype=np.uint16).reshape(4, 4, 3) * 1000
    desk.session.open(Picture(pixels, icc_profile=b"profile"))
    desk.edit(3)
    rest()
    (slot,) = _slots(desk)
    stamp = (slot / "picture-1.npy").stat()
    desk.edit(4)
    rest()
    assert (slot / "picture-1.npy").stat() == stamp
    found = desk.crash()
    again = found.slot.read_picture(found.kept.picture)
    assert again.pixels.tolist() == pixels.tolist()
    assert again.icc_profile == b"profile"
    assert found.kept.session.picture is None


def test_another_picture_takes_the_place_of_the_one_that_was_kept(desk: Desk, rest) -> None:
    for value in (1, 2):
        desk.session.open(Picture(np.full((3, 3, 1), value, np.uint8)))
        desk.edit(value)
        rest()
    found = desk.crash()
    assert found.slot.read_picture(found.kept.picture).pixels.max() == 2
    (slot,) = _slots(desk)
    assert len(list(slot.glob("*.npy"))) == 1
    desk.session.open(read_picture(sample_picture("camera.png")))
    rest()
    assert list(slot.glob("*.npy")) == []


def test_a_picture_that_was_saved_and_is_unsaved_again_is_kept_again(desk: Desk, rest) -> None:
    desk.session.open(Picture(np.full((3, 3, 1), 7, np.uint8)))
    rest()
    desk.saved = True
    desk.recovery.look()
    rest()
    desk.saved = False
    desk.edit(1)
    rest()
    found = desk.crash()
    assert found.slot.read_picture(found.kept.picture).pixels.max() == 7


def test_a_folder_that_somebody_removed_is_made_again_with_its_picture(desk: Desk, rest) -> None:
    desk.session.open(Picture(np.full((3, 3, 1), 7, np.uint8)))
    rest()
    shutil.rmtree(desk.folder)
    desk.edit(2)
    rest()
    found = desk.crash()
    assert _weight(found) == 2
    assert found.slot.read_picture(found.kept.picture).pixels.max() == 7


def test_a_disk_that_cannot_be_written_is_told_once_and_tried_again(desk, rest, monkeypatch):
    real = os.fsync

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for weight in (1, 2, 3):
        desk.edit(weight)
        rest()
    assert desk.told == ["Edits cannot be kept for recovery: the disk is full."]
    (refused,) = desk.refused
    assert refused == f"{desk.told[0]} They are in this window alone until you save them."
    monkeypatch.setattr(os, "fsync", real)
    desk.edit(4)
    rest()
    assert desk.told[1:] == ["Edits are kept for recovery again."]
    assert desk.refused[1:] == [""]
    assert _weight(desk.crash()) == 4


def test_two_windows_do_not_tread_on_one_another(desk: Desk, rest, qtbot) -> None:
    parent = QObject()
    other = Desk(desk.folder, parent)
    desk.edit(3)
    other.edit(5)
    rest()
    qtbot.waitUntil(lambda: other.recovery.idle)
    assert desk.store.abandoned().found == ()
    other.recovery.stop()
    assert len(_slots(desk)) == 1
    assert _weight(desk.crash()) == 3
    parent.deleteLater()


def test_a_restored_window_goes_on_where_the_other_ended(desk: Desk, rest, qtbot) -> None:
    picture = Picture(np.full((3, 3, 1), 7, np.uint8))
    desk.session.open(picture)
    desk.edit(3)
    rest()
    desk.recovery.leave_behind()
    desk.recovery.stop()
    (found,) = desk.store.abandoned().found
    parent = QObject()
    heir = Desk(desk.folder, parent)
    again = found.slot.read_picture(found.kept.picture)
    heir.recovery.adopt(found.slot, found.kept.picture, again)
    heir.session.open(again)
    heir.edit(8)
    heir.recovery.end_restoring(True)
    qtbot.waitUntil(lambda: heir.recovery.idle)
    (slot,) = _slots(desk)
    assert slot == found.slot.folder
    assert sorted(entry.name for entry in slot.iterdir()) == [
        "lock", "picture-1.json", "picture-1.npy", "state.json",
    ]  # fmt: skip
    found = heir.crash()
    assert _weight(found) == 8
    heir.recovery.stop()
    assert _slots(desk) == []
    parent.deleteLater()


def test_a_run_that_keeps_nothing_keeps_nothing(qapp, tmp_path: Path) -> None:
    parent = QObject()
    session = Session(_pipeline(0), parent)
    recovery = Recovery(session, None, lambda: pytest.fail("nobody asks"), parent)
    session.change(_pipeline(1), "Weight 1")
    assert recovery.idle
    recovery.stop()
    parent.deleteLater()
