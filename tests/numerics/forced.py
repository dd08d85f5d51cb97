"""Every plan for the same sums, forced to run in small tiles and on several threads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from convstudio.numerics import engine
from convstudio.numerics.dtypes import result_dtype
from convstudio.numerics.geometry import Axis
from convstudio.numerics.precision import Precision, precision
from convstudio.numerics.source import Line, Source, Sums
from tests.numerics.naive import Sides

LONG = 1e12  # nanoseconds: so long an estimate is worth every thread


def wanted(
    x: np.ndarray,
    weights: np.ndarray,
    *,
    sides: Sides = ((0, 0), (0, 0)),
    strides=(1, 1),
    dilation=(1, 1),
    groups: int = 1,
    border: str = "zeros",
    value: float = 0,
) -> Sums | None:
    """The sums of a whole picture (rows, columns, channels); None where no window fits."""
    both = [Axis(x.shape[a], weights.shape[a], strides[a], *sides[a], dilation[a]) for a in (0, 1)]
    count = both[0].output, both[1].output
    if 0 in count:
        return None
    fill = float(value) if border == "constant" else 0.0
    source = Source(x, Line(x.shape[0], border), Line(x.shape[1], border), fill)
    start = -sides[0][0], -sides[1][0]
    kernel = weights.astype(np.float64)
    return Sums(source, kernel, start, count, strides, dilation, groups)


def precision_of(sums: Sums) -> Precision:
    """As ``conv2d`` takes it."""
    values = sums.source.values
    return precision(values, sums.weights, result_dtype(values), sums.source.fill)


def run(sums: Sums, plan, *, tile=None, threads: int = 1) -> np.ndarray:
    """(rows, columns, maps) by one plan, in the dtype that ``conv2d`` returns."""
    if tile is not None:
        whole = min(tile[0], plan.tile[0]), min(tile[1], plan.tile[1])
        plan = replace(plan, tile=whole, nanoseconds=LONG)
    out = np.full((*sums.count, sums.maps), -7, result_dtype(sums.source.values))
    engine.run(sums, plan, out, threads=threads)
    return out


def every_plan(sums: Sums, *, tile=None, threads: int = 1) -> Iterator[tuple[str, np.ndarray]]:
    """The name and the result of every plan that there is for these sums."""
    for plan in engine.plans_for(sums, precision_of(sums)):
        yield plan.name, run(sums, plan, tile=tile, threads=threads)
