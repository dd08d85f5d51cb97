"""The small strip that goes through the pages, frames or arrays of the open file."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from convstudio.gui.panels.boxes import FlatButton
from convstudio.imaging.parts import Contents


class PartStrip(QWidget):
    """◂ 3 / 12 ▸: hidden where a file holds one picture.

    Signals:
        step_wanted: so many parts on, or back.
        choice_wanted: all parts are to be seen.
    """

    step_wanted = Signal(int)
    choice_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.before = _button("◂", "Previous part", "The part before (Ctrl+PgUp)")
        self.place = _button("", "Choose a part", "")
        self.after = _button("▸", "Next part", "The part after (Ctrl+PgDown)")
        self.before.clicked.connect(self._on_before)
        self.after.clicked.connect(self._on_after)
        self.place.clicked.connect(self._on_place)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in (self.before, self.place, self.after):
            row.addWidget(button)
        self.hide()

    def show_part(self, contents: Contents | None, name: str) -> None:
        """Shows which part of a file is open; nothing where there is nothing to choose."""
        if contents is None or not contents.has_choice:
            self.hide()
            return
        names = [part.name for part in contents.parts]
        index, count = names.index(name) if name in names else 0, len(names)
        widest = f"{count} / {count}"
        self.place.setText(f"{index + 1} / {count}")
        self.place.setMinimumWidth(self.place.fontMetrics().horizontalAdvance(widest) + 12)
        self.place.setToolTip(f"{contents.parts[index].label}; choose another one (Ctrl+Alt+G)")
        self.before.setEnabled(index > 0)
        self.after.setEnabled(index + 1 < count)
        self.show()

    def _on_before(self) -> None:
        self.step_wanted.emit(-1)

    def _on_after(self) -> None:
        self.step_wanted.emit(1)

    def _on_place(self) -> None:
        self.choice_wanted.emit()


def _button(text: str, name: str, tip: str) -> QToolButton:
    button = FlatButton()
    button.setText(text)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    return button
