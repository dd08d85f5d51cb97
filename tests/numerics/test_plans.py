"""Every plan (direct, banded, separable, fourier) against the naive loop, whatever its tiles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.numerics import engine
from convstudio.numerics.borders import BORDER_MODES
from convstudio.numerics.precision import Precision
from tests.numerics import forced, naive

_SIZES = st.tuples(st.integers(1, 17), st.integers(1, 17))
_KERNELS = st.tuples(st.integers(1, 6), st.integers(1, 6))
_STRIDES = st.tuples(st.integers(1, 8), st.integers(1, 8))
_DILATIONS = st.tuples(st.integers(1, 4), st.integers(1, 4))
_SIDE = st.tuples(st.integers(0, 6), st.integers(0, 6))
_PADDINGS = st.sampled_from(["same", "valid"]) | st.tuples(_SIDE, _SIDE)
_TILES = st.none() | st.tuples(st.integers(1, 9), st.integers(1, 9))
_DTYPES = st.sampled_from(["f4", "f8", "u1", "i2", "i8"])
_SEEDS = st.integers(0, 2**32 - 1)


def _picture(rng: np.random.Generator, shape, dtype: str) -> np.ndarray:
    if dtype[0] == "f":
        return rng.normal(size=shape).astype(dtype)
    return rng.integers(0, 120, shape).astype(dtype)


def _of_low_rank(rng: np.random.Generator, kernel, whole: bool) -> np.ndarray:
    """A kernel that is a column times a row."""
    if whole:
        return np.outer(rng.integers(-5, 6, kernel[0]), rng.integers(-5, 6, kernel[1]))
    return np.outer(rng.normal(size=kernel[0]), rng.normal(size=kernel[1]))


def _each_agrees(x: np.ndarray, weights: np.ndarray, tile, **options: object) -> set[str]:
    """Holds every plan to the naive loop; the names of the plans there were."""
    sums = forced.wanted(x, weights, **options)
    expected = naive.sums(x, weights, **options)
    assert (sums is None) == (expected is None)
    if sums is None:
        return set()
    whole = x.dtype.kind in "iu" and np.array_equal(weights, np.rint(weights))
    value = float(options.get("value", 0))
    bound = naive.scale(x, weights, value) * (1e-6 if x.dtype == np.float32 else 1e-13)
    names = set()
    for name, found in forced.every_plan(sums, tile=tile, threads=3):
        assert found.shape == expected.shape
        np.testing.assert_allclose(
            found, expected, rtol=0, atol=0 if whole else bound, err_msg=name
        )
        names.add(name)
    return names


@settings(max_examples=150)
@given(
    _SIZES, st.integers(1, 4), _KERNELS, _STRIDES, _PADDINGS, _DILATIONS,
    st.sampled_from(BORDER_MODES), _DTYPES, _TILES, st.sampled_from(["any", "low rank", "whole"]),
    _SEEDS,
)  # fmt: skip
def test_each_channel_by_itself(
    shape, channels, kernel, strides, padding, dilation, border, dtype, tile, kind, seed
) -> None:
    rng = np.random.default_rng(seed)
    x = _picture(rng, (*shape, channels), dtype)
    weights = rng.integers(-9, 10, kernel) if kind == "whole" else rng.normal(size=kernel)
    if kind == "low rank":
        weights = _of_low_rank(rng, kernel, bool(rng.integers(2)))
    _each_agrees(
        x, weights, tile,
        sides=naive.sides_of(shape, kernel, strides, padding, dilation),
        strides=strides, dilation=dilation, border=border, value=int(rng.integers(-9, 9)),
    )  # fmt: skip


@settings(max_examples=150)
@given(
    _SIZES, st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 5)), _KERNELS,
    _STRIDES, _PADDINGS, _DILATIONS, st.sampled_from(BORDER_MODES), _DTYPES, _TILES, _SEEDS,
)  # fmt: skip
def test_layers_of_channels_groups_and_filters(
    shape, parts, kernel, strides, padding, dilation, border, dtype, tile, seed
) -> None:
    groups, depth, filters = parts
    rng = np.random.default_rng(seed)
    x = _picture(rng, (*shape, groups * depth), dtype)
    weights = rng.integers(-9, 10, (*kernel, depth, groups * filters))
    if rng.integers(2):
        weights = rng.normal(size=weights.shape)
    _each_agrees(
        x, weights, tile, sides=naive.sides_of(shape, kernel, strides, padding, dilation),
        strides=strides, dilation=dilation, groups=groups, border=border,
    )  # fmt: skip


@pytest.mark.parametrize("dtype", ["f4", "f8", "u1"])
@pytest.mark.parametrize("size", [(9, 9), (15, 7), (1, 21), (21, 1)])
@pytest.mark.parametrize("channels", [1, 3])
def test_larger_kernels_in_larger_pictures(dtype: str, size, channels: int) -> None:
    rng = np.random.default_rng(sum(size))
    x = _picture(rng, (29, 36, channels), dtype)
    weights = _of_low_rank(rng, size, whole=dtype == "u1")
    names = _each_agrees(x, weights, (12, 15), sides=naive.sides_of(x.shape[:2], size))
    assert names >= {"direct", "banded"}
    if min(size) > 1:
        assert names >= {"direct", "banded", "separable", "fourier"}


@pytest.mark.parametrize("filters", [7, 8, 16])
@pytest.mark.parametrize("groups", [1, 2])
def test_many_filters(filters: int, groups: int) -> None:
    rng = np.random.default_rng(filters)
    x = rng.normal(size=(17, 19, 4)).astype(np.float32)
    weights = rng.normal(size=(5, 3, 4 // groups, filters * groups))
    for strides, dilation in (((1, 1), (1, 1)), ((2, 3), (1, 2)), ((1, 1), (3, 2))):
        sides = naive.sides_of((17, 19), (5, 3), strides, "same", dilation)
        _each_agrees(
            x, weights, (5, 8), sides=sides, strides=strides, dilation=dilation, groups=groups
        )


@given(_SIZES, _KERNELS, _STRIDES, _DILATIONS, st.integers(1, 3), _SEEDS)
def test_tiles_equal_the_whole(shape, kernel, strides, dilation, channels, seed) -> None:
    rng = np.random.default_rng(seed)
    x, weights = rng.integers(0, 256, (*shape, channels)).astype("u1"), rng.integers(-9, 9, kernel)
    sides = naive.sides_of(shape, kernel, strides, "same", dilation)
    sums = forced.wanted(x, weights, sides=sides, strides=strides, dilation=dilation)
    whole = next(forced.every_plan(sums))[1]
    for tile in ((1, 1), (3, 100), (100, 2), (4, 5)):
        for _, found in forced.every_plan(sums, tile=tile):
            np.testing.assert_array_equal(found, whole)


@given(_SIZES, _KERNELS, st.data(), st.sampled_from(BORDER_MODES), _SEEDS)
def test_a_region_equals_the_crop_of_the_whole(shape, kernel, data, border, seed) -> None:
    rng = np.random.default_rng(seed)
    x, weights = rng.integers(0, 256, (*shape, 2)), rng.integers(-9, 9, kernel)
    sums = forced.wanted(x, weights, sides=naive.sides_of(shape, kernel), border=border)
    whole = next(forced.every_plan(sums))[1]
    top, left = (data.draw(st.integers(0, n - 1)) for n in shape)
    rows, columns = (
        data.draw(st.integers(1, n - first)) for n, first in zip(shape, (top, left), strict=True)
    )
    region = replace(sums, start=(sums.start[0] + top, sums.start[1] + left), count=(rows, columns))
    for name, found in forced.every_plan(region):
        crop = whole[top : top + rows, left : left + columns]
        np.testing.assert_array_equal(found, crop, err_msg=name)


@pytest.mark.parametrize("size", [8, 15, 24])
@pytest.mark.parametrize("share", [0, 1e-8, 5e-8, 9e-8, 2e-7, 9e-7, 2e-6, 4e-6])
def test_what_low_rank_leaves_out_is_below_a_millionth(size: int, share: float) -> None:
    rng = np.random.default_rng(size)
    weights = np.outer(rng.normal(size=size), rng.normal(size=size))
    rest = rng.normal(size=weights.shape)
    weights += rest * (share * np.abs(weights).sum() / np.abs(rest).sum())
    # Under this window all that is left out adds up.
    x = np.pad(np.sign(rest), 4, mode="wrap")[..., np.newaxis]
    expected = naive.sums(x, weights)
    bound = 1e-6 * naive.scale(x, weights)
    for dtype in ("f4", "f8"):
        sums = forced.wanted(x.astype(dtype), weights)
        for name, found in forced.every_plan(sums):
            np.testing.assert_allclose(found, expected, rtol=0, atol=bound, err_msg=name)


def test_the_cheapest_is_first_and_every_name_is_there() -> None:
    line = np.exp(-(np.linspace(-2, 2, 15) ** 2))
    x = np.ones((200, 200, 1), np.float32)
    found = engine.plans_for(forced.wanted(x, np.outer(line, line)), Precision(x.dtype))
    assert {"direct", "banded", "separable", "fourier"} <= {plan.name for plan in found}
    costs = [plan.nanoseconds for plan in found]
    assert costs == sorted(costs)
    told = engine.explanation(found)
    assert told.plan == found[0].name
    assert told.reason.startswith(found[0].name)


def test_a_kernel_of_one_column_has_every_way_that_one_of_one_row_has() -> None:
    x, line = np.ones((300, 300, 1), np.float32), np.ones((101, 1))
    down = {name for name, _ in forced.every_plan(forced.wanted(x, line))}
    across = {name for name, _ in forced.every_plan(forced.wanted(x, line.T))}
    assert down == across == {"direct", "banded", "fourier"}
