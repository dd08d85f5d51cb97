"""What dialogs have alike that try out what is asked for while they are open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.panels.form import muted_label
from convstudio.gui.session import Session
from convstudio.jobs.worker import Work, Worker

EDGE = 24  # pixels


@dataclass(frozen=True)
class TrialWording:
    """How such a dialog speaks of what it changes.

    Attributes:
        name: of the dialog, for the program.
        title: of its window.
        made: what OK puts in force: ``"this kernel"``.
        kept: what Cancel leaves as it is: ``"the kernel"``.
    """

    name: str
    title: str
    made: str
    kept: str


class TrialDialog(QDialog):
    """Works out what is asked for, and shows the picture as it would be behind it.

    Cancel shows the picture as it is again; OK is one step to undo, and waits for what is still
    being worked out. A dialog of its own lays out the line that tells what comes of it, and the
    buttons.

    Args:
        below: how far from the window's top it stands, in pixels.
    """

    def __init__(
        self, session: Session, parent: QWidget, wording: TrialWording, below: int
    ) -> None:
        super().__init__(parent)
        self._session, self._window, self._below = session, parent, below
        self._made: Any = None
        self._accepting = False
        self.setObjectName(wording.name)
        self.setWindowTitle(wording.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.outcome = muted_label("What comes of it", lines=4)
        ok, cancel = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel
        self.buttons = QDialogButtonBox(ok | cancel)
        self.ok = self.buttons.button(ok)
        self.ok.setToolTip(f"Put {wording.made} in force (Enter)")
        self.buttons.button(cancel).setToolTip(f"Leave {wording.kept} as it is (Esc)")
        self._worker = Worker(wording.name, newest_wins=True, parent=self)
        self._worker.finished.connect(self._on_made)
        self._worker.failed.connect(self._on_failed)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self.finished.connect(self._on_finished)

    def working(self) -> Work:
        """Work that returns what comes of what is asked for now.

        Raises:
            ConvStudioError: nothing can.
        """
        raise NotImplementedError

    def try_out(self, made: Any) -> str:
        """Shows the picture with what came of it, and returns that in words.

        Raises:
            ConvStudioError: it cannot be.
        """
        raise NotImplementedError

    def put(self, made: Any) -> bool:
        """Puts in force what came of it; tells whether that went well."""
        raise NotImplementedError

    def make(self) -> None:
        """Works out what is asked for now, in the background."""
        self._made = None
        try:
            work = self.working()
        except ConvStudioError as error:
            self._worker.cancel()
            self._on_failed(error)
            return
        self._worker.start(work)

    def showEvent(self, event: QShowEvent) -> None:
        """Stands over the panels, which rest meanwhile, and leaves the picture to be seen."""
        super().showEvent(event)
        window = self._window.window().frameGeometry()
        self.move(window.right() - self.width() - EDGE, window.top() + self._below)

    def _on_made(self, made: object) -> None:
        self._made = made
        try:
            words = self.try_out(made)
        except ConvStudioError as error:
            self._refuse(error)
            return
        self.ok.setEnabled(True)
        self.outcome.setText(words)
        if self._accepting:
            self.accept()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, ConvStudioError):
            self._refuse(error)
        else:
            self._refuse(ConvStudioError(f"{type(error).__name__}: {error}"))

    def _refuse(self, error: ConvStudioError) -> None:
        """Says why not, and shows the picture as it is."""
        self._made, self._accepting = None, False
        self._session.try_out(None)
        self.ok.setEnabled(False)
        self.outcome.setText(f"{error.sentence} {error.hint}".strip())

    def _on_accepted(self) -> None:
        """What was chosen last counts, also where it is not yet worked out."""
        if self._made is not None:
            self.accept()
        else:
            self._accepting = self._worker.busy

    def _on_finished(self, result: int) -> None:
        self._worker.stop()
        accepted = result == QDialog.DialogCode.Accepted and self._made is not None
        if not (accepted and self.put(self._made)):
            self._leave()

    def _leave(self) -> None:
        """Nothing came of it: the picture is shown as it is."""
        self._session.try_out(None)
