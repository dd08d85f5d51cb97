"""The workbench's actions, in the form of the window's table in gui/actions.py."""

from __future__ import annotations

from convstudio.gui.actions import ActionSpec
from convstudio.gui.workbench.operation_actions import OPERATION_ACTIONS

KERNEL_ACTIONS: dict[str, ActionSpec] = {
    "library": ActionSpec(
        "&Library",
        "Kernels by what they make of the picture, in the drawer",
        ("F3",),
        "library",
        checkable=True,
    ),
    "families": ActionSpec(
        "&Families",
        "Kernels with sliders: Gaussian, Gabor, motion blur and others",
        ("F4",),
        "families",
        checkable=True,
    ),
    "formula": ActionSpec(
        "For&mula",
        "A kernel from an expression in x, y, r and theta, with sliders",
        ("Shift+F4",),
        "formula",
        checkable=True,
    ),
    "response": ActionSpec(
        "&Response",
        "What the kernel will do: gain, noise, rank, frequency response, edges, lines, points",
        ("F5",),
        "response",
        checkable=True,
    ),
    "paste-kernel": ActionSpec(
        "&Paste kernel …",
        "Read a kernel from a text in any form",
        ("Ctrl+Shift+V", "Ctrl+V"),
    ),
    "copy-kernel": ActionSpec(
        "&Copy kernel", "Copy the kernel as nested lists, with its divisor", ("Ctrl+Alt+C",)
    ),
    "export-code": ActionSpec(
        "&Export code …",
        "The whole pipeline as code for another program",
        ("Ctrl+Shift+E",),
    ),
    "save-kernel": ActionSpec(
        "&Save to library …", "Keep the kernel in force under a name", ("Ctrl+Shift+S",)
    ),
    "from-picture": ActionSpec(
        "Ta&ke from picture",
        "Drag over the original: those pixels become a kernel that finds them again",
        ("Ctrl+Shift+T",),
    ),
    "paint": ActionSpec(
        "Pa&int weights",
        "Paint weights with a brush, or choose and turn them again",
        ("Ctrl+B",),
        "paint-positive",
        checkable=True,
    ),
    **OPERATION_ACTIONS,
}
