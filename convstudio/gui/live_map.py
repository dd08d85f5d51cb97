"""Keeps the map on screen in step with the session: asks the live job, shows its replies."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from convstudio.errors import ConvStudioError
from convstudio.gui.notices import Notices
from convstudio.gui.panels.tone_panel import TonePanel
from convstudio.gui.session import Session
from convstudio.gui.viewer.canvas import Patch
from convstudio.gui.viewer.side_by_side import SideBySide
from convstudio.imaging.picture import Picture
from convstudio.jobs.live import LiveJob, Preview, Request, WholeMap
from convstudio.numerics.geometry import Placement, Region, placement
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check, render


class LiveMap(QObject):
    """Session → live job → viewer.

    Signals:
        shown: the whole map of the session's pipeline is on screen.
        state_changed: what the map on screen is, in words for the status bar.
        explained: the Explanation of how that map was made; None while there is none.
    """

    shown = Signal()
    state_changed = Signal(str)
    explained = Signal(object)

    def __init__(
        self,
        session: Session,
        job: LiveJob,
        viewer: SideBySide,
        tone_panel: TonePanel,
        notices: Notices,
    ) -> None:
        super().__init__(viewer)
        self._session = session
        self._job = job
        self._viewer = viewer
        self._tone_panel = tone_panel
        self._notices = notices
        session.pipeline_changed.connect(self._on_pipeline_changed)
        session.picture_changed.connect(self._on_picture_changed)
        viewer.viewport_changed.connect(self._on_viewport_changed)
        job.previewed.connect(self._on_previewed)
        job.completed.connect(self._on_completed)
        job.failed.connect(self._on_failed)

    def reading(self, x: float, y: float) -> str:
        """The picture's and the map's value at a point, in the picture's own units."""
        picture = self._session.picture
        if picture is None:
            return ""
        parts = []
        if 0 <= x < picture.width and 0 <= y < picture.height:
            parts.append(f"({int(x)}, {int(y)})  {_numbers(picture.colour[int(y), int(x)])}")
        found = self._value_at(picture, x, y)
        if found is not None:
            row, column, values = found
            parts.append(f"→  ({column}, {row})  {_numbers(values)}")
        return "   ".join(parts)

    def _value_at(
        self, picture: Picture, x: float, y: float
    ) -> tuple[int, int, Iterable[float]] | None:
        """(row, column, values) of the map's pixel at a point of the picture, if there is one."""
        try:
            place, (rows, columns) = _layout(self._session.pipeline, picture)
        except ConvStudioError:
            return None
        row, column = int((y - place.top) // place.height), int((x - place.left) // place.width)
        if not (0 <= row < rows and 0 <= column < columns):
            return None
        region = Region(row, column, row + 1, column + 1)
        return row, column, render(self._session.pipeline, picture, region).values[0, 0]

    def _on_picture_changed(self) -> None:
        """An edit that cannot be is refused before; a picture too small for the edits is told."""
        try:
            self._request()
        except ConvStudioError as error:
            self._notices.show(error)

    def _on_pipeline_changed(self) -> None:
        # After an undo to settings that this picture has no room for, the view itself says so.
        with contextlib.suppress(ConvStudioError):
            self._request()

    def _request(self) -> None:
        picture, pipeline = self._session.picture, self._session.pipeline
        if picture is None:
            return
        self._tone_panel.show_clipping(None, picture.full_range)
        self.explained.emit(None)
        try:
            place, size = _layout(pipeline, picture)
        except ConvStudioError as error:
            self._job.cancel()
            self._viewer.explain_no_map(f"No feature map.\n\n{error.sentence}\n\n{error.hint}")
            self._tone_panel.show_no_map()
            self.state_changed.emit("No feature map")
            raise
        kernel = pipeline.layers[0].kernel
        self._viewer.place_map(place, size, f"{kernel.name} · {size[1]} × {size[0]}")
        self.state_changed.emit("Computing …")
        self._job.start(Request(pipeline, picture, self._viewer.visible_region()))

    def _on_viewport_changed(self) -> None:
        if self._job.busy:
            self._job.look(self._viewer.visible_region())

    def _on_previewed(self, preview: Preview) -> None:
        place, _size = _layout(preview.request.pipeline, preview.request.picture)
        self._viewer.show_preview(Patch(preview.pixels, preview.region, place))
        self.state_changed.emit("Visible part shown, computing the rest …")

    def _on_completed(self, whole: WholeMap) -> None:
        request = whole.request
        place, _size = _layout(request.pipeline, request.picture)
        self._viewer.show_map(whole.pyramid, place)
        self._tone_panel.show_clipping(whole.clipping, request.picture.full_range)
        self.state_changed.emit("Complete")
        self.explained.emit(whole.explanation)
        self.shown.emit()

    def _on_failed(self, error: Exception) -> None:
        self._viewer.explain_no_map("No feature map: it could not be computed.")
        self._tone_panel.show_no_map()
        self.state_changed.emit("No feature map")
        self._notices.show(error)


def _layout(pipeline: Pipeline, picture: Picture) -> tuple[Placement, tuple[int, int]]:
    """Where the map lies and its (rows, columns); raises ArgumentValueError if there is none."""
    size = check(pipeline, picture)
    return placement(pipeline.axes((picture.height, picture.width))), size


def _numbers(values: Iterable[float]) -> str:
    """Values with at most six digits, separated by commas."""
    return ", ".join(f"{float(value):.6g}".replace("-", "−") for value in values)
