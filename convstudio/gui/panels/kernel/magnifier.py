"""The magnifier over a large kernel: a cell with its neighbours as numbers, and where it is."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from convstudio.gui.numerals import shown
from convstudio.gui.panels.kernel.cell_painter import tint
from convstudio.gui.panels.kernel.cell_words import fitting_words
from convstudio.gui.theme import Colours
from convstudio.kernel.kernel import Kernel, Pair
from convstudio.kernel.notation import format_number

_REACH = 1, 2  # rows and columns of neighbours on each side
_CELL_HEIGHT = 22
_HEAD = 22
_EDGE = 4  # pixels from the widget's edge


def magnifier_rect(side: int, middle: int) -> QRect:
    """Where it lies: in the half of a widget that the middle of the cell is not in."""
    height = _HEAD + (2 * _REACH[0] + 1) * _CELL_HEIGHT + 4
    top = _EDGE if middle > side / 2 else side - height - _EDGE
    return QRect(_EDGE, top, side - 2 * _EDGE, height)


def magnifier_words(kernel: Kernel, cell: Pair) -> str:
    """The cell in words, with all its digits."""
    weight = shown(format_number(kernel.weights[cell[0]][cell[1]]))
    return f"Row {cell[0] + 1}, column {cell[1] + 1}: {weight}"


def paint_magnifier(
    painter: QPainter, rect: QRect, kernel: Kernel, cell: Pair, largest: float, colours: Colours
) -> None:
    """Paints it into a rectangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours.muted), 1))
    painter.setBrush(QColor(colours.window))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    head = QRect(rect.left() + 6, rect.top(), rect.width() - 12, _HEAD)
    painter.setPen(QColor(colours.text))
    words = painter.fontMetrics().elidedText(
        magnifier_words(kernel, cell), Qt.TextElideMode.ElideRight, head.width()
    )
    painter.drawText(head, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
    columns = 2 * _REACH[1] + 1
    width = (rect.width() - 4) / columns
    for down in range(-_REACH[0], _REACH[0] + 1):
        for over in range(-_REACH[1], _REACH[1] + 1):
            row, column = cell[0] + down, cell[1] + over
            if not (0 <= row < kernel.rows and 0 <= column < kernel.columns):
                continue
            left = rect.left() + 2 + round((over + _REACH[1]) * width)
            top = rect.top() + _HEAD + (down + _REACH[0]) * _CELL_HEIGHT
            box = QRect(left, top, int(width), _CELL_HEIGHT)
            _paint_cell(painter, box, kernel.weights[row][column], largest, colours)
            if (down, over) == (0, 0):
                painter.setPen(QPen(QColor(colours.accent), 2))
                painter.drawRect(box.adjusted(1, 1, -1, -1))
    painter.restore()


def _paint_cell(
    painter: QPainter, box: QRect, weight: float, largest: float, colours: Colours
) -> None:
    painter.fillRect(box, QColor(colours.base))
    shade = tint(weight, largest, colours)
    if shade is not None:
        painter.fillRect(box, shade)
    painter.setPen(QColor(colours.line))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(0, 0, -1, -1))
    painter.setPen(QColor(colours.text))
    width = painter.fontMetrics().horizontalAdvance
    words = shown(fitting_words(weight, width, box.width() - 4))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
