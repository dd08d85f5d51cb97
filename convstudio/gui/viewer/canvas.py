"""The canvas: paints a picture or a map from its arrays, and tells what the hand wants."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QRegion
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.gui.viewer.cells import has_grid, paint_values
from convstudio.gui.viewer.gestures import GestureArea
from convstudio.gui.viewer.layers import Layer, PlacedFrame, Surface, stacked
from convstudio.gui.viewer.lens import Lens, area_of
from convstudio.gui.viewer.marks import Mark, paint_marks
from convstudio.gui.viewer.overlays import SHADOW_REACH, paint_shadow, paint_split
from convstudio.gui.viewer.painting import covered
from convstudio.gui.viewer.signal_plot import (
    common_scale,
    paint_axes,
    paint_grid,
    paint_trace,
    trace_of,
)
from convstudio.gui.viewer.viewport import Rectangle, Viewport
from convstudio.jobs.painting import Frame

_SMALLEST = 80
_IN_THE_ROW = 0.5  # down, of a picture of one row


class Canvas(GestureArea):
    """Paints what it is given where the viewport says; nearest from 100 % on, smooth below."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._layers: tuple[Layer, ...] = ()
        self._compared: tuple[Layer, ...] = ()
        self._viewport = Viewport()
        self._message = ""
        self._marks: tuple[Mark, ...] = ()
        self._selection: Mark | None = None
        self._reached: tuple[int, int] | None = None
        self._signal = False
        self._shadow: tuple[float, float] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(_SMALLEST, _SMALLEST))

    # What it is given

    def show_surface(self, surface: Surface | None) -> None:
        """Shows a whole picture, in place of all before."""
        self._layers, self._message = (surface,) if surface else (), ""
        self.update()

    def show_frame(self, frame: PlacedFrame, *, backdrop: bool) -> None:
        """Shows a region, in place of all before or, with ``backdrop``, over it."""
        self._layers = stacked(self._layers, frame) if backdrop else (frame,)
        self._message = ""
        self.update()

    def show_message(self, message: str) -> None:
        """Says in words why there is nothing to see."""
        self.show_surface(None)
        self._message = message

    def compare_with(self, layers: tuple[Layer, ...], share: float | None) -> None:
        """Shows other layers in the left part of the view; a share between 0 and 1 has a line.

        Args:
            layers: in place of its own.
            share: of the view's width; None for no comparison.
        """
        self._compared, self._split = layers if share is not None else (), share
        self.update()

    def set_viewport(self, viewport: Viewport) -> None:
        """Moves to another part or scale."""
        self._viewport = viewport
        self.update()

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        """Outlines these over the pixels, in place of those before."""
        if marks != self._marks:
            self._marks = marks
            self.update()

    def set_selection(self, selection: Mark | None) -> None:
        """Outlines what is selected, over all other marks."""
        if selection != self._selection:
            self._selection = selection
            self.update()

    def set_reached(self, reached: tuple[int, int] | None) -> None:
        """Shows only the map's pixels before (row, column) in reading order; None: all."""
        if reached != self._reached:
            self._reached = reached
            self.update()

    def set_shadow(self, point: tuple[float, float] | None) -> None:
        """Shows at which of the picture's points the cursor of another view is."""
        if point == self._shadow:
            return
        for spot in (self._shadow, point):
            if spot is not None:
                self.update(self._shadow_area(spot))
        self._shadow = point

    def set_signal(self, signal: bool) -> None:
        """Whether what it shows is a signal, one row that is drawn as a plot."""
        if signal != self._signal:
            self._signal = signal
            self.update()

    # What it shows

    @property
    def is_signal(self) -> bool:
        """Whether it draws a plot."""
        return self._signal

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What it paints of its own, bottom to top."""
        return self._layers

    @property
    def frame(self) -> Frame | None:
        """The newest region of a map on screen, if there is one."""
        top = self._layers[-1] if self._layers else None
        return top.frame if isinstance(top, PlacedFrame) else None

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is outlined."""
        return self._marks

    @property
    def selection(self) -> Mark | None:
        """What is outlined as selected."""
        return self._selection

    @property
    def message(self) -> str:
        """The words shown in place of pixels, if any."""
        return self._message

    @property
    def split(self) -> float | None:
        """The share of the width that shows what is compared with."""
        return self._split

    @property
    def device_size(self) -> tuple[int, int]:
        """(width, height) in device pixels."""
        ratio = self.devicePixelRatioF()
        return round(self.width() * ratio), round(self.height() * ratio)

    @property
    def lens(self) -> Lens:
        """From the picture's points to device pixels."""
        return Lens(self._viewport, *self.device_size)

    @property
    def visible(self) -> Rectangle:
        """The part of the picture's plane that is on screen."""
        return self.lens.visible

    def picture_point(self, position: QPointF) -> tuple[float, float]:
        ratio = self.devicePixelRatioF()
        x, y = self.lens.picture_point(position.x() * ratio, position.y() * ratio)
        return (x, _IN_THE_ROW) if self._signal else (x, y)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Shadow))
        ratio, lens = self.devicePixelRatioF(), self.lens
        painter.scale(1 / ratio, 1 / ratio)
        window = _scaled(event.rect(), ratio).intersected(QRect(0, 0, lens.width, lens.height))
        line = 0 if self._split is None else round(self._split * lens.width)
        left = window.intersected(QRect(0, 0, line, lens.height))
        right = window.intersected(QRect(line, 0, lens.width - line, lens.height))
        self._paint_layers(painter, lens, self._compared, left, None)
        self._paint_layers(painter, lens, self._layers, right, self._reached)
        painter.setClipping(False)
        selection = () if self._selection is None else (self._selection,)
        marks = (*self._marks, *selection)
        paint_marks(painter, lens, _upright(marks, lens) if self._signal else marks, ratio)
        if self._shadow is not None:
            paint_shadow(painter, *lens.device_point(*self._shadow), ratio)
        if 0 < line < lens.width:
            paint_split(painter, line, lens.height, ratio, focused=self.hasFocus())
        painter.resetTransform()
        if self._message and line < lens.width:
            self._paint_message(painter, round(line / ratio))

    def _paint_layers(
        self,
        painter: QPainter,
        lens: Lens,
        layers: tuple[Layer, ...],
        window: QRect,
        reached: tuple[int, int] | None,
    ) -> None:
        if window.isEmpty() or not layers:
            return
        if self._signal:
            self._paint_signal(painter, lens, layers[-1], window, reached)
            return
        top, ratio = layers[-1], self.devicePixelRatioF()
        clip = QRegion(window)
        if reached is not None:
            clip &= _before(lens, top, *reached)
        painter.setClipRegion(clip)
        grid = has_grid(lens, top.placement, ratio)
        for layer in layers:
            layer.paint(painter, lens, window, grid=grid)
        if grid and top.cells is not None:
            paint_values(painter, lens, top.cells, window, ratio)

    def _paint_signal(
        self,
        painter: QPainter,
        lens: Lens,
        layer: Layer,
        window: QRect,
        reached: tuple[int, int] | None,
    ) -> None:
        """On one scale with what it is compared with."""
        trace, ratio = trace_of(layer), self.devicePixelRatioF()
        if trace is None:
            return
        others = [trace_of(other[-1]) for other in (self._compared, self._layers) if other]
        scale = common_scale(tuple(one for one in others if one), lens.height, ratio)
        painter.setClipRect(window)
        paint_grid(painter, scale, window, ratio)
        if reached is not None:
            edge = lens.device_point(layer.placement.left + reached[1] * layer.placement.width, 0)
            painter.setClipRect(window.intersected(QRect(0, 0, round(edge[0]), lens.height)))
        paint_trace(painter, lens, trace, scale, window, ratio)
        painter.setClipRect(window)
        paint_axes(painter, lens, trace, scale, window, ratio)

    def _paint_message(self, painter: QPainter, left: int) -> None:
        """In the middle of what is not given to a comparison."""
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        margin = min(24, (self.width() - left) // 8)
        area = self.rect().adjusted(left + margin, margin, -margin, -margin)
        painter.drawText(area, flags, self._message)

    def _shadow_area(self, point: tuple[float, float]) -> QRect:
        x, y = (value / self.devicePixelRatioF() for value in self.lens.device_point(*point))
        reach, size = SHADOW_REACH, 2 * SHADOW_REACH
        view = QRectF(-size, -size, self.width() + 2 * size, self.height() + 2 * size)
        return QRectF(x - reach, y - reach, size, size).intersected(view).toAlignedRect()


def _upright(marks: tuple[Mark, ...], lens: Lens) -> tuple[Mark, ...]:
    """Marks on a signal, from the top of the view to its bottom."""
    seen, edge = lens.visible, 2 / lens.viewport.scale
    top, bottom = seen.top + edge, seen.bottom - edge
    return tuple(
        replace(
            mark,
            rectangle=Rectangle(mark.rectangle.left, top, mark.rectangle.right, bottom),
        )
        for mark in marks
    )


def _scaled(area: QRect, ratio: float) -> QRect:
    """Logical pixels as the device pixels they touch."""
    left, top = math.floor(area.left() * ratio), math.floor(area.top() * ratio)
    right = math.ceil((area.right() + 1) * ratio)
    bottom = math.ceil((area.bottom() + 1) * ratio)
    return QRect(left, top, right - left, bottom - top)


def _before(lens: Lens, layer: Layer, row: int, column: int) -> QRegion:
    """The device pixels of the map's pixels before (row, column) in reading order."""
    place, bounds = layer.placement, layer.bounds
    reached = QRegion()
    if row > 0:
        line = area_of(place, row, 0, row, 0).top
        reached |= covered(lens, Rectangle(bounds.left, place.top, bounds.right, line))
    if column > 0:
        reached |= covered(lens, area_of(place, row, 0, row + 1, column))
    return reached
