"""A small picture of a kernel: cells coloured by sign and size, with numbers where they fit."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.gui.theme import DARK, LIGHT
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation import format_number

_SIDE = 176  # pixels
_ROOM_FOR_NUMBERS = 30.0  # pixels a cell
_LONGEST_NUMBER = 5


class KernelPicture(QWidget):
    """Shows a kernel, or nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._kernel: Kernel | None = None
        self.setFixedSize(QSize(_SIDE, _SIDE))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_kernel(None)

    def show_kernel(self, kernel: Kernel | None) -> None:
        """Shows another kernel, or none."""
        self._kernel = kernel
        shown = "No kernel" if kernel is None else f"Picture of the {kernel.size_text} kernel"
        self.setAccessibleName(shown)
        self.setToolTip(f"{shown}: the sign by colour, the size by its strength; the anchor framed")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        dark = palette.color(QPalette.ColorRole.Window).lightness() < 128
        colours = DARK if dark else LIGHT
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
        if self._kernel is not None:
            self._paint_cells(painter, self._kernel, QColor(colours.positive), colours.negative)
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_cells(
        self, painter: QPainter, kernel: Kernel, positive: QColor, negative: str
    ) -> None:
        cell = (_SIDE - 2) / max(kernel.shape)
        left = (_SIDE - cell * kernel.columns) / 2
        top = (_SIDE - cell * kernel.rows) / 2
        largest = max(abs(w) for row in kernel.weights for w in row) or 1.0
        text = self.palette().color(QPalette.ColorRole.Text)
        for row, weights in enumerate(kernel.weights):
            for column, weight in enumerate(weights):
                box = QRectF(left + column * cell, top + row * cell, cell, cell)
                tint = QColor(positive if weight > 0 else negative)
                tint.setAlphaF(0.85 * abs(weight) / largest)
                painter.fillRect(box, tint)
                if cell >= _ROOM_FOR_NUMBERS:
                    painter.setPen(text)
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _short(weight))
        row, column = kernel.anchored_at
        painter.setPen(QPen(text, 1))
        painter.drawRect(QRectF(left + column * cell, top + row * cell, cell - 1, cell - 1))


def _short(weight: float) -> str:
    exact = format_number(weight)
    return exact if len(exact) <= _LONGEST_NUMBER else f"{weight:.2g}"
