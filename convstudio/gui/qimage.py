"""numpy arrays as QImages, without a copy."""

from __future__ import annotations

from PySide6.QtGui import QImage

from convstudio.imaging.tone import ScreenPixels

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
