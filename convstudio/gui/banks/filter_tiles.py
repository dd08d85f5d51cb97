"""The filters of a bank as small pictures, painted when they come into view."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from convstudio.gui.panels.fields import in_lines
from convstudio.gui.theme import LIGHT, Colours, colours_of

Index = QModelIndex | QPersistentModelIndex
Weights = npt.NDArray[np.float64]
_SIDE = 44  # pixels of a tile's picture
_GAP = 4
_RGB = 3


class TileModel(QAbstractListModel):
    """Filters (rows, columns, planes, filters) with their names."""

    def __init__(self) -> None:
        super().__init__()
        self._weights: Weights = np.zeros((1, 1, 1, 0))
        self._names: tuple[str, ...] = ()
        self._colours = LIGHT
        self._pixmaps: dict[int, QPixmap] = {}

    def show_filters(self, weights: Weights, names: tuple[str, ...], colours: Colours) -> None:
        """Shows other filters."""
        self.beginResetModel()
        self._weights, self._names, self._colours = weights, names, colours
        self._pixmaps = {}
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else int(self._weights.shape[3])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = index.row()
        match role:
            case Qt.ItemDataRole.DecorationRole:
                return self._pixmap(row)
            case Qt.ItemDataRole.ToolTipRole:
                return in_lines(self._words(row))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._words(row)
        return None

    def _words(self, row: int) -> str:
        name = self._names[row] if row < len(self._names) else ""
        rows, columns, planes, _ = self._weights.shape
        one = self._weights[..., row]
        what = "1 plane" if planes == 1 else f"{planes} planes"
        if planes not in (1, _RGB):
            what += ", their mean is drawn"
        ends = f"{one.min():.4g} to {one.max():.4g}".replace("-", "−")
        return f"{row + 1}. {name}\n{rows}×{columns}, {what}, weights from {ends}"

    def _pixmap(self, row: int) -> QPixmap:
        if row not in self._pixmaps:
            image = filter_image(self._weights[..., row], self._colours)
            scaled = image.scaled(
                _SIDE,
                _SIDE,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.FastTransformation,
            )
            self._pixmaps[row] = QPixmap.fromImage(scaled)
        return self._pixmaps[row]


class FilterTiles(QListView):
    """Shows a TileModel as a grid that scrolls.

    Signals:
        chosen: a filter was clicked, or the arrows led to it.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.tiles = TileModel()
        self.setModel(self.tiles)
        self.setItemDelegate(_Tile(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setGridSize(QSize(_SIDE + 2 * _GAP, _SIDE + 2 * _GAP))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Filters")
        self.setToolTip(
            "The filters; colours for red, green and blue planes, else by the sign.\n"
            "Click one to see its map."
        )

    def show_filters(self, weights: Weights, names: tuple[str, ...]) -> None:
        """Shows other filters; while there are as many, the one that was chosen stays so."""
        place, row = self.verticalScrollBar().value(), self.currentIndex().row()
        same = weights.shape[3] == self.tiles.rowCount()
        self.tiles.show_filters(weights, names, colours_of(self))
        if same:
            self.selectionModel().blockSignals(True)
            self.setCurrentIndex(self.tiles.index(row))
            self.selectionModel().blockSignals(False)
            self.verticalScrollBar().setValue(place)

    @property
    def row(self) -> int:
        """The filter that is chosen; the first where none is."""
        return max(self.currentIndex().row(), 0)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(current.row())

    def clear(self) -> None:
        """Shows none."""
        self.show_filters(np.zeros((1, 1, 1, 0)), ())


class _Tile(QStyledItemDelegate):
    """A filter's picture in a frame, that of the chosen one in the accent; its colours are told by
    nothing but its weights."""

    def __init__(self, view: FilterTiles) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return self._view.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        pixmap, colours = index.data(Qt.ItemDataRole.DecorationRole), colours_of(self._view)
        place = QRect(0, 0, pixmap.width(), pixmap.height())
        place.moveCenter(option.rect.center())
        painter.drawPixmap(place, pixmap)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        # A paler edge would not part a white picture from a white list.
        painter.setPen(QColor(colours.accent if chosen else colours.muted))
        painter.drawRect(place.adjusted(-1, -1, 0, 0))
        if chosen:
            painter.drawRect(place.adjusted(-2, -2, 1, 1))


def filter_image(weights: Weights, colours: Colours) -> QImage:
    """(rows, columns, planes) as one pixel a weight.

    Three planes are red, green and blue about a middle gray; one, or the mean of others, is the
    colour of its sign on the base colour. The largest weight has the full colour.
    """
    rows, columns, planes = weights.shape
    largest = float(np.abs(weights).max()) or 1.0
    if planes == _RGB:
        pixels = np.rint(127.5 + 127.5 * weights / largest)
    else:
        plane = weights.mean(axis=2)
        largest = float(np.abs(plane).max()) or 1.0
        share = (np.abs(plane) / largest)[..., np.newaxis]
        base, positive, negative = (
            np.array([colour.red(), colour.green(), colour.blue()], np.float64)
            for colour in map(QColor, (colours.base, colours.positive, colours.negative))
        )
        full = np.where(plane[..., np.newaxis] < 0, negative, positive)
        pixels = np.rint(base + (full - base) * share)
    data = np.ascontiguousarray(pixels.astype(np.uint8))
    image = QImage(data.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
    return image.copy()  # the array ends with this function
