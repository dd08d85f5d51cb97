"""A page of a worked sum, painted: heads, cells and labels of its grids, and what is hatched."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from convstudio.gui.theme import Colours
from convstudio.gui.viewer.grid_cells import paint_cell, paint_chosen, paint_hatching
from convstudio.gui.viewer.inspector_grids import (
    CAPTION,
    GAP,
    MARGIN,
    Arrangement,
    Box,
    Grid,
    View,
)

LABEL_GAP = 8  # pixels from a row's name to its cells


@dataclass(frozen=True)
class SumPainting:
    """What a page shows, where its grids stand, and how it looks.

    Attributes:
        font: of titles and labels.
        type: of the numbers.
    """

    view: View
    arrangement: Arrangement
    colours: Colours
    font: QFont
    type: QFont

    def paint(self, painter: QPainter, pointed: tuple[int, int, int] | None) -> None:
        """Paints the grids.

        Args:
            pointed: (grid, row, column) of the cell that is marked, in every grid.
        """
        for index, grid in enumerate(self.view.grids):
            box = self.arrangement.boxes[index]
            self._paint_head(painter, grid, box)
            painter.save()
            painter.setFont(self.type)
            painter.setClipRect(_rect(box).adjusted(0, 0, 1, 1))
            self._paint_cells(painter, index, grid, pointed)
            painter.restore()
        self._paint_labels(painter)

    def paint_footer(self, painter: QPainter, width: int, words: str) -> None:
        """Paints what the hatching stands for, below the grids."""
        box = self.arrangement.boxes[0]
        below = QRect(box.left, box.top + box.height + 4, width, CAPTION)
        swatch = QRect(below.left(), below.top() + 4, 18, 12)
        paint_hatching(painter, QRectF(swatch), self.colours)
        painter.setPen(QColor(self.colours.line))
        painter.drawRect(swatch)
        painter.setPen(QColor(self.colours.muted))
        painter.setFont(self.font)
        painter.drawText(below.adjusted(26, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_head(self, painter: QPainter, grid: Grid, box: Box) -> None:
        painter.setPen(QColor(self.colours.muted))
        painter.setFont(self.font)
        metrics = painter.fontMetrics()
        room = box.width + GAP - 6
        title = metrics.elidedText(grid.title, Qt.TextElideMode.ElideRight, room)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(box.left, 0, room, CAPTION), middle, title)
        painter.setPen(QColor(self.colours.text))
        sign = QRect(box.left - GAP, box.top, GAP, box.height)
        painter.setFont(self.type)
        painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, grid.sign)

    def _paint_cells(
        self, painter: QPainter, index: int, grid: Grid, pointed: tuple[int, int, int] | None
    ) -> None:
        rows, columns = self.arrangement.seen()
        for row in rows:
            for column in columns:
                at = QRectF(_rect(self.arrangement.cell_box(index, row, column)))
                paint_cell(painter, at, grid, row, column, self.colours)
        painter.setPen(QColor(self.colours.line))
        for row in rows:
            for column in columns:
                painter.drawRect(_rect(self.arrangement.cell_box(index, row, column)))
        for row, column in _chosen(grid, rows, columns):
            at = QRectF(_rect(self.arrangement.cell_box(index, row, column)))
            paint_chosen(painter, at, self.colours)
        if pointed is not None:
            painter.setPen(QPen(QColor(self.colours.accent), 2))
            painter.drawRect(_rect(self.arrangement.cell_box(index, *pointed[1:])))

    def _paint_labels(self, painter: QPainter) -> None:
        """What the rows are called, before the first grid."""
        painter.setPen(QColor(self.colours.muted))
        painter.setFont(self.font)
        metrics, box = painter.fontMetrics(), self.arrangement.boxes[0]
        right, room = Qt.AlignmentFlag.AlignRight, box.left - LABEL_GAP - MARGIN
        painter.save()
        painter.setClipRect(QRect(0, box.top, box.left, box.height))
        for row in self.arrangement.seen()[0] if self.view.labels else ():
            at = self.arrangement.cell_box(0, row, 0)
            label = metrics.elidedText(self.view.labels[row], Qt.TextElideMode.ElideMiddle, room)
            place = QRect(MARGIN, at.top, room, at.height)
            painter.drawText(place, right | Qt.AlignmentFlag.AlignVCenter, label)
        painter.restore()


def _chosen(grid: Grid, rows: range, columns: range) -> list[tuple[int, int]]:
    """The cells among these that hold the value that won."""
    if grid.chosen is None:
        return []
    return [(row, column) for row in rows for column in columns if grid.chosen[row, column]]


def _rect(box: Box) -> QRect:
    return QRect(box.left, box.top, box.width, box.height)
