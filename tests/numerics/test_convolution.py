"""``conv2d`` against a naive loop and SciPy, and the identities of the convolution."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage, signal

from convstudio import conv2d
from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics.convolution import exact_in_float32
from convstudio.numerics.geometry import axes

_SIZES = st.tuples(st.integers(1, 14), st.integers(1, 14))
_KERNELS = st.tuples(st.integers(1, 6), st.integers(1, 6))
_STRIDES = st.tuples(st.integers(1, 9), st.integers(1, 9))
_PADDINGS = st.one_of(
    st.sampled_from(["same", "valid"]), st.tuples(st.integers(0, 5), st.integers(0, 5))
)
_UNHURRIED = settings(deadline=None)  # a busy machine is no failure
_SEEDS = st.integers(0, 2**32 - 1)


def _naive(x: np.ndarray, weights: np.ndarray, strides, padding) -> np.ndarray | None:
    """The definition: four loops in float64, one product after another; None for an empty map."""
    (rows, columns), (high, wide) = x.shape, weights.shape
    if padding == "same":
        sizes = [-(-n // s) for n, s in zip(x.shape, strides, strict=True)]
        total = [
            max((out - 1) * s + f - n, 0)
            for out, s, f, n in zip(sizes, strides, weights.shape, x.shape, strict=True)
        ]
        before, after = [t // 2 for t in total], [t - t // 2 for t in total]
    else:
        before = after = (0, 0) if padding == "valid" else padding
    padded = np.pad(x.astype(np.float64), list(zip(before, after, strict=True)))
    if padded.shape[0] < high or padded.shape[1] < wide:
        return None
    down = range(0, rows + before[0] + after[0] - high + 1, strides[0])
    across = range(0, columns + before[1] + after[1] - wide + 1, strides[1])
    result = np.zeros((len(down), len(across)))
    for m, top in enumerate(down):
        for n, left in enumerate(across):
            for i in range(high):
                for j in range(wide):
                    result[m, n] += padded[top + i, left + j] * weights[i, j]
    return result


@_UNHURRIED
@given(_SIZES, _KERNELS, _STRIDES, _PADDINGS, _SEEDS)
def test_it_equals_the_naive_loop(shape, kernel, strides, padding, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, weights = rng.normal(size=shape), rng.normal(size=kernel)
    expected = _naive(x, weights, strides, padding)
    if expected is None:
        with pytest.raises(ArgumentValueError, match="no larger than the padded picture"):
            conv2d(x, weights, strides=strides, padding=padding)
        return
    found = conv2d(x, weights, strides=strides, padding=padding)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-13)


@_UNHURRIED
@given(_SIZES, _KERNELS, _STRIDES, _PADDINGS, _SEEDS)
def test_integers_are_exact(shape, kernel, strides, padding, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, weights = rng.integers(-(10**6), 10**6, shape), rng.integers(-(10**6), 10**6, kernel)
    expected = _naive(x, weights, strides, padding)
    if expected is not None:
        found = conv2d(x, weights, strides=strides, padding=padding)
        np.testing.assert_array_equal(found, expected)


@_UNHURRIED
@given(_SIZES, _KERNELS, _SEEDS)
def test_with_full_padding_it_equals_scipys_correlate2d(shape, kernel, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, weights = rng.normal(size=shape), rng.normal(size=kernel)
    full = tuple(f - 1 for f in kernel)
    found = conv2d(x, weights, padding=full)
    expected = signal.correlate2d(x, weights, mode="full")
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@given(_SIZES, st.sampled_from([1, 3, 5, 7]), _SEEDS)
def test_same_with_odd_kernels_equals_scipys_ndimage(shape, size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, weights = rng.normal(size=shape), rng.normal(size=(size, size))
    expected = ndimage.correlate(x, weights, mode="constant")
    np.testing.assert_allclose(conv2d(x, weights), expected, rtol=1e-12, atol=1e-12)


@given(_SIZES, st.sampled_from([1, 3, 5, 7]), _SEEDS)
def test_a_delta_kernel_changes_nothing(shape, size: int, seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=shape)
    delta = np.zeros((size, size))
    delta[size // 2, size // 2] = 1
    np.testing.assert_array_equal(conv2d(x, delta), x)


def test_a_delta_picture_gives_the_kernel_turned_by_180_degrees() -> None:
    x = np.zeros((5, 5))
    x[2, 2] = 1
    weights = np.arange(9.0).reshape(3, 3)
    np.testing.assert_array_equal(conv2d(x, weights, padding="valid"), weights[::-1, ::-1])


@given(_SIZES, _KERNELS, _STRIDES, _SEEDS)
def test_it_is_linear_in_picture_and_weights(shape, kernel, strides, seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.integers(-99, 99, (2, *shape))
    v, w = rng.integers(-99, 99, (2, *kernel))

    def map_of(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
        return conv2d(x, weights, strides=strides)

    np.testing.assert_array_equal(map_of(2 * a - b, v), 2 * map_of(a, v) - map_of(b, v))
    np.testing.assert_array_equal(map_of(a, 3 * v + w), 3 * map_of(a, v) + map_of(a, w))


@given(_SIZES, _KERNELS, _STRIDES, _PADDINGS)
def test_the_size_is_that_of_the_formula(shape, kernel, strides, padding) -> None:
    try:
        expected = tuple(axis.output for axis in axes(shape, kernel, strides, padding))
    except ArgumentValueError:
        return
    found = conv2d(np.ones(shape), np.ones(kernel), strides=strides, padding=padding)
    assert found.shape == expected


@pytest.mark.parametrize(
    ("stride", "expected"),
    [
        (4, [[12.0, 20.0], [60.0, 68.0]]),  # larger than the kernel, some rows are never read
        (100, [[12.0]]),  # larger than the picture
        (10**30, [[12.0]]),  # larger than any index
    ],
)
def test_a_stride_larger_than_the_kernel_or_the_picture(stride: int, expected) -> None:
    # Rows of six numbers: 0 − 1 + 6 + 7 at the top left.
    x = np.arange(36).reshape(6, 6)
    weights = np.array([[1, -1], [1, 1]])
    found = conv2d(x, weights, strides=stride, padding="valid")
    np.testing.assert_array_equal(found, _naive(x, weights, (min(stride, 100),) * 2, "valid"))
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_value_that_is_not_finite_stays_inside_its_windows(bad: float) -> None:
    x = np.ones((9, 9))
    x[4, 5] = bad
    found = conv2d(x, np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]))
    spoilt = ~np.isfinite(found)
    expected = np.zeros((9, 9), bool)
    expected[3:6, 4:7] = True  # also under the weights of 0, for 0 · NaN and 0 · ∞ are NaN
    np.testing.assert_array_equal(spoilt, expected)
    clean = conv2d(np.ones((9, 9)), np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]))
    np.testing.assert_array_equal(found[~expected], clean[~expected])


def test_each_channel_is_filtered_by_itself() -> None:
    rng = np.random.default_rng(1)
    x, weights = rng.normal(size=(6, 7, 3)), rng.normal(size=(3, 3))
    found = conv2d(x, weights, strides=(2, 1))
    assert found.shape == (3, 7, 3)
    for channel in range(3):
        expected = conv2d(x[..., channel], weights, strides=(2, 1))
        np.testing.assert_array_equal(found[..., channel], expected)


@pytest.mark.parametrize(
    ("given_dtype", "dtype"),
    [
        ("f2", "f4"), ("f4", "f4"), (">f4", "f4"), ("f8", "f8"), (">f8", "f8"), ("u1", "f8"),
        ("i2", "f8"), (">u2", "f8"), ("i8", "f8"),
    ],
)  # fmt: skip
def test_float32_gives_float32_and_everything_else_float64(given_dtype: str, dtype: str) -> None:
    found = conv2d(np.ones((4, 5), given_dtype), np.ones((3, 3), np.int8))
    assert found.dtype == np.dtype(dtype)
    assert found.max() == 9


def test_the_picture_may_be_a_view_and_is_left_as_it_was() -> None:
    base = np.arange(80).reshape(8, 10)
    view, before = base[::-2, 1::3], base.copy()
    np.testing.assert_array_equal(
        conv2d(view, np.ones((3, 3))), conv2d(view.copy(), np.ones((3, 3)))
    )
    np.testing.assert_array_equal(base, before)


def test_float32_overflow_is_infinite_without_a_warning() -> None:
    found = conv2d(np.full((3, 3), 3e38, np.float32), np.ones((3, 3)), padding="valid")
    np.testing.assert_array_equal(found, [[np.inf]])


@pytest.mark.parametrize(
    ("x", "weights", "message"),
    [
        (np.ones(4), np.ones((1, 1)), "x must be 2-dimensional or 3-dimensional; shape (4,)"),
        (np.ones((2, 2)), np.ones(3), "weights must be 2-dimensional; shape (3,)"),
        (np.ones((0, 2)), np.ones((1, 1)), "x must be not empty; shape (0, 2)"),
        (np.ones((2, 2, 0)), np.ones((1, 1)), "x must be not empty; shape (2, 2, 0)"),
        (np.ones((2, 2)), np.ones((0, 0)), "weights must be not empty; shape (0, 0)"),
    ],
)
def test_wrong_shapes_are_refused(x: np.ndarray, weights: np.ndarray, message: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        conv2d(x, weights)
    assert caught.value.message == f"{message} was given."


@pytest.mark.parametrize("name", ["x", "weights"])
def test_arrays_of_other_things_are_refused(name: str) -> None:
    arrays = {"x": np.ones((3, 3)), "weights": np.ones((3, 3)), name: np.ones((3, 3), complex)}
    with pytest.raises(ArgumentTypeError, match=f"{name} must be an array of real numbers"):
        conv2d(**arrays)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"strides": 0}, "strides must be at least 1; 0 was given."),
        ({"strides": (1, 0)}, "strides must be at least 1; 0 was given."),
        ({"padding": -1}, "padding must be at least 0; -1 was given."),
        ({"padding": "full"}, "padding must be “same”, “valid” or an integer; “full” was given."),
    ],
)
def test_hyperparameters_out_of_range_are_refused(options, message: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        conv2d(np.ones((3, 3)), np.ones((3, 3)), **options)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("dtype", "weights", "exact"),
    [
        ("u1", [[65793.0]], True),  # 65793 · 255 = 2²⁴ − 1
        ("u1", [[-65793.0, 1.0]], False),
        ("u2", [[256.0]], True),
        ("u2", [[-257.0]], False),
        ("u1", [[0.5]], False),
        ("f4", [[1.0]], False),
    ],
)
def test_float32_is_taken_only_where_it_is_exact(dtype: str, weights, exact: bool) -> None:
    assert exact_in_float32(np.ones((2, 2), dtype), np.array(weights)) is exact
