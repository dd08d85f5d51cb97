"""The field in which a layer is renamed, over its card."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid

from convstudio.gui.layers.card import LayerCard
from convstudio.pipeline.sliding import LONGEST_NAME


class NameField(QLineEdit):
    """Takes a name: Enter or leaving it counts, Escape does not. It is gone after either.

    Signals:
        entered: the name, stripped.
        settled: a name was entered, or none.
    """

    entered = Signal(str)
    settled = Signal()

    def __init__(self, card: LayerCard, parent: QWidget) -> None:
        super().__init__(card.card.title, parent)
        self._card = card
        self._done = False
        self.setMaxLength(LONGEST_NAME)
        self.setAccessibleName("Name of the layer")
        self.setToolTip("Enter takes the name, Esc leaves it. Without one, what the layer is.")
        self.setGeometry(card.geometry())
        self.selectAll()
        self.show()
        self.setFocus()

    def leave(self) -> None:
        """Goes away without a name."""
        self._finish(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish(self.text().strip())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # its own context menu
            self._finish(self.text().strip())

    def _finish(self, name: str | None) -> None:
        if self._done:
            return
        self._done = True
        held = self.hasFocus()
        self.hide()
        if held and isValid(self._card):  # an undo may have taken the layer away
            self._card.setFocus()
        if name is not None and name != self._card.card.title:
            self.entered.emit(name)
        self.settled.emit()
        self.deleteLater()
