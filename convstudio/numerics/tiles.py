"""Work in pieces: tiles of the output, threads that share them, a token that calls them off."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from math import prod
from typing import Any, TypeVar

import numpy as np
from threadpoolctl import ThreadpoolController

from convstudio.errors import ArgumentValueError, Cancelled
from convstudio.numerics.validation import Array

Item = TypeVar("Item")


class CancelToken:
    """Set by the owner of a job, looked at by the worker between pieces of work."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Calls the work off."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether the work was called off."""
        return self._event.is_set()

    def check(self) -> None:
        """Raises Cancelled if the work was called off."""
        if self._event.is_set():
            raise Cancelled

    def rest(self, seconds: float) -> None:
        """Leaves the processors to others for a while; raises Cancelled if that ends it."""
        if self._event.wait(seconds):
            raise Cancelled


@dataclass(frozen=True)
class Span:
    """A tile of the output: half-open rows and columns."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def count(self) -> tuple[int, int]:
        """(rows, columns)."""
        return self.bottom - self.top, self.right - self.left

    @property
    def slices(self) -> tuple[slice, slice]:
        """The tile as an index."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


def bands(count: int, height: int) -> Iterator[tuple[int, int]]:
    """Half-open spans of at most ``height`` that cover 0 … count in order."""
    for start in range(0, count, height):
        yield start, min(start + height, count)


def tiles(whole: Span, size: tuple[int, int]) -> Iterator[Span]:
    """Tiles of at most ``size`` (rows, columns) that cover a span, row by row."""
    rows, columns = whole.count
    for top, bottom in bands(rows, size[0]):
        for left, right in bands(columns, size[1]):
            yield Span(whole.top + top, whole.left + left, whole.top + bottom, whole.left + right)


class Scratch:
    """Arrays that one thread uses again for every tile: fresh memory costs more than the sums."""

    def __init__(self) -> None:
        self._held: dict[str, Array] = {}

    def array(self, name: str, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        """An uninitialised array, contiguous, valid until the same name is asked for again."""
        needed = prod(shape) * dtype.itemsize
        held = self._held.get(name)
        if held is None or held.nbytes < needed:
            held = self._held[name] = np.empty(needed, np.uint8)
        return held[:needed].view(dtype).reshape(shape)


def all_cores() -> int:
    """The processors that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def usable_cores() -> int:
    """Those of them that the sums may take: all, unless ``limit_threads`` said fewer."""
    return min(all_cores(), _thread_limit or all_cores())


def limit_threads(count: int) -> None:
    """Lets work that begins from here on take at most so many processors; 0 for all there are."""
    global _thread_limit  # noqa: PLW0603 - processors are the process's, and so is their limit
    if count < 0:
        raise ArgumentValueError("threads", given=f"{count}", wanted="0, for all, or more")
    _thread_limit = count


def share_out(
    items: Iterable[Item],
    work: Callable[[Item, Scratch], None],
    threads: int,
    cancel: CancelToken | None = None,
) -> None:
    """Does ``work`` for every item, on the caller's thread and ``threads`` − 1 others.

    BLAS is held to one thread meanwhile. The first exception ends the work and is raised here.

    Raises:
        Cancelled: the token was set.
    """
    remaining = iter(items)
    lock = threading.Lock()
    failures: list[BaseException] = []

    def run() -> None:
        scratch = Scratch()
        try:
            with np.errstate(all="ignore"):  # beyond a dtype lies infinity, as IEEE 754 has it
                while not failures:
                    if cancel is not None:
                        cancel.check()
                    with lock:
                        item = next(remaining, _END)
                    if item is _END:
                        return
                    work(item, scratch)  # type: ignore[arg-type]
        except BaseException as error:
            failures.append(error)

    with _blas_on_one_thread():
        others = [threading.Thread(target=run, daemon=True) for _ in repeat(None, threads - 1)]
        for other in others:
            other.start()
        run()
        for other in others:
            other.join()
    if failures:
        raise failures[0]


_END = object()
_thread_limit = 0
_blas_lock = threading.Lock()
_blas_users = 0
_blas_limit: Any = None


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


@contextmanager
def _blas_on_one_thread() -> Iterator[None]:
    """The limit is the process's: the first to need it sets it and the last takes it back."""
    global _blas_users, _blas_limit  # noqa: PLW0603
    with _blas_lock:
        if _blas_users == 0:
            _blas_limit = _controller().limit(limits=1, user_api="blas")
        _blas_users += 1
    try:
        yield
    finally:
        with _blas_lock:
            _blas_users -= 1
            if _blas_users == 0:
                _blas_limit.restore_original_limits()
