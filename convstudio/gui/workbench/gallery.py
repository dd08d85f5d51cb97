"""The gallery: headings and tiles, under mouse and keyboard.

Who uses it: someone who knows an effect by sight and not by name; the hand rests on a tile and the
map shows it at its full size, a click keeps it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView

from convstudio.gui.panels.tile_view import TileView
from convstudio.gui.workbench.gallery_model import GalleryModel, Index, Tile
from convstudio.gui.workbench.gallery_tiles import MARGIN, PICTURE, TileDelegate
from convstudio.kernel.library import Preset

_TIP = "Rest on a tile to try its kernel, click to take it. Arrows and Enter do it too."
_NARROWEST = 100  # pixels of a tile
_REST = 120  # milliseconds of a hand that rests, until a kernel is tried out
_ARROWS = {
    Qt.Key.Key_Left: QAbstractItemView.CursorAction.MoveLeft,
    Qt.Key.Key_Right: QAbstractItemView.CursorAction.MoveRight,
    Qt.Key.Key_Up: QAbstractItemView.CursorAction.MoveUp,
    Qt.Key.Key_Down: QAbstractItemView.CursorAction.MoveDown,
}


class Gallery(TileView):
    """Shows a GalleryModel.

    Signals:
        rested: the preset on which hand or keyboard rest; None: no longer.
        taken: a preset was clicked, or Enter pressed on it.
        typed: text that is meant for the search.
        menu_wanted: a preset, and where on screen.
        edit_wanted: F2 on a preset.
        delete_wanted: Delete on a preset.
    """

    rested = Signal(object)
    taken = Signal(object)
    typed = Signal(str)
    menu_wanted = Signal(object, QPoint)
    edit_wanted = Signal(object)
    delete_wanted = Signal(object)

    def __init__(self, model: GalleryModel) -> None:
        super().__init__("Kernels", _TIP)
        self._model = model
        self._pointed: str | None = None
        self._resting: Preset | None = None
        self.setModel(model)
        self.setItemDelegate(TileDelegate(self, model, self.tile_size))
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._on_rested)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def tile_size(self) -> QSize:
        """Of all tiles: as many stand side by side as there is room for."""
        room = max(self.viewport().width(), _NARROWEST)
        text = 2 * QFontMetrics(self.font()).lineSpacing()
        return QSize(room // (room // _NARROWEST), PICTURE + text + 3 * MARGIN)

    def picture_size(self) -> QSize:
        """Of a tile's picture at most, in logical pixels."""
        return QSize(self.tile_size().width() - 2 * MARGIN, PICTURE)

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
        self.select_quietly(self._model.index(row) if row >= 0 else QModelIndex())

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

    def _on_scrolled(self) -> None:
        """Under a pointer that stays, there is another tile."""
        if self.viewport().underMouse():
            place = self.viewport().mapFromGlobal(QCursor.pos())
            self._rest_on(self.preset_at(self.indexAt(place)))
        self.seen.emit()

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
