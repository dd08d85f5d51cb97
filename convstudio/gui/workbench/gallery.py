"""The gallery: headings and tiles, under mouse and keyboard.

Who uses it: someone who knows an effect by sight and not by name; the hand rests on a tile and the
map shows it at its full size, a click keeps it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from convstudio.gui.workbench.gallery_model import GalleryModel, Index, Tile
from convstudio.kernel.library import Preset

_NARROWEST = 100  # pixels of a tile
_PICTURE = 72  # pixels of its picture's height
_MARGIN = 4
_REST = 120  # milliseconds of a hand that rests, until a kernel is tried out
_ARROWS = {
    Qt.Key.Key_Left: QAbstractItemView.CursorAction.MoveLeft,
    Qt.Key.Key_Right: QAbstractItemView.CursorAction.MoveRight,
    Qt.Key.Key_Up: QAbstractItemView.CursorAction.MoveUp,
    Qt.Key.Key_Down: QAbstractItemView.CursorAction.MoveDown,
}


class Gallery(QListView):
    """Shows a GalleryModel.

    Signals:
        rested: the preset on which hand or keyboard rest; None: no longer.
        taken: a preset was clicked, or Enter pressed on it.
        typed: text that is meant for the search.
        menu_wanted: a preset, and where on screen.
        edit_wanted: F2 on a preset.
        delete_wanted: Delete on a preset.
        seen: other tiles are in view.
    """

    rested = Signal(object)
    taken = Signal(object)
    typed = Signal(str)
    menu_wanted = Signal(object, QPoint)
    edit_wanted = Signal(object)
    delete_wanted = Signal(object)
    seen = Signal()

    def __init__(self, model: GalleryModel) -> None:
        super().__init__()
        self._model = model
        self._pointed: str | None = None
        self._resting: Preset | None = None
        self.setModel(model)
        self.setItemDelegate(_TileDelegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setAccessibleName("Kernels")
        self.setToolTip(
            "Rest on a tile to try its kernel, click to take it. Arrows and Enter do it too."
        )
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._on_rested)
        self.verticalScrollBar().valueChanged.connect(self.seen)

    def tile_size(self) -> QSize:
        """Of all tiles: as many stand side by side as there is room for."""
        room = max(self.viewport().width(), _NARROWEST)
        text = 2 * QFontMetrics(self.font()).lineSpacing()
        return QSize(room // (room // _NARROWEST), _PICTURE + text + 3 * _MARGIN)

    def picture_size(self) -> QSize:
        """Of a tile's picture at most, in logical pixels."""
        return QSize(self.tile_size().width() - 2 * _MARGIN, _PICTURE)

    def preset_at(self, index: Index) -> Preset | None:
        """The preset of an entry, if it is one."""
        entry = self._model.entry(index)
        return entry.preset if isinstance(entry, Tile) else None

    def visible_presets(self) -> tuple[Preset, ...]:
        """Those in view, top to bottom, each once."""
        shown = self.viewport().rect()
        found = {}
        for row in range(self._model.rowCount()):
            index = self._model.index(row)
            preset = self.preset_at(index)
            if preset is not None and self.visualRect(index).intersects(shown):
                found[preset.identifier] = preset
        return tuple(found.values())

    def show_current(self, preset: Preset | None) -> None:
        """Selects the tile of the kernel in force, without trying or moving anything."""
        row = self._model.row_of(preset)
        selection = self.selectionModel()
        selection.blockSignals(True)
        self.setCurrentIndex(self._model.index(row) if row >= 0 else QModelIndex())
        selection.blockSignals(False)
        self.viewport().update()

    def enter(self) -> None:
        """The keyboard comes from the search: to the first tile where none is current."""
        self.setFocus()
        if not self.currentIndex().isValid() and self._model.rowCount() > 1:
            self.setCurrentIndex(self._model.index(1))

    def end_rest(self) -> None:
        """Nothing is tried any more."""
        self._rest.stop()
        self._pointed, self._resting = None, None
        self.rested.emit(None)

    # Mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._rest_on(self.preset_at(self.indexAt(event.position().toPoint())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        preset = self.preset_at(self.indexAt(event.position().toPoint()))
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and preset is not None:
            self._take(preset)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.end_rest()
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.currentIndex()
        place = self.visualRect(index).center()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            place = event.pos()
            index = self.indexAt(place)
        preset = self.preset_at(index)
        if preset is not None:
            self.menu_wanted.emit(preset, self.viewport().mapToGlobal(place))

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        preset = self.preset_at(self.currentIndex())
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if preset is not None:
                self._take(preset)
            case Qt.Key.Key_F2 if preset is not None:
                self.edit_wanted.emit(preset)
            case Qt.Key.Key_Delete if preset is not None:
                self.delete_wanted.emit(preset)
            case Qt.Key.Key_Escape if self._resting is not None:
                self.end_rest()
            case key if key not in _ARROWS and plain and event.text().strip().isprintable():
                if event.text().strip():
                    self.typed.emit(event.text())
                else:
                    super().keyPressEvent(event)
            case _:
                super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Letters are meant for the search, before an action takes them as its own."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            and event.text().strip()
            and event.text().isprintable()
        ):
            event.accept()
            return True
        return super().event(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Left and right go through the tiles, up and down to the one above or below."""
        index = self.currentIndex()
        if not index.isValid() or action not in _ARROWS.values():
            return super().moveCursor(action, modifiers)
        count = self._model.rowCount()
        forward = action in (_ARROWS[Qt.Key.Key_Right], _ARROWS[Qt.Key.Key_Down])
        rows = range(index.row() + 1, count) if forward else range(index.row() - 1, -1, -1)
        tiles = [self._model.index(r) for r in rows[:200] if self.preset_at(self._model.index(r))]
        if action in (_ARROWS[Qt.Key.Key_Left], _ARROWS[Qt.Key.Key_Right]):
            return tiles[0] if tiles else index
        here = self.visualRect(index)
        beyond = [i for i in tiles if self.visualRect(i).top() != here.top()]
        if not beyond:
            return index
        top = self.visualRect(beyond[0]).top()
        row = [i for i in beyond if self.visualRect(i).top() == top]
        return min(row, key=lambda i: abs(self.visualRect(i).left() - here.left()))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self.hasFocus():
            self._rest_on(self.preset_at(current))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.underMouse():
            self.end_rest()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        self.seen.emit()

    def _rest_on(self, preset: Preset | None) -> None:
        identifier = None if preset is None else preset.identifier
        if identifier == self._pointed:
            return
        self._pointed, self._resting = identifier, preset
        self._rest.start()

    def _on_rested(self) -> None:
        self.rested.emit(self._resting)

    def _take(self, preset: Preset) -> None:
        self._rest.stop()
        self.taken.emit(preset)


class _TileDelegate(QStyledItemDelegate):
    """Paints headings and tiles."""

    def __init__(self, gallery: Gallery) -> None:
        super().__init__(gallery)
        self._gallery = gallery

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        model = self._gallery.model()
        if isinstance(model, GalleryModel) and isinstance(model.entry(index), Tile):
            return self._gallery.tile_size()
        line = QFontMetrics(self._gallery.font()).lineSpacing()
        return QSize(self._gallery.viewport().width(), line + 3 * _MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = self._gallery.model()
        assert isinstance(model, GalleryModel)  # noqa: S101 - the gallery's own
        entry = model.entry(index)
        painter.save()
        if isinstance(entry, Tile):
            self._paint_tile(painter, option, model, entry)
        elif entry is not None:
            self._paint_heading(painter, option, entry)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        area = option.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_tile(
        self, painter: QPainter, option: QStyleOptionViewItem, model: GalleryModel, tile: Tile
    ) -> None:
        palette, area = option.palette, option.rect.adjusted(1, 1, -1, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(area, palette.color(QPalette.ColorRole.Highlight))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, palette.color(QPalette.ColorRole.AlternateBase))
        place = QRect(area.left() + 3, area.top() + 3, area.width() - 6, _PICTURE)
        image = model.image(tile.preset)
        preview = model.preview(tile.preset)
        if image is not None:
            ratio = self._gallery.devicePixelRatioF()
            shown = (image.size() / ratio).boundedTo(place.size())
            target = QRect(QPoint(0, 0), shown)
            target.moveCenter(place.center())
            painter.drawImage(target, image)
        else:
            painter.fillRect(place, palette.color(QPalette.ColorRole.AlternateBase))
            if preview is not None:  # the tooltip says why
                painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "does not fit")
        if tile.favourite:
            _paint_star(painter, place)
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        painter.setPen(palette.color(role))
        metrics = painter.fontMetrics()
        top = place.bottom() + _MARGIN
        for line in in_two_lines(tile.preset.kernel.name, metrics, place.width()):
            box = QRect(place.left(), top, place.width(), metrics.lineSpacing())
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, line)
            top += metrics.lineSpacing()


def _paint_star(painter: QPainter, place: QRect) -> None:
    """On a dark plate, to be seen on whatever tile."""
    plate = QRect(place.right() - 17, place.top() + 2, 16, 16)
    painter.fillRect(plate, QColor(0, 0, 0, 150))
    painter.setPen(QColor(255, 211, 63))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, "★")


def in_two_lines(text: str, metrics: QFontMetrics, width: int) -> list[str]:
    """A text broken between words into at most two lines; what is too long ends in “…”."""
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    words = text.split(" ")
    count = len(words)
    while count > 1 and metrics.horizontalAdvance(" ".join(words[:count])) > width:
        count -= 1
    elide = Qt.TextElideMode.ElideRight
    first, rest = " ".join(words[:count]), " ".join(words[count:])
    lines = [first, rest] if rest else [first]
    return [metrics.elidedText(line, elide, width) for line in lines]
