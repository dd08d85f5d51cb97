"""Pixels of an array on a view: the exact ones from 100 % on, smooth below; only what is seen."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from convstudio.gui.qimage import wrap, wrap_part
from convstudio.gui.viewer.lens import Lens
from convstudio.gui.viewer.viewport import Rectangle
from convstudio.imaging.screen import ScreenPixels
from convstudio.numerics.geometry import Placement

_CHECKER = 8
_GRID_STEP = 48
_INTERSECT = Qt.ClipOperation.IntersectClip
_ONE = 1 - 1e-9  # a pixel of the array this large, in device pixels, is not scaled down


def paint_pixels(
    painter: QPainter,
    lens: Lens,
    pixels: ScreenPixels,
    place: Placement,
    bounds: Rectangle,
    window: QRect,
    *,
    smooth: bool,
    grid: Placement | None = None,
) -> None:
    """Paints an array.

    Args:
        painter: with one unit to a device pixel.
        lens: the view.
        pixels: (rows, columns, 1, 3 or 4).
        place: where the array's pixels lie on the picture.
        bounds: the picture's points beyond which nothing is painted.
        window: the device pixels to paint.
        smooth: interpolate where array pixels are smaller than device pixels.
        grid: the pixels between which to draw lines, if any.
    """
    area = covered(lens, bounds).intersected(window)
    if area.isEmpty():
        return
    if pixels.shape[2] == 4:
        _lay_checkerboard(painter, covered(lens, bounds), area)
    scale = lens.viewport.scale
    if smooth and min(place.width, place.height) * scale < _ONE:
        _paint_smooth(painter, lens, pixels, place, area)
    else:
        _paint_nearest(painter, lens, pixels, place, area, grid)


def covered(lens: Lens, bounds: Rectangle) -> QRect:
    """The device pixels whose centre lies within the bounds, in view or a little beyond it.

    However thin, bounds in view leave a line.
    """
    edges = lens.on_screen(bounds)
    left, right = _between(edges.left, edges.right, lens.width)
    top, bottom = _between(edges.top, edges.bottom, lens.height)
    return QRect(left, top, right - left, bottom - top)


def _between(first: float, last: float, size: int) -> tuple[int, int]:
    """From first to last, exclusive, cut to what QRect and QPainter can hold."""
    low = math.ceil(min(max(first, -1.0), size + 1.0) - 0.5)
    high = math.ceil(min(max(last, -1.0), size + 1.0) - 0.5)
    return low, max(high, low + 1) if last > 0 and first < size else high


def _paint_nearest(
    painter: QPainter,
    lens: Lens,
    pixels: ScreenPixels,
    place: Placement,
    area: QRect,
    grid: Placement | None,
) -> None:
    """Each device pixel is the array's pixel under its centre.

    Qt's own scaling counts in 16.16 fixed point: at 64× it is a device pixel wrong after 1000.
    """
    left, top = lens.device_point(place.left, place.top)
    scale = lens.viewport.scale
    rows = _under(area.top(), area.height(), top, place.height * scale, pixels.shape[0])
    columns = _under(area.left(), area.width(), left, place.width * scale, pixels.shape[1])
    if grid is None and _is_run(rows) and _is_run(columns):
        bounds = (int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)
        painter.drawImage(area.topLeft(), wrap_part(pixels, *bounds))
        return
    used = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    part = used.take(columns - columns[0], axis=1).take(rows - rows[0], axis=0)
    if grid is not None:
        left, top = lens.device_point(grid.left, grid.top)
        draw_grid(
            part,
            _starts(area.top(), area.height(), top, grid.height * scale),
            _starts(area.left(), area.width(), left, grid.width * scale),
        )
    painter.drawImage(area.topLeft(), wrap(part))


def draw_grid(
    part: ScreenPixels, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]
) -> None:
    """Draws lines along some rows and columns: a little lighter on dark, darker on light.

    Args:
        part: (rows, columns, 1, 3 or 4), changed in place; alpha stays.
        rows: on which there is a line.
        columns: likewise.
    """
    colours = part[..., :3]
    lines = _shaded(colours[rows])  # before the columns: a crossing is shaded once
    colours[:, columns] = _shaded(colours[:, columns])
    colours[rows] = lines


def _shaded(colours: ScreenPixels) -> ScreenPixels:
    """A little lighter where dark and darker where light, as a whole: lines have no hue."""
    light = colours[..., 1:2] if colours.shape[-1] == 3 else colours  # green is most of the luma
    step = np.where(light < 128, _GRID_STEP, -_GRID_STEP).astype(np.int16)
    found: ScreenPixels = np.clip(colours + step, 0, 255).astype(np.uint8)
    return found


def _under(first: int, count: int, start: float, size: float, limit: int) -> npt.NDArray[np.intp]:
    """Which of ``limit`` array pixels of a size lie under the centres of device pixels."""
    centres = np.arange(first, first + count) + 0.5
    found = np.floor((centres - start) / size)
    indices: npt.NDArray[np.intp] = np.clip(found, 0, limit - 1).astype(np.intp)
    return indices


def _starts(first: int, count: int, start: float, size: float) -> npt.NDArray[np.intp]:
    """Of some device pixels, those on which an array pixel begins, but for the array's first."""
    centres = np.arange(first - 1, first + count) + 0.5
    under = np.floor((centres - start) / size)
    return np.flatnonzero((np.diff(under) > 0) & (under[1:] > 0))


def _is_run(indices: npt.NDArray[np.intp]) -> bool:
    """Whether each is one more than the last."""
    return bool((np.diff(indices) == 1).all())


def _paint_smooth(
    painter: QPainter, lens: Lens, pixels: ScreenPixels, place: Placement, area: QRect
) -> None:
    """Interpolates between the array's pixels; where they are much too many, between some."""
    scale = lens.viewport.scale
    left, top = lens.device_point(place.left, place.top)
    rows = _needed(area.top(), area.height(), top, place.height * scale, pixels.shape[0])
    columns = _needed(area.left(), area.width(), left, place.width * scale, pixels.shape[1])
    target = QRectF(
        left + columns.start * place.width * scale,
        top + rows.start * place.height * scale,
        len(columns) * columns.step * place.width * scale,
        len(rows) * rows.step * place.height * scale,
    )
    if rows.step == columns.step == 1:
        image = wrap_part(pixels, rows.start, columns.start, rows.stop, columns.stop)
        _draw_smooth(painter, target, image, area)
        return
    part = np.ascontiguousarray(pixels[_slice(rows), _slice(columns)])
    _draw_smooth(painter, target, wrap(part), area)


def _draw_smooth(painter: QPainter, target: QRectF, image: QImage, area: QRect) -> None:
    alpha = image.hasAlphaChannel()
    # Qt scales these formats several times faster than the packed ones.
    quick = image.convertToFormat(
        QImage.Format.Format_ARGB32_Premultiplied if alpha else QImage.Format.Format_RGB32
    )
    painter.save()
    painter.setClipRect(area, _INTERSECT)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(target, quick, QRectF(0, 0, quick.width(), quick.height()))
    painter.restore()


def _needed(first: int, count: int, start: float, size: float, limit: int) -> range:
    """The array pixels for some device pixels, with a margin; every n-th where they are tiny."""
    step = max(int(1 / size), 1)
    begin = max(math.floor((first - start) / size) - step, 0)
    end = min(math.ceil((first + count - start) / size) + step, limit)
    begin = min(begin - begin % step, limit - 1)
    return range(begin, max(end, begin + 1), step)


def _slice(indices: range) -> slice:
    return slice(indices.start, indices.stop, indices.step)


def _lay_checkerboard(painter: QPainter, whole: QRect, area: QRect) -> None:
    """White and gray squares under what is transparent; they move with the picture."""
    painter.setBrushOrigin(whole.topLeft())
    painter.fillRect(area, QBrush(checkerboard()))
    painter.setBrushOrigin(QPoint(0, 0))


def checkerboard() -> QImage:
    """Two by two squares, light grays that neither theme nor picture mistakes for content."""
    tile = QImage(2 * _CHECKER, 2 * _CHECKER, QImage.Format.Format_RGB32)
    tile.fill(QColor("#ffffff"))
    painter = QPainter(tile)
    for x, y in ((0, 0), (_CHECKER, _CHECKER)):
        painter.fillRect(x, y, _CHECKER, _CHECKER, QColor("#d8d8d8"))
    painter.end()
    return tile
