"""Drawings as files: PNG, sharp enough for print, and SVG; whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRect, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from convstudio.atomic import atomic_file, reason
from convstudio.errors import PictureWriteError

_PNG_SCALE = 3.0  # pixels of the file to one of the screen
_MOST_PIXELS = 64_000_000  # of a PNG: larger drawings come out smaller
_RESOLUTION = 96  # pixels of a drawing to an inch, as the web has it
_INCH = 0.0254  # metres
_FAMILY = re.compile(rb'font-family="([^",]+)"')

Paint = Callable[[QPainter], None]


def png(size: QSize, paint: Paint) -> bytes:
    """A drawing of so many pixels as PNG, three times as large.

    Args:
        paint: draws it from the painter's origin on; may be called in any thread.
    """
    scale = min(_PNG_SCALE, (_MOST_PIXELS / (size.width() * size.height())) ** 0.5)
    image = QImage(
        int(size.width() * scale), int(size.height() * scale), QImage.Format.Format_RGB32
    )
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    paint(painter)
    painter.end()
    dots = round(_RESOLUTION * scale / _INCH)
    image.setDotsPerMeterX(dots)  # so that print is as large as on screen
    image.setDotsPerMeterY(dots)
    buffer = _buffer()
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # its stubs want bytes
    return bytes(buffer.data().data())


def svg(size: QSize, title: str, paint: Paint) -> bytes:
    """The same as SVG, its letters as text."""
    buffer = _buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(_RESOLUTION)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    painter = QPainter(generator)
    paint(painter)
    painter.end()
    # Where the file is shown without our type, by another without feet.
    return _FAMILY.sub(rb'font-family="\1, sans-serif"', bytes(buffer.data().data()))


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file, whole or not at all.

    Raises:
        PictureWriteError: it cannot be; the file that stood there before is unchanged.
    """
    try:
        with atomic_file(path) as file:
            file.write(content)
    except OSError as error:
        raise PictureWriteError(
            f"“{path.name}” could not be saved: {reason(error)}.",
            hint="Choose another folder or name.",
        ) from error
    except ValueError as error:  # a null character in the name, for one
        raise PictureWriteError(f"“{path.name}” could not be saved: {error}.") from error


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
