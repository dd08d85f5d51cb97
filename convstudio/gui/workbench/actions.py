"""The workbench's actions, in the form of the window's table in gui/actions.py."""

from __future__ import annotations

from convstudio.gui.actions import ActionSpec
from convstudio.gui.workbench.operation_actions import OPERATION_ACTIONS

KERNEL_ACTIONS: dict[str, ActionSpec] = {**OPERATION_ACTIONS}
