"""The worked sum as grids side by side, and where each stands in a view: no Qt, only numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from convstudio.gui.viewer.inspector_numbers import short, signed
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.planes import Plane

MARGIN = 12
GAP = 26  # pixels between grids, for the sign
CAPTION = 20  # pixels above each grid
_MOST_TOLD = 4225  # cells that are spelt out to find the longest: 65 × 65


@dataclass(frozen=True, eq=False)
class Grid:
    """F×F cells.

    Attributes:
        sign: before the grid: nothing, ×, =, → or +.
        title: above it.
        look: ``value``: a brightness; ``weight`` or ``product``: a tint by sign.
        values: what the cells hold.
        tints: of values their brightness from 0 to 1, otherwise from −1 to 1.
        hatched: the cells beyond the picture, where the grid shows values.
        plane: whose terms it shows.
        column: of each row another plane's, where every channel has but one cell.
        blank: the cells that hold nothing, where there are some.
        chosen: the cells that hold the value that won, where one wins.
        usual: numbers as long as can be expected, so that cells keep their width from pixel to
            pixel.
        digits: that are shown of numbers that are not whole.
    """

    sign: str
    title: str
    look: str
    values: FloatArray
    tints: FloatArray
    hatched: Array
    plane: Plane
    usual: tuple[float, ...]
    digits: int = 5
    column: tuple[Plane, ...] = ()
    blank: Array | None = None
    chosen: Array | None = None

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        if self.blank is not None and self.blank[row, column]:
            return ""
        return self._told(float(self.values[row, column]))

    def term(self, row: int, column: int) -> tuple[Plane, int, int]:
        """The plane of a cell, and the cell in it."""
        return (self.column[row], 0, 0) if self.column else (self.plane, row, column)

    @property
    def longest(self) -> tuple[str, ...]:
        """Texts of which one is as wide as any cell's."""
        values = self.values if self.blank is None else self.values[~self.blank]
        values = values.ravel()
        if len(values) > _MOST_TOLD:  # the longest of so many digits are all alike
            values = np.concatenate([values[:_MOST_TOLD], [values.min(), values.max()]])
        if np.array_equal(values, np.rint(values)):
            values = np.array([values.min(), values.max()])
        texts = {self._told(value) for value in (*self.usual, *values.tolist())}
        most = max(map(len, texts))
        return tuple(text for text in texts if len(text) == most)

    def _told(self, value: float) -> str:
        form = signed if self.look == "product" else short
        return form(value, self.digits)


@dataclass(frozen=True)
class View:
    """One page of the worked sum: the grids of a channel, or the products of all of them.

    Attributes:
        planes: whose terms it shows.
        labels: beside each row, where every row is another channel.
    """

    name: str
    grids: tuple[Grid, ...]
    planes: tuple[Plane, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[int, int]:
        """(rows, columns) of every grid."""
        rows, columns = self.grids[0].values.shape
        return rows, columns

    def shortened(self, digits: int) -> View:
        """The same with at most so many digits of broken numbers."""
        grids = tuple(replace(grid, digits=min(grid.digits, digits)) for grid in self.grids)
        return replace(self, grids=grids)


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Arrangement:
    """Where the grids of a view stand, all scrolled to the same cell.

    Attributes:
        boxes: of each grid, what of it is seen: the same rows and columns in all.
        cells: (rows, columns) of every grid.
        widths: of each grid's cells.
        height: of a cell.
        scrolled: (across, down) in cells, that lie off the left and top of each box.
    """

    boxes: tuple[Box, ...]
    cells: tuple[int, int]
    widths: tuple[int, ...]
    height: int
    scrolled: tuple[float, float] = (0.0, 0.0)

    @property
    def shown(self) -> tuple[float, float]:
        """(across, down): cells for which there is room."""
        return self.boxes[0].width / self.widths[0], self.boxes[0].height / self.height

    @property
    def hidden(self) -> tuple[float, float]:
        """(across, down): cells for which there is none."""
        across, down = self.shown
        return self.cells[1] - across, self.cells[0] - down

    def cell_box(self, grid: int, row: int, column: int) -> Box:
        """Where a cell stands; it may reach out of its grid's box."""
        box, width = self.boxes[grid], self.widths[grid]
        return Box(
            box.left + round((column - self.scrolled[0]) * width),
            box.top + round((row - self.scrolled[1]) * self.height),
            width,
            self.height,
        )

    def seen(self) -> tuple[range, range]:
        """The rows and columns of which something is seen, the same in every grid."""
        rows, columns = (
            range(int(first), min(math.ceil(first + count), far))
            for first, count, far in zip(
                reversed(self.scrolled), reversed(self.shown), self.cells, strict=True
            )
        )
        return rows, columns

    def at(self, x: float, y: float) -> tuple[int, int, int] | None:
        """(grid, row, column) of the cell at a point."""
        for grid, box in enumerate(self.boxes):
            if box.left <= x < box.left + box.width and box.top <= y < box.top + box.height:
                row = (y - box.top) / self.height + self.scrolled[1]
                column = (x - box.left) / self.widths[grid] + self.scrolled[0]
                return grid, min(int(row), self.cells[0] - 1), min(int(column), self.cells[1] - 1)
        return None


def arrange(
    cells: tuple[int, int],
    widths: tuple[int, ...],
    height: int,
    room: tuple[int, int],
    scrolled: tuple[float, float] = (0.0, 0.0),
    margin: int = MARGIN,
) -> Arrangement:
    """Grids side by side in a view: whole, or as many columns and rows of each as there is room.

    No row or column is cut unless not even one has room.

    Args:
        cells: (rows, columns) of every grid.
        widths: of each grid's cells, in pixels.
        height: of a cell, in pixels.
        room: (width, height) of the view, in pixels.
        scrolled: (across, down) in cells, as far as there is something to scroll to.
        margin: pixels before the first grid.
    """
    free = room[0] - margin - MARGIN - GAP * (len(widths) - 1)
    columns = min(max(free // sum(widths), 1), cells[1])
    rows = min(max((room[1] - CAPTION) // height, 1), cells[0])
    boxes, left = [], margin
    for width in widths:
        boxes.append(Box(left, CAPTION, columns * width, rows * height))
        left += columns * width + GAP
    whole = Arrangement(tuple(boxes), cells, widths, height)
    across, down = (min(max(s, 0.0), h) for s, h in zip(scrolled, whole.hidden, strict=True))
    return replace(whole, scrolled=(across, down))
