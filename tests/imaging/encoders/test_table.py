"""CSV as the studio's own reader and NumPy's read it."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from convstudio.imaging.encoders.table import CsvEncoder
from convstudio.imaging.reading import read_bytes
from tests.imaging.encoders.sheets import encoded, noise

_DTYPES = st.sampled_from([np.dtype(name) for name in ("u1", "u2", "f4")])
_PIXELS = _DTYPES.flatmap(
    lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=2, max_dims=2, max_side=9))
)


def _text(pixels: np.ndarray, **more: bool) -> str:
    return encoded(CsvEncoder, pixels[..., np.newaxis], **more).decode("ascii")


@given(pixels=_PIXELS)
def test_what_is_read_again_is_the_same(pixels: np.ndarray) -> None:
    text = _text(pixels)
    by_numpy = np.loadtxt(io.StringIO(text), delimiter=",", ndmin=2)
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(by_numpy.astype(pixels.dtype), pixels)
    ours = read_bytes(text.encode(), "a.csv")
    shown = ours.pixels[..., 0].astype(pixels.dtype)
    np.testing.assert_array_equal(shown.T if ours.column else shown, pixels)
    assert text.count("\n") == len(pixels)
    assert text.endswith("\n")


@given(row=arrays.arrays(np.float32, st.integers(2, 30)))
def test_a_column_is_read_as_the_same_signal(row: np.ndarray) -> None:
    text = _text(row[np.newaxis], column=True)
    assert text.count("\n") == len(row)
    ours = read_bytes(text.encode(), "a.csv")
    assert (ours.is_signal, ours.column) == (True, True)
    np.testing.assert_array_equal(ours.pixels[0, :, 0].astype(np.float32), row)


@given(bits=arrays.arrays(np.uint32, (20, 30), elements=st.integers(0, (1 << 32) - 1)))
def test_every_float_comes_back_from_the_fewest_digits(bits: np.ndarray) -> None:
    pixels = bits.view(np.float32)
    cells = _text(pixels).replace("\n", ",").split(",")[:-1]
    for cell, value in zip(cells, pixels.ravel(), strict=True):
        assert np.float32(float(cell)) == value or np.isnan(value)
        if np.isfinite(value) and value != np.rint(value):
            digits = cell.lstrip("-").split("e")[0].replace(".", "").strip("0")
            shortest = np.format_float_scientific(value).lstrip("-").split("e")[0]
            assert len(digits) <= len(shortest.replace(".", "").strip("0"))


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([[1, 2.5], [-3, 0.1]], "1,2.5\n-3,0.1\n"),
        ([[np.nan, np.inf, -np.inf]], "nan,inf,-inf\n"),
        ([[1 / 3, 1e-5, 16777216, 1e20]], "0.33333334,1e-05,16777216,1e+20\n"),
        ([[-0.0, 1e-45, 3.4028235e38]], "-0,1e-45,3.4028235e+38\n"),
    ],
)
def test_floats_are_short(values: list[list[float]], text: str) -> None:
    assert _text(np.array(values, np.float32)) == text


def test_rounding_twice_changes_no_number() -> None:
    """Its 7 digits, 7.038531e-26, become another float32 where they are read as float64."""
    value = np.array([[0x15AE43FD]], np.uint32).view(np.float32)
    assert np.float32(float(_text(value))) == value[0, 0]
    assert np.float32(7.038531e-26) != value[0, 0]


@pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
def test_long_rows_and_many_rows(dtype: str) -> None:
    for shape in ((2, 9000), (3000, 2)):
        pixels = noise(*shape, 1, dtype)
        text = encoded(CsvEncoder, pixels, (700, 4000)).decode()
        np.testing.assert_array_equal(
            np.loadtxt(io.StringIO(text), delimiter=",").astype(dtype), pixels[..., 0]
        )


def test_alpha_is_left_out() -> None:
    pixels = np.stack([np.arange(6, dtype=np.uint8).reshape(2, 3)] * 2, axis=-1)
    assert encoded(CsvEncoder, pixels) == b"0,1,2\n3,4,5\n"
