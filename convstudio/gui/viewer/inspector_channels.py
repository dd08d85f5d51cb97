"""The channels that a value sums, as a list, the largest first: each patch × kernel and its sum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from convstudio.gui.theme import LIGHT, Colours
from convstudio.gui.viewer.inspector_numbers import short, signed
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.inspection import Inspection
from convstudio.pipeline.map_names import in_a_sentence
from convstudio.pipeline.planes import Plane

_Index = QModelIndex | QPersistentModelIndex
_HEADS = ("Channel", "Patch × kernel", "Sum", "Remaining")
_TIPS = (
    "A channel of the input: the largest contribution first.",
    "What stands under the kernel, the kernel's plane for this channel, and their products.",
    "What the products of the channel add up to.",
    "The share of all |sums| that is still to come below this row.",
)
_TILE, _SIGN, _EDGE = 28, 16, 3  # pixels: of a small picture, between two of them, around them
_CENTRED = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, eq=False)
class Ranking:
    """Channels by what they add to the sum; those that are no number come first.

    Attributes:
        order: indices of the planes.
        left: (planes,): the share of Σ|sums| that comes after each.
    """

    planes: tuple[Plane, ...]
    order: tuple[int, ...]
    left: FloatArray


def ranked(planes: tuple[Plane, ...]) -> Ranking:
    """The channels, the largest contribution first, ties in their own order."""
    totals = np.array([plane.total for plane in planes])
    sizes = np.nan_to_num(np.abs(totals), nan=np.inf)
    order = np.argsort(-sizes, kind="stable")
    finite = np.where(np.isfinite(sizes), sizes, 0)[order]
    total = float(finite.sum())
    left = np.zeros_like(finite) if total == 0 else 1 - np.cumsum(finite) / total
    return Ranking(planes, tuple(order.tolist()), np.clip(left, 0, 1))


class ChannelsModel(QAbstractTableModel):
    """The channels as a table."""

    def __init__(self) -> None:
        super().__init__()
        self._ranking: Ranking | None = None
        self.white = 1.0  # the value that is shown white
        self.colours = LIGHT

    def show_channels(self, found: Inspection | None) -> None:
        """Shows the channels of an inspection; nothing where it is None."""
        made = None if found is None else ranked(found.planes)
        before = self.rowCount()
        self.white = 1.0 if found is None else _white(found)
        if made is not None and before == len(made.planes):
            self._ranking = made
            self.dataChanged.emit(self.index(0, 0), self.index(before - 1, len(_HEADS) - 1))
            return
        self.beginResetModel()
        self._ranking = made
        self.endResetModel()

    def plane_index(self, row: int) -> int:
        """Which of the planes a row shows."""
        return 0 if self._ranking is None else self._ranking.order[row]

    def plane(self, row: int) -> Plane | None:
        """The plane that a row shows."""
        return None if self._ranking is None else self._ranking.planes[self.plane_index(row)]

    # What Qt asks of a model

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self._ranking is None else len(self._ranking.planes)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if side == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return _HEADS[section]
        return _TIPS[section] if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        plane = self.plane(index.row())
        if plane is None or self._ranking is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                plane.name,
                "",
                signed(plane.total, 7),
                f"{100 * float(self._ranking.left[index.row()]):.1f} %",
            )[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() >= 2:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(plane)
        if role == Qt.ItemDataRole.BackgroundRole and index.column() == 2 and plane.total:
            colour = QColor(self.colours.positive if plane.total > 0 else self.colours.negative)
            colour.setAlphaF(0.3)
            return colour
        return None

    def _words(self, plane: Plane) -> str:
        return (
            f"{plane.products.size} products of {in_a_sentence(plane.name)} add up to"
            f" {short(plane.total, 9)}. Enter shows them."
        )


class ChannelsList(QTableView):
    """Shows the channels; Enter or a double click opens one.

    Signals:
        opened: the index of the channel that is to be seen.
    """

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.channels = ChannelsModel()
        self.setModel(self.channels)
        self._tiles = _Tiles(self.channels)
        self.setItemDelegateForColumn(1, self._tiles)
        self.setAccessibleName("Channels of the sum, the largest first")
        self.setToolTip("Every channel that is summed, the largest contribution first.")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_TILE + 2 * _EDGE)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        number = self.fontMetrics().horizontalAdvance("−0.1234567e−5") + 12
        head = self.fontMetrics().horizontalAdvance(_HEADS[1]) + 16
        self.setColumnWidth(1, max(3 * _TILE + 2 * _SIGN + 4 * _EDGE, head))
        self.setColumnWidth(2, number)
        self.setColumnWidth(3, self.fontMetrics().horizontalAdvance(_HEADS[3]) + 24)
        self.activated.connect(self._on_activated)

    def set_colours(self, colours: Colours) -> None:
        """The colours of signs."""
        self.channels.colours = colours
        self.viewport().update()

    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(self.channels.plane_index(index.row()))


class _Tiles(QStyledItemDelegate):
    """Paints patch, kernel and products of a channel as small pictures."""

    def __init__(self, model: ChannelsModel) -> None:
        super().__init__()
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        plane = self._model.plane(index.row())
        if plane is None:
            return
        colours, left = self._model.colours, option.rect.left() + _EDGE
        top = option.rect.top() + _EDGE
        painter.save()
        pictures = (
            _grays(plane.values / self._model.white),
            _tints(plane.weights, colours),
            _tints(plane.products, colours),
        )
        for picture, sign in zip(pictures, ("×", "=", ""), strict=True):
            box = QRect(left, top, _TILE, _TILE)
            painter.drawImage(box, picture)
            painter.setPen(QColor(colours.line))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
            painter.setPen(QColor(colours.text))
            painter.drawText(QRect(box.right(), top, _SIGN, _TILE), _CENTRED, sign)
            left += _TILE + _SIGN
        painter.restore()


def _white(found: Inspection) -> float:
    """Of a picture its white; of maps, which may hold anything, the largest value."""
    if not found.stacked:
        return found.full_range
    values = np.concatenate([plane.values.ravel() for plane in found.planes])
    finite = values[np.isfinite(values)]
    return float(finite.max(initial=0.0)) or found.full_range


def _grays(values: FloatArray) -> QImage:
    """Shares of white as a small picture."""
    shown = (255 * np.clip(np.nan_to_num(values, nan=0.0), 0, 1)).astype(np.uint8)
    return _image(np.repeat(shown[..., np.newaxis], 3, axis=2))


def _tints(values: FloatArray, colours: Colours) -> QImage:
    """Numbers of both signs as a small picture: the stronger the colour, the larger."""
    finite = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    shares = finite / (float(np.abs(finite).max()) or 1.0)
    base, above, below = (
        np.array([QColor(colour).red(), QColor(colour).green(), QColor(colour).blue()])
        for colour in (colours.base, colours.positive, colours.negative)
    )
    size = np.abs(shares)[..., np.newaxis]
    tint = np.where(shares[..., np.newaxis] > 0, above, below)
    return _image((base + (tint - base) * size).astype(np.uint8))


def _image(pixels: Array) -> QImage:
    """(rows, columns, 3) of 8 bits as a picture of its own."""
    whole = np.ascontiguousarray(pixels, np.uint8)
    rows, columns = whole.shape[0], whole.shape[1]
    image = QImage(whole.tobytes(), columns, rows, 3 * columns, QImage.Format.Format_RGB888)
    return image.copy()
