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
from convstudio.pipeline.receptive import ReceptiveField, Sight
from convstudio.pipeline.window import Window

# So many cells of padding are outlined one by one, more of them as the strips they make up.
_ONE_BY_ONE = 100
_MOST_PIECES = 3


def patch_marks(found: Inspection) -> tuple[Mark, ...]:
    """What the value rests on, and what of it lies beyond the picture; last what it comes to.

    Of the first layer that is its window; of a layer on others it is what their windows see
    together, and where its own window lies within.
    """
    window = found.window
    if found.stacked:
        own = _placed(
            window, window.rows[0], window.columns[0], window.rows[-1] + 1, window.columns[-1] + 1
        )
        return (Mark(own, "window"), *field_marks(found.field))
    whole = _placed(
        window, window.rows[0], window.columns[0], window.rows[-1] + 1, window.columns[-1] + 1
    )
    return (*(Mark(area, "padding") for area in _padding(window)), Mark(whole, "patch"))


def field_marks(field: ReceptiveField) -> tuple[Mark, ...]:
    """The pixels that a value rests on, in one piece or more, and the padding around them."""
    (top, bottom), (left, right) = field.rows.reach, field.columns.reach
    reach = Rectangle(left, top, right, bottom)
    marks = [Mark(reach, "padding")] if field.rows.padded or field.columns.padded else []
    for first, last in _pieces(field.rows):
        for start, end in _pieces(field.columns):
            marks.append(Mark(Rectangle(start, first, end, last), "field"))
    return tuple(marks) or (Mark(reach, "padding"),)


def _pieces(sight: Sight) -> tuple[tuple[int, int], ...]:
    """In one where the window hangs together; in its runs where a border brings far pixels."""
    first, last = sight.hull
    together = sight.reach[0] <= first and last <= sight.reach[1]
    if together or len(sight.runs) > _MOST_PIECES:
        return ((first, last),) if last > first else ()
    return sight.runs


def pixel_mark(place: Placement, row: int, column: int, role: str = "pixel") -> Mark:
    """A pixel of the map, where the map lies on the picture."""
    left, top = place.left + column * place.width, place.top + row * place.height
    return Mark(Rectangle(left, top, left + place.width, top + place.height), role)


def pin_marks(place: Placement, pins: Iterable[tuple[int, Pin]]) -> tuple[Mark, ...]:
    """The pinned pixels of the map, each with its number in the list."""
    return tuple(
        replace(pixel_mark(place, pin.row, pin.column, "pinned"), label=str(number))
        for number, pin in pins
    )


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
