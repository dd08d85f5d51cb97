"""The cache holds what was used last, and never more bytes than it may."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convstudio.imaging.screen import ScreenPixels
from convstudio.jobs.tile_cache import TileCache


def tile(bytes_: int) -> ScreenPixels:
    return np.zeros((1, bytes_, 1), np.uint8)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 60)), max_size=60))
def test_it_never_holds_more_than_it_may(puts: list[tuple[int, int]]) -> None:
    cache = TileCache(100)
    held: dict[int, int] = {}
    for key, size in puts:
        cache.put(key, tile(size))
        held[key] = size
        assert cache.size <= 100
        assert cache.size == sum(n for k, n in held.items() if cache.get(k) is not None)


def test_the_longest_unused_goes_first() -> None:
    cache = TileCache(100)
    for key in "abc":
        cache.put(key, tile(33))
    cache.get("a")
    cache.put("d", tile(33))
    assert [cache.get(key) is not None for key in "abcd"] == [True, False, True, True]


def test_a_tile_beyond_the_whole_capacity_is_not_held() -> None:
    cache = TileCache(10)
    cache.put("a", tile(5))
    cache.put("b", tile(11))
    assert (cache.get("b"), cache.size) == (None, 0)


def test_clearing_drops_all() -> None:
    cache = TileCache(100)
    cache.put("a", tile(5))
    cache.clear()
    assert (cache.get("a"), cache.size) == (None, 0)


def test_another_capacity_holds_from_the_next_tile_on() -> None:
    cache = TileCache(100)
    for key in "abc":
        cache.put(key, tile(30))
    cache.set_capacity(40)
    assert cache.capacity == 40
    cache.put("d", tile(10))
    assert [cache.get(key) is not None for key in "abcd"] == [False, False, True, True]
