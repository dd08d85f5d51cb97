"""What is seen below 100 %: means over blocks of 2ᵏ × 2ᵏ visible pixels, tile by tile."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from convstudio.imaging.grading import Grading
from convstudio.imaging.pyramid import halved
from convstudio.imaging.screen import ScreenPixels
from convstudio.jobs.painting import Frame, Painting, Request, profile_of
from convstudio.jobs.tile_cache import TileCache
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.rendering import stream

_TILE = 256  # pixels a side
_CHUNK = 1024  # map values a side that are made at a time
_REFRESH = 0.12  # seconds from one partial frame to the next

Place = tuple[int, int]


class Averages:
    """The tiles under the visible region of a request, from the cache or made.

    Attributes:
        region: the visible region, from whole blocks on.
        tiles: those that are there, by their (row, column), as the screen shows them.
    """

    def __init__(self, request: Request, grading: Grading, size: Place, cache: TileCache) -> None:
        visible = request.visible
        self._request, self._grading, self._size, self._cache = request, grading, size, cache
        self._profile = profile_of(request)
        self._level = visible.step.bit_length() - 1
        block = 1 << self._level
        top, left = visible.top - visible.top % block, visible.left - visible.left % block
        self.region = Region(top, left, visible.bottom, visible.right, block)
        side = _TILE * block
        self._wanted = [
            (row, column)
            for row in range(top // side, -(-visible.bottom // side))
            for column in range(left // side, -(-visible.right // side))
        ]
        held = {place: self._held(place) for place in self._wanted}
        self.tiles = {place: tile for place, tile in held.items() if tile is not None}

    @property
    def missing(self) -> list[Place]:
        """The tiles that are still to be made, those in the middle first."""
        middle = np.mean(self._wanted, axis=0)
        places = [place for place in self._wanted if place not in self.tiles]
        return sorted(places, key=lambda place: float(np.abs(np.array(place) - middle).max()))

    @property
    def values_missing(self) -> int:
        """How many values of the map have to be made for that."""
        extents = [self._extent(self._level, place) for place in self.missing]
        return sum(len(extent.rows) * len(extent.columns) for extent in extents)

    def fill(self, cancel: CancelToken) -> Iterator[float]:
        """Makes what is missing; yields the share that is done, from time to time.

        Raises:
            Cancelled: the token was set.
        """
        missing, told = self.missing, time.monotonic()
        for done, place in enumerate(missing):
            if time.monotonic() - told > _REFRESH:
                yield done / len(missing)
                told = time.monotonic()
            self.tiles[place] = self._shown(place, self._made(self._level, place, cancel))

    def frame(self, below: Frame | None, *, final: bool) -> Frame:
        """The means that are there, over the samples of another frame where they are not."""
        region = self.region
        if below is None:
            tile = next(iter(self.tiles.values()))
            pixels = np.zeros((len(region.rows), len(region.columns), tile.shape[2]), np.uint8)
        else:
            pixels = _magnified(below, region)
        for place, tile in self.tiles.items():
            _lay(tile, (place[0] * _TILE, place[1] * _TILE), region, pixels)
        return Frame(pixels, region, averaged=True, final=final, grading=self._grading)

    def _extent(self, level: int, place: Place) -> Region:
        """The map's values under a tile."""
        side = _TILE << level
        top, left = place[0] * side, place[1] * side
        return Region(top, left, min(top + side, self._size[0]), min(left + side, self._size[1]))

    def _held(self, place: Place) -> ScreenPixels | None:
        """A tile as the screen shows it, if it is in the cache, in those colours or its own."""
        if self._profile is not None and self._grading.exact:
            shown = self._cache.get((*self._key(self._level, place), "shown"))
            if shown is not None:
                return shown
        own = self._cached(self._level, place)
        return None if own is None else self._shown(place, own)

    def _shown(self, place: Place, own: ScreenPixels) -> ScreenPixels:
        """A tile as the screen shows it; both are kept, its own for the levels above."""
        if self._profile is None:
            return own
        shown = self._profile.shown(own)
        if self._grading.exact:
            self._cache.put((*self._key(self._level, place), "shown"), shown)
        return shown

    def _cached(self, level: int, place: Place) -> ScreenPixels | None:
        """A tile in its true tone; of which picture, the cache's owner knows."""
        return self._cache.get(self._key(level, place)) if self._grading.exact else None

    def _key(self, level: int, place: Place) -> tuple[object, ...]:
        return self._request.pipeline, self._request.difference, level, place

    def _made(self, level: int, place: Place, cancel: CancelToken) -> ScreenPixels:
        tile = self._of_finer(level, place, cancel)
        if tile is None:
            tile = self._of_values(level, self._extent(level, place), cancel)
        if self._grading.exact:
            self._cache.put(self._key(level, place), tile)
        return tile

    def _of_finer(self, level: int, place: Place, cancel: CancelToken) -> ScreenPixels | None:
        """The means of the four tiles of the level below, if these are in the cache."""
        if level <= 1:
            return None
        extent = self._extent(level, place)
        rows = range(2 * place[0], -(-extent.bottom // (_TILE << (level - 1))))
        columns = range(2 * place[1], -(-extent.right // (_TILE << (level - 1))))
        strips = []
        for row in rows:
            parts = [self._cached(level - 1, (row, column)) for column in columns]
            found = [part for part in parts if part is not None]
            if len(found) < len(parts):
                return None
            strips.append(np.concatenate(found, axis=1))
        return halved(np.concatenate(strips), cancel)

    def _of_values(self, level: int, extent: Region, cancel: CancelToken) -> ScreenPixels:
        """The means of the map itself, chunk by chunk: never all of a tile's values at once."""
        side = max(_CHUNK, 1 << level)
        strips = []
        for top in range(extent.top, extent.bottom, side):
            bottom = min(top + side, extent.bottom)
            parts = []
            for left in range(extent.left, extent.right, side):
                chunk = Region(top, left, bottom, min(left + side, extent.right))
                painting = Painting(self._request, self._grading, chunk, own_colours=True)
                request = self._request
                stream(request.pipeline, request.picture, chunk, painting.emit, cancel)
                pixels = painting.frame(final=False).pixels
                for _level in range(level):
                    pixels = halved(pixels, cancel)
                parts.append(pixels)
            strips.append(np.concatenate(parts, axis=1))
        return np.concatenate(strips)


def _magnified(frame: Frame, region: Region) -> ScreenPixels:
    """The samples of a frame at the points of another region, the nearest above and to the left."""
    down, over = (
        np.minimum((np.array(wanted) - start).clip(0) // frame.region.step, count - 1)
        for wanted, start, count in zip(
            (region.rows, region.columns),
            (frame.region.top, frame.region.left),
            frame.pixels.shape,
            strict=False,
        )
    )
    found: ScreenPixels = np.take(np.take(frame.pixels, down, axis=0), over, axis=1)
    return found


def _lay(tile: ScreenPixels, at: Place, region: Region, pixels: ScreenPixels) -> None:
    """Copies what of a tile lies in the region."""
    top, left = at[0] - region.top // region.step, at[1] - region.left // region.step
    down = slice(max(top, 0), min(top + tile.shape[0], pixels.shape[0]))
    over = slice(max(left, 0), min(left + tile.shape[1], pixels.shape[1]))
    pixels[down, over] = tile[
        down.start - top : down.stop - top, over.start - left : over.stop - left
    ]
