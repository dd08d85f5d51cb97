"""The numbers at the samples of a plot: beside the line, not on it, as far as there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QWidget

from convstudio.gui.viewer.histogram_axis import in_digits
from convstudio.numerics.validation import FloatArray

_GAP = 5  # logical pixels between a sample and its number
_CLEAR = 3  # and between the number and the line


def way(across: float, rise: float, gap: float, reach: float) -> float:
    """How far a number has to go aside for a line that leaves its sample on its side.

    Args:
        across: pixels to the next sample.
        rise: pixels that the line goes towards the number's side on the way there.
        gap: between the sample and the number.
        reach: half the number's width, with what is to stay clear.
    """
    if not rise > gap:
        return 0.0
    return max(reach - across * gap / rise, 0.0)


def paint_numbers(
    painter: QPainter,
    xs: FloatArray,
    values: FloatArray,
    ys: Sequence[float],
    ink: QColor,
    ratio: float,
) -> None:
    """Above a value that is not negative, else below; beside a line that is as steep as to hit it.

    Where two such lines leave no room they end before the number.

    Args:
        painter: with one unit to a device pixel.
        xs, ys: where the samples stand, evenly spaced.
        values: of the samples.
        ink: of the numbers.
        ratio: device pixels to a logical one.
    """
    metrics = painter.fontMetrics()
    height, gap = metrics.height(), _GAP * ratio
    room = float(xs[1] - xs[0]) if len(xs) > 1 else math.inf
    steps = [0.0, *(after - before for before, after in pairwise(ys)), 0.0]
    for index, (x, value) in enumerate(zip(xs.tolist(), values.tolist(), strict=True)):
        text = in_digits(value, 4)
        if metrics.horizontalAdvance(text) > room:
            text = in_digits(value, 2)
        width = metrics.horizontalAdvance(text)
        side = 1 if value < 0 else -1  # of the screen, whose rows grow downwards
        reach = width / 2 + _CLEAR * ratio
        left = way(room, -side * steps[index], gap, reach)
        right = way(room, side * steps[index + 1], gap, reach)
        y = ys[index] + (gap if value < 0 else -height - gap)
        aside = left - right
        blocked = (left > 0 and right > 0) or width + abs(aside) > room
        number = QRectF(x + (0 if blocked else aside) - width, y, 2 * width, height)
        if blocked and (left > 0 or right > 0):
            plate = number.adjusted(width / 2 - ratio, 0, ratio - width / 2, 0)
            painter.fillRect(plate, _ground(painter))
        painter.setPen(ink)
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, text)


def _ground(painter: QPainter) -> QColor:
    """What the view has below the line."""
    device = painter.device()
    assert isinstance(device, QWidget)  # noqa: S101 - a canvas
    colour = device.palette().color(QPalette.ColorRole.Shadow)
    colour.setAlphaF(0.85)
    return colour
