"""A teacher before a class: one pixel as a worked sum, walked, played, pinned and changed."""

from __future__ import annotations

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication

from convstudio.paths import sample_picture
from tests.stories.walk import SOBEL_X, Walk

CAMERA = sample_picture("camera.png")


def sum_at(picture: np.ndarray, row: int, column: int, weights: np.ndarray) -> float:
    """The textbook's sum, zeros outside."""
    patch = np.pad(picture.astype(float), 1)[row : row + 3, column : column + 3]
    return float((patch * weights).sum())


def test_a_teacher_shows_why_a_pixel_is_what_it_is(walk: Walk) -> None:
    studio, hand = walk.studio, walk.hand
    inspector, inspecting = studio.inspector, studio.inspecting
    hand.press("Ctrl+O")
    walk.answer_file_dialog("open-picture", CAMERA)
    walk.until(lambda: studio.session.picture.path == CAMERA)
    camera = np.asarray(Image.open(CAMERA))

    hand.press("F7")
    walk.until(inspector.isVisible)
    hand.press("Ctrl+1")
    walk.until(lambda: studio.viewer.navigator.viewport.scale == 1)
    canvas = studio.viewer.map
    hand.click(canvas, QPoint(canvas.width() // 2, canvas.height() // 2))
    walk.until(lambda: inspecting.picked is not None)
    row, column = inspecting.picked
    walk.until(lambda: inspector.found is not None and inspector.found.row == row)
    assert float(inspector.found.value) == sum_at(camera, row, column, SOBEL_X)
    patch, _kernel, products = inspector.sum.view.grids
    np.testing.assert_array_equal(
        patch.values, np.pad(camera, 1)[row : row + 3, column : column + 3]
    )
    np.testing.assert_array_equal(products.values, patch.values * SOBEL_X)

    hand.press("Right", "Down", "Down")
    walk.until(lambda: inspecting.picked == (row + 2, column + 1))
    row, column = row + 2, column + 1
    assert float(inspector.found.value) == sum_at(camera, row, column, SOBEL_X)
    assert inspector.found.window.columns == (column - 1, column, column + 1)

    hand.press("P")
    walk.until(lambda: len(inspecting.pinning.pins) == 1)

    inspector.speed.setValue(inspector.speed.maximum() - 2)
    hand.press("F8")
    walk.until(lambda: inspecting.player.place is not None and inspecting.player.place[0] > row)
    hand.press("F8")
    walk.until(lambda: not inspecting.player.running)
    played = inspecting.player.place
    assert float(inspector.found.value) == sum_at(camera, *played, SOBEL_X)
    hand.press("Shift+F8")
    walk.until(lambda: inspecting.player.place is None)
    assert inspecting.place == (row, column)

    walk.type_weight(1, 1, "3")
    edited = SOBEL_X.copy()
    edited[1, 1] = 3
    now = sum_at(camera, row, column, edited)
    walk.until(lambda: inspecting.pinning.pins[0].now == [now])
    change = f"since pinned: {3 * int(camera[row, column]):+d}"
    assert inspector.pins.list.item(0).text().endswith(change)
    walk.until(lambda: float(inspector.found.value) == now)

    hand.press("Ctrl+Shift+C")
    walk.until(lambda: "= products" in QGuiApplication.clipboard().text())
