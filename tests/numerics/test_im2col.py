"""The matrix of windows, against a naive loop and the locally connected layer."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics import layers
from convstudio.numerics.borders import BORDER_MODES
from convstudio.numerics.layers import im2col, locally_connected2d
from convstudio.numerics.padding import axes, checked_padding

_SMALL = st.integers(1, 3)
_SHAPES = st.tuples(_SMALL, st.integers(1, 8), st.integers(1, 8), _SMALL)
_PAIRS = st.tuples(_SMALL, _SMALL)
_STRIDES = st.tuples(st.integers(1, 9), st.integers(1, 9))
_SIDE = st.tuples(st.integers(0, 5), st.integers(0, 5))
_PADDINGS = st.sampled_from(["same", "valid"]) | st.tuples(_SIDE, _SIDE)
_SEEDS = st.integers(0, 2**32 - 1)


def _resolved(shape, kernel, strides, padding="valid", dilation=(1, 1), border="zeros"):
    """Both axes, or the end of this example where there is no such layer."""
    try:
        return axes(shape, kernel, strides, checked_padding(padding), dilation, border=border)
    except ArgumentValueError:
        assume(False)


def _naive_windows(x, kernel, both, border: str, value: float) -> np.ndarray:
    """One window after another out of a picture that ``numpy.pad`` has widened."""
    sides = [(0, 0), *((axis.before, axis.after) for axis in both), (0, 0)]
    if border in ("zeros", "constant"):
        padded = np.pad(x, sides, constant_values=value if border == "constant" else 0)
    else:
        padded = np.pad(x, sides, mode=border)
    vertical, horizontal = both
    rows = []
    for m in range(vertical.output):
        for n in range(horizontal.output):
            taps = [
                padded[:, m * vertical.stride + i * vertical.dilation][
                    :, n * horizontal.stride + j * horizontal.dilation
                ]
                for i in range(kernel[0])
                for j in range(kernel[1])
            ]
            rows.append(np.concatenate(taps, axis=-1))
    return np.stack(rows, axis=1)


@pytest.mark.parametrize("border", BORDER_MODES)
@given(
    shape=_SHAPES, kernel=_PAIRS, strides=_STRIDES, padding=_PADDINGS, dilation=_PAIRS, seed=_SEEDS
)
def test_the_matrix_is_the_windows_one_after_another(
    border, shape, kernel, strides, padding, dilation, seed
) -> None:
    both = _resolved(shape[1:3], kernel, strides, padding, dilation, border)
    x = np.random.default_rng(seed).normal(size=shape)
    how = {"strides": strides, "padding": padding, "dilation": dilation}
    found = im2col(x, kernel, **how, border=border, value=2.5)
    np.testing.assert_array_equal(found, _naive_windows(x, kernel, both, border, 2.5))
    first = im2col(
        np.moveaxis(x, -1, 1), kernel, **how, border=border, value=2.5, data_format="channels_first"
    )
    np.testing.assert_array_equal(first, found)
    np.testing.assert_array_equal(im2col(x[0], kernel, **how, border=border, value=2.5), found[0])


@given(_SHAPES, _PAIRS, _SMALL, _SEEDS)
def test_a_product_with_the_matrix_is_the_convolution(shape, kernel, filters, seed) -> None:
    both = _resolved(shape[1:3], kernel, (1, 1))
    rng = np.random.default_rng(seed)
    x, weights = rng.normal(size=shape), rng.normal(size=(*kernel, shape[3], filters))
    maps = im2col(x, kernel) @ weights.reshape(-1, filters)
    everywhere = np.broadcast_to(weights, (both[0].output, both[1].output, *weights.shape))
    expected = locally_connected2d(x, everywhere)
    np.testing.assert_allclose(maps.reshape(expected.shape), expected, rtol=1e-12, atol=1e-12)


def test_the_matrix_is_a_new_array_and_leading_axes_are_kept() -> None:
    x = np.ones((2, 3, 4, 5, 1))
    found = im2col(x, 1)
    assert found.shape == (2, 3, 20, 1)
    found[:] = 7
    assert x.max() == 1


def test_steps_that_are_never_taken_may_be_beyond_any_index() -> None:
    x = np.arange(4.0).reshape(2, 2)
    np.testing.assert_array_equal(im2col(x, 1, strides=10**30, dilation=2**63 - 1), [[0]])


@pytest.mark.parametrize("dilation", [2**61, 2**62, 2**63 - 1])
@pytest.mark.parametrize("border", ["zeros", "edge", "symmetric", "wrap"])
def test_windows_that_reach_beyond_any_index_are_as_they_should_be(border, dilation: int) -> None:
    x = np.arange(12.0).reshape(3, 4)
    # The borders that repeat do so after 3, 4, 6 or 8 pixels, so this reaches the same ones.
    near = dilation % 24 + 24
    found = im2col(x, 5, padding="same", dilation=dilation, border=border)
    np.testing.assert_array_equal(found, im2col(x, 5, padding="same", dilation=near, border=border))


@pytest.mark.parametrize("most", [1, 50, 300])
def test_the_matrix_is_the_same_in_any_number_of_tiles(most: int, monkeypatch) -> None:
    x = np.random.default_rng(1).normal(size=(2, 7, 8, 3))
    options = {"strides": (2, 1), "padding": 2, "border": "constant", "value": 3}
    expected = im2col(x, (3, 2), **options)
    monkeypatch.setattr(layers, "_AT_ONCE", most)
    np.testing.assert_array_equal(im2col(x, (3, 2), **options), expected)


def test_little_memory_is_taken_beside_the_matrix() -> None:
    x = np.zeros((1000, 1000), np.uint8)
    tracemalloc.start()
    try:
        found = im2col(x, 4)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak - found.nbytes < 64 * 2**20


@pytest.mark.parametrize(
    "options",
    [
        {"kernel_size": 2, "padding": 2**31 - 1},
        {"kernel_size": 2**62, "padding": "same"},
        {"x": np.broadcast_to(np.zeros(1), (300_000, 300_000)), "kernel_size": 1001},
    ],
    ids=["padding", "a kernel", "a picture"],
)
def test_a_matrix_beyond_any_memory_is_refused(options) -> None:
    with pytest.raises(ArgumentValueError, match=r"^the output must be of a size .* GB, was given"):
        im2col(**{"x": np.ones((3, 4)), **options})


def test_a_window_for_which_memory_is_short_is_refused(monkeypatch) -> None:
    def short(*_arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr(layers, "_write_windows", short)
    with pytest.raises(ArgumentValueError, match=r"^the output must be .* of shape \(6, 4\)"):
        im2col(np.ones((3, 4)), 2)


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"x": np.ones(4)}, ArgumentValueError, "^x must be"),
        ({"x": [[1]]}, ArgumentTypeError, "^x must be a numpy array"),
        ({"kernel_size": 0}, ArgumentValueError, "^kernel_size must be from 1 to"),
        (
            {"kernel_size": 10**5000},
            ArgumentValueError,
            "a number of more than 4000 digits was given",
        ),
        ({"kernel_size": 2**63 - 1}, ArgumentValueError, "^kernel must be no larger"),
        ({"kernel_size": 6}, ArgumentValueError, "^kernel must be no larger"),
        ({"kernel_size": 2.0}, ArgumentTypeError, "^kernel_size must be an integer"),
        ({"strides": 0}, ArgumentValueError, "^strides must be at least 1"),
        ({"dilation": (1, 0)}, ArgumentValueError, "^dilation must be from 1 to"),
        ({"padding": "full"}, ArgumentValueError, "^padding must be “same”"),
        ({"padding": 4, "border": "reflect"}, ArgumentValueError, "^padding must be at most 3"),
        ({"border": "mirror"}, ArgumentValueError, "^border must be one of “zeros”"),
        ({"border": None}, ArgumentTypeError, "^border must be one of “zeros”"),
        ({"value": np.inf}, ArgumentValueError, "^value must be a finite number"),
        ({"value": "0"}, ArgumentTypeError, "^value must be a real number"),
        ({"data_format": "NCHW"}, ArgumentValueError, "^data_format must be one of"),
    ],
)
def test_windows_that_cannot_be_are_refused(options, kind, message: str) -> None:
    with pytest.raises(kind, match=message):
        im2col(**{"x": np.ones((4, 5)), "kernel_size": 2, **options})


@pytest.mark.parametrize(
    ("dtype", "result"), [(np.float16, "f4"), (">f4", "f4"), (np.uint8, "f8"), ("g", "f8")]
)
def test_the_dtype_of_the_matrix_is_that_of_a_result(dtype, result: str) -> None:
    x = np.arange(12).reshape(3, 4).astype(dtype)
    found = im2col(x, 2)
    assert found.dtype == result
    np.testing.assert_array_equal(found, im2col(x.astype(result), 2))


def test_a_constant_beyond_the_range_is_infinity_without_a_warning() -> None:
    found = im2col(np.ones((2, 2), np.float32), 1, padding=1, border="constant", value=1e300)
    assert found.max() == np.inf
