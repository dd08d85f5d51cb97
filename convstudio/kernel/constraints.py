"""Constraints that hold while a hand edits a kernel: a symmetry, a locked sum, integers only.

A hand changes some weights; ``edited`` gives the kernel on which those changes and the constraints
hold. ``applied`` is for the moment at which a constraint is switched on.

- **Symmetry**: the cells that follow a changed cell change with it. Of two changed cells that
  follow one another the later one counts. Under anti-symmetry the middle can be nothing but 0.
- **Sum**: what the hand did not touch moves to make up for it: all untouched weights other than 0
  by the same amount, or, where those are all 0, all that were not touched. "0" and "kept" are about
  the weights as typed, "1" about weights / divisor: that is what keeps the brightness.
- **Integers**: each weight is rounded, halves away from 0. With a locked sum what is left of it
  goes to the weights that were rounded the furthest, a whole orbit of the symmetry at a time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.kernel.integers import WHOLE, Mask, apportioned, rounded
from convstudio.kernel.kernel import Kernel, Pair
from convstudio.kernel.notation import format_number
from convstudio.kernel.symmetry import Symmetry, orbits, symmetrised
from convstudio.numerics.validation import FloatArray

Total = Literal["free", "0", "1", "kept"]
_ROUNDING = 1e-12  # of Σ|w|: what a sum may be beside 0 by rounding alone


@dataclass(frozen=True)
class Constraints:
    """What holds while editing; nothing, unless it is said.

    Attributes:
        symmetry: under which the weights stay, or change their sign.
        total: what the sum of the weights is locked to: nothing ("free"), 0, the divisor ("1", so
            that weights / divisor add up to 1), or what it was before ("kept").
        integers: whether every weight is a whole number.
    """

    symmetry: Symmetry | None = None
    total: Total = "free"
    integers: bool = False


@dataclass(frozen=True)
class Sums:
    """Sums of the weights as typed: of all, of the positive ones and of the negative ones.

    That of all is 0 where it is beside 0 by rounding alone.
    """

    total: float
    positive: float
    negative: float


def sums_of(kernel: Kernel) -> Sums:
    """The sums of a kernel."""
    flat = [weight for row in kernel.weights for weight in row]
    positive = math.fsum([weight for weight in flat if weight > 0])
    negative = math.fsum([weight for weight in flat if weight < 0])
    total = math.fsum(flat)
    settled = 0.0 if abs(total) <= _ROUNDING * (positive - negative) else total
    return Sums(settled, positive, negative)


def settled_total(kernel: Kernel) -> float:
    """The sum of the weights as typed; 0 where it is beside 0 by rounding alone."""
    return sums_of(kernel).total


def edited(
    kernel: Kernel,
    changes: Mapping[Pair, float],
    constraints: Constraints,
    *,
    auto_divisor: bool = False,
    kept: float | None = None,
) -> Kernel:
    """The kernel after a hand's changes, on which the constraints hold.

    Args:
        kernel: as it was before; where it does not meet the constraints, the result does.
        changes: the weights that the hand set, by (row, column); the last one counts most.
        auto_divisor: the divisor follows the sum, and is 1 where that is 0. A sum locked to 1 is
            then met by the divisor, and no weight moves for it.
        kept: the sum that "kept" keeps; that of ``kernel``, if it is left out.

    Raises:
        ArgumentValueError: the constraints cannot hold: the shape cannot have the symmetry, no
            untouched weight is left to make up the sum, or not with integers.
    """
    if constraints == Constraints() and not auto_divisor:
        return kernel.with_weights(changes)  # the hand waits for the map
    weights, touched = _followed(kernel, changes, constraints)
    target = (
        None if auto_divisor and constraints.total == "1" else _target(kernel, constraints, kept)
    )
    moving = _moving(weights, touched)
    if target is not None:
        weights = _with_total(weights, target, touched, moving, constraints)
    elif constraints.integers:
        weights = rounded(weights)
    return _divided(kernel.with_rows(weights + 0.0), constraints, auto_divisor)


def applied(kernel: Kernel, constraints: Constraints, *, auto_divisor: bool = False) -> Kernel:
    """The kernel with constraints that are just switched on.

    The symmetric kernel nearest to it; for a sum of 1 it is divided by its sum; a sum of 0, or of 1
    where it is 0, is made by the weight at the anchor alone: a mean becomes a Laplacian, a
    Laplacian sharpens.

    Raises:
        ArgumentValueError: as ``edited``.
    """
    weights, touched = _followed(kernel, {}, constraints)
    if constraints.integers and constraints.total != "kept":
        weights = rounded(weights)
    fair = kernel.with_rows(weights)
    if constraints.total == "1" and settled_total(fair) != 0 and not auto_divisor:
        _check_symmetry_has_a_sum(1.0, constraints)
        return fair.with_divisor(settled_total(fair))
    target = None if auto_divisor and constraints.total == "1" else _target(kernel, constraints)
    if target is not None:
        labels, _signs = orbits(kernel.shape, constraints.symmetry)
        moving = labels == labels[kernel.anchored_at]
        if constraints.total == "kept":
            moving = _moving(weights, touched)
        weights = _with_total(weights, target, touched, moving, constraints)
    return _divided(kernel.with_rows(weights + 0.0), constraints, auto_divisor)


def with_divisor(kernel: Kernel, divisor: float, constraints: Constraints) -> Kernel:
    """The kernel with another divisor; under a sum locked to 1 its weights grow with it.

    Raises:
        ArgumentValueError: a divisor that cannot be, or no integers that would add up to it.
    """
    made = kernel.with_divisor(divisor)
    total = settled_total(kernel)
    if constraints.total != "1" or total == 0:
        return made
    grown = made.with_rows(made.array * (made.divisor / total))
    return edited(grown, {}, constraints)


def met(kernel: Kernel, constraints: Constraints) -> bool:
    """Whether a kernel meets the constraints as it stands; a sum that is kept always is."""
    if constraints == Constraints():
        return True
    array = kernel.array
    labels_fit = constraints.symmetry is None or _is_symmetric(array, constraints.symmetry)
    total, scale = settled_total(kernel), float(np.abs(array).sum()) or 1.0
    wanted = {"0": 0.0, "1": kernel.divisor}.get(constraints.total, total)
    whole = not constraints.integers or bool((array == np.rint(array)).all())
    return labels_fit and abs(total - wanted) <= _ROUNDING * scale and whole


def touched_cells(shape: Pair, changes: Mapping[Pair, float], symmetry: Symmetry | None) -> Mask:
    """Which cells a hand's changes set, those that follow by symmetry included, (rows, columns)."""
    touched: Mask = np.zeros(shape, np.bool_)
    if changes:
        labels, _signs = orbits(shape, symmetry)
        rows, columns = zip(*changes, strict=True)
        touched = np.isin(labels, labels[list(rows), list(columns)])
    return touched


def _is_symmetric(array: FloatArray, symmetry: Symmetry) -> bool:
    try:
        return symmetrised(array, symmetry) is array
    except ArgumentValueError:
        return False


def _followed(
    kernel: Kernel, changes: Mapping[Pair, float], constraints: Constraints
) -> tuple[FloatArray, Mask]:
    """The weights once symmetry followed the hand, and which of them it touched."""
    weights: FloatArray = kernel.array
    symmetry = constraints.symmetry
    labels, signs = orbits(kernel.shape, symmetry)
    if symmetry is not None:
        weights = np.array(symmetrised(weights, symmetry))
    _check_fixed_cells(changes, signs)
    first = weights.ravel()[labels]  # of each cell's orbit, to be overwritten where it changes
    by_orbit = {labels[cell]: value * signs[cell] for cell, value in changes.items()}
    touched = touched_cells(kernel.shape, changes, symmetry)
    if by_orbit:
        table = np.zeros(weights.size)
        table[list(by_orbit)] = list(by_orbit.values())
        first = np.where(touched, table[labels], first)
    followed = first * signs
    return (rounded(followed) if touched.all() and constraints.integers else followed), touched


def _check_fixed_cells(changes: Mapping[Pair, float], signs: FloatArray) -> None:
    """One weight alone that can be nothing but 0 is refused; a stroke passes over it."""
    if len(changes) != 1:
        return
    ((cell, value),) = changes.items()
    if value != 0 and signs[cell] == 0:
        raise ArgumentValueError(
            f"the weight in row {cell[0] + 1}, column {cell[1] + 1}",
            given=format_number(value),
            wanted="0 while the kernel is kept anti-symmetric: it is its own opposite",
            hint="Change another weight, or switch the symmetry off.",
        )


def _target(kernel: Kernel, constraints: Constraints, kept: float | None = None) -> float | None:
    """What the weights as typed are to add up to; None for whatever they do."""
    if constraints.total == "free":
        return None
    if constraints.total == "kept":
        target = settled_total(kernel) if kept is None else kept
    else:
        target = 0.0 if constraints.total == "0" else kernel.divisor
    _check_symmetry_has_a_sum(target, constraints)
    if constraints.integers:
        if abs(target - round(target)) > WHOLE * max(1.0, abs(target)):
            raise ArgumentValueError(
                "the sum of the weights",
                given=f"{format_number(target)}, to which it is locked,",
                wanted="a whole number while the weights are integers",
                hint="Switch “Integers” or the lock of the sum off, or choose a whole divisor.",
            )
        return float(round(target))
    return target


def _check_symmetry_has_a_sum(target: float, constraints: Constraints) -> None:
    if constraints.symmetry == "anti-symmetric" and target != 0:
        raise ArgumentValueError(
            "the sum of an anti-symmetric kernel",
            given=f"a lock to {format_number(target)}",
            wanted="0: each weight has its opposite",
            hint="Lock the sum to 0, leave it free, or switch the symmetry off.",
        )


def _moving(weights: FloatArray, touched: Mask) -> Mask:
    """The weights that make up a locked sum: the untouched other than 0, or else the untouched."""
    alive = ~touched & (weights != 0)
    return alive if alive.any() else ~touched


def _with_total(
    weights: FloatArray, target: float, touched: Mask, moving: Mask, constraints: Constraints
) -> FloatArray:
    """Moves weights so that all add up to the target, and are integers if they have to be."""
    if constraints.symmetry == "anti-symmetric":  # its sum is 0 by itself
        return rounded(weights) if constraints.integers else weights
    if constraints.integers:
        weights = np.where(moving, weights, rounded(weights))
    missing = target - math.fsum(weights.ravel())
    size = float(np.abs(weights).sum()) + abs(target)
    if abs(missing) <= _ROUNDING * size and not constraints.integers:
        return weights
    if not moving.any():
        raise _nothing_left(target)
    moved = np.where(moving, weights + missing / np.count_nonzero(moving), weights)
    if not constraints.integers:
        return moved
    return apportioned(moved, target, (moving, ~touched), constraints.symmetry)


def _nothing_left(target: float) -> ArgumentValueError:
    return ArgumentValueError(
        "the sum of the weights",
        given="another sum, with every weight set by hand,",
        wanted=f"{format_number(target)}, to which it is locked",
        hint="Leave a weight that can make up for the others, or set the sum free.",
    )


def _divided(kernel: Kernel, constraints: Constraints, auto_divisor: bool) -> Kernel:
    """With the divisor that follows the sum, where it does."""
    if not auto_divisor:
        return kernel
    total = settled_total(kernel)
    if total == 0 and constraints.total == "1":
        raise ArgumentValueError(
            "the sum of the weights",
            given="0",
            wanted="other than 0, so that the divisor can make it 1",
            hint="Set the sum free, or change another weight first.",
        )
    return kernel.with_divisor(total or 1.0)
