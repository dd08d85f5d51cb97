"""The question what to do about a session whose picture is not where it was."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QWidget

from convstudio.errors import PictureReadError
from convstudio.imaging.reading import ENDINGS
from convstudio.jobs.sessions import ReadSession
from convstudio.paths import in_words, resources_folder
from convstudio.pipeline.storage.picture_search import FoundPicture
from convstudio.pipeline.storage.session_file import StoredPicture


class MissingPicture(QMessageBox):
    """Says what was looked for and found, and asks how to go on.

    Signals:
        use_wanted: take the file that was found.
        choose_wanted: ask for a file.
        without_wanted: open the session on the picture that is open now.
        given_up: do not open it at all.
    """

    use_wanted = Signal()
    choose_wanted = Signal()
    without_wanted = Signal()
    given_up = Signal()

    def __init__(
        self, window: QWidget, error: PictureReadError, found: FoundPicture | None
    ) -> None:
        """Asks what to do about a picture.

        Args:
            error: what is the matter with it, and where it was.
            found: a file of the picture's name with other content; None where there is none, or
                none that can be opened.
        """
        super().__init__(window)
        self.setObjectName("missing-picture")
        self.setWindowTitle("Open session")
        self.setIcon(QMessageBox.Icon.Question)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setText(error.sentence)
        self.setInformativeText(error.hint)
        self.use = self.choose = self._button("&Choose picture …", "Say where the picture is now")
        if found is not None:
            self.use = self._button("&Use this file", f"Open {found.path}")
        self.without = self._button(
            "Open &without it", "Kernel, settings and tone, on the picture that is open now"
        )
        self.setDefaultButton(self.use)
        self.setEscapeButton(self.addButton(QMessageBox.StandardButton.Cancel))
        self.finished.connect(self._on_finished)

    def _button(self, text: str, tip: str) -> QPushButton:
        button = self.addButton(text, QMessageBox.ButtonRole.AcceptRole)
        button.setToolTip(tip)
        return button

    def _on_finished(self) -> None:
        clicked = self.clickedButton()
        if clicked is self.choose:
            self.choose_wanted.emit()
        elif clicked is self.use:
            self.use_wanted.emit()
        elif clicked is self.without:
            self.without_wanted.emit()
        else:
            self.given_up.emit()


def picture_finder(window: QWidget, wanted: Path, otherwise: Path) -> QFileDialog:
    """The dialog in which somebody says where a picture is now.

    Args:
        otherwise: the folder in which it begins where that of the picture is no longer there.
    """
    there = os.path.isdir(wanted.parent)  # noqa: PTH112 - never raises
    folder = wanted.parent if there else otherwise
    dialog = QFileDialog(window, f"Where is {wanted.name}?", str(folder))
    dialog.setObjectName("find-picture")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    endings = " ".join(f"*{ending} *{ending.upper()}" for ending in ENDINGS)
    dialog.setNameFilters([f"Pictures ({endings})", "All files (*)"])
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
    return dialog


def missing(session: Path, stored: StoredPicture, found: FoundPicture | None) -> PictureReadError:
    """What is the matter with a session's picture, and where it was."""
    if found is None:
        return PictureReadError(
            f"The picture of “{session.name}”, {stored.path.name}, is not to be found.",
            hint=f"It was {stored.path}.",
        )
    return PictureReadError(
        f"{found.path.name} is not the picture that “{session.name}” was made with.",
        hint=f"{found.path} has its name, but other content: it was changed since, or another "
        "picture has taken its place.",
    )


def whereabouts(read: ReadSession) -> str:
    """What is to be said of the picture's file, where it is not the one that the session names."""
    stored, found = read.stored.picture, read.found
    if stored is None or found is None:
        return ""
    if not found.same:
        return f"; {found.path.name} is another picture than before"
    sample = found.path.is_relative_to(resources_folder())
    if sample or found.path in (stored.path, stored.beside):
        return ""
    return f"; its picture was found at {in_words(found.path)}"
