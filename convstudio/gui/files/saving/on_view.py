"""What of a window's picture and map is compared when it is exported or copied."""

from __future__ import annotations

import math

from convstudio.errors import ConvStudioError, PictureWriteError
from convstudio.gui.notices import Notices
from convstudio.gui.session import Session
from convstudio.gui.viewer.layers import Surface
from convstudio.gui.viewer.viewer import Viewer
from convstudio.imaging.picture import Picture
from convstudio.imaging.screen import ScreenPixels, picture_pixels
from convstudio.jobs.comparison_picture import FULL_SIZE, WAYS, Compared, Scale, whole_area
from convstudio.numerics.geometry import Region
from convstudio.pipeline.rendering import check


class OnView:
    """Session and viewer, asked for what is to be saved; keeps nothing of its own."""

    def __init__(self, session: Session, viewer: Viewer, notices: Notices) -> None:
        self.session = session
        self._viewer = viewer
        self._notices = notices

    def picture(self) -> Picture | None:
        """The picture, if there is a map of it; if not, says why."""
        picture = self.session.picture
        if picture is None:
            self._notices.show(PictureWriteError("There is no picture yet, so no feature map."))
            return None
        try:
            check(self.session.pipeline, picture)
        except ConvStudioError as error:
            self._notices.show(error)
            return None
        return picture

    @property
    def way(self) -> str:
        """The way to compare that is in force; what cannot be printed is side by side."""
        return self._viewer.mode if self._viewer.mode in WAYS else "side-by-side"

    @property
    def scale(self) -> float:
        """Device pixels to a pixel of the picture."""
        return self._viewer.navigator.viewport.scale

    def area(self, picture: Picture) -> Region:
        """What is in view of picture and map, in whole pixels of the picture's plane."""
        whole, seen = whole_area(self.session.pipeline, picture), self._viewer.map.visible
        top = min(max(math.floor(seen.top), whole.top), whole.bottom - 1)
        left = min(max(math.floor(seen.left), whole.left), whole.right - 1)
        bottom = min(max(math.ceil(seen.bottom), top + 1), whole.bottom)
        right = min(max(math.ceil(seen.right), left + 1), whole.right)
        return Region(top, left, bottom, right)

    def compared(
        self, picture: Picture, way: str, scale: Scale = FULL_SIZE, *, visible: bool = False
    ) -> Compared:
        """Picture and map as they are now, to be compared in a worker.

        Args:
            visible: only what is in view, not the whole.
        """
        pipeline = self.session.pipeline
        area = self.area(picture) if visible else whole_area(pipeline, picture)
        split = self._split(area)
        return Compared(pipeline, picture, self._original(picture), way, area, scale, split)

    def _split(self, area: Region) -> float:
        """The share of an area that is left of the split line; half where there is none in it."""
        canvas = self._viewer.map
        if canvas.split is None:
            return 0.5
        x, _y = canvas.lens.picture_point(canvas.split * canvas.lens.width, 0)
        share = (x - area.left) / (area.right - area.left)
        return share if 0 < share < 1 else 0.5

    def _original(self, picture: Picture) -> ScreenPixels:
        """The picture as it is on screen: its colours converted where it has a profile."""
        for layer in self._viewer.original.layers:
            if isinstance(layer, Surface):
                return layer.pyramid.levels[0]
        return picture_pixels(picture)
