"""The form of one family, built from its declared parameters."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convstudio.gui.panels.boxes import ChoiceBox, SwitchBox
from convstudio.gui.panels.fields import in_lines
from convstudio.gui.theme import Colours
from convstudio.gui.workbench.slider_row import LABEL_WIDTH, NewGesture, Scale, SliderRow
from convstudio.kernel.families import Choice, Family, Number, Parameter, Settings, Switch

Field = SliderRow | SwitchBox | ChoiceBox


class FamilyForm(QWidget):
    """A row a parameter.

    Signals:
        moved: the name of a parameter, its value, and the merge key of the gesture or None.
        typed: the name of a number, the text that was typed, and the field it was typed into.
    """

    moved = Signal(str, object, object)
    typed = Signal(str, str, object)

    def __init__(self, family: Family, new_gesture: NewGesture) -> None:
        super().__init__()
        self._family = family
        self.fields: dict[str, Field] = {}
        self._rows: dict[str, QWidget] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for parameter in family.parameters:
            row = self._row(parameter, new_gesture)
            self._rows[parameter.name] = row
            column.addWidget(row)

    def show_settings(self, settings: Settings) -> None:
        """Shows the values in force; what has no effect under them is disabled."""
        values = dict(settings.values)
        for parameter in self._family.parameters:
            field, value = self.fields[parameter.name], values[parameter.name]
            if isinstance(field, SliderRow):
                field.show_value(float(value))
            elif isinstance(field, SwitchBox):
                field.show_value(bool(value))
            else:
                field.choose(str(value))
            needed = parameter.needs is None or values[parameter.needs[0]] == parameter.needs[1]
            self._rows[parameter.name].setEnabled(needed)

    def set_colours(self, colours: Colours) -> None:
        """The theme's colours."""
        for field in self.fields.values():
            (field.field if isinstance(field, SliderRow) else field).set_colours(colours)

    def _row(self, parameter: Parameter, new_gesture: NewGesture) -> QWidget:
        if isinstance(parameter, Number):
            return self._number(parameter, new_gesture)
        if isinstance(parameter, Switch):
            return self._switch(parameter)
        return self._choice(parameter)

    def _number(self, parameter: Number, new_gesture: NewGesture) -> QWidget:
        name = parameter.name
        scale = Scale(parameter.low, parameter.high, parameter.step, parameter.logarithmic)
        ends = f"{parameter.low:g} to {parameter.high:g}{parameter.unit}."
        tip = f"{parameter.help} {ends}"
        row = SliderRow(parameter.label, tip, scale, new_gesture, parameter.unit)
        row.moved.connect(lambda value, key: self.moved.emit(name, value, key))
        row.typed.connect(lambda text: self.typed.emit(name, text, row.field))
        self.fields[name] = row
        return row

    def _switch(self, parameter: Switch) -> QWidget:
        box = SwitchBox(parameter.label, parameter.help)
        box.clicked.connect(lambda on: self.moved.emit(parameter.name, on, None))
        self.fields[parameter.name] = box
        return box

    def _choice(self, parameter: Choice) -> QWidget:
        box = ChoiceBox(parameter.label, parameter.help)
        for value, label in parameter.options:
            box.add_choice(value, label, parameter.help)
        box.activated.connect(
            lambda index: self.moved.emit(parameter.name, box.itemData(index), None)
        )
        self.fields[parameter.name] = box
        return labelled(parameter.label, box, parameter.help)


def labelled(text: str, field: QWidget, tip: str) -> QWidget:
    """A field with its label to the left, in line with the sliders'."""
    widget = QWidget()
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    label = QLabel(text)
    label.setBuddy(field)
    label.setFixedWidth(LABEL_WIDTH)
    label.setToolTip(in_lines(tip))
    row.addWidget(label)
    row.addWidget(field, 1)
    return widget
