"""The workbench's actions, in the form of the window's table in gui/actions.py."""

from __future__ import annotations

from convstudio.gui.actions import ActionSpec

KERNEL_ACTIONS: dict[str, ActionSpec] = {}
