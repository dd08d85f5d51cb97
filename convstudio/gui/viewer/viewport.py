"""Which part of the picture is on screen, and how large: one frozen value for both views."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

SMALLEST_SCALE = 1 / 512
LARGEST_SCALE = 256.0
ZOOM_STEP = 1.25  # a key or a notch of the wheel
_MARGIN = 12  # device pixels around a fitted picture


@dataclass(frozen=True)
class Rectangle:
    """Left, top, right and bottom, in the picture's pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def united(self, other: Rectangle) -> Rectangle:
        """The smallest rectangle around both."""
        return Rectangle(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True)
class Viewport:
    """The picture's point in the middle of a view, and device pixels per picture pixel.

    Attributes:
        x: across, in the picture's pixels.
        y: down, likewise.
        scale: 1 is 100 %.
        fitted: whether it follows the window's size so that all of the picture is seen.
    """

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    fitted: bool = True

    def origin(self, width: float, height: float) -> tuple[float, float]:
        """Where the picture's corner stands in a view of that size, on whole device pixels."""
        return round(width / 2 - self.x * self.scale), round(height / 2 - self.y * self.scale)

    def picture_point(self, x: float, y: float, width: float, height: float) -> tuple[float, float]:
        """The point of the picture at a point of a view; all in device pixels."""
        left, top = self.origin(width, height)
        return (x - left) / self.scale, (y - top) / self.scale

    def zoomed(self, factor: float, x: float | None = None, y: float | None = None) -> Viewport:
        """Larger by a factor, with the picture's point (x, y) kept in place; else the middle."""
        scale = min(max(self.scale * factor, SMALLEST_SCALE), LARGEST_SCALE)
        about_x, about_y = self.x if x is None else x, self.y if y is None else y
        ratio = self.scale / scale
        return Viewport(
            about_x + (self.x - about_x) * ratio,
            about_y + (self.y - about_y) * ratio,
            scale,
            fitted=False,
        )

    def panned(self, right: float, down: float) -> Viewport:
        """The content moved by device pixels."""
        return replace(
            self, x=self.x - right / self.scale, y=self.y - down / self.scale, fitted=False
        )

    def held_to(self, content: Rectangle) -> Viewport:
        """This view with its middle held inside the content, so that it cannot be lost."""
        return replace(
            self,
            x=min(max(self.x, content.left), content.right),
            y=min(max(self.y, content.top), content.bottom),
        )

    def settled(
        self, content: Rectangle, width: float, height: float, before: Viewport | None = None
    ) -> Viewport:
        """This view of so many device pixels, filled by the content or with it in the middle.

        Along each axis by itself: what is smaller than the view stands in the middle, and what is
        larger leaves no gap at its edges.

        Args:
            before: a view that may have had gaps: they may stay as wide, so that nothing jumps.
        """
        x, y = (None, None) if before is None else (before.x, before.y)
        return replace(
            self,
            x=_settled(self.x, content.left, content.right, width / self.scale, x),
            y=_settled(self.y, content.top, content.bottom, height / self.scale, y),
        )


def _settled(middle: float, first: float, last: float, view: float, before: float | None) -> float:
    centre, slack = (first + last) / 2, max((last - first - view) / 2, 0)
    low, high = centre - slack, centre + slack
    if before is not None:
        low, high = min(low, before), max(high, before)
    return min(max(middle, low), high)


def fitted(content: Rectangle, width: float, height: float) -> Viewport:
    """All of the content in a view of that size; small pictures grow by whole factors only."""
    across, down = content.right - content.left, content.bottom - content.top
    scale = min(
        max(width - 2 * _MARGIN, 1) / across, max(height - 2 * _MARGIN, 1) / down, LARGEST_SCALE
    )
    if scale > 1:
        scale = float(math.floor(scale))
    return Viewport(
        (content.left + content.right) / 2,
        (content.top + content.bottom) / 2,
        max(scale, SMALLEST_SCALE),
        fitted=True,
    )
