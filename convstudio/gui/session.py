"""The session: owns picture, pipeline and undo stack, and announces changes."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QObject, Signal

from convstudio.errors import ValidationError
from convstudio.gui.undo_stack import Step, UndoStack
from convstudio.imaging.picture import Picture
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check


class Session(QObject):
    """The one owner of what is edited.

    Signals:
        picture_changed: another picture was opened.
        pipeline_changed: an edit, an undo or a redo; what was tried out is over.
        trial_changed: another pipeline is tried out, or none any more.
    """

    picture_changed = Signal()
    pipeline_changed = Signal()
    trial_changed = Signal()

    def __init__(self, pipeline: Pipeline, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pipeline = pipeline
        self._trial: Pipeline | None = None
        self._picture: Picture | None = None
        self.undo_stack = UndoStack(self)
        self.undo_stack.wanted.connect(self._put_in_force)

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline in force."""
        return self._pipeline

    @property
    def shown(self) -> Pipeline:
        """The pipeline whose map is to be seen: the one that is tried out, else that in force."""
        return self._pipeline if self._trial is None else self._trial

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
            self.try_out(None)
            return
        if self._picture is not None and _runs(self._pipeline, self._picture):
            check(pipeline, self._picture)
        self.undo_stack.push(Step(self._pipeline, pipeline, text, merge_key))

    def adopt(self, pipeline: Pipeline, text: str) -> None:
        """Puts the pipeline of a file in force, as an undoable step named ``text``.

        Unlike an edit it is not refused where the open picture is too small for it: what is in the
        file is to be seen, and the views say why there is no map.
        """
        if pipeline == self._pipeline:
            self.try_out(None)
        else:
            self.undo_stack.push(Step(self._pipeline, pipeline, text))

    def announce(self) -> None:
        """Lets all who follow the pipeline show it anew: what is shown otherwise than before."""
        self.pipeline_changed.emit()

    def try_out(self, pipeline: Pipeline | None) -> None:
        """Shows another pipeline's map without putting it in force; with None, no longer.

        Raises:
            ArgumentValueError: it cannot run on the open picture; nothing changes.
        """
        if pipeline == self._pipeline:
            pipeline = None
        if pipeline == self._trial:
            return
        if pipeline is not None and self._picture is not None:
            check(pipeline, self._picture)
        self._trial = pipeline
        self.trial_changed.emit()

    def _put_in_force(self, pipeline: Pipeline) -> None:
        self._pipeline, self._trial = pipeline, None
        self.pipeline_changed.emit()


def _runs(pipeline: Pipeline, picture: Picture) -> bool:
    """Whether it can run; a picture too small for the settings must not lock them."""
    try:
        check(pipeline, picture)
    except ValidationError:
        return False
    return True
