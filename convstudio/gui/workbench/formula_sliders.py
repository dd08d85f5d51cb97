"""The sliders of a formula: one for each name in it, with ends that can be set."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convstudio.gui.theme import Colours
from convstudio.gui.workbench.slider_row import (
    LABEL_WIDTH,
    NewGesture,
    Scale,
    ShortNumberField,
    SliderRow,
)
from convstudio.kernel.formula.settings import FormulaSettings, Slider

_END_WIDTH = 72  # pixels
_STEPS = 500


class SliderOfName(QWidget):
    """Slider and number of one name, and below them the slider's ends.

    Signals:
        moved: the slider's new value, and the merge key of the gesture.
        typed: what was typed, which of ``value``, ``low`` and ``high``, and the field.
    """

    moved = Signal(float, object)
    typed = Signal(str, str, object)

    def __init__(self, name: str, new_gesture: NewGesture) -> None:
        super().__init__()
        self.row = SliderRow(
            name, f"The value of {name} in the formula.", _scale(Slider(name)), new_gesture
        )
        self.low = ShortNumberField(f"{name} from", f"The left end of the slider of {name}.")
        self.high = ShortNumberField(f"{name} to", f"The right end of the slider of {name}.")
        ends = QHBoxLayout()
        ends.setSpacing(8)
        ends.addSpacing(LABEL_WIDTH + 8)
        for words, field in (("from", self.low), ("to", self.high)):
            label = QLabel(words)
            label.setProperty("role", "muted")
            field.setFixedWidth(_END_WIDTH)
            ends.addWidget(label)
            ends.addWidget(field)
        ends.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        column.addWidget(self.row)
        column.addLayout(ends)
        self.row.moved.connect(self.moved)
        fields = {"value": self.row.field, "low": self.low, "high": self.high}
        for part, field in fields.items():
            field.text_entered.connect(self._teller(part, field))

    def show_slider(self, slider: Slider) -> None:
        """Shows the value and the ends in force."""
        self.row.set_scale(_scale(slider))
        self.row.show_value(slider.value)
        for field, end in ((self.low, slider.low), (self.high, slider.high)):
            step = _scale(slider).step * 50
            field.set_limits(-1e12, 1e12, step)
            field.show_value(end)

    def set_colours(self, colours: Colours) -> None:
        """The theme's colours."""
        for field in (self.row.field, self.low, self.high):
            field.set_colours(colours)

    def _teller(self, part: str, field: ShortNumberField):  # type: ignore[no-untyped-def]
        def tell(text: str) -> None:
            self.typed.emit(text, part, field)

        return tell


class FormulaSliders(QWidget):
    """A row for each name.

    Signals:
        moved: a name, its value, and the merge key of the gesture.
        typed: a name, what was typed, which of ``value``, ``low`` and ``high``, and the field.
    """

    moved = Signal(str, float, object)
    typed = Signal(str, str, str, object)

    def __init__(self, new_gesture: NewGesture, colours: Colours) -> None:
        super().__init__()
        self._new_gesture = new_gesture
        self._colours = colours
        self.rows: dict[str, SliderOfName] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def show_sliders(self, names: tuple[str, ...], settings: FormulaSettings) -> None:
        """Shows a row for each of these names, in this order."""
        for name in [name for name in self.rows if name not in names]:
            row = self.rows.pop(name)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for index, name in enumerate(names):
            if name not in self.rows:
                self.rows[name] = self._made(name)
            row = self.rows[name]
            if self._column.indexOf(row) != index:
                self._column.insertWidget(index, row)
            row.show_slider(settings.slider(name))

    def set_colours(self, colours: Colours) -> None:
        """The theme's colours, of rows that come too."""
        self._colours = colours
        for row in self.rows.values():
            row.set_colours(colours)

    def _made(self, name: str) -> SliderOfName:
        row = SliderOfName(name, self._new_gesture)
        row.set_colours(self._colours)

        def moved(value: float, gesture: Hashable) -> None:
            self.moved.emit(name, value, gesture)

        def typed(text: str, part: str, field: ShortNumberField) -> None:
            self.typed.emit(name, text, part, field)

        row.moved.connect(moved)
        row.typed.connect(typed)
        return row


def _scale(slider: Slider) -> Scale:
    """Some hundreds of steps of a round size, so that the values are round too."""
    wanted = (slider.high - slider.low) / _STEPS
    exponent = float(f"1e{f'{wanted:e}'.split('e')[1]}")
    step = next(factor * exponent for factor in (1, 2, 5, 10) if factor * exponent >= wanted)
    return Scale(slider.low, slider.high, step)
