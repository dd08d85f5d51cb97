"""The clipping audit: how much of the map lies outside the picture's range, and what mends it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from convstudio.gui.numerals import shown
from convstudio.gui.panels.fields import FIELD_HEIGHT, in_lines, in_six_digits
from convstudio.gui.panels.form import keep_room, muted_label, show_or_hide
from convstudio.jobs.background import Surveyed
from convstudio.kernel.notation import format_number
from convstudio.pipeline.fitting import Fit

GREY_AFTER = 200  # milliseconds: counts that follow the hand at once do not flicker
_PARTS = {"visible": "of the visible part", "whole": "of the whole map"}
_TIP = "The share of the map's values below 0 and above the picture's white, whatever the tone."


class ClippingAudit(QWidget):
    """Two lines and a button, with room for them at all times.

    Signals:
        fit_wanted: the fit on the button is to be put in force.
    """

    fit_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = muted_label("Values outside the range", lines=2)
        self.words.setToolTip(in_lines(_TIP))
        self.button = QPushButton()
        self.button.setMinimumHeight(FIELD_HEIGHT)
        self.button.clicked.connect(self.fit_wanted)
        keep_room(self.button)
        self.button.hide()
        self._counted = False
        self._greying = QTimer(self)
        self._greying.setSingleShot(True)
        self._greying.setInterval(GREY_AFTER)
        self._greying.timeout.connect(lambda: self.words.setEnabled(False))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.words)
        column.addWidget(self.button)

    def show_surveyed(self, surveyed: Surveyed | None, full_range: float) -> None:
        """Shows what lies outside 0 … ``full_range``; None while it is being counted anew."""
        if surveyed is None:
            if not self._counted:
                self.words.setText("Counting …")
            elif not self._greying.isActive():
                self._greying.start()
            return
        self._counted = True
        self._greying.stop()
        self.words.setEnabled(True)
        counted = surveyed.map.statistics
        about = "" if surveyed.map.exact else "≈ "
        below, above = (per_cent(share) for share in (counted.share_below, counted.share_above))
        words = f"{about}{below} below 0 · {above} above {shown(format_number(full_range))}"
        part = _PARTS[surveyed.scope]
        if counted.nans:
            part += f" · {per_cent(counted.nans / counted.count)} not a number"
        self.words.setText(f"{words}\n{part}")

    def show_fit(self, fit: Fit | None, heir: QWidget) -> None:
        """Shows what would bring all of the map into the range, if anything would."""
        if fit is not None:
            divisor, offset = (shown(in_six_digits(n)) for n in (fit.divisor, fit.offset))
            text = f"Fit &with divisor {divisor}, offset {offset}".replace("-", "−")
            self.button.setText(text)
            self.button.setAccessibleName(text.replace("&", ""))
            self.button.setToolTip(
                in_lines(
                    f"Divides the kernel's sums by {divisor} and adds {offset} as the bias, so "
                    "that none of the values counted here lies outside the range (Alt+W). Undo "
                    "takes it back."
                )
            )
            self.button.setEnabled(True)
        show_or_hide(self.button, fit is not None, heir)

    def hold_fit(self, heir: QWidget) -> None:
        """The fit is of a map that is no longer: it waits for the next one."""
        if self.button.hasFocus():
            heir.setFocus()
        self.button.setEnabled(False)

    def show_no_map(self, heir: QWidget) -> None:
        """There is no map, so nothing lies outside."""
        self._counted = False
        self._greying.stop()
        self.words.setEnabled(True)
        self.words.setText("No feature map.")
        self.show_fit(None, heir)


def per_cent(share: float) -> str:
    """A share with one decimal; what is not nothing is never told as 0.0 %, nor as all."""
    if 0 < share < 0.001:
        return shown("< 0.1 %")
    if 0.999 < share < 1:
        return shown("> 99.9 %")
    return shown(f"{100 * share:.1f} %")
