"""The histogram's curves: where their rows lie, and their outlines."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPolygonF

LABEL_WIDTH = 52  # pixels, of what stands left of the curves and of the table
ROW = 36
GAP = 4


def row_of(index: int, width: int) -> QRect:
    """Where the original's curves are painted, index 0, or the map's."""
    return QRect(LABEL_WIDTH, index * (ROW + GAP), width, ROW)


def outlines(columns: npt.NDArray[np.float64], index: int, logarithmic: bool) -> list[QPolygonF]:
    """The steps of each channel's curve, closed along the bottom of their row.

    Args:
        columns: the counts on each pixel, (channels, width).
    """
    row = row_of(index, columns.shape[1])
    heights = np.log1p(columns) if logarithmic else columns
    highest = max(float(heights.max()), 1e-300)
    # What is there at all is seen: a single value among millions too.
    scaled = np.where(columns > 0, np.maximum(heights / highest * (row.height() - 2), 1), 0)
    base = row.bottom() + 1
    found = []
    for channel in scaled:
        points = [QPointF(row.left(), base)]
        for column, height in enumerate(channel, row.left()):
            y = base - float(height)
            points += [QPointF(column, y), QPointF(column + 1, y)]
        points.append(QPointF(row.left() + len(channel), base))
        found.append(QPolygonF(points))
    return found
