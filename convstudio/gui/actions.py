"""Every action of the window in one table: text, shortcut, icon, tip. Menus and toolbar use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from convstudio.gui.icons import tinted_icon
from convstudio.gui.theme import Colours
from convstudio.gui.viewer.modes import MODES


@dataclass(frozen=True)
class ActionSpec:
    """One action: ``&`` marks the letter of the menu, shortcuts are tried in order."""

    text: str
    tip: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    icon_checked: str = ""
    checkable: bool = False


ACTIONS: dict[str, ActionSpec] = {
    "new-window": ActionSpec(
        "&New window", "Another window, for another picture", ("Ctrl+Shift+N",)
    ),
    "close": ActionSpec("&Close window", "Close this window", ("Ctrl+W",)),
    "quit": ActionSpec("&Quit", "Close every window of the studio", ("Ctrl+Q",)),
    "undo": ActionSpec("&Undo", "Take the last edit back", ("Ctrl+Z",), "undo"),
    "redo": ActionSpec("&Redo", "Do it again", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    "zoom-in": ActionSpec(
        "Zoom &in", "Larger; the wheel does it too", ("Ctrl++", "Ctrl+="), "zoom-in"
    ),
    "zoom-out": ActionSpec("Zoom &out", "Smaller", ("Ctrl+-",), "zoom-out"),
    "zoom-fit": ActionSpec("&Fit", "See all of the picture", ("Ctrl+0",), "zoom-fit"),
    "zoom-actual": ActionSpec(
        "&Actual size", "100 %: one screen pixel for each pixel", ("Ctrl+1",), "zoom-actual"
    ),
    "compare-next": ActionSpec("&Next", "Compare in the next way", ("F6",)),
    "compare-previous": ActionSpec("&Previous", "Compare in the way before", ("Shift+F6",)),
    **{
        f"compare-{name}": ActionSpec(mode.text, mode.tip, (), f"compare-{name}", checkable=True)
        for name, mode in MODES.items()
    },
    "panels": ActionSpec(
        "Show &panels",
        "The panels beside the views; without them there is more room to see",
        ("F9",),
        "panels",
        checkable=True,
    ),
    "inspector": ActionSpec(
        "&Inspector",
        "Show one value of the feature map as a worked sum",
        ("F7",),
        "inspector",
        checkable=True,
    ),
    "follow": ActionSpec(
        "&Follow the cursor",
        "Inspect what the cursor points at; a click stays with a pixel",
        ("Shift+F7",),
        "follow",
    ),
    "pin": ActionSpec(
        "&Pin",
        "Keep watching the inspected pixel while weights change, or no longer",
        ("P",),
        "pin",
    ),
    "copy-sum": ActionSpec(
        "&Copy worked sum", "Copy the worked sum as text", ("Ctrl+Shift+C",), "copy"
    ),
    "play": ActionSpec(
        "Pl&ay",
        "Slide the kernel over the picture row by row, or pause it",
        ("F8",),
        "play",
        icon_checked="pause",
        checkable=True,
    ),
    "step-forward": ActionSpec(
        "Step f&orward", "Move the kernel on by one pixel", ("Ctrl+F8",), "step-forward"
    ),
    "step-back": ActionSpec(
        "Step &back", "Move the kernel back by one pixel", ("Ctrl+Shift+F8",), "step-back"
    ),
    "stop": ActionSpec("&Stop playing", "Show the whole feature map again", ("Shift+F8",), "stop"),
    "plan": ActionSpec(
        "Show p&lan in status bar",
        "Say by which plan the feature map is computed; its tooltip says why",
        ("Ctrl+Shift+P",),
        checkable=True,
    ),
    "histogram": ActionSpec(
        "Show &histogram",
        "Unfold the histogram of the original and of the map",
        ("Ctrl+Shift+H",),
        checkable=True,
    ),
    "keys": ActionSpec("&Keys", "Every key of the studio", ("F1",)),
    "about": ActionSpec("&About ConvStudio", "Version and licences"),
}


def build_actions(
    owner: QWidget,
    slots: Mapping[str, Callable[[], object]],
    made: Mapping[str, QAction],
    table: Mapping[str, ActionSpec] = ACTIONS,
) -> dict[str, QAction]:
    """The actions of a table, connected to ``slots``; those already ``made`` are dressed up."""
    actions = {}
    for name, spec in table.items():
        action = made.get(name) or QAction(spec.text, owner)
        action.setShortcuts([QKeySequence(shortcut) for shortcut in spec.shortcuts])
        action.setCheckable(spec.checkable)
        keys = f" ({spec.shortcuts[0]})" if spec.shortcuts else ""
        action.setToolTip(f"{spec.tip}{keys}")
        action.setStatusTip(spec.tip)
        if name in slots:
            action.triggered.connect(_without_argument(slots[name]))
        actions[name] = action
    return actions


def tint(
    actions: Mapping[str, QAction], colours: Colours, table: Mapping[str, ActionSpec] = ACTIONS
) -> None:
    """Gives the actions of a table their icons in the theme's colours."""
    for name, action in actions.items():
        spec = table[name]
        if spec.icon:
            action.setIcon(tinted_icon(spec.icon, colours, spec.icon_checked))


def _without_argument(slot: Callable[[], object]) -> Callable[[bool], None]:
    """Leaves out the ``checked`` that QAction.triggered sends along."""

    def call(_checked: bool = False) -> None:
        slot()

    return call
