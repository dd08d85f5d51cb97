"""Closing: what is not saved is asked about once, and what is being saved is finished first."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox

from convstudio.gui.files.batch.batching import Batching
from convstudio.gui.files.sessions.changes import Changes
from convstudio.gui.files.sessions.session_files import SessionFiles, Then
from convstudio.gui.main_window import MainWindow
from convstudio.gui.notices import breakable
from convstudio.gui.session import Session
from convstudio.jobs.worker import Worker

_SAVE = QMessageBox.StandardButton.Save
_DISCARD = QMessageBox.StandardButton.Discard
_CANCEL = QMessageBox.StandardButton.Cancel


class Closing(QObject):
    """Holds the window open while there is something to ask or to write.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        changes: Changes,
        sessions: SessionFiles,
        writers: tuple[Worker, ...],
        batching: Batching,
    ) -> None:
        """Ties itself to the window.

        Args:
            writers: what may be writing files when the window is to close.
            batching: what may be running then, and is asked about.
        """
        super().__init__(window)
        self._window = window
        self._changes = changes
        self._sessions = sessions
        self._writers = writers
        self._batching = batching
        self._answered = False
        self._batch_answered = False
        self._unasked = False
        self._waiting = False
        self._question: QMessageBox | None = None
        window.close_wanted.connect(self._on_close_wanted)
        session.pipeline_changed.connect(self._on_edited)
        session.picture_changed.connect(self._on_picture_changed)
        for writer in writers:
            writer.failed.connect(self._on_failed)
            writer.busy_changed.connect(self._on_busy_changed)

    @property
    def abandoned(self) -> bool:
        """Whether the window closed, or is about to, with changes that nobody was asked about."""
        return self._unasked and self._changes.there

    def ask(self, then: Then, doing: str) -> None:
        """Asks what to do about changes, if there are any, and goes on unless that is called off.

        Args:
            then: called once they are saved, or not wanted.
            doing: before what they are asked about, for people: ``"closing"``.
        """
        if self._question is not None:  # it waits for an answer already
            self._question.activateWindow()
        elif not self._changes.there:
            then()
        else:
            self._question = self._box(doing)
            self._question.finished.connect(lambda answer: self._on_answered(answer, then, doing))
            self._question.open()

    def close(self) -> None:
        """Closes the window, whose changes were asked about."""
        self._answered = True
        self._window.close()

    def close_unasked(self) -> None:
        """Closes the window for somebody who cannot answer; what is being saved is finished."""
        self._unasked = True
        if self._question is not None:
            self._question.reject()
        self._window.close()

    def _on_close_wanted(self) -> None:
        if self._changes.there and not self._answered and not self._unasked:
            self._window.hold_open()
            self.ask(self.close, "closing")
        elif self._batching.busy and not self._batch_answered and not self._unasked:
            self._window.hold_open()
            self._batching.ask_to_stop(self._on_batch_answered)
        elif self._busy:
            self._waiting = True
            self._window.hold_open()
            self.told.emit("Saving; the studio closes when it is done …")

    def _on_batch_answered(self) -> None:
        self._batch_answered = True
        self._window.close()

    def _on_edited(self) -> None:
        """The answer was about what there was before."""
        self._answered = False

    def _on_picture_changed(self) -> None:
        """One that was being opened is no edit; one that would be lost is."""
        if self._changes.of_picture:
            self._on_edited()

    @property
    def _busy(self) -> bool:
        return any(writer.busy for writer in self._writers)

    def _on_failed(self) -> None:
        """What could not be written is told in the window, which stays; it is asked anew."""
        self._waiting = self._answered = False

    def _on_busy_changed(self) -> None:
        if not self._busy and self._waiting:
            self._waiting = False
            self._window.close()

    def _on_answered(self, answer: int, then: Then, doing: str) -> None:
        self._question = None
        if answer == _SAVE:  # what is edited while it is written is asked about again
            self._sessions.save(lambda: self.ask(then, doing))
        elif answer == _DISCARD:
            then()

    def _box(self, doing: str) -> QMessageBox:
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "Unsaved changes",
            breakable(f"Save {self._changes.work} before {doing}?"),
            _SAVE | _DISCARD | _CANCEL,
            self._window,
        )
        box.setObjectName("unsaved")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setInformativeText(self._changes.words)
        box.setDefaultButton(_SAVE)
        box.setEscapeButton(_CANCEL)
        saved_as = "" if self._changes.path else " under a name that you choose"
        box.button(_SAVE).setToolTip(f"Save the session{saved_as}")
        box.button(_DISCARD).setText("&Discard")
        box.button(_DISCARD).setToolTip("Go on without saving")
        return box
