"""Keeps the map on screen in step with the session: asks the live job, shows its replies."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import QObject, QTimer, Signal

from convstudio.errors import ConvStudioError
from convstudio.gui.notices import Notices
from convstudio.gui.reading import reading_at
from convstudio.gui.session import Session
from convstudio.gui.viewer.histogram_axis import in_digits
from convstudio.gui.viewer.viewer import Viewer
from convstudio.imaging.grading import Grading, known_grading
from convstudio.imaging.picture import Picture, size_words
from convstudio.jobs.live import LiveJob
from convstudio.jobs.on_screen import conversion_words
from convstudio.jobs.painting import Frame, Request
from convstudio.kernel.notation import ordinal
from convstudio.numerics.geometry import Placement, placement
from convstudio.pipeline.map_names import map_title
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check
from convstudio.pipeline.viewing import picture_maps, shows_angles


class LiveMap(QObject):
    """Session → live job → viewer.

    Signals:
        shown: what is visible of the session's map is on screen, final.
        state_changed: what the map on screen is, in words for the status bar.
        explained: the Explanation of how that map was made; None while there is none.
        graded: the Grading of the pipeline's tone.
        painted_in: the Grading in which what is on screen is shown: that, or a difference's.
        surveyed: a Surveyed of the session's pipeline.
        progressed: a Progress of what goes on behind the map on screen; None: it is over.
        no_map: there is none, and none will come.
    """

    shown = Signal()
    state_changed = Signal(str)
    explained = Signal(object)
    graded = Signal(object)
    painted_in = Signal(object)
    surveyed = Signal(object)
    progressed = Signal(object)
    no_map = Signal()

    def __init__(self, session: Session, job: LiveJob, viewer: Viewer, notices: Notices) -> None:
        super().__init__(viewer)
        self._session = session
        self._job = job
        self._viewer = viewer
        self._notices = notices
        self._difference = False
        self._painted: object = None
        self._request: Request | None = None
        session.pipeline_changed.connect(self._on_pipeline_changed)
        session.trial_changed.connect(self._on_pipeline_changed)
        session.hand_changed.connect(self._on_hand_changed)
        session.picture_changed.connect(self._on_picture_changed)
        viewer.viewport_changed.connect(self._on_viewport_changed)
        viewer.difference_wanted.connect(self._on_difference_wanted)
        job.framed.connect(self._on_framed)
        job.completed.connect(self._on_completed)
        job.explained.connect(self.explained)
        job.graded.connect(self._on_graded)
        job.surveyed.connect(self.surveyed)
        job.progressed.connect(self.progressed)
        job.failed.connect(self._on_failed)

    def reading(self, x: float, y: float) -> str:
        """The picture's and the map's value at a point, in the picture's own units."""
        picture = self._session.picture
        if picture is None:
            return ""
        shown = self._viewer.value_at, self._viewer.difference_at
        return reading_at(self._session.shown, picture, x, y, *shown)

    def choose_scope(self, scope: str) -> None:
        """Surveys what is ``"visible"`` from here on, or the ``"whole"`` map."""
        self._job.set_scope(scope)

    def call_off(self) -> None:
        """Ends what goes on behind the frame on screen, which stays."""
        self._job.call_off()
        self.state_changed.emit("Stopped")

    def _on_picture_changed(self) -> None:
        """An edit that cannot be is refused before; a picture too small for the edits is told.

        Not at once: a session brings its pipeline right after its picture.
        """
        self._on_pipeline_changed()
        if self._request is None and self._session.picture is not None:
            QTimer.singleShot(0, self, self._tell_misfit)

    def _tell_misfit(self) -> None:
        picture = self._session.picture
        if picture is None or self._request is not None:
            return
        try:
            check(self._session.shown, picture)
        except ConvStudioError as error:
            self._notices.show(error)

    @property
    def shows_difference(self) -> bool:
        """Whether map − original is wanted, not the map."""
        return self._difference

    def _on_pipeline_changed(self) -> None:
        # After an undo to settings that this picture has no room for, the view itself says so.
        with contextlib.suppress(ConvStudioError):
            self._ask()

    def _on_hand_changed(self) -> None:
        """Another filter under the hand need not be another map."""
        if self._request is None or self._request.pipeline != self._session.shown:
            self._on_pipeline_changed()

    def _on_difference_wanted(self, wanted: bool) -> None:
        self._difference = wanted
        self._on_pipeline_changed()

    def _ask(self) -> None:
        picture, pipeline = self._session.picture, self._session.shown
        if picture is None:
            return
        self.explained.emit(None)
        try:
            place, size = _layout(pipeline, picture)
        except ConvStudioError as error:
            self._request = None
            self._job.cancel()
            self._show_no_map(f"No feature map.\n\n{error.sentence}\n\n{error.hint}")
            raise
        tried = "Trying: " if self._session.trying else ""
        title = map_title(pipeline, picture_maps(picture))
        words = [f"{tried}{title}", size_words(*size, signal=picture.is_signal)]
        if not self._difference and (converted := conversion_words(picture, pipeline)):
            words.append(converted)
        if not self._difference and shows_angles(pipeline):
            words.append(f"0 … {in_digits(picture.full_range)} stands for 0° … 360°")
        self._viewer.place_map(place, size, tuple(words))
        self.state_changed.emit("Computing …")
        self._request = Request(
            pipeline, picture, self._viewer.visible_region(), difference=self._difference
        )
        self._job.start(self._request)
        known = known_grading(pipeline.tone, picture.full_range)
        if self._difference and known is not None:  # whose frames have a grading of their own
            self.graded.emit(known)

    def _on_viewport_changed(self) -> None:
        if self._request is not None:
            self._job.look(self._viewer.visible_region())

    def _on_graded(self, grading: Grading) -> None:
        if not self._difference:
            self.graded.emit(grading)
        self.painted_in.emit(grading)

    def _on_framed(self, frame: Frame) -> None:
        assert self._request is not None  # noqa: S101 - frames answer requests
        place, _size = _layout(self._request.pipeline, self._request.picture)
        now = self._request, _scale(frame.grading)
        self._viewer.show_frame(frame, place, backdrop=now == self._painted)
        self._painted = now
        self.state_changed.emit(_state(frame))

    def _on_completed(self, _frame: Frame) -> None:
        self.shown.emit()

    def _on_failed(self, error: Exception) -> None:
        self._request = None
        self._show_no_map("No feature map: it could not be computed.")
        self._notices.show(error)

    def _show_no_map(self, reason: str) -> None:
        self._viewer.explain_no_map(reason)
        self.no_map.emit()
        self.state_changed.emit("No feature map")


def _scale(grading: Grading | None) -> object:
    """What a grading does to values: two that do the same may lie over each other."""
    return grading and (grading.tone, grading.low, grading.high, id(grading.contexts))


def _state(frame: Frame) -> str:
    """What is on screen, in words."""
    if frame.final:
        return "Complete"
    if frame.grading is not None and not frame.grading.exact:
        return "Range estimated …"
    if frame.averaged:
        return "Averaging …"
    return f"Every {ordinal(frame.region.step)} pixel; averaging …"


def _layout(pipeline: Pipeline, picture: Picture) -> tuple[Placement, tuple[int, int]]:
    """Where the map lies and its (rows, columns); raises ArgumentValueError if there is none."""
    size = check(pipeline, picture)
    return placement(pipeline.axes((picture.height, picture.width))), size
