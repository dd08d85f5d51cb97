"""Pinned pixels: values that are watched while weights change, and the list that shows them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QToolButton, QWidget

from convstudio.gui.numerals import listed
from convstudio.gui.viewer.inspector_numbers import short, signed
from convstudio.imaging.picture import Picture
from convstudio.kernel.notation import format_value
from convstudio.numerics.geometry import Region
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check, render

MOST_PINS = 8


@dataclass(frozen=True, eq=False)
class Pin:
    """A pixel of the map that is watched.

    Attributes:
        first: its values when it was pinned, (channels,).
        now: those of the map in force; None while there is no map.
        layer: of whose maps; −1 of one that is no longer there.
        map: which of them.
        label: layer and map in words, where there are several.
    """

    row: int
    column: int
    first: npt.NDArray[np.float32]
    now: npt.NDArray[np.float32] | None
    layer: int = 0
    map: int = 0
    label: str = ""

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Layer, map, row and column: what makes it this pin and no other."""
        return self.layer, self.map, self.row, self.column

    @property
    def text(self) -> str:
        """The place, the values now, and what has changed since it was pinned."""
        place = f"{self.label} ({self.column}, {self.row})".strip()
        if self.now is None:
            return f"{place}  no feature map"
        values = listed([format_value(value) for value in self.now])
        return f"{place}  {values}\n{self._change(self.now)}"

    def _change(self, now: npt.NDArray[np.float32]) -> str:
        if now.shape != self.first.shape:
            first = ", ".join(short(float(value)) for value in self.first)
            return f"when pinned, other channels: {first}"
        difference = now.astype(np.float64) - self.first
        if not difference.any():
            return "unchanged since pinned"
        return f"since pinned: {', '.join(signed(float(value)) for value in difference)}"


def pinned(pipeline: Pipeline, picture: Picture, row: int, column: int, layer: int = 0) -> Pin:
    """A pixel as it is now.

    Args:
        pipeline: up to that layer, with the map that is wanted.

    Raises:
        ArgumentValueError: there is no map.
    """
    values = _values(pipeline, picture, row, column)
    return Pin(row, column, values, values, layer, pipeline.map or 0)


def watched(pin: Pin, pipeline: Pipeline, picture: Picture) -> Pin | None:
    """The pin on the map in force; None where that no longer has the pixel.

    Raises:
        ArgumentValueError: there is no map.
    """
    rows, columns = check(pipeline, picture)
    if pin.row >= rows or pin.column >= columns:
        return None
    return replace(pin, now=_values(pipeline, picture, pin.row, pin.column))


def unmapped(pin: Pin) -> Pin:
    """The pin while there is no map."""
    return replace(pin, now=None)


def _values(pipeline: Pipeline, picture: Picture, row: int, column: int) -> npt.NDArray[np.float32]:
    part = render(pipeline, picture, Region(row, column, row + 1, column + 1))
    return part.values.reshape(-1)


_ROWS = 2  # of pins that are seen at once; more of them scroll
_AROUND = 14  # pixels beside the text of a pin


class _Pins(QListWidget):
    """Pins side by side and then below each other; one that is wider than the list has an …."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlow(QListWidget.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setSpacing(1)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.place()
        super().resizeEvent(event)

    def place(self) -> None:
        """Gives each pin the width of its text, at most the list's, and the list its height."""
        metrics, bar = self.fontMetrics(), self.verticalScrollBar().sizeHint().width()
        room = max(self.width() - bar - 8, 40)
        height, rows, used = 2 * metrics.lineSpacing() + 4, 1, 0
        for index in range(self.count()):
            item = self.item(index)
            lines = item.text().split("\n")
            width = min(max(map(metrics.horizontalAdvance, lines)) + _AROUND, room)
            item.setSizeHint(QSize(width, height))
            used += width + 2 * self.spacing()
            if used > room and used > width + 2 * self.spacing():
                rows, used = rows + 1, width + 2 * self.spacing()
        self.setFixedHeight(min(rows, _ROWS) * (height + 2 * self.spacing()) + 4)


class PinList(QWidget):
    """The pins with their numbers, as long as there are any.

    Signals:
        chosen: the index of a pin that somebody wants to inspect.
        unpinned: the index of one that is no longer wanted.
    """

    chosen = Signal(int)
    unpinned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.list = _Pins()
        self.list.setAccessibleName("Pinned pixels")
        self.list.setToolTip(
            "Pixels that are watched, numbered as in the views: Enter or a click inspects one,"
            " Delete takes it away."
        )
        self.list.itemClicked.connect(lambda _item: self.chosen.emit(self.list.currentRow()))
        self.list.itemActivated.connect(lambda _item: self.chosen.emit(self.list.currentRow()))
        self.list.currentRowChanged.connect(self._on_row_changed)
        delete = QShortcut(QKeySequence("Del"), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._on_remove_clicked)
        self.remove = QToolButton()
        self.remove.setText("Unpin")
        self.remove.setAccessibleName("Unpin")
        self.remove.setToolTip("Stop watching the pixel that is chosen in the list (Delete).")
        self.remove.setEnabled(False)
        self.remove.clicked.connect(self._on_remove_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 8, 2)
        row.setSpacing(8)
        row.addWidget(self.list, 1)
        row.addWidget(self.remove)
        self.hide()

    def show_pins(self, pins: tuple[Pin, ...]) -> None:
        """Shows these; the chosen row stays chosen."""
        row = self.list.currentRow()
        texts = [f"{number}  {pin.text}" for number, pin in enumerate(pins, 1)]
        while self.list.count() > len(texts):
            self.list.takeItem(self.list.count() - 1)
        for index, text in enumerate(texts):
            if index >= self.list.count():
                self.list.addItem(text)
            self.list.item(index).setText(text)
            self.list.item(index).setToolTip(text)
        self.list.place()
        self.list.setCurrentRow(min(row, len(texts) - 1))
        self.setVisible(bool(texts))

    def _on_row_changed(self, row: int) -> None:
        self.remove.setEnabled(row >= 0)

    def _on_remove_clicked(self) -> None:
        if self.list.currentRow() >= 0:
            self.unpinned.emit(self.list.currentRow())
