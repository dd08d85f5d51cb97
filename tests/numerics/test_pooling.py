"""Pooling against a naive loop and SciPy."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics import pooling as tiled
from convstudio.numerics.padding import axes, checked_padding
from convstudio.numerics.pooling import avg_pool2d, max_pool2d

_SHAPES = st.tuples(*[st.integers(1, hi) for hi in (3, 9, 9, 3)])
_POOLS = st.tuples(st.integers(1, 5), st.integers(1, 5))
_STRIDES = st.none() | st.tuples(st.integers(1, 12), st.integers(1, 12))
_SIDE = st.tuples(st.integers(0, 4), st.integers(0, 4))
_PADDINGS = st.sampled_from(["same", "valid"]) | st.tuples(_SIDE, _SIDE)
_SEEDS = st.integers(0, 2**32 - 1)
_POOLINGS = pytest.mark.parametrize("pooling", [max_pool2d, avg_pool2d])


def _naive(x: np.ndarray, pool, strides, padding, combine) -> np.ndarray:
    """The definition: every window's values that are inside the picture, one after another."""
    both = axes(x.shape[1:3], pool, strides or pool, checked_padding(padding))
    result = np.zeros((x.shape[0], both[0].output, both[1].output, x.shape[3]))
    for place in np.ndindex(result.shape):
        picture, channel = x[place[0], :, :, place[3]], []
        for i in range(pool[0]):
            for j in range(pool[1]):
                row = both[0].first_input(place[1]) + i
                column = both[1].first_input(place[2]) + j
                if 0 <= row < x.shape[1] and 0 <= column < x.shape[2]:
                    channel.append(float(picture[row, column]))
        result[place] = combine(channel)
    return result


def _largest(values: list[float]) -> float:
    return math.nan if any(map(math.isnan, values)) else max(values)


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


def _possible(shape, pool, padding) -> bool:
    if padding == "same":
        return True
    sides = ((0, 0), (0, 0)) if padding == "valid" else padding
    return all(
        max(side) < taps <= size + sum(side)
        for size, taps, side in zip(shape[1:3], pool, sides, strict=True)
    )


@_POOLINGS
@given(shape=_SHAPES, pool=_POOLS, strides=_STRIDES, padding=_PADDINGS, seed=_SEEDS)
def test_it_equals_the_naive_loop(pooling, shape, pool, strides, padding, seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=shape)
    if not _possible(shape, pool, padding):
        with pytest.raises(ArgumentValueError):
            pooling(x, pool, strides=strides, padding=padding)
        return
    expected = _naive(x, pool, strides, padding, _largest if pooling is max_pool2d else _mean)
    found = pooling(x, pool, strides=strides, padding=padding)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


@given(shape=_SHAPES, pool=_POOLS, strides=_STRIDES, seed=_SEEDS)
def test_the_largest_is_exact_with_nan_and_infinities(shape, pool, strides, seed: int) -> None:
    x = np.random.default_rng(seed).choice([-1.5, 2.0, np.nan, np.inf, -np.inf], shape)
    found = max_pool2d(x, pool, strides=strides, padding="same")
    np.testing.assert_array_equal(found, _naive(x, pool, strides, "same", _largest))


@given(st.integers(1, 12), st.integers(1, 12), _POOLS, _SEEDS)
def test_at_stride_one_it_is_scipys_filter(rows: int, columns: int, pool, seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=(rows, columns))
    # SciPy puts the middle of an even window after its centre, `same` before it.
    origin = [-1 if taps % 2 == 0 else 0 for taps in pool]
    largest = ndimage.maximum_filter(x, pool, mode="constant", cval=-np.inf, origin=origin)
    np.testing.assert_array_equal(max_pool2d(x, pool, strides=1, padding="same"), largest)
    if rows >= pool[0] and columns >= pool[1]:
        mean = ndimage.uniform_filter(x, pool, mode="constant", origin=origin)
        inside = (slice((pool[0] - 1) // 2, rows - pool[0] // 2), ...)
        across = slice((pool[1] - 1) // 2, columns - pool[1] // 2)
        np.testing.assert_allclose(
            avg_pool2d(x, pool, strides=1), mean[inside][:, across], rtol=1e-9, atol=1e-12
        )


@_POOLINGS
@given(shape=_SHAPES, pool=_POOLS, strides=_STRIDES, seed=_SEEDS)
def test_batches_channels_and_their_order_change_no_value(
    pooling, shape, pool, strides, seed: int
) -> None:
    x = np.random.default_rng(seed).normal(size=(2, *shape))
    how = {"strides": strides, "padding": "same"}
    found = pooling(x, pool, **how)
    first = pooling(np.moveaxis(x, -1, -3), pool, **how, data_format="channels_first")
    np.testing.assert_array_equal(np.moveaxis(first, -3, -1), found)
    for place in np.ndindex(2, shape[0]):
        np.testing.assert_array_equal(pooling(x[place], pool, **how), found[place])
    alone = pooling(x[0, 0, :, :, 0], pool, **how)
    np.testing.assert_array_equal(alone, found[0, 0, :, :, 0])


@_POOLINGS
@pytest.mark.parametrize(
    ("dtype", "result"),
    [
        (np.float16, np.float32),
        (">f4", np.float32),
        (np.float64, np.float64),
        (np.longdouble, np.float64),
        (np.uint8, np.float64),
        (np.int64, np.float64),
    ],
)
def test_the_dtype_of_the_result(pooling, dtype, result) -> None:
    found = pooling(np.ones((4, 4), dtype))
    assert found.dtype == result
    np.testing.assert_array_equal(found, np.ones((2, 2)))


@_POOLINGS
def test_the_result_is_a_new_array(pooling) -> None:
    x = np.ones((3, 3))
    found = pooling(x, 1)
    found[:] = 7
    assert x.max() == 1


@_POOLINGS
def test_the_defaults_are_those_of_keras(pooling) -> None:
    x = np.arange(35.0).reshape(5, 7)
    expected = pooling(x, (2, 2), strides=(2, 2), padding="valid", data_format="channels_last")
    np.testing.assert_array_equal(pooling(x), expected)
    assert expected.shape == (2, 3)


@_POOLINGS
def test_of_one_value_everywhere_the_edges_are_no_different(pooling) -> None:
    found = pooling(np.full((5, 6), -3), 4, strides=1, padding=((3, 0), (1, 3)))
    np.testing.assert_array_equal(found, np.full((5, 7), -3))


def test_means_are_summed_in_float64_and_quietly() -> None:
    large = np.full((2, 2), np.finfo(np.float32).max)
    assert avg_pool2d(large)[0, 0] == np.finfo(np.float32).max
    assert avg_pool2d(np.full((2, 2), np.finfo(np.float64).max))[0, 0] == np.inf
    assert np.isnan(avg_pool2d(np.array([[np.inf, -np.inf]]), (1, 2)))


def test_sizes_beyond_measure_need_no_memory_and_no_time() -> None:
    x, far = np.arange(4.0).reshape(2, 2), 10**9
    found = max_pool2d(x, far, strides=far, padding=far - 1)
    np.testing.assert_array_equal(found, [[0, 1], [2, 3]])
    np.testing.assert_array_equal(avg_pool2d(x, far, strides=10**30, padding="same"), [[1.5]])
    np.testing.assert_array_equal(max_pool2d(x, 1, strides=10**30), [[0]])


@_POOLINGS
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"x": np.ones(4)}, r"^x must be \(rows, columns\) or \(..., rows, columns, channels\); "),
        ({"x": np.ones((0, 4))}, "^x must be not empty"),
        ({"pool_size": 0}, "^pool_size must be from 1 to .*; 0 was given"),
        ({"pool_size": (2, 2, 2)}, "^pool_size must be an integer or"),
        ({"pool_size": 10**5000}, "a number of more than 4000 digits was given"),
        ({"strides": 0}, "^strides must be at least 1; 0 was given"),
        ({"padding": "full"}, "^padding must be “same”"),
        ({"padding": (0, 2)}, "^horizontal padding must be smaller than the pool size, so that"),
        ({"padding": ((0, 2), 0)}, "^vertical padding must be .*; 2 for a pool size of 2 was"),
        ({"pool_size": (2, 7), "padding": (1, 1)}, "^pool_size must be no larger than the padded"),
        ({"pool_size": 5}, "5×5 for a picture of 4×4 pixels .*, 4×4 with its padding, was given"),
        ({"data_format": "NHWC"}, "^data_format must be one of"),
    ],
)
def test_what_cannot_be_pooled_is_refused(pooling, options, message: str) -> None:
    with pytest.raises(ArgumentValueError, match=message):
        pooling(**{"x": np.ones((4, 4)), **options})


@_POOLINGS
@pytest.mark.parametrize(
    "options",
    [
        {"x": [[1.0]]},
        {"x": np.ones((4, 4), bool)},
        {"pool_size": 2.0},
        {"strides": "2"},
        {"padding": None},
        {"data_format": None},
    ],
)
def test_what_is_of_another_type_is_refused(pooling, options) -> None:
    with pytest.raises(ArgumentTypeError, match=f"^{next(iter(options))} must be"):
        pooling(**{"x": np.ones((4, 4)), **options})


@_POOLINGS
@pytest.mark.parametrize("dtype", ["u1", "i8", ">i2", "f2", ">f4", "f8", "g"])
def test_it_is_the_same_in_any_number_of_tiles(pooling, dtype: str, monkeypatch) -> None:
    x = np.random.default_rng(1).integers(0, 100, (3, 9, 8, 2)).astype(dtype)
    options = {"pool_size": (3, 2), "strides": (2, 1), "padding": "same"}
    expected = pooling(x, **options)
    assert expected.dtype == ("f4" if dtype in ("f2", ">f4") else "f8")
    for most in (1, 40, 100, 200):
        monkeypatch.setattr(tiled, "_AT_ONCE", most)
        np.testing.assert_array_equal(pooling(x, **options), expected)


def test_the_largest_of_whole_numbers_below_0_is_below_0() -> None:
    least = np.full((3, 3), np.iinfo(np.int64).min)
    np.testing.assert_array_equal(max_pool2d(least, padding=1), np.full((2, 2), -(2.0**63)))


@_POOLINGS
def test_beyond_the_range_of_the_result_lies_infinity_without_a_warning(pooling) -> None:
    assert pooling(np.full((2, 2), np.finfo(np.longdouble).max))[0, 0] == np.inf


@_POOLINGS
@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_little_memory_is_taken_beside_the_picture_and_the_result(pooling, data_format) -> None:
    x = np.zeros((3000, 4000, 3), np.uint8)
    x = np.ascontiguousarray(np.moveaxis(x, -1, 0)) if data_format == "channels_first" else x
    tracemalloc.start()
    try:
        found = pooling(x, data_format=data_format)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak - found.nbytes < 64 * 2**20


@_POOLINGS
def test_a_result_beyond_any_memory_is_refused(pooling) -> None:
    far = 2**31
    with pytest.raises(ArgumentValueError, match=r"^the output must be of a size that"):
        pooling(np.ones((3, 4)), far, strides=1, padding=far - 1)
