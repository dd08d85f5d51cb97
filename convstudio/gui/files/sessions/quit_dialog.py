"""The one question about all windows with unsaved changes, when the program is to end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

_WIDEST_NAME = 480  # pixels
_MOST_ROWS = 8  # that are seen at once


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
        self.boxes = [self._box(name, words) for name, words in entries]
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(QLabel(f"{len(entries)} windows have unsaved changes. Save which?"))
        column.addWidget(_stacked(self.boxes))
        column.addWidget(self._buttons())
        self.boxes[0].setFocus()

    @property
    def checked(self) -> list[int]:
        """The indices of the windows that are to be saved."""
        return [row for row, box in enumerate(self.boxes) if box.isChecked()]

    def _box(self, name: str, words: str) -> QCheckBox:
        short = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, _WIDEST_NAME)
        box = QCheckBox(f"{short}\n{words}".replace("&", "&&"))
        box.setAccessibleName(f"{name}: {words}")
        box.setToolTip(f"Save {name}")
        box.setChecked(True)
        box.toggled.connect(self._on_toggled)
        return box

    def _buttons(self) -> QDialogButtonBox:
        standard = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(standard.Save | standard.Discard | standard.Cancel)
        self.save, self.discard = buttons.button(standard.Save), buttons.button(standard.Discard)
        self.save.setDefault(True)
        self.save.setToolTip("Save what is checked, discard the rest, and quit")
        self.discard.setText("&Discard all")
        self.discard.setToolTip("Quit without saving anything")
        buttons.accepted.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        self.discard.clicked.connect(self._on_discard)
        return buttons

    def _on_toggled(self) -> None:
        self.save.setEnabled(bool(self.checked))

    def _on_save(self) -> None:
        checked = self.checked
        self.accept()
        self.answered.emit(checked)

    def _on_discard(self) -> None:
        self.accept()
        self.answered.emit([])


def _stacked(boxes: Sequence[QCheckBox]) -> QScrollArea:
    """The boxes below each other; more than a few scroll."""
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    for box in boxes:
        column.addWidget(box)
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    size = content.sizeHint()
    scrolls = len(boxes) > _MOST_ROWS
    bar = area.verticalScrollBar().sizeHint().width() if scrolls else 0
    area.setMinimumWidth(size.width() + bar)
    area.setFixedHeight(size.height() * min(len(boxes), _MOST_ROWS) // len(boxes))
    return area
