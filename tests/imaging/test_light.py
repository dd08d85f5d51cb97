"""sRGB and linear light: the published curve, its inverse, and every dtype."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.imaging.light import decode, encode

_RANGES = {np.uint8: 255.0, np.uint16: 65535.0}


def _curve(value: float) -> float:
    """IEC 61966-2-1, for one number from 0 to 1."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_every_whole_value_is_decoded_by_the_curve(dtype: type) -> None:
    full_range = _RANGES[dtype]
    values = np.arange(int(full_range) + 1).astype(dtype)
    expected = [full_range * _curve(value / full_range) for value in values.tolist()]
    found = decode(values, full_range)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=1e-7)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_encoding_brings_every_whole_value_back(dtype: type) -> None:
    full_range = _RANGES[dtype]
    values = np.arange(int(full_range) + 1).astype(dtype)
    back = encode(decode(values, full_range), full_range)
    np.testing.assert_allclose(back, values, atol=2e-6 * full_range)
    np.testing.assert_array_equal(np.rint(back), values)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("value", [0, 1, 10, 11, 128, 255])
def test_floats_are_decoded_like_whole_values(dtype: type, value: int) -> None:
    full_range = _RANGES[dtype]
    whole = decode(np.array([value], dtype), full_range)
    floats = decode(np.array([value], np.float32), full_range)
    np.testing.assert_allclose(floats, whole, rtol=2e-6)


def test_known_values() -> None:
    """Middle gray 188 is half the light; 0.5 in sRGB is about 0.214 of it."""
    assert encode(np.array([0.5]), 1)[0] == pytest.approx(0.735357, abs=1e-6)
    assert decode(np.array([0.5]), 1)[0] == pytest.approx(0.214041, abs=1e-6)
    assert encode(np.array([127.5]), 255)[0] == pytest.approx(187.516, abs=1e-3)


def test_black_and_white_stay_what_they_are() -> None:
    for full_range in (1.0, 255.0, 65535.0):
        for function in (decode, encode):
            ends = function(np.array([0, full_range], np.float32), full_range)
            np.testing.assert_allclose(ends, [0, full_range], rtol=1e-6)


@given(st.floats(-1000, 1000, width=32), st.sampled_from([1.0, 255.0, 65535.0]))
def test_the_functions_are_inverse_odd_and_go_on_beyond_white(value, full_range) -> None:
    values = np.array([value], np.float32)
    back = encode(decode(values, full_range), full_range)
    np.testing.assert_allclose(back, values, rtol=2e-5, atol=1e-30)  # float32 is coarse below
    for function in (decode, encode):
        np.testing.assert_array_equal(function(-values, full_range), -function(values, full_range))


@given(st.lists(st.floats(-2, 2, width=32), min_size=2, max_size=30, unique=True))
def test_the_curves_rise(values: list[float]) -> None:
    rising = np.array(sorted(values), np.float32)
    for function in (decode, encode):
        assert (np.diff(function(rising, 1.0)) >= -1e-6).all()


def test_nan_and_infinities_stay() -> None:
    values = np.array([np.nan, np.inf, -np.inf], np.float32)
    for function in (decode, encode):
        np.testing.assert_array_equal(function(values, 1.0), values)


def test_what_float32_cannot_hold_is_infinite() -> None:
    values = np.array([1e20, -3e38, 1e300])
    np.testing.assert_array_equal(decode(values, 1.0), [np.inf, -np.inf, np.inf])
    np.testing.assert_array_equal(encode(values[2:], 1.0), [np.inf])


def test_the_input_is_left_as_it_was_and_the_table_too() -> None:
    values = np.arange(256, dtype=np.uint8)
    first = decode(values, 255)
    first[:] = 7
    np.testing.assert_array_equal(values, np.arange(256))
    assert decode(values, 255)[255] == 255


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
def test_any_shape_is_kept_and_float32_comes_out(dtype: type) -> None:
    found = decode(np.ones((2, 3, 4), dtype)[:, ::2], 255)
    assert (found.shape, found.dtype) == ((2, 2, 4), np.float32)
