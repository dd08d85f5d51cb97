"""The way back to an example's text, on pages of the drawer that the text leads to."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton


class BackButton(QToolButton):
    """Hidden until an example is open."""

    def __init__(self) -> None:
        super().__init__()
        self.setText("‹ Text")
        self.setAutoRaise(True)
        self.setToolTip("Back to the text of the example (Ctrl+F1)")
        self.setAccessibleName("Back to the example's text")
        self.hide()
