"""The Histogram panel.

Who uses it: someone who wants to see where the values of a map lie before deciding which of them
are black and white, and to take hold of those two right there.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from convstudio.gui.panels.boxes import ChoiceBox, FlatButton
from convstudio.gui.panels.clipping_audit import GREY_AFTER
from convstudio.gui.panels.form import Panel, new_row, show_or_hide
from convstudio.gui.viewer.histogram_plot import HistogramPlot
from convstudio.gui.viewer.histogram_table import HistogramTable
from convstudio.imaging.grading import Grading
from convstudio.jobs.background import Surveyed

_KEY = "Ctrl+Shift+H"
_SCOPES = {
    "visible": ("Visible", "Of the part that is on screen."),
    "whole": ("Whole", "Of the whole picture and the whole map, also where that takes a while."),
}
_SCALES = {
    "linear": ("Linear", "Heights are counts."),
    "log": ("Log", "Heights are logarithms of counts: what is rare is seen too."),
}


class HistogramPanel(Panel):
    """Curves, handles and statistics under a heading that folds them away.

    Signals:
        scope_chosen: "visible" or "whole".
        scale_chosen: whether heights are logarithms.
        unfolded: whether all is shown, after a hand has changed it.
        range_dragged: (darkest, lightest) in the picture's units, while the hand moves.
        range_reset: the range of the tone's mode is wanted back.
    """

    scope_chosen = Signal(str)
    scale_chosen = Signal(bool)
    unfolded = Signal(bool)
    range_dragged = Signal(float, float)
    range_reset = Signal()

    def __init__(self) -> None:
        self.button = FlatButton()
        self.scale = _choices("Scale of the histogram", "How high the curves are.", _SCALES)
        self.scope = _choices("Scope of the histogram", "What is counted.", _SCOPES)
        super().__init__("Histogram", self._head())
        self.plot = HistogramPlot()
        self.table = HistogramTable()
        self._body = QWidget()
        self._gesture = 0
        self._greying = QTimer(self)
        self._greying.setSingleShot(True)
        self._greying.setInterval(GREY_AFTER)
        self._greying.timeout.connect(lambda: self._set_stale(True))
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.plot)
        column.addWidget(self.table)
        self.column.addWidget(self._body)
        self.column.setSpacing(4)
        self._connect()
        self.set_logarithmic(True)
        self.unfold(True)

    @property
    def gesture(self) -> int:
        """The number of the drag under way, or of the last: what one drag does is one edit."""
        return self._gesture

    @property
    def is_unfolded(self) -> bool:
        """Whether all is shown."""
        return not self._body.isHidden()

    def unfold(self, unfolded: bool) -> None:
        """Shows all, or the heading alone."""
        for part in (self._body, self.scale, self.scope):
            show_or_hide(part, unfolded, self.button)
        self.button.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        self.button.setAccessibleName("Fold the histogram" if unfolded else "Unfold the histogram")

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Whether heights are the logarithms of the counts."""
        self.scale.choose("log" if logarithmic else "linear")
        self.plot.set_logarithmic(logarithmic)

    def show_surveyed(self, surveyed: Surveyed | None) -> None:
        """Shows what was counted; None while it is being counted anew: the last is greyed soon."""
        if surveyed is None:
            if not self._greying.isActive():
                self._greying.start()
            return
        self._greying.stop()
        self._set_stale(False)
        self.scope.choose(surveyed.scope)
        self.plot.show_surveyed(surveyed)
        self.table.show_surveys((surveyed.original, surveyed.map))

    def show_grading(self, grading: Grading | None) -> None:
        """Shows the values that are darkest and lightest; None while they are being found."""
        self.plot.show_grading(grading)

    def show_no_map(self) -> None:
        """There is no map, and nothing to count."""
        self._greying.stop()
        self._set_stale(False)
        self.plot.show_surveyed(None)
        self.table.show_surveys(())

    def toggle(self) -> None:
        """Folds or unfolds as the button does."""
        self.unfold(not self.is_unfolded)
        self.unfolded.emit(self.is_unfolded)

    def _head(self) -> QWidget:
        self.button.setText("Histogram")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setProperty("role", "heading")
        self.button.setToolTip(f"Fold or unfold the histogram ({_KEY})")
        head = QWidget()
        row = new_row(head)
        row.addWidget(self.button)
        row.addStretch(1)
        row.addWidget(self.scale)
        row.addWidget(self.scope)
        return head

    def _connect(self) -> None:
        self.button.clicked.connect(self.toggle)
        self.scale.activated.connect(self._on_scale_activated)
        self.scope.activated.connect(self._on_scope_activated)
        self.plot.range_dragged.connect(self.range_dragged)
        self.plot.range_reset.connect(self.range_reset)
        self.plot.gesture_begun.connect(self._on_gesture_begun)

    def _set_stale(self, stale: bool) -> None:
        self.plot.set_stale(stale)
        self.table.setEnabled(not stale)

    def _on_scale_activated(self, index: int) -> None:
        logarithmic = self.scale.itemData(index) == "log"
        self.set_logarithmic(logarithmic)
        self.scale_chosen.emit(logarithmic)

    def _on_scope_activated(self, index: int) -> None:
        self.scope_chosen.emit(self.scope.itemData(index))

    def _on_gesture_begun(self) -> None:
        self._gesture += 1


def _choices(name: str, tip: str, entries: dict[str, tuple[str, str]]) -> ChoiceBox:
    box = ChoiceBox(name, tip)
    for value, (label, help_) in entries.items():
        box.add_choice(value, label, help_)
    return box
