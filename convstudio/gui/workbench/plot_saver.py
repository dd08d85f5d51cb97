"""Plots as files: PNG and SVG as they are seen, CSV with the numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QGraphicsView, QWidget

from convstudio.atomic import atomic_file, reason
from convstudio.errors import PictureWriteError
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.settings import Settings

_FILTERS = {"PNG picture (*.png)": "png", "SVG drawing (*.svg)": "svg", "CSV table (*.csv)": "csv"}
_PNG_SCALE = 3  # pixels of the file to one of the screen: sharp in print


class PlotSaver(QObject):
    """Asks for a file and writes a plot to it, whole or not at all.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(self, edits: KernelEdits, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._edits, self._settings, self._parent = edits, settings, parent

    def ask(self, plot: QGraphicsView, name: str, table: Callable[[], str]) -> None:
        """Asks where to save a plot.

        Args:
            plot: as it is seen.
            name: of the file, without its ending.
            table: its numbers as CSV.
        """
        dialog = QFileDialog(self._parent.window(), "Save plot as", str(self._settings.folder))
        dialog.setObjectName("save-plot")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters(list(_FILTERS))
        dialog.setDefaultSuffix("png")
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix(_FILTERS.get(chosen, "png"))
        )
        dialog.selectFile(f"{name}.png")
        dialog.fileSelected.connect(lambda chosen: self.save(Path(chosen), plot, table))
        dialog.open()

    def save(self, path: Path, plot: QGraphicsView, table: Callable[[], str]) -> bool:
        """Writes a plot in the form that the file's ending asks for; whether it was written."""
        self._settings.folder = path.parent

        def write() -> None:
            _write(path, _content(path, plot, table))
            self.told.emit(f"Saved {path.name}.")

        return self._edits.attempt(self._parent, write)


def _content(path: Path, plot: QGraphicsView, table: Callable[[], str]) -> bytes:
    ending = path.suffix.lower()
    if ending == ".csv":
        return table().encode("utf-8")
    if ending == ".svg":
        return _svg(plot)
    if ending == ".png":
        return _png(plot)
    raise PictureWriteError(
        f"A plot cannot be saved as “{path.name}”.", hint="Let the name end in .png, .svg or .csv."
    )


def _write(path: Path, content: bytes) -> None:
    try:
        with atomic_file(path) as file:
            file.write(content)
    except OSError as error:
        raise PictureWriteError(f"{path.name} could not be saved: {reason(error)}.") from error


def _png(plot: QGraphicsView) -> bytes:
    image = QImage(plot.viewport().size() * _PNG_SCALE, QImage.Format.Format_RGB32)
    image.fill(plot.backgroundBrush().color())
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    plot.render(painter, QRectF(image.rect()), plot.viewport().rect())
    painter.end()
    buffer = _buffer()
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # its stubs want bytes
    return bytes(buffer.data().data())


def _svg(plot: QGraphicsView) -> bytes:
    buffer, size = _buffer(), plot.viewport().size()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(plot.accessibleName())
    painter = QPainter(generator)
    whole = QRect(0, 0, size.width(), size.height())
    painter.fillRect(whole, plot.backgroundBrush())
    plot.render(painter, QRectF(whole), whole)
    painter.end()
    return bytes(buffer.data().data())


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
