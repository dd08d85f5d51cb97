"""Where a layer's window stands for one pixel of its map, and what stands under it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from convstudio.imaging.picture import Picture
from convstudio.numerics.borders import OUTSIDE, BorderMode, positions
from convstudio.numerics.geometry import Axis, Placement, Region, placement
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.inputs import runs
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import render

_PIECES = 4  # of more, what lies between them is made along with them


@dataclass(frozen=True)
class Window:
    """Where the kernel stands for one pixel of the map: on F rows and F columns of its input.

    Attributes:
        rows, columns: under the kernel's rows and columns; beyond the input where they are padding.
        from_rows, from_columns: those whose values stand there, as the border has it; OUTSIDE
            where a constant stands.
        shape: (rows, columns) of the input.
        below: where the input lies on the picture, in the picture's pixels.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    from_rows: tuple[int, ...]
    from_columns: tuple[int, ...]
    shape: tuple[int, int]
    below: Placement

    @property
    def outside(self) -> Array:
        """(F_v, F_h): whether a cell lies beyond the input: the border says what it holds."""
        rows, columns = np.array(self.rows), np.array(self.columns)
        down = (rows < 0) | (rows >= self.shape[0])
        over = (columns < 0) | (columns >= self.shape[1])
        found: Array = down[:, np.newaxis] | over
        return found

    @property
    def constant(self) -> Array:
        """(F_v, F_h): the cells that hold no value of the input."""
        rows, columns = np.array(self.from_rows), np.array(self.from_columns)
        found: Array = (rows == OUTSIDE)[:, np.newaxis] | (columns == OUTSIDE)
        return found


def window_at(
    axes: tuple[tuple[Axis, Axis], ...], row: int, column: int, border: BorderMode
) -> Window:
    """The window of the last of these layers for a pixel of its map."""
    vertical, horizontal = axes[-1]
    rows, columns = (
        axis.first_input(at) + axis.dilation * np.arange(axis.kernel)
        for axis, at in ((vertical, row), (horizontal, column))
    )
    return Window(
        tuple(rows.tolist()),
        tuple(columns.tolist()),
        tuple(positions(rows, vertical.size, border).tolist()),
        tuple(positions(columns, horizontal.size, border).tolist()),
        (vertical.size, horizontal.size),
        placement(axes[:-1]) if len(axes) > 1 else Placement(),
    )


def values_under(
    pipeline: Pipeline,
    picture: Picture,
    window: Window,
    map: int | None,  # noqa: A002
) -> FloatArray:
    """What the last layer finds under its window: (F_v, F_h, channels) in float64.

    0 where the input holds no value; of what is below no more is made than the window needs.

    Args:
        map: the one map that is wanted of what is below; None for all.
    """
    rows, columns = np.array(window.from_rows), np.array(window.from_columns)
    held = [np.unique(line[line != OUTSIDE]) for line in (rows, columns)]
    layers = pipeline.active[:-1]
    if not layers:
        below = picture.colour[np.ix_(*held)].astype(np.float64)
    else:
        lower = replace(pipeline, layers=layers, map=map)
        held = [_few_pieces(line) for line in held]
        below = _made(lower, picture, *held)
    found = np.zeros((len(rows), len(columns), below.shape[2]))
    inside = np.ix_(rows != OUTSIDE, columns != OUTSIDE)
    places = [
        np.searchsorted(line, at[at != OUTSIDE])
        for line, at in zip(held, (rows, columns), strict=True)
    ]
    found[inside] = below[np.ix_(*places)]
    return found


def _few_pieces(line: Array) -> Array:
    """Indices that are made piece by piece, and those between them where there are many."""
    if len(line) and len(runs(line)) > _PIECES:
        return np.arange(line[0], line[-1] + 1)
    return line


def _made(lower: Pipeline, picture: Picture, rows: Array, columns: Array) -> FloatArray:
    """The map of the layers below at these rows and columns: (rows, columns, channels)."""
    if not len(rows) or not len(columns):
        empty = render(lower, picture, Region(0, 0, 0, 0)).values
        return np.zeros((len(rows), len(columns), empty.shape[2]))
    strips = []
    for top, bottom in runs(rows):
        parts = [
            render(lower, picture, Region(top, left, bottom, right)).values
            for left, right in runs(columns)
        ]
        strips.append(np.concatenate(parts, axis=1))
    return np.concatenate(strips, axis=0).astype(np.float64)
