"""CLAHE by parts, beside scikit-image's of the whole."""

from __future__ import annotations

import numpy as np
import pytest
from skimage.exposure import equalize_adapthist

from convstudio.numerics.equalization import ContextCounter, Contexts

# Held to 3 of the result's 16384 levels: it is cut to whole ones, at its place and at its ends, and
# our sums are float32's where scikit-image's are float64's.
_LEVELS = 3 / 16383


def _contexts(values: np.ndarray, cut: int) -> Contexts:
    counter = ContextCounter(values.shape, float(values.min()), float(values.max()))
    counter.count(values[:cut], 0, 0)
    counter.count(values[cut:, : cut // 2], cut, 0)
    counter.count(values[cut:, cut // 2 :], cut, cut // 2)
    found = counter.contexts()
    mapped = found.mapped(values, *map(range, values.shape))
    return found.stretched(float(mapped.min()), float(mapped.max()))


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 9), (3, 5), (8, 8), (15, 16), (17, 23), (64, 40), (101, 75), (240, 240)]
)
@pytest.mark.parametrize("most", [2, 200, 256])
def test_it_is_what_scikit_image_makes_of_8_bit_pictures(shape, most: int) -> None:
    rng = np.random.default_rng(shape[0])
    picture = rng.integers(0, most, shape).astype(np.uint8)
    picture[: shape[0] // 2] //= 3  # darker above, so that regions differ
    if np.ptp(picture) == 0:
        return
    values = picture.astype(np.float32)
    found = _contexts(values, shape[0] // 2).equalized(values, *map(range, shape))
    wanted = equalize_adapthist(picture, clip_limit=0.03)
    np.testing.assert_allclose(found, wanted, atol=_LEVELS)


def test_floats_of_any_range_are_stretched_first() -> None:
    values = np.random.default_rng(4).integers(0, 65536, (90, 70)).astype(np.uint16)
    floats = (values.astype(np.float32) - 40000) * np.float32(2**-7)
    found = _contexts(floats, 31).equalized(floats, range(90), range(70))
    np.testing.assert_allclose(found, equalize_adapthist(values, clip_limit=0.03), atol=_LEVELS)


def test_any_part_with_any_step_is_what_it_is_in_the_whole() -> None:
    values = np.random.default_rng(5).normal(0, 9, (83, 59)).astype(np.float32)
    contexts = _contexts(values, 40)
    whole = contexts.equalized(values, range(83), range(59))
    for rows, columns in ((range(10, 70), range(3, 9)), (range(5, 83, 7), range(2, 59, 4))):
        part = np.ix_(rows, columns)
        np.testing.assert_array_equal(contexts.equalized(values[part], rows, columns), whole[part])


def test_a_map_of_one_value_and_what_is_not_finite_make_no_trouble() -> None:
    flat = np.full((20, 20), 5, np.float32)
    np.testing.assert_array_equal(
        _contexts(flat, 7).equalized(flat, range(20), range(20)), 0 * flat
    )
    values = np.random.default_rng(6).normal(0, 9, (40, 40)).astype(np.float32)
    contexts = _contexts(values, 7)
    values[0, 0], values[0, 1], values[0, 2] = np.nan, np.inf, -np.inf
    assert np.isfinite(contexts.equalized(values, range(40), range(40))).all()
