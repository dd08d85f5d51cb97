"""What a signal needs of the pipeline when it is opened: kernels of one row, as conv1d has them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from convstudio.errors import ConvStudioError
from convstudio.gui.session import Session
from convstudio.imaging.picture import Picture
from convstudio.pipeline.one_row import for_one_row
from convstudio.pipeline.pipeline import Pipeline


class SignalKernels(QObject):
    """Makes kernels of one row of those in force when somebody opens a signal by itself.

    A session that brings a signal along brings its kernels too: these stay as they are.

    Signals:
        told: what was done, for the status bar.
    """

    told = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._before: Pipeline = session.pipeline
        session.picture_changed.connect(self._on_picture_changed)

    def _on_picture_changed(self) -> None:
        self._before = self._session.pipeline

    def settle(self, picture: Picture) -> None:
        """To be called once all that was opened is in force."""
        session = self._session
        if session.pipeline is not self._before or not picture.is_signal:
            return
        flat = for_one_row(session.pipeline)
        if flat == session.pipeline:
            return
        try:
            session.change(flat, "Kernels of One Row")
        except ConvStudioError:
            return  # what is in force stays; the view says why there is no map
        words = (
            "A signal: one row of each kernel is left, as in conv1d. Undo brings back the others."
        )
        self.told.emit(words)
