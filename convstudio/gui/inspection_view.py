"""What is inspected, shown: worked out in the inspector, and marked in the views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

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
from convstudio.jobs.on_screen import map_profile
from convstudio.pipeline.inspection import Inspection, inspect, value_names
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.receptive import receptive_field
from convstudio.pipeline.rendering import FeatureMap

_HOW = "Point at a pixel of the picture or of the feature map, or click one to stay with it."
_NO_MAP = "There is no feature map to inspect."
_Pixel = tuple[int, int]
"""(row, column) of the map."""


class InspectionView:
    """Shows one pixel of the map at a time.

    Attributes:
        channel: whose sum is worked out.
        grading: what tone knows of the whole map; None while it is not known.
    """

    def __init__(
        self, session: Session, viewer: Viewer, inspector: Inspector, place: MapPlace
    ) -> None:
        self._session = session
        self._viewer = viewer
        self._inspector = inspector
        self._place = place
        self.channel = 0
        self.grading: Grading | None = None

    def show(self, pixel: _Pixel | None, pins: Sequence[tuple[int, Pin]], *, filling: bool) -> None:
        """Shows a pixel that the map has.

        Args:
            pixel: without one, how to choose one is told.
            pins: those that are watched on this layer, each with its number.
            filling: whether the map is being filled in, and its extent is to be seen.
        """
        picture, size = self._session.picture, self._place.size
        if picture is None or size is None:
            self._inspector.show_message(_NO_MAP)
            self._viewer.set_marks((), ())
            return
        marks: tuple[Mark, ...] = pin_marks(self._place.on(picture), pins)
        if filling:
            marks = (self._place.extent(picture, size), *marks)
        if pixel is None:
            self._inspector.show_message(_HOW)
            self._viewer.set_marks((), marks)
            return
        found = self._show_sum(self._session.shown, picture, pixel)
        mark = pixel_mark(self._place.on(picture), *pixel)
        self._viewer.set_marks(patch_marks(found), (*marks, mark))

    def point_out(self, pixel: _Pixel | None) -> None:
        """Marks what a pixel of a stack's map rests on, and works nothing out."""
        picture = self._session.picture
        if picture is None or pixel is None or self._place.size is None:
            self._viewer.set_marks((), ())
            return
        layers = self._session.shown.active
        field = receptive_field(layers, (picture.height, picture.width), *pixel)
        mark = pixel_mark(self._place.on(picture), *pixel)
        self._viewer.set_marks(field_marks(field), (mark,))

    def _show_sum(self, pipeline: Pipeline, picture: Picture, pixel: _Pixel) -> Inspection:
        if self.channel >= len(value_names(pipeline, picture)):
            self.channel = 0
        found = inspect(pipeline, picture, *pixel, self.channel)
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
        return found
