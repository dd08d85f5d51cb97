"""A heading in a menu, clear of its edges; Fusion's own touch them, a line runs into the words."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QMenu, QWidgetAction

_LEFT, _ABOVE, _BELOW = 10, 9, 3  # pixels around the words


class MenuHeading(QWidgetAction):
    """Words that name the entries below; neither the mouse nor the keys choose it."""

    def __init__(self, words: str, menu: QMenu) -> None:
        super().__init__(menu)
        self.setText(words)
        self.setSeparator(True)
        label = QLabel(words)
        label.setProperty("role", "muted")
        label.setContentsMargins(_LEFT, _ABOVE, _LEFT, _BELOW)
        self.setDefaultWidget(label)
