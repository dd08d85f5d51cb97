"""The Kernel panel.

Who uses it: someone who picks a published kernel and bends it, one weight at a time, with the eye
on the map; and someone who types in nine numbers from a paper. Both want to see the sum.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QWidget

from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.panels.fields import NumberField
from convstudio.gui.panels.form import Panel, label_for, muted_label, new_row
from convstudio.gui.panels.kernel_grid import KernelGrid
from convstudio.kernel.kernel import CUSTOM, MAX_SIZE, Kernel
from convstudio.kernel.library import Library
from convstudio.kernel.notation import format_number

_DIVISOR_WIDTH = 96  # pixels, for eight digits


class KernelPanel(Panel):
    """Preset, size, weights, divisor and sum.

    Signals:
        preset_chosen: the identifier of a preset.
    """

    preset_chosen = Signal(str)

    def __init__(self, library: Library) -> None:
        super().__init__("Kernel")
        self._library = library
        self.preset = _preset_box()
        _fill(self.preset, library)
        self.preset.activated.connect(self._on_preset_activated)
        self.description = muted_label("What the kernel does", lines=2)
        self.kernel_size = NumberField(
            "Kernel size",
            f"Rows and columns of the kernel: an odd number from 1 to {MAX_SIZE}.",
            step=2,
            minimum=1,
            maximum=MAX_SIZE,
        )
        self.grid = KernelGrid()
        self.divisor = NumberField(
            "Divisor", "The weighted sum is divided by this number; it must not be 0."
        )
        self.total = muted_label("Sum of the weights", lines=2)
        self.total.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        form = self.add_form()
        form.addRow(label_for("&Preset", self.preset), self.preset)
        self.column.addWidget(self.description)
        form = self.add_form()
        form.addRow(label_for("&Size F", self.kernel_size), self.kernel_size)
        self.column.addWidget(self.grid, alignment=Qt.AlignmentFlag.AlignHCenter)
        form = self.add_form()
        form.addRow(label_for("&Divisor", self.divisor), self._divisor_row())

    def show_library(self, library: Library, kernel: Kernel) -> None:
        """Offers the presets of another library; the kernel is the one in force."""
        self._library = library
        _fill(self.preset, library)
        self.show_kernel(kernel)

    def show_kernel(self, kernel: Kernel) -> None:
        """Shows the kernel in force."""
        preset = self._library.matching(kernel)
        self.preset.choose(preset.identifier if preset else CUSTOM)
        self.description.setText(preset.kernel.description if preset else "Your own weights.")
        self.description.setToolTip(f"Source: {preset.kernel.source}" if preset else "")
        self.kernel_size.show_value(kernel.rows)
        self.grid.show_kernel(kernel)
        self.divisor.show_value(kernel.divisor)
        total, gain = kernel.total, kernel.total / kernel.divisor
        divided = (
            f" ÷ {_rounded(kernel.divisor)} =\N{NO-BREAK SPACE}{_rounded(gain)}"
            if kernel.divisor != 1
            else ""
        )
        self.total.setText(f"Sum {_rounded(total)}{divided}")
        self.total.setToolTip(
            f"The weights add up to {format_number(total)}; divided, to {format_number(gain)}. "
            "1 keeps the brightness, 0 makes even areas black."
        )

    def _divisor_row(self) -> QWidget:
        row = QWidget()
        layout = new_row(row)
        self.divisor.setFixedWidth(_DIVISOR_WIDTH)
        layout.addWidget(self.divisor)
        layout.addWidget(self.total, 1)
        return row

    def _on_preset_activated(self, index: int) -> None:
        self.preset_chosen.emit(self.preset.itemData(index))


def _preset_box() -> ChoiceBox:
    box = ChoiceBox("Preset", "A published kernel to start from, or one of your own.")
    box.setMaxVisibleItems(30)
    # A long name widens the list, not the field.
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)
    box.setModel(QStandardItemModel(box))
    return box


def _fill(box: ChoiceBox, library: Library) -> None:
    """Presets under the headings of their groups; the first entry stands for anything else."""
    model = box.model()
    assert isinstance(model, QStandardItemModel)  # noqa: S101 - the one from above
    model.clear()
    custom = QStandardItem(CUSTOM)
    custom.setFlags(Qt.ItemFlag.NoItemFlags)  # shown for a kernel of one's own, never chosen
    custom.setData(CUSTOM, Qt.ItemDataRole.UserRole)
    model.appendRow(custom)
    for group, presets in library.groups.items():
        heading = QStandardItem(group)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        heading.setFont(_bold(box))
        model.appendRow(heading)
        for preset in presets:
            item = QStandardItem(preset.kernel.name)
            item.setData(preset.identifier, Qt.ItemDataRole.UserRole)
            item.setToolTip(f"{preset.kernel.description}\n{preset.kernel.source}")
            model.appendRow(item)


def _bold(box: QComboBox) -> QFont:
    font = QFont(box.font())
    font.setBold(True)
    return font


def _rounded(value: float) -> str:
    exact = format_number(value)
    return exact if len(exact) <= 8 else f"{value:.4g}"
