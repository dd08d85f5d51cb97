"""What is to be planned: kernels, sizes and precision, and the tiles that would do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np

from convstudio.numerics.costs import CALL, COSTS, HELD_BYTES, TILE_BYTES, Costs
from convstudio.numerics.precision import Precision
from convstudio.numerics.source import read_apart
from convstudio.numerics.validation import FloatArray

Pair = tuple[int, int]


@dataclass(frozen=True)
class Shape:
    """What the cost rests on, weights apart.

    Attributes:
        count: (rows, columns) of the output.
        channels: of the input.
        each: whether every channel is filtered by itself.
    """

    count: Pair
    channels: int
    each: bool
    strides: Pair
    dilation: Pair
    groups: int
    precision: Precision


@dataclass(frozen=True, eq=False)
class Problem:
    """Kernels on an input of a shape.

    Attributes:
        weights: (rows, columns, channels / groups, filters), float64; one channel and one filter
            where every channel is filtered by itself.
    """

    weights: FloatArray
    shape: Shape

    @property
    def taps(self) -> Pair:
        """(rows, columns) of the kernel."""
        return self.weights.shape[0], self.weights.shape[1]

    @property
    def depth(self) -> int:
        """Channels that a filter sees."""
        return int(self.weights.shape[2])

    @property
    def filters(self) -> int:
        """Filters, of all groups."""
        return int(self.weights.shape[3])

    @property
    def samples(self) -> int:
        """Values of a pixel that lie side by side: the channels, where each is filtered alone."""
        return self.shape.channels if self.shape.each else 1

    @property
    def maps(self) -> int:
        """Channels of the output."""
        return self.shape.channels if self.shape.each else self.filters

    @property
    def values(self) -> int:
        """Values of a row times rows of the output, of one map or of all that lie side by side."""
        return self.shape.count[0] * self.shape.count[1] * self.samples

    @property
    def costs(self) -> Costs:
        """Of the dtype of the sums."""
        return COSTS[self.shape.precision.dtype]

    @cached_property
    def apart(self) -> tuple[bool, bool]:
        """Whether the inputs under each weight are read by themselves, down and across."""
        shape = self.shape
        vertical, horizontal = (
            read_apart(taps, stride, dilation)
            for taps, stride, dilation in zip(self.taps, shape.strides, shape.dilation, strict=True)
        )
        return vertical, horizontal

    @cached_property
    def strides(self) -> Pair:
        """In a patch, where inputs apart from one another are read together."""
        vertical = self.taps[0] if self.apart[0] else self.shape.strides[0]
        return vertical, 1 if self.apart[1] else self.shape.strides[1]

    @cached_property
    def dilation(self) -> Pair:
        """In a patch, likewise; of what is read apart across, not that it lies a tile apart."""
        vertical, horizontal = self.shape.dilation
        return 1 if self.apart[0] else vertical, 1 if self.apart[1] else horizontal

    @cached_property
    def extents(self) -> Pair:
        """Rows and columns of a patch that a window reaches over."""
        vertical, horizontal = (
            d * (f - 1) + 1 for d, f in zip(self.dilation, self.taps, strict=True)
        )
        return vertical, horizontal

    def grouped(self) -> tuple[FloatArray, ...]:
        """The weights of each group, in the dtype of the sums."""
        parts = np.split(self.weights, self.shape.groups, axis=3)
        return tuple(np.ascontiguousarray(part, self.shape.precision.dtype) for part in parts)

    def width(self, values: int) -> int:
        """Columns of a tile: about so many values in a row, in equal parts."""
        columns = self.shape.count[1]
        parts = ceil(columns * self.samples / max(values, 1))
        return max(ceil(columns / parts), 1)

    def height(self, width: int, depth: int, block: int = 1) -> int:
        """Rows of a tile: what is held for them stays in the cache, as far as that pays.

        Args:
            width: columns of the tile.
            depth: values held for each of the output.
            block: rows that are made at a time.
        """
        line = width * self.samples * max(depth, 1) * self.shape.precision.dtype.itemsize
        rows = max(TILE_BYTES // line, 2 * self.taps[0], 8)
        return min(ceil(rows / block) * block, self.shape.count[0])

    def held(self, tile: Pair, copies: int) -> Pair:
        """The tile, made smaller until what is read and stacked for it stays within HELD_BYTES."""
        rows, columns = tile
        while rows * columns > 1 and self._bytes(rows, columns, copies) > HELD_BYTES:
            lower = self._bytes(ceil(rows / 2), columns, copies)
            narrower = self._bytes(rows, ceil(columns / 2), copies)
            if rows > 1 and (columns == 1 or lower <= narrower):
                rows = ceil(rows / 2)
            else:
                columns = ceil(columns / 2)
        return rows, columns

    def _bytes(self, rows: int, columns: int, copies: int) -> int:
        """Of a patch, and of so many copies of its rows, as wide as the output."""
        down, across = (
            count * taps if apart else (count - 1) * stride + dilation * (taps - 1) + 1
            for count, taps, apart, stride, dilation in zip(
                (rows, columns),
                self.taps,
                self.apart,
                self.shape.strides,
                self.shape.dilation,
                strict=True,
            )
        )
        values = down * (across + columns * copies) * self.shape.channels
        return values * self.shape.precision.dtype.itemsize

    def calls(self, tile: Pair) -> float:
        """Nanoseconds of Python, for one call a tile."""
        rows, columns = self.shape.count
        return ceil(rows / tile[0]) * ceil(columns / tile[1]) * CALL
