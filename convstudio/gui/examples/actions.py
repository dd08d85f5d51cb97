"""The actions of the examples, in one table."""

from __future__ import annotations

from convstudio.gui.actions import ActionSpec

EXAMPLE_ACTIONS: dict[str, ActionSpec] = {
    "example-text": ActionSpec(
        "Show &text",
        "What to look at in the example that is open, and what to try",
        ("Ctrl+F1",),
        checkable=True,
    ),
    "matrix-product": ActionSpec(
        "&Matrix product",
        "The convolution under the hand as one large matrix product (im2col)",
        checkable=True,
    ),
}
