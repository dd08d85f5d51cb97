"""The frame of zeros around a kernel: cropped away, or put there."""

from __future__ import annotations

import numpy as np

from convstudio.kernel.kernel import Kernel
from convstudio.numerics import validation


def cropped(kernel: Kernel) -> Kernel:
    """Without the outer rows and columns that hold zeros alone.

    They go in pairs, top with bottom and left with right, so that the centre stays, and no
    further than to the anchor. A kernel of zeros alone becomes as small as that allows.
    """
    there = kernel.array != 0
    row, column = kernel.anchored_at
    rows = kernel.rows - 2 * _empty_rings(there.any(axis=1), row)
    columns = kernel.columns - 2 * _empty_rings(there.any(axis=0), column)
    return kernel.resized(rows, columns)


def padded(kernel: Kernel, rows: int, columns: int | None = None) -> Kernel:
    """With so many rows of zeros more above and below, and columns left and right.

    Args:
        kernel: what is padded.
        rows: on each of the two sides.
        columns: likewise; as many as rows if it is left out.

    Raises:
        ArgumentTypeError: an amount is no integer.
        ArgumentValueError: an amount is below 0, or the result would be larger than 63.
    """
    down = validation.integer(rows, "rows of zeros", minimum=0)
    over = down if columns is None else validation.integer(columns, "columns of zeros", minimum=0)
    return kernel.resized(kernel.rows + 2 * down, kernel.columns + 2 * over)


def _empty_rings(there: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], anchor: int) -> int:
    """How many lines may go at either end."""
    size = len(there)
    most = min(anchor, size - 1 - anchor, (size - 1) // 2)
    for count in range(most):
        if there[count] or there[size - 1 - count]:
            return count
    return most
