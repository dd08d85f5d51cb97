"""Integers stay exact whichever plan runs, and every dtype and memory layout is understood."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio import conv2d
from convstudio.numerics import engine
from convstudio.numerics.precision import precision
from tests.numerics import forced, naive

_SIDES = ((1, 1), (1, 1))
_F8 = np.dtype("f8")


def _every_plan_is_exact(x: np.ndarray, weights: np.ndarray, value: int = 0) -> set[str]:
    border = "constant" if value else "zeros"
    options = {"sides": _SIDES, "border": border, "value": value}
    sums = forced.wanted(x, weights, **options)
    expected = naive.sums(x, weights, **options, dtype=object)
    names = set()
    for name, found in forced.every_plan(sums, tile=(5, 6), threads=2):
        assert found.dtype == np.float64
        assert (found.astype(object) == expected).all(), name
        names.add(name)
    return names


_KERNELS = {
    "rank 1": np.outer([1, 3, 2, 3, 1], [2, 1, 1, 1, 2]),
    "full rank": np.arange(25).reshape(5, 5) ** 2 % 23 - 11,
    "zero columns": np.outer([1, 2, 1], [-1, 0, 1]),
    "large and rank 1": np.outer(np.arange(1, 12), np.arange(11) - 5),
}


@pytest.mark.parametrize("kernel", [*_KERNELS])
@pytest.mark.parametrize("bound", [2**24, 2**34, 2**53])
@pytest.mark.parametrize("offset", [-1, 0, 1])
@pytest.mark.parametrize("sign", [1, -1])
def test_up_to_the_bounds_and_around_them(kernel: str, bound: int, offset: int, sign: int) -> None:
    weights = _KERNELS[kernel]
    total = int(np.abs(weights).sum())
    largest = (bound + offset * total) // total
    rng = np.random.default_rng(3)
    x = rng.integers(-largest, largest, (14, 15, 1))
    # Under this window every product has the same sign, so that the sum is the largest there is.
    x[: weights.shape[0], : weights.shape[1], 0] = np.where(weights < 0, -1, 1) * largest * sign
    if total * largest >= 2**53:
        found = conv2d(x, weights, padding=1)
        expected = naive.sums(x, weights, sides=_SIDES, dtype=object)
        error = np.abs(found[..., 0] - expected[..., 0].astype(float)).max()
        assert error <= 2.0**53 * 1e-14
        return
    assert _every_plan_is_exact(x, weights) >= {"direct", "banded"}


@given(
    st.sampled_from(["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8"]),
    st.sampled_from([*_KERNELS]),
    st.integers(0, 2**32 - 1),
)
def test_every_integer_dtype(dtype: str, kernel: str, seed: int) -> None:
    weights = _KERNELS[kernel]
    limits = np.iinfo(dtype)
    most = min(int(limits.max), (2**53 - 1) // int(np.abs(weights).sum()))
    least = max(int(limits.min), -most)
    rng = np.random.default_rng(seed)
    x = rng.integers(least, most, (12, 13, 2), dtype=dtype, endpoint=True)
    x[0, 0], x[-1, -1] = least, most
    _every_plan_is_exact(x, weights)


@pytest.mark.parametrize("value", [255, 2**24, -(2**40)])
def test_a_constant_border_counts_among_the_values(value: int) -> None:
    x = np.random.default_rng(1).integers(0, 256, (12, 13, 1)).astype("u1")
    for weights in _KERNELS.values():
        _every_plan_is_exact(x, weights, value)


@pytest.mark.parametrize(("filters", "groups"), [(3, 1), (4, 2), (16, 1)])
def test_layers(filters: int, groups: int) -> None:
    rng = np.random.default_rng(2)
    x = rng.integers(-(2**20), 2**20, (12, 13, 4))
    weights = rng.integers(-(2**20), 2**20, (3, 3, 4 // groups, filters))
    sums = forced.wanted(x, weights, groups=groups)
    expected = naive.sums(x, weights, groups=groups, dtype=object)
    for name, found in forced.every_plan(sums, tile=(5, 6), threads=2):
        assert (found.astype(object) == expected).all(), name


def test_the_largest_integers_are_rounded_and_not_wrapped_around() -> None:
    for dtype in ("i8", "u8"):
        limits = np.iinfo(dtype)
        x = np.array([[limits.min, limits.max], [limits.max, limits.min]], dtype)
        found = conv2d(x, np.array([[1, 1]]), padding="valid")
        expected = float(int(limits.min) + int(limits.max))
        np.testing.assert_allclose(found, [[expected]] * 2, rtol=1e-15, atol=2048)
        np.testing.assert_array_equal(conv2d(x, np.array([[1]])), x.astype(float))
        np.testing.assert_array_equal(conv2d(x, np.array([[-1]])), -x.astype(float))


def test_weights_of_any_integer_dtype() -> None:
    x = np.arange(20, dtype="u1").reshape(4, 5)
    for dtype in ("u1", "i1", ">i2", "u8", "i8", "f2", "f4", "g"):
        np.testing.assert_array_equal(conv2d(x, np.full((1, 1), 100, dtype)), 100.0 * x)
    unsigned = np.array([[0, 200]], np.uint8)
    np.testing.assert_array_equal(conv2d(x, unsigned, padding="valid"), 200.0 * x[:, 1:])


@pytest.mark.parametrize(
    ("dtype", "weights", "sums", "whole"),
    [
        ("u1", [[65793.0]], "f4", True),  # 65793 · 255 = 2²⁴ − 1
        ("u1", [[-65793.0, 1.0]], "f8", True),
        ("u2", [[256.0]], "f4", True),
        ("u2", [[-257.0]], "f8", True),
        ("i1", [[2.0**17]], "f8", True),  # of −128 the magnitude counts
        ("i8", [[2.0**53]], "f8", False),
        ("u1", [[0.5]], "f8", False),
        ("u1", [[np.nan]], "f8", False),
        ("f4", [[1.0]], "f4", False),
        ("f2", [[1.0]], "f4", False),
        ("f8", [[1.0]], "f8", False),
    ],
)
def test_sums_are_float32_only_where_that_is_exact(dtype: str, weights, sums, whole) -> None:
    x = np.ones((2, 2, 1), dtype)
    found = precision(x, np.array(weights), np.dtype("f4" if dtype in ("f2", "f4") else "f8"))
    assert (found.dtype, found.whole_numbers) == (np.dtype(sums), whole)


def test_a_fraction_outside_the_picture_is_no_whole_number() -> None:
    x = np.ones((2, 2, 1), "u1")
    assert precision(x, np.ones((1, 1)), _F8, 0.5).dtype == _F8
    assert precision(x, np.ones((1, 1)), _F8, 2.0**30).dtype == _F8
    assert precision(x, np.ones((1, 1)), _F8, 3.0).dtype == np.float32
    found = conv2d(x[..., 0], np.ones((3, 3)), border="constant", value=0.1)
    np.testing.assert_allclose(found, 4 + 5 * 0.1, rtol=1e-15)


@pytest.mark.parametrize(
    ("given_dtype", "dtype"),
    [
        ("f2", "f4"), ("f4", "f4"), (">f4", "f4"), ("f8", "f8"), (">f8", "f8"), ("g", "f8"),
        ("u1", "f8"), ("i2", "f8"), (">u2", "f8"), (">i4", "f8"), ("i8", "f8"),
    ],
)  # fmt: skip
def test_float32_gives_float32_and_everything_else_float64(given_dtype: str, dtype: str) -> None:
    x = np.arange(20).reshape(4, 5)
    expected = conv2d(x, np.ones((3, 3)))
    for layer in (np.ones((3, 3), np.int8), np.ones((3, 3), ">f4"), np.ones((3, 3), "g")):
        found = conv2d(x.astype(given_dtype), layer)
        assert found.dtype == np.dtype(dtype)
        np.testing.assert_array_equal(found, expected)


def _read_only(x: np.ndarray) -> np.ndarray:
    copy = x.copy()
    copy.flags.writeable = False
    return copy


_LAYOUTS = {
    "upside down": lambda x: x[::-1][::-1].copy()[::-1][::-1],
    "turned": lambda x: x[::-1, ::-1].copy()[::-1, ::-1],
    "every other": lambda x: np.repeat(np.repeat(x, 2, axis=0), 3, axis=1)[::2, ::3],
    "by columns": np.asfortranarray,
    "channels first in memory": lambda x: np.moveaxis(np.moveaxis(x, 2, 0).copy(), 0, 2),
    "some channels of more": lambda x: np.concatenate([x, x], axis=2)[..., : x.shape[2]],
    "read-only": _read_only,
    "big-endian": lambda x: x.astype(x.dtype.newbyteorder(">")),
    "unaligned": lambda x: np.frombuffer(b"." + x.tobytes(), x.dtype, offset=1).reshape(x.shape),
}


@pytest.mark.parametrize("layout", [*_LAYOUTS])
@pytest.mark.parametrize("dtype", ["f4", "f8", "u2"])
@pytest.mark.parametrize("channels", [1, 3])
def test_any_memory_layout_by_every_plan(layout: str, dtype: str, channels: int) -> None:
    x = np.random.default_rng(9).integers(0, 99, (20, 21, channels)).astype(dtype)
    view = _LAYOUTS[layout](x)
    np.testing.assert_array_equal(view, x)
    for weights in (_KERNELS["rank 1"], np.ones((3, 3, channels, 2))):
        expected = naive.sums(x, weights, sides=_SIDES)
        sums = forced.wanted(view, weights, sides=_SIDES)
        for name, found in forced.every_plan(sums, tile=(8, 9), threads=2):
            bound = naive.scale(x, weights) * 1e-6 if dtype == "f4" else 1e-9
            np.testing.assert_allclose(found, expected, rtol=0, atol=bound, err_msg=name)
        np.testing.assert_array_equal(
            conv2d(view, weights, padding=1), conv2d(x.copy(), weights, padding=1)
        )


def test_a_picture_of_one_value_without_memory_of_its_own() -> None:
    x = np.broadcast_to(np.float32(2), (30, 31))
    np.testing.assert_array_equal(conv2d(x, np.ones((3, 3)), border="edge"), np.full((30, 31), 18))


def test_the_reason_names_the_dtype_of_the_sums() -> None:
    sums = forced.wanted(np.ones((9, 9, 1), "u1"), np.ones((3, 3)))
    told = engine.explanation(engine.plans_for(sums, forced.precision_of(sums)))
    assert "float32 sums" in told.reason
