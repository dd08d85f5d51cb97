"""A kernel as a small picture: a cell a weight, coloured by sign and size."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from convstudio.gui.theme import LIGHT, Colours
from convstudio.kernel.kernel import Kernel

_SIDE = 96  # pixels


class KernelPicture(QWidget):
    """Shows a kernel; the largest weight has the full colour, 0 has none."""

    def __init__(self) -> None:
        super().__init__()
        self._kernel: Kernel | None = None
        self._colours = LIGHT
        self.setFixedSize(_SIDE, _SIDE)
        self.setAccessibleName("Picture of the kernel")

    def set_colours(self, colours: Colours) -> None:
        """The colours of the signs."""
        self._colours = colours
        self.update()

    def show_kernel(self, kernel: Kernel | None) -> None:
        """Shows another kernel, or none."""
        self._kernel = kernel
        words = "" if kernel is None else f"{kernel.name}, {kernel.size_text}"
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._kernel is not None:
            image = kernel_image(self._kernel, self._colours)
            scale = (_SIDE - 2) / max(self._kernel.shape)
            width, height = (max(round(n * scale), 1) for n in (image.width(), image.height()))
            place = QRect((_SIDE - width) // 2, (_SIDE - height) // 2, width, height)
            painter.drawImage(place, image)
        painter.setPen(QColor(self._colours.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


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
