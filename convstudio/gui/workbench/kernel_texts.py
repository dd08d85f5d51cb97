"""Kernels as text: paste, drop, and copy in any form.

Who uses it: someone whose kernel comes from another program, or goes to one.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QAction, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.kernel.notation import FORMS, Form, write
from convstudio.kernel.notation.files import is_kernel_file, text_of_file
from convstudio.pipeline.text_settings import settings_of

_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


class KernelTexts(QObject):
    """Opens the paste dialog, takes drops on the kernel panel, and fills "Copy kernel as".

    Signals:
        told: a sentence for the status bar.
        picture_pasted: the clipboard holds no kernel but a picture, which is meant then.
    """

    told = Signal(str)
    picture_pasted = Signal()

    def __init__(self, edits: KernelEdits, window: QWidget, panel: QWidget) -> None:
        super().__init__(window)
        self._edits = edits
        self._window = window
        self._panel = panel
        panel.setAcceptDrops(True)
        panel.installEventFilter(self)
        self.copy_menu = QMenu("Copy kernel &as", window)
        self.copy_menu.setToolTipsVisible(True)
        self._copies: dict[str, QAction] = {}
        for form in FORMS:
            action = self._copies[form.identifier] = self.copy_menu.addAction(form.label)
            action.setToolTip(form.tip)
            action.triggered.connect(partial(self._copy_as, form))
        self.copy_menu.aboutToShow.connect(self._hint)

    def paste(self) -> None:
        """Opens the dialog with the clipboard's text; a bitmap there is left to others."""
        if _holds_bitmap_alone(QGuiApplication.clipboard().mimeData() or QMimeData()):
            self.picture_pasted.emit()
        else:
            self.open(QGuiApplication.clipboard().text())

    def take_foreign(self, text: str) -> None:
        """What was pasted into the grid, and is no weights."""
        if text.strip():
            self.open(text)
        elif _holds_bitmap_alone(QGuiApplication.clipboard().mimeData() or QMimeData()):
            self.told.emit("The clipboard holds a picture; Ctrl+Alt+V opens it.")

    def open(self, text: str) -> None:
        """Opens the dialog with a text; one that is open already takes it."""
        from convstudio.gui.dialogs.paste_kernel import PasteKernelDialog  # noqa: PLC0415

        for dialog in self._window.findChildren(PasteKernelDialog):
            if dialog.isVisible():
                dialog.editor.setPlainText(text)
                dialog.activateWindow()
                return
        PasteKernelDialog(self._edits, self._window, text).open()

    def copy(self) -> None:
        """Copies the kernel in the plainest form."""
        self._copy_as(FORMS[0])

    def _copy_as(self, form: Form, _checked: bool = False) -> None:
        """To the clipboard; what the form cannot say is told, never lost in silence."""
        written = write(
            form.identifier, settings_of(self._edits.session.pipeline, self._edits.place)
        )
        QGuiApplication.clipboard().setText(written.text)
        self.told.emit(f"Copied as {form.label}")
        if written.warnings:
            words = "\n".join(written.warnings)
            self._edits.tell(
                ConvStudioError(f"Copied as {form.label}, which is not quite the same.", hint=words)
            )

    def _hint(self) -> None:
        """Each entry says what its form cannot say."""
        settings = settings_of(self._edits.session.pipeline, self._edits.place)
        for form in FORMS:
            warnings = write(form.identifier, settings).warnings
            action = self._copies[form.identifier]
            mark = f"  ({len(warnings)} warning{'s' * (len(warnings) > 1)})" if warnings else ""
            action.setText(f"{form.label}{mark}")
            action.setToolTip("\n".join((form.tip, *warnings)))

    # Drops on the kernel panel

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Takes texts and kernel files; pictures are left to the window."""
        if event.type() not in (*_DRAGS, QEvent.Type.Drop) or not isinstance(event, QDropEvent):
            return False
        if not _holds_kernel(event.mimeData()):
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._take_drop(event.mimeData())
        return True

    def _take_drop(self, data: QMimeData) -> None:
        files = _files(data)
        if not files:
            self.open(data.text())
            return
        self._edits.attempt(self._panel, lambda: self.open(text_of_file(files[0])))


def _holds_bitmap_alone(data: QMimeData) -> bool:
    """Whether there is a picture, and no text that may be a kernel."""
    return data.hasImage() and not data.hasUrls() and not data.text().strip()


def _files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _holds_kernel(data: QMimeData) -> bool:
    if data.hasUrls():
        files = _files(data)
        return len(files) == 1 and is_kernel_file(files[0])
    return data.hasText()
