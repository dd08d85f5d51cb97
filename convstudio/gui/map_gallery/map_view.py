"""The gallery's grid of thumbnails, under mouse, wheel and keyboard."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView

from convstudio.gui.map_gallery.map_delegate import MARGIN, MapDelegate
from convstudio.gui.map_gallery.map_model import Index, MapModel
from convstudio.gui.panels.tile_view import TileView

# Pixels of a thumbnail's tile, at least, by the words of the settings.
WIDTHS = {"small": 76, "medium": 100, "large": 150, "largest": 300}
_TIP = (
    "Click a map to see it large; the arrow keys go from map to map.\n"
    "Ctrl and the wheel make the pictures larger and smaller."
)
_LOWEST, _HIGHEST = 0.5, 1.0  # of a picture's height to its width


class MapView(TileView):
    """Shows a MapModel; the map that is looked at is its current one.

    Signals:
        chosen: the number of the map that was clicked, or that the arrow keys went to.
        size_wanted: the next size to either side, +1 or −1: Ctrl and the wheel.
    """

    chosen = Signal(int)
    size_wanted = Signal(int)

    def __init__(self, model: MapModel) -> None:
        super().__init__("Feature maps", _TIP)
        self._model = model
        self._width, self._aspect = WIDTHS["medium"], 0.75
        self.setModel(model)
        self.setItemDelegate(MapDelegate(self, model, self.tile_size))
        self.setUniformItemSizes(True)
        self.verticalScrollBar().valueChanged.connect(self.seen)

    # Sizes

    def set_width(self, width: int) -> None:
        """How wide tiles are at least."""
        if width != self._width:
            self._width = width
            self._lay_out()

    def set_aspect(self, rows: int, columns: int) -> None:
        """The shape of the maps, for which tiles have room."""
        aspect = min(max(rows / columns, _LOWEST), _HIGHEST)
        if aspect != self._aspect:
            self._aspect = aspect
            self._lay_out()

    def tile_size(self) -> QSize:
        """Of all tiles: as many stand side by side as there is room for."""
        room = max(self.viewport().width() - 1, self._width)  # the last pixel would wrap them
        width = room // max(room // self._width, 1)
        picture = round((width - 2 * MARGIN) * self._aspect)
        return QSize(width, picture + QFontMetrics(self.font()).lineSpacing() + 3 * MARGIN)

    def picture_size(self) -> QSize:
        """Of a tile's picture at most, in logical pixels."""
        width = self.tile_size().width() - 2 * MARGIN
        return QSize(width, round(width * self._aspect))

    def visible_maps(self) -> tuple[int, ...]:
        """The numbers of those in view, top to bottom."""
        order = self._model.order
        first, last = self._visible_rows()
        return order[first:last]

    def next_maps(self, count: int) -> tuple[int, ...]:
        """So many that come after those in view, and before."""
        order = self._model.order
        first, last = self._visible_rows()
        after = order[last : last + count]
        return (*after, *reversed(order[max(first - (count - len(after)), 0) : first]))

    def _visible_rows(self) -> tuple[int, int]:
        tile = self.tile_size()
        columns = max(self.viewport().width() // tile.width(), 1)
        top = self.verticalScrollBar().value()
        first = top // tile.height() * columns
        last = -(-(top + self.viewport().height()) // tile.height()) * columns
        return first, min(last, len(self._model.order))

    def _lay_out(self) -> None:
        """The map that is looked at stays in view."""
        self.scheduleDelayedItemsLayout()
        self.executeDelayedItemsLayout()
        self.scrollTo(self.currentIndex())
        self.seen.emit()

    # Which map is looked at

    def show_current(self, number: int) -> None:
        """Selects the map that is looked at; another than before comes into view."""
        index = self._model.index(self._model.row_of(number))
        if index == self.currentIndex() and self.selectionModel().isSelected(index):
            return
        self.select_quietly(index)
        self.scrollTo(index)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        number = self._model.number_at(current)
        if number is not None:
            self.chosen.emit(number)

    # Events

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.size_wanted.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are no search here: they stay the window's."""
        if event.text().strip() and event.text().isprintable():
            event.ignore()
            return
        super().keyPressEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Left and right go on to the next row and back, as reading does."""
        index = self.currentIndex()
        steps = {
            QAbstractItemView.CursorAction.MoveLeft: -1,
            QAbstractItemView.CursorAction.MoveRight: 1,
        }
        if not index.isValid() or action not in steps:
            return super().moveCursor(action, modifiers)
        row = min(max(index.row() + steps[action], 0), self._model.rowCount() - 1)
        return self._model.index(row)
