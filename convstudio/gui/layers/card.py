"""One layer in the strip: its name, and the size of its map."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from convstudio.gui.layers.cards import Card
from convstudio.gui.panels.fields import in_lines
from convstudio.gui.theme import colours_of

NARROWEST, WIDEST = 64, 208  # pixels
_INSET = 8  # from its edge to the text
_RADIUS = 4.0


class LayerCard(QAbstractButton):
    """Shows a layer; choosing, dragging and all else is the row's affair.

    Signals:
        dragged: moved under the mouse, to a point in its own pixels.
        dropped: let go after that.
        rename_wanted: a double click.
        menu_wanted: the context menu, at a point of the screen.
    """

    dragged = Signal(QPoint)
    dropped = Signal()
    rename_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._card = Card("", "")
        self._from: QPoint | None = None
        self._dragging = False
        self.setCheckable(True)
        self.setFixedSize(self.sizeHint())
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    @property
    def card(self) -> Card:
        """What it shows."""
        return self._card

    def show_card(self, card: Card, *, chosen: bool) -> None:
        """Shows a layer; the keyboard comes by Tab to the chosen one alone."""
        self.setChecked(chosen)
        policy = Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus
        self.setFocusPolicy(policy)
        if card != self._card:
            self._card = card
            self.setToolTip(in_lines(card.tip))
            self.setAccessibleName(card.spoken)
            self.setFixedSize(self.sizeHint())
            self.update()

    def call_off_drag(self) -> None:
        """The card stays where it is, though the button is still held."""
        self._from, self._dragging = None, False
        self.setDown(False)
        self.update()

    @property
    def dragging(self) -> bool:
        """Whether it is being dragged."""
        return self._dragging

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        words = max(map(metrics.horizontalAdvance, (self._card.title, self._card.size)))
        width = min(max(words + 2 * _INSET + 1, NARROWEST), WIDEST)
        return QSize(width, 2 * metrics.lineSpacing() + 8)

    def nextCheckState(self) -> None:
        """What is chosen is for the session to say."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._from, self._dragging = event.position().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._from is None:
            return
        here = event.position().toPoint()
        away = (here - self._from).manhattanLength()
        if self._dragging or away >= QApplication.startDragDistance():
            self._dragging = True
            self.dragged.emit(here)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragging, self._from, self._dragging = self._dragging, None, False
        if dragging:
            self.setDown(False)  # no click comes of it
            self.dropped.emit()
        super().mouseReleaseEvent(event)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.rename_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # the row has a use for the keys of a button

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._dragging:
            painter.setOpacity(0.5)
        self._paint_frame(painter)
        self._paint_words(painter)
        painter.end()

    def _paint_frame(self, painter: QPainter) -> None:
        colours, chosen = colours_of(self), self.isChecked()
        back = colours.base if chosen else colours.button
        painter.setBrush(QColor(back if self._card.fits else colours.refused))
        thick = 2.0 if chosen or self.hasFocus() else 1.0
        painter.setPen(QPen(QColor(colours.accent if chosen else colours.line), thick))
        frame = QRectF(self.rect()).adjusted(thick / 2, thick / 2, -thick / 2, -thick / 2)
        painter.drawRoundedRect(frame, _RADIUS, _RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.accent), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(frame.adjusted(3, 3, -3, -3), _RADIUS, _RADIUS)

    def _paint_words(self, painter: QPainter) -> None:
        colours, room = colours_of(self), self.width() - 2 * _INSET
        metrics, height = self.fontMetrics(), self.fontMetrics().lineSpacing()
        text = self.palette().color(QPalette.ColorRole.WindowText)
        faint = QColor(colours.faint)
        lines = (
            (self._card.title, text if self._card.on else faint),
            (self._card.size, QColor(colours.muted) if self._card.on else faint),
        )
        for row, (words, colour) in enumerate(lines):
            painter.setPen(colour)
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(_INSET, 4 + row * height + metrics.ascent(), shown)
