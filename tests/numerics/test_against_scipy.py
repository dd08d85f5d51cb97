"""``conv2d`` against SciPy's correlations, border by border of SEMANTICS' table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage, signal

from convstudio import conv1d, conv2d
from tests.numerics import forced, naive

_MODES = {
    "zeros": "constant",
    "constant": "constant",
    "edge": "nearest",
    "reflect": "mirror",
    "symmetric": "reflect",
    "wrap": "wrap",
}
_SIZES = st.tuples(st.integers(1, 14), st.integers(1, 14))
_KERNELS = st.tuples(st.integers(1, 6), st.integers(1, 6))
_ODD = st.tuples(st.sampled_from([1, 3, 5, 7]), st.sampled_from([1, 3, 5, 7]))
_SEEDS = st.integers(0, 2**32 - 1)


def _reaches_too_far(border: str, shape, size) -> bool:
    return border == "reflect" and any(f // 2 >= n for n, f in zip(shape, size, strict=True))


@pytest.mark.parametrize("border", [*_MODES])
@given(shape=_SIZES, size=_ODD, seed=_SEEDS)
def test_every_border_is_the_one_of_the_table(border: str, shape, size, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, weights = rng.normal(size=shape), rng.normal(size=size)
    value = 2.5 if border == "constant" else 0.0
    if _reaches_too_far(border, shape, size):
        return
    expected = ndimage.correlate(x, weights, mode=_MODES[border], cval=value)
    found = conv2d(x, weights, border=border, value=value)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
    turned = conv2d(x, weights, border=border, value=value, flip=True)
    expected = ndimage.convolve(x, weights, mode=_MODES[border], cval=value)
    np.testing.assert_allclose(turned, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("border", [*_MODES])
@pytest.mark.parametrize("size", [(3, 3), (15, 15), (1, 9), (21, 5)])
@pytest.mark.parametrize("dtype", ["f4", "f8", "u1"])
def test_every_plan_with_every_border(border: str, size, dtype: str) -> None:
    rng = np.random.default_rng(11)
    x = rng.integers(0, 256, (61, 53)).astype(dtype)
    weights = np.outer(rng.integers(1, 9, size[0]), rng.integers(1, 9, size[1]))
    sums = forced.wanted(
        x[..., np.newaxis], weights, sides=naive.sides_of(x.shape, size), border=border, value=3
    )
    expected = ndimage.correlate(
        x.astype(float), weights.astype(float), mode=_MODES[border], cval=3 * (border == "constant")
    )
    bound = naive.scale(x, weights) * (1e-6 if dtype == "f4" else 1e-13)
    for name, found in forced.every_plan(sums, tile=(20, 23), threads=3):
        np.testing.assert_allclose(found[..., 0], expected, rtol=0, atol=bound, err_msg=name)


@given(_SIZES, _KERNELS, _SEEDS)
def test_full_padding_is_correlate2d_and_turned_it_is_convolve2d(shape, kernel, seed) -> None:
    rng = np.random.default_rng(seed)
    x, weights = rng.normal(size=shape), rng.normal(size=kernel)
    full = tuple(f - 1 for f in kernel)
    expected = signal.correlate2d(x, weights, mode="full")
    found = conv2d(x, weights, padding=full)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
    expected = signal.convolve2d(x, weights, mode="full")
    found = conv2d(x, weights, padding=full, flip=True)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@given(_SIZES, _KERNELS, st.integers(1, 4), _SEEDS)
def test_strides_take_some_of_scipys_values(shape, kernel, stride: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, weights = rng.normal(size=shape), rng.normal(size=kernel)
    if any(f > n for n, f in zip(shape, kernel, strict=True)):
        return
    whole = signal.correlate2d(x, weights, mode="valid")
    found = conv2d(x, weights, padding="valid", strides=(stride, 2))
    np.testing.assert_allclose(found, whole[::stride, ::2], rtol=1e-12, atol=1e-12)


@given(st.integers(1, 3), st.integers(1, 4), _SIZES, _ODD, _SEEDS)
def test_channels_and_filters_are_sums_of_scipys(channels, filters, shape, size, seed) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(*shape, channels))
    weights = rng.normal(size=(*size, channels, filters))
    found = conv2d(x, weights)
    for k in range(filters):
        planes = [
            ndimage.correlate(x[..., c], weights[..., c, k], mode="constant")
            for c in range(channels)
        ]
        np.testing.assert_allclose(found[..., k], sum(planes), rtol=1e-11, atol=1e-11)


@given(st.integers(1, 30), st.integers(1, 9), st.integers(1, 4), _SEEDS)
def test_a_dilated_kernel_is_one_with_zeros_between(size, taps, dilation, seed) -> None:
    rng = np.random.default_rng(seed)
    x, weights = rng.normal(size=size), rng.normal(size=taps)
    spread = np.zeros(dilation * (taps - 1) + 1)
    spread[::dilation] = weights
    padding = len(spread) - 1
    expected = np.correlate(np.pad(x, padding), spread, mode="valid")
    found = conv1d(x, weights, dilation=dilation, padding=padding)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("size", [5, 15, 31])
def test_the_promise_of_float32_on_a_photograph_sized_picture(size: int) -> None:
    rng = np.random.default_rng(size)
    x = rng.random((300, 400)).astype(np.float32) * 255
    for weights in (rng.normal(size=(size, size)), rng.random((size, size)), np.ones((size, size))):
        expected = signal.fftconvolve(x.astype(float), weights[::-1, ::-1], mode="valid")
        bound = 1e-6 * naive.scale(x, weights)
        found = conv2d(x, weights, padding="valid")
        np.testing.assert_allclose(found, expected, rtol=0, atol=bound)
        for name, sums in forced.every_plan(forced.wanted(x[..., np.newaxis], weights)):
            np.testing.assert_allclose(sums[..., 0], expected, rtol=0, atol=bound, err_msg=name)
