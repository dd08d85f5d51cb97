"""A slider with its number field."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.panels.fields import NumberField, in_lines
from convstudio.gui.panels.form import new_row
from convstudio.gui.workbench.operation_forms import Amount
from convstudio.kernel.notation import parse_number

_FIELD_WIDTH = 92  # pixels


class _Field(NumberField):
    """Tells when typed text was given up.

    Signals:
        forgotten: the value in force is shown in its place.
    """

    forgotten = Signal()

    def forget_typed(self) -> None:
        super().forget_typed()
        self.forgotten.emit()


class _Slider(QSlider):
    """Turns under the wheel only where it was chosen, so that scrolling a page changes nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class AmountRow(QWidget):
    """One number, by slider or typed.

    Signals:
        changed: another number, or one that is refused.
    """

    changed = Signal()

    def __init__(self, amount: Amount) -> None:
        super().__init__()
        self.amount = amount
        self._value = min(max(amount.start, amount.minimum), amount.maximum)
        self._refusal: ConvStudioError | None = None
        low, high = amount.slides or (amount.minimum, amount.maximum)
        self.field = _Field(amount.name, amount.tip)
        self.field.set_limits(amount.minimum, amount.maximum, amount.step)
        self.field.setFixedWidth(_FIELD_WIDTH)
        self.slider = _Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(low / amount.step), round(high / amount.step))
        self.slider.setPageStep(max((self.slider.maximum() - self.slider.minimum()) // 10, 1))
        self.slider.setAccessibleName(f"{amount.name}, slider")
        self.slider.setToolTip(in_lines(amount.tip))
        row: QHBoxLayout = new_row(self)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        self.setFocusProxy(self.slider)
        self.field.text_entered.connect(self._on_text_entered)
        self.field.forgotten.connect(self._on_forgotten)
        self.slider.valueChanged.connect(self._on_slid)
        self._show()

    def value(self) -> float:
        """The number.

        Raises:
            ArgumentValueError: what was typed is none, or out of range.
        """
        if self._refusal is not None:
            raise self._refusal
        return self._value

    def set_value(self, value: float) -> None:
        """Takes another number, within the range."""
        self._value = min(max(value, self.amount.minimum), self.amount.maximum)
        self._refusal = None
        self._show()
        self.changed.emit()

    def _on_text_entered(self, text: str) -> None:
        try:
            self._value = self.amount.check(parse_number(text, self.amount.name.lower()))
            self._refusal = None
            self._show()
        except ConvStudioError as error:
            self._refusal = error
            self.field.mark(error)
        self.changed.emit()

    def _on_forgotten(self) -> None:
        if self._refusal is not None:
            self._refusal = None
            self.field.mark(None)
            self.changed.emit()

    def _on_slid(self, steps: int) -> None:
        self.set_value(float(f"{steps * self.amount.step:.12g}"))

    def _show(self) -> None:
        self.field.show_value(self._value)
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(self._value / self.amount.step))
