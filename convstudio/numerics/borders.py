"""What stands outside the picture: six borders, each a rule that maps an index into the picture."""

from __future__ import annotations

from typing import Literal

import numpy as np

from convstudio.numerics.validation import Array

BorderMode = Literal["zeros", "constant", "edge", "reflect", "symmetric", "wrap"]
BORDER_MODES: tuple[BorderMode, ...] = (
    "zeros",
    "constant",
    "edge",
    "reflect",
    "symmetric",
    "wrap",
)
OUTSIDE = -1


def positions(indices: Array, size: int, border: BorderMode) -> Array:
    """Where in a line of ``size`` values the values at these indices stand.

    ``reflect`` mirrors about the edge value and ``symmetric`` about the edge, again and again where
    the indices go further than the picture, as ``numpy.pad`` has it.

    Args:
        indices: integers, inside 0 … size − 1 or not.

    Returns:
        Positions from 0 to size − 1; OUTSIDE where a constant stands.

    Example:
        >>> positions(np.arange(-2, 6), 4, "reflect")
        array([2, 1, 0, 1, 2, 3, 2, 1])
    """
    if border == "edge":
        return np.clip(indices, 0, size - 1)
    if border == "wrap":
        return indices % size
    mirrored: Array
    if border == "symmetric":
        turned = indices % (2 * size)
        mirrored = np.minimum(turned, 2 * size - 1 - turned)
        return mirrored
    if border == "reflect":
        if size == 1:
            return np.zeros_like(indices)
        turned = indices % (2 * size - 2)
        mirrored = np.minimum(turned, 2 * size - 2 - turned)
        return mirrored
    return np.where((indices >= 0) & (indices < size), indices, OUTSIDE)
