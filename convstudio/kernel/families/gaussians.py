"""The Gaussian and what is made of several: unsharp masking and difference of Gaussians."""

from __future__ import annotations

import math

import numpy as np

from convstudio.declarations import Number, Switch
from convstudio.kernel.families.family import Family, Settings, odd, short
from convstudio.kernel.families.parameters import angle, sigma
from convstudio.kernel.kernel import Pair
from convstudio.kernel.sampling import FloatArray, direction, integrated, places, sampled


def derivative_1d(count: int, spread: float, order: int, mean: bool) -> FloatArray:
    """The ``order``-th derivative of a Gaussian of area 1, (count,).

    Args:
        count: cells, the anchor's at 0.
        spread: σ in pixels.
        order: 0 for the Gaussian itself.
        mean: the mean over each cell, in closed form, instead of the value at its centre.
    """
    x = places(count)
    if not mean:
        return _hermite(x, spread, order)
    if order:
        return _hermite(x + 0.5, spread, order - 1) - _hermite(x - 0.5, spread, order - 1)
    # Differences of erfc keep their digits where those of erf are 1 − 1.
    scale = spread * math.sqrt(2)
    tails = [(abs(at) - 0.5, abs(at) + 0.5) for at in x]
    halves = [math.erfc(near / scale) - math.erfc(far / scale) for near, far in tails]
    return np.array(halves) / 2


def _hermite(x: FloatArray, spread: float, order: int) -> FloatArray:
    polynomial = np.polynomial.hermite_e.hermeval(x / spread, [0.0] * order + [1.0])
    bell = np.exp(-0.5 * np.square(x / spread)) / (spread * math.sqrt(math.tau))
    return np.asarray((-1) ** order / spread**order * polynomial * bell)


def round_gaussian(spread: float, rows: int, columns: int, mean: bool) -> FloatArray:
    """A Gaussian with one σ, of sum 1 over its cells, (rows, columns)."""
    along, down = (derivative_1d(count, spread, 0, mean) for count in (columns, rows))
    return np.asarray(np.outer(down / down.sum(), along / along.sum()))


def _oval(
    spreads: tuple[float, float], degrees: float, settings: Settings, shape: Pair
) -> FloatArray:
    """A Gaussian with a σ along the angle and one across it."""
    across, along = direction(degrees)

    def plane(x: FloatArray, y: FloatArray) -> FloatArray:
        u, v = x * across + y * along, x * along - y * across
        exponent = np.square(u / spreads[0]) + np.square(v / spreads[1])
        return np.asarray(np.exp(-0.5 * exponent))

    return (integrated if settings.integrated else sampled)(plane, *shape)


def _gaussian(settings: Settings, rows: int, columns: int) -> FloatArray:
    spread = settings.number("sigma")
    if settings.on("round"):
        return round_gaussian(spread, rows, columns, settings.integrated)
    other, degrees = settings.number("sigma_y"), settings.number("angle")
    if degrees % 180 == 0:
        down = derivative_1d(rows, other, 0, settings.integrated)
        return np.outer(down, derivative_1d(columns, spread, 0, settings.integrated))
    return _oval((spread, other), degrees, settings, (rows, columns))


def _gaussian_size(settings: Settings) -> Pair:
    spread = settings.number("sigma")
    if settings.on("round"):
        return _round_size(settings)
    # The same at every angle, so that turning does not change the size.
    size = odd(3 * max(spread, settings.number("sigma_y")))
    return size, size


def _gaussian_name(settings: Settings) -> str:
    spread = short(settings.number("sigma"))
    if settings.on("round"):
        return f"σ {spread}"
    turned = short(settings.number("angle"))
    return f"σ {spread} × {short(settings.number('sigma_y'))}, {turned}°"


GAUSSIAN = Family(
    identifier="gaussian",
    label="Gaussian",
    summary="Smooths; the nearer a pixel, the more it counts.",
    source="Marr and Hildreth, Theory of edge detection, 1980",
    parameters=(
        sigma(1.4, "The standard deviation: how far it smooths."),
        Switch("round", "One σ", True, "The same σ in all directions."),
        Number(
            "sigma_y",
            "σ across",
            0.2,
            20,
            0.7,
            "The standard deviation across the angle.",
            " px",
            0.1,
            logarithmic=True,
            needs=("round", False),
        ),
        Number(
            "angle",
            "Angle",
            -180,
            180,
            0,
            angle(0, "The direction in which the first σ is measured.").help,
            "°",
            1,
            needs=("round", False),
        ),
    ),
    weights=_gaussian,
    size=_gaussian_size,
    size_rule="±3 σ of the wider: the smallest odd size that holds it",
    named=_gaussian_name,
    total="1",
)


def _unsharp(settings: Settings, rows: int, columns: int) -> FloatArray:
    amount = settings.number("amount")
    spread = settings.number("sigma")
    weights = -amount * round_gaussian(spread, rows, columns, settings.integrated)
    weights[(rows - 1) // 2, (columns - 1) // 2] += 1 + amount
    return weights


def _round_size(settings: Settings) -> Pair:
    size = odd(3 * settings.number("sigma"))
    return size, size


UNSHARP = Family(
    identifier="unsharp",
    label="Unsharp",
    summary="Sharpens: adds what a Gaussian takes away.",
    source="(1 + amount)·δ − amount·Gaussian, as unsharp masking in the darkroom",
    parameters=(
        sigma(
            1.0,
            "The σ of the Gaussian: how fine the detail is that is strengthened.",
            label="Radius σ",
        ),
        Number("amount", "Amount", 0, 10, 1.0, "How much of the detail is added.", "", 0.05),
    ),
    weights=_unsharp,
    size=_round_size,
    size_rule="±3 σ: the smallest odd size that holds it",
    named=lambda s: f"σ {short(s.number('sigma'))}, amount {short(s.number('amount'))}",
    total="1",
)


def _dog(settings: Settings, rows: int, columns: int) -> FloatArray:
    narrow = settings.number("sigma")
    wide = narrow * settings.number("ratio")
    near, far = (
        round_gaussian(spread, rows, columns, settings.integrated) for spread in (narrow, wide)
    )
    return near - far


def _dog_size(settings: Settings) -> Pair:
    size = odd(3 * settings.number("sigma") * settings.number("ratio"))
    return size, size


DOG = Family(
    identifier="dog",
    label="Difference of Gaussians",
    summary="Keeps details of one size: a narrow Gaussian less a wide one.",
    source="Marr and Hildreth, Theory of edge detection, 1980",
    parameters=(
        sigma(1.0, "The σ of the narrow Gaussian.", high=10),
        Number(
            "ratio",
            "Ratio",
            1.05,
            8,
            1.6,
            "How many times wider the other Gaussian is; 1.6 is nearest to the Laplacian.",
            "",
            0.05,
            logarithmic=True,
        ),
    ),
    weights=_dog,
    size=_dog_size,
    size_rule="±3 σ of the wide Gaussian: the smallest odd size that holds it",
    named=lambda s: f"σ {short(s.number('sigma'))}, ratio {short(s.number('ratio'))}",
    total="0",
)
