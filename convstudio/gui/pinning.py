"""Pinning: pixels of the map that are watched while weights change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from convstudio.errors import ConvStudioError
from convstudio.gui.session import Session
from convstudio.gui.viewer.inspector import Inspector
from convstudio.gui.viewer.inspector_pins import MOST_PINS, Pin, pinned, unmapped, watched


class Pinning(QObject):
    """Keeps the pins, and what they are worth now while somebody is watching.

    Signals:
        changed: pins were set or taken away.
        chosen: (row, column) of a pin that is to be inspected.
        told: a sentence for the status bar.
    """

    changed = Signal()
    chosen = Signal(object)
    told = Signal(str)

    def __init__(self, session: Session, inspector: Inspector, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._inspector = inspector
        self._pins: tuple[Pin, ...] = ()
        self._watching = False
        # Edits come faster than a screen shows them.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._watch)
        session.pipeline_changed.connect(self._on_pipeline_changed)
        inspector.pin_chosen.connect(self._on_pin_chosen)
        inspector.unpinned.connect(self._unpin)

    @property
    def pins(self) -> tuple[Pin, ...]:
        """The pixels that are watched, the first pinned first."""
        return self._pins

    def set_watching(self, watching: bool) -> None:
        """Whether anybody looks; if not, nothing is computed."""
        self._watching = watching
        self._on_pipeline_changed()

    def toggle(self, place: tuple[int, int] | None) -> None:
        """Watches a pixel (row, column) from now on, or no longer where it is pinned."""
        picture = self._session.picture
        if picture is None or place is None:
            self.told.emit("There is nothing to pin: click a pixel of the feature map first.")
            return
        places = [(pin.row, pin.column) for pin in self._pins]
        if place in places:
            self._unpin(places.index(place))
        elif len(places) == MOST_PINS:
            self.told.emit(f"{MOST_PINS} pixels are pinned, the most there can be: unpin one.")
        else:
            pin = pinned(self._session.pipeline, picture, *place)
            self._show((*self._pins, pin))

    def replace(self, places: Sequence[tuple[int, int]]) -> None:
        """Watches these pixels (row, column) and no others, as a session tells them.

        Raises:
            ArgumentValueError: there is no map, or it lacks one of them.
        """
        picture = self._session.picture
        if picture is not None:
            found = dict.fromkeys(places[:MOST_PINS])
            self._show(tuple(pinned(self._session.pipeline, picture, *place) for place in found))

    def forget(self) -> None:
        """Lets go of all: pixels of another picture say nothing about the one now open."""
        if self._pins:
            self._show(())
            self.told.emit("The pins fell away: another picture was opened.")

    def _show(self, pins: tuple[Pin, ...]) -> None:
        """Keeps these and shows them."""
        self._pins = pins
        self._inspector.show_pins(pins)
        self.changed.emit()

    def _unpin(self, index: int) -> None:
        self._show(self._pins[:index] + self._pins[index + 1 :])

    def _on_pin_chosen(self, index: int) -> None:
        self.chosen.emit((self._pins[index].row, self._pins[index].column))

    def _on_pipeline_changed(self) -> None:
        if self._watching and self._pins:
            self._soon.start()

    def _watch(self) -> None:
        """Reads the pins on the map in force; those that it does not have fall away."""
        picture, pipeline = self._session.picture, self._session.pipeline
        if picture is None:
            return
        try:
            found = [watched(pin, pipeline, picture) for pin in self._pins]
        except ConvStudioError:
            found = [unmapped(pin) for pin in self._pins]
        lost = [pin for pin, now in zip(self._pins, found, strict=True) if now is None]
        pins = tuple(pin for pin in found if pin is not None)
        if not lost:
            self._pins = pins
            self._inspector.show_pins(pins)
            return
        self._show(pins)
        places = ", ".join(f"({pin.column}, {pin.row})" for pin in lost)
        which = f"pin {places} fell" if len(lost) == 1 else f"pins {places} fell"
        self.told.emit(f"The {which} away: the feature map no longer has that pixel.")
