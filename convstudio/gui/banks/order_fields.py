"""Which axis of an array is which, chosen by its usual name or axis by axis."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.pipeline.banks.axes import NAMED, ROLES, AxisOrder, usual_orders

_OTHER = "\nother"
_LABELS = {"rows": "Rows", "columns": "Columns", "inputs": "Inputs", "filters": "Filters"}
_TIPS = {
    "rows": "The rows of a kernel, top to bottom.",
    "columns": "The columns of a kernel, left to right.",
    "inputs": "The channels that a filter sees: one plane each.",
    "filters": "The filters, each of which makes a map; PyTorch's “out”.",
}
_MOST_AXES = 4


class OrderFields(QWidget):
    """The order of an array's axes.

    Signals:
        changed: another order is wanted.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._order: AxisOrder | None = None
        self.usual = ChoiceBox("Axes", "In which order the array has its axes.")
        self.axes: list[ChoiceBox] = []
        self._heads: list[QLabel] = []
        grid = QGridLayout()
        grid.setSpacing(6)
        for axis in range(_MOST_AXES):
            box = ChoiceBox(f"Axis {axis + 1}", "What this axis of the array is.")
            for role in ROLES:
                box.add_choice(role, _LABELS[role], _TIPS[role])
            box.activated.connect(partial(self._on_role, axis))
            head = QLabel()
            head.setProperty("role", "muted")
            grid.addWidget(head, 0, axis)
            grid.addWidget(box, 1, axis)
            grid.setColumnStretch(axis, 1)
            self.axes.append(box)
            self._heads.append(head)
        self.usual.activated.connect(self._on_usual)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.usual)
        column.addLayout(grid)
        self.show_shape(())

    @property
    def order(self) -> AxisOrder | None:
        """The order that is chosen; None where there is no array."""
        return self._order

    def show_shape(self, shape: tuple[int, ...], order: AxisOrder | None = None) -> None:
        """Shows the axes of an array, and the order that they are taken for."""
        self.usual.clear()
        if 1 <= len(shape) <= _MOST_AXES:
            for usual in usual_orders(len(shape)):
                words = words_of(usual)
                self.usual.add_choice(words, words, "One of the usual orders.")
            self.usual.add_choice(_OTHER, "Another order", "As chosen axis by axis below.")
        for axis, (head, box) in enumerate(zip(self._heads, self.axes, strict=True)):
            there = axis < len(shape)
            head.setText(f"{shape[axis]:,}" if there else "–")
            head.setToolTip(
                f"How long axis {axis + 1} of the array is" if there else "No such axis"
            )
            box.setEnabled(there and order is not None)
        self.usual.setEnabled(order is not None)
        self._show(order)

    def put(self, order: AxisOrder) -> None:
        """Puts an order in force, and tells it where it is another."""
        if order != self._order:
            self._show(order)
            self.changed.emit()

    def _show(self, order: AxisOrder | None) -> None:
        self._order = order
        if order is None:
            for box in self.axes:
                box.setCurrentIndex(-1)
            return
        index = self.usual.findData(words_of(order))
        self.usual.setCurrentIndex(index if index >= 0 else self.usual.count() - 1)
        for axis, box in enumerate(self.axes):
            if axis < len(order.roles):
                box.choose(order.roles[axis])
            else:
                box.setCurrentIndex(-1)

    def _on_usual(self) -> None:
        if self._order is None:
            return
        found = {words_of(o): o for o in usual_orders(len(self._order.roles))}
        self.put(found.get(self.usual.currentData(), self._order))
        self._show(self._order)  # “another” alone is none

    def _on_role(self, axis: int, _index: int) -> None:
        if self._order is not None:
            self.put(self._order.with_role(axis, self.axes[axis].currentData()))


def words_of(order: AxisOrder) -> str:
    """An order in words: its usual name, or its axes."""
    named = {known: words for words, known in NAMED.items()}
    if order in named:
        return named[order]
    words = ", ".join(order.roles)
    return f"Depthwise: {words}" if order.depthwise else words.capitalize()
