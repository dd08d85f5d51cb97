"""A contact sheet: all maps of a layer in a grid on one page, labelled, as a picture to be saved.

Without Qt: the command line makes it too.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.imaging import memory
from convstudio.imaging.lettering import Lettering
from convstudio.imaging.picture import Picture
from convstudio.imaging.screen import ScreenPixels
from convstudio.imaging.tone import Tone
from convstudio.jobs.comparison_picture import lay_over
from convstudio.jobs.map_pictures import number_words
from convstudio.jobs.map_tiles import (
    ORDERS,
    MapScene,
    Order,
    coarse_tile,
    fine_region,
    fine_tiles,
    ordered,
    overview,
    shown_part,
    tile_shape,
)
from convstudio.numerics import validation
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.bank_limits import MOST_FILTERS
from convstudio.pipeline.map_names import map_labels
from convstudio.pipeline.map_ranges import map_ranges
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check
from convstudio.pipeline.viewing import picture_maps

LEAST_SIDE, MOST_SIDE = 16, 1024
_AT_ONCE = 32  # maps whose thumbnails are made together
_LARGEST = 30_000  # pixels a side of a sheet: many programs read no more
_GAP, _MARGIN, _LINE, _TITLE = 12, 24, 16, 24  # pixels
_NARROWEST = 72  # pixels of a label
_HEAD_WIDTH = 480  # pixels that a heading may widen a sheet of few small maps to
_ASPECT = 4 / 3  # of a sheet whose columns nobody chose
_Written = tuple[Lettering, str, tuple[int, int, int]]  # a line, its type and its colour
_PAPER, _TEXT, _MUTED, _EDGE = (255,) * 3, (28, 28, 30), (95, 96, 102), (211, 212, 216)


@dataclass(frozen=True)
class SheetLayout:
    """How a contact sheet looks.

    Attributes:
        side: of a map's picture, the longer one, in pixels, from 16 to 1024; small maps are
            enlarged by whole numbers only and may stay smaller.
        columns: maps side by side; None for as many as make the sheet about 4:3.
        own: whether each map is stretched by itself; otherwise all have the pipeline's tone, with
            one range.
        order: ``"number"``, or the greatest ``"mean"`` or ``"energy"`` first.
        labels: whether number, name and range stand below each map, and a title above all.
        visible: left, top, right and bottom of the part, in the picture's pixels; None for all.

    Raises:
        ArgumentTypeError: a number that is no whole one.
        ArgumentValueError: a number out of range, or another order.
    """

    side: int = 160
    columns: int | None = None
    own: bool = True
    order: Order = "number"
    labels: bool = True
    visible: tuple[float, float, float, float] | None = None

    def __post_init__(self) -> None:
        validation.integer(self.side, "side", minimum=LEAST_SIDE, maximum=MOST_SIDE)
        if self.columns is not None:
            validation.integer(self.columns, "columns", minimum=1, maximum=MOST_FILTERS)
        if self.order not in ORDERS:
            raise ArgumentValueError("order", given=str(self.order), wanted=" or ".join(ORDERS))


def contact_sheet(
    pipeline: Pipeline,
    picture: Picture,
    layout: SheetLayout | None = None,
    cancel: CancelToken | None = None,
    progress: Callable[[float], None] = lambda _: None,
    *,
    draft: bool = False,
) -> Picture:
    """All maps of the last layer as one 8-bit RGB picture, to be written by ``write_picture``.

    The ranges that are written below the maps are exact: all of each map is made for them.

    Args:
        pipeline: of ``viewed(pipeline, layer, None)`` for a layer that is not the last; its ``map``
            does not count.
        progress: called with the share that is done, from 0 to 1, from any thread.
        draft: whether a few points of each map are enough, for its range too: for previews.

    Raises:
        ArgumentValueError: there is no map, see ``rendering.check``; or the sheet would be too
            large.
        Cancelled: the token was set.
    """
    layout = layout or SheetLayout()
    scene = _scene(pipeline, picture, layout)
    labels = map_labels(pipeline.active, picture_maps(picture))
    sheet = _Sheet(layout, tile_shape(scene), len(labels), _heading(pipeline, picture, layout))
    seen = overview(scene, cancel)
    numbers = ordered(seen.facts, layout.order)
    ahead = 0.0 if draft or seen.facts[0].exact or not layout.labels else _share_ahead(scene)
    ranges = tuple((one.low, one.high) for one in seen.facts)
    if ahead:
        part = shown_part(scene)
        ranges = map_ranges(pipeline, picture, part, cancel, lambda share: progress(share * ahead))
    whole = sheet.paper()
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        if draft:
            tiles = [coarse_tile(scene, seen, number) for number in some]
        else:
            tiles = fine_tiles(scene, seen, some, cancel)
        for place, tile in enumerate(tiles, start):
            sheet.put(whole, place, tile.pixels)
            sheet.label(whole, place, labels[tile.index], _range(*ranges[tile.index]))
        progress(ahead + (1 - ahead) * (start + len(some)) / len(numbers))
    sheet.head(whole)
    return Picture(whole)


def sheet_size(
    pipeline: Pipeline, picture: Picture, layout: SheetLayout | None = None
) -> tuple[int, int]:
    """(rows, columns) that the contact sheet will have.

    Raises:
        ArgumentValueError: as ``contact_sheet`` does.
    """
    layout = layout or SheetLayout()
    count = pipeline.maps(picture_maps(picture))[-1].count
    tile = tile_shape(_scene(pipeline, picture, layout))
    return _Sheet(layout, tile, count, _heading(pipeline, picture, layout)).size


def _scene(pipeline: Pipeline, picture: Picture, layout: SheetLayout) -> MapScene:
    size = layout.side, layout.side
    return MapScene(replace(pipeline, map=None), picture, size, layout.visible, own=layout.own)


class _Sheet:
    """Where everything stands.

    Args:
        tile: (rows, columns) of every map's picture.
        heading: what it is, and how it is shown; each goes on in the next line where it has to.

    Raises:
        ArgumentValueError: it would be too large.
    """

    def __init__(
        self, layout: SheetLayout, tile: tuple[int, int], count: int, heading: tuple[str, str]
    ) -> None:
        self._tile, self._labels = tile, layout.labels
        self._letters, self._large = Lettering(_LINE), Lettering(_TITLE)
        below, narrowest = (2 * _LINE + 2, _NARROWEST) if layout.labels else (0, 0)
        self._cell = tile[0] + 2 + below + _GAP, max(tile[1] + 2, narrowest) + _GAP
        self._columns = min(layout.columns or self._balanced(count), count)
        wide = self._columns * self._cell[1] - _GAP
        self._head = self._wrapped(heading, wide) if layout.labels else ()
        head = sum(letters.height for letters, _, _ in self._head)
        self._top = _MARGIN + (head + _GAP if head else 0)
        rows = -(-count // self._columns)
        wide = max([wide, *(letters.width(text) for letters, text, _ in self._head)])
        self.size = self._top + rows * self._cell[0] - _GAP + _MARGIN, 2 * _MARGIN + wide
        _refuse_too_large(*self.size)

    def _balanced(self, count: int) -> int:
        """As many columns as make it about 4:3."""
        high, wide = self._cell
        return max(round(math.sqrt(_ASPECT * count * high / wide)), 1)

    def paper(self) -> ScreenPixels:
        """The empty sheet, (rows, columns, 3)."""
        return np.full((*self.size, 3), _PAPER[0], np.uint8)

    def put(self, whole: ScreenPixels, place: int, pixels: ScreenPixels) -> None:
        """Puts a map's picture into its cell, with a thin line around it."""
        top, left = self._corner(place)
        high, wide = self._tile
        whole[top - 1 : top + high + 1, left - 1 : left + wide + 1] = _EDGE
        part = whole[top : top + high, left : left + wide]
        part[...] = _PAPER
        lay_over(pixels if pixels.shape[2] > 1 else pixels.repeat(3, axis=2), part)

    def label(self, whole: ScreenPixels, place: int, name: str, values: str) -> None:
        """Writes two lines below it, where there are labels."""
        if not self._labels:
            return
        top, left = self._corner(place)
        top, room = top + self._tile[0] + 3, self._cell[1] - _GAP
        for text, colour in ((name, _TEXT), (values, _MUTED)):
            line = whole[top : top + _LINE, left : left + room]
            self._letters.write(line, self._letters.elided(text, room), colour)
            top += _LINE

    def head(self, whole: ScreenPixels) -> None:
        """Writes what it is above all, and how it is shown, where there are labels."""
        room, top = self.size[1] - 2 * _MARGIN, _MARGIN - 4
        for letters, text, colour in self._head:
            letters.write(whole[top : top + letters.height, _MARGIN : _MARGIN + room], text, colour)
            top += letters.height

    def _wrapped(self, heading: tuple[str, str], wide: int) -> tuple[_Written, ...]:
        """The lines of the heading, on a sheet that is as wide as they need, within reason."""
        room = max(wide, _HEAD_WIDTH)
        looks = (self._large, _TEXT), (self._letters, _MUTED)
        return tuple(
            (letters, line, colour)
            for text, (letters, colour) in zip(heading, looks, strict=True)
            for line in letters.wrapped(text, room)
        )

    def _corner(self, place: int) -> tuple[int, int]:
        row, column = divmod(place, self._columns)
        return self._top + row * self._cell[0] + 1, _MARGIN + column * self._cell[1] + 1


def _refuse_too_large(rows: int, columns: int) -> None:
    room = memory.room()
    if max(rows, columns) <= _LARGEST and 3 * rows * columns <= room:
        return
    free = f"at most {_LARGEST:,} pixels a side"
    if 3 * rows * columns > room:
        free = f"small enough for the {memory.in_words(room)} of memory that are free"
    raise ArgumentValueError(
        "contact sheet",
        given=f"one of {columns} × {rows} pixels",
        wanted=free,
        hint="Choose smaller thumbnails, or another number of columns.",
    )


def _share_ahead(scene: MapScene) -> float:
    """The share of the work that the ranges are."""
    every, some = (
        len(region.rows) * len(region.columns) for region in (shown_part(scene), fine_region(scene))
    )
    return every / (every + some)


def _range(low: float, high: float) -> str:
    """``−12.5 … 230``."""
    return f"{number_words(low)} … {number_words(high)}"


def _heading(pipeline: Pipeline, picture: Picture, layout: SheetLayout) -> tuple[str, str]:
    return _title(pipeline, picture), _note(layout, pipeline.tone)


def _title(pipeline: Pipeline, picture: Picture) -> str:
    rows, columns = check(replace(pipeline, map=0), picture)
    count = pipeline.maps(picture_maps(picture))[-1].count
    maps = "1 map" if count == 1 else f"{count} maps"
    return f"{picture.name} · {pipeline.active[-1].title} · {maps} of {columns}\u00a0×\u00a0{rows}"


def _note(layout: SheetLayout, tone: Tone) -> str:
    shown = "each map stretched by itself" if layout.own else f"all maps in one tone, {tone.mode}"
    order = {"number": "", "mean": "by mean activation", "energy": "by energy"}[layout.order]
    part = "" if layout.visible is None else "only what was in view"
    return ", ".join(filter(None, (shown, order, part)))
