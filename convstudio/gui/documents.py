"""Opening and saving: dialogs, drops, and the workers behind them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from convstudio.errors import ConvStudioError, PictureReadError, PictureWriteError
from convstudio.gui.notices import Notices
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.gui.viewer.viewer import Viewer
from convstudio.imaging.reading import ENDINGS
from convstudio.imaging.writing import Saved, format_for
from convstudio.jobs.files import Opened, opening, saving
from convstudio.jobs.worker import Worker
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.rendering import check

_SAVE_FILTERS = {
    "PNG picture (*.png)": "png",
    "JPEG picture (*.jpg *.jpeg)": "jpg",
    "TIFF picture (*.tif *.tiff)": "tif",
}


class Documents(QObject):
    """Brings pictures in and feature maps out.

    Signals:
        told: a sentence for the status bar.
        progressed: the share of a save that is done, from 0 to 1.
        saving_changed: whether a save is under way.
        opening_changed: whether a picture is being read.
    """

    told = Signal(str)
    progressed = Signal(object)
    saving_changed = Signal(bool)
    opening_changed = Signal(bool)

    def __init__(
        self,
        window: QWidget,
        session: Session,
        viewer: Viewer,
        settings: Settings,
        notices: Notices,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._viewer = viewer
        self._settings = settings
        self._notices = notices
        self.opener = Worker("open", newest_wins=True, parent=self)
        self.saver = Worker("save", newest_wins=False, parent=self)
        self.opener.finished.connect(self._on_opened)
        self.opener.failed.connect(self._on_open_failed)
        self.saver.published.connect(self.progressed)
        self.saver.finished.connect(self._on_saved)
        self.saver.failed.connect(self._on_save_failed)
        self.saver.busy_changed.connect(self.saving_changed)
        self.opener.busy_changed.connect(self.opening_changed)

    def open(self, path: Path) -> None:
        """Opens a picture in the background; the one on screen stays until it is there."""
        self.told.emit(f"Opening {path.name} …")
        if self._session.picture is None:
            self._viewer.original.show_message(f"Opening {path.name} …")
        self.opener.start(opening(path))

    def open_urls(self, urls: list[QUrl]) -> None:
        """Opens what was dropped on the window: the first file of it."""
        local = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        if not local:
            address = urls[0].toDisplayString() if urls else "what was dropped"
            self._notices.show(
                PictureReadError(
                    f"“{address}” is no file on this computer.",
                    hint="Save the picture first, then drop the file.",
                )
            )
            return
        self.open(local[0])

    def ask_open(self) -> None:
        """Asks which picture to open."""
        endings = " ".join(f"*{ending} *{ending.upper()}" for ending in ENDINGS)
        dialog = QFileDialog(self._window, "Open picture", str(self._settings.folder))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"Pictures ({endings})", "All files (*)"])
        dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
        dialog.fileSelected.connect(self._on_open_file_selected)
        self._show(dialog, "open-picture")

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
        dialog.fileSelected.connect(self._on_save_file_selected)
        self._show(dialog, "save-map")

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
        self.saver.start(saving(self._session.pipeline, picture, path))

    def stop_opening(self) -> None:
        """Calls off what is being opened; the picture on screen stays."""
        self.opener.cancel()
        self.told.emit("Opening was stopped.")
        if self._session.picture is None:
            self._viewer.original.show_message("")

    def stop_saving(self) -> None:
        """Calls off what is being saved; a file that stood there before is unchanged."""
        self.saver.cancel()
        self.told.emit("Saving was stopped; no file was written.")

    def stop(self) -> None:
        """Ends the threads; a save that was begun is finished first."""
        self.opener.stop()
        self.saver.stop()

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

    def _show(self, dialog: QFileDialog, name: str) -> None:
        dialog.setObjectName(name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _on_open_file_selected(self, name: str) -> None:
        self._settings.folder = Path(name).parent
        self.open(Path(name))

    def _on_save_file_selected(self, name: str) -> None:
        self._settings.folder = Path(name).parent
        self.save(Path(name))

    def _on_opened(self, opened: Opened) -> None:
        picture = opened.picture
        size = f"{picture.width} × {picture.height}"
        description = f"{picture.name} · {size} · {picture.kind}"
        self._viewer.show_picture(opened.pyramid, description, picture.colour)
        self._session.open(picture)
        self.told.emit(f"Opened {picture.name}")

    def _on_open_failed(self, error: Exception) -> None:
        self.told.emit("")
        self._notices.show(error)

    def _on_saved(self, saved: Saved) -> None:
        self.told.emit(" ".join((f"Saved {saved.path.name}.", *saved.losses)))

    def _on_save_failed(self, error: Exception) -> None:
        self.told.emit("")
        self._notices.show(error)


def _file_word(kernel: Kernel) -> str:
    """The kernel's name as a word for file names: ``sobel-x``."""
    words = "".join(c if c.isalnum() else " " for c in kernel.name.lower()).split()
    return "-".join(words) or "map"
