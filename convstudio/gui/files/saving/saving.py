"""Saving: feature maps, the labelled comparison and the worked sum, and the worker behind it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from convstudio.errors import ConvStudioError
from convstudio.gui.files.export.comparison_dialog import ComparisonDialog
from convstudio.gui.files.export.comparison_export import ComparisonExport
from convstudio.gui.files.export.worked_sum_dialog import WorkedSumDialog
from convstudio.gui.files.export.worked_sum_export import WorkedSumExport
from convstudio.gui.files.saving.copying import Copying
from convstudio.gui.files.saving.on_view import OnView
from convstudio.gui.files.saving.save_dialog import SaveDialog
from convstudio.gui.files.saving.suggestion import stem_of
from convstudio.gui.main_window import MainWindow
from convstudio.gui.notices import Notices
from convstudio.gui.numerals import shown
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.imaging.output import Output, format_for
from convstudio.imaging.writing import Saved
from convstudio.jobs.background import Progress
from convstudio.jobs.batch.names import kernel_word
from convstudio.jobs.saving import saving
from convstudio.jobs.worker import Work, Worker


class Saving(QObject):
    """Brings feature maps and what explains them out of a window.

    Signals:
        told: a sentence for the status bar.
        progressed: a Progress of what is being saved or copied; None once nothing is.
    """

    told = Signal(str)
    progressed = Signal(object)

    def __init__(
        self, window: MainWindow, session: Session, settings: Settings, notices: Notices
    ) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._settings, self._notices = settings, notices
        self._on_view = OnView(session, window.viewer, notices)
        self.worker = Worker("save", newest_wins=False, parent=self)
        self.copying = Copying(self._on_view, notices, self)
        self.comparison = ComparisonExport(self._on_view, settings, self._start, window)
        self.sum = WorkedSumExport(
            window.inspector, session, settings, notices, self._start, window
        )
        self.copying.told.connect(self.told)
        self.worker.finished.connect(self._on_saved)
        self.worker.failed.connect(self._on_failed)
        for worker, doing in ((self.worker, "Saving"), (self.copying.worker, "Copying")):
            worker.published.connect(partial(self._on_published, doing))
            worker.busy_changed.connect(self._on_busy_changed)

    def ask_save(self) -> None:
        """Asks where and how to save the feature map."""
        picture = self._on_view.picture()
        if picture is None:
            return
        dialog = SaveDialog(
            self._window, self._session.pipeline, picture, self._settings, self.suggested_stem
        )
        dialog.save_wanted.connect(self.save)
        dialog.open()

    def save(self, path: Path, output: Output | None = None) -> None:
        """Saves the feature map in the background, at its own full size.

        Args:
            output: without one, as shown in 8 bits, in the format of the file's ending.
        """
        picture = self._on_view.picture()
        if picture is None:
            return
        try:
            chosen = output or Output(format_for(path).name)
        except ConvStudioError as error:
            self._notices.show(error)
            return
        work = saving(self._session.pipeline, picture, path, chosen)
        self._start(f"Saving {path.name} …", work)

    def begin(self, told: str, work: Work) -> None:
        """Saves in the background what somebody else made ready: ``work`` returns Saved."""
        self._start(told, work)

    def call_off(self) -> None:
        """Calls off what is being saved; a file that stood there before is unchanged."""
        saved = self.worker.busy
        self.worker.cancel()
        self.copying.worker.cancel()
        self.told.emit(
            "Saving was stopped; no file was written." if saved else "Copying was stopped."
        )

    def stop(self) -> None:
        """Ends the threads; a save that was begun is finished first."""
        for kind in (SaveDialog, ComparisonDialog, WorkedSumDialog):
            for dialog in self._window.findChildren(kind):
                dialog.reject()  # and so ends its own
        self.copying.worker.stop()
        self.worker.stop()

    @property
    def suggested_stem(self) -> str:
        """A name for the feature map, without ending: the picture's and the kernel's."""
        return f"{stem_of(self._session.picture)}-{kernel_word(self._session.pipeline)}"

    def _start(self, told: str, work: Work) -> None:
        self.told.emit(told)
        self.worker.start(work)

    def _on_published(self, doing: str, share: float) -> None:
        if doing == "Saving" or not self.worker.busy:
            # After all of it comes the encoding of the file, whose share nobody knows.
            self.progressed.emit(Progress(doing, share if share < 1 else None))

    def _on_busy_changed(self, _busy: bool) -> None:
        doing = "Saving" if self.worker.busy else "Copying" if self.copying.worker.busy else ""
        self.progressed.emit(Progress(doing, 0) if doing else None)

    def _on_saved(self, saved: Saved) -> None:
        name = "" if saved.path is None else f" {saved.path.name}"
        self.told.emit(" ".join((f"Saved{name}.", *map(shown, saved.losses))))

    def _on_failed(self, error: Exception) -> None:
        self.told.emit("")
        self._notices.show(error)
