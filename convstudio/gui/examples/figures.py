"""Small maps drawn as tables of numbers, for the texts of the examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from convstudio.errors import ConvStudioError
from convstudio.gui.theme import Colours
from convstudio.gui.viewer.cell_text import largest_of, number_text
from convstudio.imaging.picture import Picture
from convstudio.numerics.geometry import Region
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import render

MOST_CELLS = 12  # rows or columns that a figure has room for
_GAP, _TITLE = 14, 20
_LARGEST_CELL, _SMALLEST_CELL = 28, 20
_MARGIN = 3  # pixels of a cell that no digit stands in
_DIGITS = 5


@dataclass(frozen=True, eq=False)
class Table:
    """Numbers under a title, (rows, columns)."""

    title: str
    values: FloatArray


def paddings(pipeline: Pipeline, picture: Picture) -> tuple[Table, ...]:
    """TensorFlow's map, PyTorch's and the one less the other, of one convolution on a picture.

    The first pads ``same``, the second by half the kernel on every side. Where both make a map of
    one size they differ by the strides: TensorFlow puts an odd pixel at the bottom and the right.

    Returns:
        Nothing where the pipeline is not one small convolution with one map, or the two make
        maps of different sizes.
    """
    if len(pipeline.active) != 1 or not isinstance(pipeline.active[0], Convolution):
        return ()
    layer = pipeline.active[0]
    rows, columns = layer.kernel.shape
    made = []
    try:
        for padding in ("same", ((rows // 2,) * 2, (columns // 2,) * 2)):
            values = _values(replace(pipeline, layers=(replace(layer, padding=padding),)), picture)
            if values is None:
                return ()
            made.append(values)
    except ConvStudioError:
        return ()
    uneven, even = made
    if uneven.shape != even.shape:
        return ()
    return Table("TensorFlow", uneven), Table("PyTorch", even), Table("Difference", uneven - even)


def _values(pipeline: Pipeline, picture: Picture) -> FloatArray | None:
    """The map's numbers, None where they are too many or several to a pixel."""
    size = pipeline.output_size((picture.height, picture.width))
    if max(size) > MOST_CELLS:
        return None
    found = render(pipeline, picture, Region(0, 0, *size)).values
    return found[..., 0] if found.shape[2] == 1 else None


def drawn(
    tables: Sequence[Table], colours: Colours, font: QFont, width: int, ratio: float
) -> QImage:
    """The tables side by side, or one under the other where they have no room, in one picture.

    Args:
        tables: all of one size.
        width: of the picture, in logical pixels.
        ratio: device pixels to each of them.
    """
    rows, columns = tables[0].values.shape
    abreast = len(tables)
    while abreast > 1 and _cell(width, columns, abreast) < _SMALLEST_CELL:
        abreast -= 1
    cell = _cell(width, columns, abreast)
    lines = -(-len(tables) // abreast)
    step = columns * cell + _GAP, _TITLE + rows * cell + _GAP
    image = QImage(
        round(width * ratio),
        round(lines * step[1] * ratio),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    digits = _fitting(font, tables, cell)
    for index, table in enumerate(tables):
        line, place = divmod(index, abreast)
        at = QPointF(place * step[0], line * step[1])
        painter.setFont(font)
        _draw_title(painter, table, at, columns * cell + _GAP, colours)
        painter.setFont(digits)
        _draw(painter, table, at, cell, colours)
    painter.end()
    return image


def _cell(width: int, columns: int, abreast: int) -> int:
    """The side of a cell where so many tables stand side by side."""
    return min((width - 1 - _GAP * (abreast - 1)) // (columns * abreast), _LARGEST_CELL)


def _fitting(font: QFont, tables: Sequence[Table], cell: int) -> QFont:
    """The font, smaller where the longest number would not fit its cell."""
    told = [_told(value) for table in tables for value in table.values.flat]
    widest = max(map(QFontMetricsF(font).horizontalAdvance, told))
    fitting = QFont(font)
    fitting.setPointSizeF(font.pointSizeF() * min((cell - _MARGIN) / widest, 1.0))
    return fitting


def _draw_title(
    painter: QPainter, table: Table, at: QPointF, width: float, colours: Colours
) -> None:
    painter.setPen(QColor(colours.muted))
    box = QRectF(at.x(), at.y(), width, _TITLE)
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, table.title)


def _draw(painter: QPainter, table: Table, at: QPointF, cell: int, colours: Colours) -> None:
    largest = largest_of(table.values)
    for (row, column), value in np.ndenumerate(table.values):
        box = QRectF(at.x() + column * cell, at.y() + _TITLE + row * cell, cell, cell)
        painter.fillRect(box, QColor(colours.base))
        if not np.isnan(value):
            tint = QColor(colours.positive if value > 0 else colours.negative)
            tint.setAlphaF(0.45 * min(abs(float(value)) / largest, 1.0))
            painter.fillRect(box, tint)
        painter.setPen(QColor(colours.line))
        painter.drawRect(box)
        painter.setPen(QColor(colours.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _told(value))


def described(tables: Sequence[Table]) -> str:
    """The same for who cannot see it: title and rows of each."""
    told = []
    for table in tables:
        rows = (" ".join(_told(v) for v in row) for row in table.values)
        told.append(f"{table.title}: {'; '.join(rows)}.")
    return " ".join(told)


def _told(value: float | np.floating[Any]) -> str:
    return number_text(float(value), _DIGITS)
