"""The Kernel panel.

Who uses it: someone who has an effect in mind and paints until it is there; someone who picks a
published kernel and bends it, with the eye on the map; and someone who types in nine numbers from a
paper. All of them want to see the sum.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convstudio.gui.elided_label import ElidedLabel
from convstudio.gui.panels.boxes import FlatButton
from convstudio.gui.panels.fields import NumberField, in_lines
from convstudio.gui.panels.filters.weight_table import WeightTable
from convstudio.gui.panels.form import (
    PANEL_WIDTH,
    Panel,
    label_for,
    muted_label,
    new_form,
    show_or_hide,
)
from convstudio.gui.panels.kernel.cell_view import SIDE
from convstudio.gui.panels.kernel.divisor_row import DivisorRow, SumLine
from convstudio.gui.panels.kernel.grid import KernelGrid
from convstudio.gui.panels.kernel.preset_box import PresetBox
from convstudio.gui.panels.kernel.size_row import SizeRow
from convstudio.gui.panels.kernel.tools import ToolColumn
from convstudio.kernel.constraints import sums_of
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import Library

_LARGEST_SIDE = 560  # pixels, of the grid in a wide column


class KernelPanel(Panel):
    """Preset, size, weights with their tools, divisor and sum.

    Signals:
        preset_chosen: the identifier of a preset.
    """

    preset_chosen = Signal(str)

    def __init__(self, library: Library) -> None:
        heading = QWidget()
        super().__init__("Kernel", heading)
        self.add_filter = _add_button()
        _fill_heading(heading, self.add_filter)
        self._library = library
        self._told = ""
        self._row: Kernel | None = None
        self.preset = PresetBox(library)
        self.preset.activated.connect(self._on_preset_activated)
        self.description = muted_label("What the kernel does", lines=2)
        self.sizes = SizeRow()
        self.grid = KernelGrid()
        self.tools = ToolColumn()
        self.table = WeightTable()
        self.table.setFixedHeight(SIDE)
        self.note = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self.note.setProperty("role", "muted")
        self.note.setAccessibleName("Note on the kernel")
        self.divisor_row = DivisorRow()
        self.total = SumLine()
        form = self.add_form()
        form.addRow(label_for("&Preset", self.preset), self.preset)
        self.column.addWidget(self.description)
        form = self.add_form()
        form.addRow(label_for("&Size F", self.kernel_size), self.sizes)
        self.column.addLayout(self._grid_and_tools())
        self.column.addLayout(self._divisor_and_sum())
        self.tools.brush_changed.connect(self._on_brush_changed)
        self.grid.set_brush(self.tools.brush)

    @property
    def kernel_size(self) -> NumberField:
        """The field of the rows, and of both while they are linked."""
        return self.sizes.rows

    @property
    def divisor(self) -> NumberField:
        """The field of the divisor."""
        return self.divisor_row.field

    def show_library(self, library: Library, kernel: Kernel) -> None:
        """Offers the presets of another library; the kernel is the one in force."""
        self._library = library
        self.preset.show_library(library)
        self.show_kernel(kernel)

    def show_kernel(self, kernel: Kernel) -> None:
        """Shows the kernel in force."""
        preset = None if kernel.recipe else self._library.matching(kernel)
        self.preset.show_kernel(kernel, preset)
        known = preset.kernel if preset else kernel
        self.description.setText(known.description or "Your own weights.")
        self.description.setToolTip(f"Source: {known.source}" if known.source else "")
        if kernel.shape != self.grid.kernel.shape:
            self.tools.show_kernel(kernel)
        loosened = self.tools.loosen(kernel)
        self.sizes.show_kernel(kernel)
        self.grid.set_symmetry(self.tools.constraints.symmetry)
        self.grid.show_kernel(kernel)
        whole = self._row or kernel
        sums = sums_of(whole)
        several = whole.divisor != kernel.divisor  # the row's weights are divided already
        self.divisor_row.show_divisor(
            kernel.divisor, sums.total * kernel.divisor if several else sums.total
        )
        self.total.show_sums(sums, whole.divisor)
        self.tell(loosened)

    def take_row(self, row: Kernel | None) -> None:
        """The row of weights, if it is one, that the next kernel to be shown stands in: divisor and
        sum are the row's."""
        self._row = row
        self.divisor_row.be_of_row(row=row is not None)

    def show_table(self, *, shown: bool) -> None:
        """Shows 1×1 kernels as a table in the place of the grid, or the grid."""
        if shown == self.table.isHidden():
            show_or_hide(self.grid, not shown, self.table)
            show_or_hide(self.tools, not shown, self.table)
            show_or_hide(self.table, shown, self.grid)

    def fix_size(self, reason: str) -> None:
        """Lets the size be changed, or not, for a reason that its tooltip then tells."""
        self.sizes.setEnabled(not reason)
        self.sizes.setToolTip(reason)

    def tell(self, words: str) -> None:
        """Says something below the grid until the next kernel; without words, what it is like."""
        self.note.set_full_text(words or _nature(self.grid.kernel))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a wide column the grid is larger; its height follows, so that cells stay square."""
        super().resizeEvent(event)
        more = max(self.width() - PANEL_WIDTH, 0)
        self.grid.set_side(min(SIDE + more, _LARGEST_SIDE))

    def _grid_and_tools(self) -> QVBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.grid)
        row.addWidget(self.tools)
        row.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.table)
        column.addWidget(self.note)
        return column

    def _divisor_and_sum(self) -> QVBoxLayout:
        form = new_form()
        form.addRow(label_for("&Divisor", self.divisor), self.divisor_row)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addLayout(form)
        column.addWidget(self.total)
        return column

    def _on_brush_changed(self) -> None:
        self.grid.set_brush(self.tools.brush)

    def _on_preset_activated(self, index: int) -> None:
        self.preset_chosen.emit(self.preset.itemData(index))


def _add_button() -> FlatButton:
    button = FlatButton()
    button.setText("+ Filter")
    button.setAccessibleName("Add a filter")
    button.setToolTip(
        in_lines(
            "Another filter beside this kernel: a map for each. The layer is a bank of filters "
            "then; Undo makes it one kernel again."
        )
    )
    return button


def _fill_heading(heading: QWidget, button: FlatButton) -> None:
    """A title, and at its right a button that makes it no higher."""
    title = QLabel("Kernel")
    title.setProperty("role", "heading")
    row = QHBoxLayout(heading)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(title)
    row.addStretch(1)
    row.addWidget(button)
    button.setFixedHeight(title.sizeHint().height())


def _nature(kernel: Kernel) -> str:
    """What is to be known of a kernel at a glance; nothing of a usual one."""
    row, column = kernel.anchored_at
    anchor = f"the anchor is row {row + 1}, column {column + 1}"
    if kernel.rows % 2 == 0 or kernel.columns % 2 == 0:
        return f"Even: no centre; {anchor}."
    if kernel.anchored_at != kernel.centre:
        return f"Off the centre: {anchor}."
    if kernel.rows != kernel.columns:
        return f"Rectangular, {kernel.size_text}; {anchor}."
    return ""
