"""File ▸ Batch …: the pipeline on many pictures, from the window.

Who uses it: someone who has found a filter on one picture and wants it on all of the day's, or on a
folder of scans. The window stays free: the pipeline may be shaped on, and the preview follows.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from convstudio.errors import ConvStudioError
from convstudio.gui.files.batch.batch_form import BatchForm
from convstudio.gui.files.batch.batch_inputs import BatchInputs
from convstudio.gui.files.batch.batch_report import BatchReport
from convstudio.gui.files.batch.batch_words import PLAN_LINES, caption, in_words
from convstudio.gui.files.pictures.picture_preview import PicturePreview
from convstudio.gui.notices import Notices
from convstudio.gui.panels.form import muted_label, new_form
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.jobs.batch.plan import Plan
from convstudio.jobs.batch.report import Began, Ended, Report
from convstudio.jobs.batching import Asked, Looked, Planned, looking, planning, running
from convstudio.jobs.worker import Worker
from convstudio.numerics.tiles import CancelToken

_PAUSE = 200  # milliseconds: who types makes many plans
_PREVIEW_SIDE = 480  # pixels of the first picture and of its map
_MOST_LOOKED_AT = 16  # pictures, where one after the other cannot be read
_SETTINGS, _REPORT = 0, 1


class BatchDialog(QDialog):
    """Settings, then progress and report; closed, it lets what runs go on.

    Signals:
        told: a sentence for the status bar.
        busy_changed: whether a batch runs.
    """

    told = Signal(str)
    busy_changed = Signal(bool)

    def __init__(self, session: Session, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("batch")
        self.setWindowTitle("Batch")
        self._session = session
        self._stop: CancelToken | None = None
        self._first: object = None  # what the preview shows: the first that can be read
        self.notices = Notices(self)
        self.planner = Worker("batch-plan", newest_wins=True, parent=self)
        self.looker = Worker("batch-look", newest_wins=True, parent=self)
        self.runner = Worker("batch", newest_wins=False, parent=self)
        self.inputs = BatchInputs(settings)
        self.form = BatchForm(self, settings)
        self.preview = PicturePreview(self.looker, lines=2)
        self.plan_words = muted_label("What will be done", lines=PLAN_LINES)
        self.report = BatchReport()
        self.pages = QStackedWidget()
        self.start_button = QPushButton("&Start")
        self.stop_button = QPushButton("Sto&p")
        self.back_button = QPushButton("Bac&k")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._place()
        self._connect()
        self._show_page(_SETTINGS)
        self.resize(self.sizeHint())
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(940, 660)

    @property
    def busy(self) -> bool:
        """Whether a batch runs."""
        return self._stop is not None

    def refresh(self) -> None:
        """Plans anew what is asked for now, and looks at its first picture."""
        self._timer.stop()
        asked = self._asked()
        if asked is not None:
            self.planner.start(planning(asked))

    def start(self) -> None:
        """Begins the batch with what is asked for now."""
        asked = self._asked()
        if asked is None or self.busy:
            return
        self.form.keep()
        self._stop = CancelToken()
        self.report.begin()
        self._show_page(_REPORT)
        self.runner.start(running(asked, self._stop))
        self.busy_changed.emit(True)

    def call_off(self) -> None:
        """Stops the batch after the piece of work at hand; what is made is whole and stays."""
        if self._stop is not None:
            self._stop.cancel()
            self.stop_button.setEnabled(False)
            self.report.title.setText("Stopping …")

    def stop_all(self) -> None:
        """Ends the threads, for the window closes; files that are not whole are taken away."""
        self._timer.stop()
        if self._stop is not None:
            self._stop.cancel()
        for worker in (self.planner, self.looker, self.runner):
            worker.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in a field counts for the field; only on a button it presses one.
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif isinstance(button := self.focusWidget(), QPushButton):
            button.click()

    def _asked(self) -> Asked | None:
        """What is asked for; None where something is wrong or missing, which is then told."""
        words = self.inputs.words
        if not words:
            self._refuse("Add pictures or a folder.")
            return None
        try:
            request = self.form.request(self._session.outgoing)
        except ConvStudioError as error:
            self._refuse(str(error))
            return None
        return Asked(words, self.inputs.recursive.isChecked(), request, self.form.at_once)

    def _refuse(self, reason: str) -> None:
        self.planner.cancel()
        self.plan_words.setText(reason)
        self.start_button.setEnabled(False)
        if not self.inputs.words:
            self._first = None
            self.preview.show_message("The first picture and its map are shown here.")

    # What will be done

    def _on_changed(self) -> None:
        self._timer.start()

    def _on_inputs_changed(self) -> None:
        if self.inputs.words:
            self.form.suggest_folder(self.inputs.first)
        self._timer.start()

    def _on_planned(self, planned: Planned) -> None:
        plan = planned.plan
        if plan is None:
            self.plan_words.setText(str(planned.refusal))
            self.start_button.setEnabled(False)
            return
        self.plan_words.setText(in_words(plan))
        self.start_button.setEnabled(bool(plan.waiting) and not self.busy)
        self._look(plan)

    def _look(self, plan: Plan) -> None:
        """The first picture and its map, if they are not what is shown already."""
        if not plan.tasks:
            self.preview.show_message("There is no picture to show.")
            return
        tasks, pipeline = plan.tasks[:_MOST_LOOKED_AT], plan.request.pipeline
        wanted = tuple((task.source, task.part) for task in tasks), pipeline
        if wanted != self._first:
            self._first = wanted
            self.preview.ask(looking(tasks, pipeline, _PREVIEW_SIDE))

    def _on_looked(self, looked: Looked) -> None:
        self.preview.tell(caption(looked))

    # While it runs

    def _on_published(self, value: object) -> None:
        if isinstance(value, Plan):
            self.report.show_plan(value)
        elif isinstance(value, Began | Ended):
            self.report.on_event(value)

    def _on_finished(self, report: Report) -> None:
        self._end()
        self.report.end(report)

    def _on_failed(self, error: Exception) -> None:
        self._end()
        self.report.fail(str(error))
        self.notices.show(error)

    def _end(self) -> None:
        self._stop = None
        self._show_page(_REPORT)
        self.busy_changed.emit(False)

    def _on_back(self) -> None:
        self._show_page(_SETTINGS)
        self.refresh()

    def _show_page(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        on_report = page == _REPORT
        self.start_button.setVisible(not on_report)
        self.stop_button.setVisible(on_report and self.busy)
        self.stop_button.setEnabled(self.busy)
        self.back_button.setVisible(on_report and not self.busy)

    def _connect(self) -> None:
        self._timer.timeout.connect(self.refresh)
        self.inputs.changed.connect(self._on_inputs_changed)
        self.form.changed.connect(self._on_changed)
        self._session.pipeline_changed.connect(self._on_pipeline_changed)
        self._session.hand_changed.connect(self._on_pipeline_changed)
        self.planner.finished.connect(self._on_planned)
        self.planner.failed.connect(self.notices.show)
        self.looker.finished.connect(self._on_looked)
        self.runner.published.connect(self._on_published)
        self.runner.finished.connect(self._on_finished)
        self.runner.failed.connect(self._on_failed)
        self.report.told.connect(self.told)
        self.start_button.clicked.connect(self.start)
        self.stop_button.clicked.connect(self.call_off)
        self.back_button.clicked.connect(self._on_back)

    def _on_pipeline_changed(self) -> None:
        if self.isVisible() and self.pages.currentIndex() == _SETTINGS:
            self._timer.start()

    def _place(self) -> None:
        self.pages.addWidget(self._settings_page())
        self.pages.addWidget(self.report)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for button, tip in (
            (self.start_button, "Run the pipeline on all of these pictures"),
            (self.stop_button, "Stop after the work at hand; what is made stays, and is whole"),
            (self.back_button, "Back to pictures and settings"),
        ):
            button.setToolTip(tip)
            button.setAutoDefault(False)
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setToolTip("Close; a batch that runs goes on (Esc)")
        close.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.pages, 1)
        column.addWidget(buttons)

    def _settings_page(self) -> QWidget:
        places, output = new_form(), new_form()
        self.form.place_in(places)
        self.form.output.place_in(output)
        switches = QHBoxLayout()
        switches.setSpacing(24)
        for switch in self.form.switches:
            switches.addWidget(switch)
        switches.addStretch(1)
        heading = QLabel("What will be done")
        heading.setProperty("role", "heading")
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(10)
        grid.addWidget(self.inputs, 0, 0)
        grid.addWidget(self.preview, 0, 1)
        grid.addLayout(places, 1, 0)
        grid.addLayout(output, 1, 1)
        grid.addLayout(switches, 2, 0, 1, 2)
        grid.addWidget(heading, 3, 0, 1, 2)
        grid.addWidget(self.plan_words, 4, 0, 1, 2)
        grid.setRowStretch(0, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return page
