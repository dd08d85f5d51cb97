"""The inspector's panel: what it paints, pixel by pixel, what it lists, says and copies."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip

from convstudio.gui.theme import DARK, LIGHT
from convstudio.gui.viewer.inspector import Inspector
from convstudio.gui.viewer.inspector_pins import Pin
from convstudio.gui.viewer.inspector_tone import Toned
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.inspection import Inspection, inspect
from convstudio.pipeline.pipeline import Convolution, Pipeline

SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
LARGE = Kernel(tuple(tuple(float((i * 7 + j * 5) % 19 - 9) for j in range(31)) for i in range(31)))
GRAY = Picture(np.arange(1, 21, dtype=np.uint8).reshape(4, 5, 1) * 12)
COLOUR = Picture(np.arange(60, dtype=np.uint8).reshape(4, 5, 3))
SHOWN = Toned((200, 30, 10), "Clip to range, 0 … 255")


@pytest.fixture
def panel(qtbot) -> Inspector:
    made = Inspector()
    qtbot.addWidget(made)
    made.resize(1000, 288)
    made.set_colours(LIGHT)
    made.show()
    return made


def found_in(picture: Picture, row: int, column: int, **layer) -> Inspection:
    layer.setdefault("kernel", SOBEL)
    return inspect(Pipeline((Convolution(**layer),)), picture, row, column)


def seen(widget) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def corner(panel: Inspector, grid: int, row: int, column: int) -> np.ndarray:
    """A pixel of a cell beside its text."""
    box = panel.sum.arrangement.cell_box(grid, row, column)
    return seen(panel.sum.viewport())[box.top + 3, box.left + 3]


def blend(colour: str, opacity: float, base: str) -> np.ndarray:
    over, under = (np.array(QColor(c).getRgb()[:3], float) for c in (colour, base))
    return over * opacity + under * (1 - opacity)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_products_are_coloured_by_sign_and_size(panel, colours) -> None:
    panel.set_colours(colours)
    panel.show_inspection(found_in(GRAY, 1, 1), SHOWN)
    products = panel.sum.view.grids[2]
    assert products.values[1, 2] == 2 * 96
    assert products.values[1, 0] == -2 * 72
    for (row, column), colour in (
        ((1, 2), colours.positive),
        ((1, 0), colours.negative),
        ((0, 0), colours.negative),
    ):
        opacity = 0.10 + 0.40 * abs(products.tints[row, column])
        expected = blend(colour, opacity, colours.base)
        np.testing.assert_allclose(corner(panel, 2, row, column), expected, atol=2)
    base = np.array(QColor(colours.base).getRgb()[:3])
    np.testing.assert_array_equal(corner(panel, 2, 0, 1), base)


def test_the_signs_differ_in_brightness_too_for_who_sees_no_hues() -> None:
    for colours in (LIGHT, DARK):
        plus, minus = (QColor(c).lightnessF() for c in (colours.positive, colours.negative))
        red_green = [QColor(c).getRgb()[:3] for c in (colours.positive, colours.negative)]
        assert abs(red_green[0][2] - red_green[1][2]) > 100, "blue against orange"
        assert plus != minus


def test_patch_cells_are_as_bright_as_their_values(panel) -> None:
    panel.show_inspection(found_in(GRAY, 1, 1), None)
    for row, column in np.ndindex(3, 3):
        value = GRAY.pixels[row, column, 0]
        assert corner(panel, 0, row, column).tolist() == [value] * 3


def test_padding_is_hatched_and_named(panel) -> None:
    panel.show_inspection(found_in(GRAY, 0, 0, border="symmetric"), None)
    box = panel.sum.arrangement.cell_box(0, 0, 1)
    cell = seen(panel.sum.viewport())[box.top : box.top + box.height, box.left : box.left + 12]
    assert len(np.unique(cell.reshape(-1, 3), axis=0)) > 1, "lines"
    inside = panel.sum.arrangement.cell_box(0, 1, 1)
    part = seen(panel.sum.viewport())[inside.top + 2 : inside.top + 6, inside.left + 2 :][:, :8]
    assert (part == part[0, 0]).all()
    below = seen(panel.sum.viewport())[
        panel.sum.arrangement.boxes[0].top + panel.sum.arrangement.boxes[0].height + 2 :
    ]
    assert (below != below[0, 0]).any(), "the words on what is hatched"


def test_the_text_of_a_cell_is_never_cut(panel) -> None:
    picture = Picture(np.random.default_rng(0).random((9, 9, 1), np.float32) * 1e-3)
    for kernel in (SOBEL, LARGE):
        panel.show_inspection(found_in(picture, 4, 4, kernel=kernel), None)
        metrics = panel.sum.fontMetrics()
        for grid, width in zip(panel.sum.view.grids, panel.sum.arrangement.widths, strict=True):
            size = len(grid.values)
            widest = max(
                metrics.horizontalAdvance(grid.text(row, column))
                for row, column in np.ndindex(size, size)
            )
            assert width >= widest * 0.85 + 2


def test_type_grows_where_there_is_room(panel) -> None:
    panel.resize(700, 190)
    QApplication.processEvents()
    panel.show_inspection(found_in(GRAY, 1, 1), None)
    small = panel.sum.arrangement.height
    panel.resize(1900, 500)
    QApplication.processEvents()
    assert panel.sum.arrangement.height > small


def test_large_grids_scroll_together(panel) -> None:
    panel.show_inspection(found_in(GRAY, 1, 1, kernel=LARGE), None)
    bar = panel.sum.horizontalScrollBar()
    assert bar.maximum() > 0
    rows, columns = panel.sum.arrangement.seen()
    assert abs(rows[0] + rows[-1] - 30) <= 1, "the middle first"
    assert abs(columns[0] + columns[-1] - 30) <= 1
    panel.resize(panel.width() + 200, panel.height() + 60)
    QApplication.processEvents()
    rows, columns = panel.sum.arrangement.seen()
    assert abs(rows[0] + rows[-1] - 30) <= 1, "also in a larger panel"
    assert abs(columns[0] + columns[-1] - 30) <= 1
    bar.setValue(bar.maximum())
    down = panel.sum.verticalScrollBar()
    down.setValue(down.maximum())
    rows, columns = panel.sum.arrangement.seen()
    assert (rows[-1], columns[-1]) == (30, 30)
    panel.show_inspection(found_in(GRAY, 1, 2, kernel=LARGE), None)
    assert panel.sum.arrangement.seen() == (rows, columns), "walking does not scroll back"


def test_a_kernel_of_another_size_is_shown_from_its_middle(panel) -> None:
    panel.show_inspection(found_in(GRAY, 1, 1, kernel=LARGE), None)
    panel.sum.horizontalScrollBar().setValue(0)
    panel.show_message("Nothing.")
    panel.show_inspection(found_in(GRAY, 1, 1, kernel=LARGE), None)
    assert panel.sum.arrangement.seen()[1][0] == 0, "of the same size it stays"
    panel.show_inspection(found_in(GRAY, 1, 1), None)
    panel.show_inspection(found_in(GRAY, 1, 1, kernel=LARGE), None)
    columns = panel.sum.arrangement.seen()[1]
    assert abs(columns[0] + columns[-1] - 30) <= 1


def test_nine_by_nine_fits_the_least_window(panel) -> None:
    kernel = Kernel(tuple(tuple(float((i + j) % 5 - 2) for j in range(9)) for i in range(9)))
    panel.resize(926, 262)
    QApplication.processEvents()
    panel.show_inspection(found_in(GRAY, 1, 1, kernel=kernel), SHOWN)
    assert panel.sum.arrangement.hidden == (0, 0)
    assert panel.sum._type.pixelSize() >= 9


def test_digits_go_before_the_type_shrinks(panel) -> None:
    values = np.random.default_rng(0).normal(size=(9, 9, 1)).astype(np.float32)
    panel.resize(926, 262)
    QApplication.processEvents()
    panel.show_inspection(found_in(Picture(values), 4, 4), None)
    assert panel.sum.arrangement.hidden == (0, 0)
    assert panel.sum._type.pixelSize() >= panel.sum.fontInfo().pixelSize()
    patch = panel.sum.view.grids[0]
    assert 3 <= patch.digits <= 5
    assert float(values[4, 4, 0]) == pytest.approx(
        float(patch.text(1, 1).replace("−", "-")), rel=5e-3
    )
    assert f"{values[4, 4, 0]:.9g}".replace("-", "−") in panel.text, "all digits in the copy"


def test_steps_go_on_in_the_next_line_where_they_are_wide(panel) -> None:
    found = found_in(COLOUR, 1, 1, channels="luminance", kernel=SOBEL)
    panel.resize(2000, 400)
    QApplication.processEvents()
    panel.show_inspection(found, SHOWN)
    wide = [panel.steps.line_box(index).height() for index in range(4)]
    assert len(set(wide)) == 1
    panel.resize(720, 400)
    QApplication.processEvents()
    boxes = [panel.steps.line_box(index) for index in range(len(panel.steps.lines))]
    metrics = panel.steps.fontMetrics()
    for line, box in zip(panel.steps.lines, boxes, strict=True):
        wanted = metrics.horizontalAdvance(line.label + line.text)
        assert wanted <= box.width() * round(box.height() / (metrics.height() + 3))
    assert all(above.bottom() < below.top() for above, below in pairwise(boxes))


def test_pins_are_never_cut_without_an_ellipsis(panel) -> None:
    values = np.array([12.345678, -0.1234567, 98765.43], np.float32)
    panel.show_pins(tuple(Pin(1, column, values, values + 1) for column in range(6)))
    QApplication.processEvents()
    pins = panel.pins.list
    assert pins.item(3).text().startswith("4  (3, 1)  ")
    assert pins.item(3).toolTip() == pins.item(3).text()
    boxes = [pins.visualItemRect(pins.item(index)) for index in range(6)]
    assert all(box.right() < pins.viewport().width() for box in boxes)
    assert boxes[-1].top() > boxes[0].top(), "in rows"
    assert pins.height() >= 2 * boxes[0].height()
    panel.resize(640, 300)
    QApplication.processEvents()
    boxes = [pins.visualItemRect(pins.item(index)) for index in range(6)]
    assert all(box.right() < pins.viewport().width() for box in boxes)


def test_small_grids_do_not_scroll(panel) -> None:
    panel.show_inspection(found_in(GRAY, 1, 1, kernel=LARGE), None)
    panel.show_inspection(found_in(GRAY, 1, 1), None)
    assert panel.sum.horizontalScrollBar().maximum() == 0
    assert panel.sum.verticalScrollBar().maximum() == 0


def test_cells_say_more_under_the_cursor(panel, qtbot) -> None:
    panel.show_inspection(found_in(GRAY, 0, 0), None)
    box = panel.sum.arrangement.cell_box(2, 0, 1)
    spot = QPoint(box.left + 5, box.top + 5)
    viewport = panel.sum.viewport()
    event = QHelpEvent(QEvent.Type.ToolTip, spot, viewport.mapToGlobal(spot))
    QApplication.sendEvent(viewport, event)
    assert QToolTip.text() == "Outside at (0, −1): border Zeros\n0 × 0 = 0"
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_the_cell_under_the_cursor_is_marked_in_every_grid(panel, qtbot) -> None:
    panel.show_inspection(found_in(GRAY, 1, 1), None)
    before = seen(panel.sum.viewport())
    box = panel.sum.arrangement.cell_box(1, 2, 0)
    qtbot.mouseMove(panel.sum.viewport(), QPoint(box.left + 6, box.top + 6))
    qtbot.waitUntil(lambda: bool((seen(panel.sum.viewport()) != before).any()))
    changed = (seen(panel.sum.viewport()) != before).any(axis=2)
    for grid in range(3):
        at = panel.sum.arrangement.cell_box(grid, 2, 0)
        assert changed[at.top + at.height // 2, at.left - 1 : at.left + 2].any()


def test_the_swatch_has_the_colour_of_the_pixel(panel) -> None:
    panel.show_inspection(found_in(GRAY, 1, 1), SHOWN)
    swatch = panel.steps.swatch
    shown = seen(panel.steps)
    assert shown[swatch.center().y(), swatch.center().x()].tolist() == [200, 30, 10]
    panel.show_inspection(found_in(GRAY, 1, 1), Toned((90,), "Clip"))
    assert seen(panel.steps)[swatch.center().y(), swatch.center().x()].tolist() == [90] * 3
    panel.show_inspection(found_in(GRAY, 1, 1), Toned((0, 0, 0, 0), "Clip"))
    checks = seen(panel.steps)[swatch.top() + 2 : swatch.bottom() - 1, swatch.left() + 2 :]
    assert {tuple(c) for c in checks[:, : swatch.width() - 4].reshape(-1, 3).tolist()} == {
        (255, 255, 255),
        (216, 216, 216),
    }
    panel.show_inspection(found_in(GRAY, 1, 1), None)
    assert panel.steps.swatch is None


def test_each_channel_has_a_page_and_the_total_too(panel, qtbot) -> None:
    panel.show_inspection(found_in(COLOUR, 1, 1, channels="luminance"), SHOWN)
    names = [panel.pages.tabText(index) for index in range(panel.pages.count())]
    assert names == ["Red", "Green", "Blue", "Total"]
    panel.pages.setCurrentIndex(2)
    assert panel.sum.view.grids[0].title == "Picture, blue"
    panel.show_inspection(found_in(COLOUR, 2, 1, channels="sum"), SHOWN)
    assert panel.sum.view.grids[0].title == "Picture, blue", "the page stays"
    panel.show_inspection(found_in(GRAY, 1, 1), SHOWN)
    assert not panel.pages.isVisible()
    assert not panel.channel.isVisible()


def test_the_channels_of_colour_can_be_chosen(panel, qtbot) -> None:
    panel.show_inspection(found_in(COLOUR, 1, 1), SHOWN)
    assert [panel.channel.itemText(i) for i in range(3)] == ["Red", "Green", "Blue"]
    with qtbot.waitSignal(panel.channel_chosen) as chosen:
        panel.channel.setFocus()
        qtbot.keyClick(panel.channel, Qt.Key.Key_Down)
    assert chosen.args == [1]


def test_terms_are_listed_by_size(panel, qtbot) -> None:
    found = found_in(GRAY, 1, 1, kernel=LARGE)
    panel.show_inspection(found, SHOWN)
    panel.by_size.click()
    assert panel.terms.isVisible()
    model = panel.terms.model()
    zeros = int((found.planes[0].products == 0).sum())
    assert model.rowCount() == 31 * 31 - zeros + 1
    last = model.rowCount() - 1
    assert [model.data(model.index(last, column)) for column in range(5)] == [
        f"{zeros} products are 0", "", "", "", "",
    ]  # fmt: skip
    tip = Qt.ItemDataRole.ToolTipRole
    assert model.data(model.index(last, 0), tip) == f"{zeros} products are 0: they change nothing."
    first = [model.data(model.index(0, column)) for column in range(5)]
    plane = found.planes[0]
    row, column = np.unravel_index(np.abs(plane.products).argmax(), (31, 31))
    spot = f"({found.window.columns[column]}, {found.window.rows[row]})"
    assert first[0] == (f"{spot} padding" if found.window.outside[row, column] else spot)
    assert model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole).endswith(
        "border Zeros" if found.window.outside[row, column] else f"Picture {spot}"
    )
    assert float(first[3].replace("−", "-")) == plane.products[row, column]
    assert model.data(model.index(last - 1, 4)) == "0.0 %"
    assert model.headerData(4, Qt.Orientation.Horizontal) == "Remaining"
    assert "still to come" in model.headerData(4, Qt.Orientation.Horizontal, tip)
    panel.by_size.click()
    assert panel.sum.isVisible()


def test_terms_of_all_channels_are_listed_for_the_total(panel) -> None:
    panel.show_inspection(found_in(COLOUR, 1, 1, channels="luminance"), SHOWN)
    panel.pages.setCurrentIndex(3)
    panel.by_size.click()
    model = panel.terms.model()
    assert model.rowCount() == 17 + 1
    assert model.data(model.index(0, 0)).startswith("Green (")
    panel.pages.setCurrentIndex(0)
    assert model.rowCount() == 5 + 1
    panel.show_inspection(found_in(COLOUR, 1, 1, kernel=Kernel(((0,),))), SHOWN)
    assert model.rowCount() == 1
    assert model.data(model.index(0, 0)) == "1 product is 0"


def test_it_can_be_read_aloud_and_copied(panel) -> None:
    panel.show_inspection(found_in(GRAY, 1, 1), SHOWN)
    words = panel.sum.accessibleDescription()
    assert words.startswith("Map pixel (1, 1) · Gray is 96. Products of gray: 12 × −1 = −12; ")
    assert "→ tone R 200, G 30, B 10" in words
    assert "= map value (gray) 96" in panel.steps.accessibleDescription()
    panel.copy()
    assert QGuiApplication.clipboard().text() == panel.text
    assert "= products\n−12\t0\t36" in panel.text


def test_where_there_is_nothing_it_says_why(panel) -> None:
    panel.show_inspection(found_in(COLOUR, 1, 1, channels="sum"), SHOWN)
    panel.by_size.click()
    panel.show_message("Nothing here.")
    assert panel.sum.isVisible()
    assert panel.sum.message == "Nothing here."
    assert panel.sum.accessibleDescription() == "Nothing here."
    assert panel.text == ""
    assert panel.steps.lines == ()
    assert panel.terms.model().rowCount() == 0


def test_speeds_are_said_in_words(panel, qtbot) -> None:
    with qtbot.waitSignal(panel.speed_chosen) as chosen:
        panel.speed.setValue(0)
    assert chosen.args == [1]
    assert panel.speed_label.text() == "1 pixel a second"
    panel.speed.setValue(panel.speed.maximum())
    assert panel.speed_label.text() == "a row a frame"
    assert panel.speed.toolTip().endswith("as fast as the screen: a row a frame")


def test_a_narrow_panel_scrolls_instead_of_cutting(panel) -> None:
    panel.resize(300, 150)
    QApplication.processEvents()
    assert panel.horizontalScrollBar().maximum() > 0
    assert panel.verticalScrollBar().maximum() > 0


@pytest.mark.parametrize("width", [520, 600, 719])
@pytest.mark.parametrize("picture", [GRAY, COLOUR])
def test_in_a_narrow_panel_all_is_seen_without_scrolling_sideways(panel, width, picture) -> None:
    panel.resize(width, 252)
    QApplication.processEvents()
    panel.show_inspection(found_in(picture, 1, 1, channels="luminance"), SHOWN)
    QApplication.processEvents()
    assert panel.horizontalScrollBar().maximum() == 0
    assert panel.sum.horizontalScrollBar().maximum() == 0
    assert panel.sum.arrangement.hidden == (0, 0)
    bottom = panel.sum.mapTo(panel.body, QPoint(0, panel.sum.height())).y()
    assert panel.steps.mapTo(panel.body, QPoint(0, 0)).y() >= bottom, "steps below the products"
    assert panel.steps.height() >= panel.steps.height_in(panel.body.width())
    for part in (panel.by_size, panel.choice, panel.foot):
        right = part.mapTo(panel, QPoint(part.width(), 0)).x()
        assert right <= width
    assert panel.by_size.text() == "By size"
    assert not panel.pages.isVisible()


def test_the_steps_stand_right_beside_the_products_of_a_wide_panel(panel) -> None:
    panel.resize(1900, 252)
    QApplication.processEvents()
    panel.show_inspection(found_in(GRAY, 1, 1), SHOWN)
    QApplication.processEvents()
    last = panel.sum.arrangement.boxes[-1]
    beside = panel.steps.mapTo(panel.body, QPoint(0, 0)).x()
    assert last.left + last.width < beside <= last.left + last.width + 60
