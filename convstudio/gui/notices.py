"""What the window tells in words: refusals and failures in a dialog, one for each mistake."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from convstudio.errors import ConvStudioError, ValidationError

# Not in a path that can be broken at its folders, whose text somebody may look for.
_LONG_WORD = re.compile(r"[^\s/]{60,}")


class Notices(QObject):
    """Shows errors over a window, one dialog at a time and in order."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[tuple[str, str, str]] = []
        self._return_to: QWidget | None = None
        self._open: QMessageBox | None = None

    def show(self, error: BaseException, return_to: QWidget | None = None) -> None:
        """Tells what is wrong and what would be right; what already waits is not told twice.

        Args:
            return_to: what has the keyboard once it is read: the field to be put right.
        """
        self._return_to = return_to or self._return_to
        notice = _words(error)
        if notice not in self._waiting:
            self._waiting.append(notice)
        if self._open is None:
            self._show_next()

    @property
    def telling(self) -> bool:
        """Whether a dialog is open."""
        return self._open is not None

    def _show_next(self) -> None:
        title, message, hint = self._waiting[0]
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            title,
            breakable(message),
            QMessageBox.StandardButton.Ok,
            self._window,
        )
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(breakable(hint))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setObjectName("notice")
        box.finished.connect(self._on_finished)
        self._open = box
        box.open()

    def _on_finished(self) -> None:
        self._open = None
        del self._waiting[0]
        if self._waiting:
            self._show_next()
        elif self._return_to is not None:
            self._return_to.setFocus()
            self._return_to = None


def breakable(text: str) -> str:
    """The text with places where Qt may break a line in names that are longer than one."""
    return _LONG_WORD.sub(lambda word: "\u200b".join(word[0]), text)


def _words(error: BaseException) -> tuple[str, str, str]:
    """(title, message, hint) of an error; an unforeseen one says so and names itself."""
    if isinstance(error, ConvStudioError):
        title = "This cannot be used" if isinstance(error, ValidationError) else "ConvStudio"
        return title, error.sentence, error.hint
    if isinstance(error, MemoryError):
        return (
            "Not enough memory",
            "There is not enough memory for this picture with these settings.",
            "Close other programs, or use less padding, a larger stride or a smaller picture.",
        )
    return (
        "An unforeseen error",
        f"Something went wrong that should not have: {type(error).__name__}: {error}",
        "Your picture and your edits are still here. Please report this text.",
    )
