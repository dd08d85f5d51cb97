"""The status bar.

Who uses it: everybody, with half an eye. It says what the map on screen is, what goes on behind it
and how to end that, and which values lie under the cursor.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QStatusBar,
    QStyle,
    QStyleOption,
    QToolButton,
    QWidget,
)

from convstudio.gui.elided_label import ElidedLabel
from convstudio.gui.numerals import shown
from convstudio.gui.panels.fields import in_lines
from convstudio.jobs.background import Progress
from convstudio.numerics.engine import Explanation

_LONGEST_PLAN = "Plan: separable"
_TOLD_FOR = 8000  # milliseconds that a passing message stays
_PATIENCE = 500  # milliseconds after which what goes on is worth telling
_BAR_WIDTH = 96  # pixels
_MESSAGE_MARGIN = 6  # pixels
_STOPS = {
    "Saving": "Stop saving; a file that is there already stays.",
    "Copying": "Stop copying; what is on the clipboard stays.",
}


class StatusBar(QStatusBar):
    """Passing messages on the left; on the right what is and what goes on.

    Signals:
        call_off_wanted: what goes on behind the map on screen is to end.
        stop_opening_wanted, stop_saving_wanted: so are these.
    """

    call_off_wanted = Signal()
    stop_opening_wanted = Signal()
    stop_saving_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._state, self._reading = ElidedLabel(), ElidedLabel()
        self._zoom, self._plan = QLabel(), QLabel()
        self.unkept = QLabel("⚠ Not kept for recovery")
        self.work = _Work("Stop the computation", "Stop; the map stays as it is on screen.")
        self.work.keep_room()
        self.work.call_off_wanted.connect(self.call_off_wanted)
        self.opening = _Work("Stop opening", "Stop opening; the picture on screen stays.")
        self.opening.call_off_wanted.connect(self.stop_opening_wanted)
        self.saving = _Work("Stop saving", _STOPS["Saving"])
        self.saving.call_off_wanted.connect(self.stop_saving_wanted)
        for label, name in (
            (self.unkept, "Not kept for recovery"),
            (self._state, "State of the feature map"),
            (self._zoom, "Zoom"),
            (self._reading, "Values under the cursor"),
            (self._plan, "Plan of the feature map"),
        ):
            label.setAccessibleName(name)
            label.setContentsMargins(8, 0, 8, 0)
        self._zoom.setMinimumWidth(64)
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._plan.setProperty("role", "muted")
        self._plan.setMinimumWidth(self._plan.fontMetrics().horizontalAdvance(_LONGEST_PLAN) + 16)
        self._plan.hide()
        self.unkept.hide()
        files = (self.opening, self.saving)
        for widget in (
            self._reading,
            self.unkept,
            *files,
            self._plan,
            self.work,
            self._state,
            self._zoom,
        ):
            self.addPermanentWidget(widget)
        self.setSizeGripEnabled(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The message, with an … where Qt would cut it in the middle of a letter."""
        if not self.currentMessage():
            super().paintEvent(event)
            return
        words = self.fontMetrics().elidedText(
            self.currentMessage(), Qt.TextElideMode.ElideRight, self.room
        )
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        # The line above the bar: what Qt paints anew under a message has it too.
        panel = QStyle.PrimitiveElement.PE_PanelStatusBar
        self.style().drawPrimitive(panel, option, painter, self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        box = self.rect().adjusted(_MESSAGE_MARGIN, 0, 0, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    @property
    def room(self) -> int:
        """The pixels that a message has, left of the first of what stands on the right."""
        return self._reading.x() - 2 * _MESSAGE_MARGIN

    def tell(self, message: str) -> None:
        """Shows a passing message."""
        self.showMessage(message, _TOLD_FOR)

    def show_unkept(self, why: str) -> None:
        """Marks, as long as it lasts, that edits cannot be kept for recovery; "": they can."""
        self.unkept.setVisible(bool(why))
        self.unkept.setToolTip(in_lines(why))
        self.unkept.setAccessibleDescription(why)

    def show_state(self, state: str) -> None:
        """Shows what the map on screen is."""
        self._state.set_full_text(state)

    def show_plan(self, explanation: Explanation | None) -> None:
        """Shows by which plan the map on screen was computed, and why as the tooltip."""
        self._plan.setText("" if explanation is None else f"Plan: {explanation.plan}")
        self._plan.setToolTip("" if explanation is None else explanation.reason)

    def set_plan_shown(self, shown: bool) -> None:
        """Whether the plan is told at all."""
        self._plan.setVisible(shown)

    def show_zoom(self, scale: float | None) -> None:
        """Shows the scale of both views; None: they are plots, which have none in per cent."""
        if scale is None:
            self._zoom.setText("")
            return
        per_cent = 100 * scale
        self._zoom.setText(shown(f"{per_cent:.0f} %" if per_cent >= 10 else f"{per_cent:.2g} %"))

    def show_reading(self, text: str) -> None:
        """Shows the values under the cursor."""
        self._reading.set_full_text(text)

    def show_progress(self, progress: Progress | None) -> None:
        """Shows how far the work behind the map is; None: there is none."""
        self.work.show_progress(progress)

    def show_saved(self, progress: Progress | None) -> None:
        """Shows how much is done of what is being saved or copied; None: nothing is."""
        if progress is not None:
            self.saving.end.setAccessibleName(f"Stop {progress.what.lower()}")
            self.saving.end.setToolTip(_STOPS.get(progress.what, ""))
        self.saving.show_progress(progress)

    def show_opened(self, progress: Progress) -> None:
        """Shows how much of a picture is read."""
        self.opening.show_progress(progress)

    def set_opening(self, opening: bool) -> None:
        """Shows or hides that a picture is being read; how much of it is told later, if ever."""
        self.opening.show_progress(Progress("Opening", None) if opening else None)


class _Work(QWidget):
    """A bar and a button to end it, once the work has gone on for a while."""

    call_off_wanted = Signal()

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        self.bar = QProgressBar()
        self.bar.setFixedWidth(_BAR_WIDTH)
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(10)
        self.end = QToolButton()
        self.end.setText("✕")
        self.end.setAutoRaise(True)
        self.end.setIconSize(QSize(12, 12))
        self.end.setAccessibleName(name)
        self.end.setToolTip(tip)
        self.end.clicked.connect(self._on_end_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.bar)
        row.addWidget(self.end)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._on_patience_ended)
        self.hide()

    def keep_room(self) -> None:
        """Its room stays while it is hidden, so that what comes and goes moves nothing."""
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)

    def show_progress(self, progress: Progress | None) -> None:
        if progress is None:
            self._patience.stop()
            self.hide()
            return
        known = progress.share is not None
        per_cent = round(100 * (progress.share or 0))
        self.bar.setRange(0, 100 if known else 0)
        self.bar.setValue(per_cent)
        self.bar.setAccessibleName(progress.what)
        self.bar.setToolTip(f"{progress.what}: {per_cent} %" if known else f"{progress.what} …")
        if self.isHidden() and not self._patience.isActive():
            self._patience.start()

    def _on_patience_ended(self) -> None:
        self.show()

    def _on_end_clicked(self) -> None:
        self.call_off_wanted.emit()
