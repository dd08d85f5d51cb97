"""Steps that many stories take, and what SciPy says should then be on screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget
from scipy import ndimage

from convstudio.gui.panels.kernel.selection import Selection
from convstudio.gui.studio import Studio
from convstudio.paths import sample_picture
from tests.stories.hands import Hand

COFFEE = sample_picture("coffee.png")
SOBEL_X = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


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
        self._qtbot.waitUntil(lambda: holds() and not self.studio.live_job.busy)

    def choose_cell(self, row: int, column: int) -> None:
        grid = self.window.kernel_panel.grid
        self.hand.click(grid, self.cell(row, column))
        self._qtbot.waitUntil(
            lambda: (
                grid.selection == Selection.of((row, column))
                and (grid.hasFocus() or grid.editor is not None)  # clicked twice, it edits
            )
        )

    def cell(self, row: int, column: int) -> QPoint:
        """The middle of a cell of the grid."""
        return self.window.kernel_panel.grid.layout_of_cells.rect((row, column)).center()

    def type_weight(self, row: int, column: int, text: str) -> None:
        self.choose_cell(row, column)
        self.hand.press("F2")
        self._qtbot.waitUntil(lambda: self.window.kernel_panel.grid.editor is not None)
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
        self._qtbot.waitUntil(lambda: _open_dialog(self.window, QDialog, name) is not None)
        dialog = _open_dialog(self.window, QDialog, name)
        self._qtbot.waitUntil(dialog.isActiveWindow)
        self.hand.press("Ctrl+A")
        self.hand.type(str(path))
        self.hand.press("Return")

    @property
    def notice(self) -> QMessageBox | None:
        """The dialog that is telling something, if there is one."""
        return _open_dialog(self.window, QMessageBox, "notice")

    @property
    def question(self) -> QMessageBox | None:
        """The dialog that asks before weights are dropped, if there is one."""
        return _open_dialog(self.window, QMessageBox, "drop-weights")

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
