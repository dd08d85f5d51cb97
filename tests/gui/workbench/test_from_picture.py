"""Take from picture: the rectangle under the hand, its kernel on the map, and Enter or Esc."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from convstudio.pipeline.matched import Selection, matched_kernel, patch


@pytest.fixture
def taking(studio, sample_opened, qtbot):
    studio.window.resize(1400, 900)
    studio.viewer.navigator.actual_size()
    studio.workbench.actions["from-picture"].trigger()
    qtbot.waitUntil(studio.workbench.from_picture.page.isVisible)
    return studio.workbench.from_picture


def _at(canvas, x: float, y: float) -> QPoint:
    left, top = canvas.lens.device_point(x, y)
    return QPoint(math.floor(left), math.floor(top))


def _drag(canvas, start: tuple[float, float], end: tuple[float, float], *, hold=False) -> None:
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(canvas, left, pos=_at(canvas, *start))
    spot = QPointF(_at(canvas, *end))
    QApplication.sendEvent(
        canvas,
        QMouseEvent(
            QEvent.Type.MouseMove, spot, canvas.mapToGlobal(spot),
            Qt.MouseButton.NoButton, left, Qt.KeyboardModifier.NoModifier,
        ),
    )  # fmt: skip
    if not hold:
        QTest.mouseRelease(canvas, left, pos=spot.toPoint())


def _tried(studio):
    return studio.session.shown.layers[0].kernel


def test_a_drag_selects_and_its_kernel_is_tried_at_once(studio, taking) -> None:
    before = studio.viewer.navigator.viewport
    _drag(studio.viewer.original, (300.5, 180.5), (310.5, 186.5), hold=True)
    assert taking.selection == Selection(180, 300, 7, 11)
    assert studio.viewer.original.selection.label == "7×11"
    assert _tried(studio).size_text == "7×11"
    QTest.mouseRelease(studio.viewer.original, Qt.MouseButton.LeftButton)
    assert studio.viewer.navigator.viewport == before, "the view did not pan"
    assert not studio.session.undo_stack.can_undo
    expected = matched_kernel(
        patch(studio.session.picture, taking.selection), "zero-mean, unit norm"
    )
    assert _tried(studio).same_numbers(expected)


def test_taking_is_one_step_and_ends_it(studio, taking) -> None:
    _drag(studio.viewer.original, (300.5, 180.5), (308.5, 188.5))
    taking.page.take.click()
    assert studio.edits.kernel.name == "From picture 9×9"
    assert studio.edits.kernel.source == "coffee.png, 9×9 pixels at column 300, row 180"
    assert studio.session.undo_stack.texts == ("Kernel From picture 9×9",)
    assert studio.viewer.original.selection is None
    assert studio.window.drawer.opened == ""
    before = studio.viewer.navigator.viewport
    _drag(studio.viewer.original, (300.5, 180.5), (340.5, 188.5))
    assert studio.viewer.navigator.viewport != before, "a drag pans again"


@pytest.mark.parametrize("where", ["view", "page"])
def test_esc_leaves_all_as_it_was(studio, taking, qtbot, where: str) -> None:
    _drag(studio.viewer.original, (300.5, 180.5), (308.5, 188.5))
    target = studio.viewer.original if where == "view" else taking.page.take
    target.setFocus()
    qtbot.waitUntil(target.hasFocus)
    QTest.keyClick(target, Qt.Key.Key_Escape)
    assert studio.window.drawer.opened == ""
    assert studio.session.shown is studio.session.pipeline
    assert studio.viewer.original.selection is None
    assert studio.edits.kernel.name == "Sobel x"


def test_enter_over_the_picture_takes(studio, taking, qtbot) -> None:
    _drag(studio.viewer.original, (300.5, 180.5), (308.5, 188.5))
    studio.viewer.original.setFocus()
    qtbot.waitUntil(studio.viewer.original.hasFocus)
    QTest.keyClick(studio.viewer.original, Qt.Key.Key_Return)
    assert studio.edits.kernel.name == "From picture 9×9"


def test_it_begins_with_a_square_in_the_middle_of_the_view(studio, taking) -> None:
    selection = taking.selection
    assert (selection.rows, selection.columns) == (15, 15)
    seen = studio.viewer.map.visible
    assert abs(selection.left + 7 - (seen.left + seen.right) / 2) <= 1
    assert abs(selection.top + 7 - (seen.top + seen.bottom) / 2) <= 1


def test_numbers_set_place_and_size(studio, taking, notice_words) -> None:
    page = taking.page
    for name, text in (("left", "10"), ("top", "20"), ("columns", "5"), ("rows", "9")):
        page.places[name].text_entered.emit(text)
    assert taking.selection == Selection(20, 10, 9, 5)
    assert page.places["rows"].value == 9
    page.places["left"].text_entered.emit("596")
    told, _hint = notice_words()
    assert told.startswith("Left must be")
    assert page.places["left"].marked
    assert taking.selection == Selection(20, 10, 9, 5)


def test_odd_sizes_are_stepped_over_even_ones(taking) -> None:
    page = taking.page
    page.places["rows"].text_entered.emit("16")
    assert taking.selection.rows == 17
    page.places["rows"].text_entered.emit("16")
    assert taking.selection.rows == 15
    page.odd.click()
    page.places["rows"].text_entered.emit("16")
    assert taking.selection.rows == 16
    assert "Even: the anchor is row 8, column 8." in page.told.text()
    page.odd.click()
    assert taking.selection.rows == 15


def test_each_scaling_and_channel_is_tried(studio, taking) -> None:
    page, picture = taking.page, studio.session.picture
    _drag(studio.viewer.original, (300.5, 180.5), (308.5, 188.5))
    for index in range(page.scaling.count()):
        page.scaling.setCurrentIndex(index)
        page.scaling.activated.emit(index)
        scaling = page.scaling.currentData()
        expected = matched_kernel(patch(picture, taking.selection), scaling)
        assert _tried(studio).same_numbers(expected), scaling
    page.samples.setCurrentIndex(3)
    page.samples.activated.emit(3)
    expected = matched_kernel(patch(picture, taking.selection, "blue"), "zero-mean, unit norm")
    assert _tried(studio).same_numbers(expected)


def test_where_the_kernel_is_flipped_it_is_turned_first(studio, taking) -> None:
    layer = studio.edits.layer
    studio.edits.put_layer(layer.__class__(layer.kernel, flip=True), "Flip")
    _drag(studio.viewer.original, (300.5, 180.5), (308.5, 188.5))
    assert "turned by 180°" in taking.page.told.text()
    plain = matched_kernel(patch(studio.session.picture, taking.selection), "zero-mean, unit norm")
    np.testing.assert_array_equal(_tried(studio).array[::-1, ::-1], plain.array)


def test_a_flat_region_is_told_and_cannot_be_taken(studio, taking, qtbot, tmp_path) -> None:
    from PIL import Image  # noqa: PLC0415

    Image.new("RGB", (80, 60), (9, 9, 9)).save(tmp_path / "flat.png")
    studio.files.opening.open(tmp_path / "flat.png")
    qtbot.waitUntil(lambda: studio.session.picture.width == 80)
    assert "pixels that are all alike was given" in taking.page.told.text()
    assert not taking.page.take.isEnabled()
    assert studio.session.shown is studio.session.pipeline


def test_without_a_picture_it_says_so(studio, qtbot) -> None:
    studio.workbench.actions["from-picture"].trigger()
    page = studio.workbench.from_picture.page
    qtbot.waitUntil(page.isVisible)
    assert page.told.text() == "Open a picture first."
    assert not page.take.isEnabled()
    assert not page.places["left"].isEnabled()


def test_where_the_original_is_hidden_the_map_is_dragged_on(studio, taking) -> None:
    studio.viewer.set_mode("result")
    assert studio.viewer.map.selection is not None
    _drag(studio.viewer.map, (300.5, 180.5), (302.5, 182.5))
    assert taking.selection == Selection(180, 300, 3, 3)
    studio.viewer.set_mode("side-by-side")
    assert studio.viewer.map.selection is None


def test_space_still_pans_and_the_split_line_is_still_dragged(studio, taking, qtbot) -> None:
    canvas, selection = studio.viewer.map, taking.selection
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    before = studio.viewer.navigator.viewport
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    _drag(canvas, (300.5, 180.5), (340.5, 190.5))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert taking.selection == selection
    assert studio.viewer.navigator.viewport != before
