"""Hands for the stories: Qt's test events offscreen, real keys on a real X server."""

from __future__ import annotations

import subprocess
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

# What X calls a key otherwise than Qt.
_X_NAMES = {"PgUp": "Prior", "PgDown": "Next", "Del": "Delete", "Esc": "Escape", "+": "plus"}


class Hand(Protocol):
    """What a person does with keyboard and mouse."""

    def type(self, text: str) -> None: ...
    def press(self, *keys: str) -> None: ...
    def click(self, widget: QWidget, at: QPoint | None = None) -> None: ...
    def point_at(self, widget: QWidget) -> None: ...
    def drag(self, widget: QWidget, *spots: QPoint) -> None: ...
    def wheel(self, widget: QWidget, notches: int, at: QPoint) -> None: ...
    def hold(self, key: str) -> None: ...
    def let_go(self, key: str) -> None: ...


class TestEventHand:
    """Sends Qt's test events to the widget that has the focus."""

    __test__ = False

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def type(self, text: str) -> None:
        QTest.keyClicks(self._focus(), text)

    def press(self, *keys: str) -> None:
        for key in keys:
            combination = QKeySequence(key)[0]
            QTest.keyClick(self._focus(), combination.key(), combination.keyboardModifiers())

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        self._activate(widget.window())
        QTest.mouseClick(
            widget,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            at or widget.rect().center(),
        )

    def point_at(self, widget: QWidget) -> None:
        QTest.mouseMove(widget, widget.rect().center())

    def drag(self, widget: QWidget, *spots: QPoint) -> None:
        """The spots stay where they were on screen should the widget follow the mouse."""
        self._focus()
        left = Qt.MouseButton.LeftButton
        places = [widget.mapToGlobal(spot) for spot in spots]
        QTest.mousePress(widget, left, pos=spots[0])
        for place in places[1:]:
            self._move(widget, widget.mapFromGlobal(place))
        QTest.mouseRelease(widget, left, pos=widget.mapFromGlobal(places[-1]))

    def wheel(self, widget: QWidget, notches: int, at: QPoint) -> None:
        step = 120 if notches > 0 else -120
        for _ in range(abs(notches)):
            event = QWheelEvent(
                QPointF(at),
                widget.mapToGlobal(QPointF(at)),
                QPoint(),
                QPoint(0, step),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(widget, event)

    def hold(self, key: str) -> None:
        QTest.keyPress(self._focus(), QKeySequence(key)[0].key())

    def let_go(self, key: str) -> None:
        QTest.keyRelease(self._focus(), QKeySequence(key)[0].key())

    def _move(self, widget: QWidget, spot: QPoint) -> None:
        """With the left button down, of which QTest's own move knows nothing."""
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(spot),
            widget.mapToGlobal(QPointF(spot)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(widget, event)

    def _focus(self) -> QWidget:
        dialog = QApplication.activeModalWidget()
        if QApplication.activeWindow() is None:
            self._activate(self._window)
        return QApplication.focusWidget() or dialog or self._window

    def _activate(self, window: QWidget) -> None:
        """As a click does it, and as a window manager does it that offscreen is not there."""
        if window.windowType() not in (Qt.WindowType.Window, Qt.WindowType.Dialog):
            window = self._window  # a menu or a list over it
        if QApplication.activeModalWidget() is None and not window.isActiveWindow():
            window.activateWindow()
            QTest.qWaitForWindowActive(window)


class XHand:
    """Presses real keys and moves the real pointer of an X server."""

    def type(self, text: str) -> None:
        self._do("type", "--delay", "12", "--", text)

    def press(self, *keys: str) -> None:
        for key in keys:
            names = [key] if key == "+" else key.split("+")
            parts = [_X_NAMES.get(name, name) for name in names]
            words = [
                part.lower() if len(part) == 1 or part in ("Ctrl", "Shift", "Alt") else part
                for part in parts
            ]
            self._do("key", "+".join(words))

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        spot = widget.mapToGlobal(at or widget.rect().center())
        self._do("mousemove", str(spot.x()), str(spot.y()), "click", "1")

    def point_at(self, widget: QWidget) -> None:
        spot = widget.mapToGlobal(widget.rect().center())
        self._do("mousemove", str(spot.x()), str(spot.y()))

    def drag(self, widget: QWidget, *spots: QPoint) -> None:
        places = [widget.mapToGlobal(spot) for spot in spots]
        self._do("mousemove", str(places[0].x()), str(places[0].y()), "mousedown", "1")
        for place in places[1:]:
            self._do("mousemove", str(place.x()), str(place.y()))
        self._do("mouseup", "1")

    def wheel(self, widget: QWidget, notches: int, at: QPoint) -> None:
        spot = widget.mapToGlobal(at)
        self._do("mousemove", str(spot.x()), str(spot.y()))
        for _ in range(abs(notches)):
            self._do("click", "4" if notches > 0 else "5")

    def hold(self, key: str) -> None:
        self._do("keydown", key.lower())

    def let_go(self, key: str) -> None:
        self._do("keyup", key.lower())

    def _do(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], check=True, timeout=20)
        QTest.qWait(30)  # not for a result: it lets the window take the events in
