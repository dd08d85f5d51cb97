"""What the hand does on a view, as intentions: wheel, drag, pinch and keys."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QCursor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture, QWidget

from convstudio.gui.viewer.viewport import ZOOM_STEP

_PAN = 64  # device pixels an arrow key moves
_PIXELS_A_NOTCH = 40  # of a touchpad that counts in pixels alone
_GRIP = 6  # logical pixels to either side of the split line
_SPLIT_STEP = 0.02
_STRONGEST_PINCH = 4.0  # in one event
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class GestureArea(QWidget):
    """A view under the hand.

    Signals:
        zoom_wanted: a factor, and the picture's point to keep in place (None for the middle).
        pan_wanted: device pixels to the right and down.
        fit_wanted: all of the picture, please.
        actual_size_wanted: 100 %, please.
        hovered: the picture's point under the cursor, or None.
        clicked: the picture's point where the hand pressed and let go without a drag.
        walk_wanted: pixels of the map to the right and down.
        blink_wanted: whether the key that shows the original is held.
        split_wanted: the share of the view's width left of the split line.
        area_dragged: while selecting, the picture's point pressed at and the one now, (x, y) each.
        resized: by how many device pixels it is wider and higher than before.
    """

    zoom_wanted = Signal(float, object)
    pan_wanted = Signal(float, float)
    fit_wanted = Signal()
    actual_size_wanted = Signal()
    hovered = Signal(object)
    clicked = Signal(float, float)
    walk_wanted = Signal(int, int)
    blink_wanted = Signal(bool)
    split_wanted = Signal(float)
    area_dragged = Signal(object, object)
    resized = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed: QPointF | None = None
        self._button = Qt.MouseButton.NoButton
        self._drag: Literal["", "pan", "split", "select"] = ""
        self._selecting = False
        self._corner = (0.0, 0.0)
        self._pinched: tuple[float, QPointF, QPointF] | None = None
        self._held: tuple[float, float] | None = None
        self._space = False
        self._walking = False
        self._split: float | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.grabGesture(Qt.GestureType.PinchGesture)

    def set_walking(self, walking: bool) -> None:
        """Whether arrow keys walk the map's pixels; with Shift they always pan."""
        self._walking = walking

    def set_selecting(self, selecting: bool) -> None:
        """Whether a drag selects a part of the picture instead of panning; Space still pans."""
        self._selecting = selecting

    @property
    def pointed_at(self) -> tuple[float, float] | None:
        """The picture's point under the cursor, if the cursor is here."""
        position = self.mapFromGlobal(QPointF(QCursor.pos()))
        return self.picture_point(position) if self.underMouse() else None

    def picture_point(self, position: QPointF) -> tuple[float, float]:
        """The picture's point at a point of the widget."""
        raise NotImplementedError

    # Wheel and fingers

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent):
            return self._on_native_gesture(event)
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self._on_pinch(pinch)
                event.accept(pinch)
                return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A touchpad sends many small parts of a notch; as powers they come to the same.
        notches = event.angleDelta().y() / 120 or event.pixelDelta().y() / _PIXELS_A_NOTCH
        if notches:
            self.setFocus(Qt.FocusReason.MouseFocusReason)  # the next key is meant for the view
            self.zoom_wanted.emit(ZOOM_STEP**notches, self._held_point(event.position()))
        event.accept()

    def _held_point(self, position: QPointF) -> tuple[float, float]:
        """The picture's point to hold under a cursor: while it rests, the same one.

        Each step shows the picture on whole pixels; taking up the point anew after each, a hundred
        small steps would walk away from it.
        """
        x, y = self.picture_point(position)
        far_x, far_y = self.picture_point(position + QPointF(1, 1))
        if self._held is None or not (
            abs(self._held[0] - x) <= far_x - x and abs(self._held[1] - y) <= far_y - y
        ):
            self._held = x, y
        return self._held

    def _on_native_gesture(self, event: QNativeGestureEvent) -> bool:
        kind = event.gestureType()
        if kind == Qt.NativeGestureType.ZoomNativeGesture:
            self._zoom_by_fingers(1 + event.value(), event.position())
        elif kind == Qt.NativeGestureType.PanNativeGesture:
            self._pan(event.delta())
        elif kind == Qt.NativeGestureType.SmartZoomNativeGesture:
            self.fit_wanted.emit()
        else:
            return False
        return True

    def _on_pinch(self, pinch: QPinchGesture) -> None:
        """Two fingers on a touch screen; the first of them also looks like a mouse that drags."""
        self._let_go()
        change = (pinch.scaleFactor(), pinch.centerPoint(), pinch.lastCenterPoint())
        # Qt sends each change twice, and the last one again when the fingers are lifted.
        if change == self._pinched or pinch.state() == Qt.GestureState.GestureFinished:
            return
        self._pinched = change
        changed = pinch.changeFlags()
        if changed & QPinchGesture.ChangeFlag.CenterPointChanged:
            self._pan(pinch.centerPoint() - pinch.lastCenterPoint())
        if changed & QPinchGesture.ChangeFlag.ScaleFactorChanged:
            self._zoom_by_fingers(pinch.scaleFactor(), self.mapFromGlobal(pinch.centerPoint()))

    def _zoom_by_fingers(self, factor: float, position: QPointF) -> None:
        held = min(max(factor, 1 / _STRONGEST_PINCH), _STRONGEST_PINCH)
        self.zoom_wanted.emit(held, self._held_point(position))

    def _pan(self, moved: QPointF) -> None:
        ratio = self.devicePixelRatioF()
        self.pan_wanted.emit(moved.x() * ratio, moved.y() * ratio)

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        button = event.button()
        if self._pressed is None and button in (
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.MiddleButton,
        ):
            self._pressed, self._button = event.position(), button
            if button == Qt.MouseButton.MiddleButton or self._space:
                self._drag = "pan"
            elif self._is_on_split(event.position()):
                self._drag = "split"
            elif self._selecting:
                self._drag, self._corner = "select", self.picture_point(event.position())
        self._show_cursor(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position()
        if self._pressed is not None:
            moved = position - self._pressed
            if not self._drag and moved.manhattanLength() >= QApplication.startDragDistance():
                self._drag = "pan"
            if self._drag == "pan":
                self._pressed = position
                self._pan(moved)
            elif self._drag == "split":
                self.split_wanted.emit(position.x() / max(self.width(), 1))
            elif self._drag == "select":
                self.area_dragged.emit(self._corner, self.picture_point(position))
        self._show_cursor(position)
        self.hovered.emit(self.picture_point(position))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != self._button or self._pressed is None:
            return
        is_click = not self._drag
        if self._drag == "select":  # a click alone selects a pixel
            self.area_dragged.emit(self._corner, self.picture_point(event.position()))
        self._let_go()
        self._show_cursor(event.position())
        if is_click:
            self.clicked.emit(*self.picture_point(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        if left and not self._space and not self._selecting:
            self.fit_wanted.emit()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002
        self.hovered.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        before, now = event.oldSize().expandedTo(QSize(0, 0)), event.size()
        ratio = self.devicePixelRatioF()
        self.resized.emit(
            round((now.width() - before.width()) * ratio),
            round((now.height() - before.height()) * ratio),
        )

    def _let_go(self) -> None:
        self._pressed, self._button, self._drag = None, Qt.MouseButton.NoButton, ""

    def _is_on_split(self, position: QPointF) -> bool:
        return self._split is not None and abs(position.x() - self._split * self.width()) <= _GRIP

    def _show_cursor(self, position: QPointF) -> None:
        if self._drag == "pan":
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space:
            shape = Qt.CursorShape.OpenHandCursor
        elif self._drag == "split" or self._is_on_split(position):
            shape = Qt.CursorShape.SplitHCursor
        else:
            shape = Qt.CursorShape.CrossCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROWS:
            self._on_arrow(*_ARROWS[key], event.modifiers())
        elif event.modifiers() & _COMMANDS or not self._on_plain_key(key, event.isAutoRepeat()):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat() or event.key() not in (Qt.Key.Key_Space, Qt.Key.Key_B):
            super().keyReleaseEvent(event)
        elif event.key() == Qt.Key.Key_B:
            self.blink_wanted.emit(False)
        else:
            self._hold_space(False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was held is let go: its release will be somebody else's."""
        self._hold_space(False)
        self.blink_wanted.emit(False)
        super().focusOutEvent(event)

    def _on_plain_key(self, key: Qt.Key, repeated: bool) -> bool:
        """Whether the key meant something."""
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_wanted.emit(ZOOM_STEP, None)
        elif key == Qt.Key.Key_Minus:
            self.zoom_wanted.emit(1 / ZOOM_STEP, None)
        elif key == Qt.Key.Key_0:
            self.fit_wanted.emit()
        elif key == Qt.Key.Key_1:
            self.actual_size_wanted.emit()
        elif key not in (Qt.Key.Key_Space, Qt.Key.Key_B):
            return False
        elif not repeated:
            self._hold_space(True) if key == Qt.Key.Key_Space else self.blink_wanted.emit(True)
        return True

    def _on_arrow(self, right: int, down: int, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.ControlModifier and self._split is not None:
            self.split_wanted.emit(self._split + right * _SPLIT_STEP)
        elif self._walking and not modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.walk_wanted.emit(right, down)
        else:
            self.pan_wanted.emit(float(-right * _PAN), float(-down * _PAN))

    def _hold_space(self, held: bool) -> None:
        self._space = held
        self._show_cursor(self.mapFromGlobal(QPointF(QCursor.pos())))
