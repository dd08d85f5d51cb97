"""The workbench's actions, in the form of the window's table in gui/actions.py."""

from __future__ import annotations

from convstudio.gui.actions import ActionSpec
from convstudio.gui.workbench.operation_actions import OPERATION_ACTIONS

KERNEL_ACTIONS: dict[str, ActionSpec] = {
    "response": ActionSpec(
        "&Response",
        "What the kernel will do: gain, noise, rank, frequency response, edges, lines, points",
        ("F5",),
    ),
    **OPERATION_ACTIONS,
}
