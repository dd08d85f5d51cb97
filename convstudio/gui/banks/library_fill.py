"""Several kernels of the library as filters.

Who uses it: someone who wants Sobel x and y in one layer, or all compass directions at once.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from convstudio.errors import ConvStudioError
from convstudio.gui.banks.fill_page import MARGIN, Fill, Filled, FillPage, Target, made_of
from convstudio.gui.panels.fields import in_lines
from convstudio.kernel.library import Library, Preset
from convstudio.kernel.search import matches
from convstudio.pipeline.banks.kernels import filters_of

_PRESET = Qt.ItemDataRole.UserRole
_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class LibraryFill(FillPage):
    """A list with ticks, by group; a group's tick takes all of it."""

    title = "&Library"
    step = "Fill from Library"

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search the library")
        self.search.setToolTip("By name, group, tags or description; what is ticked stays ticked.")
        self.list = QTreeWidget()
        self.list.setHeaderHidden(True)
        self.list.setColumnCount(1)
        self.list.setUniformRowHeights(True)
        self.list.setAccessibleName("Kernels")
        self.list.setToolTip("Tick kernels with a click or Space; a group's tick takes all of it.")
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._fill_list()
        self.list.itemChanged.connect(self._on_item_changed)
        self.search.textChanged.connect(self._on_search)

    @property
    def ticked(self) -> tuple[Preset, ...]:
        """The presets that are ticked, in the order of the library."""
        return tuple(
            preset
            for preset in self._library.presets
            if self._items[preset.identifier].checkState(0) == _CHECKED
        )

    def tick(self, *identifiers: str) -> None:
        """Ticks these and no others."""
        self.list.blockSignals(True)
        for identifier, item in self._items.items():
            item.setCheckState(0, _CHECKED if identifier in identifiers else _UNCHECKED)
        self.list.blockSignals(False)
        self.changed.emit()

    def fill(self) -> Fill:
        kernels = [preset.kernel for preset in self.ticked]
        if not kernels:
            hint = "Tick kernels in the list; each becomes a filter."
            raise ConvStudioError("No kernel is ticked yet.", hint=hint)

        def make(target: Target) -> Filled:
            return made_of(target, filters_of(kernels), None)

        return make

    def begin(self) -> None:
        self.search.setFocus()

    def _fill_list(self) -> None:
        flags = Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled
        flags |= Qt.ItemFlag.ItemIsSelectable
        for group, presets in self._library.groups.items():
            head = QTreeWidgetItem(self.list, [group])
            head.setFlags(flags | Qt.ItemFlag.ItemIsAutoTristate)
            head.setToolTip(0, in_lines(f"All kernels of the group {group}"))
            for preset in presets:
                kernel = preset.kernel
                item = QTreeWidgetItem(head, [kernel.sized_name])
                item.setFlags(flags)
                item.setCheckState(0, _UNCHECKED)
                item.setData(0, _PRESET, preset.identifier)
                item.setToolTip(0, in_lines(kernel.description or kernel.name))
                self._items[preset.identifier] = item
            head.setExpanded(True)

    def _on_item_changed(self, item: QTreeWidgetItem) -> None:
        """A group tells of each of its kernels; all of that is one change."""
        if item.childCount() == 0:
            self.changed.emit()

    def _on_search(self, query: str) -> None:
        found = {preset.identifier for preset in matches(query, self._library.presets)}
        for identifier, item in self._items.items():
            item.setHidden(identifier not in found)
        for index in range(self.list.topLevelItemCount()):
            head = self.list.topLevelItem(index)
            if head is not None:
                children = [head.child(row) for row in range(head.childCount())]
                head.setHidden(all(child is None or child.isHidden() for child in children))
