"""Saving sessions and pipelines: the dialogs, and the worker behind them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from convstudio.gui.files.sessions.changes import Changes
from convstudio.gui.files.sessions.session_views import SessionViews
from convstudio.gui.main_window import MainWindow
from convstudio.gui.notices import Notices
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.imaging.picture import Picture
from convstudio.jobs.sessions import (
    FilePipeline,
    KnownPicture,
    WrittenSession,
    known_picture,
    writing_pipeline,
    writing_session,
)
from convstudio.jobs.worker import Worker
from convstudio.paths import resources_folder
from convstudio.pipeline.storage.session_file import ENDING, StoredPicture, StoredSession, Views

Then = Callable[[], None]


def _nothing() -> None:
    """What follows a save that nothing waits for."""


class SessionFiles(QObject):
    """Writes a window's sessions and pipelines, and knows what they would say now.

    Signals:
        told: a sentence for the status bar.
        busy_changed: whether anything is being written.
    """

    told = Signal(str)
    busy_changed = Signal(bool)

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        changes: Changes,
        settings: Settings,
        notices: Notices,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._changes = changes
        self._settings = settings
        self._notices = notices
        self._views: SessionViews | None = None
        self._known: KnownPicture | None = None
        self._then: Then = _nothing
        self.worker = Worker("save-session", newest_wins=False, parent=self)
        self.worker.finished.connect(self._on_finished)
        self.worker.failed.connect(self._on_failed)
        self.worker.busy_changed.connect(self.busy_changed)
        session.picture_changed.connect(self._on_picture_changed)

    def tie_views(self, views: SessionViews) -> None:
        """Takes what reads and sets the window's views, once there is all of it."""
        self._views = views

    @property
    def stored(self) -> StoredSession:
        """What a session file would say now; a picture that is in no file is None.

        The picture's hash is there once a session was saved or opened with it.
        """
        picture = None if self._known is None else self._known.stored
        return StoredSession(self._session.pipeline, picture, self.views)

    @property
    def views(self) -> Views:
        """What is looked at, and how."""
        return Views() if self._views is None else self._views.now

    def show_views(self, views: Views) -> None:
        """Puts views in force."""
        if self._views is not None:
            self._views.show(views)

    def know(self, stored: StoredPicture) -> None:
        """Tells what is known of the open picture's file, its hash above all."""
        known = self._known
        if known is not None and known.stored is not None and known.stored.path == stored.path:
            self._known = KnownPicture(known.picture, stored, known.stamp)

    def save(self, then: Then = _nothing) -> None:
        """Saves the session under its name; asks for one where it has none.

        Args:
            then: called once it is saved, and only then.
        """
        if self._changes.path is None:
            self.ask_save(then)
        else:
            self.save_as(self._changes.path, then)

    def save_as(self, path: Path, then: Then = _nothing) -> None:
        """Saves the session in the background."""
        self._then = then
        self.told.emit(f"Saving {path.name} …")
        self.worker.start(writing_session(path, self.stored, self._known))

    def ask_save(self, then: Then = _nothing) -> None:
        """Asks under which name to save the session."""
        dialog = self._dialog("Save session as", "save-session", "ConvStudio session", ENDING)
        dialog.selectFile(self._suggestion(ENDING))
        dialog.fileSelected.connect(lambda name: self.save_as(self._placed(name), then))
        dialog.open()

    def ask_save_pipeline(self) -> None:
        """Asks where to save the pipeline alone."""
        dialog = self._dialog("Save pipeline as", "save-pipeline", "Pipeline", ".json")
        dialog.selectFile(self._suggestion(".json"))
        dialog.fileSelected.connect(lambda name: self.save_pipeline(self._placed(name)))
        dialog.open()

    def save_pipeline(self, path: Path) -> None:
        """Saves the pipeline alone, in the background."""
        self.told.emit(f"Saving {path.name} …")
        self.worker.start(writing_pipeline(path, self._session.pipeline))

    def stop(self) -> None:
        """Ends the thread; what was begun is finished first."""
        self.worker.stop()

    def _dialog(self, title: str, name: str, kind: str, ending: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title, str(self._folder))
        dialog.setObjectName(name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters([f"{kind} (*{ending})"])
        dialog.setDefaultSuffix(ending)
        return dialog

    @property
    def _folder(self) -> Path:
        """Where the session is; or its picture, if that is the user's own; or files were last."""
        picture, path = self._session.picture, self._changes.path
        if path is None and picture is not None:
            path = picture.path
        own = path is not None and not path.is_relative_to(resources_folder())
        return path.parent if path is not None and own else self._settings.folder

    def _suggestion(self, ending: str) -> str:
        """A name like the session's, or the picture's."""
        picture, path = self._session.picture, self._changes.path
        of_picture = "untitled" if picture is None else picture.stem
        return f"{of_picture if path is None else path.stem}{ending}"

    def _placed(self, name: str) -> Path:
        self._settings.folder = Path(name).parent
        return Path(os.path.abspath(name))  # noqa: PTH100 - a link keeps its own name

    def _on_picture_changed(self) -> None:
        picture: Picture | None = self._session.picture
        self._known = None if picture is None else known_picture(picture)

    def _on_finished(self, written: WrittenSession | FilePipeline) -> None:
        self._settings.add_recent(written.path)
        if isinstance(written, FilePipeline):
            self._changes.mark_pipeline(written.pipeline)
            self.told.emit(f"Saved {written.path.name}.")
            return
        picture = None if written.known is None else written.known.picture
        if picture is self._session.picture:
            self._known = written.known
        self._changes.mark(written.path, written.stored.pipeline, picture)
        beside = "" if written.beside is None else f", its picture in {written.beside.name}"
        self.told.emit(f"Saved {written.path.name}{beside}.")
        then, self._then = self._then, _nothing
        then()

    def _on_failed(self, error: Exception) -> None:
        self._then = _nothing
        self.told.emit("")
        self._notices.show(error)
