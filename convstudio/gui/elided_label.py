"""A line of text that never widens the window."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

_SMALLEST = 24  # pixels: room for an …


class ElidedLabel(QLabel):
    """Has an … where its text does not fit, and then the whole of it in its tooltip.

    With too little room even for a few letters it shows nothing.
    """

    def __init__(
        self, text: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle
    ) -> None:
        super().__init__()
        self._full_text = ""
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.set_full_text(text)

    @property
    def full_text(self) -> str:
        """All of it."""
        return self._full_text

    def set_full_text(self, text: str) -> None:
        """Shows another text, as much as fits."""
        if text != self._full_text:
            self._full_text = text
            self.updateGeometry()
            self._elide()

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        width = self.fontMetrics().horizontalAdvance(self._full_text) + 1
        return QSize(width + margins.left() + margins.right(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(_SMALLEST, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.contentsRect().width()
        shown = self.fontMetrics().elidedText(self._full_text, self._mode, room)
        if shown != self._full_text and room < _SMALLEST:
            shown = ""
        self.setText(shown)
        self.setAccessibleDescription(self._full_text)
        self.setToolTip(self._full_text if shown != self._full_text else "")
