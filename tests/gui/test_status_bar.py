"""What goes on behind the map is told once it lasts, and can be ended."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from convstudio.gui.status_bar import StatusBar
from convstudio.gui.theme import apply_theme
from convstudio.imaging.picture import Picture
from convstudio.jobs.background import Progress


@pytest.fixture
def bar(qtbot) -> StatusBar:
    made = StatusBar()
    qtbot.addWidget(made)
    made.resize(900, 30)
    made.show()
    return made


def test_short_work_is_not_told(bar: StatusBar) -> None:
    bar.show_progress(Progress("Averaging", 0.4))
    assert not bar.work.isVisible()
    bar.show_progress(None)
    assert not bar.work.isVisible()


def test_work_that_lasts_is_told_in_its_place(bar: StatusBar, qtbot) -> None:
    place = bar.work.geometry()
    bar.show_progress(Progress("Averaging", 0.4))
    qtbot.waitUntil(bar.work.isVisible)
    bar.show_progress(Progress("Statistics", 0.43))
    assert bar.work.bar.value() == 43
    assert bar.work.bar.accessibleName() == "Statistics"
    assert bar.work.bar.toolTip() == "Statistics: 43 %"
    assert bar.work.geometry() == place
    bar.show_progress(None)
    assert not bar.work.isVisible()


def test_its_button_ends_it(bar: StatusBar, qtbot) -> None:
    bar.show_progress(Progress("Averaging", 0.4))
    qtbot.waitUntil(bar.work.isVisible)
    with qtbot.waitSignal(bar.call_off_wanted):
        qtbot.mouseClick(bar.work.end, Qt.MouseButton.LeftButton)


def test_ended_in_the_window_the_map_stays_as_it_is(studio, qtbot) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (3000, 4000, 3), np.uint8)
    with qtbot.waitSignal(studio.live_job.framed):
        studio.session.open(Picture(noise))
    shown = studio.viewer.map.frame
    assert shown is not None
    studio.window.status.call_off_wanted.emit()
    assert studio.live_job.idle
    assert studio.viewer.map.frame is shown
    assert studio.window.status._state.full_text == "Stopped"


@pytest.mark.parametrize(
    ("scale", "words"), [(1, "100 %"), (0.5, "50 %"), (0.012, "1.2 %"), (64, "6400 %")]
)
def test_the_zoom_is_told_in_per_cent(bar: StatusBar, scale: float, words: str) -> None:
    bar.show_zoom(scale)
    assert bar._zoom.text() == words


def test_a_save_that_is_stopped_leaves_the_file_that_was_there(studio, qtbot, tmp_path) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (3000, 4000, 3), np.uint8)
    studio.session.open(Picture(noise))
    path = tmp_path / "map.png"
    path.write_bytes(b"before")
    studio.files.saving.save(path)
    with qtbot.waitSignal(studio.files.saving.progressed):
        pass
    studio.window.status.stop_saving_wanted.emit()
    assert not studio.files.saving.worker.busy
    studio.files.saving.worker.stop()  # waits for the thread
    assert path.read_bytes() == b"before"
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".png"] == ["map.png"]


def test_opening_that_is_stopped_keeps_the_picture(studio, qtbot, tmp_path) -> None:
    path = tmp_path / "large.png"
    Image.new("L", (6000, 5000)).save(path)
    studio.session.open(Picture(np.zeros((9, 9, 1), np.uint8)))
    before = studio.session.picture
    studio.files.opening.open(path)
    qtbot.waitUntil(studio.files.opening.worker._executor._work_queue.empty)
    studio.window.status.stop_opening_wanted.emit()
    assert not studio.files.opening.worker.busy
    studio.files.opening.worker.stop()
    qtbot.waitUntil(lambda: studio.live_job.idle)
    assert studio.session.picture is before


def test_a_long_message_ends_in_an_ellipsis(bar: StatusBar) -> None:
    """Its last letters are those of a shorter one with an …, not halves of letters."""

    def shown(message: str) -> QImage:
        bar.showMessage(message)
        return bar.grab().toImage()

    bar.show_state("Complete")
    bar.show_zoom(1.0)
    bar.resize(500, 30)
    message = "Opened a picture with a name that is longer than the bar has room for.png"
    shown("")
    room = bar._reading.x() - 2 * 6
    cut = bar.fontMetrics().elidedText(message, Qt.TextElideMode.ElideRight, room)
    assert cut.endswith("…")
    assert shown(message) == shown(cut)
    assert shown(message) != shown(cut.removesuffix("…"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_line_above_goes_on_above_a_message(studio, qtbot, qapp, theme: str) -> None:
    apply_theme(qapp, theme)
    status = studio.window.status

    def line() -> list[int]:
        image = status.grab().toImage()
        return [image.pixel(x, 0) for x in range(image.width())]

    status.clearMessage()
    before = line()
    status.tell("Copied the feature map, 600 × 400 pixels.")
    assert line() == before
    assert len(set(before)) == 1


def test_a_message_is_not_cut_while_there_is_room(bar: StatusBar) -> None:
    bar.show_state("Complete")
    bar.tell("Edits cannot be kept for recovery: the disk is full.")
    bar.show_unkept("Edits cannot be kept for recovery: the disk is full.")
    QApplication.processEvents()
    words = bar.fontMetrics().horizontalAdvance(bar.currentMessage())
    assert bar.room >= words


def test_what_is_not_kept_is_marked_as_long_as_it_lasts(bar: StatusBar) -> None:
    assert not bar.unkept.isVisible()
    bar.show_unkept("Edits cannot be kept: the disk is full.")
    bar.tell("Something else")
    assert bar.unkept.isVisible()
    assert bar.unkept.accessibleDescription() == "Edits cannot be kept: the disk is full."
    assert "the disk is full" in bar.unkept.toolTip()
    bar.show_unkept("")
    assert not bar.unkept.isVisible()
