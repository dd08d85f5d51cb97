"""Symmetries of kernels: which weights are one another's mirror, and whether a kernel has one.

Each symmetry is a small group of moves of the cells – mirrorings and turns about the middle – under
which the weights stay, or change their sign. The middle is that of the whole rectangle, so that
kernels of even size have one too: it lies between their cells.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from convstudio.errors import ArgumentValueError
from convstudio.numerics.validation import FloatArray

Symmetry = Literal["left-right", "up-down", "diagonal", "all", "rotational", "anti-symmetric"]
Pair = tuple[int, int]
_Array = npt.NDArray[Any]

SYMMETRIES: tuple[Symmetry, ...] = get_args(Symmetry)
_NEEDS_A_SQUARE = ("diagonal", "rotational")


def is_possible(symmetry: Symmetry, shape: Pair) -> bool:
    """Whether kernels of that shape can have it: diagonal and rotational need a square."""
    return symmetry not in _NEEDS_A_SQUARE or shape[0] == shape[1]


def check_possible(symmetry: Symmetry, shape: Pair) -> None:
    """Refuses a symmetry that the shape cannot have.

    Raises:
        ArgumentValueError: diagonal or rotational, and not square.
    """
    if is_possible(symmetry, shape):
        return
    does = "mirrors rows into columns" if symmetry == "diagonal" else "turns the kernel by 90°"
    raise ArgumentValueError(
        "symmetry",
        given=f"{symmetry} for {shape[0]}×{shape[1]} weights",
        wanted=f"one that a kernel of {shape[0]} rows and {shape[1]} columns can have",
        hint=f"{symmetry.capitalize()} symmetry {does}, which needs as many rows as columns.",
    )


def orbit(cell: Pair, shape: Pair, symmetry: Symmetry) -> dict[Pair, float]:
    """The cells that follow one cell, itself included, each with the factor of its weight.

    The factor is 1, or −1 where the weight changes its sign; 0 says that the weight can be none
    but 0, as in the middle of an anti-symmetric kernel.

    Raises:
        ArgumentValueError: the shape cannot have the symmetry.
    """
    labels, signs = orbits(shape, symmetry)
    found = np.argwhere(labels == labels[cell])
    own = signs[cell]
    return {(int(r), int(c)): float(signs[r, c] * own) for r, c in found}


@lru_cache(maxsize=64)
def orbits(shape: Pair, symmetry: Symmetry | None) -> tuple[npt.NDArray[np.intp], FloatArray]:
    """All orbits of a shape: a label for each cell, the same for cells of one orbit, and a sign.

    Args:
        shape: (rows, columns).
        symmetry: None makes each cell an orbit of its own.

    Returns:
        Two read-only arrays of that shape. A label is the flat index of the orbit's first cell; a
        cell's weight is its sign (1, −1, or 0 where it can be none but 0) times that cell's.

    Raises:
        ArgumentValueError: the shape cannot have the symmetry.
    """
    cells = np.arange(shape[0] * shape[1], dtype=np.intp).reshape(shape)
    signs = np.ones(shape)
    labels = cells
    if symmetry is not None:
        check_possible(symmetry, shape)
        labels = np.min([move(cells) for move in _moves(symmetry, shape)], axis=0)
        if symmetry == "anti-symmetric":
            signs = np.sign(np.rot90(cells, 2) - cells).astype(np.float64)
    labels.flags.writeable = signs.flags.writeable = False
    return labels, signs


def holds(weights: FloatArray, symmetry: Symmetry, tolerance: float = 0.0) -> bool:
    """Whether weights, (rows, columns), have a symmetry, each to within ``tolerance``.

    False for a shape that cannot have it.
    """
    shape = weights.shape[0], weights.shape[1]
    if not is_possible(symmetry, shape):
        return False
    sign = -1.0 if symmetry == "anti-symmetric" else 1.0
    others = [sign * np.asarray(move(weights)) for move in _moves(symmetry, shape)[1:]]
    return all(bool((np.abs(weights - other) <= tolerance).all()) for other in others)


def symmetrised(weights: FloatArray, symmetry: Symmetry) -> FloatArray:
    """The nearest weights that have a symmetry: the mean over each orbit, (rows, columns).

    Weights that have it already come back as they are.

    Raises:
        ArgumentValueError: the shape cannot have the symmetry.
    """
    shape = weights.shape[0], weights.shape[1]
    check_possible(symmetry, shape)
    if holds(weights, symmetry):
        return weights
    if symmetry == "anti-symmetric":
        return np.asarray((weights - np.rot90(weights, 2)) / 2 + 0.0)  # no −0.0 in the middle
    # Sorted, so that the cells of an orbit add the same numbers in the same order.
    images = np.sort([move(weights) for move in _moves(symmetry, shape)], axis=0)
    low, high = images[0], images[-1]
    return np.asarray(np.clip(images.sum(axis=0) / len(images), low, high))


def _moves(symmetry: Symmetry, shape: Pair) -> tuple[Callable[[_Array], _Array], ...]:
    """The moves of a symmetry's group, first the one that moves nothing.

    "All" are those that the shape can have: eight of a square, four of a rectangle.
    """
    mirrored: tuple[Callable[[_Array], _Array], ...] = (
        _stay,
        np.fliplr,
        np.flipud,
        _turned(2),
    )
    if symmetry == "all":
        turned = (np.transpose, _turned(1), _turned(3), lambda cells: np.rot90(cells, 2).T)
        return mirrored + turned if shape[0] == shape[1] else mirrored
    one: dict[str, tuple[Callable[[_Array], _Array], ...]] = {
        "left-right": (_stay, np.fliplr),
        "up-down": (_stay, np.flipud),
        "diagonal": (_stay, np.transpose),
        "rotational": (_stay, _turned(1), _turned(2), _turned(3)),
        "anti-symmetric": (_stay, _turned(2)),
    }
    return one[symmetry]


def _stay(cells: _Array) -> _Array:
    return cells


def _turned(quarters: int) -> Callable[[_Array], _Array]:
    return lambda cells: np.rot90(cells, quarters)
