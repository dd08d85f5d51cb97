"""A kernel times a number."""

from __future__ import annotations

from convstudio.kernel.algebra.result import in_fifteen_digits, result
from convstudio.kernel.kernel import Kernel
from convstudio.numerics import validation


def negated(kernel: Kernel) -> Kernel:
    """Every weight with the other sign."""
    return result(kernel, -kernel.array)


def scaled(kernel: Kernel, factor: float) -> Kernel:
    """Every weight times the factor, in 15 digits; the divisor stays.

    Raises:
        ArgumentValueError: the factor is not finite, or a weight would be too large.
    """
    factor = validation.finite(factor, "factor")
    if factor == 1:
        return kernel
    return result(kernel, in_fifteen_digits(kernel.array * factor))
