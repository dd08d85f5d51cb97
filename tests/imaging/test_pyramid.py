"""The halvings from which a picture is painted small."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.errors import Cancelled
from convstudio.imaging.pyramid import build_pyramid
from convstudio.numerics.tiles import CancelToken


def _halved(pixels: np.ndarray) -> np.ndarray:
    """Means of 2×2, an odd edge doubled, rounded half to even."""
    even = np.pad(
        pixels.astype(int), ((0, pixels.shape[0] % 2), (0, pixels.shape[1] % 2), (0, 0)), "edge"
    )
    total = even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]
    return np.rint(total / 4)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 300), st.integers(1, 300), st.sampled_from([1, 3, 4]))
def test_each_level_is_the_one_below_halved(rows: int, columns: int, samples: int) -> None:
    pixels = np.random.default_rng(rows).integers(0, 256, (rows, columns, samples), np.uint8)
    pyramid = build_pyramid(pixels, CancelToken())
    assert pyramid.size == (rows, columns)
    np.testing.assert_array_equal(pyramid.levels[0], pixels)
    for below, above in zip(pyramid.levels, pyramid.levels[1:], strict=False):
        assert above.dtype == np.uint8
        np.testing.assert_array_equal(above, _halved(below))


def test_the_last_level_is_some_64_pixels() -> None:
    pyramid = build_pyramid(np.zeros((700, 1000, 1), np.uint8), CancelToken())
    assert [level.shape[:2] for level in pyramid.levels] == [
        (700, 1000),
        (350, 500),
        (175, 250),
        (88, 125),
        (44, 63),
    ]


def test_a_line_of_pixels_is_not_halved() -> None:
    assert len(build_pyramid(np.zeros((1, 5000, 1), np.uint8), CancelToken()).levels) == 1


@pytest.mark.parametrize(
    ("scale", "level"), [(8, 0), (1, 0), (0.51, 0), (0.5, 1), (0.3, 1), (0.25, 2), (0.001, 2)]
)
def test_the_level_still_has_a_pixel_for_each_on_the_screen(scale: float, level: int) -> None:
    pyramid = build_pyramid(np.zeros((256, 256, 1), np.uint8), CancelToken())
    assert pyramid.level_for(scale) == level


def test_building_can_be_called_off() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        build_pyramid(np.zeros((100, 100, 1), np.uint8), token)
