"""The workbench's actions, in the form of the window's table in gui/actions.py."""

from __future__ import annotations

from convstudio.gui.actions import ActionSpec

KERNEL_ACTIONS: dict[str, ActionSpec] = {
    "paint": ActionSpec(
        "&Paint weights",
        "Paint weights with a brush, or choose and turn them again",
        ("Ctrl+B",),
        "paint-positive",
        checkable=True,
    ),
}
