"""The labelled comparison: its dialog, its sheet and the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QRect

from convstudio.gui.files.export.comparison_dialog import ComparisonDialog
from convstudio.gui.files.export.comparison_picture import Labelling, exporting
from convstudio.gui.files.export.comparison_sheet import Caption, Sheet, SheetTexts, label_pixels
from convstudio.imaging.grading import known_grading
from convstudio.imaging.picture import Picture
from convstudio.imaging.screen import picture_pixels
from convstudio.imaging.tone import Tone
from convstudio.jobs.comparison_picture import Compared, Scale, whole_area
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.developing import develop
from convstudio.pipeline.pipeline import Bank, Combine, Convolution, Filter, Pipeline

MEAN = Kernel(((1, 1, 1), (1, 1, 1), (1, 1, 1)), 9, name="Mean")
PICTURE = Picture(np.random.default_rng(5).integers(0, 256, (60, 80, 3), np.uint8))
PIPELINE = Pipeline((Convolution(MEAN),))
COMPARED = Compared(
    PIPELINE, PICTURE, picture_pixels(PICTURE), "side-by-side", whole_area(PIPELINE, PICTURE)
)
BAR = known_grading(Tone(), 255)


def exported(compared: Compared, path: Path, **labels) -> np.ndarray:
    exporting(compared, Labelling(**labels), path)(CancelToken(), lambda _share: None)
    return np.asarray(Image.open(path))


def within(whole: np.ndarray, part: np.ndarray) -> tuple[int, int]:
    """(row, column) where a part stands in a picture, wherever that is."""
    rows, columns = part.shape[:2]
    spots = np.argwhere((whole[: -rows or None, : -columns or None] == part[0, 0]).all(axis=2))
    for row, column in spots.tolist():
        if np.array_equal(whole[row : row + rows, column : column + columns], part):
            return row, column
    raise AssertionError("it is not in there")


@pytest.mark.parametrize("way", ["side-by-side", "stacked"])
def test_both_pictures_are_in_the_file_pixel_for_pixel(qapp, tmp_path: Path, way: str) -> None:
    whole = exported(replace(COMPARED, way=way), tmp_path / "c.png")
    before = within(whole, PICTURE.pixels)
    after = within(whole, develop(PIPELINE, PICTURE).pixels)
    if way == "stacked":
        assert before[1] == after[1]
        assert before[0] + 60 < after[0]
    else:
        assert before[0] == after[0]
        assert before[1] + 80 < after[1]


def test_what_is_wanted_is_written_and_nothing_else(qapp, tmp_path: Path) -> None:
    plain = exported(COMPARED, tmp_path / "a.png", captions=False, kernel=False, colour_bar=False)
    row, column = within(plain, PICTURE.pixels)
    below = plain[row + 61 :]
    assert (below == 255).all(), "no kernel"
    assert (plain[: row - 1] == 255).all(), "no title"
    full = exported(COMPARED, tmp_path / "b.png")
    assert full.shape[0] > plain.shape[0]
    assert full.shape[1] > plain.shape[1]
    assert column == within(full, PICTURE.pixels)[1]


def test_a_stack_has_its_map_and_no_kernel_to_be_drawn(qapp, tmp_path: Path) -> None:
    """One map of one filter has."""
    one, two = (Kernel(((0, 0, 0), row, (0, 0, 0)), name="Shift") for row in ((1, 0, 0), (0, 0, 1)))
    bank = Bank((Filter((one,)), Filter((two,))))
    for pipeline, drawn in (
        (Pipeline((bank, Combine("magnitude"))), False),
        (Pipeline((bank,), map=1), True),
    ):
        compared = replace(COMPARED, pipeline=pipeline)
        whole = exported(compared, tmp_path / "a.png", captions=False)
        plain = exported(compared, tmp_path / "b.png", captions=False, kernel=False)
        assert (whole.shape != plain.shape) == drawn
        shown = np.repeat(develop(pipeline, PICTURE).pixels, 3, axis=2)
        within(exported(compared, tmp_path / "c.png"), shown)


@pytest.mark.parametrize("ending", ["jpg", "tif"])
def test_other_formats(qapp, tmp_path: Path, ending: str) -> None:
    found = exported(COMPARED, tmp_path / f"c.{ending}").astype(int)
    expected = exported(COMPARED, tmp_path / "c.png")
    assert found.shape == expected.shape
    assert np.abs(found - expected).mean() < (0 if ending == "tif" else 4) + 1e-9


def test_what_is_clear_is_white(qapp, tmp_path: Path) -> None:
    clear = Picture(np.zeros((60, 80, 4), np.uint8), has_alpha=True)
    compared = replace(COMPARED, picture=clear, original=picture_pixels(clear))
    whole = exported(compared, tmp_path / "c.png", captions=False, kernel=False, colour_bar=False)
    assert (whole[25:80, 25:95] == 255).all()


def test_where_no_map_lies_it_is_gray_as_in_the_views(qapp, tmp_path: Path) -> None:
    bright = Picture(np.full((60, 80, 1), 255, np.uint8))
    valid = Pipeline((Convolution(Kernel(((1.0,) * 9,) * 9, 81), padding="valid"),))
    compared = replace(
        COMPARED,
        pipeline=valid,
        picture=bright,
        original=picture_pixels(bright),
        way="result",
        area=whole_area(valid, bright),
    )
    whole = exported(compared, tmp_path / "c.png", captions=False, kernel=False, colour_bar=False)
    gray = (whole == [0xDC, 0xDD, 0xE0]).all(axis=2)
    assert gray.sum() == 60 * 80 - 52 * 72


def texts(**changes) -> SheetTexts:
    captions = (Caption("Original", "80 × 60 · 8-bit RGB"), Caption("Feature map", "80 × 60"))
    made = SheetTexts("photo.png · Mean", captions, ("padding same",) * 3, MEAN, BAR)
    return replace(made, **changes)


@pytest.mark.parametrize("stacked", [False, True])
@pytest.mark.parametrize("panel", [(60, 80), (4, 6), (1000, 40), (40, 1500)])
@pytest.mark.parametrize("title", ["photo.png · Mean", "a very long title " * 20])
def test_nothing_lies_over_anything_or_beyond_the_sheet(
    qapp, panel, stacked: bool, title: str
) -> None:
    sheet = Sheet(panel, texts(title=title), "sans-serif", stacked=stacked)
    whole = QRect(0, 0, sheet.size.width(), sheet.size.height())
    bar = sheet.labels[-3].box  # half a number above and below the picture, beside it
    boxes = [*sheet.panels, *(label.box for label in sheet.labels)]
    for index, box in enumerate(boxes):
        assert whole.contains(box)
        for other in boxes[index + 1 :]:
            assert bar in (box, other) or not box.intersects(other)
    assert not any(bar.intersects(panel) for panel in sheet.panels)


def test_type_grows_with_the_pictures(qapp) -> None:
    small, large = (Sheet((r, c), texts(), "sans-serif") for r, c in ((60, 80), (4000, 6000)))
    heights = [sheet.labels[0].box.height() for sheet in (small, large)]
    assert heights[1] > 5 * heights[0]


def test_no_letter_is_cut_at_the_edge_of_its_box(qapp) -> None:
    sheet = Sheet((300, 400), texts(), "sans-serif")
    for label in sheet.labels[:3]:
        pixels = label_pixels(label)
        assert (pixels != 255).any()
        assert (pixels[:, -1] == 255).all()
        assert (pixels[-1] == 255).all()


def test_large_kernels_are_pictures(qapp) -> None:
    large = Kernel(tuple((1.0,) * 31 for _ in range(31)), 961)
    sheet = Sheet((300, 400), texts(kernel=large), "sans-serif")
    assert sheet.size.width() < 1400


@pytest.fixture
def dialog(studio, qtbot, tmp_path: Path, sample_opened: Path) -> ComparisonDialog:
    studio.settings.folder = tmp_path
    studio.files.actions["export-comparison"].trigger()
    (made,) = [d for d in studio.window.findChildren(ComparisonDialog) if d.isVisible()]
    settle(made, qtbot)
    return made


def settle(dialog, qtbot) -> None:
    qtbot.waitUntil(lambda: not dialog._worker.busy)


def choose(box, value: str) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_the_dialog_begins_as_the_views_compare(studio, dialog, qtbot) -> None:
    assert dialog.way.currentData() == "side-by-side"
    assert dialog.scale.currentData() == "1"
    dialog.reject()
    studio.viewer.set_mode("difference")
    studio.files.saving.comparison.ask()
    (made,) = [d for d in studio.window.findChildren(ComparisonDialog) if d.isVisible()]
    assert made.way.currentData() == "difference"
    made.reject()
    studio.viewer.set_mode("blink")
    studio.files.saving.comparison.ask()
    (made,) = [d for d in studio.window.findChildren(ComparisonDialog) if d.isVisible()]
    assert made.way.currentData() == "side-by-side"
    made.reject()


def test_the_size_it_says_is_the_size_of_the_file(studio, dialog, qtbot, tmp_path: Path) -> None:
    choose(dialog.way, "stacked")
    choose(dialog.scale, "1/2")
    settle(dialog, qtbot)
    told = dialog.told.text()
    dialog.place.name.setText("c.png")
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        dialog.save.click()
    with Image.open(tmp_path / "c.png") as image:
        assert told == f"{image.width} × {image.height} pixels"


def test_the_preview_is_the_sheet_in_small(dialog, qtbot) -> None:
    pixmap = dialog.preview.pixmap()
    assert not pixmap.isNull()
    wide = pixmap.width()
    for switch in dialog.switches.values():
        switch.setChecked(False)
    settle(dialog, qtbot)
    assert dialog.preview.pixmap().height() != pixmap.height() or (
        dialog.preview.pixmap().width() != wide
    )


def test_what_is_in_view_is_offered_large_enough_to_see(studio, dialog, qtbot) -> None:
    dialog.reject()
    studio.viewer.navigator.actual_size()
    for _ in range(12):
        studio.viewer.navigator.zoom_in()
    studio.files.saving.comparison.ask()
    (made,) = [d for d in studio.window.findChildren(ComparisonDialog) if d.isVisible()]
    choose(made.part, "visible")
    settle(made, qtbot)
    area = made.area
    assert area.bottom - area.top < 100
    rows, columns = made.compared.scale.size(area)
    assert max(rows, columns) >= 480
    choose(made.part, "whole")
    assert made.scale.currentData() == "1"
    assert made.area == Region(0, 0, 400, 600)
    settle(made, qtbot)
    made.reject()


@pytest.mark.parametrize("visible", [False, True])
def test_the_split_line_stays_where_it_is_on_the_picture(
    studio, qtbot, sample_opened: Path, visible: bool
) -> None:
    studio.viewer.set_mode("split")
    studio.viewer.map.split_wanted.emit(0.6)
    x, _y = studio.viewer.map.lens.picture_point(0.6 * studio.viewer.map.lens.width, 0)
    on_view = studio.files.saving.comparison._on_view
    compared = on_view.compared(studio.session.picture, "split", visible=visible)
    area = compared.area
    assert area.left + compared.split * (area.right - area.left) == pytest.approx(x)


def test_labels_are_remembered(studio, dialog, qtbot, tmp_path: Path) -> None:
    dialog.switches["kernel"].setChecked(False)
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        dialog.save.click()
    studio.files.saving.comparison.ask()
    (made,) = [d for d in studio.window.findChildren(ComparisonDialog) if d.isVisible()]
    on = {name for name, switch in made.switches.items() if switch.isChecked()}
    assert on == {"captions", "colour_bar"}
    made.reject()


def test_a_long_name_is_shortened_in_its_middle(qapp, tmp_path: Path) -> None:
    sizes = []
    for name in ("a" * 60, "a" * 120):
        named = replace(PICTURE, path=Path(f"{name}.png"))
        sizes.append(exported(replace(COMPARED, picture=named), tmp_path / "c.png").shape[1])
    assert sizes[1] < 1.1 * sizes[0]


def test_formats_can_be_seen_and_chosen(studio, dialog, qtbot, tmp_path: Path) -> None:
    box = dialog.format.box
    offered = [box.itemText(row) for row in range(box.count())]
    assert offered == ["PNG (.png)", "JPEG (.jpg, .jpeg)", "TIFF (.tif, .tiff)"]
    choose(box, "JPEG")
    assert dialog.place.name.text() == "coffee-comparison.jpg"
    dialog.place.name.setText("c.tiff")
    assert box.currentData() == "TIFF"
    choose(box, "TIFF")
    assert dialog.place.name.text() == "c.tiff", "as it was typed"
    dialog.place.name.setText("c")
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        dialog.save.click()
    with Image.open(tmp_path / "c.tif") as image:
        assert image.format == "TIFF"


def test_a_format_that_it_lacks_is_told(dialog, notice_words) -> None:
    dialog.place.name.setText("c.npy")
    dialog.save.click()
    message, hint = notice_words()
    assert message == "A comparison cannot be saved as “c.npy”."
    assert hint == "Let the name end in .png, .jpg or .tif."
    assert dialog.isVisible()


def test_every_part_has_a_name_and_a_tooltip(dialog) -> None:
    parts = [dialog.way, dialog.part, dialog.scale, dialog.preview, *dialog.switches.values()]
    for part in parts:
        assert part.toolTip()
        assert part.accessibleName()


def test_scales() -> None:
    area = Region(0, 0, 7, 10)
    assert Scale(down=4).size(area) == (2, 3)
    assert Scale(up=3).size(area) == (21, 30)
