"""Someone looks at one spot of a photograph in every way there is to compare, and moves about."""

from __future__ import annotations

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint

from convstudio.gui.viewer.canvas import Canvas
from tests.stories.walk import COFFEE, SOBEL_X, Walk, scipy_map

PICTURE = np.asarray(Image.open(COFFEE))


def overlap(shown: np.ndarray, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What a view shows of a picture at 100 % about its middle, and that part of the picture."""
    slices = []
    for here, there in zip(shown.shape[:2], picture.shape[:2], strict=True):
        first = round(here / 2 - there / 2)
        low, high = max(first, 0), min(first + there, here)
        slices.append((slice(low, high), slice(low - first, high - first)))
    (rows, its_rows), (columns, its_columns) = slices
    return shown[rows, columns], picture[its_rows, its_columns]


def go_to(walk: Walk, mode: str, key: str = "F6") -> Canvas:
    """With the keyboard, to the next way to compare."""
    walk.hand.press(key)
    viewer = walk.studio.viewer
    walk.until(lambda: viewer.mode == mode)
    shown = mode in ("side-by-side", "stacked")
    walk.until(lambda: viewer.original.isVisible() == shown)
    return viewer.map


def test_every_way_to_compare_and_back(walk: Walk, look_at) -> None:
    viewer, hand = walk.studio.viewer, walk.hand
    result = scipy_map(PICTURE, SOBEL_X)

    def assert_shows(canvas: Canvas, picture: np.ndarray) -> None:
        np.testing.assert_array_equal(*overlap(look_at(canvas), picture))

    hand.press("Ctrl+1")
    walk.until(lambda: viewer.navigator.viewport.scale == 1)
    for mode in ("side-by-side", "stacked"):
        if mode == "stacked":
            go_to(walk, mode)
        assert_shows(viewer.original, PICTURE)
        assert_shows(viewer.map, result)

    canvas = go_to(walk, "split")
    middle = canvas.rect().center()
    hand.drag(canvas, QPoint(middle.x(), 40), QPoint(middle.x() - 30, 60), middle - QPoint(90, 0))
    walk.until(lambda: round(canvas.split * canvas.width()) == middle.x() - 90)
    shown, of_map = overlap(look_at(canvas), result)
    _shown, original = overlap(look_at(canvas), PICTURE)
    line = shown.shape[1] // 2 - 90
    rows = np.r_[0 : shown.shape[0] // 2 - 20]  # above the handle
    np.testing.assert_array_equal(shown[rows, : line - 4], original[rows, : line - 4])
    np.testing.assert_array_equal(shown[rows, line + 4 :], of_map[rows, line + 4 :])

    canvas = go_to(walk, "blink")
    assert_shows(canvas, result)
    hand.click(canvas)
    walk.until(canvas.hasFocus)
    hand.hold("B")
    walk.until(lambda: canvas.split == 1)
    assert_shows(canvas, PICTURE)
    hand.let_go("B")
    walk.until(lambda: canvas.split is None)
    assert_shows(canvas, result)

    assert_shows(go_to(walk, "result"), result)
    go_to(walk, "difference")
    go_to(walk, "side-by-side")
    walk.until(lambda: viewer.map.layers != ())
    assert_shows(viewer.map, result)
    go_to(walk, "difference", "Shift+F6")
    assert walk.studio.settings.compare == "difference"


def test_moving_about_with_wheel_drag_and_space(walk: Walk) -> None:
    viewer, hand = walk.studio.viewer, walk.hand
    canvas = viewer.original
    hand.press("Ctrl+1")
    walk.until(lambda: viewer.navigator.viewport.scale == 1)
    spot = canvas.rect().center() + QPoint(40, 30)
    before = canvas.picture_point(spot.toPointF())
    hand.wheel(canvas, 6, spot)
    walk.until(lambda: abs(viewer.navigator.viewport.scale - 1.25**6) < 1e-9)
    after = canvas.picture_point(spot.toPointF())
    assert np.abs(np.subtract(after, before)).max() <= 1

    hand.drag(canvas, spot, spot + QPoint(20, 0), spot + QPoint(50, -20))
    walk.until(lambda: abs(canvas.picture_point(spot.toPointF())[0] - after[0]) > 10)
    dragged = canvas.picture_point((spot + QPoint(50, -20)).toPointF())
    assert np.abs(np.subtract(dragged, after)).max() <= 1

    hand.click(canvas)
    walk.until(canvas.hasFocus)
    hand.hold("space")
    hand.drag(canvas, spot, spot + QPoint(-50, 20))
    hand.let_go("space")
    walk.until(lambda: np.abs(np.subtract(canvas.picture_point(spot.toPointF()), after)).max() <= 1)
    hand.wheel(canvas, -5, spot)
    walk.until(lambda: abs(viewer.navigator.viewport.scale - 1.25) < 1e-9)
    hand.press("0")
    walk.until(lambda: viewer.navigator.viewport.fitted)
