"""The small strip that goes through the pages, frames or arrays of the open file."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from convstudio.gui.files.pictures.opening import Opening
from convstudio.gui.panels.boxes import FlatButton
from convstudio.imaging.parts import Contents


class PartStrip(QWidget):
    """◂ 3 / 12 ▸: hidden where a file holds one picture."""

    def __init__(self) -> None:
        super().__init__()
        self.before = _button("◂", "Previous part")
        self.place = _button("", "Choose a part")
        self.after = _button("▸", "Next part")
        self._actions: Mapping[str, QAction] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in (self.before, self.place, self.after):
            row.addWidget(button)
        self.hide()

    def tie(self, opening: Opening, actions: Mapping[str, QAction]) -> None:
        """Does what the actions do, and shows what was opened; they rest where there is no choice.

        Args:
            actions: with ``part``, ``part-before`` and ``part-after``.
        """
        self._actions = actions
        for button, name in (
            (self.before, "part-before"),
            (self.place, "part"),
            (self.after, "part-after"),
        ):
            button.clicked.connect(actions[name].trigger)
            button.setToolTip(actions[name].toolTip())
        opening.contents_changed.connect(self.show_part)
        self.show_part(None, "")

    def show_part(self, contents: Contents | None, name: str) -> None:
        """Shows which part of a file is open; nothing where there is nothing to choose."""
        parts = () if contents is None or not contents.has_choice else contents.parts
        names = [part.name for part in parts]
        index = names.index(name) if name in names else 0
        self._actions["part"].setEnabled(bool(parts))
        self._actions["part-before"].setEnabled(index > 0)
        self._actions["part-after"].setEnabled(index + 1 < len(parts))
        self.before.setEnabled(index > 0)
        self.after.setEnabled(index + 1 < len(parts))
        self.setVisible(bool(parts))
        if parts:
            widest = f"{len(parts)} / {len(parts)}"
            self.place.setText(f"{index + 1} / {len(parts)}")
            self.place.setMinimumWidth(self.place.fontMetrics().horizontalAdvance(widest) + 12)
            self.place.setToolTip(f"{parts[index].label}. {self._actions['part'].toolTip()}")


def _button(text: str, name: str) -> QToolButton:
    button = FlatButton()
    button.setText(text)
    button.setAccessibleName(name)
    return button
