"""Pinning: pixels of the map that are watched while weights change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from convstudio.errors import ConvStudioError
from convstudio.gui.hand import Hand, looked_at
from convstudio.gui.session import Session
from convstudio.gui.viewer.inspector import Inspector
from convstudio.gui.viewer.inspector_pins import MOST_PINS, Pin, pinned, unmapped, watched
from convstudio.imaging.picture import Picture
from convstudio.pipeline.map_names import map_names
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.viewing import layer_maps, picture_maps, viewed


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
        self._pipeline = session.pipeline
        self._watching = False
        # Edits come faster than a screen shows them.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._watch)
        session.pipeline_changed.connect(self._on_pipeline_changed)
        inspector.pin_chosen.connect(self._on_pin_chosen)
        inspector.unpinned.connect(self._unpin)

    @property
    def shown(self) -> tuple[tuple[int, Pin], ...]:
        """Those on the layer that is looked at, with their numbers in the list, from 1."""
        layer = self._session.hand.shown_layer(self._session.pipeline)
        return tuple(
            (number, pin) for number, pin in enumerate(self._pins, 1) if pin.layer == layer
        )

    @property
    def maps(self) -> tuple[tuple[int, int], ...]:
        """(layer, map) of each of the pins; nothing where all are of the first there is."""
        found = tuple((max(pin.layer, 0), pin.map) for pin in self._pins)
        return found if any(one != (0, 0) for one in found) else ()

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
        pin = self._pin(picture, place)
        places = [other.place for other in self._pins]
        if pin.place in places:
            self._unpin(places.index(pin.place))
        elif len(places) == MOST_PINS:
            self.told.emit(f"{MOST_PINS} pixels are pinned, the most there can be: unpin one.")
        else:
            self._show((*self._pins, pin))

    def replace(
        self, places: Sequence[tuple[int, int]], maps: Sequence[tuple[int, int]] = ()
    ) -> None:
        """Watches these pixels (row, column) and no others, as far as there are such.

        Args:
            maps: (layer, map) of each; of those without, the map that is looked at.
        """
        picture = self._session.picture
        if picture is None:
            return
        hand = self._session.hand
        here = hand.shown_layer(self._session.pipeline), hand.map
        told = [*maps, *[here] * (len(places) - len(maps))]
        wanted = dict.fromkeys(zip(places, told, strict=False))
        nothing = np.zeros(0, np.float32)
        pins = [
            self._watched(Pin(row, column, nothing, None, layer, at), picture)
            for (row, column), (layer, at) in list(wanted)[:MOST_PINS]
        ]
        self._show(
            tuple(replace(pin, first=pin.now) for pin in pins if pin and pin.now is not None)
        )

    def forget(self) -> None:
        """Lets go of all: pixels of another picture say nothing about the one now open."""
        if self._pins:
            self._show(())
            self.told.emit("The pins fell away: another picture was opened.")

    def _pin(self, picture: Picture, place: tuple[int, int]) -> Pin:
        """A pixel of the map that is looked at."""
        pipeline, hand = self._session.pipeline, self._session.hand
        seen = looked_at(pipeline, hand, picture)
        return pinned(seen, picture, *place, hand.shown_layer(pipeline))

    def _show(self, pins: tuple[Pin, ...]) -> None:
        """Keeps these and shows them."""
        self._keep(pins)
        self.changed.emit()

    def _keep(self, pins: tuple[Pin, ...]) -> None:
        """Keeps these; where there are several maps each says of which it is."""
        picture = self._session.picture
        if picture is not None:
            labels = labels_of(pins, self._session.pipeline, picture)
            pins = tuple(replace(pin, label=label) for pin, label in zip(pins, labels, strict=True))
        self._pins = pins
        self._inspector.show_pins(pins)

    def _unpin(self, index: int) -> None:
        self._show(self._pins[:index] + self._pins[index + 1 :])

    def _on_pin_chosen(self, index: int) -> None:
        pin, hand = self._pins[index], self._session.hand
        layer = hand.shown_layer(self._session.pipeline)
        if (pin.layer, pin.map) != (layer, hand.map):
            result = hand.result and pin.layer == layer
            held = hand if result else replace(hand, layer=pin.layer, result=False)
            self._session.choose(replace(held, map=pin.map))
        self.chosen.emit((pin.row, pin.column))

    def _on_pipeline_changed(self) -> None:
        before, self._pipeline = self._pipeline, self._session.pipeline
        self._pins = tuple(
            replace(pin, layer=now_at(pin.layer, before, self._pipeline)) for pin in self._pins
        )
        if self._watching and self._pins:
            self._soon.start()

    def _watch(self) -> None:
        """Reads the pins on the map in force; those that it does not have fall away."""
        picture = self._session.picture
        if picture is None:
            return
        found = [self._watched(pin, picture) for pin in self._pins]
        lost = [pin for pin, now in zip(self._pins, found, strict=True) if now is None]
        pins = tuple(pin for pin in found if pin is not None)
        if not lost:
            self._keep(pins)
            return
        self._show(pins)
        places = ", ".join(f"({pin.column}, {pin.row})" for pin in lost)
        which = f"pin {places} fell" if len(lost) == 1 else f"pins {places} fell"
        self.told.emit(f"The {which} away: the feature map no longer has that pixel.")

    def _watched(self, pin: Pin, picture: Picture) -> Pin | None:
        """The pin on the map in force; None where there is no such layer, map or pixel."""
        pipeline = self._session.pipeline
        if not 0 <= pin.layer < len(pipeline.layers):
            return None
        try:
            maps = layer_maps(pipeline, picture)[pin.layer]
            if pin.map >= maps.count:
                return None
            seen = looked_at(pipeline, Hand(layer=pin.layer, map=pin.map), picture)
            return watched(pin, seen, picture)
        except ConvStudioError:
            return unmapped(pin)


def now_at(layer: int, before: Pipeline, after: Pipeline) -> int:
    """Where a layer is after an edit: itself, or what it was edited into; −1 where it is gone."""
    if layer < 0 or (layer < len(after.layers) and before.layers[layer] == after.layers[layer]):
        return layer
    if before.layers[layer] in after.layers:
        return after.layers.index(before.layers[layer])
    return layer if len(before.layers) == len(after.layers) else -1


def labels_of(pins: Sequence[Pin], pipeline: Pipeline, picture: Picture) -> list[str]:
    """Of which layer and map each is, in words; nothing where there is but one map."""
    try:
        made = layer_maps(pipeline, picture)
    except ConvStudioError:
        return [pin.label for pin in pins]
    if len(made) == 1 and made[0].is_picture:
        return ["" for _ in pins]
    return [_label(pin, pipeline, picture) for pin in pins]


def _label(pin: Pin, pipeline: Pipeline, picture: Picture) -> str:
    if pin.layer < 0:
        return pin.label
    layers = viewed(pipeline, pin.layer, None).active
    names = map_names(layers, picture_maps(picture))
    name = names[pin.map] if pin.map < len(names) else ""
    return " · ".join(part for part in (pipeline.layers[pin.layer].title, name) if part)
