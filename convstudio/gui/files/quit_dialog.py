"""The one question about all windows with unsaved changes, when the program is to end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)


class QuitDialog(QDialog):
    """Lists the windows; those that stay checked are saved.

    Signals:
        answered: the indices of the windows to be saved; the others' changes are not wanted.
    """

    answered = Signal(list)

    def __init__(self, window: QWidget, entries: Sequence[tuple[str, str]]) -> None:
        """Asks over a window.

        Args:
            entries: of each window its name and what was changed there, for people.
        """
        super().__init__(window)
        self.setObjectName("quit")
        self.setWindowTitle("Unsaved changes")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = QLabel(f"{len(entries)} windows have unsaved changes. Which are to be saved?")
        title.setWordWrap(True)
        self.list = _windows(entries)
        title.setBuddy(self.list)
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Save | standard.Discard | standard.Cancel)
        self.save, self.discard = (
            self.buttons.button(standard.Save),
            self.buttons.button(standard.Discard),
        )
        self.save.setDefault(True)
        self.save.setToolTip("Save the checked windows, and quit")
        self.discard.setText("&Discard all")
        self.discard.setToolTip("Quit without saving anything")
        self.buttons.accepted.connect(self._on_save)
        self.buttons.rejected.connect(self.reject)
        self.discard.clicked.connect(self._on_discard)
        self.list.itemChanged.connect(self._on_checked)
        column = QVBoxLayout(self)
        column.addWidget(title)
        column.addWidget(self.list)
        column.addWidget(self.buttons)
        self.list.setFocus()

    @property
    def checked(self) -> list[int]:
        """The indices of the windows that are to be saved."""
        rows = range(self.list.count())
        return [row for row in rows if self.list.item(row).checkState() == Qt.CheckState.Checked]

    def _on_checked(self) -> None:
        self.save.setEnabled(bool(self.checked))

    def _on_save(self) -> None:
        self.accept()
        self.answered.emit(self.checked)

    def _on_discard(self) -> None:
        self.accept()
        self.answered.emit([])


def _windows(entries: Sequence[tuple[str, str]]) -> QListWidget:
    """The windows, each with a box to be checked; wide enough for their names within reason."""
    found = QListWidget()
    found.setAccessibleName("Windows to be saved")
    found.setToolTip("Those that are checked are saved; Space changes that")
    found.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    for name, words in entries:
        item = QListWidgetItem(f"{name}\n{words}")
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked)
        found.addItem(item)
    found.setCurrentRow(0)
    width = min(found.sizeHintForColumn(0) + 40, 640)
    found.setMinimumWidth(max(width, 360))
    found.setMinimumHeight(min(len(entries), 6) * found.sizeHintForRow(0) + 8)
    return found
