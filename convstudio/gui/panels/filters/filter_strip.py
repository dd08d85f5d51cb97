"""The filters of a bank side by side, under mouse and keyboard."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from convstudio.gui.panels.fields import in_lines
from convstudio.gui.panels.filters.filter_model import FilterModel, Index
from convstudio.gui.theme import colours_of
from convstudio.pipeline.bank import Filter

_PICTURE = 30  # pixels
_MARGIN = 3
_ROWS = 2  # that are seen without scrolling, where one is not enough
_IN_ROW = 8  # filters, in the column of panels
_TIP = (
    "The filters of the layer: choose one to edit it and to see its map. Drag one elsewhere, or "
    "move it with Alt and the arrows; Insert adds one, Ctrl+D a copy, Delete removes it, F2 names "
    "it."
)
_KEYS = {
    QKeySequence(Qt.Key.Key_Insert): "add",
    QKeySequence("Ctrl+D"): "duplicate",
    QKeySequence(Qt.Key.Key_Delete): "remove",
    QKeySequence(Qt.Key.Key_F2): "rename",
    QKeySequence("Alt+Left"): "left",
    QKeySequence("Alt+Right"): "right",
}


class FilterStrip(QListView):
    """Shows a FilterModel in rows of tiles; it changes nothing by itself.

    Signals:
        chosen: the index of a filter.
        moved: the index of a filter that was dragged, and the one that it is to have.
        asked: add, duplicate, remove, rename, left or right, for the current filter.
        menu_wanted: where on screen.
    """

    chosen = Signal(int)
    moved = Signal(int, int)
    asked = Signal(str)
    menu_wanted = Signal(QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.filters = FilterModel()
        self._pressed: QPoint | None = None
        self._gap: int | None = None
        self.setModel(self.filters)
        self.setItemDelegate(_Tile(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setAccessibleName("Filters")
        self.setToolTip(in_lines(_TIP))
        self.viewport().setAutoFillBackground(False)
        self.setFixedHeight(self.tile.height())

    @property
    def tile(self) -> QSize:
        """Of all tiles: the picture, and its number below."""
        return QSize(_PICTURE + 2 * _MARGIN, _PICTURE + 3 * _MARGIN + self._line)

    @property
    def _line(self) -> int:
        return self.fontMetrics().height()

    def show_filters(
        self, filters: tuple[Filter, ...], current: int, plane: int, full_range: float
    ) -> None:
        """Shows filters, with one of them chosen; nothing is told."""
        self.filters.show_filters(filters, plane, full_range)
        many = len(filters) > _IN_ROW
        self.setFixedHeight((_ROWS if many else 1) * self.tile.height())
        bar = (
            Qt.ScrollBarPolicy.ScrollBarAlwaysOn if many else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.setVerticalScrollBarPolicy(bar)
        if self.currentIndex().row() == current:
            return
        selection = self.selectionModel()
        selection.blockSignals(True)
        index = self.filters.index(current)
        selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        selection.blockSignals(False)
        self.scrollTo(index)
        self.viewport().update()

    def gap_at(self, spot: QPoint) -> int:
        """Before which filter one that is dropped there would stand; their count for the end."""
        for row in range(self.filters.rowCount()):
            rect = self.visualRect(self.filters.index(row))
            if spot.y() < rect.bottom() and spot.x() < rect.center().x():
                return row
            following = self.visualRect(self.filters.index(row + 1))
            if spot.y() < rect.bottom() and (following.top() > rect.top() or following.isNull()):
                return row + 1
        return self.filters.rowCount()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(current.row())

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        spot = event.position().toPoint()
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = spot if left and self.indexAt(spot).isValid() else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        if self._pressed is None:
            return
        far = (spot - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if far or self._gap is not None:
            self._set_gap(self.gap_at(spot))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        gap, pressed = self._gap, self._pressed
        self._pressed = None
        self._set_gap(None)
        if gap is None or pressed is None:
            return
        index = self.currentIndex().row()
        to = gap - (gap > index)
        if to != index:
            self.moved.emit(index, to)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = event.pos()
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            place = self.visualRect(self.currentIndex()).center()
        self.menu_wanted.emit(self.viewport().mapToGlobal(place))

    def _set_gap(self, gap: int | None) -> None:
        if gap != self._gap:
            self._gap = gap
            self.setCursor(
                Qt.CursorShape.ArrowCursor if gap is None else Qt.CursorShape.ClosedHandCursor
            )
            self.viewport().update()

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        word = _KEYS.get(QKeySequence(event.keyCombination()))
        if word is not None:
            self.asked.emit(word)
        elif event.key() == Qt.Key.Key_Escape and self._gap is not None:
            self._pressed = None
            self._set_gap(None)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Its keys are meant for it, before an action takes them as its own."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and QKeySequence(event.keyCombination()) in _KEYS
        ):
            event.accept()
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.filters.set_colours(colours_of(self))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._gap is None:
            return
        count = self.filters.rowCount()
        rect = self.visualRect(self.filters.index(min(self._gap, count - 1)))
        x = rect.right() if self._gap == count else rect.left()
        painter = QPainter(self.viewport())
        painter.fillRect(QRect(x - 1, rect.top(), 2, _PICTURE), QColor(colours_of(self).accent))


class _Tile(QStyledItemDelegate):
    """A filter's picture, with its number below; the chosen one framed."""

    def __init__(self, strip: FilterStrip) -> None:
        super().__init__(strip)
        self._strip = strip

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return self._strip.tile

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        colours, strip = colours_of(self._strip), self._strip
        rect: QRect = option.rect
        chosen = index.row() == strip.currentIndex().row()
        place = QRect(rect.left() + _MARGIN, rect.top() + _MARGIN, _PICTURE, _PICTURE)
        image = strip.filters.image(index.row())
        scale = _PICTURE / max(image.width(), image.height())
        size = QSize(max(round(image.width() * scale), 1), max(round(image.height() * scale), 1))
        inner = QRect(place.center() - QPoint(size.width() - 1, size.height() - 1) / 2, size)
        painter.fillRect(place, QColor(colours.base))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawImage(inner, image)
        # A paler edge would not part a white picture in colours from a white panel.
        painter.setPen(QColor(colours.accent if chosen else colours.muted))
        painter.drawRect(place.adjusted(-1, -1, 0, 0))
        if chosen:
            painter.drawRect(place.adjusted(-2, -2, 1, 1))
        painter.setPen(QColor(colours.text if chosen else colours.muted))
        below = QRect(rect.left(), place.bottom() + _MARGIN, rect.width(), rect.height())
        alignment = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(below, alignment, str(index.row() + 1))
