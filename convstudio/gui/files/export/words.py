"""Type and colours of what is saved as a drawing: black on white, whatever the window wears."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from convstudio.gui.theme import LIGHT

PAPER = replace(LIGHT, window="#ffffff")


class Words:
    """Type of one family, measured and painted."""

    def __init__(self, family: str) -> None:
        self._family = family

    def font(self, size: int, *, bold: bool = False) -> QFont:
        """Of so many pixels."""
        font = QFont(self._family)
        font.setPixelSize(size)
        font.setBold(bold)
        return font

    def width(self, text: str, size: int, *, bold: bool = False) -> float:
        """In pixels."""
        return QFontMetricsF(self.font(size, bold=bold)).horizontalAdvance(text)

    def height(self, size: int) -> float:
        """Of a line; a little more than the letters have, which smoothed reach a pixel further."""
        return ceil(QFontMetricsF(self.font(size)).height()) + 2

    def paint(
        self,
        painter: QPainter,
        at: QPointF,
        text: str,
        size: int,
        colour: str,
        *,
        bold: bool = False,
    ) -> None:
        """Paints a line with its upper left corner at a point."""
        if not text:
            return
        font = self.font(size, bold=bold)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(at + QPointF(0, QFontMetricsF(font).ascent()), text)
