"""Samples of every depth."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.imaging.levels import BYTES, FLOATS, WORDS, cut, rescaled, stretched


def _stretched(values, low: float, high: float, levels) -> list:
    return stretched(np.array(values, np.float32), low, high, levels).tolist()


def test_16_bits_are_graded_and_no_bytes_times_257() -> None:
    assert _stretched([-1, 0, 0.25, 0.5, 1, 2], 0, 1, WORDS) == [0, 0, 16384, 32768, 65535, 65535]
    assert len(set(_stretched(np.linspace(0, 1, 5000), 0, 1, WORDS))) == 5000


def test_every_8_bit_and_16_bit_value_is_itself_at_its_own_depth_or_a_finer_one() -> None:
    for high, levels, step in ((255, BYTES, 1), (65535, WORDS, 1), (255, WORDS, 257)):
        values = np.arange(high + 1)
        assert _stretched(values, 0, high, levels) == (values * step).tolist()


def test_floats_go_from_0_to_1() -> None:
    found = stretched(np.array([-5, 0, 51, 255, 300, np.inf], np.float32), 0, 255, FLOATS)
    assert found.dtype == np.float32
    assert found.tolist() == [0, 0, np.float32(0.2), 1, 1, 1]
    # What is divided is divided as well as a float32 can say.
    values = np.arange(256, dtype=np.float32)
    np.testing.assert_array_equal(stretched(values.copy(), 0, 255, FLOATS), values / 255)


@pytest.mark.parametrize("levels", [BYTES, WORDS, FLOATS])
def test_nan_is_black_and_infinities_are_the_ends(levels) -> None:
    white = levels.white
    assert _stretched([np.nan, np.inf, -np.inf], 0, 1, levels) == [0, white, 0]
    assert cut(np.array([np.nan, np.inf, -np.inf]), levels).tolist() == [0, white, 0]


@pytest.mark.parametrize("levels", [BYTES, WORDS, FLOATS])
def test_a_range_of_nothing_has_two_levels(levels) -> None:
    assert _stretched([1, 2, 3, np.nan], 2, 2, levels) == [0, 0, levels.white, 0]


@pytest.mark.parametrize("levels", [BYTES, WORDS, FLOATS])
def test_ranges_that_float32_could_not_hold_on_the_way(levels) -> None:
    white = levels.white
    assert _stretched([-3e38, 0, 3e38], -3e38, 3e38, levels)[::2] == [0, white]
    assert _stretched([0, 1e-40], 0, 1e-40, levels) == pytest.approx([0, white], rel=1e-5)


def test_rescaling_whole_samples() -> None:
    bytes_, words = np.arange(256, dtype=np.uint8), np.arange(65536, dtype=np.uint16)
    assert rescaled(bytes_, 255, BYTES) is bytes_
    assert rescaled(words, 65535, WORDS) is words
    np.testing.assert_array_equal(rescaled(bytes_, 255, WORDS), np.arange(256) * 257)
    np.testing.assert_array_equal(rescaled(words, 65535, BYTES), (np.arange(65536) + 128) // 257)
    np.testing.assert_array_equal(rescaled(bytes_, 255, FLOATS), bytes_.astype("f4") / 255)


def test_rescaling_floats_cuts_them() -> None:
    alpha = np.array([-0.5, 0, 0.5, 1, 1.5, np.nan], np.float32)
    assert rescaled(alpha, 1.0, FLOATS).tolist() == [0, 0, 0.5, 1, 1, 0]
    assert rescaled(alpha, 1.0, WORDS).tolist() == [0, 0, 32768, 65535, 65535, 0]
    assert alpha[0] == -0.5
