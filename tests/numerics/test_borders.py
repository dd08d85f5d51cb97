"""What stands outside the picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.numerics.borders import gather

_FLOAT64 = np.dtype(np.float64)
_INDICES = st.sets(st.integers(-6, 12), min_size=1).map(lambda found: np.array(sorted(found)))
_PICTURE = np.arange(1, 5 * 6 * 2 + 1, dtype=np.uint8).reshape(5, 6, 2)


@given(_INDICES, _INDICES)
def test_zeros_stand_outside_and_the_picture_inside(rows: np.ndarray, columns: np.ndarray) -> None:
    padded = np.pad(_PICTURE.astype(float), ((6, 8), (6, 7), (0, 0)))
    expected = padded[np.ix_(rows + 6, columns + 6)]
    np.testing.assert_array_equal(gather(_PICTURE, rows, columns, _FLOAT64), expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_result_is_a_new_array_of_the_wanted_type(dtype: type) -> None:
    picture = np.ones((3, 3, 1), dtype)
    found = gather(picture, np.arange(3), np.arange(3), np.dtype(dtype))
    assert found.dtype == dtype
    found[:] = 7
    assert picture.max() == 1


def test_far_outside_there_are_only_zeros() -> None:
    found = gather(_PICTURE, np.arange(100, 103), np.arange(-9, -4), _FLOAT64)
    np.testing.assert_array_equal(found, np.zeros((3, 5, 2)))
