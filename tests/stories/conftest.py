"""Hands and eyes for the stories.

Offscreen, Qt's own test events stand in for keyboard and mouse. With ``--real-input`` the same
stories run on a real X server: xdotool presses the keys and moves the pointer, and what is compared
is read back from the X screen.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from convstudio.gui.studio import Studio
from tests.stories.hands import Hand, TestEventHand, XHand
from tests.stories.walk import COFFEE, Walk


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
            QApplication.processEvents()  # what is to be painted is not yet on the X screen
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
def walk(studio: Studio, qtbot, hand: Hand, real_input: bool) -> Walk:
    """A studio that is on screen with the coffee photograph and its Sobel map."""
    studio.window.resize(1840, 900)
    studio.window.move(0, 0)
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.open(COFFEE)
    qtbot.waitUntil(studio.window.isActiveWindow)
    if real_input:  # until the window manager has framed and placed it, a click would miss
        qtbot.waitUntil(
            lambda: studio.window.geometry().top() > studio.window.frameGeometry().top()
        )
    # Over one view, the pointer would cast its shadow on the other.
    hand.point_at(studio.window.statusBar())
    return Walk(studio, qtbot, hand)
