"""The window's batch: its dialog, built when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

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
        self._question: QMessageBox | None = None

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

    def ask_to_stop(self, then: Callable[[], None]) -> None:
        """Asks whether a batch that runs may be stopped, and if so goes on."""
        if self._question is not None:  # it waits for an answer already
            self._question.activateWindow()
            return
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "A batch is running",
            "Stop the batch and close the window?",
            QMessageBox.StandardButton.NoButton,
            self._window,
        )
        stop = box.addButton("&Stop and close", QMessageBox.ButtonRole.DestructiveRole)
        stop.setToolTip("What is made so far is whole and stays")
        go_on = box.addButton("&Keep running", QMessageBox.ButtonRole.RejectRole)
        go_on.setToolTip("Leave window and batch as they are")
        box.setObjectName("batch-runs")
        box.setInformativeText(
            "The pictures that are done stay. Begun again, the same batch goes on where it was "
            "stopped if it skips what is done."
        )
        box.setDefaultButton(go_on)
        box.setEscapeButton(go_on)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._question = box
        box.finished.connect(lambda _: self._on_answered(box.clickedButton() is stop, then))
        box.open()

    def _on_answered(self, stopped: bool, then: Callable[[], None]) -> None:
        self._question = None
        if stopped:
            then()

    def stop(self) -> None:
        """Ends a batch that runs, and the threads; only whole files are left."""
        if self.dialog is not None:
            self.dialog.stop_all()
