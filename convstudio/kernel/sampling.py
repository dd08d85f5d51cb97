"""Where a kernel's cells lie, and the mean of a function over each of them.

The anchor (row (F_v − 1) // 2, column (F_h − 1) // 2) is the origin; x grows to the right and y
downwards, one a cell, so that the cell at x is the interval x − ½ … x + ½. Angles are in degrees,
counter-clockwise from the x axis as seen on the screen.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
# Takes x (columns) and y (rows, 1) or points of both, gives a value a point.
Plane = Callable[[FloatArray, FloatArray], FloatArray]

# Nodes a side, tried in turn until two agree to this share of the largest value.
_NODES = (4, 8, 16, 32)
QUADRATURE_PRECISION = 1e-9


def places(count: int) -> FloatArray:
    """The coordinate of each of ``count`` rows or columns, 0 at the anchor's."""
    return np.arange(count, dtype=np.float64) - (count - 1) // 2


def direction(degrees: float) -> tuple[float, float]:
    """(x, y) of the unit vector at an angle, y downwards; exact at multiples of 90°."""
    turned = math.radians(degrees)
    x, y = math.cos(turned), -math.sin(turned)
    return (round(x) if abs(x) < 1e-15 else x), (round(y) if abs(y) < 1e-15 else y)


def gauss_legendre(count: int) -> tuple[FloatArray, FloatArray]:
    """Nodes within −½ … ½ and their weights, of sum 1."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return nodes / 2, weights / 2


def sampled(plane: Plane, rows: int, columns: int) -> FloatArray:
    """The function's value at the centre of each cell, (rows, columns)."""
    values = plane(places(columns)[np.newaxis, :], places(rows)[:, np.newaxis])
    return np.broadcast_to(values, (rows, columns)).astype(np.float64)


def averaged(plane: Plane, rows: int, columns: int, count: int) -> FloatArray:
    """The mean over each cell by Gauss–Legendre quadrature, (rows, columns).

    Args:
        plane: the function.
        rows: F_v.
        columns: F_h.
        count: nodes a side; exact for polynomials up to the degree 2·count − 1.
    """
    nodes, weights = gauss_legendre(count)
    x = (places(columns)[:, np.newaxis] + nodes).reshape(1, -1)
    mean = np.empty((rows, columns))
    # A row of cells at a time: 63 × 32 × 32 points are half a megabyte.
    for row, y in enumerate(places(rows)):
        values = np.broadcast_to(plane(x, (y + nodes)[:, np.newaxis]), (count, columns * count))
        mean[row] = (weights @ values).reshape(columns, count) @ weights
    return mean


def integrated(plane: Plane, rows: int, columns: int) -> FloatArray:
    """The mean of a smooth function over each cell, (rows, columns).

    Nodes are added until the last two counts agree to 10⁻⁹ of the largest value.
    """
    previous = averaged(plane, rows, columns, _NODES[0])
    for count in _NODES[1:]:
        mean = averaged(plane, rows, columns, count)
        limit = QUADRATURE_PRECISION * float(np.max(np.abs(mean)))
        if float(np.max(np.abs(mean - previous))) <= limit:
            return mean
        previous = mean
    return previous


def is_balanced(weights: FloatArray) -> bool:
    """Whether the weights sum to 0 but for rounding."""
    return abs(math.fsum(weights.ravel())) <= 1e-13 * math.fsum(np.abs(weights).ravel())


def balanced(weights: FloatArray) -> FloatArray:
    """Weights whose sum is 0 but for rounding, with a sum of exactly 0.

    They are rounded to multiples of one power of two, some 2⁻⁴⁶ of the largest, so that their sum
    is exact; the anchor's weight takes what is left of it.
    """
    largest = float(np.max(np.abs(weights)))
    if largest < 1e-280:
        return weights
    unit = math.ldexp(1.0, math.frexp(largest)[1] - 46)
    rounded = np.round(weights / unit) * unit
    rows, columns = rounded.shape
    rounded[(rows - 1) // 2, (columns - 1) // 2] -= math.fsum(rounded.ravel())
    return np.asarray(rounded + 0.0)
