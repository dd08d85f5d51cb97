"""The handles of the histogram: the values shown darkest and lightest, under the hand."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from convstudio.gui.panels.fields import in_lines

HANDLE_WIDTH = 13  # pixels: wide enough to hit
KNOB_HEIGHT = 10
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
}
_LARGE_STEP = 10


class Handle(QWidget):
    """A line over the curve with a knob below it; its place is its middle.

    Signals:
        taken: the mouse or the keyboard begins to move it.
        dragged: the mouse holds it at so many pixels from the left of its parent.
        stepped: the keyboard moves it by so many steps.
        reset_wanted: a double click, or Delete.
    """

    taken = Signal()
    dragged = Signal(float)
    stepped = Signal(int)
    reset_wanted = Signal()

    def __init__(self, name: str, knob: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._knob = name, QColor(knob)
        self._held: float | None = None  # where in the handle the mouse holds it
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(name)

    @property
    def held(self) -> bool:
        """Whether the mouse holds it."""
        return self._held is not None

    def describe(self, value: str, note: str) -> None:
        """Tells the value that it stands at, and what moving it does."""
        self.setAccessibleName(f"{self._name} {value}")
        self.setToolTip(
            in_lines(
                f"{self._name} {value}\n"
                f"{note} Drag, or arrow keys, with Shift for larger steps; double click or Delete "
                "goes back to the range of the mode."
            )
        )

    def place(self, x: float, top: int, height: int) -> None:
        """Puts its middle at so many pixels from the left of its parent."""
        self.setGeometry(round(x - HANDLE_WIDTH / 2), top, HANDLE_WIDTH, height)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position().x() - self.width() / 2
            self.taken.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self.dragged.emit(self.mapToParent(event.position()).x() - self._held)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.stepped.emit(step * (_LARGE_STEP if shifted else 1))
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.reset_wanted.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.taken.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.hasFocus() or self.underMouse() or self.held
        palette = self.palette()
        line = palette.highlight().color() if lit else palette.windowText().color()
        if not self.isEnabled():
            line = palette.mid().color()
        middle, base = self.width() / 2, self.height() - KNOB_HEIGHT
        painter.setPen(QPen(line, 1.0))
        painter.drawLine(QPointF(middle, 0), QPointF(middle, base))
        painter.setPen(QPen(line, 2.0 if self.hasFocus() else 1.2))
        painter.setBrush(self._knob)
        painter.drawRoundedRect(QRectF(middle - 4, base, 8, KNOB_HEIGHT - 1), 2, 2)
