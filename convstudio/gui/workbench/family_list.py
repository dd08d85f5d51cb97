"""The list of families, in two columns."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from convstudio.gui.panels.fields import in_lines
from convstudio.kernel.families import FAMILIES

_ROW_HEIGHT = 24  # pixels
_COLUMNS = 2
_SLACK = 10  # Qt wraps a column that fits to the pixel


class FamilyList(QListWidget):
    """Every family; a click or the arrows choose one.

    Signals:
        chosen: its identifier, and whether the arrows led there.
    """

    chosen = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Families")
        self.setToolTip(in_lines("A family of kernels; its sliders are below."))
        self.setViewportMargins(2, 3, 2, 3)  # the first row keeps clear of the frame
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for family in FAMILIES:
            item = QListWidgetItem(family.label)
            item.setData(Qt.ItemDataRole.UserRole, family.identifier)
            item.setToolTip(in_lines(f"{family.summary}\n{family.source}"))
            self.addItem(item)
        rows = -(-len(FAMILIES) // _COLUMNS)
        self.setFixedHeight(rows * _ROW_HEIGHT + 2 * self.frameWidth() + _SLACK)
        self.clicked.connect(self._on_clicked)

    def show_chosen(self, identifier: str) -> None:
        """Shows the family whose sliders are shown."""
        for row in range(self.count()):
            if self.item(row).data(Qt.ItemDataRole.UserRole) == identifier:
                self.setCurrentRow(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setGridSize(QSize(self.viewport().width() // _COLUMNS - 1, _ROW_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentRow()
        super().keyPressEvent(event)
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if self.currentRow() != before or enter:
            self._tell(by_arrows=not enter)

    def _on_clicked(self, _index: QModelIndex) -> None:
        self._tell(by_arrows=False)

    def _tell(self, *, by_arrows: bool) -> None:
        item = self.currentItem()
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole), by_arrows)
