"""The Response page.

Who uses it: someone who wants to know what a kernel will do before running it, and why it does
what is seen; someone who designs a filter by its frequency response.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.numerals import shown
from convstudio.gui.panels.fields import in_lines
from convstudio.gui.panels.form import muted_label, new_form
from convstudio.gui.settings import Settings
from convstudio.gui.theme import Colours, colours_of
from convstudio.gui.workbench.amount_row import AmountRow
from convstudio.gui.workbench.operation_forms import Amount
from convstudio.gui.workbench.plot_saver import PlotSaver
from convstudio.gui.workbench.response_text import ROWS, factor_text, rows, words
from convstudio.jobs.responses import Response, responding
from convstudio.jobs.worker import Worker
from convstudio.numerics.tiles import CancelToken

if TYPE_CHECKING:
    from convstudio.gui.workbench.response_plots import ResponsePlots

_MARGIN = 16
_WORD_LINES, _FACTOR_LINES = 4, 4
_ANGLE = Amount(
    "&Angle",
    "The direction of the slice, and in which edge and line are crossed, in degrees, anticlockwise "
    "from the right.",
    0,
    180,
    0,
    fractions=True,
)


class ResponsePage(QWidget):
    """What the kernel that is seen will do: in words, in numbers, in plots; live.

    All is worked out in the background, and only while the page is open; kernels that are replaced
    before their turn comes are passed over.

    Signals:
        told: a sentence for the status bar.
        shown: a response is on the page.
    """

    told = Signal(str)
    shown = Signal()

    def __init__(self, edits: KernelEdits, settings: Settings) -> None:
        super().__init__()
        self._edits = edits
        self._response: Response | None = None
        self._worker: Worker | None = None
        self._loader = Worker("plots", newest_wins=True, parent=self)
        self._outdated = False
        self.plots: ResponsePlots | None = None
        self.words = _selectable("In words", lines=_WORD_LINES)
        self.numbers = {name: _selectable(name) for name in ROWS}
        self.factors = _factor_field()
        self.angle = AmountRow(_ANGLE)
        self.angle.setParent(self)  # until the plots are there
        self.angle.hide()
        self.angle.changed.connect(self._on_angle_changed)
        self._chosen = False  # whether the angle was set
        self.saver = PlotSaver(edits, settings, self)
        self.saver.told.connect(self.told)
        self._place()
        self.setFocusProxy(self._scroll)
        session = edits.session
        edits.changed.connect(self.refresh)
        session.picture_changed.connect(self.refresh)
        session.trial_changed.connect(self.refresh)

    @property
    def response(self) -> Response | None:
        """What is on the page."""
        return self._response

    def refresh(self) -> None:
        """Works everything out anew that is not known, if anybody sees it."""
        if self._worker is None or not self.isVisible() or not self._edits.has_kernel:
            return
        if self._worker.busy:  # finished first: under a hand that never rests nothing else would be
            self._outdated = True
            return
        self._outdated = False
        session = self._edits.session
        try:
            angle = self.angle.value()
        except ValueError:
            return  # the field is marked and says why
        before = self._edits.before
        if session.trying:  # what is on trial is compared with what is in force
            before = self._edits.kernel
        self._worker.start(
            responding(
                session.whole_shown,
                session.picture,
                angle,
                before,
                self._response,
                self._edits.place,
            )
        )

    def stop(self) -> None:
        """Ends the threads."""
        self._loader.stop()
        if self._worker is not None:
            self._worker.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._worker is None:
            self._worker = Worker("response", newest_wins=True, parent=self)
            self._worker.finished.connect(self._on_finished)
            self._worker.failed.connect(self._on_failed)
            self._loader.finished.connect(self._build_plots)
            self._loader.failed.connect(self._on_failed)
            self._loader.start(_plots_loaded)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._worker is not None:
            self._worker.cancel()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._dress()

    def _build_plots(self, plots: type[ResponsePlots]) -> None:
        self.plots = plots(self.angle, self.saver)
        self._column.insertWidget(self._column.count() - 1, self.plots)
        self.angle.show()
        self._dress()
        if self._response is not None:
            self.plots.show_response(self._response)

    def _dress(self) -> None:
        colours: Colours = colours_of(self)
        self.angle.field.set_colours(colours)
        if self.plots is not None:
            self.plots.set_colours(colours)

    def _on_angle_changed(self) -> None:
        self._chosen = True
        self.refresh()

    def _on_finished(self, response: Response) -> None:
        self._response = response
        if not self._chosen and response.is_flat:  # once: then the angle stays where it is
            self.angle.set_value(round(response.measures.spectrum.direction))
            return
        self.words.setText(shown(words(response)))
        for name, text in rows(response).items():
            self.numbers[name].setText(shown(text))
        text = factor_text(response.measures)
        if self.factors.toPlainText() != text:  # what is selected stays so
            self.factors.setPlainText(text)
        if self.plots is not None:
            self.plots.show_response(response)
        self.shown.emit()
        self._go_on()

    def _on_failed(self, error: Exception) -> None:
        self.words.setText(f"This could not be worked out: {error}")
        self._go_on()

    def _go_on(self) -> None:
        """With the newest of what was asked for meanwhile."""
        if self._outdated:
            self.refresh()

    def _place(self) -> None:
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(_MARGIN, 4, _MARGIN, _MARGIN)
        self._column.setSpacing(8)
        self._column.addWidget(self.words)
        form: QFormLayout = new_form()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        for name, value in self.numbers.items():
            label = QLabel(name)
            label.setToolTip(in_lines(ROWS[name]))
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            value.setToolTip(in_lines(ROWS[name]))
            form.addRow(label, value)
        self._column.addLayout(form)
        self._column.addWidget(self.factors)
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._scroll.setAccessibleName("Response of the kernel")
        self._scroll.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)


def _plots_loaded(_cancel: CancelToken, _publish: object) -> type[ResponsePlots]:
    """The plots' library takes half a second to load: when they are first seen, and in a thread."""
    from convstudio.gui.workbench.response_plots import ResponsePlots  # noqa: PLC0415

    return ResponsePlots


def _selectable(name: str, *, lines: int = 1) -> QLabel:
    """Text that may be copied, with room for its lines so that nothing jumps."""
    label = muted_label(name, lines=lines)
    label.setProperty("role", "")
    label.setWordWrap(True)
    return label


def _factor_field() -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setReadOnly(True)
    field.setTabChangesFocus(True)
    field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    field.setAccessibleName("Factors")
    field.setToolTip(
        in_lines("Columns and rows whose products add up to the weights as typed; to be copied.")
    )
    field.setFixedHeight(field.fontMetrics().lineSpacing() * (_FACTOR_LINES + 1) + 8)
    return field
