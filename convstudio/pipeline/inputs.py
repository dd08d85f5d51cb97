"""Which rows or columns of a layer's input its outputs rest on."""

from __future__ import annotations

import numpy as np

from convstudio.numerics.borders import BorderMode, positions
from convstudio.numerics.geometry import Axis
from convstudio.numerics.source import Line
from convstudio.numerics.validation import Array

_RUNS = 4  # a border that wraps needs two


def needed(axis: Axis, border: BorderMode, outputs: range, *, apart: bool = False) -> Array:
    """The rows or columns of an input that these outputs rest on.

    Args:
        apart: only those that lie under a window; otherwise in few runs.
    """
    first, last = axis.first_input(outputs[0]), axis.first_input(outputs[-1]) + axis.extent
    reached = np.arange(first, last)
    if apart:
        starts = np.array(outputs) * axis.stride - axis.before
        reached = np.unique(starts[:, np.newaxis] + np.arange(axis.extent))
    windows = Line(axis.size, border).needed(reached)
    inside = np.union1d(windows, centres(np.array(outputs), axis, border))
    if not apart and len(runs(inside)) > _RUNS:
        return np.arange(inside[0], inside[-1] + 1)
    return inside


def combs(indices: Array, step: int | None) -> list[range]:
    """Ascending indices as few ranges, all with the same step; None: without gaps."""
    if step is None:
        return [range(first, end) for first, end in runs(indices)]
    found: list[range] = []
    for offset in np.unique(indices % step).tolist():
        comb = indices[indices % step == offset]
        parts = np.split(comb, np.flatnonzero(np.diff(comb) > step) + 1)
        found += [range(int(part[0]), int(part[-1]) + 1, step) for part in parts]
    return found


def runs(indices: Array) -> list[tuple[int, int]]:
    """Ascending indices as half-open runs."""
    breaks = np.flatnonzero(np.diff(indices) > 1) + 1
    return [(int(run[0]), int(run[-1]) + 1) for run in np.split(indices, breaks)]


def centres(outputs: Array, axis: Axis, border: BorderMode) -> Array:
    """The input index under the kernel's centre for each output; beyond the input, as the border
    has it, or from the edge where the border holds a constant."""
    found = outputs * axis.stride - axis.before + int(axis.middle)
    return positions(found, axis.size, "edge" if border in ("zeros", "constant") else border)
