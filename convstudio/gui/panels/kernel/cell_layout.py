"""Where the cells of a kernel lie in a square of pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect

from convstudio.kernel.kernel import Pair

_SMALLEST_WITH_NUMBER = 26  # pixels across a cell


@dataclass(frozen=True)
class CellLayout:
    """Square cells of whole pixels that fill the side of a widget, centred if there are fewer.

    Attributes:
        side: of the widget, in pixels.
        shape: (rows, columns).
    """

    side: int
    shape: Pair

    @property
    def cell(self) -> float:
        """Pixels across a cell; each is one more or less of them."""
        return self.side / max(self.shape)

    @property
    def has_numbers(self) -> bool:
        """Whether a cell has room for a number; the grid is a picture if not."""
        return self.cell >= _SMALLEST_WITH_NUMBER

    @property
    def area(self) -> QRect:
        """All cells."""
        return self.block((0, 0), (self.shape[0] - 1, self.shape[1] - 1))

    def rect(self, cell: Pair) -> QRect:
        """The pixels of a cell."""
        return self.block(cell, cell)

    def block(self, first: Pair, last: Pair) -> QRect:
        """The pixels of a block of cells, from its first to its last one."""
        top, left = self._edge(0, first[0]), self._edge(1, first[1])
        bottom, right = self._edge(0, last[0] + 1), self._edge(1, last[1] + 1)
        return QRect(left, top, right - left, bottom - top)

    def place(self, spot: QPointF) -> tuple[float, float]:
        """(row, column) of a spot, in cells; it may lie outside."""
        rows, columns = self.shape
        across = (spot.x() - self.side / 2) / self.cell + columns / 2
        return (spot.y() - self.side / 2) / self.cell + rows / 2, across

    def at(self, spot: QPointF) -> Pair | None:
        """The cell at a spot."""
        row, column = map(math.floor, self.place(spot))
        inside = 0 <= row < self.shape[0] and 0 <= column < self.shape[1]
        return (row, column) if inside else None

    def _edge(self, axis: int, index: int) -> int:
        return round(self.side / 2 + (index - self.shape[axis] / 2) * self.cell)
