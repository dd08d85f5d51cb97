"""Derivatives: Laplacian of Gaussian, steerable derivatives of Gaussian, emboss."""

from __future__ import annotations

import math

import numpy as np

from convstudio.declarations import Number, Switch
from convstudio.kernel.families.family import Family, Settings, odd, short
from convstudio.kernel.families.gaussians import derivative_1d
from convstudio.kernel.families.parameters import angle, sigma
from convstudio.kernel.kernel import Pair
from convstudio.kernel.sampling import FloatArray, direction, places


def _parts(count: int, spread: float, most: int, mean: bool) -> list[FloatArray]:
    """A Gaussian and its derivatives up to the order ``most``, by its sum over the cells."""
    total = derivative_1d(count, spread, 0, mean).sum()
    return [derivative_1d(count, spread, order, mean) / total for order in range(most + 1)]


def directional(spread: float, order: int, degrees: float, shape: Pair, mean: bool) -> FloatArray:
    """The derivative of a Gaussian along a direction, as a kernel that is correlated, ``shape``.

    It is a sum of products of one-dimensional derivatives, which is what makes it steerable, and
    gives the mean over each pixel in closed form (Freeman and Adelson 1991).
    """
    rows, columns = shape
    across, down = direction(degrees)
    x, y = (_parts(count, spread, order, mean) for count in (columns, rows))
    weights = np.zeros(shape)
    for k in range(order + 1):
        share = math.comb(order, k) * across ** (order - k) * down**k
        weights += share * np.outer(y[k], x[order - k])
    # A correlation mirrors what a convolution with the derivative would do.
    return weights if order % 2 == 0 else -weights


def _log(settings: Settings, rows: int, columns: int) -> FloatArray:
    spread = settings.number("sigma")
    x, y = (_parts(count, spread, 2, settings.integrated) for count in (columns, rows))
    laplacian = np.outer(y[0], x[2]) + np.outer(y[2], x[0])
    scale = spread**2 if settings.on("scaled") else 1.0
    return -scale * laplacian if settings.on("inverted") else scale * laplacian


def _log_size(settings: Settings) -> Pair:
    size = odd(4 * settings.number("sigma"))
    return size, size


LOG = Family(
    identifier="log",
    label="LoG",
    summary="Laplacian of Gaussian: answers to spots and, by its zeros, to edges of one size.",
    source="Marr and Hildreth, Theory of edge detection, 1980",
    parameters=(
        sigma(1.4, "The σ of the Gaussian: spots of the radius σ·√2 answer most.", high=15),
        Switch(
            "inverted",
            "Bright centre",
            False,
            "The negative: bright spots answer positive (the “Mexican hat”).",
        ),
        Switch(
            "scaled",
            "Scale-normalised",
            False,
            "Times σ², so that spots of every size answer alike (Lindeberg).",
        ),
    ),
    weights=_log,
    size=_log_size,
    size_rule="±4 σ: the smallest odd size that holds it",
    named=lambda s: f"σ {short(s.number('sigma'))}",
    total="0",
)


def _steerable(settings: Settings, rows: int, columns: int) -> FloatArray:
    order = round(settings.number("order"))
    spread, degrees = settings.number("sigma"), settings.number("angle")
    weights = directional(spread, order, degrees, (rows, columns), settings.integrated)
    return weights * spread**order if settings.on("scaled") else weights


def _steerable_size(settings: Settings) -> Pair:
    # Each order reaches a little farther than the one before.
    size = odd((3 + 0.25 * settings.number("order")) * settings.number("sigma"))
    return size, size


STEERABLE = Family(
    identifier="steerable",
    label="Derivative of Gaussian",
    summary="The derivative of the smoothed picture in a direction: edges, lines and beyond.",
    source="Freeman and Adelson, The design and use of steerable filters, 1991",
    parameters=(
        Number(
            "order",
            "Order",
            1,
            4,
            1,
            "1 answers to edges, 2 to lines, 3 and 4 to finer alternations.",
            "",
            1,
            whole=True,
        ),
        angle(0, "The direction of the derivative; brighter that way is positive."),
        sigma(1.0, "The σ of the Gaussian that smooths first.", high=15),
        Switch(
            "scaled",
            "Scale-normalised",
            False,
            "Times σ to the order, so that answers at several σ compare.",
        ),
    ),
    weights=_steerable,
    size=_steerable_size,
    size_rule="±(3 + order ⁄ 4) σ: the smallest odd size that holds it",
    named=lambda s: (
        f"order {short(s.number('order'))}, {short(s.number('angle'))}°,"
        f" σ {short(s.number('sigma'))}"
    ),
    total="0",
)


def _emboss(settings: Settings, rows: int, columns: int) -> FloatArray:
    across, down = direction(settings.number("angle"))
    slope = across * places(columns)[np.newaxis, :] + down * places(rows)[:, np.newaxis]
    weights = -settings.number("depth") * slope / settings.number("radius")
    if not settings.on("relief"):
        weights[(rows - 1) // 2, (columns - 1) // 2] += 1.0
    return weights


def _emboss_size(settings: Settings) -> Pair:
    size = 2 * round(settings.number("radius")) + 1
    return size, size


EMBOSS = Family(
    identifier="emboss",
    label="Emboss",
    summary="Lights the picture from one side, as if bright were high.",
    source="The picture less its slope towards the light; −2 −1 0 / −1 1 1 / 0 1 2 at 135°, 1.414",
    parameters=(
        angle(135, "Where the light comes from."),
        Number("depth", "Depth", 0, 10, 1.4, "How steep the relief is: weight a radius.", "", 0.05),
        Number(
            "radius", "Radius", 1, 15, 1, "Pixels on each side of the centre.", " px", 1, whole=True
        ),
        Switch(
            "relief",
            "Relief only",
            False,
            "Without the picture itself: the sum is 0, and a bias of a half makes flat parts grey.",
        ),
    ),
    weights=_emboss,
    size=_emboss_size,
    size_rule="2 × radius + 1",
    named=lambda s: f"{short(s.number('angle'))}°, depth {short(s.number('depth'))}",
    total="as computed",
    sum_words="Sum 1: brightness is kept; relief only, 0.",
    samples=False,
    sized_by_hand=False,
)
