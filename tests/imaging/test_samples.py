"""What stored samples become."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.imaging.samples import bands, negate, plain_dtype, straighten, stretch, upright


@pytest.mark.parametrize(
    ("stored", "plain"),
    [
        (np.array([0, 1], bool), np.array([0, 255], np.uint8)),
        (np.array([0, 65535], ">u2"), np.array([0, 65535], np.uint16)),
        (np.array([0, 65535], np.int64), np.array([0, 65535], np.uint16)),
        (np.array([0, 65536], np.int64), np.array([0, 65536], np.float32)),
        (np.array([-1, 5], np.int8), np.array([-1, 5], np.float32)),
        (np.array([0.1, 1e300]), np.array([0.1, np.inf], np.float32)),
        (np.array([0.5, 2], np.float16), np.array([0.5, 2], np.float32)),
    ],
)
def test_every_type_becomes_one_of_three(stored: np.ndarray, plain: np.ndarray) -> None:
    found = plain_dtype(stored)
    assert found.dtype == plain.dtype
    np.testing.assert_array_equal(found, plain)


def test_the_eight_orientations_are_those_of_exif(rgb: np.ndarray) -> None:
    # What stands in row 0 and in column 0 of the file, in the words of the EXIF standard.
    assert np.array_equal(upright(rgb, 1), rgb)
    assert np.array_equal(upright(rgb, 2), np.fliplr(rgb))
    assert np.array_equal(upright(rgb, 3), np.rot90(rgb, 2))
    assert np.array_equal(upright(rgb, 4), np.flipud(rgb))
    assert np.array_equal(upright(rgb, 5), rgb.transpose(1, 0, 2))
    assert np.array_equal(upright(rgb, 6), np.rot90(rgb, -1))
    assert np.array_equal(upright(rgb, 7), np.rot90(rgb.transpose(1, 0, 2), 2))
    assert np.array_equal(upright(rgb, 8), np.rot90(rgb))


@pytest.mark.parametrize(("bits", "dtype"), [(2, np.uint8), (4, np.uint8), (12, np.uint16)])
def test_fewer_bits_are_spread_so_that_the_most_is_white(bits: int, dtype: type) -> None:
    most, white = 2**bits - 1, np.iinfo(dtype).max
    pixels = np.arange(most + 1, dtype=dtype).reshape(-1, 1, 1)
    stretch(pixels, bits)
    naive = [round(value * white / most) for value in range(most + 1)]
    np.testing.assert_array_equal(pixels.ravel(), naive)


def test_whole_bytes_and_floats_are_not_spread() -> None:
    for pixels in (np.array([[[7]]], np.uint8), np.array([[[7]]], np.float32)):
        stretch(pixels, pixels.itemsize * 8)
        assert pixels.ravel() == [7]


def test_black_and_white_are_turned_round_where_there_is_a_white() -> None:
    pixels = np.array([0, 7, 15], np.uint8)
    negate(pixels, 4)
    np.testing.assert_array_equal(pixels, [15, 8, 0])
    bits = np.array([True, False])
    negate(bits, 1)
    np.testing.assert_array_equal(bits, [False, True])
    values = np.array([0.25, -1], np.float32)
    negate(values, 32)
    np.testing.assert_array_equal(values, np.array([0.25, -1], np.float32))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_premultiplied_colour_is_divided_by_alpha(dtype: type) -> None:
    white = 1.0 if dtype == np.float32 else float(np.iinfo(dtype).max)
    rng = np.random.default_rng(3)
    stored = (rng.random((300, 5, 4)) * white).astype(dtype)
    stored[7, 2, 3] = 0
    found = stored.copy()
    straighten(found)
    for row, column in ((0, 0), (7, 2), (255, 4), (256, 0), (299, 3)):
        alpha = float(stored[row, column, 3]) / white
        for sample in range(3):
            value = float(stored[row, column, sample]) / alpha if alpha else 0.0
            expected = value if dtype == np.float32 else round(min(value, white))
            assert found[row, column, sample] == pytest.approx(expected, rel=1e-6)
    np.testing.assert_array_equal(found[..., 3], stored[..., 3])


@pytest.mark.parametrize("height", [1, 255, 256, 257, 1000])
def test_bands_cover_every_row_once(height: int) -> None:
    rows = [row for band in bands(height) for row in range(band.start, band.stop)]
    assert rows == list(range(height))
