"""Sums of kernels: what they say of a picture, added up.

The weights that lie over the output's pixel are laid on each other – the centres, where no anchor
was set – and the result is as large as both together need.
"""

from __future__ import annotations

import math

import numpy as np

from convstudio.kernel.algebra.result import WHOLE_UP_TO, are_whole, in_fifteen_digits, result
from convstudio.kernel.algebra.scale import negated, scaled
from convstudio.kernel.kernel import LARGEST_WEIGHT, Kernel, Pair, check_size
from convstudio.numerics import validation
from convstudio.numerics.validation import FloatArray

IDENTITY = Kernel(((1.0,),), name="Identity")


def added(kernel: Kernel, other: Kernel) -> Kernel:
    """The sum of both.

    Whole weights with whole divisors stay so, over the least common multiple of the divisors;
    otherwise the sum keeps the first one's divisor.

    Raises:
        ArgumentValueError: it would be larger than 63, or a weight too large.
    """
    shape, anchor = _common_frame(kernel, other)
    one, two = _placed(kernel, shape, anchor), _placed(other, shape, anchor)
    if kernel.divisor == other.divisor:
        return result(kernel, one + two, kernel.divisor, anchor)
    if are_whole(one, two, kernel.divisor, other.divisor):
        divisor = math.lcm(int(kernel.divisor), int(other.divisor))
        total = one * (divisor // kernel.divisor) + two * (divisor // other.divisor)
        if divisor <= LARGEST_WEIGHT and float(np.abs(total).max()) < min(
            WHOLE_UP_TO, LARGEST_WEIGHT
        ):
            return result(kernel, total, divisor, anchor)
    ratio = kernel.divisor / other.divisor
    return result(kernel, in_fifteen_digits(one + two * ratio), kernel.divisor, anchor)


def subtracted(kernel: Kernel, other: Kernel) -> Kernel:
    """The first less the second; as ``added``."""
    return added(kernel, negated(other))


def interpolated(kernel: Kernel, other: Kernel, t: float) -> Kernel:
    """(1 − t) times the first plus t times the second: 0 is the first, 1 the second.

    Beyond these it goes on along the same line. Weights are in 15 digits.

    Raises:
        ArgumentValueError: ``t`` is not finite, or as ``added``.
    """
    t = validation.finite(t, "t")
    if t in (0, 1):
        return other if t else kernel
    return added(scaled(kernel, 1 - t), scaled(other, t))


def blended_with_identity(kernel: Kernel, t: float) -> Kernel:
    """(1 − t) times the identity plus t times the kernel, with the kernel's divisor.

    0 is the identity in the kernel's size, 1 the kernel; between them its effect is weaker, above 1
    stronger, below 0 the opposite. Weights are in 15 digits.

    Raises:
        ArgumentValueError: ``t`` is not finite, or a weight would be too large.
    """
    t = validation.finite(t, "t")
    if t == 1:
        return kernel
    weights = kernel.array * t
    weights[kernel.anchored_at] += (1 - t) * kernel.divisor
    return result(kernel, in_fifteen_digits(weights))


def _common_frame(kernel: Kernel, other: Kernel) -> tuple[Pair, Pair]:
    """The shape that holds both with their anchors on each other, and the anchor in it."""
    sides = []
    for size, at, other_size, other_at, name in zip(
        kernel.shape, kernel.anchored_at, other.shape, other.anchored_at, ("rows", "columns"),
        strict=True,
    ):  # fmt: skip
        before = max(at, other_at)
        after = max(size - at, other_size - other_at)
        sides.append((check_size(before + after, name), before))
    return (sides[0][0], sides[1][0]), (sides[0][1], sides[1][1])


def _placed(kernel: Kernel, shape: Pair, anchor: Pair) -> FloatArray:
    weights = np.zeros(shape)
    row, column = (there - at for there, at in zip(anchor, kernel.anchored_at, strict=True))
    weights[row : row + kernel.rows, column : column + kernel.columns] = kernel.array
    return weights
