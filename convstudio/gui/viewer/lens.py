"""From the picture's points to a view's device pixels and back."""

from __future__ import annotations

import math
from dataclasses import dataclass

from convstudio.gui.viewer.viewport import Rectangle, Viewport
from convstudio.numerics.geometry import Placement, Region

# Where strides differ: device pixels to a value, on the mean of both directions, at the least.
_FINEST = 0.4


@dataclass(frozen=True)
class Lens:
    """A viewport in a view of a size.

    Attributes:
        viewport: what is looked at.
        width: of the view, in device pixels.
        height: likewise.
    """

    viewport: Viewport
    width: int
    height: int

    @property
    def origin(self) -> tuple[float, float]:
        """Where the picture's corner stands, on whole device pixels."""
        return self.viewport.origin(self.width, self.height)

    @property
    def visible(self) -> Rectangle:
        """The part of the picture's plane that is in view."""
        left, top = self.picture_point(0, 0)
        right, bottom = self.picture_point(self.width, self.height)
        return Rectangle(left, top, right, bottom)

    def picture_point(self, x: float, y: float) -> tuple[float, float]:
        """The picture's point at a device pixel."""
        return self.viewport.picture_point(x, y, self.width, self.height)

    def device_point(self, x: float, y: float) -> tuple[float, float]:
        """The device pixel at a point of the picture."""
        left, top = self.origin
        return left + x * self.viewport.scale, top + y * self.viewport.scale

    def on_screen(self, area: Rectangle) -> Rectangle:
        """A rectangle of the picture in device pixels; it may reach far beyond the view."""
        left, top = self.device_point(area.left, area.top)
        right, bottom = self.device_point(area.right, area.bottom)
        return Rectangle(left, top, right, bottom)

    def region_of(self, place: Placement, size: tuple[int, int]) -> Region:
        """The region in view of a map of (rows, columns) that lies there.

        Its step gives at least a value for each device pixel.
        """
        visible, (rows, columns) = self.visible, size
        left = min(max(math.floor((visible.left - place.left) / place.width), 0), columns - 1)
        top = min(max(math.floor((visible.top - place.top) / place.height), 0), rows - 1)
        right = math.ceil((visible.right - place.left) / place.width)
        bottom = math.ceil((visible.bottom - place.top) / place.height)
        small, large = sorted((place.width, place.height))
        step = max(int(1 / (self.viewport.scale * large)), 1)
        # Where strides differ, one direction has a value for each device pixel and the other more.
        while step * self.viewport.scale * math.sqrt(small * large) < _FINEST and small < large:
            step *= 2
        # On multiples of the step, so that panning does not make the sampled pixels flicker.
        left, top = left - left % step, top - top % step
        return Region(
            top,
            left,
            min(max(bottom, top + 1), rows),
            min(max(right, left + 1), columns),
            step,
        )


def area_of(place: Placement, top: float, left: float, bottom: float, right: float) -> Rectangle:
    """The part of the picture's plane that rows and columns of a map cover."""
    return Rectangle(
        place.left + left * place.width,
        place.top + top * place.height,
        place.left + right * place.width,
        place.top + bottom * place.height,
    )
