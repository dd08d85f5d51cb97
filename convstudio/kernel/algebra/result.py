"""What every operation returns: tidy weights, a divisor in range, the anchor where it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from convstudio.kernel.kernel import (
    CUSTOM,
    LARGEST_WEIGHT,
    SMALLEST_DIVISOR,
    Kernel,
    Pair,
    check_size,
)
from convstudio.numerics.validation import FloatArray

# A double holds every whole number up to here.
WHOLE_UP_TO = 2.0**53


def result(
    kernel: Kernel, weights: FloatArray, divisor: float | None = None, anchor: Pair | None = None
) -> Kernel:
    """The kernel with other weights; the same value where nothing changed.

    Args:
        kernel: what it was made from.
        weights: (rows, columns).
        divisor: that of ``kernel`` if it is left out. One that is out of the range of divisors is
            shared out anew with the weights.
        anchor: of the result, where it is not that of ``kernel``.

    Raises:
        ArgumentValueError: a size or a weight out of range.
    """
    check_size(weights.shape[0], "rows")
    check_size(weights.shape[1], "columns")
    weights, divisor = _in_range(weights, kernel.divisor if divisor is None else divisor)
    rows = tuple(map(tuple, (weights + 0.0).tolist()))  # −0 is 0
    made = replace(
        kernel,
        weights=rows,
        divisor=divisor,
        anchor=kernel.anchor if anchor is None else anchor,
        name=CUSTOM,
        description="",
        source="",
        recipe=None,
    )
    if made.anchor == made.centre and made.rows % 2 == made.columns % 2 == 1:
        made = replace(made, anchor=None)
    return kernel if kernel.same_numbers(made) else made


def in_fifteen_digits(weights: FloatArray) -> FloatArray:
    """Numbers without what the last bit of a product adds: 3 · 0.1 is 0.3."""
    rounded = [float(f"{weight:.15g}") for weight in weights.reshape(-1).tolist()]
    return np.array(rounded, np.float64).reshape(weights.shape)


def are_whole(*values: FloatArray | float) -> bool:
    """Whether all of them are whole numbers that a double tells apart."""
    return all(
        bool(np.all(np.rint(value) == value)) and float(np.max(np.abs(value))) < WHOLE_UP_TO
        for value in values
    )


def _in_range(weights: FloatArray, divisor: float) -> tuple[FloatArray, float]:
    largest = float(np.abs(weights).max())
    if SMALLEST_DIVISOR <= abs(divisor) <= LARGEST_WEIGHT and largest <= LARGEST_WEIGHT:
        return weights, divisor
    if are_whole(weights, divisor):
        common = int(np.gcd.reduce([*map(int, weights.reshape(-1).tolist()), int(divisor)]))
        if max(largest, abs(divisor)) / common <= LARGEST_WEIGHT:
            return weights / common, divisor / common
    return weights / divisor, 1.0
