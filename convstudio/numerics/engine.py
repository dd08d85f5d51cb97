"""Runs a plan over the tiles of an output, on the threads there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from convstudio.numerics.direct import Direct
from convstudio.numerics.dtypes import FLOAT64, as_floats
from convstudio.numerics.planner import Algorithm, Plan, plans
from convstudio.numerics.precision import Precision
from convstudio.numerics.problem import Shape
from convstudio.numerics.source import Patch, Sums, read_patch
from convstudio.numerics.tiles import (
    CancelToken,
    Scratch,
    Span,
    share_out,
    tiles,
    usable_cores,
)
from convstudio.numerics.validation import Array, FloatArray

# Below so many estimated nanoseconds a second thread costs more than it brings.
_WORTH_A_THREAD = 400_000.0

# Weights up to this, times any integer, times the values of any transform, are within float64.
_HUGE = 2.0**800

Finish = Callable[[FloatArray, Span], None]


@dataclass(frozen=True)
class Explanation:
    """Which plan runs, and why.

    Attributes:
        plan: direct, banded, separable or fourier.
        reason: one line for people.
    """

    plan: str
    reason: str


def plans_for(sums: Sums, precision: Precision) -> tuple[Plan, ...]:
    """Every plan for these sums, the cheapest first."""
    shape = Shape(
        sums.count,
        sums.source.values.shape[2],
        sums.each,
        sums.strides,
        sums.dilation,
        sums.groups,
        precision,
    )
    return plans(sums.weights, shape)


def explanation(found: tuple[Plan, ...]) -> Explanation:
    """The first of these plans, and how the next would do."""
    best = found[0]
    words = f"{best.detail}, {best.dtype} sums, about {_milliseconds(best)}"
    others = [f"{plan.name} {_milliseconds(plan)}" for plan in found[1:]]
    beside = f" (instead of {', '.join(others)})" if others else ""
    return Explanation(best.name, f"{best.name}: {words} on one thread{beside}")


def run(
    sums: Sums,
    plan: Plan,
    finish: Finish | Array,
    *,
    threads: int | None = None,
    cancel: CancelToken | None = None,
) -> None:
    """Makes every sum, tile by tile.

    Args:
        finish: called with the sums of a tile (rows, columns, maps), valid during the call, from
            several threads; or an array (rows, columns, maps) that takes the sums.
        threads: so many; by default the cores there are, as far as there is work for them.

    Raises:
        Cancelled: the token was set.
    """
    careful = _Careful(sums, plan)
    # Bytes are converted where they are stacked, which costs less than to do it before.
    as_they_are = sums.source.decode is None and not np.any(sums.source.fill)
    converts = plan.algorithm.converts and as_they_are
    held = sums.source.values.dtype if converts else plan.dtype

    def work(span: Span, scratch: Scratch) -> None:
        patch = read_patch(sums, span, held, scratch)
        direct = isinstance(finish, np.ndarray) and finish.dtype == plan.dtype
        if isinstance(finish, np.ndarray) and direct and _rows_packed(finish):
            careful.run(patch, finish[span.slices], scratch, cancel)
            return
        values = scratch.array("sums", (*span.count, sums.maps), plan.dtype)
        careful.run(patch, values, scratch, cancel)
        if isinstance(finish, np.ndarray):
            finish[span.slices] = values
        else:
            finish(values, span)

    wanted = _useful_threads(plan.nanoseconds) if threads is None else threads
    share_out(tiles(Span(0, 0, *sums.count), plan.tile), work, wanted, cancel)


def share_images(
    images: range, work: Callable[[int, Scratch], None], side_by_side: Plan | None
) -> None:
    """Does the work of each image, one after another or, by the plan of each, side by side."""
    threads = _useful_threads(side_by_side.nanoseconds * len(images)) if side_by_side else 1
    share_out(images, work, threads)


def _useful_threads(nanoseconds: float) -> int:
    return min(usable_cores(), max(int(nanoseconds / _WORTH_A_THREAD), 1))


class _Careful:
    """The plan's algorithm; the definition itself where values would not stay where they belong.

    Where every input of a patch takes part in some product of its tile, a NaN, an infinity or an
    overflow on the way shows in the tile's sums. Such a tile is made again, by the definition.
    """

    def __init__(self, sums: Sums, plan: Plan) -> None:
        weights = sums.weights if not sums.each else sums.weights[..., np.newaxis, np.newaxis]
        parts = tuple(np.split(as_floats(weights, FLOAT64), sums.groups, axis=3))
        wild = not np.isfinite(as_floats(weights, plan.dtype)).all()
        self._careful = Direct(parts, skips_zeros=False)
        self._quick: Algorithm | None = None if wild else plan.algorithm
        # Integers are finite, and only such weights can make their sums overflow.
        huge = bool(np.abs(weights).max() > _HUGE)
        floats = sums.source.values.dtype.kind == "f"
        self._looks = floats or huge

    def run(
        self, patch: Patch, out: FloatArray, scratch: Scratch, cancel: CancelToken | None
    ) -> None:
        """Writes the sums of a patch to ``out``."""
        if self._quick is not None:
            covers = self._quick.covers(patch)
            if not self._looks or covers or _finite(patch.values):
                self._quick.run(patch, out, scratch, cancel)
                if not self._looks or not covers or _finite(out):
                    return
        # One product after the other rounds more than the ways above, so in float64.
        sums = scratch.array("careful", out.shape, FLOAT64)
        self._careful.run(patch, sums, scratch, cancel)
        out[...] = sums


def _finite(values: FloatArray) -> bool:
    """Whether every value is finite, by one product; also False where their sum overflows."""
    rows = values.reshape(values.shape[0], -1)
    return bool(np.isfinite(rows @ np.ones(rows.shape[1], values.dtype)).all())


def _rows_packed(out: Array) -> bool:
    return out.strides[2] == out.itemsize and out.strides[1] == out.shape[2] * out.itemsize


def _milliseconds(plan: Plan) -> str:
    return f"{plan.nanoseconds / 1e6:.1f} ms"
