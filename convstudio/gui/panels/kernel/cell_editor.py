"""The line in which a weight is typed, over its cell."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from convstudio.kernel.kernel import Pair

_NARROWEST = 84  # pixels: room for a fraction
_LOWEST = 24
_MOVES = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class CellEditor(QLineEdit):
    """Edits one weight, and says how it was left.

    Signals:
        left: the move (rows, columns) to the next cell, or None to go nowhere.
        tabbed: whether it was left for the cell after it, or for the one before.
        for_all: the text is for every chosen cell.
        given_up: Escape.
    """

    left = Signal(object)
    tabbed = Signal(bool)
    for_all = Signal()
    given_up = Signal()

    def __init__(
        self, parent: QWidget, cell: Pair, over: QRect, *, typed: str, weight: str
    ) -> None:
        super().__init__(typed or weight, parent)
        self.cell = cell
        self._typed = bool(typed)
        self.setAccessibleName(f"Weight in row {cell[0] + 1}, column {cell[1] + 1}")
        self.setToolTip("A number such as -1, .5, 1e-3, 1/9 or sqrt(2)/4")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMaxLength(256)
        place = QRect(over.topLeft(), over.size().expandedTo(QSize(_NARROWEST, _LOWEST)))
        place.moveCenter(over.center())
        room = parent.rect()
        place.moveLeft(min(max(place.left(), 0), room.width() - place.width()))
        place.moveTop(min(max(place.top(), 0), room.height() - place.height()))
        self.setGeometry(place)
        if not typed:
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Escape, and the arrows while a new weight is typed, leave the cell."""
        key, held = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if held & Qt.KeyboardModifier.ControlModifier:
                self.for_all.emit()
            else:
                self.left.emit((-1 if held & Qt.KeyboardModifier.ShiftModifier else 1, 0))
        elif key == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif self._typed and key in _MOVES and not held & ~Qt.KeyboardModifier.KeypadModifier:
            self.left.emit(_MOVES[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, onward: bool) -> bool:
        self.tabbed.emit(onward)
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving counts as Enter, but for its own menu and another window."""
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self.left.emit(None)
