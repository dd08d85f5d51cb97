"""Without a mouse: fields reached by their letters, typed over, and put right after a refusal."""

from __future__ import annotations

from tests.stories.walk import Walk


def test_numbers_typed_one_after_another_replace_each_other(walk: Walk) -> None:
    stride = walk.window.convolution_panel.stride.vertical
    walk.hand.press("Alt+T")
    walk.until(stride.hasFocus)
    walk.hand.press("Ctrl+A")
    walk.hand.type("5")
    walk.hand.press("Return")
    walk.until(lambda: walk.layer.strides == (5, 5))
    walk.hand.type("2")
    walk.hand.press("Return")
    walk.until(lambda: walk.layer.strides == (2, 2))
    walk.hand.press("Ctrl+Z")
    walk.until(lambda: walk.layer.strides == (5, 5))
    walk.hand.press("Ctrl+Z")
    walk.until(lambda: walk.layer.strides == (1, 1))
    walk.hand.press("Ctrl+Shift+Z")
    walk.until(lambda: walk.layer.strides == (5, 5))


def test_after_a_refusal_the_keyboard_is_back_in_the_field(walk: Walk) -> None:
    size = walk.window.kernel_panel.kernel_size
    walk.hand.press("Alt+S")
    walk.until(size.hasFocus)
    walk.hand.press("Ctrl+A")
    walk.hand.type("abc")
    walk.hand.press("Tab")
    assert walk.read_notice()[0] == "Kernel size must be a whole number; “abc” was given."
    walk.until(lambda: walk.window.focusWidget() is size)
    walk.hand.type("5")
    walk.hand.press("Return")
    walk.until(lambda: walk.kernel.rows == 5)


def test_a_weight_set_back_leaves_the_preset_and_no_step(walk: Walk) -> None:
    walk.type_weight(1, 1, "5")
    walk.until(lambda: walk.kernel.name == "Custom")
    walk.type_weight(1, 1, "0")
    walk.until(lambda: walk.kernel.name == "Sobel x")
    assert not walk.studio.session.undo_stack.can_undo
