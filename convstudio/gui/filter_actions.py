"""The actions of filters: text, shortcut, tip. The Layer menu has them."""

from __future__ import annotations

from convstudio.gui.actions import ActionSpec

FILTER_ACTIONS: dict[str, ActionSpec] = {
    "filter-add": ActionSpec(
        "Add fi&lter",
        "Another filter in this convolution: another map; the identity, to begin with",
        ("Ctrl+Alt+Shift+A",),
    ),
    "filter-duplicate": ActionSpec(
        "Duplicate filter", "The chosen filter a second time", ("Ctrl+Alt+Shift+D",)
    ),
    "filter-remove": ActionSpec(
        "Remove filter", "Remove the chosen filter and its map", ("Ctrl+Alt+Shift+Del",)
    ),
    "filter-next": ActionSpec("Next filter", "Edit the next filter", ("Ctrl+Alt+K",)),
    "filter-previous": ActionSpec("Previous filter", "Edit the one before", ("Ctrl+Alt+Shift+K",)),
    "filters-apart": ActionSpec(
        "A kernel for each channel, in all filters",
        "Each channel of the input gets a kernel of its own in every filter of the layer",
    ),
    "filters-shared": ActionSpec(
        "One kernel for all channels, in all filters",
        "In every filter the kernel of the chosen channel is kept, for all channels",
    ),
}

# What the thumbnails of the filters understand by themselves.
FILTER_KEYS = (
    ("Arrows, on a filter", "Choose another filter"),
    ("Alt + ← →, on a filter", "Move it before or behind its neighbour"),
    ("Ins; Ctrl+D, on a filter", "Add one behind it; a copy of it"),
    ("Del, on a filter", "Remove it"),
    ("F2, on a filter", "Name it"),
)
