"""From a photograph to a saved feature map, by keyboard and mouse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convstudio.gui.viewer.canvas import Canvas
from convstudio.paths import sample_picture
from tests.stories.walk import COFFEE, SOBEL_X, Walk, on_screen, scipy_map

CAMERA = sample_picture("camera.png")


def test_open_edit_look_undo_save_and_reopen(walk: Walk, look_at, tmp_path: Path) -> None:
    studio, hand = walk.studio, walk.hand
    coffee = np.asarray(Image.open(COFFEE))

    hand.press("Ctrl+1")  # 100 %, so that screen pixels are map pixels
    walk.until(lambda: studio.viewer.navigator.viewport.scale == 1)
    shown = on_screen(look_at(studio.viewer.map), coffee.shape)
    np.testing.assert_array_equal(shown, scipy_map(coffee, SOBEL_X))
    original = on_screen(look_at(studio.viewer.original), coffee.shape)
    np.testing.assert_array_equal(original, coffee)

    walk.type_weight(0, 0, "2.5")
    walk.until(lambda: walk.kernel.weights[0][0] == 2.5)
    edited = SOBEL_X.copy()
    edited[0, 0] = 2.5
    shown = on_screen(look_at(studio.viewer.map), coffee.shape)
    np.testing.assert_array_equal(shown, scipy_map(coffee, edited))

    hand.press("Ctrl+Z")
    walk.until(lambda: walk.kernel.weights[0][0] == -1)
    shown = on_screen(look_at(studio.viewer.map), coffee.shape)
    np.testing.assert_array_equal(shown, scipy_map(coffee, SOBEL_X))

    hand.press("Ctrl+Shift+Z")
    walk.until(lambda: walk.kernel.weights[0][0] == 2.5)

    saved = tmp_path / "edited.png"
    hand.press("Ctrl+S")
    walk.answer_file_dialog("save-map", saved)
    walk.until(lambda: saved.exists() and not studio.files.saving.worker.busy)
    np.testing.assert_array_equal(np.asarray(Image.open(saved)), scipy_map(coffee, edited))

    hand.press("Ctrl+O")
    walk.answer_file_dialog("open-picture", saved)
    walk.until(lambda: studio.session.picture.path == saved)
    np.testing.assert_array_equal(studio.session.picture.pixels, scipy_map(coffee, edited))
    assert walk.kernel.weights[0][0] == 2.5, "opening a picture keeps the kernel"


def test_open_a_gray_photograph_by_the_dialog(walk: Walk, look_at) -> None:
    walk.hand.press("Ctrl+O")
    walk.answer_file_dialog("open-picture", CAMERA)
    walk.until(lambda: walk.studio.session.picture.path == CAMERA)
    walk.hand.press("Ctrl+1")
    walk.until(lambda: walk.studio.viewer.navigator.viewport.scale == 1)
    camera = np.asarray(Image.open(CAMERA))[..., np.newaxis]
    shown = on_screen(look_at(walk.studio.viewer.map), camera.shape)
    np.testing.assert_array_equal(shown, np.repeat(scipy_map(camera, SOBEL_X), 3, axis=2))


def test_choose_a_preset_size_padding_and_stride_by_keyboard(walk: Walk) -> None:
    panel, convolution = walk.window.kernel_panel, walk.window.convolution_panel

    panel.preset.setFocus()
    walk.hand.type("Gau")
    walk.until(lambda: walk.kernel.name == "Gaussian blur 3×3")
    walk.hand.press("Down")
    walk.until(lambda: walk.kernel.name == "Gaussian blur 5×5")
    assert walk.kernel.divisor == 256

    walk.type_into(panel.kernel_size, "7")
    walk.until(lambda: walk.kernel.rows == 7)
    assert walk.kernel.weights[1][1] == 1, "the centre is kept and zeros stand around it"
    assert walk.kernel.weights[0] == (0,) * 7

    convolution.padding.mode.setFocus()
    walk.hand.type("V")
    walk.until(lambda: walk.layer.padding == "valid")
    assert convolution.formula.width_label.text() == "⌊(600 + 2·0 − 7)/1⌋ + 1 = 594"

    walk.type_into(convolution.padding.number, "2")
    walk.until(lambda: walk.layer.padding == ((2, 2), (2, 2)))
    assert convolution.formula.width_label.text() == "⌊(600 + 2·2 − 7)/1⌋ + 1 = 598"

    walk.type_into(convolution.stride.vertical, "3")
    walk.until(lambda: walk.layer.strides == (3, 3))
    assert convolution.formula.height_label.text() == "⌊(400 + 2·2 − 7)/3⌋ + 1 = 133"

    for _ in range(6):
        walk.hand.press("Ctrl+Z")
    walk.until(lambda: walk.kernel.name == "Sobel x")
    assert not walk.studio.session.undo_stack.can_undo


def test_the_views_stay_linked_while_zooming_by_key_and_wheel(walk: Walk) -> None:
    viewer = walk.studio.viewer
    walk.hand.click(viewer.original)
    walk.hand.press("1")
    walk.until(lambda: viewer.navigator.viewport.scale == 1)
    walk.hand.press("+")
    walk.until(lambda: viewer.navigator.viewport.scale == 1.25)
    assert centre(viewer.original) == pytest.approx(centre(viewer.map), abs=1)
    walk.hand.press("0")
    walk.until(lambda: viewer.navigator.viewport.fitted)
    assert centre(viewer.original) == pytest.approx(centre(viewer.map), abs=1)


def centre(canvas: Canvas) -> tuple[float, float]:
    shown = canvas.visible
    return (shown.left + shown.right) / 2, (shown.top + shown.bottom) / 2
