"""The list of keys.

Who uses it: someone who has just learned that F6 compares, and wonders what else there is.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from convstudio.gui.actions import ACTIONS
from convstudio.gui.banks.actions import BANK_ACTIONS
from convstudio.gui.examples.actions import EXAMPLE_ACTIONS
from convstudio.gui.files.actions import FILE_ACTIONS
from convstudio.gui.filter_actions import FILTER_ACTIONS, FILTER_KEYS
from convstudio.gui.layers.actions import LAYER_ACTIONS, LAYER_KEYS
from convstudio.gui.map_gallery.actions import MAP_ACTIONS
from convstudio.gui.panels.kernel.grid_keys import GRID_KEYS
from convstudio.gui.workbench.actions import KERNEL_ACTIONS

# What the views understand by themselves, where a letter or a digit alone is enough.
_IN_THE_VIEWS = (
    ("Wheel, pinch", "Zoom about the cursor"),
    ("Drag, Space + drag", "Pan"),
    ("Double click, 0", "See all of the picture"),
    ("1", "100 %"),
    ("+  −", "Zoom"),
    ("← → ↑ ↓", "Pan; with the inspector and a clicked pixel, walk it"),
    ("Shift + arrows", "Pan"),
    ("B, held", "The original in place of the map, while comparing by blinking"),
    ("Ctrl + ← →", "Move the split line"),
    ("P", "Pin the inspected pixel"),
)


class KeysDialog(QDialog):
    """Every shortcut of the table of actions, and the keys of the views."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keys")
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.table = QTableWidget(0, 2)
        self.table.setAccessibleName("Keys")
        self.table.setHorizontalHeaderLabels(["Key", "What it does"])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        for key, words in _rows():
            self._add(key, words)
        self.table.resizeColumnToContents(0)
        across = self.table.horizontalHeader()
        across.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.table)
        column.addWidget(buttons)

    def sizeHint(self) -> QSize:
        return QSize(560, 620)

    def _add(self, key: str, words: str) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        for column, text in enumerate((key, words)):
            self.table.setItem(row, column, QTableWidgetItem(text))


def _rows() -> list[tuple[str, str]]:
    of_layers = LAYER_ACTIONS, FILTER_ACTIONS, BANK_ACTIONS, MAP_ACTIONS
    tables = FILE_ACTIONS, ACTIONS, KERNEL_ACTIONS, *of_layers, EXAMPLE_ACTIONS
    of_actions = [
        (", ".join(spec.shortcuts), spec.tip)
        for table in tables
        for spec in table.values()
        if spec.shortcuts and len(spec.shortcuts[0]) > 1  # a letter alone is of the views
    ]
    return [*_IN_THE_VIEWS, *GRID_KEYS, *LAYER_KEYS, *FILTER_KEYS, *of_actions]
