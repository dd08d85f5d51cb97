"""The window's batch: its dialog, built when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from convstudio.gui.session import Session
from convstudio.gui.settings import Settings

if TYPE_CHECKING:
    from convstudio.gui.files.batch.batch_dialog import BatchDialog


class Batching(QObject):
    """Opens the dialog, and brings it back while and after a batch runs.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(self, window: QWidget, session: Session, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._session, self._settings = window, session, settings
        self.dialog: BatchDialog | None = None

    def open(self) -> None:
        """Opens the dialog, or brings it to the front as it was left."""
        from convstudio.gui.files.batch.batch_dialog import BatchDialog  # noqa: PLC0415 - when asked for

        if self.dialog is None:
            self.dialog = BatchDialog(self._session, self._settings, self._window)
            self.dialog.told.connect(self.told)
        self.dialog.show()
        self.dialog.refresh()
        self.dialog.raise_()
        self.dialog.activateWindow()

    @property
    def busy(self) -> bool:
        """Whether a batch runs, which closing the window would end."""
        return self.dialog is not None and self.dialog.busy

    def stop(self) -> None:
        """Ends a batch that runs, and the threads; only whole files are left."""
        if self.dialog is not None:
            self.dialog.stop_all()
