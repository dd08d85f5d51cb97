"""Flat shapes and the cone: box, disc, cone, motion blur."""

from __future__ import annotations

import math

import numpy as np

from convstudio.declarations import Number, Switch
from convstudio.kernel.families.areas import bar_shares, disc_shares, interval_shares
from convstudio.kernel.families.family import Family, Settings, covering, short
from convstudio.kernel.families.parameters import angle
from convstudio.kernel.kernel import Pair
from convstudio.kernel.sampling import FloatArray, direction, gauss_legendre, places, sampled

_WIDEST = 63
# A centre on the edge is inside, whatever the rounding of half a width says.
_EDGE = 1e-9


def _sides(settings: Settings) -> tuple[float, float]:
    """(width, height)."""
    width = settings.number("width")
    return width, width if settings.on("square") else settings.number("height")


def _box(settings: Settings, rows: int, columns: int) -> FloatArray:
    shares = [
        interval_shares(side / 2, count)
        if settings.integrated
        else (np.abs(places(count)) <= side / 2 + _EDGE).astype(np.float64)
        for side, count in zip(_sides(settings), (columns, rows), strict=True)
    ]
    return np.outer(shares[1], shares[0])


def _box_size(settings: Settings) -> Pair:
    width, height = _sides(settings)
    return covering(height / 2), covering(width / 2)


BOX = Family(
    identifier="box",
    label="Box",
    summary="The mean of a rectangle of pixels.",
    source="The moving average",
    parameters=(
        Number(
            "width", "Width", 1, _WIDEST, 3, "The rectangle's width.", " px", 1, logarithmic=True
        ),
        Switch("square", "Square", True, "As high as it is wide."),
        Number(
            "height",
            "Height",
            1,
            _WIDEST,
            3,
            "The rectangle's height.",
            " px",
            1,
            logarithmic=True,
            needs=("square", False),
        ),
    ),
    weights=_box,
    size=_box_size,
    size_rule="the smallest odd size that holds the rectangle",
    named=lambda s: " × ".join(map(short, _sides(s))),
    total="1",
    integrated=True,
)


def _radius(default: float) -> Number:
    return Number("radius", "Radius", 0.5, 31, default, "In pixels.", " px", 0.1, logarithmic=True)


def _disc(settings: Settings, rows: int, columns: int) -> FloatArray:
    radius = settings.number("radius")
    if settings.integrated:
        return disc_shares(radius, (rows, columns))
    x, y = places(columns)[np.newaxis, :], places(rows)[:, np.newaxis]
    return (x**2 + y**2 <= radius**2 + _EDGE).astype(np.float64)


def _round_size(settings: Settings) -> Pair:
    size = covering(settings.number("radius"))
    return size, size


DISC = Family(
    identifier="disc",
    label="Disc",
    summary="The mean of a disc: the blur of a lens that is out of focus.",
    source="The pillbox; each pixel by its share of the disc",
    parameters=(_radius(3.0),),
    weights=_disc,
    size=_round_size,
    size_rule="the smallest odd size that holds the disc",
    named=lambda s: f"radius {short(s.number('radius'))}",
    total="1",
    integrated=True,
)

# The cone is a stack of discs; this many of them, placed after Gauss and Legendre, give the
# mean over a pixel to 10⁻⁵ of the largest.
_DISCS = 96


def _cone(settings: Settings, rows: int, columns: int) -> FloatArray:
    radius = settings.number("radius")
    if not settings.integrated:
        return sampled(lambda x, y: np.maximum(1 - np.hypot(x, y) / radius, 0.0), rows, columns)
    nodes, weights = gauss_legendre(_DISCS)
    return np.asarray(
        sum(
            weight * disc_shares(radius * (node + 0.5), (rows, columns))
            for node, weight in zip(nodes, weights, strict=True)
        )
    )


CONE = Family(
    identifier="cone",
    label="Cone",
    summary="Smooths with weights that fall off straight to 0 at the radius.",
    source="1 − r ⁄ radius",
    parameters=(_radius(3.0),),
    weights=_cone,
    size=_round_size,
    size_rule="the smallest odd size that holds the cone",
    named=lambda s: f"radius {short(s.number('radius'))}",
    total="1",
)


def _motion(settings: Settings, rows: int, columns: int) -> FloatArray:
    length, degrees = settings.number("length"), settings.number("angle")
    if settings.integrated:
        return bar_shares(length, 1.0, degrees, (rows, columns))
    across, down = direction(degrees)
    x, y = places(columns)[np.newaxis, :], places(rows)[:, np.newaxis]
    within = np.abs(x * across + y * down) <= length / 2 + _EDGE
    return (within & (np.abs(x * down - y * across) <= 0.5 + _EDGE)).astype(np.float64)


def _motion_size(settings: Settings) -> Pair:
    # The same at every angle, so that turning does not change the size.
    size = covering(settings.number("length") / 2)
    return size, size


MOTION = Family(
    identifier="motion",
    label="Motion blur",
    summary="Smears along a straight line, as a camera that moved.",
    source="A line of one pixel's width; each pixel by its share of the line",
    parameters=(
        Number(
            "length",
            "Length",
            1,
            math.floor(_WIDEST * math.sqrt(2)),
            9,
            "How far it moved.",
            " px",
            0.5,
            logarithmic=True,
        ),
        angle(0, "The direction of the motion."),
    ),
    weights=_motion,
    size=_motion_size,
    size_rule="the smallest odd size that holds the length",
    named=lambda s: f"{short(s.number('length'))} px, {short(s.number('angle'))}°",
    total="1",
    integrated=True,
)
