"""Someone who saves: the numbers for an engineer, both pictures for a paper, a sum for a slide."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tifffile
from PIL import Image
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from convstudio.pipeline.developing import develop
from convstudio.pipeline.rendering import Region, check, render
from tests.stories.walk import Walk


def dialog(walk: Walk, name: str) -> QDialog:
    def shown() -> list[QDialog]:
        return [d for d in walk.window.findChildren(QDialog, name) if d.isVisible()]

    walk.until(lambda: bool(shown()) and shown()[0].isActiveWindow())
    return shown()[0]


def test_raw_numbers_by_keyboard_alone(walk: Walk, tmp_path: Path) -> None:
    studio, hand = walk.studio, walk.hand
    file = tmp_path / "numbers.tif"
    hand.press("Ctrl+S")
    made = dialog(walk, "save-map")
    hand.press("Ctrl+A")
    hand.type(str(file))
    hand.press("Alt+P")
    walk.until(made.output.depth.hasFocus)
    hand.press("End")
    hand.press("Alt+V")
    walk.until(made.output.values.hasFocus)
    hand.press("End")
    walk.until(lambda: not made._worker.busy)
    assert "Negative" not in made.lost.text(), "the float file keeps them"
    hand.press("Return")
    walk.until(lambda: file.exists() and not studio.files.saving.worker.busy)
    picture, pipeline = studio.session.picture, studio.session.pipeline
    rows, columns = check(pipeline, picture)
    expected = render(pipeline, picture, Region(0, 0, rows, columns)).values
    found = tifffile.imread(file)
    assert found.dtype == np.float32
    assert found.min() < 0
    np.testing.assert_array_equal(found, expected)


def test_both_pictures_for_a_paper_and_for_a_mail(walk: Walk, tmp_path: Path) -> None:
    studio, hand = walk.studio, walk.hand
    file = tmp_path / "both.png"
    hand.press("Ctrl+Alt+E")
    made = dialog(walk, "export-comparison")
    walk.until(lambda: not made._worker.busy)
    told = made.told.text()
    hand.press("Ctrl+A")
    hand.type(str(file))
    hand.press("Return")
    walk.until(lambda: file.exists() and not studio.files.saving.worker.busy)
    with Image.open(file) as image:
        assert told == f"{image.width} × {image.height} pixels"
        whole = np.asarray(image)
    assert (whole[:10] == 255).all()

    hand.press("Ctrl+Alt+Shift+M")
    walk.until(lambda: QGuiApplication.clipboard().image().width() == 2 * 600 + 16)
    hand.press("Ctrl+Alt+M")
    walk.until(lambda: QGuiApplication.clipboard().image().width() == 600)
    image = QGuiApplication.clipboard().image()
    expected = develop(studio.session.pipeline, studio.session.picture).pixels
    assert image.pixelColor(200, 100).getRgb()[:3] == tuple(expected[100, 200])


def test_a_sum_for_a_slide(walk: Walk, tmp_path: Path) -> None:
    studio, hand = walk.studio, walk.hand
    file = tmp_path / "sum.svg"
    hand.press("Ctrl+Alt+W")
    assert walk.read_notice()[0] == "No pixel is inspected now."
    hand.press("F7")
    walk.until(lambda: studio.inspecting.opened)
    studio.inspecting.pick((100, 200))
    hand.press("Ctrl+Alt+W")
    dialog(walk, "export-sum")
    hand.press("Ctrl+A")
    hand.type(str(file))
    hand.press("Return")
    walk.until(file.exists)
    assert b"Map pixel (200, 100)" in file.read_bytes()
