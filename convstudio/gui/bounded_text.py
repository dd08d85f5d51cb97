"""A text field that refuses by its length what nobody could mean, before it is laid out."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QPlainTextEdit


class BoundedText(QPlainTextEdit):
    """Plain text of at most so many characters: to lay out megabytes takes Qt minutes.

    Signals:
        too_long: a text that was pasted or dropped, and is not there.
    """

    too_long = Signal(str)

    def __init__(self, longest: int) -> None:
        super().__init__()
        self._longest = longest

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Takes what is pasted or dropped."""
        text = source.text()
        if len(text) > self._longest:
            self.too_long.emit(text)
        else:
            super().insertFromMimeData(source)
