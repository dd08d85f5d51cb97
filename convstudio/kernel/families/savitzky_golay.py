"""Savitzky–Golay: the least-squares polynomial through a window, or its derivative."""

from __future__ import annotations

import math

import numpy as np

from convstudio.declarations import Choice, Number
from convstudio.errors import ArgumentValueError
from convstudio.kernel.families.family import Family, Settings, short
from convstudio.kernel.families.parameters import angle as angle_parameter
from convstudio.kernel.kernel import Pair
from convstudio.kernel.sampling import FloatArray, direction, places

_LINES = {"row": (0, 1), "column": (1, 0), "rising": (-1, 1), "falling": (1, 1)}


def _degrees(settings: Settings) -> tuple[int, int, int]:
    """(window, order, derivative).

    Raises:
        ArgumentValueError: an order that the window does not determine, or a derivative above it.
    """
    names = ("window", "order", "derivative")
    window, order, derivative = (round(settings.number(name)) for name in names)
    if window % 2 == 0:
        raise ArgumentValueError("Window", given=str(window), wanted="odd")
    if order >= window:
        hint = f"Take a window of {order + 1 + order % 2} or more."
        raise ArgumentValueError(
            "Order", given=str(order), wanted=f"below the window, {window}", hint=hint
        )
    if derivative > order:
        hint = "A derivative above a polynomial's order is 0 everywhere."
        raise ArgumentValueError(
            "Derivative", given=str(derivative), wanted=f"at most the order, {order}", hint=hint
        )
    return window, order, derivative


def line_weights(window: int, order: int, derivative: int, spacing: float = 1.0) -> FloatArray:
    """The weights, to be correlated, of a fit to one line of pixels, (window,).

    Args:
        window: pixels, odd.
        order: of the polynomial.
        derivative: which of it is wanted, 0 for its value.
        spacing: between the pixels.
    """
    half = max((window - 1) / 2, 1.0)
    # Within −1 … 1 the powers stay of one size.
    powers = np.vander(places(window) / half, order + 1, increasing=True)
    fit = np.linalg.pinv(powers)[derivative]
    return np.asarray(fit * math.factorial(derivative) / (half * spacing) ** derivative)


def surface_weights(window: int, order: int, derivative: int, degrees: float) -> FloatArray:
    """The weights of a fit to a square of pixels and of its derivative in a direction."""
    half = max((window - 1) / 2, 1.0)
    x, y = np.meshgrid(places(window) / half, places(window) / half)
    exponents = [(i, total - i) for total in range(order + 1) for i in range(total + 1)]
    powers = np.stack([(x**i * y**j).ravel() for i, j in exponents], axis=1)
    fit = np.linalg.pinv(powers)
    across, down = direction(degrees)
    weights = np.zeros(window * window)
    for k in range(derivative + 1):
        row = fit[exponents.index((derivative - k, k))]
        share = math.comb(derivative, k) * across ** (derivative - k) * down**k
        weights += share * math.factorial(derivative - k) * math.factorial(k) * row
    return np.asarray(weights / half**derivative).reshape(window, window)


def _weights(settings: Settings, rows: int, columns: int) -> FloatArray:
    window, order, derivative = _degrees(settings)
    fit = settings.choice("fit")
    if fit == "surface":
        return surface_weights(window, order, derivative, settings.number("angle"))
    down, across = _LINES[fit]
    line = line_weights(window, order, derivative, math.hypot(down, across))
    weights = np.zeros((rows, columns))
    at = np.arange(window)
    row = at if down > 0 else at[::-1] if down < 0 else np.zeros_like(at)
    weights[row, at if across else 0] = line
    return weights


def _size(settings: Settings) -> Pair:
    window = _degrees(settings)[0]
    down, across = _LINES.get(settings.choice("fit"), (1, 1))
    return (window if down else 1), (window if across else 1)


def _named(settings: Settings) -> str:
    texts = [f"{short(settings.number('window'))}, order {short(settings.number('order'))}"]
    if settings.number("derivative"):
        texts.append(f"derivative {short(settings.number('derivative'))}")
    return ", ".join(texts)


SAVITZKY_GOLAY = Family(
    identifier="savitzky-golay",
    label="Savitzky–Golay",
    summary="Fits a polynomial to a window: smooths and keeps peaks, or takes derivatives.",
    source="Savitzky and Golay, Smoothing and differentiation of data, 1964",
    parameters=(
        Number("window", "Window", 3, 63, 7, "Pixels a side; odd.", " px", 2, whole=True),
        Number("order", "Order", 0, 8, 2, "The polynomial's; below the window.", "", 1, whole=True),
        Number(
            "derivative",
            "Derivative",
            0,
            4,
            0,
            "Which derivative of the polynomial; 0 smooths. At most the order.",
            "",
            1,
            whole=True,
        ),
        Choice(
            "fit",
            "Fit",
            (
                ("surface", "Surface (2-D)"),
                ("row", "Along the row"),
                ("column", "Along the column"),
                ("rising", "Along the rising diagonal"),
                ("falling", "Along the falling diagonal"),
            ),
            "surface",
            "To a square of pixels, or to a line of them; downwards and to the right is forwards.",
        ),
        Number(
            "angle",
            "Angle",
            -180,
            180,
            0,
            angle_parameter(0, "The direction of the surface's derivative.").help,
            "°",
            1,
            needs=("fit", "surface"),
        ),
    ),
    weights=_weights,
    size=_size,
    size_rule="the window",
    named=_named,
    total="as computed",
    sum_words="Sum 1: brightness is kept; of a derivative, 0.",
    samples=False,
    sized_by_hand=False,
)
