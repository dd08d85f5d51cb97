"""Playing over the map in the view: it is filled in as far as the kernel has come."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from convstudio.gui.map_place import MapPlace
from convstudio.gui.playing import Player
from convstudio.gui.viewer.viewer import Viewer


class MapPlaying(QObject):
    """Player → viewer: from a pixel on, or from the first in view.

    Signals:
        changed: the kernel stands elsewhere, or has gone.
        walked: to a pixel that is to be in view.
        told: a sentence for the status bar.
    """

    changed = Signal()
    walked = Signal()
    told = Signal(str)

    def __init__(self, viewer: Viewer, place: MapPlace, parent: QObject) -> None:
        super().__init__(parent)
        self._viewer, self._place = viewer, place
        self.player = Player(lambda: place.in_view, self)
        self.player.moved.connect(self._on_moved)
        self.player.ended.connect(self._on_ended)

    def play(self, picked: tuple[int, int] | None) -> None:
        """Lets the kernel slide from a picked pixel on, or pauses it."""
        if self.player.running:
            self.player.run(running=False)
        elif self._begin(picked):
            self.player.run(running=True)

    def step(self, by: int, picked: tuple[int, int] | None) -> None:
        """Moves the kernel so many pixels on and pauses it; first it stands on the first."""
        self.player.run(running=False)
        if self.player.place is None and picked is None:
            self._begin(picked)
        elif self.player.place is not None or self._begin(picked):
            self.player.step(by)
            self.walked.emit()

    def stop(self) -> None:
        """Ends playing: the whole map is back."""
        if self.take_away():
            self.changed.emit()

    def take_away(self) -> bool:
        """Ends playing and tells nobody; whether there was anything to end."""
        if self.player.place is None:
            return False
        self.player.stop()
        self._viewer.set_reached(None)
        return True

    def _begin(self, picked: tuple[int, int] | None) -> bool:
        """Puts the kernel on the picked pixel, or the first in view; whether there is a map."""
        if self._place.size is None:
            return False
        if self.player.place is None:
            area = self._place.in_view
            self.player.start(picked or (area.top, area.left))
            if picked is not None:
                self.walked.emit()
        return True

    def _on_moved(self, row: int, column: int) -> None:
        self._viewer.set_reached(row, column + 1)
        self.changed.emit()

    def _on_ended(self) -> None:
        size, area = self._place.size, self._place.in_view
        seen = "" if size == (area.bottom, area.right) else " in view"
        self._viewer.set_reached(None)
        self.told.emit(f"The kernel has passed the last pixel{seen}.")
        self.changed.emit()
