"""Opening sessions and pipelines: their files, the picture where it is now, and what is asked."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from convstudio.gui.files.pictures.opening import Guard, Opening
from convstudio.gui.files.sessions.changes import Changes
from convstudio.gui.files.sessions.missing_picture import (
    MissingPicture,
    missing,
    picture_finder,
    whereabouts,
)
from convstudio.gui.files.sessions.session_files import SessionFiles
from convstudio.gui.main_window import MainWindow
from convstudio.gui.notices import Notices
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.imaging.picture import Picture
from convstudio.jobs.sessions import (
    FilePipeline,
    ReadSession,
    comparing_picture,
    finding_picture,
    reading_pipeline,
    reading_session,
)
from convstudio.jobs.worker import Worker
from convstudio.paths import resources_folder
from convstudio.pipeline.examples import called, example_of
from convstudio.pipeline.storage.picture_search import FoundPicture
from convstudio.pipeline.storage.session_file import ENDING, StoredSession

NO_PICTURES = (ENDING, ".json")
_UNSAVED = Path("unsaved work")  # what stands for the file where there is none


class SessionOpening(QObject):
    """Brings sessions and pipelines into a window.

    Until its picture is there a session changes nothing; then all of it comes at once.

    Attributes:
        guard: asked, once it is known that a session can be read, before it takes the place of
            what is open.

    Signals:
        told: a sentence for the status bar.
        busy_changed: whether a file is being read, or a picture looked for.
        asked: somebody is asked where a session's picture is: the PictureReadError that says why.
        picture_wanted: the window has no picture, and what was to be opened brought none.
        restored: whether what was to be restored is in the window now.
        adopted: the path of the session that is in the window now.
    """

    told = Signal(str)
    busy_changed = Signal(bool)
    asked = Signal(object)
    picture_wanted = Signal()
    restored = Signal(bool)
    adopted = Signal(Path)

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        opening: Opening,
        files: SessionFiles,
        changes: Changes,
        settings: Settings,
        notices: Notices,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._opening = window, session, opening
        self._files, self._changes = files, changes
        self._settings, self._notices = settings, notices
        self._read: ReadSession | None = None  # the session that waits for its picture
        self._coming: Path | Picture | None = None  # that picture, while it is being opened
        self._restoring = False
        self.guard: Guard = lambda then, _doing: then()
        self._to_be_asked = False  # whether the guard has not been asked about what is being read
        self.worker = Worker("open-session", newest_wins=True, parent=self)
        self.worker.finished.connect(self._on_finished)
        self.worker.failed.connect(self._on_failed)
        self.worker.busy_changed.connect(self.busy_changed)
        opening.opened.connect(self._on_opened)
        opening.worker.failed.connect(self._on_picture_failed)
        opening.busy_changed.connect(self._on_opening_busy_changed)

    def open(self, path: Path) -> None:
        """Opens a session in the background; what is on screen stays until it is there."""
        self._start(_absolute(path), to_be_asked=True)

    def restore(self, stored: StoredSession, file: Path | None, picture: Picture | None) -> None:
        """Brings back what a window had unsaved when it ended.

        Args:
            file: the session file that it belonged to, if there was one.
            picture: the open one, where that is in no file.
        """
        self._begin(file or _UNSAVED)
        self._restoring = True
        if picture is None:
            folders = (self._settings.folder, *((file.parent,) if file else ()))
            self.worker.start(finding_picture(file or _UNSAVED, stored, folders))
        else:
            self._read = ReadSession(file or _UNSAVED, stored)
            self._coming = picture
            self._opening.open_picture(picture)

    def open_pipeline(self, path: Path) -> None:
        """Puts the pipeline of a file in force, as an undoable step."""
        self._begin(path)
        self.worker.start(reading_pipeline(path))

    def call_off(self) -> None:
        """Calls off what is being opened."""
        self._read = self._coming = None
        self.worker.cancel()
        self._end_restoring(done=False)

    def stop(self) -> None:
        """Ends the thread."""
        self._read = self._coming = None
        self.worker.stop()

    def _start(self, path: Path, *, to_be_asked: bool) -> None:
        self._begin(path)
        self._to_be_asked = to_be_asked
        # Samples lie elsewhere on another machine.
        folders = (self._settings.folder, resources_folder() / "samples")
        self.worker.start(reading_session(path, folders))

    def _begin(self, path: Path) -> None:
        self._read = self._coming = None
        self._to_be_asked = False
        self._end_restoring(done=False)
        self.told.emit(f"Opening {called(path)} …")

    def _on_finished(self, result: ReadSession | FilePipeline | FoundPicture) -> None:
        if isinstance(result, FilePipeline):
            self._adopt_pipeline(result)
            return
        if isinstance(result, FoundPicture):
            self._open_picture(result)
            return
        if self._to_be_asked and self._changes.there and not self._goes_on(result.path):
            # Read anew afterwards: what is saved first may be this very file.
            again = partial(self._start, result.path, to_be_asked=False)
            self.told.emit("")
            self.guard(again, f"opening {called(result.path)}")
            return
        self._read = result
        if result.stored.picture is None:
            self._adopt(result, None)
        elif result.found is not None and result.found.same:
            self._open_picture(result.found)
        else:
            self._ask(result)

    def _goes_on(self, path: Path) -> bool:
        """From example to example nothing is asked: undo brings back what was done to one."""
        return self._changes.at_beginning and example_of(path) is not None

    def _adopt_pipeline(self, read: FilePipeline) -> None:
        self._session.adopt(read.pipeline, f"Open {read.path.name}")
        self._changes.mark_pipeline(read.pipeline)
        self._settings.add_recent(read.path)
        self.told.emit(f"Opened {read.path.name}")
        self._want_picture()

    # The picture

    def _open_picture(self, found: FoundPicture) -> None:
        read = self._read
        if read is None or read.stored.picture is None:
            return
        self._read = replace(read, found=found)
        if found.path.suffix.lower() in NO_PICTURES:  # it would be opened as what it is
            self._ask_again()
            return
        self._coming = found.path
        self._opening.bring(found.path, read.stored.picture.part)

    def _ask(self, read: ReadSession) -> None:
        if read.stored.picture is None:
            return
        self.told.emit("")
        error = missing(read.path, read.stored.picture, read.found)
        box = MissingPicture(self._window, error, read.found)
        box.use_wanted.connect(self._on_use_wanted)
        box.choose_wanted.connect(self._on_choose_wanted)
        box.without_wanted.connect(self._on_without_wanted)
        box.given_up.connect(self._on_given_up)
        box.open()
        self.asked.emit(error)

    def _on_use_wanted(self) -> None:
        if self._read is not None and self._read.found is not None:
            self._open_picture(self._read.found)

    def _on_choose_wanted(self) -> None:
        if self._read is None or self._read.stored.picture is None:
            return
        wanted = self._read.stored.picture.path
        dialog = picture_finder(self._window, wanted, self._settings.folder)
        dialog.fileSelected.connect(self._on_picture_chosen)
        dialog.rejected.connect(self._on_given_up)
        dialog.open()

    def _on_picture_chosen(self, name: str) -> None:
        if self._read is None or self._read.stored.picture is None:
            return
        self._settings.folder = Path(name).parent
        self.worker.start(comparing_picture(Path(name), self._read.stored.picture))

    def _on_without_wanted(self) -> None:
        if self._read is not None:
            self._adopt(replace(self._read, found=None), self._session.picture)

    def _on_given_up(self) -> None:
        self._read = None
        self.told.emit("")
        self._end_restoring(done=False)
        self._want_picture()

    def _on_opened(self, picture: Picture) -> None:
        """The session's picture is there, or another that somebody opened meanwhile."""
        coming, self._coming = self._coming, None
        if coming is None or self._read is None:
            return
        if picture is coming or picture.path == coming:
            self._adopt(self._read, picture)
        else:
            self._read = None
            self._end_restoring(done=False)

    def _on_picture_failed(self) -> None:
        """The notice that tells why is open by now; the question comes over it."""
        if self._coming is not None:
            self._coming = None
            self._ask_again()

    def _on_opening_busy_changed(self, busy: bool) -> None:
        """A picture that was called off takes its session along."""
        if not busy and self._coming is not None:
            self._coming = None
            self._on_given_up()

    def _ask_again(self) -> None:
        """The file that was found cannot be opened."""
        if self._read is not None:
            self._read = replace(self._read, found=None)
            self._ask(self._read)

    # All of it

    def _adopt(self, read: ReadSession, picture: Picture | None) -> None:
        stored, found = read.stored, read.found
        self._read = None
        step = "Restore Unsaved Work" if self._restoring else f"Open {called(read.path)}"
        self._session.adopt(stored.pipeline, step)
        differs = stored.picture is not None and (found is None or not found.same)
        # What ships with the program is a beginning: nobody saves into it by mistake.
        shipped = read.path.is_relative_to(resources_folder())
        file = None if read.path == _UNSAVED or shipped else read.path
        example = example_of(read.path)
        self._changes.mark(
            file,
            stored.pipeline,
            picture,
            differs=differs,
            restored=self._restoring,
            beginning="" if example is None else example.title,
        )
        if stored.picture is not None and found is not None and found.same:
            self._files.know(replace(stored.picture, path=_absolute(found.path)))
        self._files.show_views(stored.views)
        if file is not None:
            self._settings.add_recent(file)
        verb = "Restored" if self._restoring else "Opened"
        self.told.emit(f"{verb} {called(read.path)}{whereabouts(read)}")
        self.adopted.emit(read.path)
        self._end_restoring(done=True)
        self._want_picture()

    def _want_picture(self) -> None:
        if self._session.picture is None:
            self.picture_wanted.emit()

    def _end_restoring(self, *, done: bool) -> None:
        if self._restoring:
            self._restoring = False
            self.restored.emit(done)

    def _on_failed(self, error: Exception) -> None:
        self._read = None
        self.told.emit("")
        self._end_restoring(done=False)
        self._notices.show(error)
        self._want_picture()


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - a link keeps its own name
