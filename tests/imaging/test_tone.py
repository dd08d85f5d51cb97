"""How a feature map becomes visible, and what is counted as lost on the way."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Clipping, Tone, clipping, picture_pixels, tone_pixels


def _shown(values: list[float], mode: str = "clip", full_range: float = 255) -> list[int]:
    column = np.array(values, np.float32).reshape(-1, 1, 1)
    pixels = tone_pixels(column, None, Tone(mode), full_range)
    assert pixels.dtype == np.uint8
    return pixels.ravel().tolist()


def test_clip_cuts_at_black_and_at_white() -> None:
    values = [-1e30, -1, -0.0, 0, 17, 254, 255, 256, 1e30, np.inf, -np.inf]
    assert _shown(values) == [0, 0, 0, 0, 17, 254, 255, 255, 255, 255, 0]


def test_absolute_drops_the_sign_first() -> None:
    values = [-1e30, -300, -17, 0, 17, 300, -np.inf]
    assert _shown(values, "absolute") == [255, 255, 17, 0, 17, 255, 255]


def test_halves_are_rounded_to_even() -> None:
    assert _shown([0.5, 1.5, 2.5, 253.5, 254.5, 0.4999, 0.5001]) == [0, 2, 2, 254, 254, 0, 1]


@pytest.mark.parametrize("mode", ["clip", "absolute"])
def test_nan_is_black(mode: str) -> None:
    assert _shown([np.nan, 9], mode) == [0, 9]


def test_16_bits_are_scaled_to_8() -> None:
    values = np.array([0, 1, 128, 129, 257 * 100, 65535, 70000, -5], float)
    assert _shown(values.tolist(), full_range=65535) == [0, 0, 0, 1, 100, 255, 255, 0]


def test_every_16_bit_value_becomes_the_nearest_8_bit_value() -> None:
    values = np.arange(65536)
    shown = _shown(values.tolist(), full_range=65535)
    np.testing.assert_array_equal(shown, (values + 128) // 257)


def test_float_pictures_are_white_at_1() -> None:
    assert _shown([0, 0.2, 0.6, 1, 1.1, -1], full_range=1) == [0, 51, 153, 255, 255, 0]


def test_the_map_is_left_as_it_was() -> None:
    values = np.array([[[-5.5]], [[300.5]]], np.float32)
    before = values.copy()
    for mode in ("clip", "absolute"):
        tone_pixels(values, None, Tone(mode), 255)
    np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize("samples", [1, 3])
def test_alpha_is_copied_and_gray_with_alpha_becomes_rgba(samples: int) -> None:
    values = np.full((2, 2, samples), 300, np.float32)
    alpha = np.array([[0, 1], [128, 255]], np.uint8)
    pixels = tone_pixels(values, alpha, Tone(), 255)
    np.testing.assert_array_equal(pixels[..., :3], np.full((2, 2, 3), 255))
    np.testing.assert_array_equal(pixels[..., 3], alpha)


def test_16_bit_alpha_is_scaled_to_8() -> None:
    alpha = np.array([[0, 128, 129, 65535]], np.uint16)
    pixels = tone_pixels(np.zeros((1, 4, 3), np.float32), alpha, Tone(), 65535)
    np.testing.assert_array_equal(pixels[0, :, 3], [0, 0, 1, 255])


def test_another_tone_is_refused_with_those_there_are() -> None:
    with pytest.raises(ArgumentValueError) as caught:
        Tone("sepia")
    assert str(caught.value) == "tone must be one of clip, absolute; “sepia” was given."


def test_an_8_bit_picture_is_shown_as_it_is_without_a_copy(rgb: np.ndarray) -> None:
    pixels = picture_pixels(Picture(rgb))
    assert np.shares_memory(pixels, rgb)
    np.testing.assert_array_equal(pixels, rgb)


def test_a_16_bit_picture_is_shown_as_its_map_would_be() -> None:
    values = np.arange(65536, dtype=np.uint16).reshape(256, 256, 1)
    shown = picture_pixels(Picture(values))
    np.testing.assert_array_equal(shown, (values.astype(int) + 128) // 257)


def test_a_picture_with_gray_and_alpha_is_shown_in_rgba() -> None:
    pixels = picture_pixels(Picture(np.array([[[7, 9]]], np.uint8), has_alpha=True))
    np.testing.assert_array_equal(pixels, [[[7, 7, 7, 9]]])


def test_a_float_picture_shows_nan_as_black() -> None:
    pixels = picture_pixels(Picture(np.array([[[np.nan], [0.5], [2.0]]], np.float32)))
    np.testing.assert_array_equal(pixels.ravel(), [0, 128, 255])


def test_clipping_counts_what_is_outside_and_not_what_is_on_the_edge() -> None:
    values = np.array([-np.inf, -1, -0.0, 0, 255, 255.5, np.inf, np.nan], np.float32)
    assert clipping(values, 255) == Clipping(below=2, above=2, total=8)


def test_clipping_adds_up_and_gives_shares() -> None:
    total = Clipping(1, 2, 10) + Clipping(1, 0, 10)
    assert total == Clipping(2, 2, 20)
    assert (total.share_below, total.share_above) == (0.1, 0.1)


def test_shares_of_nothing_are_none() -> None:
    assert (Clipping().share_below, Clipping().share_above) == (0, 0)
