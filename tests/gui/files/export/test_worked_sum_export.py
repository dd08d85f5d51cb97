"""The worked sum as a page, PNG and SVG."""

from __future__ import annotations

import html
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QMessageBox

from convstudio.gui.files.export.drawing_file import png, svg
from convstudio.gui.files.export.words import PAPER, Words
from convstudio.gui.files.export.worked_sum_blocks import SumBlocks
from convstudio.gui.files.export.worked_sum_dialog import WorkedSumDialog
from convstudio.gui.files.export.worked_sum_page import WorkedSumPage
from convstudio.gui.theme import DARK, LIGHT
from convstudio.gui.viewer.inspector_tone import toned
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.inspection import inspect
from convstudio.pipeline.pipeline import Convolution, Pipeline
from tests.gui.entering import choose

SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), 1, name="Sobel x")
GRAY = Picture((np.arange(25, dtype=np.uint8) * 9).reshape(5, 5, 1))
RGB = Picture(np.random.default_rng(0).integers(0, 256, (9, 9, 3), np.uint8))
FAMILY = "DejaVu Sans"


def page_of(picture: Picture, kernel: Kernel = SOBEL, at=(2, 2), **layer) -> WorkedSumPage:
    pipeline = Pipeline((Convolution(kernel, **layer),))
    found = inspect(pipeline, picture, *at)
    return WorkedSumPage(found, toned(found, pipeline.tone, None), "photo.png · Sobel x", FAMILY)


def words_of(page: WorkedSumPage) -> list[str]:
    """The texts of the page; Qt ends one where Greek letters begin."""
    made = svg(page.size, page.title, page.paint).decode()
    return [html.unescape(text) for text in re.findall(r">([^<]*)</text>", made)]


def test_a_page_has_the_patch_the_kernel_the_products_and_the_steps(qapp) -> None:
    words = words_of(page_of(GRAY))
    patch = [str(int(GRAY.pixels[r, c, 0])) for r in (1, 2, 3) for c in (1, 2, 3)]
    assert words[0] == "Map pixel (2, 2) · Gray = 72"
    assert "photo.png · Sobel x" in words
    for text in (*patch, "−2", "+234", "×", "=", "Σ = 72", "Kernel", "Products"):
        assert text in words
    assert words.count("= map value (gray)") == 1
    assert "54 · (−1) + 72 · 1 + 99 · (−2) + 117 · 2 + 144 · (−1) + 162 · 1 = 72" in words
    assert "3 terms with weight 0 left out" in words


def test_rows_and_columns_of_the_picture_are_numbered(qapp) -> None:
    words = words_of(page_of(GRAY, at=(0, 2)))
    assert "−1" in words
    assert "outside the picture: border Zeros" in words
    assert "outside the picture: border Zeros" not in words_of(page_of(GRAY))


def test_a_tone_that_is_not_known_yet_is_left_out(qapp) -> None:
    found = inspect(Pipeline((Convolution(SOBEL),)), GRAY, 2, 2)
    words = words_of(WorkedSumPage(found, None, "photo.png", FAMILY))
    assert "= map value (gray)" in words
    assert not [word for word in words if "tone" in word or "looked at" in word]


def test_every_channel_that_is_summed_has_a_block(qapp) -> None:
    words = words_of(page_of(RGB, channels="luminance"))
    for name in ("red", "green", "blue"):
        assert f"Picture, {name}" in words
    assert sum(word.startswith("Σ = ") for word in words) == 3
    assert "".join(words).count(" Red: 0.2126 × ") == 1


def test_alpha_that_weights_is_a_block_of_its_own(qapp) -> None:
    rgba = Picture(np.full((5, 5, 4), 200, np.uint8), has_alpha=True)
    words = words_of(page_of(rgba, alpha="weighted"))
    assert "α · w" in "".join(words)


def test_a_written_sum_is_broken_and_long_ones_are_left_out(qapp) -> None:
    five = Kernel(tuple((1.5,) * 5 for _ in range(5)), 37.5)
    lines = [word for word in words_of(page_of(RGB, five, (4, 4))) if " · 1.5" in word]
    assert len(lines) > 1
    assert sum(line.count(" · 1.5") for line in lines) == 25
    assert all(line.startswith("+") for line in lines[1:])
    nine = Kernel(tuple((1.0,) * 9 for _ in range(9)), 81)
    assert not [word for word in words_of(page_of(RGB, nine, (4, 4))) if " · 1 " in word]


@pytest.mark.parametrize("side", [1, 3, 9, 21])
def test_no_cell_cuts_its_text_and_nothing_leaves_the_page(qapp, side: int) -> None:
    picture = Picture(np.random.default_rng(1).random((30, 30, 1), np.float32) * 1e-3)
    kernel = Kernel(tuple((-0.123456,) * side for _ in range(side)), 1)
    page = page_of(picture, kernel, (15, 15))
    found = inspect(Pipeline((Convolution(kernel),)), picture, 15, 15)
    for block in SumBlocks(found, Words(FAMILY)).made:
        metrics = QFontMetricsF(block.font)
        for grid, width, corner in zip(block.grids, block.widths, block.corners, strict=True):
            texts = [grid.text(r, c) for r in range(side) for c in range(side)]
            assert max(map(metrics.horizontalAdvance, texts)) + 4 <= width
            assert corner.x() + side * width <= block.width
        for text, at, size, _muted in block.texts:
            assert at.x() + Words(FAMILY).width(text, size) <= block.width + 0.01
        assert block.width + 56 <= page.size.width()


def test_the_page_is_paper_whatever_the_theme(qapp) -> None:
    assert PAPER.window == PAPER.base == "#ffffff"
    assert PAPER.text == LIGHT.text != DARK.text


def test_a_png_is_three_times_as_large(qapp, tmp_path: Path) -> None:
    page = page_of(GRAY)
    file = tmp_path / "sum.png"
    file.write_bytes(png(page.size, page.paint))
    with Image.open(file) as opened:
        assert opened.info["dpi"] == pytest.approx((288, 288), abs=0.1)
        image = np.asarray(opened.convert("RGB"))
    assert image.shape == (3 * page.size.height(), 3 * page.size.width(), 3)
    assert (image[:, [0, -1]] == 255).all()
    assert (image[[0, -1]] == 255).all()


def test_a_huge_page_is_smaller_rather_than_too_large(qapp) -> None:
    size = page_of(GRAY).size * 15
    data = png(size, lambda _painter: None)
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    assert width * height <= 64_000_000
    assert abs(width / height - size.width() / size.height()) < 0.01


def test_an_svg_says_as_much_in_another_program(qapp) -> None:
    resvg = pytest.importorskip("resvg_py")
    page = page_of(GRAY, at=(0, 2))
    made = svg(page.size, page.title, page.paint)
    assert re.search(rb'width="[\d.]+mm"', made)
    assert b'font-family="DejaVu Sans, sans-serif"' in made
    drawn = bytes(resvg.svg_to_bytes(svg_string=made.decode(), dpi=96))
    assert drawn.startswith(b"\x89PNG")


def test_words_are_measured_as_they_are_painted(qapp) -> None:
    words = Words(FAMILY)
    assert words.width("wide", 20) > words.width("wide", 10)
    words.paint(None, QPointF(), "", 10, "#000000")  # no text: nothing is asked of the painter


@pytest.fixture
def inspected(studio, qtbot, sample_opened: Path):
    studio.inspecting.open(opened=True)
    studio.inspecting.pick((100, 200))
    return studio


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_the_sum_on_show_is_saved(inspected, qtbot, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"sum.{ending}"
    with qtbot.waitSignal(inspected.files.saving.worker.finished):
        inspected.files.saving.sum.save(file)
    data = file.read_bytes()
    assert data.startswith(b"\x89PNG") if ending == "png" else b"Map pixel (200, 100)" in data


@pytest.fixture
def dialog(inspected, qtbot, tmp_path: Path) -> WorkedSumDialog:
    inspected.settings.folder = tmp_path
    inspected.files.actions["export-sum"].trigger()
    (made,) = [d for d in inspected.window.findChildren(WorkedSumDialog) if d.isVisible()]
    qtbot.waitUntil(lambda: not made.preview.pixmap().isNull())
    return made


def test_the_dialog_keeps_the_sum_that_was_on_show(
    inspected, dialog, qtbot, tmp_path: Path
) -> None:
    assert dialog.place.path == tmp_path / "coffee-sum-200-100.png"
    inspected.inspecting.pick((5, 5))
    dialog.place.name.setText("s.svg")
    assert dialog.format.box.currentData() == "SVG"
    with qtbot.waitSignal(inspected.files.saving.worker.finished):
        dialog.save.click()
    assert b"Map pixel (200, 100)" in (tmp_path / "s.svg").read_bytes()


def test_the_name_follows_the_format(dialog) -> None:
    assert [dialog.format.box.itemText(row) for row in range(2)] == ["PNG (.png)", "SVG (.svg)"]
    choose(dialog.format.box, "SVG")
    assert dialog.place.name.text() == "coffee-sum-200-100.svg"
    assert dialog.place.name.toolTip()


def test_the_preview_is_the_whole_page_in_small(dialog) -> None:
    image = dialog.preview.pixmap().toImage()
    assert image.width() <= dialog.preview.width()
    assert image.height() <= dialog.preview.height()
    assert image.pixelColor(0, 0).getRgb()[:3] == (255, 255, 255)
    assert len({image.pixel(x, image.height() // 2) for x in range(image.width())}) > 5


def test_the_dialog_refuses_other_endings_and_asks_before_it_replaces(
    dialog, notice_words, tmp_path: Path
) -> None:
    dialog.place.name.setText("s.jpg")
    dialog.save.click()
    message, hint = notice_words()
    assert message == "A worked sum cannot be saved as “s.jpg”."
    assert hint == "Let the name end in .png or .svg."
    (tmp_path / "s.png").write_bytes(b"old")
    dialog.place.name.setText("s.png")
    dialog.save.click()
    (box,) = dialog.findChildren(QMessageBox, "replace-file")
    box.reject()
    assert (tmp_path / "s.png").read_bytes() == b"old"
    assert dialog.isVisible()


def test_the_window_closes_with_the_dialog_open(inspected, dialog) -> None:
    inspected.files.saving.stop()
    assert not dialog.isVisible()


def test_where_nothing_is_inspected_it_says_how(studio, sample_opened, notice_words) -> None:
    studio.files.actions["export-sum"].trigger()
    message, hint = notice_words()
    assert message == "No pixel is inspected now."
    assert "F7" in hint


def test_another_ending_is_refused(inspected, tmp_path: Path, notice_words) -> None:
    inspected.files.saving.sum.save(tmp_path / "sum.txt")
    assert notice_words()[0] == "A worked sum cannot be saved as “sum.txt”."
    assert not list(tmp_path.glob("sum*"))
