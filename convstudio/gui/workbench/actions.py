"""The workbench's actions, in the form of the window's table in gui/actions.py."""

from __future__ import annotations

from convstudio.gui.actions import ActionSpec

KERNEL_ACTIONS: dict[str, ActionSpec] = {
    "library": ActionSpec(
        "&Library", "Kernels by what they make of the picture, in the drawer", ("F3",)
    ),
    "save-kernel": ActionSpec(
        "&Save to library …", "Keep the kernel in force under a name", ("Ctrl+Shift+S",)
    ),
    "from-picture": ActionSpec(
        "&Take from picture",
        "Drag over the original: those pixels become a kernel that finds them again",
        ("Ctrl+Shift+T",),
    ),
}
