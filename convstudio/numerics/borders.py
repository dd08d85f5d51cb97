"""What stands outside the picture. Today: zeros."""

from __future__ import annotations

from typing import Any

import numpy as np

from convstudio.numerics.validation import Array, FloatArray


def gather(x: Array, rows: Array, columns: Array, dtype: np.dtype[Any]) -> FloatArray:
    """The values of ``x`` at the given rows and columns, converted, with zeros outside.

    Args:
        x: (rows, columns, channels).
        rows: ascending row indices; below 0 and from the picture's height on they are outside.
        columns: ascending column indices, likewise.
        dtype: of the result.

    Returns:
        A new array (len(rows), len(columns), channels).
    """
    top, bottom = np.searchsorted(rows, (0, x.shape[0]))
    left, right = np.searchsorted(columns, (0, x.shape[1]))
    values = np.zeros((len(rows), len(columns), x.shape[2]), dtype)
    inside = x[_span(rows[top:bottom])][:, _span(columns[left:right])]
    with np.errstate(over="ignore", invalid="ignore"):  # beyond the dtype lies infinity
        values[top:bottom, left:right] = inside
    return values


def _span(indices: Array) -> slice | Array:
    """Evenly spaced indices as a slice, which numpy takes without a copy."""
    if len(indices) == 0:
        return slice(0, 0)
    first, last = int(indices[0]), int(indices[-1])
    step = int(indices[1]) - first if len(indices) > 1 else 1
    even = step > 0 and bool((np.diff(indices) == step).all())
    return slice(first, last + 1, step) if even else indices
