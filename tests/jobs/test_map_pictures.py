"""The tones of thumbnails, and their sizes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.imaging.tone import Tone
from convstudio.jobs.map_pictures import fitted, grading_of, number_words, own_grading, shape_of
from convstudio.numerics.geometry import Region


def _values(*numbers: float) -> np.ndarray:
    return np.array(numbers, np.float32).reshape(1, -1, 1)


@pytest.mark.parametrize(
    ("tone", "ends"),
    [
        (Tone(), (0, 255)),
        (Tone(black=0.1, white=0.5), (25.5, 127.5)),
        (Tone("absolute"), (0, 255)),
        (Tone("signed"), (-40, 40)),
        (Tone("signed", white=2.0), (-510, 510)),
        (Tone("minmax"), (-40, 20)),
        (Tone("percentile", low=0, high=50), (-40, 0)),
        (Tone("equalize", low=0, high=100), (-40, 20)),
    ],
)
def test_all_alike_have_the_pipelines_tone_with_one_range(tone: Tone, ends) -> None:
    found = grading_of(tone, _values(-40, 0, 20), 255.0)
    assert (found.low, found.high) == pytest.approx(ends)
    assert found.tone.mode == ("percentile" if tone.mode == "equalize" else tone.mode)


@pytest.mark.parametrize(
    ("tone", "mode", "ends"),
    [
        (Tone(white=0.1), "minmax", (-40, 20)),
        (Tone("absolute"), "absolute", (0, 40)),
        (Tone("signed", white=2.0), "signed", (-40, 40)),
        (Tone("minmax"), "minmax", (-40, 20)),
    ],
)
def test_by_itself_a_map_uses_all_of_its_range(tone: Tone, mode: str, ends) -> None:
    values = _values(*[-40.0] * 100, *[20.0] * 100)
    found = own_grading(tone, values, 255.0)
    assert (found.tone.mode, found.low, found.high) == (mode, *ends)


def test_the_outermost_half_per_cent_does_not_darken_the_rest() -> None:
    values = _values(*range(1000), 1e6)
    found = own_grading(Tone(), values, 255.0)
    assert found.high == pytest.approx(995, abs=1)
    nearly_empty = own_grading(Tone(), _values(*[0.0] * 999, 7.0), 255.0)
    assert (nearly_empty.low, nearly_empty.high) == (0, 7)


def test_one_value_has_no_contrast_and_no_number_is_nothing() -> None:
    noise = _values(1.0, 1.0 + 1e-7)
    assert own_grading(Tone(), noise, 255.0).low == own_grading(Tone(), noise, 255.0).high
    nothing = own_grading(Tone(), _values(np.nan, np.inf), 255.0)
    assert (nothing.low, nothing.high) == (0, 0)
    assert own_grading(Tone("absolute"), _values(0.0), 255.0).high == 1.0


def test_small_maps_are_enlarged_by_whole_numbers() -> None:
    pixels = np.arange(6, dtype=np.uint8).reshape(2, 3, 1)
    found = fitted(pixels, Region(0, 0, 2, 3), (10, 10))
    assert found.shape == (6, 9, 1)
    np.testing.assert_array_equal(found[::3, ::3], pixels)
    np.testing.assert_array_equal(found[2::3, 2::3], pixels)


def test_large_ones_become_means() -> None:
    pixels = np.zeros((40, 60, 1), np.uint8)
    pixels[::2] = 200
    found = fitted(pixels, Region(0, 0, 40, 60), (30, 30))
    assert found.shape == (20, 30, 1)
    assert (found == 100).all()


def test_a_few_points_have_the_size_that_all_will_have() -> None:
    pixels = np.full((4, 6, 3), 9, np.uint8)
    found = fitted(pixels, Region(0, 0, 40, 60, 10), (30, 30))
    assert found.shape == (20, 30, 3)
    assert (found == 9).all()


@given(st.integers(1, 300), st.integers(1, 300), st.integers(16, 200), st.integers(16, 200))
def test_a_picture_fits_and_touches_an_edge_unless_it_is_enlarged(rows, columns, width, height):
    found = shape_of(Region(0, 0, rows, columns), (width, height))
    assert 1 <= found[0] <= height
    assert 1 <= found[1] <= width
    if rows > height or columns > width:
        assert found[0] == height or found[1] == width
    else:
        assert found[0] % rows == 0
        assert found[1] % columns == 0


@pytest.mark.parametrize(
    ("value", "words"),
    [(-12.345678, "−12.35"), (230, "230"), (84012.5, "84,012"), (-1.5e6, "−1,500,000"), (0, "0")],
)
def test_numbers_are_short_and_have_a_true_minus(value: float, words: str) -> None:
    assert number_words(value) == words
