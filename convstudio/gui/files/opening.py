"""Opening pictures: the dialog, drops, and the worker behind them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from convstudio.errors import PictureReadError
from convstudio.gui.notices import Notices
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.gui.viewer.viewer import Viewer
from convstudio.imaging.picture import Picture
from convstudio.imaging.pyramid import build_pyramid
from convstudio.imaging.reading import ENDINGS
from convstudio.imaging.screen import picture_pixels
from convstudio.jobs.files import Opened, opening
from convstudio.jobs.worker import Worker
from convstudio.numerics.tiles import CancelToken


class Opening(QObject):
    """Brings pictures into a window.

    Signals:
        told: a sentence for the status bar.
        busy_changed: whether a picture is being read.
        opened: the Picture that is now the session's.
        session_wanted: a session file that is to be opened.
        pipeline_wanted: a pipeline file that is to be opened.
    """

    told = Signal(str)
    busy_changed = Signal(bool)
    opened = Signal(object)
    session_wanted = Signal(Path)
    pipeline_wanted = Signal(Path)

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
        self.worker = Worker("open", newest_wins=True, parent=self)
        self.worker.finished.connect(self._on_opened)
        self.worker.failed.connect(self._on_failed)
        self.worker.busy_changed.connect(self.busy_changed)

    def open(self, path: Path, part: str = "", *, ask: bool = True) -> None:  # noqa: ARG002
        """Opens a picture in the background; the one on screen stays until it is there."""
        wanted = {".convstudio": self.session_wanted, ".json": self.pipeline_wanted}
        if path.suffix.lower() in wanted:
            wanted[path.suffix.lower()].emit(path)
            return
        self.told.emit(f"Opening {path.name} …")
        if self._session.picture is None:
            self._viewer.original.show_message(f"Opening {path.name} …")
        self.worker.start(opening(path))

    def open_picture(self, picture: Picture) -> None:
        """Opens a picture that comes from no file."""
        self._on_opened(Opened(picture, build_pyramid(picture_pixels(picture), CancelToken())))

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
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.setObjectName("open-picture")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def call_off(self) -> None:
        """Calls off what is being opened; the picture on screen stays."""
        self.worker.cancel()
        self.told.emit("Opening was stopped.")
        if self._session.picture is None:
            self._viewer.original.show_message("")

    def stop(self) -> None:
        """Ends the thread."""
        self.worker.stop()

    def _on_file_selected(self, name: str) -> None:
        self._settings.folder = Path(name).parent
        self.open(Path(name))

    def _on_opened(self, opened: Opened) -> None:
        picture = opened.picture
        size = f"{picture.width} × {picture.height}"
        description = f"{picture.name} · {size} · {picture.kind}"
        self._viewer.show_picture(opened.pyramid, description, picture.colour)
        self._session.open(picture)
        self.told.emit(f"Opened {picture.name}")
        self.opened.emit(picture)

    def _on_failed(self, error: Exception) -> None:
        self.told.emit("")
        self._notices.show(error)
