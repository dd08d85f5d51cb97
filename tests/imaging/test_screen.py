"""The last step to the screen, and pictures as they are shown."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.imaging.levels import stretched
from convstudio.imaging.picture import Picture
from convstudio.imaging.screen import picture_pixels


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


@pytest.mark.parametrize(
    ("low", "high"),
    [(0, 1e-45), (-3e38, 3e38), (1e-40, 3e-40), (-1e-5, 1e-5), (1e30, 2e30), (5, 6)],
)
def test_any_range_of_floats_is_stretched_to_0_and_255(low: float, high: float) -> None:
    low, high = (float(np.float32(end)) for end in (low, high))
    values = np.array([-np.inf, low, low / 2 + high / 2, high, np.inf, np.nan], np.float32)
    shown = stretched(values, low, high).tolist()
    assert shown[:2] + shown[3:] == [0, 0, 255, 255, 0]
    assert 126 <= shown[2] <= 129 or high < 1e-44  # which has no middle


def test_a_range_of_one_value_is_a_threshold() -> None:
    values = np.array([-np.inf, 4, 5, 6, np.inf, np.nan], np.float32)
    np.testing.assert_array_equal(stretched(values, 5, 5), [0, 0, 0, 255, 255, 0])
