"""Frames hold the map's own values, sampled or averaged, whatever was kept from before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.errors import Cancelled
from convstudio.imaging.picture import Picture
from convstudio.imaging.pyramid import build_pyramid
from convstudio.imaging.screen import ScreenPixels
from convstudio.jobs.averages import Averages
from convstudio.jobs.frames import FrameMaker
from convstudio.jobs.painting import Frame, Request
from convstudio.jobs.tile_cache import TileCache
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.comparison import original_under
from convstudio.pipeline.developing import develop
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import render

_RNG = np.random.default_rng(11)


def noise(rows: int, columns: int, samples: int = 3) -> Picture:
    return Picture(_RNG.integers(0, 256, (rows, columns, samples), np.uint8))


def pipeline(size: int = 3, turned: float = 1.0, **settings: object) -> Pipeline:
    weights = [[float((i * 5 + j * 3) % 7 - 3) for j in range(size)] for i in range(size)]
    weights[0][0] = turned
    return Pipeline((Convolution(Kernel(tuple(map(tuple, weights)), 4), **settings),))


def whole(request: Request) -> ScreenPixels:
    return develop(request.pipeline, request.picture).pixels


def made(maker: FrameMaker, request: Request) -> tuple[list[Frame], Frame]:
    published: list[object] = []
    last = maker.frames(request, CancelToken(), published.append)
    return [frame for frame in published if isinstance(frame, Frame)], last


def assert_samples(frame: Frame, expected: ScreenPixels) -> None:
    region = frame.region
    part = expected[region.top : region.bottom : region.step]
    np.testing.assert_array_equal(frame.pixels, part[:, region.left : region.right : region.step])


def assert_averages(frame: Frame, expected: ScreenPixels) -> None:
    region = frame.region
    level = build_pyramid(expected, CancelToken()).levels[region.step.bit_length() - 1]
    top, left = region.top // region.step, region.left // region.step
    rows, columns = len(region.rows), len(region.columns)
    np.testing.assert_array_equal(frame.pixels, level[top : top + rows, left : left + columns])


SHOT = noise(1100, 1500)


def test_from_100_per_cent_on_a_frame_is_every_value() -> None:
    request = Request(pipeline(), SHOT, Region(100, 200, 300, 500))
    before, frame = made(FrameMaker(TileCache()), request)
    assert (before, frame.final, frame.averaged) == ([], True, False)
    assert_samples(frame, whole(request))


def test_values_to_print_are_the_maps_own() -> None:
    request = Request(pipeline(), SHOT, Region(10, 20, 40, 60))
    _before, frame = made(FrameMaker(TileCache()), request)
    assert frame.values is not None
    expected = render(request.pipeline, SHOT, request.visible).values
    np.testing.assert_array_equal(frame.values, expected)


@pytest.mark.parametrize("step", [2, 3, 4, 7])
def test_zoomed_out_a_frame_holds_samples_and_then_means(step: int) -> None:
    request = Request(pipeline(9), SHOT, Region(64, 130, 1100, 1490, step))
    before, frame = made(FrameMaker(TileCache()), request)
    expected = whole(request)
    assert before[0].region.step >= step
    assert not any(early.final for early in before)
    sampled = [early for early in before if not early.averaged]
    for early in sampled:
        assert_samples(early, expected)
    assert sampled[-1].region.step == step
    assert frame.averaged
    assert frame.final
    assert_averages(frame, expected)


def test_what_needs_little_comes_final_at_once() -> None:
    request = Request(pipeline(), noise(300, 400), Region(0, 0, 300, 400, 2))
    before, frame = made(FrameMaker(TileCache()), request)
    assert before == []
    assert_averages(frame, whole(request))


def test_a_large_kernel_is_sampled_more_coarsely_first() -> None:
    request = Request(pipeline(31), SHOT, Region(0, 0, 1100, 1500, 3))
    before, _frame = made(FrameMaker(TileCache()), request)
    expected = whole(request)
    assert before[0].region.step > before[1].region.step == 3
    assert_samples(before[0], expected)
    assert_samples(before[1], expected)


@settings(max_examples=15)
@given(
    size=st.sampled_from([3, 9, 31]),
    step=st.sampled_from([1, 2, 5]),
    edits=st.lists(st.sampled_from([-3.0, 0.0, 2.0, 100.0]), min_size=1, max_size=3),
    strides=st.sampled_from([1, 2]),
)
def test_after_any_edits_frames_are_what_a_new_maker_makes(
    size: int, step: int, edits: list[float], strides: int
) -> None:
    maker, shot = FrameMaker(TileCache(1 << 20)), noise(500, 600)
    for turned in edits:
        edited = pipeline(size, turned, strides=strides)
        request = Request(edited, shot, Region(0, 0, 500 // strides, 600 // strides, step))
        before, frame = made(maker, request)
        expected = whole(request)
        for early in before:
            if not early.averaged:
                assert_samples(early, expected)
        (assert_averages if frame.averaged else assert_samples)(frame, expected)


def test_zooming_out_makes_tiles_of_finer_ones() -> None:
    maker = FrameMaker(TileCache())
    for step in (2, 4, 8):
        request = Request(pipeline(), SHOT, Region(0, 0, 1100, 1500, step))
        _before, frame = made(maker, request)
        assert_averages(frame, whole(request))


def test_what_was_seen_before_comes_at_once() -> None:
    maker = FrameMaker(TileCache())
    request = Request(pipeline(9), SHOT, Region(0, 0, 1100, 1500, 4))
    _before, first = made(maker, request)
    moved = replace(request, visible=Region(100, 80, 1000, 1400, 4))
    before, again = made(maker, moved)
    assert before == []
    assert_averages(again, whole(request))
    assert first.final


def test_partial_frames_show_samples_where_means_are_missing() -> None:
    request = Request(pipeline(9), SHOT, Region(0, 0, 1100, 1500, 2))
    maker = FrameMaker(TileCache())
    _before, last = made(maker, request)
    assert last.grading is not None
    averages = Averages(request, last.grading, (1100, 1500), TileCache())
    samples = render(request.pipeline, SHOT, request.visible)
    assert samples.values.shape == last.pixels.shape
    below = replace(last, pixels=whole(request)[::2, ::2], averaged=False)
    empty = averages.frame(below, final=False)
    np.testing.assert_array_equal(empty.pixels, below.pixels)
    for _share in averages.fill(CancelToken()):
        pass
    np.testing.assert_array_equal(averages.frame(below, final=True).pixels, last.pixels)


def test_another_picture_empties_the_cache() -> None:
    cache = TileCache()
    maker = FrameMaker(cache)
    for shot in (SHOT, noise(1100, 1500)):
        request = Request(pipeline(), shot, Region(0, 0, 1100, 1500, 4))
        _before, frame = made(maker, request)
        assert_averages(frame, whole(request))
        held = cache.size
    assert held == len(frame.pixels.tobytes())


@pytest.mark.parametrize("channels", ["each", "luminance", "sum", "green"])
def test_a_difference_is_the_map_less_the_original_under_it(channels: str) -> None:
    delta = Kernel(((0, 0, 0), (0, 1, 0), (0, 0, 0)))
    same = Pipeline((Convolution(delta, channels=channels, strides=2),))
    region = Region(3, 4, 60, 70)
    request = Request(same, SHOT, region, difference=True)
    _before, frame = made(FrameMaker(TileCache()), request)
    values = render(same, SHOT, region).values - original_under(same, SHOT, region)
    np.testing.assert_allclose(values, 0, atol=1e-4)
    assert set(np.unique(frame.pixels)) <= {127, 128}


def test_called_off_in_the_middle_it_ends() -> None:
    token = CancelToken()

    def publish(_value: object) -> None:
        token.cancel()

    request = Request(pipeline(9), SHOT, Region(0, 0, 1100, 1500, 4))
    with pytest.raises(Cancelled):
        FrameMaker(TileCache()).frames(request, token, publish)
