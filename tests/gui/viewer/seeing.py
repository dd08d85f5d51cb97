"""What a widget shows, as an array, and what it should show."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from convstudio.gui.viewer.viewport import Viewport
from convstudio.numerics.geometry import Placement, Region

BACKGROUND = (200, 60, 120)
ROWS, COLUMNS = 60, 80
WHOLE = Region(0, 0, ROWS, COLUMNS)


def seen(widget: QWidget) -> np.ndarray:
    """(rows, columns, 3) of device pixels."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def noise(rows: int, columns: int, samples: int = 3) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (rows, columns, samples), np.uint8)


PICTURE = noise(ROWS, COLUMNS)
MAP = np.ascontiguousarray(255 - PICTURE[::-1])


def expected(
    pixels: np.ndarray,
    viewport: Viewport,
    size: tuple[int, int],
    place: Placement | None = None,
    *,
    grid: bool = False,
) -> np.ndarray:
    """By the definition, one device pixel at a time: the array pixel under its centre."""
    place = place or Placement()
    rows, columns = size
    left, top = viewport.origin(columns, rows)
    shown = np.empty((rows, columns, 3), np.uint8)
    shown[:] = BACKGROUND

    def under(device: int, start: float, first: float, side: float) -> float:
        return ((device + 0.5 - start) / viewport.scale - first) // side

    for y in range(rows):
        row = under(y, top, place.top, place.height)
        for x in range(columns):
            column = under(x, left, place.left, place.width)
            if 0 <= row < pixels.shape[0] and 0 <= column < pixels.shape[1]:
                colour = pixels[int(row), int(column)].astype(int)
                begins = (row > 0 and under(y - 1, top, place.top, place.height) < row) or (
                    column > 0 and under(x - 1, left, place.left, place.width) < column
                )
                if grid and begins:
                    step = 48 if colour[len(colour) // 2] < 128 else -48
                    colour = np.clip(colour.astype(int) + step, 0, 255)
                shown[y, x] = colour
    return shown


def on_picture(shown: np.ndarray) -> np.ndarray:
    """The part of a view where the picture is, at 100 % about the middle."""
    top, left = round(shown.shape[0] / 2 - ROWS / 2), round(shown.shape[1] / 2 - COLUMNS / 2)
    return shown[top : top + ROWS, left : left + COLUMNS]
