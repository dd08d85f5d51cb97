"""The plots of the Response page. It alone imports pyqtgraph, and is imported when first opened."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QWheelEvent

from convstudio.gui.theme import Colours
from convstudio.imaging.colour_maps import lookup
from convstudio.kernel.response import Curve, Spectrum, direction, highest_frequency
from convstudio.numerics.validation import FloatArray

_AXIS_WIDTH, _AXIS_HEIGHT = 44, 34  # pixels: of all plots alike, so that they stand in line
_HEADROOM = 0.08  # of a curve's range, above and below it
_LINE_WIDTH = 1.5
_MOST_GHOST = 2.0  # times its own height that a curve leaves to the one it is compared with


class Plot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Axes with units that the mouse does not move: the page scrolls under the wheel instead."""

    def __init__(self, name: str, across: str, up: str, height: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMinimumSize(QSize(200, height))
        self.setFixedHeight(height)
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._labels = {"bottom": across, "left": up}
        plot = self.getPlotItem()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(False, False)
        plot.setContentsMargins(0, 4, 8, 0)
        for side, label in self._labels.items():
            axis = plot.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setLabel(label)
        plot.getAxis("left").setWidth(_AXIS_WIDTH)
        plot.getAxis("bottom").setHeight(_AXIS_HEIGHT)

    def set_colours(self, colours: Colours) -> None:
        """Background, axes and their words."""
        self.setBackground(QColor(colours.window))
        for side in self._labels:
            axis = self.getPlotItem().getAxis(side)
            axis.setPen(pg.mkPen(colours.muted))
            axis.setTextPen(pg.mkPen(colours.text))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class CurvePlot(Plot):
    """One curve over its axis, and perhaps one that is compared with it, dashed."""

    def __init__(self, name: str, across: str, up: str, height: int, *, points: bool) -> None:
        """With ``points`` each value is marked, as it stands for a pixel."""
        super().__init__(name, across, up, height)
        self._points = points
        self._zero = pg.InfiniteLine(angle=0)
        self._ghost = pg.PlotDataItem(antialias=True)
        self._line = pg.PlotDataItem(antialias=True)
        for item in (self._zero, self._ghost, self._line):
            self.addItem(item)

    def set_colours(self, colours: Colours) -> None:
        super().set_colours(colours)
        self._zero.setPen(pg.mkPen(colours.line))
        dashed = pg.mkPen(colours.muted, width=1, style=Qt.PenStyle.DashLine)
        self._ghost.setPen(dashed)
        self._line.setPen(pg.mkPen(colours.accent, width=_LINE_WIDTH))
        if self._points:
            self._line.setSymbol("o")
            self._line.setSymbolSize(4)
            self._line.setSymbolPen(None)
            self._line.setSymbolBrush(pg.mkBrush(colours.accent))

    def show_curve(self, curve: Curve, ghost: Curve | None = None) -> None:
        """Shows the curve from its first place to its last, 0 always in sight."""
        self._line.setData(curve.places, curve.values)
        self._ghost.setData(*((ghost.places, ghost.values) if ghost else ([], [])))
        low, high = min(0.0, float(curve.values.min())), max(0.0, float(curve.values.max()))
        if ghost is not None:  # one that is far larger must not press the curve flat
            high = max(high, min(float(ghost.values.max()), _MOST_GHOST * high))
        room = _HEADROOM * (high - low) or 1.0
        self.setXRange(float(curve.places[0]), float(curve.places[-1]), padding=0)
        self.setYRange(low - room, high + room, padding=0)


class ImagePlot(Plot):
    """Numbers as colours in a plane with square cells; rows run down, as in pictures."""

    def __init__(self, name: str, across: str, up: str, height: int) -> None:
        super().__init__(name, across, up, height)
        self._image = pg.ImageItem(axisOrder="row-major")
        self.addItem(self._image)
        self.getPlotItem().getViewBox().setAspectLocked(True)

    def show_plane(self, values: FloatArray, levels: tuple[float, float], place: QRectF) -> None:
        """Shows values whose outer borders are those of ``place``, in the plot's units."""
        self._image.setImage(np.ascontiguousarray(values[::-1]), autoLevels=False, levels=levels)
        self._image.setRect(place)
        self.getPlotItem().getViewBox().setRange(place, padding=0)


class SpectrumPlot(ImagePlot):
    """The magnitude over all frequencies, and the line of the slice, which a drag turns.

    Signals:
        angle_dragged: in whole degrees, from 0 to 180.
    """

    angle_dragged = Signal(float)

    def __init__(self, height: int) -> None:
        super().__init__("Frequency response", "across, cycles/pixel", "up, cycles/pixel", height)
        self._image.setLookupTable(lookup("viridis"))
        self._slice = pg.PlotDataItem(antialias=True)
        self.addItem(self._slice)

    def set_colours(self, colours: Colours) -> None:
        super().set_colours(colours)
        self._slice.setPen(pg.mkPen(QColor(255, 255, 255), width=_LINE_WIDTH))

    def show_spectrum(self, spectrum: Spectrum) -> None:
        """Shows the magnitudes from 0 to the largest."""
        step = float(spectrum.frequencies[1] - spectrum.frequencies[0])
        # Cells lie about their frequencies; the first row, of −0.5, is the topmost.
        place = QRectF(-0.5 - step / 2, -0.5 + step / 2, 1, 1)
        largest = float(spectrum.magnitude.max())
        self.show_plane(spectrum.magnitude, (0, largest or 1), place)

    def show_angle(self, angle: float) -> None:
        """Where the slice is taken: from the middle to the end of the plane."""
        reach = highest_frequency(angle)
        right, up = direction(angle)
        self._slice.setData([0, reach * right], [0, reach * up])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._drag(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _drag(self, event: QMouseEvent) -> None:
        """Below the middle it is the same wave as above."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            view = self.getPlotItem().getViewBox()
            place = view.mapSceneToView(self.mapToScene(event.position().toPoint()))
            self.angle_dragged.emit(round(math.degrees(math.atan2(place.y(), place.x()))) % 180)


class PointPlot(ImagePlot):
    """What a point becomes, by sign and size."""

    def __init__(self, height: int) -> None:
        super().__init__("Response to a point", "pixels across", "pixels up", height)
        self._image.setLookupTable(lookup("vik"))

    def show_point(self, weights: FloatArray, at: tuple[int, int]) -> None:
        """Shows the weights about the pixel of the point, which stands ``at`` in them."""
        rows, columns = weights.shape
        largest = float(np.abs(weights).max()) or 1.0
        bottom = at[0] - rows + 0.5
        place = QRectF(-at[1] - 0.5, bottom, columns, rows)
        self.show_plane(weights, (-largest, largest), place)
