"""numpy arrays as QImages, without a copy; and the other way, with one."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from convstudio.imaging.picture import Picture
from convstudio.imaging.screen import ScreenPixels

_FORMATS = {
    1: QImage.Format.Format_Grayscale8,
    3: QImage.Format.Format_RGB888,
    4: QImage.Format.Format_RGBA8888,
}
_GRAY_FORMATS = (QImage.Format.Format_Grayscale8, QImage.Format.Format_Grayscale16)
_DEEP_FORMATS = (
    QImage.Format.Format_Grayscale16,
    QImage.Format.Format_RGB30,
    QImage.Format.Format_BGR30,
    QImage.Format.Format_A2RGB30_Premultiplied,
    QImage.Format.Format_A2BGR30_Premultiplied,
)
# What is taken of an image, by its white, whether it is gray and whether it has alpha.
_TAKEN = {
    (255, True, False): QImage.Format.Format_Grayscale8,
    (255, False, False): QImage.Format.Format_RGB888,
    (255, False, True): QImage.Format.Format_RGBA8888,
    (65535, True, False): QImage.Format.Format_Grayscale16,
    (65535, False, False): QImage.Format.Format_RGBX64,
    (65535, False, True): QImage.Format.Format_RGBA64,
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


def picture_of(image: QImage) -> Picture:
    """A Picture of an image's pixels: 16 bits where it has more than 8, gray where it is gray.

    Alpha that nowhere lets anything through is left out: clipboards add it to every bitmap. Slow
    enough for a worker.
    """
    white = 65535 if _is_deep(image) else 255
    alpha = image.hasAlphaChannel()
    indexed_gray = image.colorCount() > 0 and not alpha and image.allGray()
    gray = image.format() in _GRAY_FORMATS or indexed_gray
    wanted = _TAKEN[white, gray, alpha]
    taken = image.convertToFormat(wanted)
    samples = 1 if gray else 4 if alpha or white > 255 else 3
    dtype = np.dtype(np.uint8 if white == 255 else np.uint16)
    rows = np.frombuffer(taken.constBits(), dtype).reshape(taken.height(), -1)
    pixels = rows[:, : taken.width() * samples].reshape(taken.height(), taken.width(), samples)
    if not gray and (not alpha or bool((pixels[..., 3] == white).all())):
        pixels, alpha = pixels[..., :3], False
    space = taken.colorSpace()
    profile = bytes(space.iccProfile().data()) if space.isValid() else b""
    return Picture(pixels.copy(), has_alpha=alpha, icc_profile=profile or None)


def _is_deep(image: QImage) -> bool:
    """Whether it has more than 8 bits a sample."""
    return image.format() in _DEEP_FORMATS or image.depth() > 32
