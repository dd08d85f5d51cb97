"""Kernels of low rank: a few rows across, then the banded product down.

A kernel of rank r is the sum of r columns times r rows. The rows are applied as one product with a
banded matrix over chunks of columns; that leaves r lines for each input row, and the columns are
``stack_product`` over those.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from convstudio.numerics.banded import RowProduct, row_classes
from convstudio.numerics.dtypes import FLOAT32, FLOAT64
from convstudio.numerics.source import Patch
from convstudio.numerics.tiles import CancelToken, Scratch
from convstudio.numerics.validation import Array, FloatArray

# What leaving out small singular values may change a kernel by, as a share of Σ|w|: about as much
# as rounding does. Together with it the error of float32 sums stays below 1e-6 · Σ|w| · max|x|.
ADMITTED = {FLOAT32: 1e-7, FLOAT64: 1e-15}


@dataclass(frozen=True, eq=False)
class Separable:
    """Weighted sums of every channel by itself, through a kernel of low rank.

    Attributes:
        bands: (rank, inputs, outputs), the factors that run across, over a chunk of columns.
        down: the product of the factors that run down.
        chunk: output columns a product.
    """

    bands: FloatArray
    down: RowProduct
    chunk: int
    converts = False

    def covers(self, _: Patch) -> bool:
        """Every input takes part in some product."""
        return True

    def run(
        self, patch: Patch, out: FloatArray, scratch: Scratch, cancel: CancelToken | None
    ) -> None:
        """Writes the sums of a patch to ``out`` (rows, columns, channels)."""
        for lines, rows in row_classes(patch, patch.values):
            if cancel is not None:
                cancel.check()
            self.down.run(self._across(lines, patch, scratch), out[rows], scratch)

    def _across(self, lines: FloatArray, patch: Patch, scratch: Scratch) -> FloatArray:
        """(rows, rank, output columns, samples)."""
        height, _, length, samples = lines.shape
        rank, width = len(self.bands), patch.count[1]
        crossed = scratch.array("crossed", (height, rank, width, samples), lines.dtype)
        row, item = lines.strides[0], lines.itemsize
        step = patch.strides[1]
        # The inputs under the last output of a chunk reach as far as the patch does.
        beyond = length - (width - 1) * step
        whole, rest = divmod(width, self.chunk)
        for first, chunks, taken in ((0, whole, self.chunk), (width - rest, 1, rest)):
            if not chunks or not taken:
                continue
            reach = ((taken - 1) * step + beyond) * samples
            for k in range(rank):
                source = as_strided(
                    lines[:, 0, first * step :],
                    (chunks, height, reach),
                    (self.chunk * step * samples * item, row, item),
                )
                target = as_strided(
                    crossed[:, k, first:],
                    (chunks, height, taken * samples),
                    (self.chunk * samples * item, crossed.strides[0], item),
                )
                np.matmul(source, self.bands[k][:reach, : taken * samples], out=target)
        return crossed


def toeplitz(rows: FloatArray, chunk: int, stride: int, dilation: int, samples: int) -> FloatArray:
    """(rank, inputs, outputs): each factor as a banded matrix over a chunk of columns."""
    rank, taps = rows.shape
    reach = (chunk - 1) * stride + dilation * (taps - 1) + 1
    bands = np.zeros((rank, reach, samples, chunk, samples), rows.dtype)
    outputs = np.arange(chunk)
    for tap in range(taps):
        for sample in range(samples):
            inputs = outputs * stride + tap * dilation
            bands[:, inputs, sample, outputs, sample] = rows[:, tap, np.newaxis]
    return bands.reshape(rank, reach * samples, chunk * samples)


def low_rank(weights: FloatArray, most: int, dtype: np.dtype[Any]) -> tuple[Array, Array] | None:
    """Factors (rows, rank) and (rank, columns) of a kernel of rank at most ``most``, or None.

    By singular values, leaving out what changes the kernel by less than ADMITTED · Σ|w| of the
    dtype of the sums: C. Eckart, G. Young, "The approximation of one matrix by another of lower
    rank", 1936.
    """
    if not np.isfinite(weights).all() or not weights.any():
        return None
    exponent = int(np.frexp(np.abs(weights).max())[1])
    scaled = np.ldexp(weights, -exponent)  # near 1, so that nothing overflows on the way
    left, values, right = np.linalg.svd(scaled)
    for rank in range(1, most + 1):
        columns, rows = left[:, :rank] * values[:rank], right[:rank]
        if np.abs(scaled - columns @ rows).sum() <= ADMITTED[dtype] * np.abs(scaled).sum():
            return np.ldexp(columns, exponent), rows
    return None


def integer_factors(weights: FloatArray) -> tuple[Array, Array] | None:
    """A whole-numbered kernel of rank 1 as a whole-numbered column and row, or None."""
    down, over = np.argwhere(weights)[0] if weights.any() else (0, 0)
    row = weights[down]
    divisor = gcd(*(int(w) for w in row))
    if divisor == 0:
        return None
    row = row / divisor
    column = weights[:, over] / row[over]
    if not np.array_equal(column, np.rint(column)) or not np.array_equal(
        np.outer(column, row), weights
    ):
        return None
    return column[:, np.newaxis], row[np.newaxis]
