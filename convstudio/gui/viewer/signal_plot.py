"""A signal, a picture of one row, drawn as a plot: sample by sample where there is room.

Along the row it lies where its pixels would, so that both views move alike; up and down stand its
values, whatever the view shows of the picture's height.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QWidget

from convstudio.gui.viewer.histogram_axis import in_digits, ticks
from convstudio.gui.viewer.layers import Layer, PlacedFrame
from convstudio.gui.viewer.lens import Lens
from convstudio.gui.viewer.signal_numbers import paint_numbers
from convstudio.numerics.geometry import Placement
from convstudio.numerics.validation import FloatArray

_DOTS_FROM, _VALUES_FROM = 6, 30  # logical pixels from sample to sample
_MARGIN = 30  # logical pixels above the greatest value, and below the least
_MARGIN_BELOW = 46  # if that is negative, for its number stands between it and those of the axis
_TICK_GAP = 44  # logical pixels between the marks of the value axis, at least
_MOST_TICKS = 9  # however high the view is
_SAMPLE_GAP = 90  # and of the samples' axis
_COLOURS = (QColor("#e0555a"), QColor("#3fa65a"), QColor("#5587e6"))
_NO_RANGE = (0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Trace:
    """Samples of a signal.

    Attributes:
        values: (samples, channels).
        place: where the first lies, and how far apart they are.
    """

    values: FloatArray
    place: Placement

    @cached_property
    def range(self) -> tuple[float, float]:
        """The least and the greatest finite value, and 0."""
        finite = self.values[np.isfinite(self.values)]
        if not finite.size:
            return _NO_RANGE
        low, high = min(float(finite.min()), 0.0), max(float(finite.max()), 0.0)
        return (low, high) if high > low else _NO_RANGE


def trace_of(layer: Layer) -> Trace | None:
    """The samples that a layer shows; None where it has not every value.

    Of a tone they take that signs are dropped: all else in it is brightness and colour.
    """
    cells = layer.cells
    if cells is None or cells.values.shape[0] != 1:
        return None
    values = np.asarray(cells.values[0], np.float64)
    return Trace(np.abs(values) if _drops_signs(layer) else values, cells.place)


def _drops_signs(layer: Layer) -> bool:
    grading = layer.frame.grading if isinstance(layer, PlacedFrame) else None
    return grading is not None and grading.tone.mode == "absolute"


@dataclass(frozen=True)
class ValueScale:
    """Which device pixel stands for a value: ``low`` and ``high`` within margins of a height.

    The margin below has room for the numbers of the samples, and above them for a value's.
    """

    low: float
    high: float
    height: float
    margin: float
    below: float

    def y(self, value: float) -> float:
        """From the top; a value without a place stands at the edge."""
        if not math.isfinite(value):
            return 0.0 if value > 0 else self.height
        return self.margin + (self.high - value) / (self.high - self.low) * self._room

    def all(self, values: FloatArray) -> FloatArray:
        """The same of many; NaN stays NaN."""
        found = self.margin + (self.high - values) / (self.high - self.low) * self._room
        return np.asarray(np.clip(found, 0.0, self.height))

    @property
    def _room(self) -> float:
        return max(self.height - self.margin - self.below, 1.0)


def common_scale(traces: tuple[Trace, ...], height: float, ratio: float) -> ValueScale:
    """The scale on which all of them have room."""
    ends = [trace.range for trace in traces] or [_NO_RANGE]
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    below = _MARGIN_BELOW if low < 0 else _MARGIN
    margins = (min(margin * ratio, height / 4) for margin in (_MARGIN, below))
    return ValueScale(low, high, height, *margins)


def paint_grid(painter: QPainter, scale: ValueScale, window: QRect, ratio: float) -> None:
    """Lines at round values, and a stronger one at 0.

    Args:
        painter: with one unit to a device pixel.
        window: what is painted.
        ratio: device pixels to a logical one.
    """
    for value in value_ticks(scale, ratio):
        y, line = round(scale.y(value)) + 0.5, _ink(painter)
        line.setAlphaF(0.45 if value == 0 else 0.14)
        painter.setPen(QPen(line, max(round(ratio), 1)))
        painter.drawLine(QLineF(window.left(), y, window.right() + 1, y))


def paint_axes(
    painter: QPainter, lens: Lens, trace: Trace, scale: ValueScale, window: QRect, ratio: float
) -> None:
    """The numbers of the values on the left, and of the samples, from 0, at the bottom.

    On plates of the view's own colour, so that they are read where the signal lies under them.
    """
    font = painter.font()
    font.setPixelSize(round(11 * ratio))
    painter.setFont(font)
    left = window.left() + 4 * ratio
    for value in value_ticks(scale, ratio):
        _paint_plate(painter, in_digits(value), left, scale.y(value), ratio, 0.0)
    across = trace.place.width * lens.viewport.scale
    start = lens.device_point(trace.place.left, 0)[0]
    first = max((window.left() - start) / across, 0.0)
    last = min((window.right() - start) / across, len(trace.values) - 1.0)
    most = max(int(window.width() / (_SAMPLE_GAP * ratio)), 1)
    bottom = scale.height - 3 * ratio
    for index in ticks(first, last, most):
        x = start + (index + 0.5) * across
        if index % 1 == 0 and window.left() + _SAMPLE_GAP * ratio / 2 < x:
            _paint_plate(painter, in_digits(index, 7), x, bottom, ratio, 0.5)


def value_ticks(scale: ValueScale, ratio: float) -> list[float]:
    """The round values that have a line and a number."""
    room = int(scale.height / (_TICK_GAP * ratio))
    return ticks(scale.low, scale.high, min(max(room, 2), _MOST_TICKS))


def _paint_plate(
    painter: QPainter, text: str, x: float, bottom: float, ratio: float, share: float
) -> None:
    """A number that ends at ``bottom``, with that share of it left of ``x``."""
    metrics = painter.fontMetrics()
    width = metrics.horizontalAdvance(text) + 4 * ratio
    plate = QRectF(x - share * width, bottom - metrics.height(), width, metrics.height())
    colour = _palette(painter).color(QPalette.ColorRole.Shadow)
    colour.setAlphaF(0.85)
    painter.fillRect(plate, colour)
    words = _ink(painter)
    words.setAlphaF(0.8)
    painter.setPen(words)
    painter.drawText(plate, _CENTRE, text)


def paint_trace(
    painter: QPainter, lens: Lens, trace: Trace, scale: ValueScale, window: QRect, ratio: float
) -> None:
    """The signal as a line; with dots, stems and numbers where there is room.

    Args:
        painter: with one unit to a device pixel.
        lens: the view.
        trace: the samples.
        scale: of the values.
        window: what is painted.
        ratio: device pixels to a logical one.
    """
    across = trace.place.width * lens.viewport.scale
    left = lens.device_point(trace.place.left, 0)[0]
    first = max(math.floor((window.left() - left) / across) - 1, 0)
    last = min(math.ceil((window.right() + 1 - left) / across) + 1, len(trace.values))
    if first >= last:
        return
    # Of what stands on every pixel nothing is gained by smooth edges, but time is lost.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=across >= 2 * ratio)
    channels = trace.values.shape[1]
    for channel in range(channels):
        colour = _COLOURS[channel] if channels == 3 else _accent(painter)
        values = trace.values[first:last, channel]
        middles = left + (np.arange(first, last) + 0.5) * across
        _paint_line(painter, middles, values, scale, QPen(colour, round(ratio)))
        if across >= _DOTS_FROM * ratio:
            _paint_dots(painter, middles, scale.all(values), scale.y(0.0), colour, across, ratio)
        if channels == 1 and across >= _VALUES_FROM * ratio:
            places = [scale.y(value) for value in values.tolist()]
            paint_numbers(painter, middles, values, places, _ink(painter), ratio)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def envelope(middles: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Points of a line with no more than two on a device pixel: its least and greatest value."""
    columns = np.floor(middles).astype(np.int64)
    starts = np.flatnonzero(np.diff(columns, prepend=columns[0] - 1))
    if len(starts) * 2 >= len(values):
        return middles, values
    low, high = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
    return np.repeat(columns[starts] + 0.5, 2), np.stack([low, high], axis=1).ravel()


def _paint_line(
    painter: QPainter,
    middles: FloatArray,
    values: FloatArray,
    scale: ValueScale,
    pen: QPen,
) -> None:
    """A line that is broken where there is no number.

    As single lines one pixel wide: Qt takes seconds to join some hundred long thick ones.
    """
    painter.setPen(pen)
    xs, points = envelope(middles, values)
    ys = scale.all(points)
    there = ~(np.isnan(ys[:-1]) | np.isnan(ys[1:]))
    ends = np.stack([xs[:-1], ys[:-1], xs[1:], ys[1:]], axis=1)[there].tolist()
    painter.drawLines([QLineF(*line) for line in ends])


def _paint_dots(
    painter: QPainter,
    xs: FloatArray,
    ys: FloatArray,
    zero: float,
    colour: QColor,
    across: float,
    ratio: float,
) -> None:
    radius = min(across / 5, 4 * ratio)
    stem = QColor(colour)
    stem.setAlphaF(0.35)
    for x, y in zip(xs.tolist(), ys.tolist(), strict=True):
        if math.isnan(y):
            continue
        painter.setPen(QPen(stem, ratio))
        painter.drawLine(QLineF(x, zero, x, y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


_CENTRE = Qt.AlignmentFlag.AlignCenter


def _ink(painter: QPainter) -> QColor:
    return _palette(painter).color(QPalette.ColorRole.WindowText)


def _accent(painter: QPainter) -> QColor:
    return _palette(painter).color(QPalette.ColorRole.Highlight)


def _palette(painter: QPainter) -> QPalette:
    device = painter.device()
    assert isinstance(device, QWidget)  # noqa: S101 - a canvas
    return device.palette()
