"""The form of a locally connected layer: which of its many kernels the grid shows.

Who uses it: someone who wants to see why convolutions share their weights: the count of parameters
says it, and a kernel changed at one place changes one value of the map.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from convstudio.gui.bindings import THE_FILTER_BIAS
from convstudio.gui.elided_label import ElidedLabel
from convstudio.gui.panels.fields import NumberField, in_lines
from convstudio.gui.panels.form import label_for, muted_label, new_row
from convstudio.gui.panels.layers.layer_form import LayerForm
from convstudio.gui.panels.layers.words import count_words
from convstudio.gui.scene import Scene
from convstudio.kernel.notation import parse_integer
from convstudio.numerics import validation
from convstudio.pipeline.kernel_places import KernelPlace
from convstudio.pipeline.locally import LocallyConnected

_TIPS = {
    "column": "The column of the map whose kernel the grid above shows, from 0. A click in the "
    "map chooses it too.",
    "row": "The row of the map whose kernel the grid above shows, from 0. A click in the map "
    "chooses it too.",
    "filter": "Which filter's kernel the grid above shows, from 1.",
    "channel": "The channel of the layer's input that the kernel above is for, from 1.",
}


class LocalForm(LayerForm):
    """Where the kernel in the grid stands, how many there are, and the size formula.

    Signals:
        place_entered: name of a field, and the text that was typed.
    """

    place_entered = Signal(str, str)

    def __init__(self) -> None:
        super().__init__("Locally connected", LocallyConnected, (THE_FILTER_BIAS,), sized=True)
        self.places = {
            name: NumberField(name.capitalize(), tip, minimum=0, maximum=0)
            for name, tip in _TIPS.items()
        }
        for name, field in self.places.items():
            field.text_entered.connect(partial(self.place_entered.emit, name))
        self.channel_name = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self.channel_name.setProperty("role", "muted")
        self._place_label = label_for("Column, row", self.places["column"])
        self._place_label.setToolTip(
            in_lines(
                "Of the place in the map whose kernel the grid shows; an inspected pixel is it."
            )
        )
        self.form.insertRow(
            0, self._place_label, _beside(self.places["column"], self.places["row"])
        )
        self._filters = _beside(self.places["filter"], QLabel())
        self._channels = _beside(self.places["channel"], self.channel_name)
        self.form.insertRow(1, label_for("Filter", self.places["filter"]), self._filters)
        self.form.insertRow(2, label_for("Channel", self.places["channel"]), self._channels)
        self.count = muted_label("How many parameters", lines=3)
        self.column.addWidget(self.count)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        layer = scene.layer
        assert isinstance(layer, LocallyConnected)  # noqa: S101 - what it is for
        shown = _numbers(scene.place)
        for name, last in _last(layer).items():
            first = 0 if name in ("row", "column") else 1
            self.places[name].set_limits(first, last, 1)
            self.places[name].show_value(shown[name])
        channels, filters = layer.weights.array.shape[4:]
        self.form.setRowVisible(self._filters, filters > 1)
        self.form.setRowVisible(self._channels, channels > 1)
        plane = scene.place.plane
        self.channel_name.set_full_text(
            scene.channels[plane] if plane < len(scene.channels) else ""
        )
        self.count.setText(count_words(scene))

    def place_of(self, scene: Scene, name: str, text: str) -> KernelPlace:
        """The place after an entry in one of the fields.

        Raises:
            ArgumentValueError: there is no such place.
        """
        layer = scene.layer
        assert isinstance(layer, LocallyConnected)  # noqa: S101
        first = 0 if name in ("row", "column") else 1
        number = validation.integer(
            parse_integer(text, name), name, minimum=first, maximum=_last(layer)[name]
        )
        row, column = scene.place.spot
        match name:
            case "row":
                return replace(scene.place, spot=(number, column))
            case "column":
                return replace(scene.place, spot=(row, number))
            case "filter":
                return replace(scene.place, filter=number - 1)
        return replace(scene.place, plane=number - 1)


def _numbers(place: KernelPlace) -> dict[str, int]:
    row, column = place.spot
    return {"row": row, "column": column, "filter": place.filter + 1, "channel": place.plane + 1}


def _last(layer: LocallyConnected) -> dict[str, int]:
    rows, columns = layer.places
    channels, filters = layer.weights.array.shape[4:]
    return {"row": rows - 1, "column": columns - 1, "filter": filters, "channel": channels}


def _beside(first: QWidget, second: QWidget) -> QWidget:
    row = QWidget()
    layout = new_row(row)
    layout.addWidget(first, 1)
    layout.addWidget(second, 1)
    return row
