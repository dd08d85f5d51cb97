"""A number field that holds a checked value: what is refused is marked, and the last good stays."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from convstudio.errors import ConvStudioError
from convstudio.gui.panels.fields import NumberField
from convstudio.kernel.formula import parse_weight
from convstudio.kernel.notation import parse_integer
from convstudio.numerics import validation

Check = Callable[[str], float]


class ValueField(NumberField):
    """A number.

    Signals:
        changed: another value is in force.
        refused: why a text was not taken.
    """

    changed = Signal()
    refused = Signal(object)

    def __init__(self, name: str, tip: str, check: Check, *, step: int = 1) -> None:
        super().__init__(name, tip, step=step)
        self._check = check
        self.text_entered.connect(self._on_entered)

    def set_check(self, check: Check) -> None:
        """What its texts are checked by from here on."""
        self._check = check

    def put(self, value: float) -> None:
        """Puts a value in force, and tells it where it is another."""
        before = self.value
        self.show_value(value)
        if value != before:
            self.changed.emit()

    def _on_entered(self, text: str) -> None:
        try:
            value = self._check(text)
        except ConvStudioError as error:
            self.forget_typed()
            self.mark(error)
            self.refused.emit(error)
            return
        self.put(value)


def whole_field(name: str, tip: str, value: int, low: int, high: int, step: int = 1) -> ValueField:
    """A field for a whole number from ``low`` to ``high``."""

    def check(text: str) -> float:
        return validation.integer(parse_integer(text, name), name, minimum=low, maximum=high)

    field = ValueField(name, f"{tip} {low:,} to {high:,}.", check, step=step)
    field.set_limits(low, high, step)
    field.show_value(value)
    return field


def number_field(name: str, tip: str, value: float) -> ValueField:
    """A field for any number; arithmetic such as ``180/7`` counts."""
    field = ValueField(name, tip, lambda text: parse_weight(text, name))
    field.show_value(value)
    return field
