"""Whole-numbered weights with a whole divisor that mean the same, or nearly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convstudio.kernel.algebra.result import are_whole, result
from convstudio.kernel.kernel import LARGEST_WEIGHT, Kernel
from convstudio.numerics import validation
from convstudio.numerics.validation import FloatArray

# Up to here a divisor is looked for with which nothing is lost.
LARGEST_EXACT = 65_536
# And up to here, if asked for, the one with which least is.
LARGEST_DIVISOR = 4_096
FIRST_DIVISOR = 256
# Quotients of the same two numbers differ by that much, as a share, when they are typed as decimals
# and divided again.
_ROUNDING = 4 * np.finfo(np.float64).eps
# A sum of weights below this share of their Σ|w| counts as 0.
_NO_SUM = 1e-9


@dataclass(frozen=True)
class Integerised:
    """Whole numbers with a divisor.

    Attributes:
        kernel: the weights and the divisor, whole.
        exact: whether ``weights / divisor`` are the same as before, to the last digit or two that
            a double holds.
        error: what one weight differs by at most, as a share of the largest.
    """

    kernel: Kernel
    exact: bool
    error: float


def integerised(kernel: Kernel, largest_divisor: int = FIRST_DIVISOR) -> Integerised:
    """Whole weights over the smallest positive divisor with which they are exact.

    Where there is none up to 65,536, those over the divisor up to ``largest_divisor`` that come
    nearest. These keep the sum: where it is 0 the largest weight is set right, and otherwise the
    divisor if that leaves it whole.

    Raises:
        ArgumentTypeError: ``largest_divisor`` is no integer.
        ArgumentValueError: it is out of 1 … 4,096, or a weight would be too large.
    """
    most = validation.integer(
        largest_divisor, "largest divisor", minimum=1, maximum=LARGEST_DIVISOR
    )
    weights = kernel.array
    if are_whole(weights, kernel.divisor):
        common = int(np.gcd.reduce([*map(int, weights.reshape(-1)), int(kernel.divisor)]))
        common = common if kernel.divisor > 0 else -common
        return Integerised(_made(kernel, weights / common, kernel.divisor / common), True, 0.0)
    meant = weights / kernel.divisor
    exact = _exact_divisor(meant)
    if exact is not None:
        return Integerised(_made(kernel, np.rint(meant * exact), exact), True, 0.0)
    whole, divisor, error = _nearest(meant, most)
    return Integerised(_made(kernel, whole, divisor), False, error)


def _made(kernel: Kernel, weights: FloatArray, divisor: float) -> Kernel:
    return result(kernel, weights, float(divisor))


def _exact_divisor(meant: FloatArray) -> int | None:
    """The smallest, weight by weight: few divisors outlive the first of them."""
    divisors = np.arange(1.0, LARGEST_EXACT + 1)
    for weight in np.unique(np.abs(meant)):
        exact = np.abs(np.rint(weight * divisors) / divisors - weight) <= _ROUNDING * weight
        divisors = divisors[exact & (weight * divisors <= LARGEST_WEIGHT)]
        if not divisors.size:
            return None
    return int(divisors[0])


def _nearest(meant: FloatArray, most: int) -> tuple[FloatArray, float, float]:
    """(weights, divisor, error) of the first divisor with the least error."""
    largest = float(np.abs(meant).max())
    place = np.unravel_index(int(np.argmax(np.abs(meant))), meant.shape)
    total = float(meant.sum())
    sums_to_0 = abs(total) <= _NO_SUM * float(np.abs(meant).sum())
    best = np.zeros_like(meant), 1.0, np.inf
    for tried in range(1, most + 1):
        whole, divisor = np.rint(meant * tried), float(tried)
        if sums_to_0:
            whole[place] -= whole.sum()
        else:
            divisor = _keeping_sum(whole, total, divisor)
        error = float(np.abs(whole / divisor - meant).max()) / largest
        if error < best[2]:
            best = whole, divisor, error
    return best


def _keeping_sum(whole: FloatArray, total: float, divisor: float) -> float:
    """The whole divisor with which the sum stays as it is, if there is one."""
    wanted = float(whole.sum()) / total
    if wanted >= 1 and abs(wanted - round(wanted)) <= _NO_SUM * wanted:
        return float(round(wanted))
    return divisor
