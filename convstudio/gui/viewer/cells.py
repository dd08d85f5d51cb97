"""The grid between enlarged pixels, and the values printed in them."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter

from convstudio.gui.viewer.cell_text import SMALLEST_PLAIN, number_text
from convstudio.gui.viewer.glyphs import glyphs
from convstudio.gui.viewer.layers import Cells
from convstudio.gui.viewer.lens import Lens
from convstudio.imaging.picture import Pixels
from convstudio.imaging.screen import ScreenPixels
from convstudio.numerics.geometry import Placement

GRID_FROM = 8  # logical pixels a pixel of the picture
VALUES_FROM = 22
# Of pictures and maps of no more cells, whose every number fits; so none comes and goes by panning.
_FEW, FEW_FROM = 1024, 16
_ALMOST = 1 - 1e-9  # a scale of 8 that was reached in steps is 8
_LARGEST_FONT, _SMALLEST_FONT = 13.0, 7.0
_FEW_FONTS = (8.0, 7.0)  # the larger one first, where all fit in it
_FONT_SHARE = 0.25  # of a cell with one line
_PITCH = 0.92  # digits have no descenders: of the font's size from line to line
_MARGIN = 1.0
_LUMA = np.array([0.2126, 0.7152, 0.0722])
_BRIGHT = 120  # from this luma on black is easier to read than white
_CLEAR = 236  # the mean of the checkerboard


def has_grid(lens: Lens, place: Placement, ratio: float) -> bool:
    """Whether pixels there are large enough for lines between them, by device pixel ratio."""
    smaller = min(place.width, place.height) * lens.viewport.scale
    return smaller >= GRID_FROM * _ALMOST * ratio


def paint_values(painter: QPainter, lens: Lens, cells: Cells, window: QRect, ratio: float) -> None:
    """Prints the values that lie in the window, where their cells have room.

    Args:
        painter: with one unit to a device pixel.
        lens: the view.
        cells: the values.
        window: the device pixels to paint.
        ratio: device pixels to a logical one.
    """
    place, scale = cells.place, lens.viewport.scale
    width, height = place.width * scale, place.height * scale
    lines = cells.values.shape[2]
    size = font_size(width / ratio, height / ratio, lines) or _few_size(cells, lens, painter, ratio)
    size *= ratio
    left, top = lens.device_point(place.left, place.top)
    rows = _seen(window.top(), window.bottom() + 1, top, height, cells.values.shape[0])
    columns = _seen(window.left(), window.right() + 1, left, width, cells.values.shape[1])
    if not (size and rows and columns):
        return
    part = np.s_[rows.start : rows.stop, columns.start : columns.stop]
    font = glyphs(painter.font().family(), int(size))
    rooms = font.rooms(width - 2 * _MARGIN * ratio)
    texts = _texts(cells.values[part], rooms)
    shape = len(rows), len(columns), lines
    pitch = size * _PITCH
    middles = left - window.left() + (np.array(columns) + 0.5) * width
    first = (height - pitch * (lines - 1) - font.box[0]) / 2
    tops = top - window.top() + np.array(rows) * height + first
    sheet = font.set(
        texts,
        np.broadcast_to(middles[:, np.newaxis], shape).ravel(),
        np.broadcast_to(tops[:, np.newaxis, np.newaxis] + np.arange(lines) * pitch, shape).ravel(),
        ~np.broadcast_to(is_bright(cells.pixels[part])[..., np.newaxis], shape).ravel(),
        (window.height(), window.width()),
    )
    argb = QImage.Format.Format_ARGB32_Premultiplied
    image = QImage(sheet.data, sheet.shape[1], sheet.shape[0], sheet.strides[0], argb)
    painter.drawImage(window.topLeft() - QPoint(font.box[1], font.box[0]), image)


def font_size(width: float, height: float, lines: int) -> float:
    """The size of the digits, from the cell's size alone so that it does not jump; 0 for none."""
    if min(width, height) < VALUES_FROM * _ALMOST:
        return 0.0
    fitting = (height - 2 * _MARGIN) / (lines * _PITCH)
    wanted = max(min(width, height) * _FONT_SHARE, _SMALLEST_FONT + 1)
    size = min(fitting, wanted, _LARGEST_FONT)
    return size if size >= _SMALLEST_FONT else 0.0


def _few_size(cells: Cells, lens: Lens, painter: QPainter, ratio: float) -> float:
    """The size of digits in the small cells of a tiny picture; 0 where a number has no room."""
    width, height = (side * lens.viewport.scale for side in (cells.place.width, cells.place.height))
    if cells.values.shape[2] != 1 or cells.values.size > _FEW:
        return 0.0
    if min(width, height) < FEW_FROM * _ALMOST * ratio:
        return 0.0
    for size in _FEW_FONTS:
        font = glyphs(painter.font().family(), int(size * ratio))
        if "…" not in _texts(cells.values, font.rooms(width - 2 * _MARGIN * ratio)):
            return size
    return 0.0


def _texts(values: Pixels, rooms: tuple[int, int, int]) -> list[str]:
    """Each value in the room that there is for it: a minus before it, and one in its power."""
    return [
        number_text(value, rooms[(value < 0) + (-SMALLEST_PLAIN < value < SMALLEST_PLAIN)])
        for value in values.ravel().tolist()
    ]


def is_bright(pixels: ScreenPixels) -> npt.NDArray[np.bool_]:
    """Of (rows, columns, 1, 3 or 4) pixels, (rows, columns): whether black text reads better."""
    samples = pixels.shape[2]
    luma = pixels[..., 0].astype(float) if samples == 1 else pixels[..., :3] @ _LUMA
    if samples == 4:
        opacity = pixels[..., 3] / 255
        luma = luma * opacity + _CLEAR * (1 - opacity)
    return np.asarray(luma >= _BRIGHT)


def _seen(first: int, last: int, start: float, size: float, limit: int) -> range:
    """The cells of which something lies from first to last."""
    low = min(max(math.floor((first - start) / size), 0), limit)
    high = min(max(math.ceil((last - start) / size), low), limit)
    return range(low, high)
