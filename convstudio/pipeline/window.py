"""Where a layer's window stands for one pixel of its map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convstudio.numerics.borders import OUTSIDE, BorderMode, positions
from convstudio.numerics.geometry import Axis, Placement, placement
from convstudio.numerics.validation import Array


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
