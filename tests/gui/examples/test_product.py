"""The page “Matrix product”: what it shows, and how it follows the inspected pixel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from convstudio.gui.examples.back_button import BackButton
from convstudio.gui.examples.product_layout import Box, ProductLayout, Spot
from convstudio.gui.examples.product_page import PAGE
from convstudio.gui.examples.product_reading import place_words
from convstudio.gui.examples.product_view import ProductView
from convstudio.imaging.picture import Picture

_OPENED = "stride=1;padding=valid;page=product;inspect=1,1"


@pytest.fixture
def view(studio, examples, open_example, qtbot) -> ProductView:
    open_example("one-product")
    studio.window.resize(1280, 800)
    examples.doing.do(f"page={PAGE}")
    view = examples.product.page.view
    qtbot.waitUntil(lambda: view.spot_words(Spot("map", 0, 0)) != "")
    return view


def test_the_head_tells_the_sizes(studio, examples, view, qtbot) -> None:
    head = examples.product.page.head
    assert head.text() == "9 patches × 9 numbers, times 9 × 2 weights, are 9 × 2 values."
    examples.doing.do("padding=same")
    qtbot.waitUntil(lambda: head.text().startswith("25 patches"))
    examples.doing.do("activation=relu")
    qtbot.waitUntil(lambda: head.text().endswith("values. Then the activation."))


def test_the_cells_tell_what_they_hold(view) -> None:
    assert view.spot_words(Spot("patch", 4, 4)) == ("Patch of map pixel (1, 1), cell (1, 1): 130")
    assert view.spot_words(Spot("filter", 5, 0)) == ("Sobel x: weight of cell (2, 1): 2")
    assert view.spot_words(Spot("map", 4, 0)) == "Sobel x, map pixel (1, 1): 80"
    assert view.spot_words(Spot("map", 8, 1)) == "mean, map pixel (2, 2): 190"


def test_what_lies_beyond_the_input_is_told(examples, view, qtbot) -> None:
    examples.doing.do("padding=same")
    qtbot.waitUntil(lambda: view.spot_words(Spot("patch", 0, 0)).endswith(": 0, beyond the input"))


def test_a_row_is_called_as_the_inspector_calls_its_pixel(studio, examples, view) -> None:
    examples.doing.do("inspect=1,2")
    assert studio.window.inspector.title.full_text.startswith("Map pixel (2, 1) ·")
    assert view.accessibleDescription().startswith("Patch of map pixel (2, 1), times the filters")
    assert view.spot_words(Spot("map", view.row, 0)).startswith("Sobel x, map pixel (2, 1)")
    assert place_words((1, 2)) == "(2, 1)"


def test_its_own_example_fits_the_page_at_1280_by_800(studio, examples, view, qtbot) -> None:
    examples.doing.do(_OPENED)
    bar, last = view.horizontalScrollBar(), view._layout.box(Spot("map", 8, 1))
    qtbot.waitUntil(lambda: view.row == 4)
    assert (bar.maximum(), bar.isVisible()) == (0, False)
    assert last.left + last.width < view.viewport().width()
    assert view._layout.narrow >= 3 * view.fontMetrics().horizontalAdvance("0") + 4
    image: QImage = view.viewport().grab().toImage()
    edge = image.pixelColor(last.left + last.width, last.top + 4)
    assert edge.name() == "#d3d4d8"  # the last column's border


def test_the_row_follows_the_inspected_pixel(studio, examples, view) -> None:
    examples.doing.do("inspect=1,2")
    assert view.row == 5
    examples.doing.do("step")
    assert view.row == 6
    assert "Sobel x 80, mean 170" in view.accessibleDescription()
    examples.doing.do("stop")


def test_the_pixel_follows_the_row(studio, examples, view, qtbot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert studio.inspecting.place == (0, 0)
    for key, place in (
        (Qt.Key.Key_End, (2, 2)),
        (Qt.Key.Key_Up, (2, 1)),
        (Qt.Key.Key_PageUp, (0, 0)),
        (Qt.Key.Key_Down, (0, 1)),
    ):
        qtbot.keyClick(view, key)
        assert studio.inspecting.place == place
    box = view._layout.box(Spot("map", 3, 0))
    qtbot.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(box.left + 2, box.top + 2)
    )
    assert studio.inspecting.place == (1, 0)


def test_without_the_inspector_the_cursor_leads(studio, examples, view) -> None:
    studio.inspecting.open(opened=False)
    studio.viewer.hovered.emit((2.5, 1.5))
    assert view.row == 1  # row 0, column 1 of the map lies about (1.5 … 2.5, 1.5)


def test_the_way_back_to_the_text(studio, examples, view, qtbot) -> None:
    for page in (PAGE, "maps"):
        studio.window.drawer.open(page)
        (back,) = studio.window.drawer.page(page).findChildren(BackButton)
        assert back.isVisible()
        qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
        assert studio.window.drawer.opened == "examples"


def test_there_is_no_way_back_where_no_example_is_open(studio, sample_opened) -> None:
    for page in (PAGE, "maps"):
        studio.window.drawer.open(page)
        (back,) = studio.window.drawer.page(page).findChildren(BackButton)
        assert not back.isVisible()


def test_a_closed_page_does_nothing(studio, examples, view, qtbot) -> None:
    studio.window.drawer.shut()
    examples.doing.do("inspect=2,2")
    assert view.row != 8


def test_a_layer_without_a_kernel_has_no_product(studio, examples, open_example, qtbot) -> None:
    open_example("max-pooling")
    examples.doing.do(f"page={PAGE}")
    head = examples.product.page.head
    qtbot.waitUntil(lambda: "must be made of a convolution that is on" in head.text())


def test_it_is_painted_in_the_themes_colours(studio, view, qtbot) -> None:
    def pixel(spot: Spot) -> str:
        box = view._layout.box(spot)
        image: QImage = view.viewport().grab().toImage()
        return image.pixelColor(box.left + 2, box.top + 2).name()

    light = pixel(Spot("filter", 5, 0)), pixel(Spot("filter", 3, 0)), pixel(Spot("filter", 1, 0))
    assert light[2] == "#ffffff"
    assert len(set(light)) == 3
    studio.use_theme("dark")
    assert pixel(Spot("filter", 1, 0)) == "#1c1d20"
    studio.use_theme("light")


def test_what_is_no_number_has_no_tint(studio, examples, view, qtbot) -> None:
    pixels = np.full((5, 5, 1), 50.0, np.float32)
    pixels[2, 2] = np.nan
    pixels[0, 4] = np.inf
    studio.files.opening.open_picture(Picture(pixels))
    qtbot.waitUntil(lambda: view.spot_words(Spot("patch", 0, 8)).endswith("NaN"))
    image: QImage = view.viewport().grab().toImage()  # Qt's warnings would fail this test

    def pixel(spot: Spot) -> str:
        box = view._layout.box(spot)
        return image.pixelColor(box.left + 2, box.top + 2).name()

    assert view.spot_words(Spot("map", 0, 1)) == "mean, map pixel (0, 0): NaN"
    assert pixel(Spot("patch", 0, 8)) == pixel(Spot("map", 0, 1)) == "#ffffff"
    assert pixel(Spot("filter", 5, 0)) != "#ffffff"


def test_only_what_is_in_view_is_made(studio, examples, open_example, qtbot, no_stall) -> None:
    open_example("edge-and-mean")
    examples.doing.do(f"page={PAGE}")
    head = examples.product.page.head
    qtbot.waitUntil(lambda: head.text().startswith("238,004 patches × 27 numbers"))
    view = examples.product.page.view
    examples.doing.do("inspect=397,597")
    assert view.row == 238_003
    view.viewport().grab()
    assert 0 < len(view._reading.held) < 100


def test_where_the_cells_stand() -> None:
    layout = ProductLayout(9, 36, 2, label=40, narrow=20, wide=30, height=10)
    assert layout.size == (40 + 180 + 10 + 60 + 1, 10 * 10 + 10 + 360 + 1)
    assert layout.box(Spot("patch", 0, 0)) == Box(40, 110, 20, 10)
    assert layout.box(Spot("filter", 8, 1)) == Box(260, 90, 30, 10)
    assert layout.box(Spot("map", 35, 0)) == Box(230, 460, 30, 10)
    for spot in (Spot("patch", 3, 8), Spot("filter", 0, 1), Spot("map", 20, 1)):
        box = layout.box(spot)
        assert layout.at(box.left, box.top) == spot
        assert layout.at(box.left + box.width - 1, box.top + box.height - 1) == spot
    assert layout.at(10, 10) is None
    assert layout.at(225, 200) is None
    assert (layout.place_at(109), layout.place_at(110), layout.place_at(470)) == (None, 0, None)
    assert layout.seen("patch", Box(0, 0, 1000, 120)) == (range(1), range(9))


def test_the_names_of_few_filters_are_not_cut(view) -> None:
    found = view._found
    assert found is not None
    widest = max(view.fontMetrics().horizontalAdvance(name) for name in found.filters)
    assert view._layout.title(0).width >= widest + 2
