"""The dialog that exports a worked sum: name, folder and format, and the page in small."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.files.export.format_field import FormatField
from convstudio.gui.files.export.worked_sum_page import WorkedSumPage
from convstudio.gui.files.saving.place_fields import PlaceFields
from convstudio.gui.files.saving.preview import Preview
from convstudio.gui.files.saving.save_buttons import save_buttons
from convstudio.gui.notices import Notices
from convstudio.gui.panels.form import new_form
from convstudio.gui.theme import colours_of
from convstudio.jobs.worker import Publish, Work, Worker
from convstudio.numerics.tiles import CancelToken

_PREVIEW = QSize(480, 300)
FORMATS: Mapping[str, tuple[str, ...]] = {"PNG": (".png",), "SVG": (".svg",)}


class WorkedSumDialog(QDialog):
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
        super().__init__(parent)
        self._picture = picture
        self.notices = Notices(self)
        self.setObjectName("export-sum")
        self.setWindowTitle("Export worked sum")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.place = PlaceFields(self, folder, name)
        self.format = FormatField(self.place, FORMATS, colours_of(self), "A worked sum")
        self.preview = Preview(_PREVIEW, "What will be saved, in small.")
        self._place_all()
        self._worker = Worker("preview", newest_wins=True, parent=self)
        self._worker.finished.connect(self._on_previewed)
        self._worker.failed.connect(self.notices.show)
        self.finished.connect(self._worker.stop)
        self.place.select_stem()
        self._worker.start(_previewing(page, self.devicePixelRatioF()))

    def _place_all(self) -> None:
        form = new_form()
        self.place.place_in(form)
        self.format.place_in(form)
        buttons, self.save = save_buttons(self, self._on_save, "the sum")
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(form)
        column.addWidget(buttons)

    def _on_previewed(self, image: QImage) -> None:
        self.preview.show_image(image)

    def _on_save(self) -> None:
        try:
            path = self.format.checked_path()
        except ConvStudioError as error:
            self.notices.show(error, self.place.name)
            return
        self.place.save_at(path, self._picture, lambda: self._accept(path))

    def _accept(self, path: Path) -> None:
        self.accept()
        self.export_wanted.emit(path)


def _previewing(page: WorkedSumPage, ratio: float) -> Work:
    """Work that returns the page as it fits, never enlarged, as a QImage."""

    def work(_cancel: CancelToken, _publish: Publish) -> QImage:
        fitting = min(_PREVIEW.width() / page.size.width(), _PREVIEW.height() / page.size.height())
        scale = min(fitting, 1.0) * ratio
        size = (page.size.toSizeF() * scale).toSize().expandedTo(QSize(1, 1))
        image = QImage(size, QImage.Format.Format_RGB888)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        page.paint(painter)
        painter.end()
        return image

    return work
