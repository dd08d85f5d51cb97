"""The dialog that exports a worked sum: name, folder and format, and the page in small."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from convstudio.gui.files.export.export_dialog import Formats, PreviewedExport, Wording
from convstudio.gui.files.export.worked_sum_page import WorkedSumPage
from convstudio.gui.files.saving.preview import Preview
from convstudio.gui.panels.form import new_form
from convstudio.jobs.worker import Publish, Work
from convstudio.numerics.tiles import CancelToken

_WORDING = Wording("export-sum", "Export worked sum", "A worked sum", "the sum")
_PREVIEW = QSize(480, 300)
FORMATS: Formats = {"PNG": (".png",), "SVG": (".svg",)}


class WorkedSumDialog(PreviewedExport):
    """Where to save the page of a sum, and as what.

    Args:
        picture: the open picture's file, which is not to be replaced unawares.

    Signals:
        export_wanted: the path.
    """

    export_wanted = Signal(object)

    def __init__(
        self, parent: QWidget, page: WorkedSumPage, folder: Path, name: str, picture: Path | None
    ) -> None:
        small = Preview(_PREVIEW, "What will be saved, in small.")
        super().__init__(parent, _WORDING, FORMATS, (folder, name), picture, small)
        self._page = page
        self.told.hide()  # a drawing is of any size
        form = new_form()
        self.place_in(form)
        self.lay_out(form)
        self.refresh()

    def previewing(self, room: QSize) -> Work:
        """The page as it fits, never enlarged."""
        page, ratio = self._page, self.devicePixelRatioF()

        def work(_cancel: CancelToken, _publish: Publish) -> QImage:
            whole = page.size
            scale = min(room.width() / whole.width(), room.height() / whole.height(), ratio)
            size = (whole.toSizeF() * scale).toSize().expandedTo(QSize(1, 1))
            image = QImage(size, QImage.Format.Format_RGB888)
            image.fill(Qt.GlobalColor.white)
            painter = QPainter(image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(scale, scale)
            page.paint(painter)
            painter.end()
            return image

        return work

    def handing_over(self, path: Path) -> Callable[[], None]:
        return partial(self.export_wanted.emit, path)

    def fail(self, error: Exception) -> None:
        self.notices.show(error)
