"""Plots as files: PNG and SVG as they are seen, CSV with the numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFileDialog, QGraphicsView, QWidget

from convstudio.errors import PictureWriteError
from convstudio.gui.files.export.drawing_file import png, svg, write_whole
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.settings import Settings

_FILTERS = {"PNG picture (*.png)": "png", "SVG drawing (*.svg)": "svg", "CSV table (*.csv)": "csv"}


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
            write_whole(path, _content(path, plot, table))
            self.told.emit(f"Saved {path.name}.")

        return self._edits.attempt(self._parent, write)


def _content(path: Path, plot: QGraphicsView, table: Callable[[], str]) -> bytes:
    ending, size = path.suffix.lower(), plot.viewport().size()

    def paint(painter: QPainter) -> None:
        whole = QRect(0, 0, size.width(), size.height())
        painter.fillRect(whole, plot.backgroundBrush())
        plot.render(painter, QRectF(whole), whole)

    if ending == ".csv":
        return table().encode("utf-8")
    if ending == ".svg":
        return svg(size, plot.accessibleName(), paint)
    if ending == ".png":
        return png(size, paint)
    raise PictureWriteError(
        f"A plot cannot be saved as “{path.name}”.", hint="Let the name end in .png, .svg or .csv."
    )
