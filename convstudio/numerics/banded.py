"""Dense kernels as products with a banded matrix, and the second half of separable ones.

For a block of B output rows, one matrix holds the kernel B times, each time a row lower; the block
is that matrix times the input rows under it. The rows are stacked once for each kernel column,
shifted by that column, so that the product is the finished block: f copies of a row instead of the
f² of im2col, and BLAS does the rest. Several channels and filters make the matrix deeper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from convstudio.numerics.source import Patch
from convstudio.numerics.tiles import CancelToken, Scratch
from convstudio.numerics.validation import Array, FloatArray

# From so many filters on, the product is made pixel by filter, as the output lies in memory.
FILTERS_LAST = 8
# OpenBLAS multiplies small matrices without packing them first, up to this many multiplications.
UNPACKED = 1_000_000


@dataclass(frozen=True, eq=False)
class Banded:
    """Weighted sums by banded products.

    Attributes:
        products: for each group, the kernel columns that are not zero, and their product.
        taps: columns of the kernel.
    """

    products: tuple[tuple[list[int], RowProduct], ...]
    taps: int
    converts = True

    def covers(self, patch: Patch) -> bool:
        """Whether every input in a window takes part in some product.

        A column of zeros is left out. What lies under it for one output lies under the first or
        the last column for another, where the stride skips none and the patch is wide enough.
        """
        if all(len(columns) == self.taps for columns, _ in self.products):
            return True
        reach = patch.dilation[1] * (self.taps - 1)
        if patch.strides[1] > 1 or patch.count[1] < reach:
            return False
        return all({0, self.taps - 1} <= set(columns) for columns, _ in self.products)

    @classmethod
    def of(cls, groups: tuple[FloatArray, ...], step: int, block: int) -> Banded:
        """Prepares the products.

        Args:
            groups: for each group, (rows, columns, channels, filters), in the dtype of the sums.
            step: rows between two windows, as ``row_classes`` tells it.
            block: output rows a product.
        """
        products = []
        for weights in groups:
            columns = [j for j in range(weights.shape[1]) if weights[:, j].any()] or [0]
            deep = weights[:, columns].reshape(weights.shape[0], -1, weights.shape[3])
            products.append((columns, RowProduct.of(deep, step, block)))
        return cls(tuple(products), groups[0].shape[1])

    def run(
        self, patch: Patch, out: FloatArray, scratch: Scratch, cancel: CancelToken | None
    ) -> None:
        """Writes the sums of a patch to ``out`` (rows, columns, maps)."""
        channels = patch.values.shape[1] // len(self.products)
        for group, (columns, product) in enumerate(self.products):
            if cancel is not None:
                cancel.check()
            part, maps = patch.values, out
            if len(self.products) > 1:
                part = part[:, group * channels : (group + 1) * channels]
                maps = out[..., group * product.filters : (group + 1) * product.filters]
            for lines, rows in row_classes(patch, part):
                stacked = _stack_columns(
                    lines, columns, self.taps, patch, product.matrix.dtype, scratch
                )
                product.run(stacked, maps[rows], scratch)


@dataclass(frozen=True, eq=False)
class RowProduct:
    """out[k] = Σ_it weights[i, t] · stacked[k·step + i, t], by blocks of output rows.

    Attributes:
        matrix: (block · filters, input rows · depth), the kernel ``block`` times, each ``step``
            lower; for many filters, (rows · depth, filters).
        rows, depth, filters: the shape of the weights.
    """

    matrix: FloatArray
    rows: int
    depth: int
    filters: int
    step: int
    block: int

    @classmethod
    def of(cls, weights: FloatArray, step: int, block: int) -> RowProduct:
        """Prepares the matrix for weights (rows, depth, filters)."""
        rows, depth, filters = weights.shape
        if filters >= FILTERS_LAST:
            return cls(weights.reshape(-1, filters), rows, depth, filters, step, 1)
        band = np.zeros((block, filters, (block - 1) * step + rows, depth), weights.dtype)
        for row in range(block):
            band[row, :, row * step : row * step + rows] = np.moveaxis(weights, 2, 0)
        return cls(band.reshape(block * filters, -1), rows, depth, filters, step, block)

    def run(self, stacked: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        """Multiplies.

        Args:
            stacked: (input rows, depth, columns, samples).
            out: (output rows, columns, samples or filters).
        """
        height, width = out.shape[0], stacked.shape[2] * stacked.shape[3]
        line, item = stacked.strides[0], stacked.itemsize
        # Rows may lie apart; what is stacked on one row does not.
        deep = line if self.depth == 1 else width * item
        if self.filters >= FILTERS_LAST:
            under = as_strided(
                stacked, (height, len(self.matrix), width), (self.step * line, deep, item)
            )
            self._pixel_by_filter(under, out)
            return
        # Whole rows are written where they lie one after the other, else beside the output first.
        packed = out.strides[2] == item and out.strides[1] == out.shape[2] * item
        if self.filters == 1 and packed:
            self._blocks(stacked, deep, as_strided(out, (height, width), (out.strides[0], item)))
            return
        target = scratch.array("product", (height, self.filters * width), out.dtype)
        self._blocks(stacked, deep, target)
        out[...] = target.reshape(height, self.filters, width).swapaxes(1, 2)

    def _pixel_by_filter(self, under: FloatArray, out: FloatArray) -> None:
        """out[k] = under[k]ᵀ · matrix, by so few pixels that BLAS need not pack them first."""
        height, deep, width = under.shape
        few = max(min(48, UNPACKED // self.matrix.size // 16 * 16), 16)
        whole = width // few
        for first, chunks, taken in ((0, whole, few), (whole * few, 1, width - whole * few)):
            if not chunks or not taken:
                continue
            row, line, item = under.strides
            pixels = as_strided(
                under[:, :, first:],
                (height, chunks, taken, deep),
                (row, taken * item, item, line),
            )
            down, across, _ = out.strides
            into = as_strided(
                out[:, first:],
                (height, chunks, taken, self.filters),
                (down, taken * across, across, item),
            )
            np.matmul(pixels, self.matrix, out=into)

    def _blocks(self, stacked: FloatArray, deep: int, target: FloatArray) -> None:
        """Whole blocks in one call, and what is left below with the upper part of the matrix."""
        height, width = target.shape[0], target.shape[1] // self.filters
        line, item = stacked.strides[0], stacked.itemsize
        down = target.strides[0]
        whole, rest = divmod(height, self.block)
        for first, blocks, lines in ((0, whole, self.block), (height - rest, 1, rest)):
            if not blocks or not lines:
                continue
            taken = ((lines - 1) * self.step + self.rows) * self.depth
            under = as_strided(
                stacked[first * self.step :],
                (blocks, taken, width),
                (self.block * self.step * line, deep, item),
            )
            into = as_strided(
                target[first:],
                (blocks, lines * self.filters, width),
                (lines * down, down // self.filters, item),
            )
            np.matmul(self.matrix[: lines * self.filters, :taken], under, out=into)


def row_classes(patch: Patch, values: FloatArray) -> Iterator[tuple[FloatArray, slice]]:
    """The rows in classes within which weights are neighbours, whatever stride and dilation.

    Yields:
        The input rows of a class and the output rows that they make; ``row_step`` of those input
        rows lie between two of those outputs.
    """
    stride, dilation = patch.strides[0], patch.dilation[0]
    if dilation == 1:
        yield values, slice(None)
        return
    classes = dilation // gcd(stride, dilation)
    for residue in range(min(classes, patch.count[0])):
        yield values[residue * stride :: dilation], slice(residue, None, classes)


def row_step(stride: int, dilation: int) -> int:
    """How many rows of a class lie between two windows."""
    return stride // gcd(stride, dilation)


def _stack_columns(
    lines: Array,
    columns: list[int],
    taps: int,
    patch: Patch,
    dtype: np.dtype[Any],
    scratch: Scratch,
) -> FloatArray:
    """(rows, taps · channels, columns, samples): each row once a kernel column, shifted by it."""
    rows, channels, length, samples = lines.shape
    across, stride, dilation = patch.count[1], patch.strides[1], patch.dilation[1]
    as_it_lies = lines.dtype == dtype and stride == 1 and channels == 1 and across == length
    if columns == [0] and as_it_lies:
        return lines
    stacked = scratch.array("stacked", (rows, len(columns), channels, across, samples), dtype)
    down, deep, along, item = lines.strides
    shape = (rows, taps, channels, across, samples)
    windows: Array = as_strided(lines, shape, (down, dilation * along, deep, stride * along, item))
    if stride > 1 and samples > 1:
        # Pixels lie apart: numpy's inner loop should run along them, not the few samples.
        for index, column in enumerate(columns):
            for sample in range(samples):
                np.copyto(stacked[:, index, ..., sample], windows[:, column, ..., sample])
    elif len(columns) == taps:
        np.copyto(stacked, windows)
    else:
        for index, column in enumerate(columns):
            np.copyto(stacked[:, index], windows[:, column])
    return stacked.reshape(rows, len(columns) * channels, across, samples)
