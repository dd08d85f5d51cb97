"""Our side of a pair: the public call, what its planner says of it, and its peak memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from multiprocessing import get_context

import numpy as np

from convstudio import conv2d, explain
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline import rendering
from convstudio.pipeline.developing import develop
from convstudio.pipeline.pipeline import Convolution, Pipeline
from tests.benchmarks.cases import END_TO_END, Array, Case, picture


def call(case: Case, x: Array) -> Callable[[], Array]:
    """The call that is timed; everything that belongs to the question is ready before it."""
    if case.section == END_TO_END:
        pipeline, photograph = _pipeline(case), Picture(x)
        return lambda: develop(pipeline, photograph).pixels
    # At stride 2 “same” may start one pixel later than a peer's every second value does.
    padding = "same" if case.stride == 1 else case.size // 2
    return lambda: conv2d(x, case.weights, strides=case.stride, padding=padding)


def plan(case: Case, x: Array) -> tuple[str, str]:
    """The plan and its reason."""
    if case.section == END_TO_END:
        seen = rendering.explain(_pipeline(case), Picture(x))
        return seen.plan, seen.reason
    padding = "same" if case.stride == 1 else case.size // 2
    found = explain(x, case.weights, strides=case.stride, padding=padding)
    return found.plan, found.reason


def _pipeline(case: Case) -> Pipeline:
    kernel = Kernel(tuple(map(tuple, case.weights.tolist())), divisor=case.divisor)
    return Pipeline((Convolution(kernel, padding="same"),))


def peak_bytes(case: Case) -> int:
    """What our call takes at its peak beyond its input and its output, in a fresh process.

    numpy tells tracemalloc of every array. A fresh process, so that a buffer kept from an earlier
    call is counted too. What a library takes for itself (BLAS's packing buffers) is not seen.
    """
    with get_context("spawn").Pool(1) as pool:
        return int(pool.apply(_traced_peak, (case,)))


def _traced_peak(case: Case) -> int:
    x = picture(case.picture, *case.shape)
    rows, columns = (min(side, 3 * case.size) for side in case.shape)
    call(case, x[:rows, :columns].copy())()  # what is imported at a first call is no buffer
    way = call(case, x)
    tracemalloc.start()
    result = way()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return max(peak - np.asarray(result).nbytes, 0)
