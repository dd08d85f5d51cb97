"""Random weights as networks begin with: Glorot and He, uniform and normal, seeded.

A seed gives the same weights on every machine and with every version of NumPy: what is drawn are
the raw numbers of PCG64, whose stream NumPy promises to keep.

Sources: Glorot & Bengio, Understanding the difficulty of training deep feedforward neural networks,
2010; He et al., Delving deep into rectifiers, 2015. Fans and the truncated normal as in Keras.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from convstudio.numerics import validation

Distribution = Literal["glorot_uniform", "glorot_normal", "he_uniform", "he_normal"]
DISTRIBUTIONS: tuple[Distribution, ...] = get_args(Distribution)
Shape = tuple[int, int, int, int]  # rows, columns, inputs of a filter, filters
LARGEST_SEED = 2**31 - 1
_NORMAL = NormalDist()
_CUT = 2.0  # standard deviations, beyond which the normal is cut off
_KEPT_SPREAD = 0.87962566103423978  # the standard deviation of what is left of it


def fans(shape: Shape) -> tuple[int, int]:
    """(fan-in, fan-out) of weights (rows, columns, inputs, filters): how many values meet in one
    output, and in how many outputs one value counts.
    """
    rows, columns, inputs, filters = shape
    return rows * columns * inputs, rows * columns * filters


def variance(distribution: Distribution, shape: Shape) -> float:
    """The variance of the weights: 2 / (fan-in + fan-out) for Glorot, 2 / fan-in for He."""
    fan_in, fan_out = fans(shape)
    return 2.0 / (fan_in + fan_out) if distribution.startswith("glorot") else 2.0 / fan_in


def draw(distribution: Distribution, shape: Shape, seed: int) -> npt.NDArray[np.float64]:
    """Weights (rows, columns, inputs, filters).

    Uniform ones lie within ±√(3·variance); normal ones are cut off at two standard deviations, and
    spread so that the variance is what it should be.

    Raises:
        ArgumentTypeError: a seed that is no integer.
        ArgumentValueError: no such distribution, or a seed out of range.
    """
    validation.choice(distribution, "distribution", DISTRIBUTIONS)
    checked = validation.integer(seed, "seed", minimum=0, maximum=LARGEST_SEED)
    raw = np.random.PCG64(checked).random_raw(math.prod(shape))
    shares = (np.asarray(raw, np.uint64) >> np.uint64(11)).astype(np.float64) * 2.0**-53
    spread = math.sqrt(variance(distribution, shape))
    if distribution.endswith("uniform"):
        limit = math.sqrt(3.0) * spread
        return (limit * (2.0 * shares - 1.0)).reshape(shape)
    low = _NORMAL.cdf(-_CUT)
    inside = low + shares * (1.0 - 2.0 * low)
    drawn = np.fromiter(map(_NORMAL.inv_cdf, inside.tolist()), np.float64, inside.size)
    return (drawn * (spread / _KEPT_SPREAD)).reshape(shape)
