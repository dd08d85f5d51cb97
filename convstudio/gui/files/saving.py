"""Saving feature maps: the dialog, and the worker behind it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from convstudio.errors import ConvStudioError, PictureWriteError
from convstudio.gui.notices import Notices
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.imaging.writing import Saved, format_for
from convstudio.jobs.files import saving
from convstudio.jobs.worker import Worker
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.rendering import check

_SAVE_FILTERS = {
    "PNG picture (*.png)": "png",
    "JPEG picture (*.jpg *.jpeg)": "jpg",
    "TIFF picture (*.tif *.tiff)": "tif",
}


class Saving(QObject):
    """Brings feature maps out of a window.

    Signals:
        told: a sentence for the status bar.
        progressed: the share of a save that is done, from 0 to 1.
        busy_changed: whether a save is under way.
    """

    told = Signal(str)
    progressed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(
        self, window: QWidget, session: Session, settings: Settings, notices: Notices
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._settings = settings
        self._notices = notices
        self.worker = Worker("save", newest_wins=False, parent=self)
        self.worker.published.connect(self.progressed)
        self.worker.finished.connect(self._on_saved)
        self.worker.failed.connect(self._on_failed)
        self.worker.busy_changed.connect(self.busy_changed)

    def ask_save(self) -> None:
        """Asks where to save the feature map."""
        if not self._can_save():
            return
        dialog = QFileDialog(self._window, "Save feature map as", str(self._settings.folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters(list(_SAVE_FILTERS))
        dialog.setDefaultSuffix("png")
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix(_SAVE_FILTERS.get(chosen, "png"))
        )
        dialog.selectFile(self.suggested_name)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.setObjectName("save-map")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def save(self, path: Path) -> None:
        """Saves the feature map in the background, as it is shown and at its own full size."""
        picture = self._session.picture
        if picture is None or not self._can_save():
            return
        try:
            format_for(path)
        except PictureWriteError as error:
            self._notices.show(error)
            return
        self.told.emit(f"Saving {path.name} …")
        self.worker.start(saving(self._session.pipeline, picture, path))

    def call_off(self) -> None:
        """Calls off what is being saved; a file that stood there before is unchanged."""
        self.worker.cancel()
        self.told.emit("Saving was stopped; no file was written.")

    def stop(self) -> None:
        """Ends the thread; a save that was begun is finished first."""
        self.worker.stop()

    def _can_save(self) -> bool:
        """Whether there is a map; if not, says why."""
        picture = self._session.picture
        if picture is None:
            self._notices.show(PictureWriteError("There is no picture yet, so no feature map."))
            return False
        try:
            check(self._session.pipeline, picture)
        except ConvStudioError as error:
            self._notices.show(error)
            return False
        return True

    @property
    def suggested_name(self) -> str:
        """A name for the feature map: the picture's and the kernel's."""
        picture = self._session.picture
        stem = picture.path.stem if picture and picture.path else "picture"
        return f"{stem}-{_file_word(self._session.pipeline.layers[0].kernel)}.png"

    def _on_file_selected(self, name: str) -> None:
        self._settings.folder = Path(name).parent
        self.save(Path(name))

    def _on_saved(self, saved: Saved) -> None:
        self.told.emit(" ".join((f"Saved {saved.path.name}.", *saved.losses)))

    def _on_failed(self, error: Exception) -> None:
        self.told.emit("")
        self._notices.show(error)


def _file_word(kernel: Kernel) -> str:
    """The kernel's name as a word for file names: ``sobel-x``."""
    words = "".join(c if c.isalnum() else " " for c in kernel.name.lower()).split()
    return "-".join(words) or "map"
