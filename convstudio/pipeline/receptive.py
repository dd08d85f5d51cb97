"""What a value of a map rests on in the picture, through all layers below it.

A layer's window is a product of rows and columns, and so is what a whole stack sees of a picture:
each direction is followed by itself, from the map down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from convstudio.numerics.borders import OUTSIDE, BorderMode, positions
from convstudio.numerics.geometry import Axis
from convstudio.numerics.validation import Array
from convstudio.pipeline.inputs import runs
from convstudio.pipeline.pipeline import Layer

Run = tuple[int, int]
"""Rows or columns from the first up to, but not with, the second."""


@dataclass(frozen=True)
class Sight:
    """What of a picture's rows, or of its columns, some values rest on.

    Attributes:
        runs: those that hold values, ascending; none where nothing but padding is seen.
        reach: what the windows span, placed on the picture; beyond it is padding.
        size: of the picture.
    """

    runs: tuple[Run, ...]
    reach: Run
    size: int

    @property
    def hull(self) -> Run:
        """From the first that is rested on to the last; empty where there is none."""
        return (self.runs[0][0], self.runs[-1][1]) if self.runs else (0, 0)

    @property
    def count(self) -> int:
        """How many hold values that are rested on."""
        return sum(last - first for first, last in self.runs)

    @property
    def padded(self) -> bool:
        """Whether the windows reach beyond the picture."""
        return self.reach[0] < 0 or self.reach[1] > self.size


@dataclass(frozen=True)
class ReceptiveField:
    """The pixels of a picture that a value of a map rests on: every such row × every such column.

    Weights that are 0 count too: it is what the layers look at, whatever they make of it.
    """

    rows: Sight
    columns: Sight

    @property
    def pixels(self) -> int:
        """How many pixels of the picture."""
        return self.rows.count * self.columns.count

    @property
    def size(self) -> tuple[int, int]:
        """(rows, columns) of what the windows span, padding included."""
        return self.rows.reach[1] - self.rows.reach[0], self.columns.reach[1] - self.columns.reach[
            0
        ]


def receptive_field(
    layers: Sequence[Layer], shape: tuple[int, int], row: int, column: int
) -> ReceptiveField:
    """What the value at (row, column) of the last layer's map rests on.

    Args:
        layers: those that are on, the first one on the picture.
        shape: (rows, columns) of the picture.

    Raises:
        ArgumentValueError: a layer does not fit the map below it.
    """
    found = []
    for layer in layers:
        both = layer.axes(shape)
        found.append((both, border_of(layer)))
        shape = both[0].output, both[1].output
    down = [(both[0], border) for both, border in found]
    over = [(both[1], border) for both, border in found]
    return ReceptiveField(sight(down, row), sight(over, column))


def sight(line: Sequence[tuple[Axis, BorderMode]], output: int) -> Sight:
    """What one output of the last of these axes rests on of the first one's input."""
    seen: Array = np.array([output])
    reach = output, output
    for axis, border in reversed(line):
        reach = axis.first_input(reach[0]), axis.first_input(reach[1]) + axis.extent - 1
        starts = seen * axis.stride - axis.before
        taps = np.arange(axis.kernel) * axis.dilation
        under = positions(np.add.outer(starts, taps).ravel(), axis.size, border)
        seen = np.unique(under[under != OUTSIDE])
    held = tuple(runs(seen)) if len(seen) else ()
    return Sight(held, (reach[0], reach[1] + 1), line[0][0].size)


def border_of(layer: Layer) -> BorderMode:
    """What stands outside a layer's input; where nothing does, as zeros: no pixel."""
    border: BorderMode = getattr(layer, "border", "zeros")
    return border
