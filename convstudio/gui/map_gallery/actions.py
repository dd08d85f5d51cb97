"""The gallery's actions, in the form of the window's table in gui/actions.py."""

from __future__ import annotations

from convstudio.gui.actions import ActionSpec

PAGE = "maps"  # the page's identifier in the drawer

MAP_ACTIONS: dict[str, ActionSpec] = {
    "maps": ActionSpec(
        "Feature ma&ps",
        "All maps of the layer as thumbnails, in the drawer; click one to see it large",
        ("Shift+F3",),
        checkable=True,
    ),
    "next-map": ActionSpec("Ne&xt map", "See the layer's next map", ("Alt+Right",)),
    "previous-map": ActionSpec("Pre&vious map", "See the map before", ("Alt+Left",)),
    "export-sheet": ActionSpec(
        "Export contact s&heet …",
        "Save all maps of the layer as one labelled picture",
        ("Ctrl+Alt+H",),
    ),
}
