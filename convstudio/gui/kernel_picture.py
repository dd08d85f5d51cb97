"""A kernel as a small picture: coloured by sign and size, with numbers where they fit."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from convstudio.gui.numerals import shown
from convstudio.gui.theme import Colours, colours_of
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation import format_number

_ROOM_FOR_NUMBERS = 30.0  # pixels a cell
_LONGEST_NUMBER = 5


class KernelPicture(QWidget):
    """Shows a kernel, or nothing; the largest weight has the full colour, 0 has none.

    Args:
        side: of the square that it fills, in pixels.
    """

    def __init__(self, side: int) -> None:
        super().__init__()
        self._kernel: Kernel | None = None
        self._side = side
        self.setFixedSize(QSize(side, side))
        self.setAccessibleName("Picture of the kernel")
        self.show_kernel(None)

    def show_kernel(self, kernel: Kernel | None) -> None:
        """Shows another kernel, or none."""
        self._kernel = kernel
        words = "No kernel" if kernel is None else f"{kernel.name}, {kernel.size_text}"
        self.setAccessibleDescription(words)
        self.setToolTip(
            f"{words}\nThe sign by colour, the size by its strength; the anchor is framed."
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.base))
        if self._kernel is not None:
            self._paint_cells(painter, self._kernel, colours)
        painter.setPen(QColor(colours.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_cells(self, painter: QPainter, kernel: Kernel, colours: Colours) -> None:
        cell = (self._side - 2) / max(kernel.shape)
        left = (self._side - cell * kernel.columns) / 2
        top = (self._side - cell * kernel.rows) / 2
        place = QRectF(left, top, cell * kernel.columns, cell * kernel.rows)
        painter.drawImage(place, kernel_image(kernel, colours))
        painter.setPen(QColor(colours.text))
        if cell >= _ROOM_FOR_NUMBERS:
            for row, weights in enumerate(kernel.weights):
                for column, weight in enumerate(weights):
                    box = QRectF(left + column * cell, top + row * cell, cell, cell)
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _short(weight))
        row, column = kernel.anchored_at
        frame = QRectF(left + column * cell, top + row * cell, cell, cell)
        if cell >= 2:  # a smaller frame would hide its cell
            painter.drawRect(frame.adjusted(0, 0, -1, -1))


def kernel_image(kernel: Kernel, colours: Colours) -> QImage:
    """One pixel a weight, from the base colour at 0 to the sign's at the largest."""
    weights = kernel.array
    largest = float(np.max(np.abs(weights))) or 1.0
    share = (np.abs(weights) / largest)[..., np.newaxis]
    base, positive, negative = (
        np.array([colour.red(), colour.green(), colour.blue()], np.float64)
        for colour in map(QColor, (colours.base, colours.positive, colours.negative))
    )
    full = np.where(weights[..., np.newaxis] < 0, negative, positive)
    pixels = np.ascontiguousarray(np.rint(base + (full - base) * share).astype(np.uint8))
    rows, columns, _ = pixels.shape
    image = QImage(pixels.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
    return image.copy()  # the array ends with this function


def _short(weight: float) -> str:
    exact = format_number(weight)
    return shown(exact if len(exact) <= _LONGEST_NUMBER else f"{weight:.2g}")
