"""The best approximation of a kernel by a few columns times rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convstudio.kernel.algebra.result import result
from convstudio.kernel.kernel import Kernel
from convstudio.numerics import validation
from convstudio.numerics.validation import FloatArray

# Singular values below this share of the largest are what rounding left of 0.
NO_RANK = 1e-11  # weights stored to 12 decimals leave that much


@dataclass(frozen=True)
class Approximation:
    """A kernel of a given rank that is nearest to another.

    Attributes:
        kernel: the approximation, with the divisor of what it approximates.
        rank: how many columns times rows it is the sum of.
        error: the root of the summed squares of what it differs by, as a share of the kernel's own
            (the relative error in the Frobenius norm), from 0 to 1.
        largest_error: what one weight differs by at most, as a share of the largest weight.
    """

    kernel: Kernel
    rank: int
    error: float
    largest_error: float


def approximated(kernel: Kernel, rank: int = 1) -> Approximation:
    """The kernel of at most that rank that is nearest to this one; the kernel where it has it.

    By singular values: C. Eckart, G. Young, "The approximation of one matrix by another of lower
    rank", 1936.

    Raises:
        ArgumentTypeError: the rank is no integer.
        ArgumentValueError: it is below 1 or above the kernel's smaller side.
    """
    rank = validation.integer(rank, "rank", minimum=1, maximum=min(kernel.shape))
    weights = kernel.array
    if rank >= rank_of(weights):
        return Approximation(kernel, rank, 0.0, 0.0)
    largest = float(np.abs(weights).max())
    left, values, right = np.linalg.svd(weights / largest)
    near = (left[:, :rank] * values[:rank]) @ right[:rank] * largest
    difference = near - weights
    return Approximation(
        result(kernel, near),
        rank,
        float(np.linalg.norm(values[rank:]) / np.linalg.norm(values)),
        float(np.abs(difference).max() / largest),
    )


def rank_of(weights: FloatArray) -> int:
    """How many columns times rows a kernel is the sum of; 0 of zeros alone."""
    largest = float(np.abs(weights).max())
    if largest == 0:
        return 0
    values = np.linalg.svd(weights / largest, compute_uv=False)
    return int(np.count_nonzero(values > NO_RANK * values[0]))
