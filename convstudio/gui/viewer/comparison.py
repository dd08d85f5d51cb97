"""Two panes compared in one of several ways: what each shows of the other, and its header."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from convstudio.gui.viewer.marks import Mark
from convstudio.gui.viewer.modes import FIRST_MODE, MODES
from convstudio.gui.viewer.pane import Pane

_FURTHEST = 0.02  # that the split line keeps from the edges, as a share of the width


class Comparison:
    """The original's pane and the map's, under a way to compare.

    Attributes:
        mode: the way, a name of ``MODES``.
        blinking: whether the original stands in the map's place now.
        original: what is known of the original, for its header: its name first.
        map: of the map.
        marks: what is outlined on each, in the picture's coordinates.
    """

    def __init__(self, of_original: Pane, of_map: Pane) -> None:
        self._panes = of_original, of_map
        self.mode = FIRST_MODE
        self.blinking = False
        self.original: tuple[str, ...] = ()
        self.map: tuple[str, ...] = ()
        self.marks: tuple[tuple[Mark, ...], tuple[Mark, ...]] = ((), ())
        self._split = 0.5
        self._guest: QWidget | None = None

    def split_at(self, share: float) -> None:
        """Puts the split line at a share of the width."""
        self._split = min(max(share, _FURTHEST), 1 - _FURTHEST)
        self.show()

    def blink(self, *, held: bool) -> None:
        """Shows the original in the map's place while it is held; only where that is the way."""
        blinking = held and self.mode == "blink"
        if blinking != self.blinking:
            self.blinking = blinking
            self.show()

    def place_in_header(self, guest: QWidget) -> None:
        """Puts a widget at the end of the original's header; of the map's where that is hidden."""
        self._guest = guest
        self._panes[self._panes[0].isHidden()].header.add(guest)

    def place_guest(self) -> None:
        """Puts that widget, if there is one, where it is seen now."""
        if self._guest is not None:
            self.place_in_header(self._guest)

    def show(self) -> None:
        """Shows all of it."""
        of_original, of_map = (pane.canvas for pane in self._panes)
        share = {"split": self._split, "blink": 1.0 if self.blinking else None}.get(self.mode)
        of_map.compare_with(of_original.layers, share)
        self.show_headers()
        self.show_marks()

    def show_headers(self) -> None:
        """Says above each what is seen below."""
        of_original, of_map = (pane.header for pane in self._panes)
        title = "Original" if self.blinking else MODES[self.mode].title
        for header, heading, facts in (
            (of_original, "Original", self.original),
            (of_map, title, self.original if self.blinking else self.map),
        ):
            header.heading.set_full_text(heading)
            header.description.show_facts(facts)
        of_map.blink.setVisible(self.mode == "blink")

    def show_marks(self) -> None:
        """Outlines what is marked, in the view where it is seen."""
        original, of_map = self.marks
        self._panes[0].canvas.set_marks(original)
        if self.mode == "split":
            of_map = (*original, *of_map)
        self._panes[1].canvas.set_marks(original if self.blinking else of_map)
