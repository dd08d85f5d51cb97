"""A brush over the cells of a kernel: what a stroke covers, and the weights that it leaves.

Places are continuous, in cells: (0.5, 0.5) is the middle of the first one, (row, column).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import MAX_SIZE, Pair
from convstudio.kernel.symmetry import Symmetry, orbits
from convstudio.numerics import validation
from convstudio.numerics.validation import FloatArray

BrushMode = Literal["positive", "negative", "erase"]
Place = tuple[float, float]
_HARD = 1e-9  # cells over which it fades: no rim at all
_DIGITS = 3  # significant, of a weight at a brush's soft edge


@dataclass(frozen=True)
class Brush:
    """A round brush.

    Attributes:
        size: its diameter in cells, 1 to 63. An odd one sits on a cell, an even one on a corner.
        value: what it paints, from 0 up; the mode gives the sign.
        softness: 0 to 1: the share of the radius over which it fades.
        mode: ``positive`` and ``negative`` paint the value with that sign, ``erase`` paints 0.

    Raises:
        ArgumentTypeError, ArgumentValueError: a size, value or softness out of its range.
    """

    size: int = 1
    value: float = 1.0
    softness: float = 0.0
    mode: BrushMode = "positive"

    def __post_init__(self) -> None:
        validation.integer(self.size, "brush size", minimum=1, maximum=MAX_SIZE)
        _check_range(validation.finite(self.value, "brush value"), "brush value", 1e12, "10¹²")
        _check_range(validation.finite(self.softness, "brush softness"), "brush softness", 1, "1")

    @property
    def target(self) -> float:
        """The weight that it paints where it covers a cell fully."""
        return {"positive": self.value, "negative": -self.value, "erase": 0.0}[self.mode]


def coverage(path: Sequence[Place], brush: Brush, shape: Pair) -> FloatArray:
    """How much of each cell a brush covers on its way, 0 to 1.

    Args:
        path: the places of the mouse, (row, column); the brush goes straight from one to the next,
            so that no cell between two of them is left out.
        shape: (rows, columns) of the kernel; the path may leave it.

    Returns:
        An array of that shape: the most that any place of the path covers.
    """
    covered = np.zeros(shape)
    rows = np.arange(shape[0])[:, np.newaxis] + 0.5
    columns = np.arange(shape[1])[np.newaxis] + 0.5
    for row, column in _stops(path, brush.size):
        distance = np.hypot(rows - row, columns - column)
        np.maximum(covered, _falloff(distance, brush), out=covered)
    return covered


def painted(
    weights: FloatArray, covered: FloatArray, brush: Brush, symmetry: Symmetry | None = None
) -> dict[Pair, float]:
    """The weights that a stroke changes, by (row, column).

    A cell that is covered in part comes to stand between what it was and what is painted, rounded
    to three digits. Of cells that follow one another by a symmetry the one that is covered most is
    given: the others follow it.

    Args:
        weights: (rows, columns) before the stroke.
        covered: of the same shape, from ``coverage``; the most of all of one stroke.
        brush: what paints.
        symmetry: None lets each cell stand for itself.
    """
    labels, _signs = orbits((weights.shape[0], weights.shape[1]), symmetry)
    cells = np.argwhere(covered > 0)
    order = np.argsort(-covered[tuple(cells.T)], kind="stable")
    leaders: dict[int, Pair] = {}
    for row, column in cells[order].tolist():
        leaders.setdefault(int(labels[row, column]), (row, column))
    return {
        cell: _blended(float(weights[cell]), brush.target, float(covered[cell]))
        for cell in leaders.values()
    }


def _stops(path: Sequence[Place], size: int) -> list[Place]:
    """The middles of the brush along a path, each once: of cells, or corners for an even size."""
    shift = 0.5 if size % 2 else 0.0
    stops: dict[Place, None] = {}
    for start, end in zip(path, [*path[1:], path[-1]] if path else [], strict=True):
        steps = max(1, math.ceil(2 * max(abs(end[0] - start[0]), abs(end[1] - start[1]))))
        for step in range(steps + 1):
            row, column = (a + (b - a) * step / steps for a, b in zip(start, end, strict=True))
            stop = (_snapped(row, shift), _snapped(column, shift))
            stops[stop] = None
    return list(stops)


def _snapped(place: float, shift: float) -> float:
    """To the middle of the cell it is in, or to the nearest corner."""
    return math.floor(place) + shift if shift else float(math.floor(place + 0.5))


def _falloff(distance: FloatArray, brush: Brush) -> FloatArray:
    """1 in the hard core, linearly down to 0 at the rim."""
    radius = brush.size / 2
    soft = brush.softness * radius
    if soft < _HARD:
        return np.asarray((distance <= radius).astype(np.float64))
    return np.asarray(np.clip((radius - distance) / soft, 0.0, 1.0))


def _blended(before: float, target: float, share: float) -> float:
    if share >= 1:
        return target
    return float(f"{before + (target - before) * share:.{_DIGITS}g}") + 0.0


def _check_range(value: float, name: str, maximum: float, maximum_text: str) -> None:
    if not 0 <= value <= maximum:
        raise ArgumentValueError(name, given=f"{value:g}", wanted=f"from 0 to {maximum_text}")
