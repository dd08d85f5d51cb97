"""``conv2d`` against a naive loop, and the identities of the convolution."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio import conv2d, explain, output_size
from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics.activations import ACTIVATIONS
from convstudio.numerics.borders import BORDER_MODES
from tests.numerics import naive

_SIZES = st.tuples(st.integers(1, 14), st.integers(1, 14))
_KERNELS = st.tuples(st.integers(1, 6), st.integers(1, 6))
_STRIDES = st.tuples(st.integers(1, 9), st.integers(1, 9))
_DILATIONS = st.tuples(st.integers(1, 3), st.integers(1, 3))
_SIDE = st.tuples(st.integers(0, 5), st.integers(0, 5))
_PADDINGS = st.sampled_from(["same", "valid"]) | _SIDE | st.tuples(_SIDE, _SIDE)
_DTYPES = st.sampled_from(["f2", "f4", ">f4", "f8", "u1", "i2", ">u2", "i8"])
_SEEDS = st.integers(0, 2**32 - 1)


def _drawn(rng: np.random.Generator, shape, dtype: str) -> np.ndarray:
    if np.dtype(dtype).kind == "f":
        return rng.normal(size=shape).astype(dtype)
    return rng.integers(0, 100, shape).astype(dtype)


def _agrees(x: np.ndarray, weights: np.ndarray, options: dict[str, object]) -> None:
    """Holds a batch (pictures, rows, columns, channels), in both orders, to the naive loop."""
    shape, kernel = x.shape[1:3], weights.shape[:2]
    layer = {name: options[name] for name in ("strides", "dilation")}
    sides = naive.sides_of(shape, kernel, layer["strides"], options["padding"], layer["dilation"])
    loop = {name: options[name] for name in ("groups", "border", "value")} | layer
    turned = weights[::-1, ::-1] if options["flip"] else weights
    expected = [naive.sums(image, turned, sides=sides, **loop) for image in x]
    reaches = any(max(sides[a]) >= shape[a] for a in (0, 1)) and options["border"] == "reflect"
    if expected[0] is None or reaches:
        with pytest.raises(ArgumentValueError, match=r"the padded picture|which mirrors"):
            conv2d(x, weights, **options)
        return
    found = conv2d(x, weights, **options)
    wide = x.dtype.kind == "f" and x.dtype.itemsize <= 4
    bound = naive.scale(x, weights, options["value"]) * (1e-6 if wide else 1e-13)
    np.testing.assert_allclose(found, np.array(expected), rtol=0, atol=bound)
    assert found.dtype == (np.float32 if wide else np.float64)
    assert found.dtype.isnative
    assert found.flags.c_contiguous
    assert found.shape[1:3] == output_size(shape, kernel, **layer, padding=options["padding"])
    other = conv2d(np.moveaxis(x, -1, -3), weights, **options, data_format="channels_first")
    np.testing.assert_array_equal(np.moveaxis(other, -3, -1), found)


@settings(max_examples=200)
@given(
    _SIZES, st.tuples(st.integers(1, 2), st.integers(1, 3), st.integers(1, 3), st.integers(1, 4)),
    _KERNELS, _STRIDES, _PADDINGS, _DILATIONS, st.sampled_from(BORDER_MODES), _DTYPES,
    st.booleans(), _SEEDS,
)  # fmt: skip
def test_it_equals_the_naive_loop(
    shape, parts, kernel, strides, padding, dilation, border, dtype, flip, seed
) -> None:
    batch, groups, depth, filters = parts
    rng = np.random.default_rng(seed)
    x = _drawn(rng, (batch, *shape, groups * depth), dtype)
    layer = groups > 1 or rng.integers(2)
    weights = rng.normal(size=(*kernel, depth, groups * filters) if layer else kernel)
    options = {"strides": strides, "padding": padding, "dilation": dilation, "flip": flip}
    _agrees(x, weights, options | {"groups": groups, "border": border, "value": 3.5})


@given(_SIZES, st.integers(1, 3), _KERNELS, _STRIDES, _SEEDS)
def test_plain_pictures_batches_and_kernels_of_three_axes(
    shape, channels, kernel, strides, seed
) -> None:
    rng = np.random.default_rng(seed)
    x, weights = rng.normal(size=(2, 1, *shape, channels)), rng.normal(size=(*kernel, channels))
    maps = conv2d(x, weights[..., np.newaxis], strides=strides)
    assert maps.shape[:2] == (2, 1)
    one = conv2d(x, weights, strides=strides)
    np.testing.assert_array_equal(one, maps[..., 0])
    first = conv2d(np.moveaxis(x, -1, -3), weights, strides=strides, data_format="channels_first")
    np.testing.assert_array_equal(first, one)
    plane, plain = weights[..., 0], x[0, 0, ..., 0]
    each = conv2d(x, plane, strides=strides)
    found = conv2d(plain, plane, strides=strides)
    np.testing.assert_allclose(found, each[0, 0, ..., 0], rtol=0, atol=1e-12)
    layer = conv2d(plain, plane[..., np.newaxis, np.newaxis], strides=strides)
    assert layer.shape == (*each.shape[2:4], 1)
    both = conv2d(plain, np.stack([plane, 2 * plane], axis=-1)[:, :, np.newaxis], strides=strides)
    np.testing.assert_allclose(both[..., 1], 2 * both[..., 0], rtol=1e-12)


@given(_SIZES, _KERNELS, _STRIDES, _PADDINGS, st.integers(1, 3), _SEEDS)
def test_integers_are_exact(shape, kernel, strides, padding, channels: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.integers(-(10**6), 10**6, (*shape, channels))
    weights = rng.integers(-(10**6), 10**6, kernel)
    sides = naive.sides_of(shape, kernel, strides, padding)
    expected = naive.sums(x, weights, sides=sides, strides=strides, dtype=object)
    if expected is not None:
        found = conv2d(x, weights, strides=strides, padding=padding)
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("border", [*BORDER_MODES])
@given(shape=_SIZES, size=st.sampled_from([1, 3, 5, 7]), seed=_SEEDS)
def test_a_delta_kernel_changes_nothing(border, shape, size: int, seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=(*shape, 2))
    delta = np.zeros((size, size))
    delta[size // 2, size // 2] = 1
    if border == "reflect" and size // 2 >= min(shape):
        return
    np.testing.assert_array_equal(conv2d(x, delta, border=border), x)


def test_a_delta_picture_gives_the_kernel_turned_by_180_degrees() -> None:
    x = np.zeros((5, 5))
    x[2, 2] = 1
    weights = np.arange(9.0).reshape(3, 3)
    np.testing.assert_array_equal(conv2d(x, weights, padding="valid"), weights[::-1, ::-1])
    np.testing.assert_array_equal(conv2d(x, weights, padding="valid", flip=True), weights)


@given(_SIZES, _KERNELS, _STRIDES, _SEEDS)
def test_it_is_linear_in_picture_and_weights(shape, kernel, strides, seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.integers(-99, 99, (2, *shape))
    v, w = rng.integers(-99, 99, (2, *kernel))

    def map_of(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
        return conv2d(x, weights, strides=strides)

    np.testing.assert_array_equal(map_of(2 * a - b, v), 2 * map_of(a, v) - map_of(b, v))
    np.testing.assert_array_equal(map_of(a, 3 * v + w), 3 * map_of(a, v) + map_of(a, w))


@given(_SIZES, _KERNELS, st.tuples(st.integers(-20, 20), st.integers(-20, 20)), _SEEDS)
def test_a_shifted_picture_gives_a_shifted_map(shape, kernel, shift, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, weights = rng.integers(-99, 99, shape), rng.integers(-99, 99, kernel)
    found = conv2d(np.roll(x, shift, (0, 1)), weights, border="wrap")
    expected = np.roll(conv2d(x, weights, border="wrap"), shift, (0, 1))
    np.testing.assert_array_equal(found, expected)


def _size_or_refusal(asked: Callable[[], tuple[int, ...]]) -> tuple[int, ...] | str:
    try:
        return asked()
    except ArgumentValueError as refused:
        return str(refused)


@given(_SIZES, _KERNELS, _STRIDES, _PADDINGS, _DILATIONS)
def test_the_size_is_that_of_the_formula(shape, kernel, strides, padding, dilation) -> None:
    options = {"strides": strides, "padding": padding, "dilation": dilation}
    expected = _size_or_refusal(lambda: output_size(shape, kernel, **options))
    found = _size_or_refusal(lambda: conv2d(np.ones(shape), np.ones(kernel), **options).shape)
    assert found == expected
    if isinstance(expected, str):
        return
    assert conv2d(np.ones((*shape, 2)), np.ones((*kernel, 2, 3)), **options).shape[:2] == expected


@pytest.mark.parametrize("name", [*ACTIVATIONS])
@pytest.mark.parametrize("dtype", ["f4", "f8", "u1"])
def test_bias_then_activation(name: str, dtype: str) -> None:
    rng = np.random.default_rng(4)
    x, weights = _drawn(rng, (6, 7, 2), dtype), rng.integers(-2, 3, (3, 3, 2, 4))
    bias = np.array([0.5, -1, 0, 2])
    sums = conv2d(x, weights)
    expected = ACTIVATIONS[name](sums + bias.astype(sums.dtype))
    for given_as in (name, ACTIVATIONS[name], lambda maps: np.array(ACTIVATIONS[name](maps))):
        found = conv2d(x, weights, bias, activation=given_as)
        assert found.dtype == sums.dtype
        np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("bias", [2, 2.0, np.float32(2), np.array(2), np.array([2, 2, 2])])
def test_a_bias_is_a_number_or_one_for_each_map(bias) -> None:
    x = np.arange(24.0).reshape(2, 4, 3)
    np.testing.assert_array_equal(conv2d(x, np.ones((1, 1)), bias), x + 2)


def test_softmax_runs_over_the_maps() -> None:
    rng = np.random.default_rng(5)
    found = conv2d(rng.normal(size=(5, 6, 2)), rng.normal(size=(3, 3, 2, 4)), activation="softmax")
    np.testing.assert_allclose(found.sum(axis=-1), 1)


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
    np.testing.assert_array_equal(found, expected)


def test_float32_overflow_is_infinite_without_a_warning() -> None:
    found = conv2d(np.full((3, 3), 3e38, np.float32), np.ones((3, 3)), padding="valid")
    np.testing.assert_array_equal(found, [[np.inf]])


def test_arguments_are_left_as_they_were() -> None:
    x, weights, bias = np.arange(80.0).reshape(8, 10), np.ones((3, 3)), np.ones(1)
    copies = x.copy(), weights.copy(), bias.copy()
    conv2d(x, weights, bias, activation="relu")
    conv2d(x, np.ones((1, 1)), activation=lambda maps: np.negative(maps, out=maps))
    for array, copy in zip((x, weights, bias), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_what_is_explained_is_what_runs() -> None:
    x, weights = np.ones((40, 50, 3), np.uint8), np.ones((3, 3))
    told = explain(x, weights, 1, strides=2, border="edge", activation="relu")
    assert told.plan in ("direct", "banded", "separable", "fourier")
    assert "float32 sums" in told.reason
    with pytest.raises(ArgumentValueError, match="strides must be at least 1"):
        explain(x, weights, strides=0)


def test_explain_has_the_signature_of_conv2d() -> None:
    assert signature(explain).parameters == signature(conv2d).parameters
    with pytest.raises(TypeError, match=r"^explain\(\) got an unexpected keyword argument 'foo'"):
        explain(np.ones((3, 4)), np.ones((3, 3)), foo=1)


@pytest.mark.parametrize("name", ["value", "bias"])
@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (10**5000, ArgumentValueError),
        (-(10**5000), ArgumentValueError),
        (np.timedelta64(1), ArgumentTypeError),
        (np.timedelta64(1, "s"), ArgumentTypeError),
    ],
    ids=["vast", "far below", "a time span without a unit", "a second"],
)
def test_what_is_no_finite_number_is_refused(name: str, number: object, kind) -> None:
    with pytest.raises(kind, match=rf"^{name} must be a (finite|real) number; a "):
        conv2d(np.ones((3, 4)), np.ones((3, 3)), **{name: number})
