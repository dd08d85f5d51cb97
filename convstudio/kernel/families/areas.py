"""How much of each pixel a shape covers, exactly."""

from __future__ import annotations

import math

import numpy as np

from convstudio.kernel.kernel import Pair
from convstudio.kernel.sampling import FloatArray, direction, places

Point = tuple[float, float]


def interval_shares(half: float, count: int) -> FloatArray:
    """The length that −half … half covers of each cell, (count,)."""
    x = places(count)
    covered = np.minimum(x + 0.5, half) - np.maximum(x - 0.5, -half)
    return np.asarray(np.maximum(covered, 0.0))


def disc_shares(radius: float, shape: Pair) -> FloatArray:
    """The area that a disc about the centre covers of each cell, ``shape``."""
    rows, columns = shape
    x = np.append(places(columns) - 0.5, places(columns)[-1] + 0.5)
    y = np.append(places(rows) - 0.5, places(rows)[-1] + 0.5)
    below = _disc_below(radius, x[np.newaxis, :], y[:, np.newaxis])
    shares = below[1:, 1:] - below[:-1, 1:] - below[1:, :-1] + below[:-1, :-1]
    return np.clip(shares, 0.0, 1.0)


def _disc_below(radius: float, x: FloatArray, y: FloatArray) -> FloatArray:
    """The area of the disc's part to the left of x and above y."""
    x, y = np.broadcast_arrays(np.clip(x, -radius, radius), np.clip(y, -radius, radius))
    left, above = _half_plane(radius, x), _half_plane(radius, y)
    whole = math.pi * radius**2
    inside = (left + above) / 2 + x * y - whole / 4
    # A corner outside the circle: the parts that are cut off do not meet, or one holds the other.
    both = left + above - whole
    outside = np.where(x >= 0, np.where(y >= 0, both, above), np.where(y >= 0, left, 0.0))
    return np.where(x**2 + y**2 < radius**2, inside, outside)


def _half_plane(radius: float, at: FloatArray) -> FloatArray:
    """The area of the disc's part below a straight line at that distance."""
    height = np.sqrt(np.maximum(radius**2 - at**2, 0.0))
    return np.asarray(
        radius**2 * (math.pi / 2 + np.arcsin(np.clip(at / radius, -1, 1))) + at * height
    )


def bar_shares(length: float, width: float, degrees: float, shape: Pair) -> FloatArray:
    """The area that a turned rectangle about the centre covers of each cell, ``shape``."""
    across, down = direction(degrees)
    x, y = places(shape[1])[np.newaxis, :], places(shape[0])[:, np.newaxis]
    along, beside = np.abs(x * across + y * down), np.abs(x * down - y * across)
    reach = (abs(across) + abs(down)) / 2  # of a pixel along the rectangle's sides
    inside = (along + reach <= length / 2) & (beside + reach <= width / 2)
    outside = (along - reach >= length / 2) | (beside - reach >= width / 2)
    shares = inside.astype(np.float64)
    corners = _corners(length, width, (across, down))
    for row, column in np.argwhere(~inside & ~outside).tolist():
        shares[row, column] = _clipped(corners, float(x[0, column]), float(y[row, 0]))
    return shares


def _corners(length: float, width: float, unit: Point) -> list[Point]:
    (across, down), ends, sides = unit, (-length / 2, length / 2), (-width / 2, width / 2)
    order = ((0, 0), (1, 0), (1, 1), (0, 1))
    return [
        (ends[i] * across - sides[j] * down, ends[i] * down + sides[j] * across) for i, j in order
    ]


def _clipped(polygon: list[Point], x: float, y: float) -> float:
    """The area of a convex polygon within the pixel about (x, y)."""
    for axis, limit, sign in ((0, x - 0.5, 1), (0, x + 0.5, -1), (1, y - 0.5, 1), (1, y + 0.5, -1)):
        polygon = _cut(polygon, axis, limit, sign)
    return abs(
        sum(
            one[0] * two[1] - two[0] * one[1]
            for one, two in zip(polygon, polygon[1:] + polygon[:1], strict=True)
        )
        / 2
    )


def _cut(polygon: list[Point], axis: int, limit: float, sign: int) -> list[Point]:
    """The part on one side of a line along an axis (Sutherland and Hodgman)."""
    kept: list[Point] = []
    for start, end in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        before, after = sign * (start[axis] - limit), sign * (end[axis] - limit)
        if before >= 0:
            kept.append(start)
        if (before > 0 > after) or (before < 0 < after):
            share = before / (before - after)
            kept.append(
                (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
            )
    return kept
