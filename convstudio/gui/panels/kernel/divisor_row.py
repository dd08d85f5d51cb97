"""The divisor, what makes it follow the sum, and the sums."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from convstudio.gui.elided_label import ElidedLabel
from convstudio.gui.numerals import shown
from convstudio.gui.panels.boxes import SwitchBox
from convstudio.gui.panels.fields import FIELD_HEIGHT, NumberField, in_lines, in_six_digits
from convstudio.gui.panels.form import new_row
from convstudio.kernel.constraints import Sums
from convstudio.kernel.notation import format_number

_DIVISOR_WIDTH = 86  # pixels, for eight digits
_BUTTON_WIDTH = 58
_TIP = "The weighted sum is divided by this number; it must not be 0."
_SUM_TIP = "Divide by the sum of the weights, once: the brightness stays."
_ROW_TIP = "Divide all weights of the row by their sum, once: the brightness stays."


class DivisorRow(QWidget):
    """The divisor's field, “= sum” and “auto”."""

    def __init__(self) -> None:
        super().__init__()
        self.field = _DivisorField()
        self.field.setFixedWidth(_DIVISOR_WIDTH)
        self.equal_sum = QPushButton("= sum")
        self.equal_sum.setAccessibleName("Divisor = sum")
        self.equal_sum.setToolTip(in_lines(_SUM_TIP))
        self.equal_sum.setFixedSize(_BUTTON_WIDTH, FIELD_HEIGHT)
        self.auto = SwitchBox(
            "Auto",
            "The divisor follows the sum while weights are edited, and is 1 where the sum is 0.",
        )
        row = new_row(self)
        row.setSpacing(6)
        row.addWidget(self.field)
        row.addWidget(self.equal_sum)
        row.addWidget(self.auto)
        row.addStretch(1)
        self.setFocusProxy(self.field)

    @property
    def follows(self) -> bool:
        """Whether the divisor follows the sum while weights are edited."""
        return self.auto.isChecked() and not self.auto.isHidden()

    def be_of_row(self, *, row: bool) -> None:
        """Is a kernel's, or that of a row of weights: these are edited one by one."""
        self.auto.setVisible(not row)
        self.equal_sum.setToolTip(in_lines(_ROW_TIP if row else _SUM_TIP))

    def show_divisor(self, divisor: float, total: float) -> None:
        """Shows the divisor in force, beside the sum of the weights."""
        self.field.show_value(divisor)
        self.equal_sum.setEnabled(total not in (0, divisor) and not self.follows)
        self.field.setEnabled(not self.follows)


class _DivisorField(NumberField):
    """Six digits fit; the tooltip has all of them."""

    def __init__(self) -> None:
        super().__init__("Divisor", _TIP)

    def show_value(self, value: float) -> None:
        super().show_value(value)
        exact = format_number(value)
        self.set_tip(_TIP if exact == self.words(value) else f"{_TIP} Now {shown(exact)}.")

    def words(self, value: float) -> str:
        return in_six_digits(value)


class SumLine(ElidedLabel):
    """The sum of the weights, divided too, that of the positive ones and of the negative ones."""

    def __init__(self) -> None:
        super().__init__(mode=Qt.TextElideMode.ElideRight)
        self._tip = ""
        self.setProperty("role", "muted")
        self.setAccessibleName("Sum of the weights")

    def show_sums(self, sums: Sums, divisor: float) -> None:
        """Shows the sums in force."""
        total, positive, negative = sums.total, sums.positive, sums.negative
        gain = total / divisor
        divided = f" ÷ {_rounded(divisor)} = {_rounded(gain)}" if divisor != 1 else ""
        parts = [f"{sign}{_rounded(size)}" for sign, size in (("+", positive), ("−", -negative))]
        both = ", ".join(part for part in parts if part[1:] != "0") or "0"
        self.set_full_text(f"Sum {_rounded(total)}{divided}  ({both})")
        whole, up, down, then = (
            shown(format_number(number)) for number in (total, positive, negative, gain)
        )
        self._tip = in_lines(
            f"The weights add up to {whole}: the positive ones to {up}, the negative ones to "
            f"{down}. Divided, to {then}. "
            "1 keeps the brightness, 0 makes even areas black."
        )
        self.setToolTip(self._tip)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(self._tip)


def _rounded(value: float) -> str:
    """In at most eight characters, so that all sums fit one line; the tooltip has all digits."""
    exact = format_number(value)
    return shown((exact if len(exact) <= 8 else f"{value:.4g}").replace("-", "−"))
