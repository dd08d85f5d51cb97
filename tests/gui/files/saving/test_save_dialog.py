"""The dialog that saves a feature map."""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QMessageBox

from convstudio.gui.files.saving.save_dialog import SaveDialog, _line
from convstudio.imaging.output import FORMATS, Output
from convstudio.imaging.picture import Picture
from convstudio.pipeline.developing import develop
from convstudio.pipeline.losses import Loss


@pytest.fixture
def dialog(studio, qtbot, tmp_path: Path, sample_opened: Path) -> SaveDialog:
    studio.settings.folder = tmp_path
    return opened(studio, qtbot)


def opened(studio, qtbot) -> SaveDialog:
    studio.files.saving.ask_save()
    (made,) = [d for d in studio.window.findChildren(SaveDialog) if d.isVisible()]
    qtbot.waitUntil(lambda: not made._worker.busy)
    return made


def choose(box, value: str) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_it_begins_with_a_name_and_the_stem_selected(dialog, tmp_path: Path) -> None:
    assert dialog.place.path == tmp_path / "coffee-sobel-x.png"
    assert dialog.place.name.selectedText() == "coffee-sobel-x"
    assert dialog.focusWidget() is dialog.place.name


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
def test_the_ending_follows_the_format(dialog, known) -> None:
    choose(dialog.output.format, known.name)
    assert dialog.place.name.text() == f"coffee-sobel-x{known.endings[0]}"
    assert dialog.output.output.format == known.name


def test_the_format_follows_the_ending(dialog) -> None:
    for name, known in (("a.jpeg", "JPEG"), ("a.b.tif", "TIFF"), ("A.NPY", "NPY")):
        dialog.place.name.setText(name)
        assert dialog.output.output.format == known
        assert dialog.place.name.text() == name, "as it was typed"


def test_an_ending_that_is_being_typed_changes_nothing(dialog) -> None:
    dialog.place.name.setText("a.ti")
    assert dialog.output.output.format == "PNG"


def test_a_depth_that_a_format_lacks_is_not_offered_and_comes_back(dialog) -> None:
    choose(dialog.output.format, "TIFF")
    choose(dialog.output.depth, "float")
    choose(dialog.output.format, "JPEG")
    assert dialog.output.output.depth == "8"
    item = dialog.output.depth.model().item(dialog.output.depth.findData("float"))
    assert not item.isEnabled()
    assert "JPEG cannot hold 32-bit float." in item.toolTip()
    choose(dialog.output.format, "NPY")
    assert dialog.output.output.depth == "float"


def test_only_lossy_formats_have_a_quality(dialog) -> None:
    assert not dialog.output.quality.isVisible()
    place = dialog.summary.y()
    choose(dialog.output.format, "WebP")
    assert dialog.output.quality.isVisible()
    assert dialog.summary.y() == place, "nothing moves"
    dialog.output.slider.setValue(40)
    assert dialog.output.quality.value == 40
    dialog.output.quality.text_entered.emit("72")
    assert dialog.output.output.quality == dialog.output.slider.value() == 72
    dialog.output.quality.text_entered.emit("720")
    assert dialog.output.quality.marked
    assert dialog.output.output.quality == 72


def test_what_is_lost_is_said_and_counted(dialog, studio, qtbot) -> None:
    counted = dialog._counted["8", False]
    share = counted.below / counted.values
    assert share > 0.3
    assert f"• Negative values clipped: {100 * share:.0f} %" in dialog.lost.text()
    assert "so far" not in dialog.lost.text()
    choose(dialog.output.format, "TIFF")
    qtbot.waitUntil(lambda: not dialog._worker.busy)
    assert dialog._counted["8", False] is counted, "they are counted once"
    choose(dialog.output.depth, "float")
    choose(dialog.output.values, "raw")
    qtbot.waitUntil(lambda: not dialog._worker.busy)
    assert "Negative" not in dialog.lost.text()


def test_what_is_counted_so_far_says_so() -> None:
    loss = Loss("Negative values clipped", 0.123)
    assert _line(loss, exact=False) == "• Negative values clipped: 12 % so far"
    assert _line(loss, exact=True) == "• Negative values clipped: 12 %"
    assert _line(Loss("EXIF left out"), exact=False) == "• EXIF left out"


def test_saving_writes_the_file_and_is_remembered(dialog, studio, qtbot, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    dialog.place.folder.setText(str(tmp_path / "deep"))
    dialog.place.name.setText("map.webp")
    dialog.output.slider.setValue(100)
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    expected = develop(studio.session.pipeline, studio.session.picture).pixels
    np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / "deep" / "map.webp")), expected)
    assert studio.settings.folder == tmp_path / "deep"
    assert studio.settings.output == Output("WebP", quality=100)
    assert studio.settings.recent == ()  # for what was opened, and saved to be gone on with
    again = opened(studio, qtbot)
    assert again.place.name.text() == "coffee-sobel-x.webp"
    assert again.output.output == Output("WebP", quality=100)


def test_a_whole_path_in_the_name_counts(dialog, studio, qtbot, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    dialog.place.name.setText(str(tmp_path / "other" / "a"))
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        dialog.save.click()
    assert (tmp_path / "other" / "a.png").exists(), "with the format's ending"


def test_a_whole_path_is_told_apart_once_it_is_typed(dialog, qtbot, tmp_path: Path) -> None:
    dialog.place.name.setText(f"{tmp_path}/deep/a.png")
    dialog.place.name.editingFinished.emit()
    assert dialog.place.folder.text() == f"{tmp_path}/deep"
    assert dialog.place.name.text() == "a.png"
    dialog.place.name.editingFinished.emit()
    assert dialog.place.path == tmp_path / "deep" / "a.png"


def question(dialog) -> QMessageBox:
    (box,) = [b for b in dialog.findChildren(QMessageBox, "replace-file") if b.isVisible()]
    return box


def test_a_file_that_is_there_is_asked_about(dialog, studio, qtbot, tmp_path: Path) -> None:
    old = tmp_path / "coffee-sobel-x.png"
    old.write_bytes(b"old")
    dialog.save.click()
    box = question(dialog)
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    box.reject()
    assert dialog.isVisible()
    assert old.read_bytes() == b"old"
    qtbot.waitUntil(lambda: not dialog.findChildren(QMessageBox, "replace-file"))
    dialog.save.click()
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        next(b for b in question(dialog).buttons() if b.text() == "&Replace").click()
    Image.open(old).load()


def test_the_open_picture_is_not_replaced_unawares(dialog, studio, tmp_path: Path) -> None:
    Image.new("L", (5, 5)).save(tmp_path / "own.png")
    (tmp_path / "link.png").symlink_to(tmp_path / "own.png")
    for opened, told in (
        (tmp_path / "own.png", True),
        (tmp_path / "other.png", False),
        (None, False),
    ):
        dialog.place.ask_over(tmp_path / "link.png", opened, lambda: None)
        box = question(dialog)
        assert ("This is the picture that is open" in box.informativeText()) == told
        box.reject()
        box.hide()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "has no name"),
        ("missing/map.png", "There is no folder"),
        ("a.xyz", "names no format"),
        ("n" * 300 + ".png", "the name is too long"),
        ("n" * 300 + "/a.png", "There is no folder"),
    ],
)
def test_what_cannot_be_is_told_and_the_dialog_stays(
    dialog, notice_words, name: str, words: str
) -> None:
    dialog.place.name.setText(name)
    dialog.save.click()
    assert words in notice_words()[0]
    assert dialog.isVisible()


def test_a_locked_folder_is_told_and_the_dialog_stays(dialog, notice_words, monkeypatch) -> None:
    def locked(_path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("pathlib.Path.lstat", locked)
    dialog.save.click()
    assert "there is no permission" in notice_words()[0]
    assert dialog.isVisible()


def test_a_save_that_fails_keeps_the_old_file_and_is_told(
    dialog, studio, notice_words, tmp_path: Path, monkeypatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    old = tmp_path / "coffee-sobel-x.png"
    old.write_bytes(b"old")
    monkeypatch.setattr("os.fsync", full)
    studio.files.saving.save(old, Output())
    assert "the disk is full" in notice_words()[0]
    assert old.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".convs")] == []


def test_every_part_has_a_name_and_a_tooltip(dialog) -> None:
    parts = [dialog.place.name, dialog.place.folder, dialog.place.browse, dialog.output.format]
    parts += [dialog.output.depth, dialog.output.values, dialog.output.slider]
    parts += dialog.findChild(QDialogButtonBox).buttons()
    for part in parts:
        assert part.toolTip()
        assert part.accessibleName() or part.text()


def test_the_window_closes_with_the_dialog_open(dialog, studio) -> None:
    studio.files.saving.stop()
    assert not dialog.isVisible()
    assert dialog._worker._stopped


def test_a_map_of_one_value_loses_nothing(studio, qtbot, tmp_path: Path) -> None:
    Image.new("L", (9, 9), 7).save(tmp_path / "flat.png")
    studio.editor.choose_preset("identity")
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.open(tmp_path / "flat.png")
    made = opened(studio, qtbot)
    assert made.lost.text() == "Nothing: the file holds all of what is saved."
    made.reject()


def test_who_chooses_npy_is_offered_the_numbers(dialog) -> None:
    choose(dialog.output.format, "NPY")
    assert dialog.output.output == Output("NPY", "float", raw=True)
    choose(dialog.output.format, "PNG")
    assert dialog.output.output == Output("PNG"), "what was only proposed goes with NPY"
    dialog.place.name.setText("a.npy")
    assert dialog.output.output == Output("NPY", "float", raw=True)


@pytest.mark.parametrize(("box", "value"), [("depth", "16"), ("values", "shown")])
def test_what_was_chosen_stays_with_npy(dialog, box: str, value: str) -> None:
    choose(getattr(dialog.output, box), value)
    chosen = dialog.output.output
    choose(dialog.output.format, "NPY")
    assert dialog.output.output == Output("NPY", chosen.depth, chosen.raw)


def test_half_of_what_npy_proposed_is_taken_back(dialog) -> None:
    choose(dialog.output.format, "NPY")
    choose(dialog.output.values, "shown")
    assert dialog.output.output == Output("NPY", "float")
    choose(dialog.output.format, "TIFF")
    assert dialog.output.output == Output("TIFF", "float")
    choose(dialog.output.format, "NPY")
    assert dialog.output.output == Output("NPY", "float")


def test_npy_as_it_was_last_is_as_it_was_last(studio, dialog, qtbot) -> None:
    dialog.reject()
    studio.settings.output = Output("NPY", "16")
    again = opened(studio, qtbot)
    again.place.name.setText("b.npy")
    assert again.output.output == Output("NPY", "16")
    again.reject()


def test_numbers_that_were_only_proposed_are_so_the_next_time(studio, dialog, qtbot) -> None:
    choose(dialog.output.format, "NPY")
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        dialog.save.click()
    again = opened(studio, qtbot)
    assert again.output.output == Output("NPY", "float", raw=True)
    choose(again.output.format, "PNG")
    assert again.output.output == Output("PNG")
    choose(again.output.format, "NPY")
    choose(again.output.values, "shown")
    again.place.name.setText("b.npy")
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        again.save.click()
    assert studio.settings.output == Output("NPY", "float")


def test_who_chooses_a_table_is_offered_the_numbers(dialog) -> None:
    choose(dialog.output.format, "CSV")
    assert dialog.output.output == Output("CSV", "float", raw=True)
    choose(dialog.output.format, "NPY")
    assert dialog.output.output == Output("NPY", "float", raw=True)
    choose(dialog.output.format, "TIFF")
    assert dialog.output.output == Output("TIFF")


def test_colours_are_refused_as_a_table_before_the_dialog_closes(
    dialog, qtbot, tmp_path: Path
) -> None:
    choose(dialog.output.format, "CSV")
    qtbot.waitUntil(lambda: not dialog._worker.busy)
    assert dialog.lost.text().startswith("CSV holds one number a pixel, and here are 3.\nSave it")
    dialog.save.click()
    box = dialog.findChild(QMessageBox)
    assert "CSV holds one number a pixel" in box.text()
    box.accept()
    assert dialog.isVisible()
    assert not list(tmp_path.glob("*.csv"))


def test_a_table_that_was_chosen_last_gives_way_where_it_cannot_be(studio, dialog, qtbot) -> None:
    dialog.reject()
    studio.settings.output = Output("CSV", "float", raw=True)
    again = opened(studio, qtbot)
    assert again.output.output == Output("PNG")
    assert again.place.name.text().endswith(".png")
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        again.save.click()
    assert studio.settings.output == Output("CSV", "float", raw=True), "nobody chose another"


def test_a_signal_goes_back_into_its_spreadsheet(studio, qtbot, tmp_path: Path) -> None:
    studio.settings.folder = tmp_path
    (tmp_path / "s.csv").write_text("0.5\n1\n-3\n")
    with qtbot.waitSignal(studio.session.picture_changed):
        studio.files.opening.open(tmp_path / "s.csv")
    studio.editor.choose_preset("identity")
    made = opened(studio, qtbot)
    assert made.place.name.text() == "s-identity.csv"
    assert made.output.output == Output("CSV", "float", raw=True)
    assert made.lost.text() == "Nothing: the file holds all of what is saved."
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        made.save.click()
    assert (tmp_path / "s-identity.csv").read_text() == "0.5\n1\n-3\n"
    assert studio.settings.last_output is None, "it was only proposed"


def test_losses_have_the_readers_decimal_sign(comma) -> None:
    loss = Loss("Negative values clipped", 0.018)
    assert _line(loss, exact=True) == "• Negative values clipped: 1,8 %"


@pytest.fixture
def deep_opened(studio, qtbot, tmp_path: Path) -> None:
    studio.settings.folder = tmp_path
    Image.fromarray(np.arange(108, dtype=np.uint16).reshape(9, 12) * 500).save(tmp_path / "d.png")
    with qtbot.waitSignal(studio.session.picture_changed):
        studio.files.opening.open(tmp_path / "d.png")


@pytest.mark.usefixtures("deep_opened")
def test_a_deep_picture_is_proposed_16_bits_where_the_format_has_them(studio, qtbot) -> None:
    dialog = opened(studio, qtbot)
    assert dialog.output.output == Output("PNG", "16")
    choose(dialog.output.format, "JPEG")
    assert dialog.output.output.depth == "8"
    choose(dialog.output.format, "TIFF")
    assert dialog.output.output.depth == "16"
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        dialog.save.click()
    assert studio.settings.output == Output("TIFF", "8"), "16 bits were not asked for"
    again = opened(studio, qtbot)
    choose(again.output.depth, "8")
    choose(again.output.format, "NPY")
    assert again.output.output == Output("NPY", "8"), "as it was chosen"


@pytest.mark.usefixtures("deep_opened")
def test_a_depth_that_was_chosen_is_remembered(studio, qtbot) -> None:
    studio.settings.output = Output("TIFF", "float")
    dialog = opened(studio, qtbot)
    assert dialog.output.output == Output("TIFF", "float"), "deeper than 16 bits"
    choose(dialog.output.depth, "16")
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        dialog.save.click()
    assert studio.settings.output == Output("TIFF", "16")


def test_transparency_that_is_rounded_is_told(studio, qtbot, tmp_path: Path) -> None:
    studio.settings.folder = tmp_path
    pixels = np.full((9, 12, 4), 0.5, np.float32)
    pixels[..., 3] = 1.5
    with qtbot.waitSignal(studio.session.picture_changed):
        studio.files.opening.open_picture(Picture(pixels, True))
    studio.settings.output = Output("TIFF", "float", raw=True)
    dialog = opened(studio, qtbot)
    assert dialog.lost.text() == "• Transparency beyond clear and opaque cut: 100 %"
