"""Which values a parameter takes: from, to, how many, in which steps."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from convstudio.declarations import Number
from convstudio.gui.banks.value_field import number_field, whole_field
from convstudio.gui.panels.boxes import ChoiceBox, SwitchBox
from convstudio.gui.panels.form import new_row
from convstudio.kernel.families import Family
from convstudio.pipeline.bank_limits import MOST_FILTERS
from convstudio.pipeline.banks.sweeps import Sweep

NONE = "\nnone"  # no parameter has such a name
_RATIO_TIP = (
    "Geometric steps: each value is the one before times the same factor, as scales are. Off, "
    "steps are even: each adds the same."
)
_OPEN_TIP = "The last value is left out: half a turn ends where it began."


class SweepFields(QWidget):
    """One parameter and its values.

    Signals:
        changed: other values are wanted.
        refused: why what was typed is not taken, and the field.
    """

    changed = Signal()
    refused = Signal(object, object)

    def __init__(self, name: str, *, may_be_none: bool) -> None:
        super().__init__()
        self._family: Family | None = None
        self._may_be_none = may_be_none
        self.parameter = ChoiceBox(name, "The parameter that differs from filter to filter.")
        self.first = number_field(f"{name}: from", "The first filter's value.", 0)
        self.last = number_field(f"{name}: to", "The last filter's value.", 0)
        self.count = whole_field(f"{name}: steps", "How many values.", 8, 1, MOST_FILTERS)
        self.by_ratio = SwitchBox(
            "Equal ra&tios" if not may_be_none else "Equal rati&os", _RATIO_TIP
        )
        self.open_end = SwitchBox(
            "Leave out the &end" if not may_be_none else "Leave out the e&nd", _OPEN_TIP
        )
        self._place()
        self.parameter.activated.connect(self._on_parameter)
        for field in (self.first, self.last, self.count):
            field.changed.connect(self.changed)
            field.refused.connect(lambda error, field=field: self.refused.emit(error, field))
        for switch in (self.by_ratio, self.open_end):
            switch.clicked.connect(self.changed)

    @property
    def sweep(self) -> Sweep | None:
        """The values that are wanted; None where no parameter is chosen."""
        name = self.parameter.currentData()
        if name in (NONE, None):
            return None
        return Sweep(
            name,
            self.first.value,
            self.last.value,
            int(self.count.value),
            self.open_end.isChecked(),
            self.by_ratio.isChecked(),
        )

    def show_family(self, family: Family, chosen: str | None) -> None:
        """Offers the parameters of a family."""
        self._family = family
        self.parameter.clear()
        if self._may_be_none:
            self.parameter.add_choice(NONE, "None", "Only the first parameter is swept.")
        for parameter in family.parameters:
            self.parameter.add_choice(parameter.name, parameter.label, parameter.help)
        self.parameter.choose(NONE if chosen is None else chosen)
        self._suggest()

    def show_sweep(self, sweep: Sweep) -> None:
        """Shows these values."""
        self.parameter.choose(sweep.name)
        self._suggest()
        for field, value in ((self.first, sweep.first), (self.last, sweep.last)):
            field.show_value(value)
        self.count.show_value(sweep.count)
        self.open_end.show_value(sweep.open_end)
        self.by_ratio.show_value(sweep.by_ratio)

    def _on_parameter(self) -> None:
        self._suggest()
        self.changed.emit()

    def _suggest(self) -> None:
        """What suits the parameter that is chosen."""
        name = self.parameter.currentData()
        number = None
        if self._family is not None and name not in (NONE, None):
            parameter = self._family.parameter(name)
            number = parameter if isinstance(parameter, Number) else None
        fields = (self.first, self.last, self.count, self.by_ratio, self.open_end)
        for field in fields:
            field.setEnabled(number is not None)
        if number is None:
            return
        sweep = Sweep.of(number, 4 if self._may_be_none else 8)
        for end, value in ((self.first, sweep.first), (self.last, sweep.last)):
            end.set_limits(number.low, number.high, number.step)
            end.set_tip(f"{number.help} {number.low:g} to {number.high:g}{number.unit}.")
            end.show_value(value)
        self.count.show_value(sweep.count)
        self.open_end.show_value(sweep.open_end)
        self.by_ratio.show_value(sweep.by_ratio)
        self.by_ratio.setEnabled(number.low > 0)

    def _place(self) -> None:
        ends, switches = QWidget(), QWidget()
        row = new_row(ends)
        for words, field in (("from", self.first), ("to", self.last), ("values", self.count)):
            row.addWidget(QLabel(words))
            row.addWidget(field, 1)
        row = new_row(switches)
        row.addWidget(self.by_ratio)
        row.addWidget(self.open_end, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.parameter, ends, switches):
            column.addWidget(widget)
