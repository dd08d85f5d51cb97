"""Hands for the stories: Qt's test events offscreen, real keys on a real X server."""

from __future__ import annotations

import subprocess
from typing import Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

# What X calls a key otherwise than Qt.
_X_NAMES = {"Del": "Delete", "Esc": "Escape", "+": "plus"}


class Hand(Protocol):
    """What a person does with keyboard and mouse."""

    def type(self, text: str) -> None: ...
    def press(self, *keys: str) -> None: ...
    def click(self, widget: QWidget, at: QPoint | None = None) -> None: ...


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
        self._focus()  # of an active window, as a click makes it
        QTest.mouseClick(
            widget,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            at or widget.rect().center(),
        )

    def _focus(self) -> QWidget:
        dialog = QApplication.activeModalWidget()
        if dialog is None and not self._window.isActiveWindow():
            self._window.activateWindow()  # offscreen no window manager does it
            QTest.qWaitForWindowActive(self._window)
        return QApplication.focusWidget() or dialog or self._window


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

    def _do(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], check=True, timeout=20)
        QTest.qWait(30)  # not for a result: it lets the window take the events in
