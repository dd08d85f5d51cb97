"""The dialog of an operation that asks for a number or another kernel.

Who uses it: someone who knows what to do to the kernel but not how much of it, and watches the
picture while the slider moves.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from convstudio.gui.dialogs.trial_dialog import EDGE, TrialDialog, TrialWording
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.panels.fields import in_six_digits
from convstudio.gui.panels.form import label_for, new_form
from convstudio.gui.theme import colours_of
from convstudio.gui.workbench.amount_row import AmountRow
from convstudio.gui.workbench.operand_box import OperandBox
from convstudio.gui.workbench.operation_forms import Made, OperationForm
from convstudio.jobs.worker import Publish, Work
from convstudio.kernel.analysis import without_dust
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.tiles import CancelToken

_WIDTH = 420  # pixels


class OperationDialog(TrialDialog):
    """Its numbers, what would come of them, and the picture as it would be behind it."""

    def __init__(self, form: OperationForm, edits: KernelEdits, parent: QWidget) -> None:
        wording = TrialWording("operation", form.title, "this kernel", "the kernel")
        super().__init__(edits.session, parent, wording, 4 * EDGE)
        self._form, self._edits = form, edits
        self._kernel = edits.layer.anchored_kernel
        self.setFixedWidth(_WIDTH)
        self.operand = OperandBox(edits, form.other.replace("&", "")) if form.other else None
        self.rows = [AmountRow(amount) for amount in form.amounts(self._kernel)]
        colours = colours_of(self)
        for row in self.rows:
            row.field.set_colours(colours)
        self._place()
        self.make()

    def working(self) -> Work:
        numbers = tuple(row.value() for row in self.rows)
        other = self._anchored(self.operand.kernel()) if self.operand else self._kernel
        kernel, form = self._kernel, self._form

        def work(_cancel: CancelToken, _publish: Publish) -> Made:
            return form.make(kernel, other, numbers)

        return work

    def try_out(self, made: Made) -> str:
        self._edits.try_out(made.kernel)
        return f"{_described(made.kernel)}\n{made.words}".strip()

    def put(self, made: Made) -> bool:
        return self._edits.attempt(self._window, lambda: self._edits.put(made.kernel, made.text))

    def _anchored(self, kernel: Kernel) -> Kernel:
        """Another kernel as the layer would slide it: a flip moves the middle of an even size."""
        return replace(self._edits.layer, kernel=kernel).anchored_kernel

    def _place(self) -> None:
        form = new_form()
        if self.operand is not None:
            form.addRow(label_for(self._form.other, self.operand), self.operand)
            self.operand.chosen.connect(self.make)
        for row in self.rows:
            form.addRow(label_for(row.amount.label, row), row)
            row.changed.connect(self.make)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addLayout(form)
        column.addWidget(self.outcome)
        column.addWidget(self.buttons)


def _described(kernel: Kernel) -> str:
    """Size, divisor and sum, for people."""
    total = without_dust(kernel.total, float(np.abs(kernel.array).sum()))
    divisor, shown = in_six_digits(kernel.divisor), in_six_digits(total)
    return f"{kernel.size_text}, divisor {divisor}, sum of the weights {shown}"
