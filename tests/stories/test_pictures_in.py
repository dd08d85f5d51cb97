"""Pictures that come in: pages of a stack, the clipboard, and the chart of the textbooks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QDialog

from convstudio.gui.files.pictures.chart_dialog import TestChartDialog
from convstudio.gui.files.pictures.part_chooser import PartChooser
from convstudio.gui.qimage import wrap
from tests.stories.walk import SOBEL_X, Walk, on_screen, scipy_map


def dialog_of(walk: Walk, kind: type[QDialog]):
    """The dialog of that kind, once it has the keyboard."""

    def shown() -> list[QDialog]:
        found = walk.window.findChildren(kind)
        return [dialog for dialog in found if dialog.isVisible() and dialog.isActiveWindow()]

    walk.until(lambda: bool(shown()))
    return shown()[0]


def at_actual_size(walk: Walk) -> None:
    walk.hand.press("Ctrl+1")
    walk.until(lambda: walk.studio.viewer.navigator.viewport.scale == 1)


def test_open_a_stack_choose_a_page_and_go_through_the_others(
    walk: Walk, look_at, tmp_path: Path
) -> None:
    random = np.random.default_rng(7)
    pages = random.integers(0, 256, (4, 90, 120), dtype=np.uint8)
    images = [Image.fromarray(page) for page in pages]
    images[0].save(tmp_path / "stack.tif", save_all=True, append_images=images[1:])

    walk.hand.press("Ctrl+O")
    walk.answer_file_dialog("open-picture", tmp_path / "stack.tif")
    chooser = dialog_of(walk, PartChooser)
    walk.hand.press("Down")
    walk.until(lambda: chooser.part.name == "2")
    walk.hand.press("Return")
    session = walk.studio.session
    walk.until(lambda: session.picture.part == "2")
    at_actual_size(walk)
    for step, page in (("Ctrl+PgDown", 2), ("Ctrl+PgDown", 3), ("Ctrl+PgUp", 2)):
        walk.hand.press(step)
        walk.until(lambda page=page: session.picture.part == str(page + 1))
        assert walk.studio.viewer.navigator.viewport.scale == 1
        gray = pages[page][..., np.newaxis]
        shown = on_screen(look_at(walk.studio.viewer.map), gray.shape)
        np.testing.assert_array_equal(shown, np.repeat(scipy_map(gray, SOBEL_X), 3, axis=2))


def test_paste_a_bitmap_and_see_its_map(walk: Walk, look_at) -> None:
    pixels = np.random.default_rng(8).integers(0, 256, (80, 100, 3), dtype=np.uint8)
    QGuiApplication.clipboard().setImage(wrap(pixels).convertToFormat(QImage.Format.Format_RGB32))
    walk.hand.press("Ctrl+Alt+V")
    walk.until(lambda: walk.studio.session.picture.path is None)
    at_actual_size(walk)
    shown = on_screen(look_at(walk.studio.viewer.map), pixels.shape)
    np.testing.assert_array_equal(shown, scipy_map(pixels, SOBEL_X))
    np.testing.assert_array_equal(walk.studio.session.picture.pixels, pixels)


def test_the_worked_example_of_the_textbooks(walk: Walk) -> None:
    """SEMANTICS.md: every row of the 6×6 map is 0 0 3 3 0 0."""
    walk.hand.press("Ctrl+Alt+N")
    dialog = dialog_of(walk, TestChartDialog)
    walk.hand.type("Vert")
    walk.until(lambda: dialog.settings["width"] == 8)
    walk.hand.press("Return")
    walk.until(lambda: walk.studio.session.picture.width == 8)
    for row in range(3):
        for column, weight in enumerate("010"):
            walk.type_weight(row, column, weight)
    convolution = walk.window.convolution_panel
    convolution.padding.mode.setFocus()
    walk.hand.type("Val")
    walk.until(lambda: walk.layer.padding == "valid")
    values = walk.studio.viewer.map.frame.values
    assert values[..., 0].tolist() == [[0, 0, 3, 3, 0, 0]] * 6
