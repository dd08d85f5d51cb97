"""Pixels on a plane, seen from its points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import Cancelled
from convstudio.imaging.resampling import points, resampled
from convstudio.numerics.geometry import Placement
from convstudio.numerics.tiles import CancelToken

SOURCE = np.random.default_rng(4).integers(0, 256, (6, 8, 3), np.uint8)


def naive(source, place, vertical, horizontal, block):
    """Point by point, in floats."""
    rows, columns = len(vertical) // block, len(horizontal) // block
    made = np.zeros((rows, columns, 4))
    for i, y in enumerate(vertical):
        for j, x in enumerate(horizontal):
            row = int(np.floor((y - place.top) / place.height))
            column = int(np.floor((x - place.left) / place.width))
            if 0 <= row < source.shape[0] and 0 <= column < source.shape[1]:
                pixel = source[row, column].astype(float)
                opacity = pixel[3] / 255 if len(pixel) == 4 else 1.0
                made[i // block, j // block, :3] += opacity * pixel[:3] / block**2
                made[i // block, j // block, 3] += 255 * opacity / block**2
    some = made[..., 3:] > 0
    made[..., :3] = np.where(some, made[..., :3] * 255 / np.maximum(made[..., 3:], 1e-9), 0)
    return made


@given(
    st.integers(1, 4),
    st.floats(-5, 5),
    st.floats(-5, 5),
    st.sampled_from([1.0, 2.0, 3.0]),
    st.sampled_from([3, 4]),
)
def test_as_one_would_do_it_by_hand(
    block: int, top: float, left: float, size: float, samples: int
) -> None:
    source = SOURCE if samples == 3 else np.dstack([SOURCE, SOURCE[..., :1]])
    place = Placement(left, top, size, size)
    vertical, horizontal = points(0, 12, 12, 1.0), points(-2, 10, 12, 1.0)
    found = resampled(source, place, vertical, horizontal, block)
    expected = naive(source, place, vertical, horizontal, block)
    np.testing.assert_allclose(found, expected[..., : found.shape[2]], atol=0.51)


def test_gray_becomes_rgb() -> None:
    gray = SOURCE[..., :1]
    found = resampled(gray, Placement(), points(0, 6, 6, 1), points(0, 8, 8, 1))
    np.testing.assert_array_equal(found, gray.repeat(3, axis=2))


def test_nothing_is_clear() -> None:
    nothing = np.zeros((0, 0, 3), np.uint8)
    found = resampled(nothing, Placement(), points(0, 2, 2, 1), points(0, 3, 3, 1))
    np.testing.assert_array_equal(found, np.zeros((2, 3, 4), np.uint8))


def test_no_point_lies_beyond_the_end() -> None:
    np.testing.assert_array_equal(points(0, 3, 4, 1.0), [0.5, 1.5, 2.5, 2.5])
    np.testing.assert_array_equal(points(0, 1, 2, 0.5), [0.25, 0.75])


def test_it_can_be_called_off() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        resampled(SOURCE, Placement(), points(0, 6, 6, 1), points(0, 8, 8, 1), 1, token)
