"""Every rule of a layer, chosen by mouse and keyboard, seen on the map, and taken back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint
from scipy import ndimage

from tests.stories.walk import COFFEE, SOBEL_X, Walk, on_screen

LUMA = np.array([0.2126, 0.7152, 0.0722])


def by_scipy(coffee: np.ndarray) -> np.ndarray:
    """Mirrored about the edge pixels, dilated by 2, of luma, turned round, plus 64, at least 0."""
    dilated = np.zeros((5, 5))
    dilated[::2, ::2] = SOBEL_X[::-1, ::-1]
    maps = [ndimage.correlate(coffee[..., c] * LUMA[c], dilated, mode="mirror") for c in range(3)]
    shown = np.rint(np.clip(sum(maps) + 64, 0, 255)).astype(np.uint8)
    return np.repeat(shown[..., np.newaxis], 3, axis=2)


def assert_shown(canvas_pixels: np.ndarray, coffee: np.ndarray) -> None:
    """Luma is no whole number: float32 and float64 may round a half to either side."""
    shown = on_screen(canvas_pixels, coffee.shape).astype(int)
    difference = np.abs(shown - by_scipy(coffee))
    assert difference.max() <= 1
    assert np.count_nonzero(difference) < difference.size / 10_000


def test_another_programs_rules_and_all_the_way_back(walk: Walk, look_at) -> None:
    panel, hand, undo = walk.window.convolution_panel, walk.hand, walk.studio.session.undo_stack
    first = walk.studio.session.pipeline
    hand.press("Alt+B")
    walk.until(panel.border.hasFocus)
    hand.type("Ref")
    walk.until(lambda: walk.layer.border == "reflect")

    hand.click(panel.options.button)
    fields = panel.options.fields
    walk.until(fields["exact"].isVisible)
    hand.press("Alt+O")
    walk.until(fields["dilation"].vertical.hasFocus)
    hand.press("Ctrl+A")
    hand.type("2")
    hand.press("Return")
    walk.until(lambda: walk.layer.dilation == (2, 2))
    assert panel.formula.width_label.text() == "⌊(600 + 2·2 − 5)/1⌋ + 1 = 600"
    hand.press("Alt+C")
    walk.until(fields["channels"].hasFocus)
    hand.type("Lum")
    walk.until(lambda: walk.layer.channels == "luminance")
    walk.type_into(fields["bias"], "64")
    walk.until(lambda: walk.layer.bias == 64 / 255)
    hand.press("Alt+N")
    walk.until(fields["activation"].hasFocus)
    hand.type("ReL")
    walk.until(lambda: walk.layer.activation == "relu")
    hand.click(fields["flip"], QPoint(10, fields["flip"].height() // 2))
    walk.until(lambda: walk.layer.flip)

    hand.press("Ctrl+1")
    walk.until(lambda: walk.studio.viewer.navigator.viewport.scale == 1)
    coffee = np.asarray(Image.open(COFFEE))
    assert_shown(look_at(walk.studio.viewer.map), coffee)

    hand.press("Alt+M")
    walk.until(lambda: not panel.options.is_unfolded)
    assert panel.options.button.text() == "&More options (5 set)"
    names = list(undo.texts)
    assert names == [
        "Border Reflect",
        "Dilation 2",
        "Channels Luminance",
        "Bias 64",
        "Activation ReLU",
        "Flip Kernel",
    ]
    for _ in names:
        hand.press("Ctrl+Z")
    walk.until(lambda: walk.studio.session.pipeline == first)
    assert not undo.can_undo
    assert panel.options.button.text() == "&More options"
    for _ in names:
        hand.press("Ctrl+Shift+Z")
    walk.until(lambda: walk.layer.flip)
    assert_shown(look_at(walk.studio.viewer.map), coffee)


def test_vertical_and_horizontal_apart(walk: Walk) -> None:
    stride = walk.window.convolution_panel.stride
    walk.hand.click(stride.link)
    walk.until(stride.horizontal.isVisible)
    walk.type_into(stride.horizontal, "3")
    walk.until(lambda: walk.layer.strides == (1, 3))
    formula = walk.window.convolution_panel.formula
    assert formula.width_label.text() == "⌊(600 + 2·0 − 3)/3⌋ + 1 = 200"
    assert formula.height_label.text() == "⌊(400 + 2·1 − 3)/1⌋ + 1 = 400"
    walk.hand.click(stride.link)
    walk.until(lambda: walk.layer.strides == (1, 1))
    walk.until(lambda: not stride.horizontal.isVisible())


def test_what_cannot_be_is_refused_with_what_can(walk: Walk, tmp_path: Path) -> None:
    panel, hand = walk.window.convolution_panel, walk.hand
    small = tmp_path / "small.png"
    Image.new("RGB", (20, 20), "gray").save(small)
    walk.studio.files.opening.open(small)
    walk.until(lambda: walk.studio.session.picture.path == small)

    walk.type_into(walk.window.kernel_panel.kernel_size, "31")
    walk.until(lambda: walk.kernel.rows == 31)
    panel.padding.mode.setFocus()
    hand.type("V")
    message, hint = walk.read_notice()
    assert message.startswith("Kernel must be no larger than the padded picture; a 31×31 kernel")
    assert hint.startswith("What would fit: a kernel of at most 19×19, padding “same”")
    assert panel.padding.mode.marked
    assert walk.layer.padding == "same"

    walk.type_into(panel.padding.number, "20")
    walk.until(lambda: walk.layer.padding == ((20, 20), (20, 20)))
    assert not panel.padding.mode.marked
    hand.press("Alt+B")
    walk.until(panel.border.hasFocus)
    hand.type("Ref")
    message, hint = walk.read_notice()
    assert message.startswith("Padding must be at most 19 with border “reflect”")
    assert "a padding of 19" in hint
    assert panel.border.marked
    assert walk.layer.border == "zeros"

    hand.press("Alt+M")
    walk.until(lambda: panel.options.is_unfolded)
    hand.press("Alt+X")
    walk.until(lambda: walk.layer.exact)
    walk.type_into(panel.stride.vertical, "3")
    message, hint = walk.read_notice()
    assert message.startswith("Vertical stride must be a divisor of the")
    assert hint == (
        "What would fit: a stride of 1 or 29, or the same padding of 19 or 22 on every side."
    )
    assert panel.stride.vertical.marked
    assert walk.layer.strides == (1, 1)
    assert walk.studio.viewer.map.message == ""
