"""The ways to compare original and map, in one table."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt


@dataclass(frozen=True)
class CompareMode:
    """One way to compare.

    Attributes:
        text: its name in menus; ``&`` marks the letter.
        tip: what it does, for people.
        title: the header of the map's view.
        orientation: how the two views lie; None where there is only the map's.
    """

    text: str
    tip: str
    title: str = "Feature map"
    orientation: Qt.Orientation | None = None


MODES: dict[str, CompareMode] = {
    "side-by-side": CompareMode(
        "&Side by side",
        "Original on the left, feature map on the right",
        orientation=Qt.Orientation.Horizontal,
    ),
    "stacked": CompareMode(
        "S&tacked",
        "Original above, feature map below",
        orientation=Qt.Orientation.Vertical,
    ),
    "split": CompareMode(
        "Split &line",
        "One view: original left of a line, feature map right of it; drag the line, or Ctrl+arrows",
        "Original | feature map",
    ),
    "blink": CompareMode("&Blink", "The feature map, and the original while B is held"),
    "result": CompareMode("&Result only", "The feature map alone"),
    "difference": CompareMode(
        "&Difference", "What the pipeline changed", "Difference: map − original"
    ),
}
FIRST_MODE = "side-by-side"


def neighbour(mode: str, steps: int) -> str:
    """The mode that many steps further round."""
    names = list(MODES)
    return names[(names.index(mode) + steps) % len(names)]
