"""Which rows or columns of a layer's input its outputs rest on."""

from __future__ import annotations

import numpy as np

from convstudio.numerics.borders import BorderMode, positions
from convstudio.numerics.geometry import Axis
from convstudio.numerics.source import Line
from convstudio.numerics.validation import Array

_RUNS = 4  # a border that wraps needs two; a comb of rows is fetched whole


def needed(axis: Axis, border: BorderMode, outputs: range) -> Array:
    """The rows or columns of an input that these outputs rest on, in few runs."""
    first, last = axis.first_input(outputs[0]), axis.first_input(outputs[-1]) + axis.extent
    windows = Line(axis.size, border).needed(np.arange(first, last))
    inside = np.union1d(windows, centres(np.array(outputs), axis, border))
    if len(runs(inside)) > _RUNS:
        return np.arange(inside[0], inside[-1] + 1)
    return inside


def runs(indices: Array) -> list[tuple[int, int]]:
    """Ascending indices as half-open runs."""
    breaks = np.flatnonzero(np.diff(indices) > 1) + 1
    return [(int(run[0]), int(run[-1]) + 1) for run in np.split(indices, breaks)]


def centres(outputs: Array, axis: Axis, border: BorderMode) -> Array:
    """The input index under the kernel's centre for each output; beyond the input, as the border
    has it, or from the edge where the border holds a constant."""
    found = outputs * axis.stride - axis.before + int(axis.middle)
    return positions(found, axis.size, "edge" if border in ("zeros", "constant") else border)
