"""What lies over the pixels of a view: the cursor's shadow, the split line, words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

_DARK, _LIGHT = QColor(0, 0, 0), QColor(255, 255, 255)
_ARM, _GAP = 9, 3  # logical pixels
_HANDLE = 11  # radius
SHADOW_REACH = _ARM + 3


def paint_shadow(painter: QPainter, x: float, y: float, ratio: float) -> None:
    """A small cross where the cursor of the other view points; at device pixels."""
    arm, gap = _ARM * ratio, _GAP * ratio
    arms = (
        (QPointF(x - arm, y), QPointF(x - gap, y)),
        (QPointF(x + gap, y), QPointF(x + arm, y)),
        (QPointF(x, y - arm), QPointF(x, y - gap)),
        (QPointF(x, y + gap), QPointF(x, y + arm)),
    )
    for colour, width in ((_DARK, 3), (_LIGHT, 1)):
        painter.setPen(QPen(colour, width * ratio))
        for start, end in arms:
            painter.drawLine(start, end)


def paint_split(painter: QPainter, x: int, height: int, ratio: float, *, focused: bool) -> None:
    """The line between two pictures, and the handle by which it is dragged."""
    line = max(round(ratio), 1)
    painter.fillRect(QRect(x - 2 * line, 0, 4 * line, height), QColor(0, 0, 0, 110))
    painter.fillRect(QRect(x - line, 0, 2 * line, height), _LIGHT)
    middle, radius = QPointF(x, height / 2), _HANDLE * ratio
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(_DARK, (2 if focused else 1) * ratio))
    painter.setBrush(_LIGHT)
    painter.drawEllipse(middle, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_DARK, 1.5 * ratio))
    for side in (-1, 1):
        tip = QPointF(x + side * 7 * ratio, height / 2)
        for up in (-1, 1):
            painter.drawLine(tip, QPointF(x + side * 3.5 * ratio, height / 2 + up * 3.5 * ratio))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
