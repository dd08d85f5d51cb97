"""The pipeline as code: the submenu that copies at once, and the dialog."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from convstudio.errors import ValidationError
from convstudio.gui.dialogs.code_dialog import CodeDialog, code_request
from convstudio.gui.notices import Notices
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.jobs.coding import code_work
from convstudio.jobs.worker import Worker
from convstudio.pipeline.code import TARGETS, Code, Target


class CodeExport(QObject):
    """Copies code, and opens the dialog that shows it.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(self, session: Session, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._settings, self._window = session, settings, window
        self._notices = Notices(window)
        self._dialog: CodeDialog | None = None
        self._copying: Target | None = None
        self._worker = Worker("copied code", newest_wins=True, parent=self)
        self._worker.finished.connect(self._on_written)
        self._worker.failed.connect(self._notices.show)
        self.menu = QMenu("Copy co&de as", window)
        self.menu.setToolTipsVisible(True)
        for target in TARGETS:
            action = self.menu.addAction(target.label)
            action.setObjectName(f"copy-code-{target.identifier}")
            action.setToolTip(target.help)
            action.setStatusTip(target.help)
            action.triggered.connect(partial(self._on_copy_triggered, target))

    def open(self) -> None:
        """Opens the dialog, or brings it to the front; what it showed last is there again."""
        if self._dialog is None:
            self._dialog = CodeDialog(self._session, self._settings, self._window)
            self._dialog.told.connect(self.told)
        self._dialog.choose(self._settings.code_target)
        self._dialog.refresh()
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        self._dialog.targets.setFocus()

    def copy(self, target: Target) -> None:
        """Puts the pipeline as code on the clipboard, and tells what the code cannot do; of many
        weights, once a thread has written them."""
        request = code_request(self._session, target, self._settings.code_scope)
        self._copying = target
        if request.is_long:
            self.told.emit(f"Writing code for {target.label} …")
            self._worker.start(code_work(request))
            return
        self._worker.cancel()
        try:
            self._on_written(request.written())
        except ValidationError as error:
            self._notices.show(error)

    def stop(self) -> None:
        """Ends the threads."""
        self._worker.stop()
        if self._dialog is not None:
            self._dialog.stop()

    def _on_written(self, code: object) -> None:
        target = self._copying
        if not isinstance(code, Code) or target is None:
            return
        self._settings.code_target = target.identifier
        QGuiApplication.clipboard().setText(code.text)
        # All of it stands at the head of the code too, where the status bar has no room.
        self.told.emit(" ".join((f"Copied code for {target.label}.", *code.warnings)))

    def _on_copy_triggered(self, target: Target, _checked: bool = False) -> None:
        self.copy(target)
