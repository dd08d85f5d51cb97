"""What a program left behind is offered by the next one, and comes back as it was."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from convstudio.gui.dialogs.restore import Offer, RestoreDialog, when
from convstudio.gui.files.sessions.recovery_offer import RecoveryOffer
from convstudio.gui.settings import Settings
from convstudio.gui.studio import FIRST_SAMPLE, Studio
from convstudio.gui.windows import Windows
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.paths import sample_picture
from convstudio.pipeline.storage.recovery_store import RecoveryStore


class Program:
    """One run of the program over a data folder that outlives it."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.settings = Settings(store, folder)
        self.windows = Windows(application, lambda: Studio(application, self.settings))
        self.store = RecoveryStore(folder / "recovery")
        self.offer = RecoveryOffer(self.windows, self.store)
        self.windows.add().window.show()

    @property
    def first(self) -> Studio:
        return self.windows.studios[0]

    def dialog(self) -> RestoreDialog | None:
        found = [s.window.findChild(RestoreDialog) for s in self.windows.studios]
        return next((dialog for dialog in found if dialog is not None), None)

    def crash(self) -> None:
        """All that a kill leaves: files as they are, locks free, nothing tidied up."""
        for studio in self.windows.studios:
            studio.files.recovery.leave_behind()
        self.end()

    def end(self) -> None:
        self.offer.stop()
        for studio in self.windows.studios:
            studio.files.closing.close_unasked()
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()


@pytest.fixture
def start(qapp, tmp_path: Path) -> Iterator[Callable[[], Program]]:
    gc.collect()
    programs: list[Program] = []

    def begin() -> Program:
        programs.append(Program(qapp, tmp_path / "data"))
        return programs[-1]

    yield begin
    for program in programs:
        for studio in program.windows.studios:
            studio.files.forget_changes()
        program.end()


def _open(studio: Studio, path: Path, qtbot) -> None:
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.open(path)


def _weigh(studio: Studio, weight: float) -> None:
    layer = replace(studio.session.pipeline.layers[0], kernel=Kernel(((weight,),), name="Mine"))
    studio.session.change(replace(studio.session.pipeline, layers=(layer,)), "Weigh")


def _weight(studio: Studio) -> float:
    return studio.session.pipeline.layers[0].kernel.weights[0][0]


def _rest(studio: Studio, qtbot) -> None:
    qtbot.waitUntil(lambda: studio.files.recovery.idle)


def _look(program: Program, qtbot) -> None:
    with qtbot.waitSignal(program.offer.looked):
        program.offer.begin()


def _restore(program: Program, qtbot) -> None:
    dialog = program.dialog()
    assert dialog is not None
    with qtbot.waitSignal(program.offer.ended):
        dialog.restore.click()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.new("RGB", (40, 30), (9, 80, 200)).save(path)
    return path


def test_what_was_unsaved_comes_back_in_the_untouched_window(start, photo, qtbot) -> None:
    before = start()
    _open(before.first, photo, qtbot)
    _weigh(before.first, 5)
    before.first.inspecting.open(opened=True)
    _weigh(before.first, 6)
    _rest(before.first, qtbot)
    before.crash()
    after = start()
    _open(after.first, sample_picture(FIRST_SAMPLE), qtbot)
    _look(after, qtbot)
    dialog = after.dialog()
    row = [dialog.table.item(0, column).text() for column in range(4)]
    assert row[:3] == ["photo.png", "Mine", ""]
    assert row[3].startswith("today, ")
    assert dialog.table.isColumnHidden(2)
    _restore(after, qtbot)
    studio = after.first
    qtbot.waitUntil(lambda: _weight(studio) == 6)
    assert after.windows.studios == (studio,)
    assert studio.session.picture.path == photo
    assert studio.inspecting.opened
    assert studio.files.changes.there  # it is still unsaved
    assert studio.window.isWindowModified()


def test_a_restored_window_is_kept_on_and_gone_when_it_is_closed(start, photo, qtbot) -> None:
    for weight in (5, 6):
        program = start()
        _open(program.first, sample_picture(FIRST_SAMPLE), qtbot)
        _look(program, qtbot)
        if weight == 6:
            _restore(program, qtbot)
            qtbot.waitUntil(lambda: _weight(program.first) == 5)  # noqa: B023
        _weigh(program.first, weight)
        _rest(program.first, qtbot)
        program.crash()
    last = start()
    _open(last.first, sample_picture(FIRST_SAMPLE), qtbot)
    _look(last, qtbot)
    assert last.dialog().table.rowCount() == 1
    _restore(last, qtbot)
    qtbot.waitUntil(lambda: _weight(last.first) == 6)
    last.first.files.closing.close()
    assert list((last.settings.recovery).iterdir()) == []


def test_a_pasted_picture_comes_back_bit_for_bit(start, qtbot) -> None:
    before = start()
    pixels = np.random.default_rng(0).integers(0, 65535, (21, 13, 4), np.uint16)
    with qtbot.waitSignal(before.first.files.opening.opened):
        before.first.files.opening.open_picture(Picture(pixels, has_alpha=True, exif=b"Exif"))
    _rest(before.first, qtbot)
    before.crash()
    after = start()
    _open(after.first, sample_picture(FIRST_SAMPLE), qtbot)
    _look(after, qtbot)
    _restore(after, qtbot)
    qtbot.waitUntil(lambda: after.first.session.picture.path is None)
    picture = after.first.session.picture
    assert picture.pixels.tolist() == pixels.tolist()
    assert (picture.has_alpha, picture.exif) == (True, b"Exif")
    assert after.first.files.changes.there


def test_every_window_has_its_own(start, photo, qtbot) -> None:
    before = start()
    _open(before.first, photo, qtbot)
    before.first.actions["new-window"].trigger()
    second = before.windows.studios[1]
    qtbot.waitUntil(lambda: second.session.picture is not None)
    _weigh(before.first, 5)
    _weigh(second, 7)
    for studio in before.windows.studios:
        _rest(studio, qtbot)
    before.crash()
    after = start()
    _open(after.first, sample_picture(FIRST_SAMPLE), qtbot)
    _look(after, qtbot)
    assert after.dialog().table.rowCount() == 2
    _restore(after, qtbot)
    qtbot.waitUntil(lambda: sorted(map(_weight, after.windows.studios)) == [5, 7])


def test_a_window_with_work_in_it_is_left_alone(start, photo, qtbot) -> None:
    before = start()
    _open(before.first, photo, qtbot)
    _weigh(before.first, 5)
    _rest(before.first, qtbot)
    before.crash()
    after = start()
    _open(after.first, photo, qtbot)  # named on the command line
    _look(after, qtbot)
    _restore(after, qtbot)
    assert len(after.windows.studios) == 2
    qtbot.waitUntil(lambda: _weight(after.windows.studios[1]) == 5)
    assert not after.first.session.undo_stack.can_undo


def _slots(program: Program) -> int:
    return len(list(program.settings.recovery.glob("*/state.json")))


@pytest.fixture
def offered(start, photo, qtbot) -> Program:
    """A program that offers what another left."""
    before = start()
    _open(before.first, photo, qtbot)
    _weigh(before.first, 5)
    _rest(before.first, qtbot)
    before.crash()
    after = start()
    _open(after.first, sample_picture(FIRST_SAMPLE), qtbot)
    _look(after, qtbot)
    return after


def test_later_leaves_it_for_the_next_start(offered: Program, start, qtbot) -> None:
    offered.dialog().later.click()
    assert _slots(offered) == 1
    again = start()
    _look(again, qtbot)
    assert again.dialog() is not None
    again.dialog().later.click()


def test_two_programs_do_not_offer_the_same(offered: Program, start, qtbot) -> None:
    other = start()
    _look(other, qtbot)
    assert other.dialog() is None
    offered.dialog().later.click()


def test_what_is_discarded_is_gone(offered: Program, start, qtbot) -> None:
    offered.dialog().discard.click()
    assert _slots(offered) == 0
    again = start()
    _look(again, qtbot)
    assert again.dialog() is None


def test_what_is_not_checked_stays(offered: Program, qtbot) -> None:
    dialog = offered.dialog()
    dialog.table.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.restore.isEnabled()
    assert not dialog.discard.isEnabled()
    dialog.reject()
    assert _slots(offered) == 1


def test_a_picture_that_was_moved_is_found_and_one_that_is_gone_is_asked_for(
    offered: Program, photo: Path, qtbot
) -> None:
    photo.unlink()
    dialog = offered.dialog()
    dialog.restore.click()
    studio = offered.first
    qtbot.waitUntil(lambda: bool(studio.window.findChildren(QMessageBox, "missing-picture")))
    (box,) = studio.window.findChildren(QMessageBox, "missing-picture")
    assert "photo.png" in box.text()
    box.reject()
    qtbot.waitUntil(lambda: studio.files.recovery.idle)
    assert _slots(offered) == 1  # it waits for the next start
    assert offered.store.abandoned().found[0].kept.picture_name == "photo.png"


def test_without_its_pasted_picture_the_rest_comes_back(start, qtbot, tmp_path: Path) -> None:
    before = start()
    with qtbot.waitSignal(before.first.files.opening.opened):
        before.first.files.opening.open_picture(Picture(np.zeros((5, 5, 1), np.uint8)))
    _weigh(before.first, 5)
    _rest(before.first, qtbot)
    before.crash()
    (pixels,) = before.settings.recovery.glob("*/picture-1.npy")
    pixels.write_bytes(b"broken")
    after = start()
    _open(after.first, sample_picture(FIRST_SAMPLE), qtbot)
    _look(after, qtbot)
    _restore(after, qtbot)
    qtbot.waitUntil(lambda: _weight(after.first) == 5)
    (box,) = after.first.window.findChildren(QMessageBox, "notice")
    assert "its picture cannot be read" in box.text()
    assert "set aside" in box.informativeText()
    box.accept()
    assert len(list(after.settings.recovery.glob("set-aside/*/state.json"))) == 1


def test_a_broken_slot_is_told_and_offers_nothing(start, qtbot) -> None:
    program = start()
    slot = program.settings.recovery / ("a" * 32)
    slot.mkdir(parents=True)
    (slot / "state.json").write_text("{")
    _look(program, qtbot)
    assert program.dialog() is None
    (box,) = program.first.window.findChildren(QMessageBox, "notice")
    assert "cannot be restored" in box.text()
    box.accept()


def test_many_broken_slots_are_told_in_one_box(start, qtbot) -> None:
    program = start()
    for digit in "abcdef0123":
        slot = program.settings.recovery / (digit * 32)
        slot.mkdir(parents=True)
        (slot / "state.json").write_text("{")
    _look(program, qtbot)
    (box,) = program.first.window.findChildren(QMessageBox, "notice")
    assert box.text() == "What 10 windows had kept before they ended cannot be restored."
    lines = box.informativeText().splitlines()
    assert len(lines) == 9
    assert all("set aside in" in line for line in lines[:8])
    assert lines[8] == "… and 2 more."
    box.accept()
    assert not program.first.notices.telling


# The dialog


def test_the_session_that_work_belongs_to_is_named(qtbot, qapp) -> None:
    from PySide6.QtWidgets import QWidget  # noqa: PLC0415

    parent = QWidget()
    qtbot.addWidget(parent)
    now = datetime.now().astimezone()
    offers = [Offer("a.png", "Sobel x", now), Offer("b.png", "Box", now, session="b.convstudio")]
    table = RestoreDialog(parent, offers, now).table
    assert not table.isColumnHidden(2)
    assert table.horizontalHeaderItem(2).text() == "Session"
    assert [table.item(row, 2).text() for row in (0, 1)] == ["", "b.convstudio"]


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "today, 14:05"),
        (13, "today, 01:05"),
        (15, "yesterday, 23:05"),
        (24 * 3, "12 November, 14:05"),
        (24 * 365, "15 November 2025, 14:05"),
    ],
)
def test_a_time_is_told_as_people_do(hours: int, words: str) -> None:
    now = datetime(2026, 11, 15, 14, 5, tzinfo=timezone(timedelta(hours=1)))
    written = (now - timedelta(hours=hours)).astimezone(UTC)
    assert when(written, now) == words


def test_the_dialog_says_how_many_and_everything_has_a_name(qtbot, qapp) -> None:
    from PySide6.QtWidgets import QLabel, QWidget  # noqa: PLC0415

    parent = QWidget()
    qtbot.addWidget(parent)
    now = datetime.now().astimezone()
    for count, begin in ((1, "The studio ended before"), (3, "3 windows ended before")):
        dialog = RestoreDialog(parent, [Offer("a.png", "Sobel x", now)] * count, now)
        assert dialog.findChild(QLabel).text().startswith(begin)
        assert dialog.checked == list(range(count))
        for button in (dialog.restore, dialog.discard, dialog.later):
            assert button.toolTip()
            assert button.accessibleName()
        dialog.close()
