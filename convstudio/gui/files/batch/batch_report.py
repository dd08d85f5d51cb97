"""A batch under way, and what it came to: progress, rate, time left, and a table of failures."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from convstudio.gui.elided_label import ElidedLabel
from convstudio.gui.numerals import shown
from convstudio.gui.panels.fields import in_lines
from convstudio.gui.panels.form import muted_label
from convstudio.jobs.batch.plan import Failure, Plan
from convstudio.jobs.batch.report import Began, Ended, Event, Report

_TICK = 500  # milliseconds between two looks at the clock
_COLUMNS = ("Picture", "Why it failed")


class BatchReport(QWidget):
    """Shows one batch from its beginning to its end.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._plan: Plan | None = None
        self._done = self._failed = 0
        self._started = 0.0
        self._under_way: list[str] = []
        self._report: Report | None = None
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress of the batch")
        self.bar.setToolTip("How many of the pictures are done")
        self.counts = muted_label("Counts, rate and time left")
        self.names = ElidedLabel()
        self.names.setAccessibleName("Pictures under way")
        self.failures = _table()
        self.losses = muted_label("What the format could not hold", lines=3)
        self.copy_button = QPushButton("C&opy report")
        self.folder_button = QPushButton("Open &folder")
        for button, tip, slot in (
            (self.copy_button, "Put the report on the clipboard, as text", self.copy),
            (self.folder_button, "Show the outputs in the file manager", self.open_folder),
        ):
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK)
        self._clock.timeout.connect(self._show_counts)
        self._place()

    def begin(self) -> None:
        """A batch begins; what it is about is known once it is planned."""
        self._plan, self._done, self._failed, self._report = None, 0, 0, None
        self._under_way.clear()
        self.failures.setRowCount(0)
        self.title.setText("Looking at the pictures …")
        self.bar.setRange(0, 0)
        for label in (self.counts, self.losses):
            label.setText("")
        self.names.set_full_text("")
        self.copy_button.setEnabled(False)
        self.folder_button.setEnabled(False)

    def show_plan(self, plan: Plan) -> None:
        """What is going to be done."""
        self._plan = plan
        self._started = monotonic()
        count = len(plan.waiting)
        self.title.setText(shown(f"Working on {_pictures(count)}"))
        self.bar.setRange(0, max(count, 1))
        self.bar.setValue(0)
        for failure in plan.failures:
            self._add(failure)
        self._clock.start()
        self._show_counts()

    def on_event(self, event: Event) -> None:
        """A picture is begun or done with."""
        name = event.task.source.name
        if isinstance(event, Began):
            self._under_way.append(name)
        elif isinstance(event, Ended):
            self._under_way.remove(name)
            self._done += 1
            if event.news is not None:
                self._add(event.news)
        self.bar.setValue(self._done)
        self.names.set_full_text(" · ".join(self._under_way))

    def end(self, report: Report) -> None:
        """All that is to be told at the end."""
        self._clock.stop()
        self._under_way.clear()
        self.names.set_full_text("")
        self.title.setText("Stopped" if report.cancelled else "Done")
        if not report.cancelled:
            self.bar.setRange(0, 1)
            self.bar.setValue(1)
        self._report = report
        self.counts.setText(shown(in_words(report)))
        lines = [shown(line) for line in _losses(report)]
        if report.trouble:
            lines.append(_trouble(report))
        self.losses.setText("\n".join(lines))
        self.losses.setToolTip(in_lines("\n".join(lines)))
        self.copy_button.setEnabled(True)
        self.folder_button.setEnabled(self._plan is not None)
        self.told.emit(f"Batch: {shown(in_words(report))}")

    def fail(self, reason: str) -> None:
        """The batch could not begin, or ended as nobody foresaw."""
        self._clock.stop()
        self.title.setText("Not begun" if self._plan is None else "Ended")
        self.bar.setRange(0, 1)
        self.bar.setValue(0)
        self.counts.setText(reason)
        self.names.set_full_text("")

    @property
    def text(self) -> str:
        """The report as text: counts, then a line for each failure, with tabs for a spreadsheet.

        Its decimals have points, as all that is copied.
        """
        report = self._report
        lines = [self.counts.text() if report is None else in_words(report)]
        if self._plan is not None:
            lines.append(f"Output folder: {self._plan.request.folder}")
        if report is not None:
            lines += [*_losses(report), *([_trouble(report)] if report.trouble else [])]
        rows = range(self.failures.rowCount())
        cells = [[self._cell(row, column) for column in range(len(_COLUMNS))] for row in rows]
        return "\n".join([*lines, *("\t".join(row) for row in cells)]) + "\n"

    def copy(self) -> None:
        """Puts the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)
        self.told.emit("Copied the report.")

    def open_folder(self) -> None:
        """Shows the outputs in the file manager."""
        if self._plan is not None:
            folder = self._plan.request.folder.absolute()
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _cell(self, row: int, column: int) -> str:
        item = self.failures.item(row, column)
        return item.toolTip() if item is not None else ""

    def _add(self, failure: Failure) -> None:
        self._failed += 1
        row = self.failures.rowCount()
        self.failures.insertRow(row)
        source, message = failure.source, failure.message
        texts = (Path(source).name or source, source), (message, message)
        for column, (brief, whole) in enumerate(texts):
            item = QTableWidgetItem(brief)
            item.setToolTip(whole)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.failures.setItem(row, column, item)
        self.failures.resizeRowToContents(row)

    def _show_counts(self) -> None:
        if self._plan is None:
            return
        count, elapsed = len(self._plan.waiting), monotonic() - self._started
        parts = [f"{self._done:,} of {count:,}"]
        if self._failed:
            parts.append(f"{self._failed:,} failed")
        if self._done and elapsed > 0:
            rate = self._done / elapsed
            parts.append(f"{rate:.2g} files/s" if rate < 10 else f"{rate:.0f} files/s")
            if self._done < count:
                parts.append(f"about {_time(round((count - self._done) / rate))} left")
        self.counts.setText(shown(" · ".join(parts)))

    def _place(self) -> None:
        heading = QLabel("Failures")
        heading.setProperty("role", "heading")
        row = QHBoxLayout()
        row.addWidget(self.copy_button)
        row.addWidget(self.folder_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.title, self.bar, self.counts, self.names, heading):
            column.addWidget(widget)
        column.addWidget(self.failures, 1)
        column.addWidget(self.losses)
        column.addLayout(row)


def in_words(report: Report) -> str:
    """``38 saved · 1 done before · 1 failed · in 12 s``."""
    parts = [f"{report.saved:,} saved"]
    if report.skipped:
        parts.append(f"{report.skipped:,} done before")
    if report.failures:
        parts.append(f"{len(report.failures):,} failed")
    if report.left:
        parts.append(f"{report.left:,} left")
    brief = report.seconds < 10
    told = f"{report.seconds:.1f} s" if brief else _time(round(report.seconds))
    return " · ".join([*parts, f"in {told}"])


def _losses(report: Report) -> list[str]:
    return [f"{_pictures(count)}: {loss}" for loss, count in report.losses]


def _trouble(report: Report) -> str:
    return f"What is done could not be noted for the next time: {report.trouble}."


def _time(seconds: int) -> str:
    """``1 h 05 min``, ``2 min 10 s``, ``8 s``."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count:,} pictures"


def _table() -> QTableWidget:
    table = QTableWidget(0, len(_COLUMNS))
    table.setHorizontalHeaderLabels(list(_COLUMNS))
    table.setAccessibleName("Failures")
    table.setToolTip("Pictures that could not be read or saved; the others were made all the same")
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.resizeSection(0, 220)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    return table
