"""Two kernels in turn as one.

Sliding a kernel a over a picture and then b over what comes out is sliding one kernel: the full
convolution of a and b, b turned by 180° where it slides over a. That holds without the flip and,
as the turned a convolved with the turned b is their convolution turned, with it too. Where the
picture ends, the two differ: applied in turn, the second sees the border of the first one's map.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.kernel.algebra.result import are_whole, in_fifteen_digits, result
from convstudio.kernel.kernel import MAX_SIZE, Kernel
from convstudio.numerics import validation
from convstudio.numerics.validation import FloatArray


def convolved(kernel: Kernel, other: Kernel) -> Kernel:
    """The one kernel that does what both do in turn, as large as both less 1.

    Divisors multiply and anchors add up. The order does not matter. Weights that are not whole are
    in 15 digits.

    Raises:
        ArgumentValueError: it would be larger than 63, or a weight too large.
    """
    shape = tuple(a + b - 1 for a, b in zip(kernel.shape, other.shape, strict=True))
    if max(shape) > MAX_SIZE:
        raise ArgumentValueError(
            "size of the convolution",
            given=f"{shape[0]}×{shape[1]} ({kernel.size_text} with {other.size_text})",
            wanted=f"at most {MAX_SIZE}×{MAX_SIZE}",
            hint="Crop zeros, or take a smaller kernel.",
        )
    one, two = sorted((kernel.array, other.array), key=lambda weights: weights.size)
    weights: FloatArray = np.zeros(shape)
    for (row, column), weight in np.ndenumerate(one):
        if weight:
            weights[row : row + two.shape[0], column : column + two.shape[1]] += weight * two
    if not are_whole(weights):
        weights = in_fifteen_digits(weights)
    anchor = (
        kernel.anchored_at[0] + other.anchored_at[0],
        kernel.anchored_at[1] + other.anchored_at[1],
    )
    return result(kernel, weights, kernel.divisor * other.divisor, anchor)


def power(kernel: Kernel, times: int) -> Kernel:
    """The one kernel that does what this one does so many times in turn; once is the kernel.

    Raises:
        ArgumentTypeError: ``times`` is no integer.
        ArgumentValueError: it is below 1, or the result would be larger than 63.
    """
    times = validation.integer(times, "power", minimum=1)
    most = largest_power(kernel)
    if times > most:
        raise ArgumentValueError(
            "power",
            given=str(times),
            wanted=f"at most {most} for a {kernel.size_text} kernel, "
            f"to stay within {MAX_SIZE}×{MAX_SIZE}",
        )
    return reduce(convolved, [kernel] * times)


def largest_power(kernel: Kernel) -> int:
    """The highest power that stays within 63×63; 62 for a single weight."""
    return (MAX_SIZE - 1) // max(max(kernel.shape) - 1, 1)
