"""What is inspected, shown: worked out in the inspector, and marked in the views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from convstudio.gui.map_place import MapPlace
from convstudio.gui.session import Session
from convstudio.gui.viewer.inspector import Inspector
from convstudio.gui.viewer.inspector_marks import (
    field_marks,
    patch_marks,
    pin_marks,
    pixel_mark,
)
from convstudio.gui.viewer.inspector_pins import Pin
from convstudio.gui.viewer.inspector_tone import toned
from convstudio.gui.viewer.marks import Mark
from convstudio.gui.viewer.viewer import Viewer
from convstudio.imaging.grading import Grading
from convstudio.imaging.picture import Picture
from convstudio.jobs.inspecting import InspectionJob, InspectionRequest, takes_long
from convstudio.jobs.on_screen import map_profile
from convstudio.pipeline.inspection import Inspection, inspect, value_names
from convstudio.pipeline.receptive import receptive_field
from convstudio.pipeline.rendering import FeatureMap

_HOW = "Point at a pixel of the picture or of the feature map, or click one to stay with it."
_NO_MAP = "There is no feature map to inspect."
_BEYOND = "The map of what is tried out ends before pixel ({column}, {row})."
_Pixel = tuple[int, int]
"""(row, column) of the map."""
_Marks = tuple[tuple[Mark, ...], tuple[Mark, ...]]
"""On the original, and on the map."""


class InspectionView(QObject):
    """Shows one pixel of the map at a time; what takes long is worked out in a thread.

    Attributes:
        channel: whose sum is worked out.
        grading: what tone knows of the whole map; None while it is not known.

    Signals:
        failed: an error of a sum that was worked out in the thread.
    """

    failed = Signal(object)

    def __init__(
        self, session: Session, viewer: Viewer, inspector: Inspector, place: MapPlace
    ) -> None:
        super().__init__(viewer)
        self._session = session
        self._viewer = viewer
        self._inspector = inspector
        self._place = place
        self.channel = 0
        self.grading: Grading | None = None
        self._others: tuple[Mark, ...] = ()  # on the map, beside the inspected pixel's
        self._pixel: _Pixel | None = None  # whose marks they are
        self._marks: _Marks = (), ()
        self._pointed: _Pixel | None = None
        self.job = InspectionJob(self)
        self.job.found.connect(self._on_found)
        self.job.failed.connect(self.failed)

    def show(self, pixel: _Pixel | None, pins: Sequence[tuple[int, Pin]], *, filling: bool) -> None:
        """Shows a pixel.

        Args:
            pixel: without one, how to choose one is told; of one that the map does not have, that.
            pins: those that are watched on this layer, each with its number.
            filling: whether the map is being filled in, and its extent is to be seen.
        """
        picture, size = self._session.picture, self._place.size
        if picture is None or size is None:
            self._leave(_NO_MAP, ())
            return
        self._others = pin_marks(self._place.on(picture), pins)
        if filling:
            self._others = (self._place.extent(picture, size), *self._others)
        if pixel is None:
            self._leave(_HOW, self._others)
            return
        if self._place.held(pixel) is None:
            self._leave(_BEYOND.format(row=pixel[0], column=pixel[1]), self._others)
            return
        self._ask(picture, pixel)

    def take_away(self) -> None:
        """Takes the marks of the inspected pixel and the pins out of the views."""
        self._mark(None, (), ())

    def point_out(self, pixel: _Pixel | None) -> None:
        """Marks what a pixel of a stack's map rests on, and works nothing out.

        As long as there is one, that is marked in place of what the inspected pixel rests on.
        """
        self._pointed = pixel
        self._show_marks()

    def _leave(self, message: str, marks: tuple[Mark, ...]) -> None:
        self.job.drop()
        self._inspector.show_message(message)
        self._mark(None, (), marks)

    def _ask(self, picture: Picture, pixel: _Pixel) -> None:
        pipeline = self._session.shown
        if self.channel >= len(value_names(pipeline, picture)):
            self.channel = 0
        request = InspectionRequest(pipeline, picture, *pixel, self.channel)
        if takes_long(pipeline, picture):
            mark = pixel_mark(self._place.on(picture), *pixel)
            self._mark(pixel, self._field(picture, pixel), (*self._others, mark))
            self.job.ask(request)
            return
        self.job.drop()
        self._present(request, inspect(pipeline, picture, *pixel, self.channel))

    def _on_found(self, request: InspectionRequest, found: Inspection) -> None:
        """Shows what was worked out, if it is still of the map that is looked at."""
        if request.picture is self._session.picture and request.pipeline == self._session.shown:
            self._present(request, found)

    def _present(self, request: InspectionRequest, found: Inspection) -> None:
        pipeline, picture = request.pipeline, request.picture
        pixel = found.row, found.column
        shown = self._viewer.value_at(*pixel)
        if shown is not None and len(shown) == found.pixel.values.shape[2]:
            # The very float32 of the view, in whatever order it was summed.
            value = FeatureMap(shown[np.newaxis, np.newaxis], found.pixel.alpha)
            found = replace(found, pixel=value)
        profile = map_profile(pipeline, picture)
        seen = toned(found, pipeline.tone, self.grading, profile)
        if seen is not None and self._viewer.mode == "difference":
            seen = replace(seen, rule="not shown in Difference")
        self._inspector.show_inspection(found, seen)
        mark = pixel_mark(self._place.on(picture), *pixel)
        self._mark(pixel, patch_marks(found), (*self._others, mark))

    def _mark(
        self, pixel: _Pixel | None, original: tuple[Mark, ...], on_map: tuple[Mark, ...]
    ) -> None:
        self._pixel, self._marks = pixel, (original, on_map)
        self._show_marks()

    def _show_marks(self) -> None:
        picture, pointed = self._session.picture, self._place.held(self._pointed)
        original, on_map = self._marks
        if picture is not None and pointed is not None and pointed != self._pixel:
            original = self._field(picture, pointed)
            kept = [replace(mark, role="kept") if mark.role == "pixel" else mark for mark in on_map]
            on_map = (*kept, pixel_mark(self._place.on(picture), *pointed))
        self._viewer.set_marks(original, on_map)

    def _field(self, picture: Picture, pixel: _Pixel) -> tuple[Mark, ...]:
        layers = self._session.shown.active
        return field_marks(receptive_field(layers, (picture.height, picture.width), *pixel))
