"""Thumbnails of all maps: what they show, their facts, and how few points they take."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convstudio.errors import ArgumentValueError, Cancelled
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.jobs.map_tiles import (
    MapScene,
    coarse_tile,
    fine_region,
    fine_tiles,
    ordered,
    overview,
    sampled,
    tile_shape,
)
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Activation, Bank, Combine, Pipeline
from convstudio.pipeline.rendering import render
from convstudio.pipeline.viewing import viewed


def _picture(rows: int = 24, columns: int = 36, samples: int = 3, **more) -> Picture:
    random = np.random.default_rng(3)
    return Picture(random.integers(0, 256, (rows, columns, samples), np.uint8), **more)


def _bank(filters: int, size: int = 3, planes: int = 3, **settings) -> Bank:
    weights = np.random.default_rng(4).normal(0, 0.2, (size, size, planes, filters)).round(3)
    return Bank.of_array(weights, **settings)


def _scene(filters: int = 6, **more) -> MapScene:
    settings = {"size": (36, 24)} | more
    return MapScene(Pipeline((_bank(filters), Activation())), _picture(), **settings)


def test_facts_are_those_of_each_map_where_all_of_it_is_seen() -> None:
    scene = _scene()
    seen = overview(scene)
    assert seen.region.step == 1
    for index, facts in enumerate(seen.facts):
        one = viewed(scene.pipeline, 1, index)
        values = render(one, scene.picture, Region(0, 0, 24, 36)).values.astype(np.float64)
        assert facts.exact
        assert facts.points == 24 * 36
        assert (facts.low, facts.high) == (values.min(), values.max())
        assert facts.mean == pytest.approx(values.mean())
        assert facts.energy == pytest.approx((values**2).mean())


def test_a_large_picture_is_looked_at_at_few_points_and_that_is_told() -> None:
    scene = replace(_scene(), picture=_picture(2000, 3000))
    seen = overview(scene)
    assert 4000 < seen.facts[0].points < 17_000
    assert not seen.facts[0].exact
    assert seen.values.shape[:1] == (6,)


def test_many_maps_are_looked_at_at_fewer_points() -> None:
    picture = _picture(2000, 3000)
    few = overview(MapScene(Pipeline((_bank(2),)), picture, (100, 70)))
    many = overview(MapScene(Pipeline((_bank(512),)), picture, (100, 70)))
    assert many.facts[0].points < few.facts[0].points
    assert many.values.nbytes <= 5 << 22
    assert len(many.facts) == 512


def test_thumbnails_show_each_map_stretched_by_itself() -> None:
    scene = _scene(own=True)
    tone = Tone("minmax")
    scene = replace(scene, pipeline=replace(scene.pipeline, tone=tone))
    tiles = fine_tiles(scene, overview(scene), (4, 1))
    assert [tile.index for tile in tiles] == [4, 1]
    for tile in tiles:
        assert tile.final
        assert tile.pixels.shape == (24, 36, 1)
        values = render(viewed(scene.pipeline, 1, tile.index), scene.picture, Region(0, 0, 24, 36))
        values = values.values[..., 0]
        share = (values - values.min()) / (values.max() - values.min())
        assert np.abs(tile.pixels[..., 0] - share * 255).max() <= 1


def test_with_one_tone_for_all_brightness_can_be_compared() -> None:
    scene = _scene(own=False)
    scene = replace(scene, pipeline=replace(scene.pipeline, tone=Tone("minmax")))
    seen = overview(scene)
    lightest = max(range(6), key=lambda index: seen.facts[index].high)
    tiles = fine_tiles(scene, seen, range(6))
    assert [int(tile.pixels.max()) == 255 for tile in tiles].count(True) == 1
    assert tiles[lightest].pixels.max() == 255
    high = max(facts.high for facts in seen.facts)
    for tile in tiles:
        assert tile.pixels.max() == pytest.approx(seen.facts[tile.index].high / high * 255, abs=1)


def test_maps_in_colours_stay_in_colours() -> None:
    picture = _picture()
    pipeline = Pipeline((_bank(3, planes=1, channels="each"),), Tone("minmax"))
    scene = MapScene(pipeline, picture, (36, 24))
    (tile,) = fine_tiles(scene, overview(scene), (2,))
    assert tile.pixels.shape == (24, 36, 3)
    values = render(viewed(pipeline, 0, 2), picture, Region(0, 0, 24, 36)).values
    share = (values - values.min()) / (values.max() - values.min())
    assert np.abs(tile.pixels - share * 255).max() <= 1


def test_alpha_is_seen_in_the_thumbnail() -> None:
    picture = _picture(samples=4, has_alpha=True)
    scene = MapScene(Pipeline((_bank(2),)), picture, (36, 24))
    (tile,) = fine_tiles(scene, overview(scene), (1,))
    assert tile.pixels.shape == (24, 36, 4)
    np.testing.assert_array_equal(tile.pixels[..., 3], picture.alpha)


def test_a_coarse_thumbnail_is_as_large_as_the_fine_one() -> None:
    scene = replace(_scene(), picture=_picture(800, 1200), size=(90, 90))
    seen = overview(scene)
    coarse, (fine,) = coarse_tile(scene, seen, 2), fine_tiles(scene, seen, (2,))
    assert not coarse.final
    assert coarse.pixels.shape[:2] == fine.pixels.shape[:2] == tile_shape(scene) == (60, 90)


def test_only_the_part_in_view_is_looked_at() -> None:
    scene = replace(_scene(), visible=(4.0, 6.0, 16.0, 12.0))
    seen = overview(scene)
    assert (seen.region.top, seen.region.left, seen.region.bottom, seen.region.right) == (
        6,
        4,
        12,
        16,
    )
    whole = sampled(scene, Region(0, 0, 24, 36), (3,), None)[0]
    np.testing.assert_array_equal(seen.values[3], whole[0, 6:12, 4:16])


def test_maps_that_cannot_be_made_alone_are_taken_of_all() -> None:
    grouped = Pipeline((_bank(4), Activation(), _bank(6, planes=2, groups=2)))
    scene = MapScene(grouped, _picture(), (36, 24))
    region = fine_region(scene)
    some, _alpha = sampled(scene, region, (5, 0), None)
    everything, _alpha = sampled(scene, region, None, None)
    np.testing.assert_array_equal(some, everything[[5, 0]])


def test_thumbnails_take_no_more_points_than_are_worth_it() -> None:
    cheap = fine_region(replace(_scene(2), picture=_picture(2000, 3000)))
    dear = MapScene(
        Pipeline((_bank(64, 7), Activation(), _bank(64, 7, 64))), _picture(2000, 3000), (36, 24)
    )
    assert cheap.step == -(-2000 // 24 // 4) or cheap.step == 21
    assert fine_region(dear).step > cheap.step


def test_the_order_is_by_number_or_the_greatest_first() -> None:
    seen = overview(_scene())
    assert ordered(seen.facts, "number") == (0, 1, 2, 3, 4, 5)
    for name in ("mean", "energy"):
        values = [getattr(seen.facts[index], name) for index in ordered(seen.facts, name)]
        assert values == sorted(values, reverse=True)


def test_one_map_is_a_gallery_too() -> None:
    scene = MapScene(Pipeline((_bank(2), Combine("magnitude"))), _picture(), (36, 24))
    seen = overview(scene)
    assert len(seen.facts) == 1
    (tile,) = fine_tiles(scene, seen, (0,))
    assert tile.pixels.shape == (24, 36, 1)


def test_work_that_is_called_off_ends() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        overview(_scene(), token)


def test_a_picture_too_small_is_told() -> None:
    scene = replace(_scene(), picture=_picture(1, 1))
    pipeline = Pipeline((replace(_bank(2, 5), padding="valid"),))
    with pytest.raises(ArgumentValueError):
        overview(replace(scene, pipeline=pipeline))
