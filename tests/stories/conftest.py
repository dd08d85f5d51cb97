"""Hands and eyes for the stories.

Offscreen, Qt's own test events stand in for keyboard and mouse. With ``--real-input`` the same
stories run on a real X server: xdotool presses the keys and moves the pointer, and what is compared
is read back from the X screen.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget
from scipy import ndimage

from convstudio.gui.app import Studio
from convstudio.paths import sample_picture

COFFEE = sample_picture("coffee.png")
SOBEL_X = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


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


@pytest.fixture
def real_input(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--real-input"))


@pytest.fixture
def hand(real_input: bool, studio: Studio) -> Hand:
    return XHand() if real_input else TestEventHand(studio.window)


@pytest.fixture
def look_at(real_input: bool) -> Callable[[QWidget], np.ndarray]:
    """The pixels of a widget as they are on screen, (rows, columns, 3)."""

    def look(widget: QWidget) -> np.ndarray:
        if real_input:
            corner = widget.mapToGlobal(QPoint(0, 0))
            area = QRect(corner, widget.size())
            shot = widget.screen().grabWindow(0, area.x(), area.y(), area.width(), area.height())
        else:
            shot = widget.grab()
        image = shot.toImage().convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
        return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()

    return look


@pytest.fixture
def walk(studio: Studio, qtbot, hand: Hand) -> Walk:
    """A studio that is on screen with the coffee photograph and its Sobel map."""
    studio.window.resize(1700, 900)
    studio.window.move(0, 0)
    with qtbot.waitSignal(studio.live_map.shown, timeout=20_000):
        studio.documents.open(COFFEE)
    qtbot.waitUntil(studio.window.isActiveWindow, timeout=10_000)
    return Walk(studio, qtbot, hand)


class Walk:
    """Steps that many stories take."""

    def __init__(self, studio: Studio, qtbot, hand: Hand) -> None:
        self.studio = studio
        self.window = studio.window
        self.hand = hand
        self._qtbot = qtbot

    @property
    def kernel(self):
        return self.studio.editor.layer.kernel

    @property
    def layer(self):
        return self.studio.editor.layer

    def until(self, holds: Callable[[], bool]) -> None:
        """Waits until something holds and the map is complete."""
        self._qtbot.waitUntil(lambda: holds() and not self.studio.live_job.busy, timeout=20_000)

    def choose_cell(self, row: int, column: int) -> None:
        grid = self.window.kernel_panel.grid
        self.hand.click(grid.viewport(), grid.visualRect(grid.weights.index(row, column)).center())
        self._qtbot.waitUntil(
            lambda: (
                (grid.currentIndex().row(), grid.currentIndex().column()) == (row, column)
                and grid.hasFocus()
            )
        )

    def type_weight(self, row: int, column: int, text: str) -> None:
        self.choose_cell(row, column)
        self.hand.press("F2")
        self._qtbot.waitUntil(lambda: _editor_of(self.window.kernel_panel.grid) is not None)
        if text:
            self.hand.type(text)
        else:
            self.hand.press("Del")
        self.hand.press("Return")

    def type_into(self, field: QWidget, text: str) -> None:
        self.hand.click(field, QPoint(20, field.height() // 2))
        self._qtbot.waitUntil(field.hasFocus)
        self.hand.press("Ctrl+A")
        self.hand.type(text)
        self.hand.press("Return")

    def answer_file_dialog(self, name: str, path: Path) -> None:
        """Types a path into the file dialog of that name and accepts."""
        self._qtbot.waitUntil(lambda: _open_dialog(self.window, QFileDialog, name) is not None)
        dialog = _open_dialog(self.window, QFileDialog, name)
        self._qtbot.waitUntil(dialog.isActiveWindow)
        self.hand.press("Ctrl+A")
        self.hand.type(str(path))
        self.hand.press("Return")

    @property
    def notice(self) -> QMessageBox | None:
        """The dialog that is telling something, if there is one."""
        return _open_dialog(self.window, QMessageBox, "notice")

    def read_notice(self) -> tuple[str, str]:
        """(what is wrong, what would be right) of the one dialog; closes it with Enter."""
        self._qtbot.waitUntil(lambda: self.notice is not None)
        box = self.notice
        words = box.text(), box.informativeText()
        self._qtbot.waitUntil(box.isActiveWindow)
        self.hand.press("Return")
        self._qtbot.waitUntil(lambda: self.notice is not box)
        assert self.notice is None, "a second dialog"
        return words


def _open_dialog(window: QWidget, kind: type, name: str):
    return next((d for d in window.findChildren(kind, name) if d.isVisible()), None)


def _editor_of(grid: QWidget):
    widget = QApplication.focusWidget()
    return widget if widget is not None and widget.parent() is grid.viewport() else None


def scipy_map(picture: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """What is to be on screen, by SciPy: each channel, zeros outside, clipped, 8 bits."""
    channels = [
        ndimage.correlate(picture[..., c].astype(float), weights, mode="constant")
        for c in range(picture.shape[2])
    ]
    return np.rint(np.clip(np.stack(channels, axis=-1), 0, 255)).astype(np.uint8)


def on_screen(canvas_pixels: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The picture of that shape out of a canvas that shows it whole at 100 %."""
    rows, columns = shape[:2]
    top = round(canvas_pixels.shape[0] / 2 - rows / 2)
    left = round(canvas_pixels.shape[1] / 2 - columns / 2)
    return canvas_pixels[top : top + rows, left : left + columns]
