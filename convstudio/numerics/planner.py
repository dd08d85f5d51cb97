"""Picks an algorithm for the weighted sums that are wanted, from a cost model that was measured.

Each candidate is an algorithm to prepare, the size of its tiles, and an estimate in nanoseconds of
one thread. The cheapest wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil
from typing import Any, Protocol

import numpy as np

from convstudio.numerics import costs
from convstudio.numerics.banded import FILTERS_LAST, UNPACKED, Banded, RowProduct, row_step
from convstudio.numerics.costs import CALL, COSTS
from convstudio.numerics.direct import Direct
from convstudio.numerics.dtypes import FLOAT64
from convstudio.numerics.fourier import Fourier, kernel_spectra
from convstudio.numerics.problem import Pair, Problem, Shape
from convstudio.numerics.separable import Separable, integer_factors, low_rank, toeplitz
from convstudio.numerics.source import Patch
from convstudio.numerics.tiles import CancelToken, Scratch
from convstudio.numerics.validation import Array, FloatArray

_BLOCKS = (1, 2, 3, 4, 6, 8, 16)


class Algorithm(Protocol):
    """Writes the sums of a patch to an array (rows, columns, maps)."""

    def covers(self, patch: Patch, /) -> bool:
        """Whether every input in a window takes part in some product, also those under zeros."""

    @property
    def converts(self) -> bool:
        """Whether a patch may be of another dtype than the sums."""

    def run(
        self, patch: Patch, out: FloatArray, scratch: Scratch, cancel: CancelToken | None, /
    ) -> None:
        """Writes the sums of a patch to ``out`` (rows, columns, maps)."""


@dataclass(frozen=True, eq=False)
class Plan:
    """What will run.

    Attributes:
        name: direct, banded, separable or fourier.
        prepare: makes the algorithm's matrices or spectra, once the plan is chosen.
        dtype: of the sums.
        tile: (rows, columns) of the output at a time.
        nanoseconds: the estimate, for one thread.
        detail: the algorithm's own parameters in words.
    """

    name: str
    prepare: Callable[[], Algorithm]
    dtype: np.dtype[Any]
    tile: Pair
    nanoseconds: float
    detail: str

    @cached_property
    def algorithm(self) -> Algorithm:
        """What runs."""
        with np.errstate(all="ignore"):  # weights beyond the dtype become infinite
            return self.prepare()


def plans(weights: FloatArray, shape: Shape) -> tuple[Plan, ...]:
    """Every plan that keeps the promises, the cheapest first."""
    contiguous = np.ascontiguousarray(weights, np.float64)
    return _plans(contiguous.tobytes(), contiguous.shape, shape)


@lru_cache(maxsize=8)  # some hold spectra of megabytes
def _plans(weights: bytes, weights_shape: tuple[int, ...], shape: Shape) -> tuple[Plan, ...]:
    array = np.frombuffer(weights).reshape(weights_shape)
    problem = Problem(array[..., np.newaxis, np.newaxis] if array.ndim == 2 else array, shape)
    with np.errstate(all="ignore"):
        found = [_direct(problem), *_separable(problem), *_fourier(problem)]
    many = problem.filters // shape.groups >= FILTERS_LAST
    banded = [_banded(problem, block) for block in ((1,) if many else _BLOCKS)]
    found.append(min(banded, key=lambda plan: plan.nanoseconds))
    return tuple(sorted(found, key=lambda plan: plan.nanoseconds))


def _direct(problem: Problem) -> Plan:
    taps = int(np.count_nonzero(problem.weights))
    width = problem.width(costs.WIDTH)
    # As small as wide windows make it: every weight is a call of its own.
    tile = problem.held((problem.height(width, problem.maps // problem.samples), width), 0)
    cost = problem.values * (taps + 1) * problem.costs.tap + problem.calls(tile) * (taps + 1)
    return _plan(
        problem,
        "direct",
        lambda: Direct(problem.grouped(), skips_zeros=True),
        tile,
        cost,
        f"{taps} weights",
    )


def _banded(problem: Problem, block: int) -> Plan:
    groups, filters = problem.shape.groups, problem.filters // problem.shape.groups
    columns = max(int(problem.weights.any(axis=(0, 2, 3)).sum()), 1)
    depth = columns * problem.depth
    (down, over), taps = problem.strides, problem.taps[0]
    step = row_step(down, problem.dilation[0])
    wide = ((block - 1) * step + taps) * depth
    share, width = _product_shape(problem, block * filters, wide, depth * groups * down)
    rows = problem.height(width, depth * groups * down, block)
    work = width * problem.samples * wide * filters * groups // block
    rows = min(rows, max(costs.TILE_PRODUCTS // work // block * block, block))
    copies = depth * groups * (down * rows + problem.extents[0]) / rows
    value = wide * filters * groups / share * problem.costs.multiply_add
    value += copies * problem.costs.copy * (1 if over == 1 else 4)
    return _plan(
        problem,
        "banded",
        lambda: Banded.of(problem.grouped(), step, block),
        (rows, width),
        value * problem.values + 3 * problem.calls((rows, width)),
        f"{block} rows a product" if block > 1 else "a row a product",
        columns,
    )


def _product_shape(problem: Problem, high: int, wide: int, deep: int) -> tuple[float, int]:
    """The share of full speed that a product reaches, and how many columns a tile has for it.

    Args:
        high: rows of the product's matrix.
        wide: its columns.
        deep: values that are stacked for each of the output.
    """
    share = costs.FEW_ROWS[min(high, len(costs.FEW_ROWS)) - 1]
    item = problem.shape.precision.dtype.itemsize
    cached = max(costs.TILE_BYTES // (costs.TALL * deep * item), costs.NARROW)
    cached = min(cached, costs.WIDTH, max(costs.TILE_PRODUCTS // (high * wide), 16))
    unpacked = UNPACKED // (high * wide)
    if unpacked < costs.NARROW:
        return share / costs.PACKED, problem.width(cached)
    return share, problem.width(min(cached, unpacked))


def _separable(problem: Problem) -> Iterator[Plan]:
    factors = _factors(problem)
    if factors is None:
        return
    columns, rows = factors
    rank, samples = columns.shape[1], problem.samples
    (down, over), dtype = problem.strides, problem.shape.precision.dtype
    block, chunk = 8, max(16, 48 // samples)
    reach = ((chunk - 1) * over + problem.extents[1]) * samples
    step = row_step(down, problem.dilation[0])
    width = problem.width(costs.WIDTH)
    height = max(problem.height(width, rank * down), 2 * problem.extents[0])
    lines = (down * height + problem.extents[0]) / height
    value = rank * reach * lines + ((block - 1) * step + problem.taps[0]) * rank
    value = value * problem.costs.multiply_add + rank * lines * problem.costs.copy

    def prepare() -> Algorithm:
        across = toeplitz(rows.astype(dtype), chunk, over, problem.dilation[1], samples)
        product = RowProduct.of(columns.astype(dtype)[..., np.newaxis], step, block)
        return Separable(across, product, chunk)

    tile = height, width
    cost = value * problem.values + 4 * problem.calls(tile)
    yield _plan(problem, "separable", prepare, tile, cost, f"rank {rank}", rank)


def _factors(problem: Problem) -> tuple[Array, Array] | None:
    if not problem.shape.each or min(problem.taps) == 1 or problem.apart[1]:
        return None  # one line already, or lines that share nothing: nothing to separate
    weights = problem.weights[:, :, 0, 0]
    if problem.shape.precision.whole_numbers:
        return integer_factors(weights)
    return low_rank(weights, min(problem.taps) // 2, problem.shape.precision.dtype)


def _fourier(problem: Problem) -> Iterator[Plan]:
    shape, dtype = problem.shape, problem.shape.precision.dtype
    whole = shape.precision.whole_numbers
    if whole:
        if shape.precision.largest >= costs.ROUNDED_BELOW:
            return
        dtype = FLOAT64
    size = _transform_size(problem, dtype)
    if size is None:
        return
    tile = tuple(
        min((n - extent) // stride + 1, count)
        for n, extent, stride, count in zip(
            size, problem.extents, problem.strides, shape.count, strict=True
        )
    )
    transforms = shape.channels if shape.each else (shape.channels + problem.filters) / 2
    each = size[0] * size[1] * COSTS[dtype].transform * transforms
    if not shape.each:
        each += size[0] * size[1] * problem.depth * problem.filters * 2 * COSTS[dtype].copy
    number = ceil(shape.count[0] / tile[0]) * ceil(shape.count[1] / tile[1])

    def prepare() -> Algorithm:
        spectra = kernel_spectra(problem.weights, problem.dilation, size, dtype)
        return Fourier(spectra, size, shape.each, whole, shape.groups)

    detail = f"transforms of {size[0]}×{size[1]}"
    cost = number * (each + 10 * CALL)
    yield Plan("fourier", prepare, dtype, (tile[0], tile[1]), cost, detail)


def _transform_size(problem: Problem, dtype: np.dtype[Any]) -> Pair | None:
    """The transform that costs least over all tiles; None where the kernels would fill memory."""
    shares_nothing = problem.apart[1] and problem.taps[1] > 1
    if max(problem.extents) > costs.TRANSFORMS[-1] // 2 or shares_nothing:
        return None
    wanted = [
        (count - 1) * stride + extent
        for count, stride, extent in zip(
            problem.shape.count, problem.strides, problem.extents, strict=True
        )
    ]
    vertical, horizontal = (
        _transforms(extent, span) for extent, span in zip(problem.extents, wanted, strict=True)
    )
    if problem.extents[0] == 1 and problem.extents[1] > 1:
        vertical = [min(wanted[0], 64)]  # nothing to transform down the rows: a bundle of lines

    def cost(size: Pair) -> float:
        tiles = 1
        for n, extent, span in zip(size, problem.extents, wanted, strict=True):
            tiles *= ceil(span / (n - extent + 1))
        return tiles * (size[0] * size[1] * COSTS[dtype].transform + 10 * CALL)

    sizes = [(v, h) for v in vertical for h in horizontal]
    small = [size for size in sizes if size[0] * size[1] <= costs.TRANSFORMED]
    best = min(small or sizes, key=cost)
    kernels = problem.depth * problem.filters
    if kernels * best[0] * (best[1] // 2 + 1) * 2 * dtype.itemsize > costs.SPECTRA_BYTES:
        return None
    return best


def _transforms(extent: int, wanted: int) -> list[int]:
    """Sizes worth trying along an axis: from twice the kernel to what is wanted at once."""
    sizes = [n for n in costs.TRANSFORMS if 2 * extent <= n < 2 * wanted]
    return sizes or [next((n for n in costs.TRANSFORMS if n >= wanted), costs.TRANSFORMS[-1])]


def _plan(
    problem: Problem,
    name: str,
    prepare: Callable[[], Algorithm],
    tile: Pair,
    cost: float,
    detail: str,
    copies: int = 0,
) -> Plan:
    """The plan, with a tile whose patch and so many copies of its rows stay within memory."""
    rows, columns = problem.shape.count
    cost += rows * columns * problem.maps * problem.costs.passing
    dtype = problem.shape.precision.dtype
    return Plan(name, prepare, dtype, problem.held(tile, copies), cost, detail)
