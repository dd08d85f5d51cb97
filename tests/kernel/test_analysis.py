"""Gain, range, noise, symmetry and factors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.kernel.algebra.approximation import NO_RANK
from convstudio.kernel.analysis import factors, gains, symmetries, without_dust
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.convolution import conv2d
from tests.kernel.algebra.kernels import kernels, meant

SOBEL_X = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
LAPLACIAN = Kernel(((0, 1, 0), (1, -4, 1), (0, 1, 0)))
GAUSSIAN = Kernel(((1, 2, 1), (2, 4, 2), (1, 2, 1)), 16)


def test_the_gains_of_sobel():
    found = gains(SOBEL_X)
    assert (found.sum, found.positive, found.negative, found.absolute) == (0, 4, -4, 8)
    assert found.noise == pytest.approx(math.sqrt(12))
    assert found.output_range(0, 255) == (-1020, 1020)
    assert found.output_range(10, 20, bias=5) == (-35, 45)


def test_the_worst_case_is_reached():
    kernel = Kernel(((-1, 3), (2, -5)), -2)
    worst = np.where(kernel.array / kernel.divisor > 0, 200.0, 7.0)
    reached = conv2d(worst, kernel.array / kernel.divisor, padding="valid")
    assert gains(kernel).output_range(7, 200)[1] == reached.item()


@given(kernels(), st.floats(-10, 10), st.floats(0, 20))
def test_nothing_leaves_the_worst_case(kernel, low, width):
    rng = np.random.default_rng(3)
    picture = rng.choice([low, low + width], (12, 12))
    low_out, high_out = gains(kernel).output_range(low, low + width)
    mapped = conv2d(picture, meant(kernel), padding="valid")
    assert low_out - 1e-6 <= mapped.min()
    assert mapped.max() <= high_out + 1e-6


def test_noise_is_amplified_by_the_l2_norm():
    noise = np.random.default_rng(4).normal(size=(400, 400))
    mapped = conv2d(noise, SOBEL_X.array, padding="valid")
    assert mapped.std() == pytest.approx(gains(SOBEL_X).noise, rel=0.02)


@pytest.mark.parametrize(
    ("kernel", "found"),
    [
        (SOBEL_X, ("up-down", "anti-symmetric")),
        (LAPLACIAN, ("all",)),
        (Kernel(((0.1 + 0.2, 1, 0.3),)), ("left-right", "up-down", "all")),
        (Kernel(((1,),)), ()),
        (Kernel(((0, 0), (0, 0))), ()),
        (Kernel(((1, 2), (3, 4))), ()),
    ],
)
def test_symmetries(kernel, found):
    shown = symmetries(kernel)
    if "all" in found:
        assert shown == ("all",)
    else:
        assert shown == found


@given(kernels())
def test_factors_multiply_to_the_kernel(kernel):
    found = factors(kernel)
    weights = np.zeros(kernel.shape)
    for column, row in zip(found.columns, found.rows, strict=True):
        weights += np.outer(column, row)
    np.testing.assert_allclose(weights, kernel.array, atol=1e-7)
    assert found.rank == np.linalg.matrix_rank(kernel.array, rtol=NO_RANK)
    if found.whole:
        assert weights.tolist() == kernel.array.tolist()
        assert all(w == round(w) for row in (*found.rows, *found.columns) for w in row)


def test_whole_factors_are_found():
    assert factors(SOBEL_X).columns == ((1, 2, 1),)
    assert factors(SOBEL_X).rows == ((-1, 0, 1),)
    found = factors(LAPLACIAN)
    assert (found.rank, found.whole) == (2, True)
    assert not factors(Kernel(((0.5, 1), (1, 2)))).whole
    assert factors(Kernel(((0.0,),))).rank == 0


def test_the_row_of_a_real_kernel_is_one_of_its_own():
    found = factors(Kernel(((0.25, 0.5), (0.5, 1.0))))
    assert found.rows == ((0.5, 1.0),)
    assert found.columns == ((0.5, 1.0),)


def test_what_rounding_leaves_of_0_is_0():
    assert without_dust(0.1 + 0.2 - 0.3, 0.6) == 0
    assert without_dust(-1e-9, 1) == -1e-9
    assert without_dust(0, 0) == 0


def test_no_weight_carries_no_infinity():
    mean = gains(Kernel(((1, 1, 1),), 3))
    assert mean.output_range(0, math.inf) == (0, math.inf)
    both = gains(Kernel(((-1, 0, 1),)))
    assert both.output_range(0, math.inf) == (-math.inf, math.inf)
    assert all(math.isnan(end) for end in both.output_range(math.inf, math.inf))
