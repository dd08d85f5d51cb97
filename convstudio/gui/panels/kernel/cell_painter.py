"""Paints the cells of a kernel: numbers on tints, or a picture where they are too small for those.

Drawn by hand and only where something changed: the hand waits for the map.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QImage, QPainter, QPen, QRegion

from convstudio.gui.numerals import shown
from convstudio.gui.panels.kernel.cell_layout import CellLayout
from convstudio.gui.panels.kernel.cell_words import fitting_words, short_words
from convstudio.gui.panels.kernel.selection import Selection
from convstudio.gui.theme import Colours
from convstudio.kernel.kernel import Kernel, Pair
from convstudio.numerics.validation import FloatArray

_SMALLEST_FONT = 7.0  # points
_PALEST, _RANGE = 0.12, 0.33  # of a tint behind a number
_PALEST_PIXEL = 0.06  # of a cell that is a pixel: a small weight is still told from 0
_OPAQUE = np.uint32(0xFF000000)
_MARGIN = 4  # pixels on both sides of a number, together


@dataclass(frozen=True)
class Look:
    """What is to be painted beside the weights.

    Attributes:
        refused: the cell whose last text was not taken.
        pointed: the cell that is magnified.
        preview: how much of each cell the brush would cover, (rows, columns), or None.
        paints: what the brush would paint: positive, negative or 0.
    """

    colours: Colours
    layout: CellLayout
    selection: Selection
    refused: Pair | None = None
    pointed: Pair | None = None
    preview: FloatArray | None = None
    paints: float = 0.0


def tint(weight: float, largest: float, colours: Colours) -> QColor | None:
    """By sign and size; the two colours are told apart by the colour-blind too."""
    if weight == 0:
        return None
    colour = QColor(colours.positive if weight > 0 else colours.negative)
    colour.setAlphaF(_PALEST + _RANGE * min(abs(weight) / largest, 1))
    return colour


def largest_weight(kernel: Kernel) -> float:
    """Of all, without their signs; 1 where all are 0."""
    return max(max(map(abs, row)) for row in kernel.weights) or 1.0


def fitted_font(kernel: Kernel, base: QFont, room: int) -> QFont:
    """The largest type, up to the window's own, in which every weight fits, if one does."""
    texts = {short_words(w) for row in kernel.weights for w in row}
    font = QFont(base)
    points = font.pointSizeF()
    while points > _SMALLEST_FONT:
        metrics = QFontMetrics(font)
        if all(metrics.horizontalAdvance(text) <= room for text in texts):
            break
        points -= 0.5
        font.setPointSizeF(points)
    return font


def heat_image(kernel: Kernel, colours: Colours, largest: float) -> QImage:
    """A pixel for each weight, from the window's ground for 0 to a colour for each sign."""
    weights = kernel.array
    names = colours.base, colours.positive, colours.negative
    ground, positive, negative = (np.array(_rgb(name), np.float64) for name in names)
    share = np.where(
        weights == 0, 0, _PALEST_PIXEL + (1 - _PALEST_PIXEL) * np.abs(weights) / largest
    )[..., np.newaxis]
    ends = np.where(weights[..., np.newaxis] > 0, positive, negative)
    values = np.rint(ground + (ends - ground) * np.minimum(share, 1)).astype(np.uint32)
    packed = np.ascontiguousarray(_OPAQUE | values @ np.array([1 << 16, 1 << 8, 1], np.uint32))
    rows, columns = kernel.shape
    return QImage(packed.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()


def _rgb(name: str) -> tuple[int, int, int]:
    colour = QColor(name)
    return colour.red(), colour.green(), colour.blue()


class CellPainter:
    """Keeps what is costly to find out: the font, the words and the picture of a kernel."""

    def __init__(self) -> None:
        self._heat: tuple[tuple[object, ...], QImage] | None = None
        self._font: tuple[tuple[object, ...], QFont] | None = None

    def paint(
        self, painter: QPainter, kernel: Kernel, largest: float, look: Look, region: QRegion
    ) -> None:
        """All that lies in a region of the widget."""
        if look.layout.has_numbers:
            self._paint_numbers(painter, kernel, largest, look, region)
        else:
            self._paint_heat(painter, kernel, largest, look)
        _paint_preview(painter, look)
        _paint_anchor(painter, kernel.anchored_at, look)
        _paint_selection(painter, look)

    def font(self, kernel: Kernel, layout: CellLayout, base: QFont) -> QFont:
        """The type of the numbers."""
        room = int(layout.cell) - 2 * _MARGIN
        key = (kernel.weights, room, base)
        if self._font is None or self._font[0] != key:
            self._font = key, fitted_font(kernel, base, room)
        return self._font[1]

    def _paint_numbers(
        self, painter: QPainter, kernel: Kernel, largest: float, look: Look, region: QRegion
    ) -> None:
        colours, layout = look.colours, look.layout
        painter.setFont(self.font(kernel, layout, painter.font()))
        width = painter.fontMetrics().horizontalAdvance
        room = int(layout.cell) - _MARGIN
        for row, weights in enumerate(kernel.weights):
            for column, weight in enumerate(weights):
                rect = layout.rect((row, column))
                if not region.intersects(rect):
                    continue
                painter.fillRect(rect, QColor(colours.base))
                shade = tint(weight, largest, colours)
                if look.refused == (row, column):
                    shade = QColor(colours.refused)
                if shade is not None:
                    painter.fillRect(rect, shade)
                painter.setPen(QColor(colours.line))
                painter.drawRect(rect.adjusted(0, 0, -1, -1))
                painter.setPen(QColor(colours.text))
                words = shown(fitting_words(weight, width, room))
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_heat(self, painter: QPainter, kernel: Kernel, largest: float, look: Look) -> None:
        key = (kernel.weights, look.colours, largest)
        if self._heat is None or (self._heat[0] is not key and self._heat[0] != key):
            self._heat = key, heat_image(kernel, look.colours, largest)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawImage(look.layout.area, self._heat[1])
        if look.refused is not None:
            painter.fillRect(look.layout.rect(look.refused), QColor(look.colours.refused))
        painter.setPen(QColor(look.colours.line))
        painter.drawRect(look.layout.area.adjusted(0, 0, -1, -1))


def _paint_preview(painter: QPainter, look: Look) -> None:
    """The cells that the brush would paint, in what it paints."""
    if look.preview is None:
        return
    names = {True: look.colours.positive, False: look.colours.negative}
    colour = QColor(look.colours.base if look.paints == 0 else names[look.paints > 0])
    frame = QColor(look.colours.text)
    for row, column in np.argwhere(look.preview > 0).tolist():
        share = float(look.preview[row, column])
        rect = look.layout.rect((row, column))
        colour.setAlphaF(0.35 * share)  # the number below stays legible
        painter.fillRect(rect, colour)
        frame.setAlphaF(0.15 + 0.5 * share)
        painter.setPen(frame)
        painter.drawRect(rect.adjusted(0, 0, -1, -1))


def _paint_anchor(painter: QPainter, anchor: Pair, look: Look) -> None:
    """A dot in the corner of a cell; a frame around one that is too small for it."""
    rect, colour = look.layout.rect(anchor), QColor(look.colours.text)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if look.layout.has_numbers:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.colours.muted))
        painter.drawEllipse(QPointF(rect.left() + 6.0, rect.top() + 6.0), 2.5, 2.5)
    else:
        painter.setPen(QPen(colour, 1))
        painter.drawRect(QRectF(rect).adjusted(-0.5, -0.5, 0.5, 0.5))
    painter.restore()


def _paint_selection(painter: QPainter, look: Look) -> None:
    """A veil over the block; frames around it, the current cell and the one that is magnified."""
    selection, layout = look.selection, look.layout
    if look.pointed is not None:
        painter.setPen(QColor(look.colours.text))
        painter.drawRect(framed(layout.rect(look.pointed), layout))
    accent = QColor(look.colours.accent)
    block = layout.block(selection.first, selection.last)
    if selection.start != selection.current:
        veil = QColor(accent)
        veil.setAlphaF(0.5)
        # Lines, for a veil would change the colour that tells a weight's sign.
        painter.fillRect(block, QBrush(veil, Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(accent, 1))
        painter.drawRect(block.adjusted(0, 0, -1, -1))
    painter.setPen(QPen(accent, 2))
    inside = framed(layout.rect(selection.current), layout)
    painter.drawRect(inside.adjusted(1, 1, -1, -1))


def framed(rect: QRect, layout: CellLayout) -> QRect:
    """With what a frame needs around a cell that is too small for one inside."""
    return rect if layout.has_numbers else rect.adjusted(-2, -2, 2, 2)
