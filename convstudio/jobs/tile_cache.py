"""Finished tiles of visible pixels, held up to so many bytes: the longest unused go first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from convstudio.imaging.screen import ScreenPixels

DEFAULT_MEBIBYTES = 512


class TileCache:
    """Tiles by a key; used by one thread at a time."""

    def __init__(self, capacity: int = DEFAULT_MEBIBYTES << 20) -> None:
        self._capacity = capacity
        self._held: OrderedDict[Hashable, ScreenPixels] = OrderedDict()
        self._size = 0

    @property
    def size(self) -> int:
        """Bytes that are held."""
        return self._size

    @property
    def capacity(self) -> int:
        """Bytes that may be held."""
        return self._capacity

    def set_capacity(self, capacity: int) -> None:
        """Holds so many bytes at most from the next tile on; any thread may say so."""
        self._capacity = capacity

    def get(self, key: Hashable) -> ScreenPixels | None:
        """A tile, if it is still held."""
        tile = self._held.get(key)
        if tile is not None:
            self._held.move_to_end(key)
        return tile

    def put(self, key: Hashable, tile: ScreenPixels) -> None:
        """Holds a tile, in place of those unused for longest."""
        before = self._held.pop(key, None)
        self._size += tile.nbytes - (0 if before is None else before.nbytes)
        self._held[key] = tile
        while self._size > self._capacity and self._held:
            _key, dropped = self._held.popitem(last=False)
            self._size -= dropped.nbytes

    def clear(self) -> None:
        """Drops all: another picture is open."""
        self._held.clear()
        self._size = 0
