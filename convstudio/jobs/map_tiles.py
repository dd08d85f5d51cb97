"""All maps of a layer, small: sampled in one go, graded each by itself or all alike.

What the gallery of the window shows and what a contact sheet is made of. Nothing here is exact but
the values at the points that are looked at; where these are all there are, the facts say so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from convstudio.imaging.grading import Grading, graded
from convstudio.imaging.picture import Picture, Pixels
from convstudio.imaging.screen import ScreenPixels
from convstudio.jobs.map_pictures import fitted, grading_of, own_grading, shape_of
from convstudio.jobs.on_screen import map_profile
from convstudio.numerics.geometry import Region, placement
from convstudio.numerics.tiles import CancelToken, bands
from convstudio.pipeline.effort import products_for_a_pixel
from convstudio.pipeline.map_choice import of_maps
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check, render
from convstudio.pipeline.viewing import picture_maps

Order = Literal["number", "mean", "energy"]
ORDERS: tuple[Order, ...] = ("number", "mean", "energy")

# The overview looks at so many points of every map, or at as many as so many values and so many
# multiplications allow; at a few it looks in any case.
_MOST_POINTS, _LEAST_POINTS = 16_384, 256
_APART = 1 << 16  # pixels between points that share nothing
_MOST_VALUES, _MOST_PRODUCTS = 1 << 22, 5e8
# Thumbnails are means of up to so many points a pixel, each way, while they take no more than this.
_POINTS, _FINE_PRODUCTS = 4, 2e9


@dataclass(frozen=True)
class MapScene:
    """What all thumbnails of a layer's maps have in common.

    Attributes:
        pipeline: up to that layer; of its maps all count, whatever ``map`` says.
        picture: what it runs on.
        size: (width, height) at most of a thumbnail, in pixels.
        visible: left, top, right and bottom of the part that is shown, in the picture's pixels;
            None for the whole map.
        own: whether each map is stretched by itself; otherwise all have the pipeline's tone, with
            one range.
    """

    pipeline: Pipeline
    picture: Picture
    size: tuple[int, int]
    visible: tuple[float, float, float, float] | None = None
    own: bool = True


@dataclass(frozen=True)
class MapFacts:
    """What the values of one map are, in the picture's own units; NaN and infinities left out.

    Attributes:
        low, high: the least and the greatest; 0 and 0 where none is finite.
        mean: of all values: the mean activation.
        energy: the mean of their squares.
        points: how many pixels of the map were looked at.
        exact: whether these are all that the part has.
    """

    low: float
    high: float
    mean: float
    energy: float
    points: int
    exact: bool


@dataclass(frozen=True, eq=False)
class Overview:
    """All maps at a few points: their facts, and the grading that they have in common.

    Attributes:
        values: (maps, rows, columns, colours), float32, at the points of the region.
        alpha: (rows, columns), or None.
        grading: the one of all maps together; what each has by itself is made with its thumbnail.
    """

    region: Region
    values: npt.NDArray[np.float32]
    alpha: Pixels | None
    facts: tuple[MapFacts, ...]
    grading: Grading | None = None


@dataclass(frozen=True, eq=False)
class MapTile:
    """The thumbnail of one map.

    Attributes:
        pixels: (rows, columns, 1, 3 or 4), C-contiguous.
        final: whether no finer one follows.
    """

    index: int
    pixels: ScreenPixels
    final: bool


def overview(scene: MapScene, cancel: CancelToken | None = None) -> Overview:
    """Looks at all maps at a few points, spread evenly.

    Raises:
        ArgumentValueError: see ``rendering.check``.
        Cancelled: the token was set.
    """
    region = _spread(shown_part(scene), _overview_points(scene))
    values, alpha = sampled(scene, region, None, cancel)
    exact = region.step == 1
    facts = tuple(_facts(one, exact=exact) for one in values)
    return graded_alike(scene, Overview(region, values, alpha, facts))


def graded_alike(scene: MapScene, seen: Overview) -> Overview:
    """The overview with the grading of a scene's tone, which may be another than it had."""
    together = seen.values.reshape(-1, *seen.values.shape[2:])
    grading = grading_of(scene.pipeline.tone, together, scene.picture.full_range)
    return replace(seen, grading=grading)


def coarse_tile(scene: MapScene, seen: Overview, index: int) -> MapTile:
    """A thumbnail of what the overview saw of one map."""
    final = seen.region.step <= fine_region(scene).step
    return _tile(scene, seen, seen.region, (index, seen.values[index]), seen.alpha, final)


def fine_tiles(
    scene: MapScene, seen: Overview, maps: Sequence[int], cancel: CancelToken | None = None
) -> list[MapTile]:
    """Thumbnails of some maps as good as they get, in that order.

    Raises:
        Cancelled: the token was set.
    """
    region = fine_region(scene)
    values, alpha = sampled(scene, region, tuple(maps), cancel)
    return [
        _tile(scene, seen, region, (index, values[place]), alpha, True)
        for place, index in enumerate(maps)
    ]


def tile_shape(scene: MapScene) -> tuple[int, int]:
    """(rows, columns) of every thumbnail.

    Raises:
        ArgumentValueError: see ``rendering.check``.
    """
    return shape_of(shown_part(scene), scene.size)


def ordered(facts: Sequence[MapFacts], order: Order) -> tuple[int, ...]:
    """The maps' numbers by that order: of mean activation and energy the greatest first."""
    numbers = range(len(facts))
    if order == "number":
        return tuple(numbers)
    return tuple(sorted(numbers, key=lambda index: -getattr(facts[index], order)))


def sampled(
    scene: MapScene, region: Region, maps: tuple[int, ...] | None, cancel: CancelToken | None
) -> tuple[npt.NDArray[np.float32], Pixels | None]:
    """Values of some maps, or of all, in a region: (maps, rows, columns, colours), and alpha.

    Where the layer cannot make some of its maps alone, all are made and the rest dropped.

    Raises:
        ArgumentValueError: see ``rendering.check``.
        Cancelled: the token was set.
    """
    pipeline, picture = replace(scene.pipeline, map=None), scene.picture
    last = pipeline.maps(picture_maps(picture))[-1]
    fewer = None if maps is None else of_maps(pipeline, picture_maps(picture), maps)
    if maps is not None and fewer is None:
        return _dropped(pipeline, picture, region, maps, cancel)
    found = render(fewer or pipeline, picture, region, cancel)
    return _by_map(found.values, last.colours), found.alpha


def _dropped(
    pipeline: Pipeline,
    picture: Picture,
    region: Region,
    maps: tuple[int, ...],
    cancel: CancelToken | None,
) -> tuple[npt.NDArray[np.float32], Pixels | None]:
    """Some maps of all, by bands of rows, so that never all of them are held."""
    last = pipeline.maps(picture_maps(picture))[-1]
    height = max(_MOST_VALUES // (len(region.columns) * last.channels), 1)
    values, alphas = [], []
    for first, end in bands(len(region.rows), height):
        rows = region.rows[first:end]
        band = replace(region, top=rows[0], bottom=rows[-1] + 1)
        found = render(pipeline, picture, band, cancel)
        values.append(_by_map(found.values, last.colours)[list(maps)])
        alphas.append(found.alpha)
    whole = [alpha for alpha in alphas if alpha is not None]
    return np.concatenate(values, axis=1), np.concatenate(whole) if whole else None


def _by_map(values: npt.NDArray[np.float32], colours: int) -> npt.NDArray[np.float32]:
    """(maps, rows, columns, colours) of (rows, columns, channels)."""
    apart = values.reshape(*values.shape[:2], -1, colours)
    return np.ascontiguousarray(np.moveaxis(apart, 2, 0))


def fine_products(scene: MapScene, count: int) -> float:
    """Multiplications, about, for the thumbnails of so many maps as good as they get."""
    region, maps = fine_region(scene), scene.pipeline.maps(picture_maps(scene.picture))[-1].count
    return len(region.rows) * len(region.columns) * _products(scene, region.step) * count / maps


def fine_region(scene: MapScene) -> Region:
    """The part that is shown, with up to 4×4 points to a thumbnail's pixel, as is affordable."""
    part, (width, height) = shown_part(scene), scene.size
    rows, columns = part.bottom - part.top, part.right - part.left
    ratio = max(rows / height, columns / width)
    shown = max(rows / ratio, 1.0) * max(columns / ratio, 1.0)
    affordable = math.sqrt(_FINE_PRODUCTS / (_products(scene, max(math.ceil(ratio), 1)) * shown))
    points = min(max(math.floor(affordable), 1), _POINTS)
    return replace(part, step=max(math.ceil(ratio / points), 1))


def shown_part(scene: MapScene) -> Region:
    """The map's pixels that are shown, every one of them."""
    pipeline, picture = replace(scene.pipeline, map=0), scene.picture
    rows, columns = check(pipeline, picture)
    if scene.visible is None:
        return Region(0, 0, rows, columns)
    place = placement(pipeline.axes((picture.height, picture.width)))
    left, top, right, bottom = scene.visible
    first, last = _span(top - place.top, bottom - place.top, place.height, rows)
    start, stop = _span(left - place.left, right - place.left, place.width, columns)
    return Region(first, start, last, stop)


def _tile(
    scene: MapScene,
    seen: Overview,
    region: Region,
    numbered: tuple[int, npt.NDArray[np.float32]],
    alpha: Pixels | None,
    final: bool,
) -> MapTile:
    index, values = numbered
    tone, full_range = scene.pipeline.tone, scene.picture.full_range
    grading = None if scene.own else seen.grading
    grading = grading or own_grading(tone, values, full_range)
    pixels = graded(values.copy(), alpha, grading, full_range, region)
    profile = map_profile(replace(scene.pipeline, map=index), scene.picture)
    pixels = pixels if profile is None else profile.shown(pixels)
    return MapTile(index, fitted(pixels, region, scene.size), final)


def _facts(values: npt.NDArray[np.float32], *, exact: bool) -> MapFacts:
    numbers = values[np.isfinite(values)].astype(np.float64)
    points = values.shape[0] * values.shape[1]
    if numbers.size == 0:
        return MapFacts(0.0, 0.0, 0.0, 0.0, points, exact)
    low, high = float(numbers.min()), float(numbers.max())
    return MapFacts(
        low, high, float(numbers.mean()), float(np.square(numbers).mean()), points, exact
    )


def _span(start: float, stop: float, step: float, count: int) -> tuple[int, int]:
    first = min(max(math.floor(start / step), 0), count - 1)
    return first, min(max(math.ceil(stop / step), first + 1), count)


def _overview_points(scene: MapScene) -> int:
    channels = scene.pipeline.maps(picture_maps(scene.picture))[-1].channels
    affordable = min(_MOST_VALUES / channels, _MOST_PRODUCTS / _products(scene, _APART))
    return max(min(_MOST_POINTS, math.floor(affordable)), _LEAST_POINTS)


def _products(scene: MapScene, step: int) -> float:
    return products_for_a_pixel(replace(scene.pipeline, map=None), scene.picture, step)


def _spread(part: Region, points: int) -> Region:
    """At most about so many points of a part; all of it where it has no more."""
    rows, columns = part.bottom - part.top, part.right - part.left
    step = math.ceil(math.sqrt(rows * columns / points))
    return replace(part, step=max(step, 1))
