"""The session: owns picture, pipeline and undo stack, and announces changes."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from convstudio.errors import ValidationError
from convstudio.imaging.picture import Picture
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check

_MERGEABLE = 1  # Qt asks commands of one id whether they merge; mergeWith compares the keys


class Session(QObject):
    """The one owner of what is edited.

    Signals:
        picture_changed: another picture was opened.
        pipeline_changed: an edit, an undo or a redo.
    """

    picture_changed = Signal()
    pipeline_changed = Signal()

    def __init__(self, pipeline: Pipeline, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pipeline = pipeline
        self._picture: Picture | None = None
        self.undo_stack = QUndoStack(self)

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline in force."""
        return self._pipeline

    @property
    def picture(self) -> Picture | None:
        """The open picture, or None before the first one is read."""
        return self._picture

    def open(self, picture: Picture) -> None:
        """Puts another picture under the pipeline; the undo history stays."""
        self._picture = picture
        self.picture_changed.emit()

    def change(self, pipeline: Pipeline, text: str, merge_key: Hashable = None) -> None:
        """Puts another pipeline in force, as an undoable step named ``text``.

        An equal pipeline leaves no step. Consecutive changes with the same ``merge_key`` are one
        step, which vanishes if it ends where it began.

        Raises:
            ArgumentValueError: the pipeline cannot run on the open picture, on which the one in
                force can; nothing changes.
        """
        if pipeline == self._pipeline:
            return
        if self._picture is not None and _runs(self._pipeline, self._picture):
            check(pipeline, self._picture)
        self.undo_stack.push(_Change(self, self._pipeline, pipeline, text, merge_key))

    def apply(self, pipeline: Pipeline) -> None:
        """Puts a pipeline in force without a step: for the undo stack alone."""
        self._pipeline = pipeline
        self.pipeline_changed.emit()


def _runs(pipeline: Pipeline, picture: Picture) -> bool:
    """Whether it can run; a picture too small for the settings must not lock them."""
    try:
        check(pipeline, picture)
    except ValidationError:
        return False
    return True


class _Change(QUndoCommand):
    """From one pipeline to another: the only kind of edit there is."""

    def __init__(
        self, session: Session, before: Pipeline, after: Pipeline, text: str, merge_key: Hashable
    ) -> None:
        super().__init__(text)
        self._session = session
        self._before = before
        self._after = after
        self._merge_key = merge_key

    def id(self) -> int:
        return -1 if self._merge_key is None else _MERGEABLE

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Change) or other._merge_key != self._merge_key:
            return False
        self._after = other._after
        self.setText(other.text())
        self.setObsolete(self._after == self._before)
        return True

    def undo(self) -> None:
        self._session.apply(self._before)

    def redo(self) -> None:
        self._session.apply(self._after)
