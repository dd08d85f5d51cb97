"""The live job: the feature map follows the hand. Newest request wins, visible part first.

What is on screen comes before all else. Only when that is final, and nothing newer is asked for,
does the background look at the rest of the map: for the range of a tone, and for the histogram.
"""

from __future__ import annotations

import threading
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from convstudio.imaging.grading import Grading
from convstudio.jobs.background import Progress, Surveyed, grading_work, survey_key, survey_work
from convstudio.jobs.frames import Averaged, FrameMaker
from convstudio.jobs.painting import Frame, Request
from convstudio.jobs.tile_cache import TileCache
from convstudio.jobs.worker import Publish, Worker
from convstudio.numerics.engine import Explanation
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import explain

_PAUSE = 80  # milliseconds of a hand that rests, before the background begins


class LiveJob(QObject):
    """Renders requests: first what is visible, then what is asked of the rest.

    Signals:
        framed: a Frame to paint.
        graded: the Grading of the frames from here on.
        completed: the final Frame, which has been told already.
        surveyed: a Surveyed, estimated or exact.
        explained: the Explanation of how the map is made.
        progressed: a Progress, of work that goes on behind the frame on screen; None: it is over.
        failed: the exception that ended the newest request.
        busy_changed: whether a final frame is still to come.
        settled: nothing is under way any more.
    """

    framed = Signal(object)
    completed = Signal(object)
    graded = Signal(object)
    surveyed = Signal(object)
    explained = Signal(object)
    progressed = Signal(object)
    failed = Signal(object)
    busy_changed = Signal(bool)
    settled = Signal()

    def __init__(self, parent: QObject | None = None, cache: TileCache | None = None) -> None:
        super().__init__(parent)
        self._maker = FrameMaker(cache or TileCache())
        self._glance = Worker("glance", newest_wins=True, parent=self)
        self._behind = Worker("background", newest_wins=True, parent=self)
        self._request: Request | None = None
        self._grading: tuple[Pipeline, Grading] | None = None
        self._surveyed: tuple[object, Surveyed] | None = None
        self._scope = "visible"
        self._key: tuple[object, ...] = ()
        self._told: object = None
        self._busy = self._grades = False
        self._no_glance = threading.Event()
        self._no_glance.set()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._survey)
        self._glance.published.connect(self._on_glance_published)
        self._glance.finished.connect(self._on_glance_finished)
        self._glance.failed.connect(self._on_failed)
        self._glance.busy_changed.connect(self._on_glance_busy_changed)
        self._behind.published.connect(self._on_behind_published)
        self._behind.finished.connect(self._on_behind_finished)
        self._behind.failed.connect(self._on_failed)

    @property
    def busy(self) -> bool:
        """Whether a final frame of the newest request is still to come."""
        return self._busy

    @property
    def idle(self) -> bool:
        """Whether nothing at all is under way."""
        return not (self._busy or self._behind.busy or self._pause.isActive())

    def start(self, request: Request) -> None:
        """Renders this request, in place of any before it."""
        self._behind.cancel()
        self._grades = False
        self._pause.stop()
        self.progressed.emit(None)
        if self._request is None or request.picture is not self._request.picture:
            self._grading = self._surveyed = None
        self._request, self._told = request, None
        self._glimpse(request.visible)

    def look(self, visible: Region) -> None:
        """Tells that another region is on screen."""
        if self._request is None:
            return
        self._request = replace(self._request, visible=visible)
        self._pause.stop()
        if self._scope == "visible" and not self._grades:
            self._behind.cancel()
        self._glimpse(visible)

    def set_scope(self, scope: str) -> None:
        """Surveys what is ``"visible"`` from here on, or the ``"whole"`` map."""
        self._scope = scope
        if not self._grades:
            self._behind.cancel()
        if self._request is not None and not self._busy:
            self._survey()

    def call_off(self) -> None:
        """Ends what goes on behind the frame on screen: that stays as it is."""
        self._glance.cancel()
        self._behind.cancel()
        self._pause.stop()
        self._set_busy(False)
        self.progressed.emit(None)
        self.settled.emit()

    def cancel(self) -> None:
        """Calls all work off: there is nothing to show."""
        self._request = None
        self.call_off()

    def stop(self) -> None:
        """Ends the threads; nothing is to come any more."""
        self._request, self._busy = None, False
        self._pause.stop()
        self._no_glance.set()
        self._glance.stop()
        self._behind.stop()

    def _glimpse(self, visible: Region) -> None:
        request = self._request
        assert request is not None  # noqa: S101
        known = self._grading if request.grading is None else None
        grading = known[1] if known is not None and known[0] == request.pipeline else None
        request = replace(request, visible=visible, grading=grading)
        maker = self._maker

        def work(cancel: CancelToken, publish: Publish) -> Frame:
            frame = maker.frames(request, cancel, publish)
            publish(frame)
            publish(explain(request.pipeline, request.picture))
            return frame

        self._no_glance.clear()
        self._set_busy(True)
        self._glance.start(work)

    def _survey(self) -> None:
        request = self._request
        if request is None:
            return
        key = survey_key(request, self._scope)
        if self._surveyed is not None and self._surveyed[0] == key:
            self.surveyed.emit(self._surveyed[1])
            self.settled.emit()
            return
        self._grades, self._key = False, key
        self._behind.start(survey_work(request, self._scope, self._no_glance))

    def _on_glance_published(self, value: object) -> None:
        if isinstance(value, Frame):
            self._show(value)
        elif isinstance(value, Explanation):
            self.explained.emit(value)
        elif isinstance(value, Averaged):
            self.progressed.emit(Progress("Averaging", value.share))

    def _on_glance_finished(self, frame: Frame) -> None:
        self.progressed.emit(None)
        if not frame.final:
            self._grade()
            return
        self._set_busy(False)
        self.completed.emit(frame)
        if not self._behind.busy:
            self._pause.start()

    def _on_glance_busy_changed(self, busy: bool) -> None:
        if not busy:
            self._no_glance.set()

    def _show(self, frame: Frame) -> None:
        grading = frame.grading
        assert grading is not None and self._request is not None  # noqa: S101, PT018
        told = grading.tone, grading.low, grading.high, id(grading.contexts), grading.exact
        if told != self._told:
            self._told = told
            self.graded.emit(grading)
        self.framed.emit(frame)

    def _grade(self) -> None:
        """The tone rests on the whole map, of which only samples were looked at so far."""
        if self._grades and self._behind.busy:
            return
        assert self._request is not None  # noqa: S101
        self._grades = True
        self._behind.start(grading_work(self._request, self._no_glance))

    def _on_behind_published(self, value: object) -> None:
        if isinstance(value, Progress):
            self.progressed.emit(value)
        else:
            self.surveyed.emit(value)

    def _on_behind_finished(self, value: object) -> None:
        self.progressed.emit(None)
        assert self._request is not None  # noqa: S101
        if isinstance(value, Grading):
            self._grades = False
            self._grading = self._request.pipeline, value
            self._glimpse(self._request.visible)
            return
        assert isinstance(value, Surveyed)  # noqa: S101
        self._surveyed = self._key, value
        self.surveyed.emit(value)
        self.settled.emit()

    def _on_failed(self, error: Exception) -> None:
        self._request = None  # what failed once is not tried again with every move
        self._set_busy(False)
        self.progressed.emit(None)
        self.failed.emit(error)

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
