"""Where the session's map lies on its picture, and which of its pixels are where."""

from __future__ import annotations

from convstudio.errors import ConvStudioError
from convstudio.gui.playing import in_view
from convstudio.gui.session import Session
from convstudio.gui.viewer.inspector_marks import extent_mark, patch_marks, pixel_mark, to_reveal
from convstudio.gui.viewer.lens import area_of
from convstudio.gui.viewer.marks import Mark
from convstudio.gui.viewer.viewer import Viewer
from convstudio.gui.viewer.viewport import Rectangle
from convstudio.imaging.picture import Picture
from convstudio.numerics.geometry import Placement, Region, placement
from convstudio.pipeline.inspection import Inspection, pixel_at
from convstudio.pipeline.rendering import check


class MapPlace:
    """The map of the session's picture and pipeline in the views; keeps nothing of its own."""

    def __init__(self, session: Session, viewer: Viewer) -> None:
        self._session = session
        self._viewer = viewer

    @property
    def size(self) -> tuple[int, int] | None:
        """(rows, columns) of the map, None where there is none."""
        if self._session.picture is None:
            return None
        try:
            return check(self._session.shown, self._session.picture)
        except ConvStudioError:
            return None

    def held(self, place: tuple[int, int] | None) -> tuple[int, int] | None:
        """(row, column), if the map has such a pixel."""
        size = self.size
        if place is None or size is None:
            return None
        there = 0 <= place[0] < size[0] and 0 <= place[1] < size[1]
        return place if there else None

    def on(self, picture: Picture) -> Placement:
        """Where it lies on a picture."""
        return placement(self._session.shown.axes((picture.height, picture.width)))

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """(row, column) of the map's pixel at a point of the picture, if there is one."""
        picture = self._session.picture
        if picture is None or self.size is None:
            return None
        return pixel_at(self._session.shown, picture, x, y)

    def middle(self, row: int, column: int) -> tuple[float, float] | None:
        """(x, y) on the picture of the middle of one of its pixels."""
        if self._session.picture is None or self.size is None:
            return None
        place = self.on(self._session.picture)
        return place.left + (column + 0.5) * place.width, place.top + (row + 0.5) * place.height

    @property
    def in_view(self) -> Region:
        """Its pixels that are in view; the first where there is no map."""
        picture, size = self._session.picture, self.size
        if picture is None or size is None:
            return Region(0, 0, 1, 1)
        return in_view(self._viewer.map.visible, self.on(picture), size)

    def reveal(self, found: Inspection) -> None:
        """Brings an inspected pixel into view, its patch too as far as there is room."""
        picture = self._session.picture
        if picture is None or self._viewer.navigator.viewport.fitted:
            return
        pixel = pixel_mark(self.on(picture), found.row, found.column).rectangle
        patch = patch_marks(found)[-1].rectangle
        whole = Rectangle(0, 0, picture.width, picture.height)
        self._viewer.reveal(to_reveal(pixel, patch, whole, self._viewer.map.visible))

    def extent(self, picture: Picture, size: tuple[int, int]) -> Mark:
        """How far a map of (rows, columns) reaches in view."""
        whole = area_of(self.on(picture), 0, 0, *size)
        return extent_mark(whole, self._viewer.map.visible, self._viewer.navigator.viewport.scale)
