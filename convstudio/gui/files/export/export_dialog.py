"""What the dialogs that export have alike: name, folder and format, a preview, and saving.

Who uses it: whoever saves something other than the map; each such dialog adds its own choices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QFormLayout, QVBoxLayout, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.files.export.format_field import FormatField
from convstudio.gui.files.saving.place_fields import PlaceFields
from convstudio.gui.files.saving.preview import Preview
from convstudio.gui.files.saving.save_buttons import save_buttons
from convstudio.gui.notices import Notices
from convstudio.gui.panels.form import muted_label
from convstudio.gui.theme import colours_of
from convstudio.imaging.output import format_named
from convstudio.jobs.worker import Work, Worker

Formats = Mapping[str, tuple[str, ...]]  # endings of file names, by the names of formats

PICTURE_FORMATS: Formats = {name: format_named(name).endings for name in ("PNG", "JPEG", "TIFF")}


@dataclass(frozen=True)
class Wording:
    """How a dialog speaks of what it exports.

    Attributes:
        name: of the dialog, for the program.
        title: of its window.
        subject: the beginning of a sentence: ``"A comparison"``.
        object: of the tip of Save: ``"the comparison"``.
    """

    name: str
    title: str
    subject: str
    object: str


class ExportDialog(QDialog):
    """Where something is saved, and as what; a dialog of its own says what of it.

    It makes its choices after these parts, lays them out, and hands over what was chosen.

    Args:
        place: the folder and the name that are offered.
        opened: the open picture's file, which is not to be replaced unawares.
    """

    def __init__(
        self,
        parent: QWidget,
        wording: Wording,
        formats: Formats,
        place: tuple[Path, str],
        opened: Path | None,
    ) -> None:
        super().__init__(parent)
        self._opened = opened
        self.notices = Notices(self)
        self.setObjectName(wording.name)
        self.setWindowTitle(wording.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.place = PlaceFields(self, *place)
        self.format = FormatField(self.place, formats, colours_of(self), wording.subject)
        self._buttons, self.save = save_buttons(self, self._on_save, wording.object)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(10)

    def handing_over(self, path: Path) -> Callable[[], None]:
        """What hands over what is chosen now, to be called once the dialog is accepted.

        Raises:
            ConvStudioError: it cannot be saved so.
        """
        raise NotImplementedError

    def place_in(self, form: QFormLayout) -> None:
        """Adds the rows of name, folder and format to a form."""
        self.place.place_in(form)
        self.format.place_in(form)

    def lay_out(self, form: QFormLayout, told: QWidget | None = None) -> None:
        """The form, what is told of it, and the buttons; the name has the keyboard."""
        self._column.addLayout(form)
        if told is not None:
            self._column.addWidget(told, 1)
        self._column.addWidget(self._buttons)
        self.place.select_stem()

    def _on_save(self) -> None:
        try:
            path = self.format.checked_path()
            hand_over = self.handing_over(path)
        except ConvStudioError as error:
            self.notices.show(error, self.place.name)
            return

        def accept() -> None:
            self.accept()
            hand_over()

        self.place.save_at(path, self._opened, accept)


class PreviewedExport(ExportDialog):
    """An export that is shown in small above its choices, and its size below that.

    Args:
        preview: what is shown, with the room that it has.
        told: the accessible name of the line that tells its size, or why there is none.
    """

    def __init__(
        self,
        parent: QWidget,
        wording: Wording,
        formats: Formats,
        place: tuple[Path, str],
        opened: Path | None,
        preview: Preview,
        told: str = "Size of the export",
    ) -> None:
        super().__init__(parent, wording, formats, place, opened)
        self.preview, self.told = preview, muted_label(told)
        self._column.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addWidget(self.told)
        self._worker = Worker("preview", newest_wins=True, parent=self)
        self._worker.published.connect(self.tell_size)
        self._worker.finished.connect(self._on_previewed)
        self._worker.failed.connect(self.fail)
        self.finished.connect(self._worker.stop)

    def previewing(self, room: QSize) -> Work:
        """Work that returns a QImage of what is chosen now; it may publish its full size.

        Args:
            room: what the image fits into, in pixels of the screen.

        Raises:
            ConvStudioError: it cannot be made.
        """
        raise NotImplementedError

    def refresh(self) -> None:
        """Makes the preview anew."""
        ratio = self.devicePixelRatioF()
        room = self.preview.size()
        try:
            work = self.previewing(QSize(round(room.width() * ratio), round(room.height() * ratio)))
        except ConvStudioError as error:
            self._worker.cancel()
            self.fail(error)
            return
        self._worker.start(work)

    def tell_size(self, size: tuple[int, int]) -> None:
        """Says how large it will be: (rows, columns)."""
        rows, columns = size
        self.told.setText(f"{columns} × {rows} pixels")

    def fail(self, error: Exception) -> None:
        """Says why there is no preview."""
        self.preview.clear()
        self.told.setText(error.sentence if isinstance(error, ConvStudioError) else str(error))

    def _on_previewed(self, image: QImage) -> None:
        self.preview.show_image(image)
