"""What the status bar says of the pixel under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from convstudio.errors import ConvStudioError
from convstudio.gui.numerals import listed, shown
from convstudio.gui.viewer.bar_numbers import angle_text
from convstudio.imaging.picture import Picture
from convstudio.kernel.notation import format_value
from convstudio.numerics.geometry import Region
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.inspection import pixel_at
from convstudio.pipeline.map_names import map_names
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import render
from convstudio.pipeline.viewing import picture_maps, shows_angles

ValuesAt = Callable[[int, int], FloatArray | None]


def reading_at(
    pipeline: Pipeline,
    picture: Picture,
    x: float,
    y: float,
    on_screen: ValuesAt = lambda _row, _column: None,
    difference: ValuesAt = lambda _row, _column: None,
) -> str:
    """The picture's and the map's values at a point, exact, in the picture's own units.

    Each with its position, (column, row) or the sample of a signal, and alpha after α; of the two
    only what there is: with padding the map goes on where the picture ends. Of several maps the one
    that is looked at is named.

    Args:
        on_screen: the map's values at a (row, column), as far as they are shown; others are made.
        difference: map − original there, as far as it is shown.
    """
    parts = []
    if 0 <= x < picture.width and 0 <= y < picture.height:
        row, column = int(y), int(x)
        alpha = None if picture.alpha is None else picture.alpha[row, column]
        told = _told(picture.colour[row, column], alpha)
        parts.append(f"{_place(row, column, signal=picture.is_signal)}  {told}")
    try:
        place = pixel_at(pipeline, picture, x, y)
    except ConvStudioError:
        place = None
    if place is not None:
        row, column = place
        values, alpha = on_screen(row, column), None
        if values is None or picture.has_alpha:
            part = render(pipeline, picture, Region(row, column, row + 1, column + 1))
            alpha = None if part.alpha is None else part.alpha[0, 0]
            values = part.values[0, 0] if values is None else values
        name = _map_name(pipeline, picture)
        at = _place(row, column, signal=picture.is_signal and row == 0)
        told = _told(values, alpha)
        if shows_angles(pipeline):
            told += "".join(f" = {angle_text(float(one), picture.full_range)}" for one in values)
        parts.append(f"→  {name}{at}  {told}")
        if (apart := difference(row, column)) is not None:
            parts.append(f"Δ {_told(apart, None)}")
    return "   ".join(parts)


def _place(row: int, column: int, *, signal: bool) -> str:
    return f"sample {column}" if signal else f"({column}, {row})"


def _map_name(pipeline: Pipeline, picture: Picture) -> str:
    """Which of several maps it is, as a label before the place."""
    names = map_names(pipeline.active, picture_maps(picture))
    return "" if pipeline.map is None or len(names) == 1 else f"{names[pipeline.map]} "


def _told(values: Iterable[float], alpha: float | None) -> str:
    words = listed([format_value(value) for value in values])
    return words if alpha is None else f"{words}, α {shown(format_value(alpha))}"
