"""How the two views share the viewer, so that both show as much."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QSplitter

from convstudio.gui.viewer.pane import Pane


class Shares(QObject):
    """The shares of the original's pane and of the map's, beside which there is a colour bar.

    Equal ones, of canvases and not of panes: the smaller canvas says how large the picture is shown
    in both. They stay as a hand puts them.
    """

    def __init__(self, splitter: QSplitter, original: Pane, of_map: Pane) -> None:
        super().__init__(splitter)
        self._splitter = splitter
        self._original, self._map = original, of_map
        # (width, beside) that were shared out last; None: by a hand.
        self._shared: tuple[int, int] | None = None
        splitter.splitterMoved.connect(self._on_moved)

    def share_equally(self) -> None:
        """Of whatever there is, with what stands beside the map left out."""
        across = self._splitter.orientation() == Qt.Orientation.Horizontal
        beside = self._map.beside if across else 0
        self._shared = self._splitter.width(), beside
        first = max(self._splitter.width() - self._splitter.handleWidth() - beside, 2) // 2
        self._splitter.setSizes([first, first + beside])

    def line_up(self, *, stacked: bool) -> None:
        """Makes both canvases as wide: one above the other, their columns are in line."""
        beside = self._map.beside
        self._original.keep_free(beside if stacked else 0)
        if not stacked and self._shared not in (None, (self._splitter.width(), beside)):
            self.share_equally()

    def _on_moved(self) -> None:
        self._shared = None
