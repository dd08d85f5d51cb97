"""What the views show of an inspection: the patch, its padding, and the pixels of the map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from convstudio.gui.viewer.inspector_pins import Pin
from convstudio.gui.viewer.marks import Mark
from convstudio.gui.viewer.viewport import Rectangle
from convstudio.numerics.geometry import Placement
from convstudio.pipeline.inspection import Inspection
from convstudio.pipeline.window import Window

# So many cells of padding are outlined one by one, more of them as the strips they make up.
_ONE_BY_ONE = 100


def patch_marks(found: Inspection) -> tuple[Mark, ...]:
    """The window on the picture, and what of it lies beyond the picture."""
    window = found.window
    whole = _placed(
        window, window.rows[0], window.columns[0], window.rows[-1] + 1, window.columns[-1] + 1
    )
    return (*(Mark(area, "padding") for area in _padding(window)), Mark(whole, "patch"))


def pixel_mark(place: Placement, row: int, column: int, role: str = "pixel") -> Mark:
    """A pixel of the map, where the map lies on the picture."""
    left, top = place.left + column * place.width, place.top + row * place.height
    return Mark(Rectangle(left, top, left + place.width, top + place.height), role)


def pin_marks(place: Placement, pins: Iterable[Pin]) -> tuple[Mark, ...]:
    """The pinned pixels of the map, with their numbers in the list."""
    marks = (pixel_mark(place, pin.row, pin.column, "pinned") for pin in pins)
    return tuple(replace(mark, label=str(number)) for number, mark in enumerate(marks, 1))


def extent_mark(whole: Rectangle, visible: Rectangle, scale: float) -> Mark:
    """What of a map that is being filled in can be seen, whether filled already or not.

    Args:
        whole: where the map lies on the picture.
        visible: what of the picture's plane is in view.
        scale: device pixels to the picture's; the outline stays inside the view.
    """
    inset = 2 / scale
    left, top = max(whole.left, visible.left + inset), max(whole.top, visible.top + inset)
    right = max(min(whole.right, visible.right - inset), left)
    bottom = max(min(whole.bottom, visible.bottom - inset), top)
    return Mark(Rectangle(left, top, right, bottom), "extent")


def to_reveal(
    pixel: Rectangle, patch: Rectangle, picture: Rectangle, visible: Rectangle
) -> Rectangle:
    """What is to be in view of an inspected pixel: the patch with it, where there is room.

    In each direction the largest of both together, the pixel alone, or its middle, that fits; of
    padding beyond the picture there is nothing to see.
    """
    seen = Rectangle(
        min(max(patch.left, picture.left), picture.right),
        min(max(patch.top, picture.top), picture.bottom),
        max(min(patch.right, picture.right), picture.left),
        max(min(patch.bottom, picture.bottom), picture.top),
    )
    both = pixel.united(seen)
    left, right = _fitting(
        ((both.left, both.right), (pixel.left, pixel.right)), visible.right - visible.left
    )
    top, bottom = _fitting(
        ((both.top, both.bottom), (pixel.top, pixel.bottom)), visible.bottom - visible.top
    )
    return Rectangle(left, top, right, bottom)


def _fitting(spans: tuple[tuple[float, float], ...], room: float) -> tuple[float, float]:
    for low, high in spans:
        if high - low <= room:
            return low, high
    low, high = spans[-1]
    return (low + high) / 2, (low + high) / 2


def _padding(window: Window) -> list[Rectangle]:
    cells = np.argwhere(window.outside)
    if len(cells) <= _ONE_BY_ONE:
        places = [(window.rows[row], window.columns[column]) for row, column in cells]
        return [_placed(window, row, column, row + 1, column + 1) for row, column in places]
    rows, columns = window.shape
    top, left, bottom, right = (
        window.rows[0],
        window.columns[0],
        window.rows[-1] + 1,
        window.columns[-1] + 1,
    )
    inner_top, inner_bottom = min(max(top, 0), bottom), max(min(bottom, rows), top)
    strips = (
        (top, left, inner_top, right),
        (inner_bottom, left, bottom, right),
        (inner_top, left, inner_bottom, min(max(left, 0), right)),
        (inner_top, max(min(right, columns), left), inner_bottom, right),
    )
    return [
        _placed(window, *strip) for strip in strips if strip[0] < strip[2] and strip[1] < strip[3]
    ]


def _placed(window: Window, top: int, left: int, bottom: int, right: int) -> Rectangle:
    """Rows and columns of the layer's input as a rectangle of the picture."""
    place = window.below
    return Rectangle(
        place.left + left * place.width,
        place.top + top * place.height,
        place.left + right * place.width,
        place.top + bottom * place.height,
    )
