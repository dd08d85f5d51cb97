"""The outline of a window while a picture hovers over it that may be dropped there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from convstudio.gui.files.pictures.incoming import may_hold_picture
from convstudio.gui.theme import colours_of

_WIDTH = 3  # pixels
_ENDS = (QEvent.Type.DragLeave, QEvent.Type.Drop)


class DropOutline(QWidget):
    """Lies over all of a window that takes drops, in the way of nothing."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        window.installEventFilter(self)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        """Watches what the window is told of drags, and takes nothing of it."""
        if isinstance(event, QDragEnterEvent) and isinstance(window, QWidget):
            if may_hold_picture(event.mimeData()):
                self.setGeometry(window.rect())
                self.raise_()
                self.show()
        elif event.type() in _ENDS:
            self.hide()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        pen = QPen(QColor(colours_of(self).accent), _WIDTH)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        inset = _WIDTH / 2
        painter.drawRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))
