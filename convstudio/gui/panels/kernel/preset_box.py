"""The box of presets: published kernels and one's own, under the headings of their groups."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox

from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.kernel.kernel import CUSTOM, Kernel
from convstudio.kernel.library import Library, Preset

_TIP = "A published kernel to start from, or one of your own."
_TEXT_MARGIN = 4  # pixels that the style leaves around the text


class PresetBox(ChoiceBox):
    """Names the kernel in force; the first entry stands for one that is no preset."""

    def __init__(self, library: Library) -> None:
        super().__init__("Preset", _TIP)
        self.setMaxVisibleItems(30)
        # A long name widens the list, not the field.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self._entries = QStandardItemModel(self)
        self.setModel(self._entries)
        self.show_library(library)

    def show_library(self, library: Library) -> None:
        """Offers the kernels of another library."""
        self._entries.clear()
        self._other = QStandardItem(CUSTOM)
        self._other.setFlags(Qt.ItemFlag.NoItemFlags)  # shown, never chosen
        self._other.setData(CUSTOM, Qt.ItemDataRole.UserRole)
        self._entries.appendRow(self._other)
        bold = QFont(self.font())
        bold.setBold(True)
        for group, presets in library.groups.items():
            heading = QStandardItem(group)
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            heading.setFont(bold)
            self._entries.appendRow(heading)
            for preset in presets:
                self._entries.appendRow(_entry(preset))

    def show_kernel(self, kernel: Kernel, preset: Preset | None) -> None:
        """Shows the kernel in force by its preset's name, or its own where it is none."""
        if preset is None and self._other.text() != kernel.name:
            self._other.setText(kernel.name)
        self.choose(preset.identifier if preset else CUSTOM)
        self.set_tip(f"{self.currentText()}\n{_TIP}")

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """A name that has no room ends in “…”: the style would cut it."""
        super().initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = option.fontMetrics.elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, field.width() - _TEXT_MARGIN
        )


def _entry(preset: Preset) -> QStandardItem:
    entry = QStandardItem(preset.kernel.name)
    entry.setData(preset.identifier, Qt.ItemDataRole.UserRole)
    entry.setToolTip(f"{preset.kernel.description}\n{preset.kernel.source}")
    return entry
