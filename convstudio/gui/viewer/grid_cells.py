"""Cells of a worked sum, painted: on screen and on the page that is saved of it."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from convstudio.gui.theme import Colours
from convstudio.gui.viewer.inspector_grids import Grid

_FAINT, _STRONG = 0.10, 0.50  # opacity of the smallest and the largest product's tint
_STROKES = 8.0  # pixels from one stroke of a hatching to the next


def paint_cell(
    painter: QPainter, at: QRectF, grid: Grid, row: int, column: int, colours: Colours
) -> None:
    """Paints a cell's ground and its text, in the painter's font."""
    painter.setPen(_fill(painter, at, grid, row, column, colours))
    painter.drawText(at, Qt.AlignmentFlag.AlignCenter, grid.text(row, column))


def _fill(
    painter: QPainter, at: QRectF, grid: Grid, row: int, column: int, colours: Colours
) -> QColor:
    """Paints what is behind a cell's text; returns the colour in which that is legible."""
    text = QColor(colours.text)
    if grid.hatched[row, column]:
        paint_hatching(painter, at, colours, grid.text(row, column))
        return text
    tint = float(grid.tints[row, column])
    if grid.look == "value":
        gray = round(255 * tint)
        painter.fillRect(at, QColor(gray, gray, gray))
        return QColor("#000000" if gray > 118 else "#ffffff")
    painter.fillRect(at, QColor(colours.base))
    if tint:
        colour = QColor(colours.positive if tint > 0 else colours.negative)
        colour.setAlphaF(_FAINT + (_STRONG - _FAINT) * abs(tint))
        painter.fillRect(at, colour)
    return text


def paint_chosen(painter: QPainter, at: QRectF, colours: Colours) -> None:
    """Outlines a cell that holds the value that won, on whatever ground it stands."""
    for colour, width in ((colours.base, 4.0), (colours.accent, 2.0)):
        pen = QPen(QColor(colour), width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(at.adjusted(1, 1, -1, -1))


def paint_hatching(painter: QPainter, at: QRectF, colours: Colours, text: str = "") -> None:
    """Marks padding; the text, painted later, stands on a plain ground.

    By strokes, not by a brush's pattern: that comes out differently in every program that shows
    an SVG.
    """
    ground = QColor(colours.window)
    painter.fillRect(at, ground)
    painter.setPen(QColor(colours.muted))
    painter.drawLines(_strokes(at))
    if text:
        metrics = QFontMetricsF(painter.font())
        plate = QRectF(0, 0, metrics.horizontalAdvance(text) + 6, metrics.height() - 2)
        plate.moveCenter(at.center())
        painter.fillRect(plate.intersected(at), ground)


def _strokes(at: QRectF) -> list[QLineF]:
    """Rising lines, cut at the edges of a rectangle."""
    strokes = []
    width, height = at.width(), at.height()
    reach = _STROKES / 2
    while reach < width + height:
        low = QPointF(at.left() + max(reach - height, 0), at.top() + min(reach, height))
        high = QPointF(at.left() + min(reach, width), at.top() + max(reach - width, 0))
        strokes.append(QLineF(low, high))
        reach += _STROKES
    return strokes
