"""Weights as whole numbers: each for itself, or so that they add up to a sum."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from convstudio.errors import ArgumentValueError
from convstudio.kernel.notation import format_number
from convstudio.kernel.symmetry import Symmetry, orbits
from convstudio.numerics.validation import FloatArray

Mask = npt.NDArray[np.bool_]
WHOLE = 1e-9  # what an integer may be beside itself


def rounded(weights: FloatArray) -> FloatArray:
    """The nearest integers, halves away from 0, so that signs stay alike."""
    return np.asarray(np.copysign(np.floor(np.abs(weights) + 0.5), weights) + 0.0)


def apportioned(
    weights: FloatArray, target: float, candidates: tuple[Mask, ...], symmetry: Symmetry | None
) -> FloatArray:
    """Integers that add up to the target: floors, and one more for the largest remainders.

    Orbits are rounded whole. Their sizes are powers of two, so that a sum can be met if, and only
    if, the smallest of them divides what is missing.
    """
    labels, _signs = orbits((weights.shape[0], weights.shape[1]), symmetry)
    for moving in candidates:
        low = np.where(moving, np.floor(weights + WHOLE), weights)
        missing = round(target - math.fsum(low.ravel()))
        chosen, firsts, sizes = np.unique(labels[moving], return_index=True, return_counts=True)
        if sizes.size == 0 or missing % int(sizes.min()):
            continue
        remainders = (weights - low)[moving][firsts]
        more = np.zeros(weights.size)
        for place in np.argsort(-remainders, kind="stable"):
            if 0 < sizes[place] <= missing:
                more[chosen[place]] = 1
                missing -= int(sizes[place])
        smallest = int(np.argmin(sizes))
        more[chosen[smallest]] += missing // int(sizes[smallest])
        return np.asarray(low + np.where(moving, more[labels], 0))
    raise ArgumentValueError(
        "the sum of the weights",
        given="a change that no whole numbers can make up for",
        wanted=f"{format_number(target)}, to which it is locked",
        hint="Under the symmetry the others move several at once: change the weight by more, or "
        "switch “Integers”, the symmetry or the lock of the sum off.",
    )
