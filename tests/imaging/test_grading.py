"""Maps made visible by every tone: the pixels, value by value."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.imaging.colour_maps import colours, lookup
from convstudio.imaging.grading import (
    Grading,
    graded,
    graded_numbers,
    known_grading,
    raw_samples,
)
from convstudio.imaging.levels import BYTES, FLOATS, WORDS
from convstudio.imaging.tone import Tone
from convstudio.numerics.equalization import ContextCounter
from convstudio.numerics.geometry import Region
from tests.imaging.tones import ALL_TONES

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


@pytest.mark.parametrize("levels", [WORDS, FLOATS])
@pytest.mark.parametrize("tone", ALL_TONES, ids=str)
@pytest.mark.parametrize("samples", [1, 3])
def test_more_levels_show_what_8_bits_show_but_finer(tone: Tone, samples: int, levels) -> None:
    """Rounded to 8 bits they are the same to within one entry of a colour map."""
    rng = np.random.default_rng(3)
    values = rng.normal(120, 90, (40, 50, samples)).astype(np.float32)
    region = Region(0, 0, 40, 50)
    grading = _graded_as(tone, values)
    shown = graded(values.copy(), None, grading, 255, region)
    deep = graded(values.copy(), None, grading, 255, region, levels)
    assert deep.dtype == levels.dtype
    assert deep.shape == shown.shape
    assert deep.max() <= levels.white
    table = lookup(tone.diverging if tone.mode == "signed" else tone.colour_map).astype(int)
    step = np.abs(np.diff(table, axis=0)).max() if tone.one_number else 0
    assert np.abs(deep / levels.white * 255 - shown).max() <= 0.51 + step / 2
    if tone.mode != "equalize":
        assert len(np.unique(deep)) > 3 * len(np.unique(shown))


def _graded_as(tone: Tone, values: np.ndarray) -> Grading:
    found = known_grading(tone, 255)
    if found is not None:
        return found
    numbers = graded_numbers(values, tone)
    low, high = float(numbers.min()), float(numbers.max())
    if tone.mode == "signed":
        return Grading(tone, -max(-low, high), max(-low, high))
    if tone.mode == "equalize":
        counter = ContextCounter(numbers.shape[:2], low, high)
        counter.count(numbers[..., 0], 0, 0)
        return Grading(tone, low, high, counter.contexts().stretched(0, 16383))
    return Grading(tone, low, high)


def test_colour_maps_go_on_between_their_colours_at_16_bits() -> None:
    table = colours("viridis")
    values = np.array([0, 100, 100.5, 255]).reshape(1, 4, 1)
    pixels = graded(
        values.astype(np.float32),
        None,
        Grading(Tone(colour_map="viridis"), 0, 255),
        255,
        Region(0, 0, 1, 4),
        WORDS,
    )
    between = (table[100] + table[101]) / 2
    wanted = np.array([table[0], table[100], between, table[255]]) * 65535
    np.testing.assert_allclose(pixels[0], wanted, atol=1)


def test_signed_is_neutral_at_0_with_16_bits_too() -> None:
    table = colours("vik")
    values = np.array([-100, 0, 100, np.nan, np.inf, -np.inf]).reshape(1, 6, 1).astype(np.float32)
    region = Region(0, 0, 1, 6)
    pixels = graded(values, None, Grading(Tone("signed"), -100, 100), 255, region, WORDS)
    wanted = np.array([table[1], table[128], table[255], [0] * 3, table[255], table[1]]) * 65535
    np.testing.assert_allclose(pixels[0], wanted, atol=1)
    flat = graded(np.zeros((1, 1, 1)), None, Grading(Tone("signed"), 0, 0), 255, region, WORDS)
    np.testing.assert_allclose(flat[0, 0], table[128] * 65535, atol=1)


_NUMBERS = [-np.inf, -3.5, -0.5, 0.5, 1.5, 254.6, 255.5, 70000.25, np.inf, np.nan]


def _raw(alpha: np.ndarray | None, levels, full_range: float = 255) -> np.ndarray:
    values = np.array(_NUMBERS).reshape(1, 10, 1).astype(np.float32)
    found = raw_samples(values, alpha, full_range, levels)
    assert found.flags.c_contiguous
    assert np.isnan(values[0, 9, 0])  # the map itself stays as it is
    return found


def test_raw_whole_numbers_are_rounded_and_cut_to_what_there_is() -> None:
    assert _raw(None, BYTES).ravel().tolist() == [0, 0, 0, 0, 2, 255, 255, 255, 255, 0]
    assert _raw(None, WORDS).ravel().tolist() == [0, 0, 0, 0, 2, 255, 256, 65535, 65535, 0]


def test_raw_floats_are_the_numbers_themselves() -> None:
    found = _raw(None, FLOATS)
    wanted = np.array(_NUMBERS, np.float32).reshape(1, 10, 1)
    np.testing.assert_array_equal(found.view("u4"), wanted.view("u4"))


@pytest.mark.parametrize(("levels", "wanted"), [(BYTES, 51), (WORDS, 13107), (FLOATS, 0.2)])
def test_alpha_beside_raw_numbers_goes_to_the_white_of_the_samples(levels, wanted) -> None:
    alpha = np.full((1, 10), 51, np.uint8)
    found = _raw(alpha, levels)
    assert found.shape == (1, 10, 2)
    np.testing.assert_allclose(found[..., 1], wanted, rtol=1e-7)
    filtered = _raw(np.full((1, 10), -7.0, np.float32), levels)
    assert not filtered[..., 1].any()
