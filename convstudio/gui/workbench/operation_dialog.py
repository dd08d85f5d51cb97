"""The dialog of an operation that asks for a number or another kernel.

Who uses it: someone who knows what to do to the kernel but not how much of it, and watches the
picture while the slider moves.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.panels.fields import in_six_digits
from convstudio.gui.panels.form import label_for, muted_label, new_form
from convstudio.gui.theme import colours_of
from convstudio.gui.workbench.amount_row import AmountRow
from convstudio.gui.workbench.operand_box import OperandBox
from convstudio.gui.workbench.operation_forms import Made, OperationForm
from convstudio.jobs.worker import Publish, Worker
from convstudio.kernel.analysis import without_dust
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.tiles import CancelToken

_WIDTH = 420  # pixels
_MARGIN = 24


class OperationDialog(QDialog):
    """Its numbers, what would come of them, and the picture as it would be behind it.

    Cancel shows the picture of the kernel in force again; OK is one step to undo.
    """

    def __init__(self, form: OperationForm, edits: KernelEdits, parent: QWidget) -> None:
        super().__init__(parent)
        self._form, self._edits, self._window = form, edits, parent
        self._kernel = edits.layer.anchored_kernel
        self._made: Made | None = None
        self._accepting = False
        self.setObjectName("operation")
        self.setWindowTitle(form.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        self.operand = OperandBox(edits, form.other.replace("&", "")) if form.other else None
        self.rows = [AmountRow(amount) for amount in form.amounts(self._kernel)]
        self.outcome = muted_label("What comes of it", lines=4)
        ok, cancel = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel
        self.buttons = QDialogButtonBox(ok | cancel)
        self.ok = self.buttons.button(ok)
        self.ok.setToolTip("Put this kernel in force (Enter)")
        self.buttons.button(cancel).setToolTip("Leave the kernel as it is (Esc)")
        colours = colours_of(self)
        for row in self.rows:
            row.field.set_colours(colours)
        self._place()
        self._worker = Worker("operation", newest_wins=True, parent=self)
        self._worker.finished.connect(self._on_made)
        self._worker.failed.connect(self._on_failed)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self.finished.connect(self._on_finished)
        self.make()

    def make(self) -> None:
        """Works out what would come of the numbers as they are now, in the background."""
        self._made = None
        try:
            numbers = tuple(row.value() for row in self.rows)
            other = self._anchored(self.operand.kernel()) if self.operand else self._kernel
        except ConvStudioError as error:
            self._worker.cancel()
            self._refuse(error)
            return
        kernel, form = self._kernel, self._form

        def work(_cancel: CancelToken, _publish: Publish) -> Made:
            return form.make(kernel, other, numbers)

        self._worker.start(work)

    def _anchored(self, kernel: Kernel) -> Kernel:
        """Another kernel as the layer would slide it: a flip moves the middle of an even size."""
        return replace(self._edits.layer, kernel=kernel).anchored_kernel

    def showEvent(self, event: QShowEvent) -> None:
        """Stands over the panels, which rest meanwhile, and leaves the picture to be seen."""
        super().showEvent(event)
        window = self._window.window().frameGeometry()
        self.move(window.right() - self.width() - _MARGIN, window.top() + 4 * _MARGIN)

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

    def _on_made(self, made: Made) -> None:
        try:
            self._edits.try_out(made.kernel)
        except ConvStudioError as error:
            self._refuse(error)
            return
        self._made = made
        self.ok.setEnabled(True)
        self.outcome.setText(f"{_described(made.kernel)}\n{made.words}".strip())
        if self._accepting:
            self.accept()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, ConvStudioError):
            self._refuse(error)
        else:
            self._refuse(ConvStudioError(f"{type(error).__name__}: {error}"))

    def _refuse(self, error: ConvStudioError) -> None:
        """Says why not, and shows the picture as it is."""
        self._accepting = False
        self._edits.try_out(None)
        self.ok.setEnabled(False)
        self.outcome.setText(f"{error.sentence} {error.hint}".strip())

    def _on_accepted(self) -> None:
        """What was chosen last counts, also where it is not yet worked out."""
        if self._made is not None:
            self.accept()
        else:
            self._accepting = self._worker.busy

    def _on_finished(self, result: int) -> None:
        self._worker.stop()
        made = self._made
        taken = False
        if result == QDialog.DialogCode.Accepted and made is not None:
            taken = self._edits.attempt(
                self._window, lambda: self._edits.put(made.kernel, made.text)
            )
        if not taken:
            self._edits.try_out(None)


def _described(kernel: Kernel) -> str:
    """Size, divisor and sum, for people."""
    total = without_dust(kernel.total, float(np.abs(kernel.array).sum()))
    divisor, shown = in_six_digits(kernel.divisor), in_six_digits(total)
    return f"{kernel.size_text}, divisor {divisor}, sum of the weights {shown}"
