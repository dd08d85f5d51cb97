"""Maps made visible by every tone: the pixels, value by value."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.imaging.colour_maps import lookup
from convstudio.imaging.grading import Grading, graded, known_grading
from convstudio.imaging.tone import Tone
from convstudio.numerics.geometry import Region

_STRANGE = [np.nan, np.inf, -np.inf, 0, 1]


def _pixels(values: np.ndarray, grading: Grading, full_range: float = 255) -> np.ndarray:
    region = Region(0, 0, *values.shape[:2])
    pixels = graded(values.astype(np.float32), None, grading, full_range, region)
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    return pixels


def _shown(values: list[float], tone: Tone, full_range: float = 255) -> list[int]:
    grading = known_grading(tone, full_range)
    assert grading is not None
    return _pixels(np.array(values).reshape(-1, 1, 1), grading, full_range).ravel().tolist()


def test_clip_cuts_at_black_and_at_white() -> None:
    values = [-1e30, -1, -0.0, 0, 17, 254, 255, 256, 1e30, np.inf, -np.inf]
    assert _shown(values, Tone()) == [0, 0, 0, 0, 17, 254, 255, 255, 255, 255, 0]


def test_absolute_drops_the_sign_first() -> None:
    values = [-1e30, -300, -17, 0, 17, 300, -np.inf]
    assert _shown(values, Tone("absolute")) == [255, 255, 17, 0, 17, 255, 255]


def test_black_and_white_are_fractions_of_the_range() -> None:
    tone = Tone(black=-1, white=1)
    assert _shown([-300, -255, -127.5, 0, 255, 300], tone) == [0, 0, 64, 128, 255, 255]
    assert _shown([-65535, 0, 65535], tone, 65535) == [0, 128, 255]
    assert _shown([-255, 51, 102], Tone("absolute", black=0.2, white=0.4)) == [255, 0, 255]


def test_halves_are_rounded_to_even() -> None:
    values = [0.5, 1.5, 2.5, 253.5, 254.5, 0.4999, 0.5001]
    assert _shown(values, Tone()) == [0, 2, 2, 254, 254, 0, 1]


@pytest.mark.parametrize("mode", ["clip", "absolute"])
def test_nan_is_black(mode: str) -> None:
    assert _shown([np.nan, 9], Tone(mode)) == [0, 9]


def test_every_16_bit_value_becomes_the_nearest_8_bit_value() -> None:
    values = np.arange(65536)
    shown = _shown(values.tolist(), Tone(), 65535)
    np.testing.assert_array_equal(shown, (values + 128) // 257)
    assert _shown([70000, -5], Tone(), 65535) == [255, 0]


def test_float_pictures_are_white_at_1() -> None:
    assert _shown([0, 0.2, 0.6, 1, 1.1, -1], Tone(), 1) == [0, 51, 153, 255, 255, 0]


@pytest.mark.parametrize("samples", [1, 3])
@pytest.mark.parametrize("tone", [Tone(), Tone(colour_map="magma")])
def test_alpha_is_copied_and_gray_with_alpha_becomes_rgba(samples: int, tone: Tone) -> None:
    values = np.full((2, 2, samples), 300, np.float32)
    alpha = np.array([[0, 1], [128, 255]], np.uint8)
    grading = known_grading(tone, 255)
    assert grading is not None
    pixels = graded(values, alpha, grading, 255, Region(0, 0, 2, 2))
    lightest = lookup(tone.colour_map)[255]
    np.testing.assert_array_equal(pixels[..., :3], np.broadcast_to(lightest, (2, 2, 3)))
    np.testing.assert_array_equal(pixels[..., 3], alpha)


def test_16_bit_alpha_is_scaled_to_8() -> None:
    alpha = np.array([[0, 128, 129, 65535]], np.uint16)
    grading = known_grading(Tone(), 65535)
    assert grading is not None
    pixels = graded(np.zeros((1, 4, 3), np.float32), alpha, grading, 65535, Region(0, 0, 1, 4))
    np.testing.assert_array_equal(pixels[0, :, 3], [0, 0, 1, 255])


@pytest.mark.parametrize("mode", ["minmax", "percentile"])
def test_stretching_goes_from_low_to_high(mode: str) -> None:
    values = np.array([-60, -50, 0, 25, 50, 60]).reshape(2, 3, 1)
    pixels = _pixels(values, Grading(Tone(mode), -50, 50))
    np.testing.assert_array_equal(pixels.ravel(), [0, 0, 128, 191, 255, 255])


def test_signed_shows_0_in_the_middle_and_equal_sizes_equally_far_from_it() -> None:
    table = lookup("vik")
    values = np.array([-200, -100, -50, -0.1, 0, 0.1, 50, 100, 200]).reshape(1, 9, 1)
    pixels = _pixels(values, Grading(Tone("signed"), -100, 100))
    wanted = table[[1, 1, 64, 128, 128, 128, 192, 255, 255]]
    np.testing.assert_array_equal(pixels[0], wanted)


def test_signed_of_a_map_of_zeros_is_neutral_everywhere() -> None:
    pixels = _pixels(np.zeros((2, 3, 1)), Grading(Tone("signed"), 0, 0))
    np.testing.assert_array_equal(pixels, np.broadcast_to(lookup("vik")[128], (2, 3, 3)))


def test_a_colour_map_shows_the_luma_of_three_channels() -> None:
    values = np.array([[[100, 0, 0], [0, 200, 0], [0, 0, 255], [255, 255, 255]]], np.float32)
    pixels = _pixels(values, Grading(Tone(colour_map="viridis"), 0, 255))
    luma = np.rint(values[0] @ [0.2126, 0.7152, 0.0722]).astype(int)
    np.testing.assert_array_equal(pixels[0], lookup("viridis")[luma])


def test_absolute_drops_the_sign_of_luma() -> None:
    grading = Grading(Tone("absolute", colour_map="magma"), 0, 255)
    pixels = _pixels(np.full((1, 1, 3), -70), grading)
    np.testing.assert_array_equal(pixels[0, 0], lookup("magma")[70])


@pytest.mark.parametrize(
    "grading",
    [
        Grading(Tone(colour_map="plasma"), 0, 1),
        Grading(Tone("minmax", colour_map="plasma"), 0, 1),
        Grading(Tone("signed"), -1, 1),
        Grading(Tone("absolute", colour_map="plasma"), 0, 1),
    ],
)
@pytest.mark.parametrize("samples", [1, 3])
def test_nan_is_black_in_colours_too_and_infinity_the_end(grading: Grading, samples: int) -> None:
    values = np.array(_STRANGE).repeat(samples).reshape(1, 5, samples)
    pixels = _pixels(values, grading, 1)[0]
    table = lookup("vik" if grading.tone.mode == "signed" else "plasma")
    least = {"signed": 1, "absolute": 255}.get(grading.tone.mode, 0)
    np.testing.assert_array_equal(pixels[0], [0, 0, 0])
    np.testing.assert_array_equal(pixels[1], table[255])
    np.testing.assert_array_equal(pixels[2], table[least])


@pytest.mark.parametrize("mode", ["minmax", "signed", "percentile", "equalize"])
def test_what_rests_on_the_map_is_not_known_before_it(mode: str) -> None:
    assert known_grading(Tone(mode), 255) is None


def test_what_rests_on_no_map_is_known_in_the_pictures_units() -> None:
    clip = known_grading(Tone(black=-0.5, white=2), 65535)
    signed = known_grading(Tone("signed", white=0.5), 255)
    assert clip is not None
    assert signed is not None
    assert (clip.low, clip.high, clip.exact) == (-32767.5, 131070, True)
    assert (signed.low, signed.high) == (-127.5, 127.5)
