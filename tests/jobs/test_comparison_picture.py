"""Panels of original and map: pixel under pixel, at every scale, whole and in part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError, Cancelled
from convstudio.imaging import memory
from convstudio.imaging.picture import Picture
from convstudio.imaging.screen import picture_pixels
from convstudio.jobs.comparison_picture import (
    Compared,
    Scale,
    laid_on_white,
    panels,
    whole_area,
)
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.developing import develop
from convstudio.pipeline.pipeline import Convolution, Pipeline

MEAN = Kernel(((1, 1, 1), (1, 1, 1), (1, 1, 1)), 9)
RGB = Picture(np.random.default_rng(3).integers(0, 256, (13, 17, 3), np.uint8))


def compared(picture: Picture = RGB, way: str = "side-by-side", **layer) -> Compared:
    pipeline = Pipeline((Convolution(MEAN, **layer),))
    area = whole_area(pipeline, picture)
    return Compared(pipeline, picture, picture_pixels(picture), way, area)


def test_at_full_size_both_are_what_is_shown() -> None:
    wanted = compared()
    first, second = panels(wanted).pixels
    np.testing.assert_array_equal(first, RGB.pixels)
    np.testing.assert_array_equal(second, develop(wanted.pipeline, RGB).pixels)


def test_a_smaller_map_lies_where_it_stands_and_is_clear_beside_it() -> None:
    wanted = compared(padding="valid")
    first, second = panels(wanted).pixels
    assert first.shape[:2] == second.shape[:2] == (13, 17)
    np.testing.assert_array_equal(second[1:-1, 1:-1, :3], develop(wanted.pipeline, RGB).pixels)
    clear = second[..., 3] == 0
    expected = np.ones((13, 17), bool)
    expected[1:-1, 1:-1] = False
    np.testing.assert_array_equal(clear, expected)


def test_a_map_that_reaches_beyond_the_picture_is_seen_whole() -> None:
    wanted = compared(padding=3)
    assert wanted.area == Region(-2, -2, 15, 19)
    first, second = panels(wanted).pixels
    np.testing.assert_array_equal(second, develop(wanted.pipeline, RGB).pixels)
    np.testing.assert_array_equal(first[2:-2, 2:-2, :3], RGB.pixels)
    assert (first[:2, :, 3] == 0).all()


@pytest.mark.parametrize("stride", [2, 3])
def test_a_pixel_of_the_map_is_as_large_as_the_stride(stride: int) -> None:
    wanted = compared(strides=stride, padding="valid")
    shown = panels(wanted).pixels[1]
    small = develop(wanted.pipeline, RGB).pixels
    middle = 1 + stride * np.arange(small.shape[0])
    across = 1 + stride * np.arange(small.shape[1])
    np.testing.assert_array_equal(shown[np.ix_(middle, across)][..., :3], small)


def test_enlarged_pixels_are_squares() -> None:
    wanted = replace(compared(), scale=Scale(up=3))
    first, second = panels(wanted).pixels
    full = panels(compared()).pixels
    for large, small in zip((first, second), full, strict=True):
        np.testing.assert_array_equal(large, small.repeat(3, axis=0).repeat(3, axis=1))


def test_reduced_pixels_are_means_of_blocks() -> None:
    gray = Picture(np.arange(36, dtype=np.uint8).reshape(6, 6, 1) * 7)
    wanted = replace(compared(gray), scale=Scale(down=2))
    first = panels(wanted).pixels[0]
    blocks = gray.pixels[..., 0].reshape(3, 2, 3, 2).astype(float).mean(axis=(1, 3))
    np.testing.assert_array_equal(first[..., 0], np.rint(blocks))


def test_a_last_block_that_is_not_whole_has_no_darker_edge() -> None:
    flat = Picture(np.full((7, 5, 3), 200, np.uint8))
    first = panels(replace(compared(flat), scale=Scale(down=4))).pixels[0]
    assert first.shape == (2, 2, 3)
    assert (first == 200).all()


def test_colours_count_by_their_alpha_in_means() -> None:
    pixels = np.zeros((2, 2, 4), np.uint8)
    pixels[0, 0] = 250, 10, 10, 255
    first = panels(replace(compared(Picture(pixels, has_alpha=True)), scale=Scale(down=2))).pixels[
        0
    ]
    np.testing.assert_array_equal(first[0, 0], (250, 10, 10, 64))


@given(st.integers(0, 12), st.integers(0, 16), st.integers(1, 13), st.integers(1, 17))
def test_any_part_is_the_part_of_the_whole(top: int, left: int, rows: int, columns: int) -> None:
    area = Region(top, left, min(top + rows, 13), min(left + columns, 17))
    whole = panels(compared()).pixels
    part = panels(replace(compared(), area=area)).pixels
    for one, all_of_it in zip(part, whole, strict=True):
        np.testing.assert_array_equal(
            one, all_of_it[area.top : area.bottom, area.left : area.right]
        )


def test_split_is_the_original_left_of_its_line() -> None:
    wanted = replace(compared(way="split"), split=0.25)
    (joined,) = panels(wanted).pixels
    first, second = panels(compared()).pixels
    np.testing.assert_array_equal(joined[:, :4], first[:, :4])
    np.testing.assert_array_equal(joined[:, 4:], second[:, 4:])


def test_difference_is_gray_where_nothing_changed() -> None:
    flat = Picture(np.full((9, 9, 1), 90, np.uint8))
    (shown,) = panels(compared(flat, "difference", border="edge")).pixels
    assert (shown == 128).all()


def test_a_preview_samples_what_the_whole_has() -> None:
    small = panels(compared().sampled(6)).pixels[0]
    assert small.shape == (7, 9, 3)
    np.testing.assert_array_equal(small[2, 3], RGB.pixels[4, 6])


def test_what_does_not_fit_into_memory_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(memory, "room", lambda: 1000)
    with pytest.raises(ArgumentValueError, match="comparison"):
        panels(replace(compared(), scale=Scale(up=32)))


def test_it_can_be_called_off() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        panels(compared(), token)


def test_the_share_done_grows_to_the_whole() -> None:
    shares: list[float] = []
    panels(compared(), None, shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_what_is_clear_is_laid_on_white() -> None:
    panel = np.array([[[0, 0, 0, 0], [10, 20, 30, 255], [0, 0, 0, 51]]], np.uint8)
    out = np.zeros((1, 3, 3), np.uint8)
    laid_on_white(panel, out)
    np.testing.assert_array_equal(out[0], [[255] * 3, [10, 20, 30], [204] * 3])
