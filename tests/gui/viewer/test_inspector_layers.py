"""The inspector's panel on every kind of layer: pages, lists, cells, words, the exported page."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication

from convstudio.gui.files.export.words import Words
from convstudio.gui.files.export.worked_sum_blocks import SumBlocks
from convstudio.gui.files.export.worked_sum_page import WorkedSumPage
from convstudio.gui.theme import DARK, LIGHT
from convstudio.gui.viewer.inspector import Inspector
from convstudio.gui.viewer.inspector_channels import ranked
from convstudio.gui.viewer.inspector_lines import heading, step_lines
from convstudio.gui.viewer.inspector_marks import field_marks, patch_marks
from convstudio.gui.viewer.inspector_pages import view, view_names
from convstudio.gui.viewer.inspector_text import cell_words, in_words, worked_text
from convstudio.gui.viewer.inspector_tone import Toned
from convstudio.gui.viewer.viewport import Rectangle
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.inspection import Inspection, inspect
from convstudio.pipeline.pipeline import (
    Activation,
    Bank,
    Combine,
    Convolution,
    Filter,
    Layer,
    LocallyConnected,
    Pipeline,
    Pooling,
    Weights,
)
from convstudio.pipeline.receptive import receptive_field

X = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), name="Sobel x")
Y = Kernel(((-1, -2, -1), (0, 0, 0), (1, 2, 1)), name="Sobel y")
EDGES = Bank((Filter((X,)), Filter((Y,))), channels="luminance", name="edges")
RGB = Picture(np.random.default_rng(1).integers(0, 256, (12, 12, 3)).astype(np.uint8))
SHOWN = Toned((90,), "Clip to range, 0 … 255")


def bank(rows: int, planes: int, filters: int, name: str) -> Bank:
    rng = np.random.default_rng(rows + planes)
    return Bank.of_array(np.round(rng.normal(size=(rows, rows, planes, filters)), 2), name=name)


CONV1, CONV2, MIX = bank(5, 3, 8, "conv1"), bank(3, 8, 4, "conv2"), bank(1, 8, 4, "mix")


def found_in(*layers: Layer, map: int | None = 0, row: int = 5, column: int = 4) -> Inspection:  # noqa: A002
    pipeline = Pipeline(layers, map=map)
    return inspect(pipeline, RGB, row, column)


def told(found: Inspection) -> list[tuple[str, str]]:
    return [(line.label, line.text) for line in step_lines(found, SHOWN)]


@pytest.fixture
def panel(qtbot) -> Inspector:
    made = Inspector()
    qtbot.addWidget(made)
    made.resize(1000, 288)
    made.set_colours(LIGHT)
    made.show()
    return made


def pages(panel: Inspector) -> list[str]:
    box = panel.choice.box
    return [box.itemText(index) for index in range(box.count())]


def seen(widget) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


# Pages


def test_a_few_channels_have_tabs_and_many_a_list_and_all_are_reachable(panel, qtbot) -> None:
    panel.show_inspection(found_in(CONV1), SHOWN)
    assert view_names(panel.found) == ("Red", "Green", "Blue", "Total")
    assert panel.choice.tabs.isVisible()
    many = found_in(CONV1, CONV2)
    panel.show_inspection(many, SHOWN)
    assert view_names(many) == ("All channels", *(f"Map {n}" for n in range(1, 9)))
    assert not panel.choice.tabs.isVisible()
    assert panel.choice.box.isVisible()
    assert pages(panel) == list(view_names(many))
    assert panel.channels.isVisible()
    for index, plane in enumerate(many.planes, 1):
        panel.choice.choose(index)
        assert panel.sum.isVisible()
        np.testing.assert_array_equal(panel.sum.view.grids[1].values, plane.weights)
        np.testing.assert_array_equal(panel.sum.view.grids[2].values, plane.products)


def test_the_chosen_channel_stays_from_pixel_to_pixel(panel) -> None:
    panel.show_inspection(found_in(CONV1, CONV2), SHOWN)
    panel.choice.choose(3)
    panel.show_inspection(found_in(CONV1, CONV2, column=7), SHOWN)
    assert panel.sum.view.name == "Map 3"
    panel.show_inspection(found_in(CONV1), SHOWN)
    panel.show_inspection(found_in(CONV1, CONV2), SHOWN)
    assert panel.sum.view.name == "Map 3", "also over a layer that has no such channel"


def test_the_list_has_the_largest_contribution_first(panel) -> None:
    found = found_in(CONV1, CONV2)
    panel.show_inspection(found, SHOWN)
    model = panel.channels.model()
    totals = sorted((abs(plane.total) for plane in found.planes), reverse=True)
    assert model.rowCount() == 8
    for row, total in enumerate(totals):
        text = model.data(model.index(row, 2)).replace("−", "-")
        assert abs(float(text)) == pytest.approx(total, rel=1e-5)
    largest = max(found.planes, key=lambda plane: abs(plane.total))
    assert model.data(model.index(0, 0)) == largest.name
    assert model.data(model.index(7, 3)) == "0.0 %"
    tip = model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith(f"9 products of {largest.name.lower()} add up to ")
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Patch × kernel"
    assert "still to come" in model.headerData(
        3, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    )


def test_enter_on_the_list_opens_a_channel(panel, qtbot) -> None:
    found = found_in(CONV1, CONV2)
    panel.show_inspection(found, SHOWN)
    panel.channels.setFocus()
    panel.channels.selectRow(1)
    qtbot.keyClick(panel.channels, Qt.Key.Key_Return)
    second = found.planes[ranked(found.planes).order[1]]
    assert panel.sum.isVisible()
    assert panel.sum.view.name == second.name
    assert panel.choice.box.currentText() == second.name


def test_the_list_shows_patch_kernel_and_products_as_pictures(panel) -> None:
    panel.set_colours(DARK)
    panel.show_inspection(found_in(CONV1, CONV2), SHOWN)
    QApplication.processEvents()
    view_port = panel.channels.viewport()
    left = panel.channels.columnViewportPosition(1)
    box = seen(view_port)[3:31, left + 3 + 44 : left + 3 + 44 + 28]
    assert len(np.unique(box.reshape(-1, 3), axis=0)) > 6, "the kernel's nine weights"


def test_the_list_fits_the_narrowest_panel(panel) -> None:
    panel.resize(640, 200)
    panel.show_inspection(found_in(CONV1, CONV2), SHOWN)
    QApplication.processEvents()
    assert panel.channels.horizontalScrollBar().maximum() == 0
    assert panel.channels.columnWidth(0) >= panel.fontMetrics().horizontalAdvance("Map 512")


def test_what_is_no_number_comes_first_in_the_list() -> None:
    pixels = np.ones((6, 6, 3), np.float32)
    pixels[2, 2, 1] = np.nan
    found = inspect(Pipeline((CONV1,), map=0), Picture(pixels), 2, 2)
    assert found.planes[ranked(found.planes).order[0]].name == "Green"


def test_ranking_of_nothing_but_zeros() -> None:
    found = inspect(Pipeline((CONV1,), map=0), Picture(np.zeros((6, 6, 3), np.uint8)), 2, 2)
    assert ranked(found.planes).order == (0, 1, 2)
    assert ranked(found.planes).left.tolist() == [0, 0, 0]


def test_channels_of_one_cell_stand_below_each_other(panel) -> None:
    found = found_in(CONV1, MIX, map=2)
    panel.show_inspection(found, SHOWN)
    shown = panel.sum.view
    assert shown.labels == tuple(f"Map {n}" for n in range(1, 9))
    assert shown.cells == (8, 1)
    values, weights, products = shown.grids
    assert [plane.values.item() for plane in found.planes] == values.values[:, 0].tolist()
    np.testing.assert_array_equal(products.values, values.values * weights.values)
    assert values.term(5, 0) == (found.planes[5], 0, 0)
    assert cell_words(found, *values.term(5, 0)).startswith("Map below (4, 5), map 6\n")
    left = panel.sum.arrangement.boxes[0].left
    labels = seen(panel.sum.viewport())[20:120, :left]
    assert (labels != labels[0, 0]).any(), "the names of the rows"


def test_the_terms_of_all_channels_by_size(panel) -> None:
    panel.show_inspection(found_in(CONV1, CONV2), SHOWN)
    panel.by_size.click()
    model = panel.terms.model()
    assert model.rowCount() >= 8 * 9 - 36
    assert model.data(model.index(0, 0)).startswith("Map ")


# Pooling, activation, combination, places


def test_the_value_that_won_is_outlined(panel) -> None:
    panel.show_inspection(found_in(Pooling(size=3, strides=3), row=1, column=1), SHOWN)
    found = panel.found
    (grid,) = panel.sum.view.grids
    row, column = np.argwhere(grid.chosen)[0]
    assert grid.values[row, column] == grid.values.max() == float(found.value)
    box = panel.sum.arrangement.cell_box(0, int(row), int(column))
    edge = seen(panel.sum.viewport())[box.top + 1, box.left + box.width // 2]
    assert edge.tolist() == list(QColor(LIGHT.accent).getRgb()[:3])
    assert not panel.by_size.isEnabled(), "nothing is summed"
    assert told(found)[0] == ("Largest of 9 values", f"{int(found.value)}")


def test_what_is_outside_takes_no_part_in_pooling(panel) -> None:
    layer = Pooling("average", size=3, strides=2, padding="same")
    found = found_in(layer, row=5, column=5)
    grid = view(found, 0).grids[0]
    assert found.window.outside[2].all()
    assert grid.text(2, 0) == ""
    assert grid.text(0, 0) == str(int(grid.values[0, 0]))
    assert told(found)[0][0] == "Sum of 4 values"
    assert told(found)[1][0] == "÷ 4 values"
    assert cell_words(found, found.planes[0], 2, 2) == "Outside at (12, 12): left out"
    text = worked_text(found, SHOWN)
    assert "In brackets: outside the picture, left out" in text
    assert "[–]\t[–]\t[–]" in text


def test_sobel_x_and_y_as_squares_and_their_root(panel) -> None:
    found = found_in(EDGES, Combine("magnitude"), map=None)
    panel.show_inspection(found, SHOWN)
    shown = panel.sum.view
    assert shown.labels == ("1: Sobel x", "2: Sobel y")
    assert [grid.title for grid in shown.grids] == ["Map below", "Squares"]
    assert [label for label, _ in told(found)][:3] == [
        "Sum of 2 squares", "Square root", "= map value (gray)",
    ]  # fmt: skip
    assert heading(found) == "Map pixel (4, 5) · Magnitude"


def test_the_largest_of_several_maps_is_marked() -> None:
    found = found_in(CONV1, Combine("maximum"), map=None)
    grid = view(found, 0).grids[0]
    assert grid.chosen.sum() == 1
    assert grid.values[grid.chosen].item() == grid.values.max()
    assert told(found)[0][0] == "Largest of 8 channels"


def test_direction_in_degrees() -> None:
    labels = [label for label, _ in told(found_in(EDGES, Combine("direction"), map=None))]
    assert labels[:2] == ["Angle, in degrees", "÷ 360° × white 255"]


def test_an_activation_is_one_cell_and_a_function() -> None:
    found = found_in(EDGES, Activation("leaky_relu"), map=1)
    assert view(found, 0).cells == (1, 1)
    assert view(found, 0).grids[0].title == "Map below, map 2: Sobel y"
    assert [label for label, _ in told(found)][:2] == ["Value of the map below", "Leaky ReLU"]


def test_the_kernel_of_a_place_is_called_so() -> None:
    array = np.random.default_rng(0).normal(size=(10, 10, 3, 3, 3, 2))
    found = found_in(LocallyConnected(Weights(array)), map=1)
    assert [grid.title for grid in view(found, 0).grids][1] == "Kernel of this place"
    assert heading(found) == "Map pixel (4, 5) · Locally connected 2 × 3×3 · Map 2"


def test_pooling_with_a_huge_window_is_told_in_time(no_stall, panel) -> None:
    picture = Picture(np.random.default_rng(0).integers(0, 256, (600, 600, 1)).astype(np.uint8))
    found = inspect(Pipeline((Pooling(size=600, strides=600),)), picture, 0, 0)
    panel.show_inspection(found, SHOWN)
    assert told(found)[0] == ("Largest of 360000 values", "255")


# Words


def test_headings_tell_layer_map_and_colour() -> None:
    assert heading(found_in(Convolution(X), map=None)) == "Map pixel (4, 5) · Red"
    assert heading(found_in(CONV1, map=2)) == "Map pixel (4, 5) · conv1 · Map 3"
    both = Bank((Filter((X,)), Filter((Y,))), channels="each")
    words = heading(found_in(both, map=1))
    assert words == "Map pixel (4, 5) · Convolution 2 × 3×3 · 2: Sobel y · Red"


def test_many_channels_are_told_as_one_line_and_the_field_as_a_note() -> None:
    found = found_in(CONV1, CONV2, row=0)
    labels = [label for label, _ in told(found)]
    assert labels[0] == "Sum over 8 channels"
    assert not any(label.startswith("Σ ") for label in labels)
    assert told(found)[-1] == (
        "", "receptive field 7×7: columns 1\u00a0…\u00a07, rows 0\u00a0…\u00a03 of the picture",
    )  # fmt: skip


def test_words_name_the_largest_channels_and_the_clipboard_has_all(panel) -> None:
    found = found_in(CONV1, CONV2)
    words = in_words(found, SHOWN)
    assert "The 4 largest of 8 channels." in words
    assert words.count("Products of map") == 4
    panel.show_inspection(found, SHOWN)
    panel.copy()
    text = QGuiApplication.clipboard().text()
    assert all(f"\nMap {number}\n" in text for number in range(1, 9))


def test_values_are_read_aloud_where_nothing_is_multiplied() -> None:
    words = in_words(found_in(EDGES, Combine("magnitude"), map=None), SHOWN)
    assert "Values of map 1: Sobel x: " in words
    assert "×" not in words.split("→ tone")[0]


# Marks


def test_a_stack_marks_its_field_and_where_its_window_stands() -> None:
    found = found_in(CONV1, Pooling(), map=0, row=2, column=3)
    window, field = patch_marks(found)
    assert (window.role, field.role) == ("window", "field")
    assert window.rectangle == Rectangle(6, 4, 8, 6)
    assert field.rectangle == Rectangle(4, 2, 10, 8)


def test_padding_is_the_part_outside_and_far_pixels_are_pieces() -> None:
    three = Convolution(Kernel(((1, 1, 1),) * 3))
    corner = receptive_field([three, three], (12, 12), 0, 11)
    padding, field = field_marks(corner)
    assert (padding.role, padding.rectangle) == ("padding", Rectangle(9, -2, 14, 3))
    assert (field.role, field.rectangle) == ("field", Rectangle(9, 0, 12, 3))
    wraps = Convolution(Kernel(((1, 1, 1),) * 3), border="wrap")
    marks = field_marks(receptive_field([wraps, wraps], (12, 12), 0, 6))
    assert [mark.rectangle for mark in marks if mark.role == "field"] == [
        Rectangle(4, 0, 9, 3), Rectangle(4, 10, 9, 12),
    ]  # fmt: skip
    nothing = field_marks(receptive_field([Convolution(X, padding=4)], (12, 12), 0, 0))
    assert [mark.role for mark in nothing] == ["padding"]


# The exported page


def test_the_page_of_many_channels_has_those_that_add_most(qapp) -> None:
    many = bank(3, 8, 16, "conv2")
    found = found_in(CONV1, many, bank(3, 16, 1, "conv3"))
    blocks = SumBlocks(found, Words("Sans"))
    assert len(blocks.made) == 8
    order = ranked(found.planes).order
    np.testing.assert_array_equal(blocks.made[0].grids[1].values, found.planes[order[0]].weights)
    rest = sum(found.planes[index].total for index in order[8:])
    assert blocks.left_out.startswith("the 8 of 16 channels that add most; the other 8 add up to ")
    number = float(blocks.left_out.split()[-1].replace("−", "-"))
    assert number == pytest.approx(rest, rel=1e-5)


@pytest.mark.parametrize(
    "layers",
    [
        (CONV1,),
        (CONV1, CONV2),
        (CONV1, MIX),
        (EDGES, Combine("magnitude")),
        (EDGES, Combine("direction")),
        (Pooling(size=3, strides=3),),
        (EDGES, Activation()),
    ],
)
def test_every_layer_has_a_page(qapp, layers) -> None:
    found = found_in(*layers, row=1, column=1)
    page = WorkedSumPage(found, SHOWN, "photo", "Sans")
    image = QImage(page.size, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    page.paint(painter)
    painter.end()
    assert page.title.startswith("Map pixel (1, 1)")
    assert image.pixelColor(2, 2) == QColor("#ffffff")
