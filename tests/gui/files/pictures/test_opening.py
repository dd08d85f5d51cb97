"""What comes into a window, by every way."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QByteArray, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import (
    QColorSpace,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QPalette,
)
from PySide6.QtWidgets import QApplication, QMessageBox

from convstudio.gui.files.pictures.incoming import Incoming, incoming
from convstudio.gui.files.pictures.open_dialog import OpenDialog
from convstudio.gui.files.pictures.part_chooser import PartChooser
from convstudio.gui.viewer.modes import MODES
from convstudio.imaging.picture import Picture
from convstudio.paths import sample_picture


@pytest.fixture
def opening(studio):
    return studio.files.opening


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """Three pages, of 10, 20 and 30 everywhere."""
    pages = [Image.new("L", (80, 60), value) for value in (10, 20, 30)]
    pages[0].save(tmp_path / "stack.tif", save_all=True, append_images=pages[1:])
    return tmp_path / "stack.tif"


def chooser(studio) -> PartChooser | None:
    found = studio.window.findChildren(PartChooser)
    return found[-1] if found and found[-1].isVisible() else None


def open_page(studio, qtbot, path: Path, part: str) -> None:
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.open(path, part)


# Files with several pictures


def test_a_stack_asks_which_page(studio, qtbot, opening, stack: Path) -> None:
    opening.open(stack)
    qtbot.waitUntil(lambda: chooser(studio) is not None)
    assert studio.session.picture is None
    dialog = chooser(studio)
    dialog.list.setCurrentIndex(dialog.list.model().index(1, 0))
    with qtbot.waitSignal(opening.opened):
        dialog.accept()
    assert studio.session.picture.part == "2"
    assert (studio.session.picture.pixels == 20).all()


def test_who_chooses_none_in_an_empty_window_sees_the_first(
    studio, qtbot, opening, stack: Path
) -> None:
    opening.open(stack)
    qtbot.waitUntil(lambda: chooser(studio) is not None)
    with qtbot.waitSignal(opening.opened):
        chooser(studio).reject()
    assert studio.session.picture.part == "1"


def test_who_chooses_none_keeps_what_is_open(
    studio, qtbot, opening, sample_opened: Path, stack: Path
) -> None:
    opening.open(stack)
    qtbot.waitUntil(lambda: chooser(studio) is not None)
    chooser(studio).reject()
    assert not opening.worker.busy
    assert studio.session.picture.path == sample_opened


def test_pages_are_gone_through_and_the_view_stays(studio, qtbot, opening, stack: Path) -> None:
    open_page(studio, qtbot, stack, "1")
    told: list[str] = []
    opening.told.connect(told.append)
    studio.viewer.navigator.zoom_in()
    view = studio.viewer.navigator.viewport
    with qtbot.waitSignal(studio.live_map.shown):
        pass
    seen = studio.viewer.map.frame.values.shape
    with qtbot.waitSignal(opening.opened):
        studio.files.actions["part-after"].trigger()
    assert (studio.session.picture.pixels == 20).all()
    with qtbot.waitSignal(studio.live_map.shown):
        pass
    assert studio.viewer.navigator.viewport == view
    assert told[-1] == "Opened stack.tif, Page 2"
    assert studio.viewer.map.frame.values.shape == seen


def test_the_inspected_pixel_is_that_of_the_next_page(studio, qtbot, opening, stack: Path) -> None:
    open_page(studio, qtbot, stack, "1")
    studio.inspecting.open(opened=True)
    studio.inspecting.pick((20, 30))
    qtbot.waitUntil(lambda: studio.inspector._found is not None)
    assert studio.inspector._found.planes[0].values[1, 1] == 10
    opening.step_part(1)
    qtbot.waitUntil(lambda: studio.inspector._found.planes[0].values[1, 1] == 20)
    assert (studio.inspector._found.row, studio.inspector._found.column) == (20, 30)
    with qtbot.waitSignal(opening.opened):
        opening.open(sample_picture("camera.png"))
    qtbot.waitUntil(lambda: studio.inspector._found is None)


def test_a_held_key_goes_on_from_the_page_that_is_still_coming(
    studio, qtbot, opening, stack: Path
) -> None:
    open_page(studio, qtbot, stack, "1")
    for _ in range(3):  # once more than there are pages
        opening.step_part(1)
    qtbot.waitUntil(lambda: not opening.worker.busy)
    assert studio.session.picture.part == "3"


def test_the_strip_shows_where_one_is_and_the_actions_end_with_it(
    studio, qtbot, opening, stack: Path
) -> None:
    strip, actions = studio.files.parts, studio.files.actions
    assert strip.isHidden()
    assert not any(actions[name].isEnabled() for name in ("part", "part-before", "part-after"))
    open_page(studio, qtbot, stack, "1")
    assert strip.isVisible()
    assert strip.place.text() == "1 / 3"
    assert not actions["part-before"].isEnabled()
    with qtbot.waitSignal(opening.opened):
        strip.after.click()
    with qtbot.waitSignal(opening.opened):
        strip.after.click()
    assert strip.place.text() == "3 / 3"
    assert not strip.after.isEnabled()
    assert not actions["part-after"].isEnabled()
    strip.place.click()
    assert chooser(studio).part.name == "3"
    chooser(studio).reject()
    with qtbot.waitSignal(opening.opened):
        opening.open(sample_picture("camera.png"))
    assert strip.isHidden()
    assert not actions["part"].isEnabled()


@pytest.mark.parametrize("mode", list(MODES))
def test_the_strip_is_seen_however_one_compares(
    studio, qtbot, opening, stack: Path, mode: str
) -> None:
    open_page(studio, qtbot, stack, "2")
    for way in ("split", mode):
        studio.viewer.set_mode(way)
        qtbot.waitUntil(studio.files.parts.isVisible)
        assert studio.files.parts.place.text() == "2 / 3"


# Drops and the clipboard


def test_of_several_files_the_first_is_opened_and_told(
    studio, qtbot, opening, tmp_path: Path
) -> None:
    for name in ("a.png", "b.png"):
        Image.new("L", (8, 8)).save(tmp_path / name)
    told: list[str] = []
    opening.told.connect(told.append)
    with qtbot.waitSignal(opening.opened):
        opening.take(Incoming((tmp_path / "a.png", tmp_path / "b.png")))
    assert studio.session.picture.name == "a.png"
    assert told[-1] == "Opened a.png, the first of 2; File ▸ Batch takes them all"


def test_a_folder_is_where_the_dialog_begins(studio, opening, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    opening.take(Incoming((tmp_path / "pictures",)))
    dialog = studio.window.findChild(OpenDialog)
    assert Path(dialog.directory().path()) == tmp_path / "pictures"
    dialog.reject()


def test_sessions_and_pipelines_are_handed_on(studio, qtbot, opening) -> None:
    with qtbot.waitSignal(opening.session_wanted) as session:
        opening.open(Path("mine.ConvStudio"))
    with qtbot.waitSignal(opening.pipeline_wanted) as pipeline:
        opening.take(Incoming((Path("mine.json"),)))
    assert session.args == [Path("mine.ConvStudio")]
    assert pipeline.args == [Path("mine.json")]
    assert not opening.worker.busy


def test_a_file_on_the_clipboard_is_opened(studio, qtbot, opening) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sample_picture("camera.png")))])
    QGuiApplication.clipboard().setMimeData(data)
    with qtbot.waitSignal(opening.opened):
        studio.files.actions["paste-picture"].trigger()
    assert studio.session.picture.path == sample_picture("camera.png")


def test_the_address_of_a_file_on_the_clipboard_is_opened(studio, qtbot, opening) -> None:
    QGuiApplication.clipboard().setText(str(sample_picture("camera.png")))
    with qtbot.waitSignal(opening.opened):
        opening.paste()
    assert studio.session.picture.path == sample_picture("camera.png")


def test_an_address_that_is_too_long_is_told_within_the_window(
    studio, qtbot, opening, notice_words
) -> None:
    QGuiApplication.clipboard().setText("/home/" + "n" * 300 + ".png")
    opening.paste()
    qtbot.waitUntil(lambda: studio.window.findChild(QMessageBox, "notice") is not None)
    assert studio.window.findChild(QMessageBox, "notice").width() < 700
    words = notice_words()[0]
    assert words.replace("\u200b", "") == f"“{'n' * 300}.png” cannot be read: File name too long."


def test_a_bitmap_on_the_clipboard_has_no_file(studio, qtbot, opening) -> None:
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(0xFF102030)
    QGuiApplication.clipboard().setImage(image)
    with qtbot.waitSignal(opening.opened):
        opening.paste()
    picture = studio.session.picture
    assert picture.path is None
    assert picture.kind == "8-bit RGB"
    assert (picture.pixels == (0x10, 0x20, 0x30)).all()
    assert studio.settings.recent == ()


def test_a_pasted_png_keeps_sixteen_bits_and_transparency(studio, qtbot, opening) -> None:
    buffer = io.BytesIO()
    Image.fromarray(np.full((6, 7), 40_000, np.uint16)).save(buffer, "PNG")
    data = QMimeData()
    data.setData("image/png", QByteArray(buffer.getvalue()))
    with qtbot.waitSignal(opening.opened):
        opening.take(incoming(data))
    assert studio.session.picture.kind == "16-bit gray"
    assert (studio.session.picture.pixels == 40_000).all()


def test_a_broken_bitmap_is_told_and_the_picture_stays(
    studio, opening, notice_words, sample_opened: Path
) -> None:
    opening.take(Incoming(encoded=(b"\x89PNG\r\n\x1a\n and no more", "png")), "The clipboard")
    assert "The clipboard.png" in notice_words()[0]
    assert studio.session.picture.path == sample_opened


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("1 2 1", "The clipboard holds no picture but the text “1 2 1”."),
        ("", "The clipboard holds no picture."),
    ],
)
def test_without_a_picture_it_is_said_what_is_there(
    studio, opening, notice_words, words: str, sentence: str
) -> None:
    QGuiApplication.clipboard().setText(words)
    opening.paste()
    assert notice_words()[0] == sentence


# What else there is to tell


def test_a_picture_that_was_made_is_opened(studio, qtbot, opening) -> None:
    with qtbot.waitSignal(opening.opened) as opened:
        opening.open_picture(Picture(np.zeros((5, 6, 1), np.float32)))
    assert opened.args[0] is studio.session.picture
    assert studio.session.picture.kind == "32-bit float gray"


def test_files_are_remembered_and_samples_are_not(
    studio, qtbot, opening, tmp_path: Path, sample_opened: Path
) -> None:
    Image.new("L", (8, 8)).save(tmp_path / "a.png")
    with qtbot.waitSignal(opening.opened):
        opening.open(tmp_path / "a.png")
    assert studio.settings.recent == (tmp_path / "a.png",)


def test_a_profile_is_told_over_both_views(studio, qtbot, opening, tmp_path: Path) -> None:
    profile = bytes(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb).iccProfile().data())
    Image.new("RGB", (40, 30), (200, 30, 40)).save(tmp_path / "a.png", icc_profile=profile)
    with qtbot.waitSignal(studio.live_map.shown):
        opening.open(tmp_path / "a.png")
    words = [
        studio.viewer.widget(index).header.description.full_text
        for index in range(studio.viewer.count())
    ]
    assert words[0] == "a.png · 40 × 30 · 8-bit RGB · Adobe RGB → sRGB on screen"
    assert words[1] == "Sobel x · 40 × 30 · Adobe RGB → sRGB on screen"
    assert studio.viewer.original.layers[0].cells.values[0, 0].tolist() == [200, 30, 40]


def test_called_off_the_picture_on_screen_stays(
    studio, qtbot, opening, tmp_path: Path, sample_opened: Path
) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (2000, 2000, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "large.png", compress_level=1)
    opening.open(tmp_path / "large.png")
    opening.call_off()
    assert not opening.worker.busy
    opening.worker.stop()
    assert studio.session.picture.path == sample_opened


def test_what_was_pasted_has_a_title_of_its_own(studio, qtbot, opening) -> None:
    image = QImage(6, 4, QImage.Format.Format_RGB32)
    image.fill(0xFF102030)
    QGuiApplication.clipboard().setImage(image)
    with qtbot.waitSignal(opening.opened):
        opening.paste()
    picture = studio.session.picture
    assert re.fullmatch(r"Pasted picture \d\d:\d\d", picture.name)
    assert picture.name in studio.window.windowTitle()
    with qtbot.waitSignal(opening.opened):
        studio.files.forget_changes()
        opening.take(Incoming(image=image))
    assert re.fullmatch(r"Dropped picture \d\d:\d\d", studio.session.picture.name)
    assert re.fullmatch(r"dropped-picture-\d\d-\d\d", studio.session.picture.stem)


# What hovers over the window


def _drag(window, kind: type, data: QMimeData) -> None:
    none, button = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    QApplication.sendEvent(
        window, kind(QPoint(50, 50), Qt.DropAction.CopyAction, data, button, none)
    )


def test_a_window_that_takes_what_hovers_has_an_outline(studio, sample_opened) -> None:
    outline = studio.files.drop_outline
    text, file = QMimeData(), QMimeData()
    text.setText("no picture")
    file.setUrls([QUrl.fromLocalFile(str(sample_opened))])
    _drag(studio.window, QDragEnterEvent, text)
    assert not outline.isVisible()
    _drag(studio.window, QDragEnterEvent, file)
    assert outline.isVisible()
    assert outline.size() == studio.window.size()
    grabbed = studio.window.grab().toImage()
    accent = studio.window.palette().color(QPalette.ColorRole.Accent).rgb()
    assert grabbed.pixel(1, grabbed.height() // 2) == accent
    assert grabbed.pixel(grabbed.width() - 2, grabbed.height() // 2) == accent
    QApplication.sendEvent(studio.window, QDragLeaveEvent())
    assert not outline.isVisible()
    for part in (studio.viewer, studio.window.kernel_panel):  # which leave it to the window
        _drag(part, QDragEnterEvent, file)
        assert outline.isVisible()
        QApplication.sendEvent(part, QDragLeaveEvent())
        assert not outline.isVisible()
    _drag(studio.window, QDragEnterEvent, file)
    _drag(studio.window, QDropEvent, file)
    assert not outline.isVisible()
