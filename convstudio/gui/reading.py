"""What the status bar says of the pixel under the cursor."""

from __future__ import annotations

from collections.abc import Iterable

from convstudio.errors import ConvStudioError
from convstudio.imaging.picture import Picture
from convstudio.kernel.notation import format_value
from convstudio.numerics.geometry import Region
from convstudio.pipeline.inspection import pixel_at
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import render


def reading_at(pipeline: Pipeline, picture: Picture, x: float, y: float) -> str:
    """The picture's and the map's values at a point, exact, in the picture's own units.

    Each with its position, (column, row), and alpha after α; of the two only what there is: with
    padding the map goes on where the picture ends.
    """
    parts = []
    if 0 <= x < picture.width and 0 <= y < picture.height:
        row, column = int(y), int(x)
        alpha = None if picture.alpha is None else picture.alpha[row, column]
        parts.append(f"({column}, {row})  {_told(picture.colour[row, column], alpha)}")
    try:
        place = pixel_at(pipeline, picture, x, y)
    except ConvStudioError:
        place = None
    if place is not None:
        row, column = place
        part = render(pipeline, picture, Region(row, column, row + 1, column + 1))
        alpha = None if part.alpha is None else part.alpha[0, 0]
        parts.append(f"→  ({column}, {row})  {_told(part.values[0, 0], alpha)}")
    return "   ".join(parts)


def _told(values: Iterable[float], alpha: float | None) -> str:
    words = ", ".join(format_value(value) for value in values)
    return words if alpha is None else f"{words}, α {format_value(alpha)}"
