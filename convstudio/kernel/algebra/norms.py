"""Kernels whose sum, Σ|w| or L2 norm is 1, or whose sum is 0."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.kernel.algebra.result import are_whole, result
from convstudio.kernel.kernel import LARGEST_WEIGHT, Kernel

Norm = Literal["sum", "absolute", "l2"]
Through = Literal["divisor", "weights"]
NORMS: tuple[Norm, ...] = ("sum", "absolute", "l2")
# A sum below this share of Σ|w| is what rounding left of 0.
NO_SUM = 1e-12


def normalised(kernel: Kernel, norm: Norm = "sum", through: Through = "divisor") -> Kernel:
    """The kernel times what makes its sum, its Σ|w| or its L2 norm 1.

    Args:
        kernel: what is normalised.
        norm: ``"sum"`` keeps the brightness of even areas, ``"absolute"`` (Σ|w|) keeps every map
            within ± the picture's range, ``"l2"`` (√Σw²) keeps the strength of noise.
        through: whether the divisor is set or the weights are divided (and the divisor is 1).

    Raises:
        ArgumentValueError: the sum is 0, or all weights are.
    """
    size = _size(kernel, norm)
    if through == "divisor":
        return result(kernel, kernel.array, size)
    return result(kernel, kernel.array / size, 1.0)


def divided_out(kernel: Kernel) -> Kernel:
    """The weights divided by the divisor, which is then 1.

    Raises:
        ArgumentValueError: a weight would be too large.
    """
    return result(kernel, kernel.array / kernel.divisor, 1.0)


def zero_mean(kernel: Kernel) -> Kernel:
    """The kernel less the mean of its weights, so that their sum is 0.

    Whole numbers stay whole, with a larger divisor where the mean is none: 1 2 1 / 4 becomes
    −1 2 −1 / 12. Of others, the weight over the pixel takes what rounding leaves.
    """
    weights = kernel.array
    if are_whole(weights):
        common = math.gcd(int(kernel.total), weights.size)
        times, taken = weights.size // common, kernel.total / common
        whole = weights * times - taken
        divisor = kernel.divisor * times
        if float(np.abs(whole).max()) <= LARGEST_WEIGHT and abs(divisor) <= LARGEST_WEIGHT:
            return result(kernel, whole, divisor)
    weights = weights - kernel.total / weights.size
    weights[kernel.anchored_at] -= math.fsum(weights.reshape(-1).tolist())
    return result(kernel, weights)


def _size(kernel: Kernel, norm: Norm) -> float:
    """What the weights as typed are to be divided by."""
    absolute = math.fsum(abs(w) for row in kernel.weights for w in row)
    if absolute == 0:
        raise ArgumentValueError(
            "kernel",
            given="one whose weights are all 0",
            wanted="of at least one weight other than 0",
            hint="Type a weight first.",
        )
    if norm == "sum":
        if abs(kernel.total) <= NO_SUM * absolute:
            raise ArgumentValueError(
                "sum of the weights",
                given="0",
                wanted="a number other than 0, to be made 1",
                hint="Normalise Σ|w| or the L2 norm instead; neither needs a sum.",
            )
        return kernel.total
    size = absolute if norm == "absolute" else math.hypot(*kernel.array.reshape(-1).tolist())
    return math.copysign(size, kernel.divisor)  # the signs that were in force stay
