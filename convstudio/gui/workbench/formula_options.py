"""A formula's size, how it is sampled, and what is done to its weights at last."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.workbench.family_form import labelled
from convstudio.gui.workbench.page import SizeFields
from convstudio.kernel.formula.settings import POINTS, FormulaSettings

_SAMPLING_TIP = (
    "The formula's value at the pixel's centre, or its mean over the pixel from so many points"
    " (Gauss–Legendre)."
)
_SCALING_TIP = "What is done to the weights at last."
_SCALINGS = (
    ("none", "None", "The weights as the formula gives them."),
    ("sum 1", "Sum 1", "Divided by their sum: brightness is kept."),
    ("zero mean", "Zero mean", "Less their mean: even areas become 0."),
)
_SIZE_TIP = "Rows × columns of the kernel; F in the formula is the larger."


class FormulaOptions(QWidget):
    """Size, sampling and normalisation.

    Signals:
        size_entered: ``rows`` or ``columns``, what was typed, and the field.
        chosen: points a side over each pixel, and the normalisation.
    """

    size_entered = Signal(str, str, object)
    chosen = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.size_fields = SizeFields()
        for which, field in (
            ("rows", self.size_fields.rows),
            ("columns", self.size_fields.columns),
        ):
            field.text_entered.connect(partial(self._on_size_entered, which))
        self.sampling = ChoiceBox("Sampling", _SAMPLING_TIP)
        for points in POINTS:
            words = "At the pixel's centre" if points == 1 else f"Mean of {points}×{points} points"
            self.sampling.add_choice(str(points), words, _SAMPLING_TIP)
        self.scaling = ChoiceBox("Normalise", _SCALING_TIP)
        for value, label, tip in _SCALINGS:
            self.scaling.add_choice(value, label, tip)
        for box in (self.sampling, self.scaling):
            box.activated.connect(self._on_activated)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(labelled("Size F", self.size_fields, _SIZE_TIP))
        column.addWidget(labelled("Sampling", self.sampling, _SAMPLING_TIP))
        column.addWidget(labelled("Normalise", self.scaling, _SCALING_TIP))

    def show_settings(self, settings: FormulaSettings) -> None:
        """Shows what is in force."""
        self.size_fields.show_size((settings.rows, settings.columns))
        self.sampling.choose(str(settings.points))
        self.scaling.choose(settings.scaling)

    def _on_size_entered(self, which: str, text: str) -> None:
        fields = self.size_fields
        field = fields.rows if which == "rows" else fields.columns
        self.size_entered.emit(which, text, field)

    def _on_activated(self) -> None:
        self.chosen.emit(int(self.sampling.currentData()), self.scaling.currentData())
