"""The pipeline as code: the submenu that copies at once, and the dialog."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from convstudio.errors import ValidationError
from convstudio.gui.dialogs.code_dialog import CodeDialog, code_in_force
from convstudio.gui.notices import Notices
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.pipeline.code import TARGETS, Target


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
        """Puts the pipeline as code on the clipboard; tells what the code cannot do."""
        try:
            code = code_in_force(self._session, target)
        except ValidationError as error:
            self._notices.show(error)
            return
        self._settings.code_target = target.identifier
        QGuiApplication.clipboard().setText(code.text)
        # All of it stands at the head of the code too, where the status bar has no room.
        self.told.emit(" ".join((f"Copied code for {target.label}.", *code.warnings)))

    def _on_copy_triggered(self, target: Target, _checked: bool = False) -> None:
        self.copy(target)
