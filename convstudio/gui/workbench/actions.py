"""The workbench's actions, in the form of the window's table in gui/actions.py."""

from __future__ import annotations

from convstudio.gui.actions import ActionSpec

KERNEL_ACTIONS: dict[str, ActionSpec] = {
    "families": ActionSpec(
        "&Families …",
        "Kernels with sliders: Gaussian, Gabor, motion blur and others",
        ("F4",),
    ),
    "formula": ActionSpec(
        "For&mula …",
        "A kernel from an expression in x, y, r and theta, with sliders",
        ("Shift+F4",),
    ),
}
