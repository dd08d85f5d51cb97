"""The matrix product of a layer, painted: its three matrices, their labels, and what is marked."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from convstudio.gui.examples.product_layout import PARTS, Box, ProductLayout, Spot
from convstudio.gui.examples.product_reading import ProductReading, place_words
from convstudio.gui.theme import Colours
from convstudio.gui.viewer.cell_text import largest_of, number_text

NARROW, WIDE = 4, 6  # characters of a cell: of a patch, of a filter or a map


@dataclass(frozen=True)
class ProductPainting:
    """A product, where its cells are, and how it looks.

    Attributes:
        white: the picture's full range, which is shown white.
    """

    reading: ProductReading
    layout: ProductLayout
    colours: Colours
    white: float

    def paint(self, painter: QPainter, window: Box) -> None:
        """Paints what of it is in view, in the painter's font; its patches are held."""
        for part in PARTS:
            self._paint_part(painter, part, window)
        self._paint_labels(painter, window)

    def _paint_part(self, painter: QPainter, part: str, window: Box) -> None:
        rows, columns = self.layout.seen(part, window)
        if not rows or not columns:
            return
        values, outside = self.reading.numbers(part, rows)
        largest = largest_of(values)
        room = NARROW - 1 if part == "patch" else WIDE - 1
        line, text = QColor(self.colours.line), QColor(self.colours.text)
        for row in rows:
            for column in columns:
                value = float(values[row - rows.start, column])
                box = _rectangle(self.layout.box(Spot(part, row, column)))
                beyond = outside is not None and outside[row - rows.start, column]
                painter.fillRect(box, QColor(self.colours.line if beyond else self.colours.base))
                if not math.isnan(value):
                    painter.fillRect(box, self._tint(part, value, largest))
                painter.setPen(line)
                painter.drawRect(box)
                painter.setPen(text)
                told = number_text(value, room)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, told)

    def _tint(self, part: str, value: float, largest: float) -> QColor:
        if part == "patch":
            tint = QColor(self.colours.text)
            share = value / self.white
            tint.setAlphaF(0.18 * (1 - min(max(share, 0.0), 1.0)))
            return tint
        tint = QColor(self.colours.positive if value > 0 else self.colours.negative)
        tint.setAlphaF(0.45 * min(abs(value) / largest, 1.0))
        return tint

    def _paint_labels(self, painter: QPainter, window: Box) -> None:
        found, layout = self.reading.found, self.layout
        rows, columns = layout.seen("map", window)
        painter.setPen(QColor(self.colours.muted))
        for row in rows:
            place = place_words(found.place(row))
            painter.drawText(_rectangle(layout.name(row)), Qt.AlignmentFlag.AlignVCenter, place)
        for column in columns:
            box = _rectangle(layout.title(column))
            name = painter.fontMetrics().elidedText(
                found.filters[column], Qt.TextElideMode.ElideRight, box.width() - 2
            )
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)

    def paint_marks(self, painter: QPainter, row: int, index: int) -> None:
        """Marks a row, a filter's column, and the value where they cross."""
        found, layout = self.reading.found, self.layout
        painter.setPen(QPen(QColor(self.colours.accent), 2))
        first, last = Spot("patch", row, 0), Spot("patch", row, found.length - 1)
        painter.drawRect(_rectangle(layout.box(first)).united(_rectangle(layout.box(last))))
        column = min(index, len(found.filters) - 1)
        top, bottom = Spot("filter", 0, column), Spot("filter", found.length - 1, column)
        painter.drawRect(_rectangle(layout.box(top)).united(_rectangle(layout.box(bottom))))
        painter.drawRect(_rectangle(layout.box(Spot("map", row, column))))


def _rectangle(box: Box) -> QRect:
    return QRect(box.left, box.top, box.width, box.height)
