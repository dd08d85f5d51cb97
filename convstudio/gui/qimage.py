"""numpy arrays as QImages, without a copy."""

from __future__ import annotations

from PySide6.QtGui import QImage

from convstudio.imaging.screen import ScreenPixels

_FORMATS = {
    1: QImage.Format.Format_Grayscale8,
    3: QImage.Format.Format_RGB888,
    4: QImage.Format.Format_RGBA8888,
}


def wrap(pixels: ScreenPixels) -> QImage:
    """A QImage on the array's own memory: the caller keeps the array as long as the image.

    Args:
        pixels: C-contiguous (rows, columns, 1, 3 or 4): gray, RGB or RGBA.
    """
    rows, columns, samples = pixels.shape
    return QImage(pixels.data, columns, rows, columns * samples, _FORMATS[samples])


def wrap_part(pixels: ScreenPixels, top: int, left: int, bottom: int, right: int) -> QImage:
    """A QImage on a rectangle of the array, still without a copy.

    Qt holds places in an image as 16.16 fixed point: beyond 32767 they wrap round. An image that
    begins where the wanted part does has none so large.
    """
    _rows, columns, samples = pixels.shape
    line = columns * samples
    memory = pixels.reshape(-1)[top * line + left * samples :]
    return QImage(memory.data, right - left, bottom - top, line, _FORMATS[samples])
