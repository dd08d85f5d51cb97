"""The Tone panel.

Who uses it: someone who sees a map gone black or white and wants to know how much of it lies
outside what a screen can show.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.panels.form import Panel, label_for, muted_label
from convstudio.imaging.tone import Clipping, Tone
from convstudio.kernel.notation import format_number

_MODES = (
    ("clip", "Clip to range", "Values below 0 are black, values above the range white."),
    ("absolute", "Absolute value", "The sign is dropped: edges of both directions are bright."),
)


class TonePanel(Panel):
    """How the map becomes visible, and what lies outside its range.

    Signals:
        mode_chosen: ``"clip"`` or ``"absolute"``.
    """

    mode_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("Tone")
        self.mode = ChoiceBox(
            "Tone", "How the feature map becomes visible; the map itself stays as it is."
        )
        for index, (mode, text, tip) in enumerate(_MODES):
            self.mode.addItem(text, mode)
            self.mode.setItemData(index, tip, Qt.ItemDataRole.ToolTipRole)
        self.mode.activated.connect(lambda i: self.mode_chosen.emit(self.mode.itemData(i)))
        self.outside = muted_label("Values outside the range", lines=2)
        self.outside.setToolTip("The share of the map's values that lie outside the visible range.")
        form = self.add_form()
        form.addRow(label_for("Sho&w", self.mode), self.mode)
        self.column.addWidget(self.outside)

    def show_tone(self, tone: Tone) -> None:
        """Shows the tone in force."""
        self.mode.choose(tone.mode)

    def show_clipping(self, clipping: Clipping | None, full_range: float) -> None:
        """Shows what lies outside 0 … ``full_range``, or that it is being counted."""
        if clipping is None:
            self.outside.setText("Counting …")
            return
        self.outside.setText(
            f"{_per_cent(clipping.share_below)} below 0\n"
            f"{_per_cent(clipping.share_above)} above {format_number(full_range)}"
        )

    def show_no_map(self) -> None:
        """There is no map, so nothing lies outside."""
        self.outside.setText("No feature map.")


def _per_cent(share: float) -> str:
    """A share with one decimal; what is not nothing is never told as 0.0 %."""
    if 0 < share < 0.001:
        return "less than 0.1 %"
    return f"{100 * share:.1f} %"
