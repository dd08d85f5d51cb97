"""What views of many small pictures have alike: tiles in rows, that scroll up and down."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem


class TileView(QListView):
    """Shows the entries of a model side by side, as many as there is room for.

    Args:
        name: for those who hear the window.
        tip: what mouse and keyboard do.

    Signals:
        seen: other tiles are in view, or tiles of another size.
    """

    seen = Signal()

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setToolTip(tip)

    def select_quietly(self, index: QModelIndex) -> None:
        """Makes an entry the current one, or none, without telling anybody."""
        selection = self.selectionModel()
        selection.blockSignals(True)
        self.setCurrentIndex(index)
        # Qt takes the selection away where Ctrl is held.
        selection.select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        selection.blockSignals(False)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        self.seen.emit()


def paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> QPalette.ColorRole:
    """The ground of a tile, chosen, pointed at or neither; returns the ink of the words on it."""
    area = option.rect.adjusted(1, 1, -1, -1)
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(area, option.palette.color(QPalette.ColorRole.Highlight))
        return QPalette.ColorRole.HighlightedText
    if option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(area, option.palette.color(QPalette.ColorRole.AlternateBase))
    return QPalette.ColorRole.Text
