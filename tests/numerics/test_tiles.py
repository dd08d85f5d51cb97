"""Tiles, the threads that share them, their memory, and calling them off."""

from __future__ import annotations

import threading
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from convstudio.errors import ArgumentValueError, Cancelled
from convstudio.numerics import engine
from convstudio.numerics import tiles as tiling
from convstudio.numerics.tiles import (
    CancelToken,
    Scratch,
    Span,
    all_cores,
    bands,
    limit_threads,
    share_out,
    tiles,
    usable_cores,
)
from tests.numerics import forced, naive

_MIB = 1 << 20


@given(st.integers(0, 300), st.integers(1, 70))
def test_bands_cover_every_row_once_and_in_order(count: int, height: int) -> None:
    found = list(bands(count, height))
    assert [row for start, stop in found for row in range(start, stop)] == list(range(count))
    assert all(0 < stop - start <= height for start, stop in found)


@given(
    st.tuples(st.integers(0, 9), st.integers(0, 9)),
    st.tuples(st.integers(0, 40), st.integers(0, 40)),
    st.tuples(st.integers(1, 50), st.integers(1, 50)),
)
def test_tiles_cover_every_output_once(first, count, size) -> None:
    whole = Span(*first, first[0] + count[0], first[1] + count[1])
    made = np.zeros((whole.bottom + 5, whole.right + 5), int)
    for tile in tiles(whole, size):
        assert 0 < tile.count[0] <= size[0]
        assert 0 < tile.count[1] <= size[1]
        assert made[tile.slices].shape == tile.count
        made[tile.slices] += 1
    assert (made[whole.slices] == 1).all()
    assert made.sum() == count[0] * count[1]


def test_scratch_gives_the_same_memory_again_and_more_where_it_is_asked_for() -> None:
    scratch = Scratch()
    first = scratch.array("sums", (4, 5), np.dtype("f4"))
    assert first.shape == (4, 5)
    assert first.dtype == np.float32
    assert first.flags.c_contiguous
    again = scratch.array("sums", (2, 5), np.dtype("f8"))
    assert np.shares_memory(first, again)
    assert not np.shares_memory(again, scratch.array("patch", (2, 5), np.dtype("f8")))
    assert scratch.array("sums", (100, 5), np.dtype("f8")).shape == (100, 5)


def test_a_token_is_not_set_at_first() -> None:
    token = CancelToken()
    token.check()
    assert not token.cancelled


def test_a_cancelled_token_raises_at_every_check() -> None:
    token = CancelToken()
    token.cancel()
    assert token.cancelled
    for _ in range(2):
        with pytest.raises(Cancelled):
            token.check()


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_every_item_is_done_once(threads: int) -> None:
    done: list[int] = []
    share_out(iter(range(200)), lambda item, _: done.append(item), threads)
    assert sorted(done) == list(range(200))


def test_as_many_threads_as_asked_for_each_with_a_scratch_of_its_own() -> None:
    meeting = threading.Barrier(3, timeout=30)
    met: dict[int, Scratch] = {}

    def work(_: int, scratch: Scratch) -> None:
        met[threading.get_ident()] = scratch
        meeting.wait()

    share_out(range(3), work, 3)
    assert threading.get_ident() in met
    assert len(met) == len(set(map(id, met.values()))) == 3


def test_by_default_there_is_a_thread_a_core() -> None:
    cores = usable_cores()
    assert cores >= 1
    meeting = threading.Barrier(cores, timeout=30)
    sums = forced.wanted(np.ones((cores * 4, 9, 1)), np.ones((1, 1)))
    plan = engine.plans_for(sums, forced.precision_of(sums))[0]
    met: set[int] = set()

    def finish(_: np.ndarray, span: Span) -> None:
        if threading.get_ident() not in met:
            met.add(threading.get_ident())
            meeting.wait()

    engine.run(sums, replace(plan, tile=(1, 9), nanoseconds=forced.LONG), finish)
    assert len(met) == cores


@pytest.mark.parametrize("count", [0, 1, 2, 1000])
def test_fewer_threads_are_taken_where_that_is_asked_for(count: int) -> None:
    try:
        limit_threads(count)
        assert usable_cores() == (min(count, all_cores()) or all_cores())
    finally:
        limit_threads(0)
    with pytest.raises(ArgumentValueError, match="threads must be 0, for all, or more"):
        limit_threads(-1)


def test_the_first_failure_ends_the_work_and_is_raised_on_the_callers_thread() -> None:
    done: list[int] = []

    def work(item: int, _: Scratch) -> None:
        if item == 5:
            raise KeyError(item)
        done.append(item)

    before = threading.active_count()
    with pytest.raises(KeyError, match="5"):
        share_out(range(10_000_000), work, 3)
    assert threading.active_count() == before
    assert len(done) < 10_000_000


def _divide(item: int, _: Scratch) -> None:
    divmod(1, item)


@pytest.fixture
def known_blas() -> None:
    """Other tests load libraries with a BLAS of their own, after ours were looked for."""
    tiling._controller.cache_clear()


def _blas_threads() -> list[int]:
    return [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]


def test_blas_is_held_to_one_thread_while_ours_run_and_let_go_after(known_blas) -> None:
    before = _blas_threads()
    seen: list[list[int]] = []
    meeting = threading.Barrier(2, timeout=30)

    def work(_: int, scratch: Scratch) -> None:
        meeting.wait()
        seen.append(_blas_threads())
        meeting.wait()

    share_out(range(2), work, 2)
    assert seen == [[1] * len(before)] * 2
    assert _blas_threads() == before
    with pytest.raises(ZeroDivisionError):
        share_out(range(2), _divide, 2)
    assert _blas_threads() == before


def test_two_pieces_of_work_at_once_let_blas_go_with_the_last(known_blas) -> None:
    before = _blas_threads()
    seen: list[list[int]] = []

    def outer(_: int, scratch: Scratch) -> None:
        share_out([1], _divide, 1)
        seen.append(_blas_threads())

    share_out(range(1), outer, 1)
    assert seen == [[1] * len(before)]
    assert _blas_threads() == before


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_no_tile_is_begun_once_the_token_is_set(threads: int) -> None:
    token = CancelToken()
    begun_after: list[int] = []
    done: list[int] = []

    def work(item: int, _: Scratch) -> None:
        if token.cancelled:
            begun_after.append(item)
        done.append(item)
        if len(done) == 20:
            token.cancel()

    with pytest.raises(Cancelled):
        share_out(range(1_000_000), work, threads, token)
    # Another thread may stand between its look at the token and its tile.
    assert len(begun_after) < threads
    assert len(done) < 20 + threads


_LINE = np.linspace(1, 2, 9)


@pytest.mark.parametrize("name", ["direct", "banded", "separable", "fourier"])
@pytest.mark.parametrize("threads", [1, 3])
def test_every_plan_makes_at_most_the_tiles_that_were_begun(name: str, threads: int) -> None:
    sums = forced.wanted(np.ones((300, 40, 1)), np.outer(_LINE, _LINE))
    plan = _plan(sums, name)
    token, made = CancelToken(), []

    def finish(_: np.ndarray, span: Span) -> None:
        made.append(span)
        if len(made) == 3:
            token.cancel()

    with pytest.raises(Cancelled):
        engine.run(sums, plan, finish, threads=threads, cancel=token)
    assert 3 <= len(made) < 3 + threads
    with pytest.raises(Cancelled):
        engine.run(sums, plan, made.append, threads=threads, cancel=token)


class _CountsChecks(CancelToken):
    """Counts how often it is looked at."""

    checks = 0

    def check(self) -> None:
        self.checks += 1
        super().check()


def test_within_a_tile_the_definition_looks_once_a_weight_and_a_channel() -> None:
    sums = forced.wanted(np.full((9, 9, 6), np.nan), np.ones((3, 3, 6, 2)))
    plan = next(p for p in engine.plans_for(sums, forced.precision_of(sums)) if p.name == "direct")
    token = _CountsChecks()
    engine.run(sums, plan, _nothing, threads=1, cancel=token)
    assert token.checks >= 3 * 3 * 6


def _plan(sums, name: str):
    found = engine.plans_for(sums, forced.precision_of(sums))
    plan = next(plan for plan in found if plan.name == name)
    tile = min(plan.tile[0], 7), min(plan.tile[1], 11)
    return replace(plan, tile=tile, nanoseconds=forced.LONG)


def _beyond(sums, plan, threads: int) -> tuple[int, int]:
    """The most bytes that a run takes beyond input and output, and how many it may."""
    engine.run(sums, plan, _nothing, threads=1)  # matrices and modules are loaded once
    tracemalloc.start()
    try:
        engine.run(sums, plan, _nothing, threads=threads)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    tile = plan.tile[0] * plan.tile[1] * sums.maps * plan.dtype.itemsize
    return peak, 64 * _MIB + 2 * tile * threads


def _nothing(_: np.ndarray, span: Span) -> None:
    pass


@pytest.mark.parametrize(("shape", "dtype"), [((4000, 6000, 3), "u1"), ((4000, 6000, 1), "f4")])
@pytest.mark.parametrize("border", ["zeros", "reflect"])
def test_memory_beyond_input_and_output(shape, dtype: str, border: str) -> None:
    x = np.ones(shape, dtype)
    weights = np.ones((5, 5))
    sums = forced.wanted(x, weights, sides=naive.sides_of(shape[:2], (5, 5)), border=border)
    plan = engine.plans_for(sums, forced.precision_of(sums))[0]
    taken, allowed = _beyond(sums, plan, usable_cores())
    assert taken < allowed


@pytest.mark.parametrize("name", ["direct", "banded", "separable", "fourier"])
@pytest.mark.parametrize("channels", [1, 3])
def test_memory_of_every_plan(name: str, channels: int) -> None:
    sums = forced.wanted(np.ones((1100, 1700, channels), np.float32), np.outer(_LINE, _LINE))
    found = engine.plans_for(sums, forced.precision_of(sums))
    plan = next(plan for plan in found if plan.name == name)
    taken, allowed = _beyond(sums, replace(plan, nanoseconds=forced.LONG), 2)
    assert taken < allowed


def test_memory_of_a_layer_of_many_filters() -> None:
    x = np.ones((1000, 1500, 16), np.float32)
    sums = forced.wanted(x, np.ones((3, 3, 16, 16)), sides=((1, 1), (1, 1)))
    plan = engine.plans_for(sums, forced.precision_of(sums))[0]
    taken, allowed = _beyond(sums, plan, 2)
    assert taken < allowed
