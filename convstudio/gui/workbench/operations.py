"""The operations of the Kernel menu: each puts another kernel in force, as one step to undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.workbench.operation_actions import SUBMENUS
from convstudio.gui.workbench.operation_dialog import OperationDialog
from convstudio.gui.workbench.operation_forms import FORMS
from convstudio.kernel import algebra
from convstudio.kernel.kernel import Kernel

_Operation = Callable[[Kernel], Kernel]

# Those that ask for nothing: the step's name, and what they do.
AT_ONCE: dict[str, tuple[str, _Operation]] = {
    "rotate-45": ("Rotate 45°", algebra.rotated_45),
    "rotate-45-back": ("Rotate −45°", partial(algebra.rotated_45, turns=-1)),
    "rotate-90": ("Rotate 90°", algebra.rotated_90),
    "rotate-90-back": ("Rotate −90°", partial(algebra.rotated_90, turns=-1)),
    "flip-left-right": ("Flip Left–Right", algebra.flipped_left_right),
    "flip-up-down": ("Flip Up–Down", algebra.flipped_up_down),
    "transpose": ("Transpose", algebra.transposed),
    "negate": ("Negate", algebra.negated),
    "normalise-sum": ("Normalise Sum", algebra.normalised),
    "normalise-absolute": ("Normalise Σ|w|", partial(algebra.normalised, norm="absolute")),
    "normalise-l2": ("Normalise L2 Norm", partial(algebra.normalised, norm="l2")),
    "divide-out": ("Divide Weights by Divisor", algebra.divided_out),
    "zero-mean": ("Zero Mean", algebra.zero_mean),
    "crop": ("Crop Zeros", algebra.cropped),
}


class Operations(QObject):
    """What the actions of the operations do.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(self, edits: KernelEdits, window: QWidget) -> None:
        super().__init__(window)
        self._edits, self._window = edits, window

    @property
    def slots(self) -> dict[str, Callable[[], object]]:
        """What each action does, by its name in the table."""
        return {
            **{name: partial(self.run, name) for name in AT_ONCE},
            **{name: partial(self.ask, name) for name in FORMS},
        }

    def fill(self, menu: QMenu, actions: Mapping[str, QAction]) -> None:
        """Adds the submenus."""
        for title, names in SUBMENUS.items():
            menu.addMenu(title).addActions([actions[name] for name in names])

    def run(self, name: str) -> None:
        """Does an operation that asks for nothing; a refusal is explained."""
        text, operation = AT_ONCE[name]
        before = self._edits.layer.anchored_kernel

        def edit() -> None:
            made = operation(before)
            if made.same_numbers(before):
                self.told.emit(f"{text} changes nothing in this kernel.")
            else:
                self._edits.put(made, text)

        self._edits.attempt(self._window.focusWidget() or self._window, edit)

    def ask(self, name: str) -> None:
        """Opens the dialog of an operation that asks for a number or another kernel."""
        OperationDialog(FORMS[name], self._edits, self._window).open()
