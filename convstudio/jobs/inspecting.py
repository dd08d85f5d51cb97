"""Inspections that take longer than a screen's refresh: the one under way, then the newest."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from convstudio.imaging.picture import Picture
from convstudio.jobs.worker import Publish, Work, Worker
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.inspection import Inspection, inspect
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.stages import stages

_AT_ONCE = 300_000  # multiplications for a pixel, with all that it rests on: about 10 ms


@dataclass(frozen=True, eq=False)
class InspectionRequest:
    """A value of a map that is to be explained; see ``inspect``."""

    pipeline: Pipeline
    picture: Picture
    row: int
    column: int
    channel: int


def takes_long(pipeline: Pipeline, picture: Picture) -> bool:
    """Whether the window should not wait for an inspection.

    Raises:
        ArgumentValueError: see ``rendering.check``.
    """
    total, rows, columns = 0, 1, 1  # of the map above that a layer is asked for
    axes = pipeline.axes((picture.height, picture.width))
    made = reversed(stages(pipeline, picture))
    for stage, (down, over) in zip(made, reversed(axes), strict=True):
        total += rows * columns * stage.layer.products(stage.below)
        rows = (rows - 1) * down.stride + down.extent
        columns = (columns - 1) * over.stride + over.extent
    return total > _AT_ONCE


class InspectionJob(QObject):
    """Explains values in a thread.

    What is under way is finished even where more is asked for, so that whoever follows a moving
    cursor or the kernel that is played sees something all the time.

    Signals:
        found: (InspectionRequest, Inspection).
        failed: an error that ended one.
    """

    found = Signal(object, object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = Worker("inspect", newest_wins=False, parent=self)
        self._worker.finished.connect(self._on_finished)
        self._worker.failed.connect(self._on_failed)
        self._next: InspectionRequest | None = None

    @property
    def busy(self) -> bool:
        """Whether anything is still to come."""
        return self._worker.busy

    def ask(self, request: InspectionRequest) -> None:
        """Explains this value, once what is under way is done; of several the newest."""
        if self._worker.busy:
            self._next = request
        else:
            self._worker.start(_inspecting(request))

    def drop(self) -> None:
        """Lets go of what is still to come: it is no longer wanted."""
        self._next = None
        self._worker.cancel()

    def stop(self) -> None:
        """Ends the thread."""
        self.drop()
        self._worker.stop()

    def _on_finished(self, result: tuple[InspectionRequest, Inspection]) -> None:
        self._go_on()
        self.found.emit(*result)

    def _on_failed(self, error: Exception) -> None:
        self._go_on()
        self.failed.emit(error)

    def _go_on(self) -> None:
        request, self._next = self._next, None
        if request is not None:
            self._worker.start(_inspecting(request))


def _inspecting(request: InspectionRequest) -> Work:
    """Work that returns the request and its inspection."""

    def work(_cancel: CancelToken, _publish: Publish) -> tuple[InspectionRequest, Inspection]:
        place = request.row, request.column
        return request, inspect(request.pipeline, request.picture, *place, request.channel)

    return work
