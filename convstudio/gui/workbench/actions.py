"""The workbench's actions, in the form of the window's table in gui/actions.py."""

from __future__ import annotations

from convstudio.gui.actions import ActionSpec

KERNEL_ACTIONS: dict[str, ActionSpec] = {
    "paste-kernel": ActionSpec(
        "&Paste kernel …",
        "Read a kernel from a text in any form",
        ("Ctrl+Shift+V", "Ctrl+V"),
    ),
    "copy-kernel": ActionSpec(
        "&Copy kernel", "Copy the kernel as nested lists, with its divisor", ("Ctrl+Alt+C",)
    ),
}
