"""What a kernel will do, in numbers: gain, range, noise, rank and factors, symmetry."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from convstudio.kernel.algebra.approximation import rank_of
from convstudio.kernel.algebra.norms import NO_SUM
from convstudio.kernel.algebra.result import are_whole
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.response import used_weights
from convstudio.kernel.symmetry import SYMMETRIES, Symmetry, holds
from convstudio.numerics.validation import FloatArray

# Weights that differ by less than this share of the largest count as equal.
SAME = 1e-9
# Whole factors of more terms than these are no help to anybody.
_MOST_ELIMINATED = 4
_MOST_PIVOTS = 64


@dataclass(frozen=True)
class Gains:
    """How a kernel changes even areas, extremes and noise; of ``weights / divisor``.

    Attributes:
        sum: the gain at zero frequency: what an even area of 1 becomes.
        positive: the sum of the weights above 0.
        negative: the sum of those below 0, itself not above 0.
        noise: √Σw², what the standard deviation of noise is multiplied by that strikes each pixel
            independently of the others.
    """

    sum: float
    positive: float
    negative: float
    noise: float

    @property
    def absolute(self) -> float:
        """Σ|w|: what a picture from −1 to 1 becomes at most."""
        return self.positive - self.negative

    def output_range(self, low: float, high: float, bias: float = 0.0) -> tuple[float, float]:
        """The least and the greatest value that input from ``low`` to ``high`` can become.

        NaN where infinities of both signs meet.
        """
        least = _times(self.positive, low) + _times(self.negative, high)
        greatest = _times(self.positive, high) + _times(self.negative, low)
        return least + bias, greatest + bias


@dataclass(frozen=True)
class Factors:
    """A kernel as a sum of columns times rows; their divisor is the kernel's.

    Attributes:
        columns: rank tuples of as many numbers as the kernel has rows.
        rows: rank tuples of as many as it has columns.
        whole: whether all are whole numbers, and their product exactly the weights as typed.
    """

    columns: tuple[tuple[float, ...], ...]
    rows: tuple[tuple[float, ...], ...]
    whole: bool

    @property
    def rank(self) -> int:
        """How many columns times rows there are; 0 of a kernel of zeros."""
        return len(self.columns)


def gains(kernel: Kernel) -> Gains:
    """How a kernel changes even areas, extremes and noise."""
    used = used_weights(kernel).reshape(-1).tolist()
    return Gains(
        kernel.total / kernel.divisor,
        math.fsum(w for w in used if w > 0),
        math.fsum(w for w in used if w < 0),
        math.hypot(*used),
    )


def without_dust(total: float, absolute: float) -> float:
    """A sum of terms, or 0 where no more is left of it than rounding leaves of 0.

    Args:
        total: the sum.
        absolute: the sum of the terms' sizes.
    """
    return 0.0 if abs(total) <= NO_SUM * absolute else total


def symmetries(kernel: Kernel) -> tuple[Symmetry, ...]:
    """Those that the weights have, to a billionth of the largest; a kernel of zeros has none told.

    “all” stands for the mirror symmetries that it holds.
    """
    weights = kernel.array
    largest = float(np.abs(weights).max())
    if largest == 0 or weights.size == 1:
        return ()
    found = [s for s in SYMMETRIES if holds(weights, s, SAME * largest)]
    if "all" in found:
        found = [s for s in found if s not in ("left-right", "up-down", "diagonal", "rotational")]
    return tuple(found)


def factors(kernel: Kernel) -> Factors:
    """The weights as typed as a sum of as few columns times rows as can be.

    Whole numbers where the weights are and a plain elimination finds some. Otherwise a kernel of
    rank 1 is a column times a row of its own, and one of higher rank is split by singular values,
    the strongest first, shared evenly between column and row.
    """
    weights = kernel.array
    rank = rank_of(weights)
    if rank == 0:
        return Factors((), (), True)
    if are_whole(weights) and rank <= _MOST_ELIMINATED:
        whole = _eliminated(weights)
        if whole is not None:
            return whole
    if rank == 1:
        row, column = np.unravel_index(int(np.argmax(np.abs(weights))), weights.shape)
        down = weights[:, column] / weights[row, column]
        return Factors(_tuples(down[np.newaxis]), _tuples(weights[row][np.newaxis]), whole=False)
    left, values, right = np.linalg.svd(weights)
    share = np.sqrt(values[:rank])
    columns, rows = left[:, :rank] * share, right[:rank] * share[:, np.newaxis]
    return Factors(_tuples(columns.T), _tuples(rows), whole=False)


def _eliminated(weights: FloatArray) -> Factors | None:
    """Whole factors, one pivot after another; None where one step leaves no whole numbers."""
    columns, rows, rest = [], [], weights.copy()
    while rest.any():
        found = _whole_cross(rest)
        if found is None:
            return None
        columns.append(found[0])
        rows.append(found[1])
        rest = rest - np.outer(*found)
    return Factors(_tuples(np.array(columns)), _tuples(np.array(rows)), whole=True)


def _times(gain: float, value: float) -> float:
    """Where there are no weights nothing is carried, not even an infinity."""
    return gain * value if gain else 0.0


def _whole_cross(weights: FloatArray) -> tuple[FloatArray, FloatArray] | None:
    """A whole column and row whose product has the weights of one row and one column.

    The smallest weights are tried first: they divide the others most often.
    """
    cells = np.argwhere(weights)
    sizes = np.abs(weights[weights != 0])
    for row, column in cells[np.argsort(sizes, kind="stable")][:_MOST_PIVOTS]:
        over = weights[row] / np.gcd.reduce(weights[row].astype(np.int64))
        down = weights[:, column] / over[column]
        if are_whole(down):
            return down, over
    return None


def _tuples(numbers: FloatArray) -> tuple[tuple[float, ...], ...]:
    return tuple(map(tuple, (numbers + 0.0).tolist()))
