"""All that a formula can compute with: operators, functions and constants, by name."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
# What a step works with: a number, or a number a point.
Value = Any
Compute = Callable[..., Value]

CONSTANTS = {"pi": math.pi, "e": math.e, "tau": math.tau}
# What a name may stand for beside these is a slider.
VARIABLES = {
    "x": "columns to the right of the anchor",
    "y": "rows below the anchor",
    "r": "distance from the anchor, √(x² + y²)",
    "theta": "angle in radians, counter-clockwise from the x axis as seen: atan2(−y, x)",
    "F": "the longer side of the kernel",
    "F_v": "its rows",
    "F_h": "its columns",
}


@dataclass(frozen=True)
class Function:
    """A function that a formula may call: how many values it takes, and what it does."""

    compute: Compute
    fewest: int
    most: int
    help: str


def _truth(compute: Compute) -> Compute:
    """A comparison as a number: 1 where it holds and 0 elsewhere."""
    return lambda *values: np.asarray(compute(*values), np.float64)


def _where(condition: Value, then: Value, otherwise: Value) -> Value:
    return np.where(np.not_equal(condition, 0), then, otherwise)


def _gauss(distance: Value, sigma: Value) -> Value:
    return np.exp(-0.5 * np.square(np.divide(distance, sigma)))


def _smallest(*values: Value) -> Value:
    return functools.reduce(np.minimum, values)


def _largest(*values: Value) -> Value:
    return functools.reduce(np.maximum, values)


OPERATORS: dict[str, Compute] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "%": np.mod,
    "**": np.power,
    "<": _truth(np.less),
    "<=": _truth(np.less_equal),
    ">": _truth(np.greater),
    ">=": _truth(np.greater_equal),
    "==": _truth(np.equal),
    "!=": _truth(np.not_equal),
    "and": _truth(np.logical_and),
    "or": _truth(np.logical_or),
}
PREFIXES: dict[str, Compute] = {
    "+": np.positive,
    "-": np.negative,
    "not": _truth(np.logical_not),
    "√": np.sqrt,
}

_WHERE = Function(_where, 3, 3, "if(condition, then, otherwise)")
FUNCTIONS: dict[str, Function] = {
    "sin": Function(np.sin, 1, 1, "sine of an angle in radians"),
    "cos": Function(np.cos, 1, 1, "cosine of an angle in radians"),
    "tan": Function(np.tan, 1, 1, "tangent of an angle in radians"),
    "asin": Function(np.arcsin, 1, 1, "arc sine, in radians"),
    "acos": Function(np.arccos, 1, 1, "arc cosine, in radians"),
    "atan": Function(np.arctan, 1, 1, "arc tangent, in radians"),
    "atan2": Function(np.arctan2, 2, 2, "atan2(y, x): the angle of a point, in radians"),
    "sinh": Function(np.sinh, 1, 1, "hyperbolic sine"),
    "cosh": Function(np.cosh, 1, 1, "hyperbolic cosine"),
    "tanh": Function(np.tanh, 1, 1, "hyperbolic tangent"),
    "exp": Function(np.exp, 1, 1, "e to the power of a number"),
    "log": Function(np.log, 1, 1, "natural logarithm"),
    "ln": Function(np.log, 1, 1, "natural logarithm"),
    "log2": Function(np.log2, 1, 1, "logarithm to the base 2"),
    "log10": Function(np.log10, 1, 1, "logarithm to the base 10"),
    "sqrt": Function(np.sqrt, 1, 1, "square root"),
    "abs": Function(np.abs, 1, 1, "absolute value"),
    "sign": Function(np.sign, 1, 1, "−1, 0 or 1"),
    "min": Function(_smallest, 1, 16, "the smallest of its values"),
    "max": Function(_largest, 1, 16, "the largest of its values"),
    "clip": Function(np.clip, 3, 3, "clip(value, lowest, highest)"),
    "floor": Function(np.floor, 1, 1, "the whole number below"),
    "ceil": Function(np.ceil, 1, 1, "the whole number above"),
    "round": Function(np.round, 1, 1, "the nearest whole number, halves to the even one"),
    "hypot": Function(np.hypot, 2, 2, "√(a² + b²)"),
    "pow": Function(np.power, 2, 2, "pow(a, b): a to the power of b"),
    "mod": Function(np.mod, 2, 2, "mod(a, b): what is left of a after whole b"),
    "sinc": Function(np.sinc, 1, 1, "sin(π·x) / (π·x), and 1 at 0"),
    "gauss": Function(_gauss, 2, 2, "gauss(d, s): exp(−d² / (2·s²))"),
    "step": Function(_truth(lambda value: np.greater_equal(value, 0)), 1, 1, "1 from 0 up, else 0"),
    "if": _WHERE,
    "where": _WHERE,
}
