"""File ▸ Batch …: pictures in, a plan in words, the first seen, progress and the report."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMessageBox, QWidget

from convstudio.gui.files.batch.batch_report import in_words
from convstudio.imaging.output import Output
from convstudio.imaging.reading import read_picture
from convstudio.jobs.batch import running
from convstudio.jobs.batch.report import Report
from convstudio.kernel.library import shipped_library
from convstudio.numerics.tiles import CancelToken


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    (folder / "below").mkdir(parents=True)
    for seed, name in enumerate(("a.png", "b.png", "below/c.png")):
        pixels = np.random.default_rng(seed).integers(0, 256, (9, 12), np.uint8)
        Image.fromarray(pixels).save(folder / name)
    return folder


@pytest.fixture
def dialog(studio):
    studio.files.batching.open()
    return studio.files.batching.dialog


@pytest.fixture
def ready(dialog, photos, tmp_path, qtbot):
    """With the photographs, an output folder, and the plan told."""
    dialog.inputs.add([photos])
    dialog.form.folder.setText(str(tmp_path / "out"))
    dialog.refresh()
    qtbot.waitUntil(dialog.start_button.isEnabled)
    return dialog


def _done(dialog, qtbot) -> None:
    with qtbot.waitSignal(dialog.runner.finished):
        dialog.start_button.click()


def test_at_first_it_asks_for_pictures(dialog) -> None:
    assert dialog.plan_words.text() == "Add pictures or a folder."
    assert not dialog.start_button.isEnabled()
    assert dialog.preview.frame.message == "The first picture and its map are shown here."


def test_what_will_be_done_is_told_and_the_first_shown(ready, qtbot) -> None:
    assert ready.plan_words.text() == "2 pictures · a.png → a-sobel-x.png"
    qtbot.waitUntil(lambda: ready.preview.frame.pixels is not None)
    assert ready.preview.words.text() == "a.png and its map"
    with Image.open(ready.inputs.first / "a.png") as image:
        left = ready.preview.frame.pixels[:, :12, 0]
        np.testing.assert_array_equal(left, np.asarray(image))


def test_the_first_folder_suggests_where_to_put_the_outputs(dialog, photos: Path, qtbot) -> None:
    dialog.inputs.add([photos])
    assert dialog.form.folder.text() == str(photos / "feature maps")
    dialog.inputs.add([photos.parent])
    assert dialog.form.folder.text() == str(photos / "feature maps")


def test_name_format_and_folders_change_what_will_be_done(ready, qtbot) -> None:
    def told(words: str) -> None:
        qtbot.waitUntil(lambda: ready.plan_words.text() == words)

    ready.form.name.setText("{number:02} {stem}")
    told("2 pictures · a.png → 01 a.png")
    ready.form.output.choose_format("TIFF")
    told("2 pictures · a.png → 01 a.tif")
    ready.inputs.recursive.click()
    told("3 pictures · a.png → 01 a.tif")
    ready.form.name.setText("{stam}")
    qtbot.waitUntil(lambda: not ready.start_button.isEnabled())
    assert "name must be made of these fields" in ready.plan_words.text()
    ready.form.name.setText("")
    qtbot.waitUntil(lambda: "name must be such as {stem}-{kernel}" in ready.plan_words.text())


def test_a_new_kernel_is_what_will_be_run(ready, studio, qtbot) -> None:
    qtbot.waitUntil(lambda: ready.preview.frame.pixels is not None)
    before = ready.preview.frame.pixels.copy()
    pipeline = studio.session.pipeline
    layer = replace(pipeline.layers[0], kernel=shipped_library().named("gaussian-5"))
    studio.session.change(replace(pipeline, layers=(layer,)), "another kernel")
    words = "2 pictures · a.png → a-gaussian-blur-5-5.png"
    qtbot.waitUntil(lambda: ready.plan_words.text() == words)
    qtbot.waitUntil(
        lambda: (
            ready.preview.frame.pixels is not None
            and not np.array_equal(ready.preview.frame.pixels, before)
        )
    )


def test_a_batch_is_done_and_reported(ready, photos, tmp_path, qtbot) -> None:
    _done(ready, qtbot)
    out = tmp_path / "out"
    assert sorted(path.name for path in out.glob("*.png")) == ["a-sobel-x.png", "b-sobel-x.png"]
    report = ready.report
    qtbot.waitUntil(lambda: report.title.text() == "Done")
    assert report.counts.text().startswith("2 saved · in ")
    assert report.failures.rowCount() == 0
    assert report.bar.value() == report.bar.maximum()
    assert report.folder_button.isEnabled()
    assert not ready.busy
    ready.back_button.click()
    ready.form.resume.click()
    words = "Nothing: all of it is done, and unchanged since."
    qtbot.waitUntil(lambda: ready.plan_words.text() == words)
    assert not ready.start_button.isEnabled()


def test_failures_are_in_the_table_and_copied(ready, photos, tmp_path, qtbot) -> None:
    (photos / "b.png").write_bytes(b"no picture")
    ready.inputs.add([photos / "none.png"])
    _done(ready, qtbot)
    report = ready.report
    assert report.failures.rowCount() == 2
    names = {report.failures.item(row, 0).text() for row in range(2)}
    assert names == {"b.png", "none.png"}
    report.copy_button.click()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("1 saved · 2 failed · in ")
    assert f"Output folder: {tmp_path / 'out'}\n" in text
    assert f"{photos / 'none.png'}\tThere is no file “{photos / 'none.png'}”.\n" in text


def test_stopped_it_tells_what_is_left(ready, qtbot, monkeypatch) -> None:
    def waiting(_path: Path, _part: str, cancel: CancelToken) -> None:
        while True:
            cancel.rest(0.01)

    monkeypatch.setattr(running, "read_picture", waiting)
    ready.start_button.click()
    qtbot.waitUntil(lambda: bool(ready.report.names.full_text))
    assert ready.stop_button.isVisible()
    with qtbot.waitSignal(ready.runner.finished):
        ready.stop_button.click()
    qtbot.waitUntil(lambda: ready.report.title.text() == "Stopped")
    assert ready.report.counts.text().startswith("0 saved · 2 left · in ")
    assert ready.back_button.isVisible()


def test_closed_it_goes_on_and_is_there_again(ready, studio, qtbot, monkeypatch) -> None:
    go_on = CancelToken()
    read = running.read_picture

    def waiting(path: Path, part: str, cancel: CancelToken):
        while not go_on.cancelled:
            cancel.rest(0.01)
        return read(path, part, cancel)

    monkeypatch.setattr(running, "read_picture", waiting)
    ready.start_button.click()
    ready.reject()
    assert studio.files.batching.busy
    with qtbot.waitSignal(ready.told) as told:
        go_on.cancel()
    assert told.args[0].startswith("Batch: 2 saved · in ")
    assert not studio.files.batching.busy
    studio.files.batching.open()
    assert ready.isVisible()
    assert ready.report.isVisible()


def test_the_window_closed_ends_it_with_whole_files_only(ready, studio, tmp_path, monkeypatch):
    def waiting(_path: Path, _part: str, cancel: CancelToken) -> None:
        while True:
            cancel.rest(0.01)

    monkeypatch.setattr(running, "read_picture", waiting)
    ready.start_button.click()
    studio.files.stop()
    assert [path.suffix for path in (tmp_path / "out").iterdir()] in ([], [".jsonl"])


def test_closing_the_window_asks_about_a_batch_that_runs(ready, studio, qtbot, monkeypatch) -> None:
    def waiting(_path: Path, _part: str, cancel: CancelToken) -> None:
        while True:
            cancel.rest(0.01)

    def question() -> QMessageBox:
        boxes = studio.window.findChildren(QMessageBox, "batch-runs")
        (box,) = [box for box in boxes if box.isVisible()]
        return box

    monkeypatch.setattr(running, "read_picture", waiting)
    ready.start_button.click()
    studio.window.close()
    keep = question()
    assert keep.text() == "Stop the batch and close the window?"
    keep.escapeButton().click()
    assert studio.window.isVisible()
    assert studio.files.batching.busy
    studio.window.close()
    (stop,) = (b for b in question().buttons() if b.text() == "&Stop and close")
    stop.click()
    qtbot.waitUntil(lambda: not studio.window.isVisible())


def test_a_folder_that_cannot_be_made_is_told(ready, tmp_path, qtbot) -> None:
    (tmp_path / "file").write_text("")
    ready.form.folder.setText(str(tmp_path / "file"))
    with qtbot.waitSignal(ready.runner.failed):
        ready.start()
    assert ready.notices.telling
    assert "a file has that name" in ready.report.counts.text()
    assert ready.back_button.isVisible()


def test_files_are_dropped_added_once_and_removed(dialog, photos, qtbot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photos / name)) for name in ("a.png", "b.png", "a.png")])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier
    drop = QDropEvent(QPoint(5, 5).toPointF(), copy, data, left, none.NoModifier)
    dialog.inputs.list.dropEvent(drop)
    assert [Path(word).name for word in dialog.inputs.words] == ["a.png", "b.png"]
    dialog.inputs.list.item(0).setSelected(True)
    qtbot.keyClick(dialog.inputs.list, Qt.Key.Key_Delete)
    assert [Path(word).name for word in dialog.inputs.words] == ["b.png"]
    dialog.inputs.clear.click()
    assert dialog.inputs.words == ()
    assert not dialog.inputs.clear.isEnabled()


def test_files_and_folders_are_asked_for(dialog, photos, qtbot) -> None:
    for button, name in (
        (dialog.inputs.add_files, "batch-files"),
        (dialog.inputs.add_folder, "batch-folder"),
        (dialog.form.browse, "batch-output"),
    ):
        button.click()
        asking = dialog.findChild(QFileDialog, name)
        assert asking.isVisible()
        asking.reject()
    dialog.inputs._on_selected([str(photos / "b.png")])
    assert dialog.inputs.words == (str(photos / "b.png"),)


def test_a_name_that_is_no_text_is_as_good_as_any(dialog, photos, tmp_path, qtbot) -> None:
    odd = Path(os.fsdecode(os.fsencode(photos) + b"/\xff.png"))
    (photos / "a.png").rename(odd)
    (photos / "b.png").write_bytes(b"no picture")
    dialog.inputs.add([photos, odd])
    dialog.form.folder.setText(str(tmp_path / "out"))
    dialog.refresh()
    qtbot.waitUntil(dialog.start_button.isEnabled)
    _done(dialog, qtbot)
    assert dialog.report.counts.text().startswith("1 saved · 1 failed · in ")
    assert len(list((tmp_path / "out").glob("*.png"))) == 1


def test_how_many_at_once_is_checked(ready) -> None:
    ready.form.jobs.text_entered.emit("3")
    assert ready.form.at_once == 3
    for wrong in ("0", "many", "257"):
        ready.form.jobs.text_entered.emit(wrong)
        assert ready.form.jobs.marked
        assert ready.form.at_once == 3


def test_the_output_is_remembered(ready, studio, qtbot) -> None:
    ready.form.output.choose_format("TIFF")
    _done(ready, qtbot)
    assert studio.settings.output == Output("TIFF", "8")


def test_the_depth_follows_each_picture_until_one_is_chosen(ready, studio, qtbot, tmp_path) -> None:
    deep = np.arange(108, dtype=np.uint16).reshape(9, 12) * 500
    Image.fromarray(deep).save(tmp_path / "photos" / "b.png")
    fields = ready.form.output
    assert [fields.depth.itemText(i) for i in range(2)] == ["As the picture", "8 bits"]
    assert fields.depth.currentText() == "As the picture"
    fields.choose_format("TIFF")
    assert fields.depth.currentText() == "As the picture"
    _done(ready, qtbot)

    def depths() -> list[str]:
        found = sorted((tmp_path / "out").glob("*.tif"))
        return [str(read_picture(path).pixels.dtype) for path in found]

    assert depths() == ["uint8", "uint16"]
    ready.back_button.click()
    with qtbot.waitSignal(ready.form.changed):
        fields.depth.setCurrentIndex(fields.depth.findData("8"))
        fields.depth.activated.emit(fields.depth.currentIndex())
    assert not fields.depth_follows
    qtbot.waitUntil(ready.start_button.isEnabled)
    _done(ready, qtbot)
    assert depths() == ["uint8", "uint8"]
    with qtbot.waitSignal(ready.form.changed):
        fields.depth.setCurrentIndex(0)
        fields.depth.activated.emit(0)
    assert ready.form.request(studio.session.pipeline).depth_follows


def test_every_control_has_a_name_and_a_tip(dialog) -> None:
    for widget in dialog.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            named = widget.accessibleName() or getattr(widget, "text", lambda: "")()
            assert named, widget
            if isinstance(widget, QAbstractButton):
                assert widget.toolTip(), widget


def test_no_key_presses_start_by_accident(ready, qtbot) -> None:
    qtbot.keyClick(ready.form.name, Qt.Key.Key_Return)
    assert not ready.busy
    ready.inputs.clear.setFocus()
    qtbot.keyClick(ready.inputs.clear, Qt.Key.Key_Return)
    assert ready.inputs.words == ()


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (Report(3, 0, (), (), 0, 0.24), "3 saved · in 0.2 s"),
        (Report(1234, 5, (), (), 7, 75.0), "1,234 saved · 5 done before · 7 left · in 1 min 15 s"),
        (Report(0, 0, (), (), 0, 3900.0), "0 saved · in 1 h 05 min"),
    ],
)
def test_a_report_is_a_line(report: Report, words: str) -> None:
    assert in_words(report) == words


def test_the_preview_passes_over_what_cannot_be_read(dialog, photos, tmp_path, qtbot) -> None:
    (photos / "0-broken.jpg").write_bytes(b"broken")
    dialog.inputs.add([photos])
    dialog.form.folder.setText(str(tmp_path / "out"))
    dialog.refresh()
    qtbot.waitUntil(lambda: dialog.preview.frame.pixels is not None)
    told = "a.png and its map\n0-broken.jpg cannot be read"
    assert dialog.preview.words.text() == told


def test_what_has_no_picture_has_no_caption(dialog, tmp_path, qtbot) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"broken")
    dialog.inputs.add([tmp_path / "broken.jpg"])
    dialog.form.folder.setText(str(tmp_path / "out"))
    dialog.refresh()
    qtbot.waitUntil(lambda: "broken.jpg" in dialog.preview.frame.message)
    assert dialog.preview.words.text() == ""


def test_numbers_have_the_readers_decimal_sign_but_not_when_copied(ready, comma) -> None:
    told: list[str] = []
    ready.report.told.connect(told.append)
    losses = (("JPEG changes 1.5 % of the pixels", 1234),)
    ready.report.end(Report(1234, 0, (), losses, 0, 0.14))
    assert ready.report.counts.text() == "1\u202f234 saved · in 0,1 s"
    assert told == ["Batch: 1\u202f234 saved · in 0,1 s"]
    assert ready.report.losses.text() == "1\u202f234 pictures: JPEG changes 1,5 % of the pixels"
    assert ready.report.text.startswith(
        "1,234 saved · in 0.1 s\n1,234 pictures: JPEG changes 1.5 %"
    )
