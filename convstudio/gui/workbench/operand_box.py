"""The box that offers another kernel: the one before, the one on the clipboard, the library's."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QStandardItemModel

from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation import recognise

_BEFORE, _CLIPBOARD = "\nbefore", "\nclipboard"  # no file has such a name
_LETTERS = 28  # of the longest name that the box makes room for


class OperandBox(ChoiceBox):
    """A choice of kernels, by group.

    Signals:
        chosen: another one is wanted.
    """

    chosen = Signal()

    def __init__(self, edits: KernelEdits, name: str) -> None:
        super().__init__(name, "The other kernel. Letters lead to its name.")
        self._edits = edits
        self._before = edits.before
        self.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LETTERS)
        self.setMaxVisibleItems(20)
        self._fill()
        self.activated.connect(self.chosen)

    def kernel(self) -> Kernel:
        """The kernel that is chosen.

        Raises:
            KernelTextError: there is none on the clipboard.
        """
        choice = self.currentData()
        if choice == _BEFORE and self._before is not None:
            return self._before
        if choice == _CLIPBOARD:
            return recognise(QGuiApplication.clipboard().text()).kernel
        return self._edits.library.named(choice)

    def _fill(self) -> None:
        self.add_choice(
            _CLIPBOARD, "The kernel on the clipboard", "Any text that the paste dialog understands."
        )
        self.add_choice(
            _BEFORE, "The kernel before", "The last one in force that had other numbers."
        )
        self.offer(_BEFORE, "" if self._before else "There was none before this one.")
        for group, presets in self._edits.library.groups.items():
            self._add_heading(group)
            for preset in presets:
                tip = preset.kernel.description or preset.kernel.name
                self.add_choice(preset.identifier, preset.kernel.name, tip)
        self.choose(_BEFORE if self._before else self._first())

    def _first(self) -> str:
        """The first kernel with which something comes of it: of more than one weight."""
        presets = self._edits.library.presets
        wide = (p for p in presets if np.count_nonzero(p.kernel.array) > 1)
        return next(wide, presets[0]).identifier

    def _add_heading(self, text: str) -> None:
        """A line that tells the group, and cannot be chosen."""
        self.insertSeparator(self.count())
        self.addItem(text)
        model = self.model()
        assert isinstance(model, QStandardItemModel)  # noqa: S101 - that of every combo box
        item = model.item(self.count() - 1)
        font = item.font()
        font.setBold(True)
        item.setFont(font)
        item.setFlags(item.flags() & ~(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable))
