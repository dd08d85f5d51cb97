"""What was unsaved when the studio ended: to be restored, discarded, or left for later.

Who uses it: someone whose computer, or whose studio, stopped in the middle of an hour's work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from convstudio.gui.theme import colours_of

_SIZE = QSize(560, 280)
_COLUMNS = ("Picture", "Kernel", "Session", "Last edit")
_SESSION, _LAST_EDIT = 2, 3
_ONE = "The studio ended before your last work"
_CHECKED = Qt.CheckState.Checked


@dataclass(frozen=True)
class Offer:
    """One window's work, in words; ``session`` is the file's name, "" where there is none."""

    picture: str
    kernel: str
    written: datetime | None
    tip: str = ""
    session: str = ""


class RestoreDialog(QDialog):
    """A row for each window that ended; the buttons are for those that are checked.

    Signals:
        restore_wanted: the indices of those to be opened again.
        discard_wanted: of those to be thrown away.
    """

    restore_wanted = Signal(list)
    discard_wanted = Signal(list)

    def __init__(self, parent: QWidget, offers: Sequence[Offer], now: datetime) -> None:
        super().__init__(parent)
        self.setObjectName("restore")
        self.setWindowTitle("Restore unsaved work")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE)
        several = len(offers) > 1
        told = f"{len(offers)} windows ended before their work" if several else _ONE
        words = QLabel(f"{told} was saved.")
        words.setWordWrap(True)
        self._firsts = [_first_item(offer) for offer in offers]
        self.table = _table(offers, self._firsts, now)
        self.table.itemChanged.connect(self._show_what_can_be)
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self.restore = _button(buttons, "&Restore", "Open what is checked again", role.AcceptRole)
        self.discard = _button(
            buttons, "&Discard", "Throw away what is checked, for good", role.DestructiveRole
        )
        self.later = _button(
            buttons, "&Later", "Ask again at the next start (Esc)", role.RejectRole
        )
        self.restore.setDefault(True)
        self.restore.clicked.connect(self._on_restore)
        self.discard.clicked.connect(self._on_discard)
        self.later.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(words)
        column.addWidget(self.table, 1)
        column.addWidget(buttons)

    @property
    def checked(self) -> list[int]:
        """The indices of what is checked."""
        return [row for row, item in enumerate(self._firsts) if item.checkState() == _CHECKED]

    def _show_what_can_be(self) -> None:
        for button in (self.restore, self.discard):
            button.setEnabled(bool(self.checked))

    def _on_restore(self) -> None:
        self.restore_wanted.emit(self.checked)
        self.accept()

    def _on_discard(self) -> None:
        self.discard_wanted.emit(self.checked)
        self.accept()


def when(written: datetime | None, now: datetime) -> str:
    """A time for people, short where it is near: “14:05”, “yesterday, 14:05”, “3 May, 14:05”."""
    if written is None:
        return ""
    then = written.astimezone(now.tzinfo)
    days = (now.date() - then.date()).days
    clock = f"{then:%H:%M}"
    if days == 0:
        return f"today, {clock}"
    if days == 1:
        return f"yesterday, {clock}"
    year = "" if then.year == now.year else f" {then.year}"
    return f"{then.day} {then:%B}{year}, {clock}"


def _first_item(offer: Offer) -> QTableWidgetItem:
    item = QTableWidgetItem(offer.picture)
    item.setCheckState(_CHECKED)
    return item


def _table(
    offers: Sequence[Offer], firsts: Sequence[QTableWidgetItem], now: datetime
) -> QTableWidget:
    table = QTableWidget(len(offers), len(_COLUMNS))
    table.setAccessibleName("Windows with unsaved work")
    table.setToolTip("Space checks a row, or no longer")
    table.setHorizontalHeaderLabels(_COLUMNS)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    table.setWordWrap(False)
    for row, (offer, first) in enumerate(zip(offers, firsts, strict=True)):
        words = offer.kernel, offer.session, when(offer.written, now)
        for place, item in enumerate((first, *map(QTableWidgetItem, words))):
            item.setToolTip((place == 0 and offer.tip) or item.text())
            table.setItem(row, place, item)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(_LAST_EDIT, QHeaderView.ResizeMode.ResizeToContents)
    table.setColumnHidden(_SESSION, not any(offer.session for offer in offers))
    palette = table.palette()  # Fusion draws the boxes hardly darker than the window
    palette.setColor(QPalette.ColorRole.Window, QColor(colours_of(table).muted))
    table.setPalette(palette)
    header.setHighlightSections(False)
    return table


def _button(
    box: QDialogButtonBox, text: str, tip: str, role: QDialogButtonBox.ButtonRole
) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleName(text.replace("&", ""))
    box.addButton(button, role)
    return button
