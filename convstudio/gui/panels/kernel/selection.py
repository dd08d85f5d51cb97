"""The chosen cells of the grid: the current one, and the block that it ends."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convstudio.kernel.kernel import Pair


@dataclass(frozen=True)
class Selection:
    """A block of cells.

    Attributes:
        start: where it began.
        current: where it ends, the cell under the hand.
    """

    start: Pair = (0, 0)
    current: Pair = (0, 0)

    @classmethod
    def of(cls, cell: Pair) -> Selection:
        """One cell alone."""
        return cls(cell, cell)

    @classmethod
    def all(cls, shape: Pair) -> Selection:
        """Every cell."""
        return cls((0, 0), (shape[0] - 1, shape[1] - 1))

    @property
    def first(self) -> Pair:
        """The upper left cell of the block."""
        return min(self.start[0], self.current[0]), min(self.start[1], self.current[1])

    @property
    def last(self) -> Pair:
        """The lower right cell of the block."""
        return max(self.start[0], self.current[0]), max(self.start[1], self.current[1])

    @property
    def cells(self) -> tuple[Pair, ...]:
        """Row by row."""
        (top, left), (bottom, right) = self.first, self.last
        return tuple((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))

    @property
    def words(self) -> str:
        """Which, as a step of the undo stack names them."""
        if self.start != self.current:
            return f"{len(self.cells)} cells"
        return f"row {self.current[0] + 1}, column {self.current[1] + 1}"

    def extended(self, cell: Pair) -> Selection:
        """From the same start to another cell."""
        return replace(self, current=cell)

    def moved(self, rows: int, columns: int, shape: Pair, *, extend: bool = False) -> Selection:
        """By so many cells, as far as there are any; a block shrinks to its current cell."""
        row = min(max(self.current[0] + rows, 0), shape[0] - 1)
        column = min(max(self.current[1] + columns, 0), shape[1] - 1)
        return self.extended((row, column)) if extend else Selection.of((row, column))

    def stepped(self, step: int, shape: Pair) -> Selection | None:
        """The next cell in reading order, or the one before; None beyond the ends."""
        place = self.current[0] * shape[1] + self.current[1] + step
        if not 0 <= place < shape[0] * shape[1]:
            return None
        return Selection.of(divmod(place, shape[1]))

    def within(self, shape: Pair) -> Selection:
        """As much of it as another shape has."""
        start, current = (
            (min(cell[0], shape[0] - 1), min(cell[1], shape[1] - 1))
            for cell in (self.start, self.current)
        )
        return Selection(start, current)
