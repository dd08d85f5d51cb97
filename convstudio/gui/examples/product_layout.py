"""Where the cells of a matrix product stand, in pixels. No Qt, only numbers.

The filters stand above the maps and the patches left of them (Falk's scheme), so that a value of a
map is where the row of its patch crosses the column of its filter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

GAP = 10  # pixels between the matrices
PARTS = ("patch", "filter", "map")


@dataclass(frozen=True)
class Spot:
    """A cell: of ``patch``, (place, number); of ``filter``, (number, filter); of ``map``, (place,
    filter)."""

    part: str
    row: int
    column: int


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class ProductLayout:
    """The three matrices and their labels.

    Attributes:
        length: numbers of a patch.
        places: of the map.
        filters: how many.
        label: pixels that the places' labels take.
        narrow, wide: of a cell of the patches; of the filters and the maps.
        height: of every cell.
    """

    length: int
    places: int
    filters: int
    label: int
    narrow: int
    wide: int
    height: int

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of all of it."""
        return self._left + self.filters * self.wide + 1, self._top + self.places * self.height + 1

    @property
    def _left(self) -> int:
        """Where the filters and the maps begin."""
        return self.label + self.length * self.narrow + GAP

    @property
    def _top(self) -> int:
        """Where the patches and the maps begin, below the filters' names and the filters."""
        return self.height * (self.length + 1) + GAP

    def box(self, spot: Spot) -> Box:
        """Where a cell stands."""
        if spot.part == "patch":
            left, width = self.label + spot.column * self.narrow, self.narrow
        else:
            left, width = self._left + spot.column * self.wide, self.wide
        top = self.height if spot.part == "filter" else self._top
        return Box(left, top + spot.row * self.height, width, self.height)

    def title(self, column: int) -> Box:
        """Where the name of a filter stands."""
        return Box(self._left + column * self.wide, 0, self.wide, self.height)

    def name(self, row: int) -> Box:
        """Where the label of a place stands."""
        return Box(0, self._top + row * self.height, self.label, self.height)

    def row_box(self, row: int) -> Box:
        """All of a place: its patch and its values."""
        return Box(0, self._top + row * self.height, self.size[0] - 1, self.height)

    def seen(self, part: str, window: Box) -> tuple[range, range]:
        """Rows and columns of a matrix of which something lies in a window."""
        first = self.box(Spot(part, 0, 0))
        rows = self.length if part == "filter" else self.places
        columns = self.length if part == "patch" else self.filters
        return (
            _covered(window.top, window.height, first.top, first.height, rows),
            _covered(window.left, window.width, first.left, first.width, columns),
        )

    def at(self, x: int, y: int) -> Spot | None:
        """The cell at a point."""
        for part in PARTS:
            rows, columns = self.seen(part, Box(x, y, 1, 1))
            if rows and columns:
                return Spot(part, rows[0], columns[0])
        return None

    def place_at(self, y: int) -> int | None:
        """The place whose row is at a height."""
        row = (y - self._top) // self.height
        return row if 0 <= row < self.places else None


def _covered(start: int, room: int, first: int, size: int, count: int) -> range:
    low = min(max((start - first) // size, 0), count)
    high = min(max(math.ceil((start + room - first) / size), low), count)
    return range(low, high)
