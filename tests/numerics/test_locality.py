"""NaN, infinities and overflow stay in the outputs whose window holds them, in every plan."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio import conv2d
from convstudio.numerics.borders import BORDER_MODES
from tests.numerics import forced, naive

_BAD = st.sampled_from([np.nan, np.inf, -np.inf])
_SIZES = st.tuples(st.integers(1, 20), st.integers(1, 20))
_KERNELS = st.tuples(st.integers(1, 5), st.integers(1, 5))
_SMALL = st.tuples(st.integers(1, 4), st.integers(1, 4))
_SEEDS = st.integers(0, 2**32 - 1)
_TILES = st.none() | st.tuples(st.integers(1, 9), st.integers(1, 9))

_SPARSE = {
    "one weight": [[0, 0, 0], [0, 2, 0], [0, 0, 0]],
    "a corner": [[1, 0, 0], [0, 0, 0], [0, 0, 0]],
    "a zero column": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "a zero row": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "zeros around": [[0, 0, 0, 0, 0], [0, 1, 2, 1, 0], [0, 0, 0, 0, 0]],
    "far apart": [[1, 0, 0, 0, 0, 0, 1]] * 3,
    "nothing": [[0, 0, 0]] * 3,
}


def _stays(x: np.ndarray, weights: np.ndarray, tile, **options: object) -> None:
    """Where no window holds a bad value, nothing differs; where one does, the loop's own result."""
    sums = forced.wanted(x, weights, **options)
    if sums is None:
        return
    expected = naive.sums(x, weights, **options)
    spoilt = ~np.isfinite(expected)
    clean = np.where(np.isfinite(x), x, 0)
    bound = naive.scale(clean, weights) * (1e-6 if x.dtype == np.float32 else 1e-13)
    for name, found in forced.every_plan(sums, tile=tile, threads=2):
        np.testing.assert_array_equal(~np.isfinite(found), spoilt, err_msg=name)
        np.testing.assert_array_equal(found[spoilt], expected[spoilt], err_msg=name)
        np.testing.assert_allclose(
            found[~spoilt], expected[~spoilt], rtol=0, atol=bound, err_msg=name
        )


def _with(rng: np.random.Generator, shape, bad: float, dtype: str) -> np.ndarray:
    x = rng.normal(size=shape).astype(dtype)
    x[tuple(rng.integers(0, n) for n in shape)] = bad
    return x


@settings(max_examples=150)
@given(
    _SIZES, st.integers(1, 3), _KERNELS, _SMALL, _SMALL, st.sampled_from(BORDER_MODES), _BAD,
    st.sampled_from(["f4", "f8"]), _TILES, _SEEDS,
)  # fmt: skip
def test_each_channel_by_itself(
    shape, channels, kernel, strides, dilation, border, bad, dtype, tile, seed
) -> None:
    rng = np.random.default_rng(seed)
    x = _with(rng, (*shape, channels), bad, dtype)
    weights = rng.normal(size=kernel)
    weights[rng.random(kernel[0]) < 0.3] = 0
    weights[:, rng.random(kernel[1]) < 0.3] = 0
    sides = naive.sides_of(shape, kernel, strides, "same", dilation)
    _stays(x, weights, tile, sides=sides, strides=strides, dilation=dilation, border=border)


@settings(max_examples=150)
@given(
    _SIZES, st.tuples(st.integers(1, 2), st.integers(1, 3), st.integers(1, 9)), _KERNELS, _SMALL,
    _SMALL, _BAD, _TILES, _SEEDS,
)  # fmt: skip
def test_layers(shape, parts, kernel, strides, dilation, bad, tile, seed) -> None:
    groups, depth, filters = parts
    rng = np.random.default_rng(seed)
    x = _with(rng, (*shape, groups * depth), bad, "f4")
    weights = rng.normal(size=(*kernel, depth, groups * filters))
    weights *= rng.random(weights.shape) < 0.4
    weights[:, rng.random(kernel[1]) < 0.3] = 0
    sides = naive.sides_of(shape, kernel, strides, "same", dilation)
    _stays(x, weights, tile, sides=sides, strides=strides, dilation=dilation, groups=groups)


@pytest.mark.parametrize("kernel", [*_SPARSE])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("strides", [(1, 1), (2, 2), (1, 3), (4, 7)])
def test_also_under_weights_of_zero_and_at_the_edges_of_tiles(kernel, bad, strides) -> None:
    weights = np.array(_SPARSE[kernel], float)
    for place in ((0, 0), (6, 7), (8, 8), (14, 12)):
        x = np.ones((15, 13, 1))
        x[place] = bad
        sides = naive.sides_of((15, 13), weights.shape, strides)
        _stays(x, weights, (7, 8), sides=sides, strides=strides)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_it_is_every_window_that_holds_it_and_no_other(bad: float) -> None:
    x = np.ones((9, 9))
    x[4, 5] = bad
    found = conv2d(x, np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]))
    expected = np.zeros((9, 9), bool)
    expected[3:6, 4:7] = True  # also under the weights of 0, for 0 · NaN and 0 · ∞ are NaN
    np.testing.assert_array_equal(~np.isfinite(found), expected)
    clean = conv2d(np.ones((9, 9)), np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]))
    np.testing.assert_array_equal(found[~expected], clean[~expected])


@pytest.mark.parametrize("size", [(9, 11), (3, 3), (1, 9), (9, 1)])
@pytest.mark.parametrize("low_rank", [True, False])
def test_values_near_the_largest_float_overflow_only_where_they_add_up(size, low_rank) -> None:
    rng = np.random.default_rng(7)
    weights = rng.random(size) + 0.5
    if low_rank:
        weights = np.outer(weights[:, 0], weights[0])
    x = np.ones((30, 30, 1), np.float32)
    x[15, 15] = 3e38
    sides = naive.sides_of((30, 30), size)
    sums = forced.wanted(x, weights, sides=sides)
    held = naive.windows_with(x > 1, size, sides=sides)
    expected = naive.sums(x, weights, sides=sides)
    beyond = expected > np.finfo(np.float32).max
    for name, found in forced.every_plan(sums, tile=(16, 16), threads=2):
        np.testing.assert_array_equal(np.isinf(found), beyond, err_msg=name)
        assert not np.isnan(found).any(), name
        np.testing.assert_allclose(found[held & ~beyond], expected[held & ~beyond], rtol=1e-5)
        bound = 1e-6 * naive.scale(x, weights)  # elsewhere the promise is this and no more
        np.testing.assert_allclose(found[~held], expected[~held], rtol=0, atol=bound)


@pytest.mark.parametrize("largest", [1e38, 3e38])
def test_pictures_full_of_huge_values(largest: float) -> None:
    rng = np.random.default_rng(8)
    x = (rng.random((20, 20, 1)) * largest).astype(np.float32)
    for weights in (rng.normal(size=(9, 9)) / 81, np.full((9, 9), 1 / 81)):
        sums = forced.wanted(x, weights)
        expected = naive.sums(x, weights)
        for name, found in forced.every_plan(sums, tile=(8, 8)):
            bound = 1e-6 * naive.scale(x, weights)
            np.testing.assert_allclose(found, expected, rtol=0, atol=bound, err_msg=name)


@pytest.mark.parametrize("dtype", ["f4", "f8", "u1"])
@pytest.mark.parametrize("weight", [np.nan, np.inf, 1e300, -1e300, 1e308])
@pytest.mark.parametrize("everywhere", [True, False])
def test_weights_beyond_the_floats_warn_of_nothing(dtype, weight, everywhere: bool) -> None:
    x = (np.arange(400).reshape(20, 20, 1) % 3).astype(dtype)
    weights = np.full((9, 9), weight if everywhere else 1.0)
    weights[0, 0] = weight
    sums = forced.wanted(x, weights)
    with np.errstate(over="ignore"):  # 1e300 · 0 is 0, and 1e300 · 1 beyond float32
        expected = naive.sums(x.astype(np.float64), weights).astype("f4" if dtype == "f4" else "f8")
    for name, found in forced.every_plan(sums, tile=(7, 8)):
        np.testing.assert_array_equal(np.isnan(found), np.isnan(expected), err_msg=name)
        np.testing.assert_array_equal(np.isinf(found), np.isinf(expected), err_msg=name)


@given(st.integers(1, 6), st.integers(1, 5), st.integers(1, 3), st.integers(0, 11))
def test_a_zero_column_between_others_hides_nothing(size, stride, dilation, place) -> None:
    x = np.ones((3, 12, 1))
    x[1, place] = np.nan
    weights = np.ones((1, size))
    weights[:, 1:-1] = 0
    _stays(x, weights, None, strides=(1, stride), dilation=(1, dilation))
