"""What a canvas paints, bottom to top: whole pictures at every zoom, and frames of a map."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from convstudio.gui.viewer.lens import Lens, area_of
from convstudio.gui.viewer.painting import paint_pixels
from convstudio.gui.viewer.viewport import Rectangle
from convstudio.imaging.picture import Pixels
from convstudio.imaging.pyramid import Pyramid
from convstudio.jobs.painting import Frame
from convstudio.numerics.geometry import Placement

_MOST_FRAMES = 5


@dataclass(frozen=True, eq=False)
class Cells:
    """Values to print, one a pixel.

    Attributes:
        values: (rows, columns, channels).
        pixels: what is seen under them, as ScreenPixels of the same rows and columns.
        place: where their pixels lie on the picture.
    """

    values: Pixels
    pixels: Pixels
    place: Placement


@dataclass(frozen=True, eq=False)
class Surface:
    """A whole picture at every zoom, and where it lies.

    Attributes:
        pyramid: its pixels.
        placement: where they lie on the picture.
        values: (rows, columns, channels), what they show, in the picture's own units.
    """

    pyramid: Pyramid
    placement: Placement
    values: Pixels | None = None

    @property
    def bounds(self) -> Rectangle:
        """What it covers of the picture's plane."""
        return area_of(self.placement, 0, 0, *self.pyramid.size)

    @property
    def cells(self) -> Cells | None:
        """The values that can be printed on it."""
        if self.values is None:
            return None
        return Cells(self.values, self.pyramid.levels[0], self.placement)

    def paint(self, painter: QPainter, lens: Lens, window: QRect, *, grid: bool) -> None:
        """Paints the level that has a pixel for each of the screen's."""
        place = self.placement
        level = self.pyramid.level_for(lens.viewport.scale * max(place.width, place.height))
        paint_pixels(
            painter,
            lens,
            self.pyramid.levels[level],
            _coarser(place, 2**level),
            self.bounds,
            window,
            smooth=True,
            grid=place if grid else None,
        )


@dataclass(frozen=True, eq=False)
class PlacedFrame:
    """A frame, and where the map of which it is a region lies on the picture."""

    frame: Frame
    placement: Placement

    @property
    def bounds(self) -> Rectangle:
        """What it covers of the picture's plane."""
        region = self.frame.region
        return area_of(self.placement, region.top, region.left, region.bottom, region.right)

    @property
    def place(self) -> Placement:
        """Where the frame's own pixels lie."""
        region, bounds = self.frame.region, self.bounds
        corner = Placement(bounds.left, bounds.top, self.placement.width, self.placement.height)
        return _coarser(corner, region.step)

    @property
    def cells(self) -> Cells | None:
        """The values that can be printed on it."""
        frame = self.frame
        if frame.values is None or frame.region.step != 1:
            return None
        return Cells(frame.values, frame.pixels, self.place)

    def paint(self, painter: QPainter, lens: Lens, window: QRect, *, grid: bool) -> None:
        """Paints samples as they are, and means smoothly below 100 %."""
        frame = self.frame
        paint_pixels(
            painter,
            lens,
            frame.pixels,
            self.place,
            self.bounds,
            window,
            smooth=frame.averaged or frame.region.step == 1,
            grid=self.placement if grid and frame.region.step == 1 else None,
        )


Layer = Surface | PlacedFrame


def stacked(frames: tuple[Layer, ...], newer: PlacedFrame) -> tuple[Layer, ...]:
    """A newer frame over those before it of which something is still to be seen.

    Of many, the one that covers least goes: what is left under a hand that pans is never far.
    """
    kept = [below for below in frames if not _covers(newer.bounds, below.bounds)]
    while len(kept) >= _MOST_FRAMES:
        kept.remove(min(kept, key=lambda layer: _size(layer.bounds)))
    return (*kept, newer)


def _covers(outer: Rectangle, inner: Rectangle) -> bool:
    return (
        outer.left <= inner.left
        and outer.top <= inner.top
        and outer.right >= inner.right
        and outer.bottom >= inner.bottom
    )


def _size(area: Rectangle) -> float:
    return (area.right - area.left) * (area.bottom - area.top)


def _coarser(place: Placement, step: int) -> Placement:
    return Placement(place.left, place.top, place.width * step, place.height * step)
