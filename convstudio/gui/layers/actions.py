"""The actions on layers, in the form of the window's table in gui/actions.py."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from convstudio.gui.actions import ActionSpec

FACTS_KEYS = "Ctrl+Alt+I"

LAYER_ACTIONS: dict[str, ActionSpec] = {
    "duplicate-layer": ActionSpec(
        "&Duplicate", "Another layer like this one behind it", ("Ctrl+Alt+D",)
    ),
    "remove-layer": ActionSpec("Re&move", "Take the layer out of the stack", ("Alt+Del",)),
    "rename-layer": ActionSpec("&Rename …", "Give the layer a name of its own", ("Ctrl+F2",)),
    "switch-layer": ActionSpec(
        "Switched &on",
        "A layer that is off lets its input through; its settings stay",
        ("Ctrl+Alt+O",),
        checkable=True,
    ),
    "move-layer-back": ActionSpec(
        "Move &before", "Exchange the layer with the one before it", ("Alt+Shift+PgUp",)
    ),
    "move-layer-on": ActionSpec(
        "Move be&hind", "Exchange the layer with the one behind it", ("Alt+Shift+PgDown",)
    ),
    "localize-layer": ActionSpec(
        "Make locall&y connected",
        "Give every place of the map a kernel of its own, at first the one that is shared",
    ),
    "previous-layer": ActionSpec("&Previous layer", "Edit the layer before", ("Alt+PgUp",)),
    "next-layer": ActionSpec("&Next layer", "Edit the layer behind", ("Alt+PgDown",)),
    "result": ActionSpec(
        "Show r&esult",
        "See the last layer's map, whichever layer is edited",
        ("Ctrl+Alt+R",),
        checkable=True,
    ),
    "layer-facts": ActionSpec(
        "Sho&w facts",
        "Unfold the shapes, parameters, multiplications, fields and memory of all layers",
        (FACTS_KEYS,),
        checkable=True,
    ),
    "copy-facts": ActionSpec(
        "Copy fac&ts", "Copy the facts of all layers as a table, for a spreadsheet"
    ),
    "add-layer": ActionSpec(
        "Add &layer …", "Choose a layer to put behind this one", ("Ctrl+Alt+A",), "add-layer"
    ),
}

# What the cards of the strip understand by themselves.
LAYER_KEYS = (
    ("← → Home End, on a layer", "Choose another layer"),
    ("Ctrl + ← →, on a layer", "Move it before or behind its neighbour"),
    ("Space, on a layer", "Switch it off or on"),
    ("Del, on a layer", "Remove it"),
    ("F2, on a layer", "Rename it"),
)


def fill_menu(menu: QMenu, adding: QMenu, actions: Mapping[str, QAction]) -> None:
    """Fills a menu with the actions, after the menu of what can be added."""
    menu.addMenu(adding)
    names = ("add-layer", "duplicate-layer", "remove-layer", "switch-layer", "rename-layer")
    menu.addActions([actions[name] for name in names])
    menu.addSeparator()
    menu.addActions([actions["move-layer-back"], actions["move-layer-on"]])
    menu.addAction(actions["localize-layer"])
    menu.addSeparator()
    menu.addActions([actions["previous-layer"], actions["next-layer"], actions["result"]])
    menu.addSeparator()
    menu.addActions([actions["layer-facts"], actions["copy-facts"]])
