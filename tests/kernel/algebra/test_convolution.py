"""Convolutions of kernels and their powers, against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import convolve2d, correlate2d

from convstudio.errors import ArgumentValueError
from convstudio.kernel import algebra
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.convolution import conv2d
from tests.kernel.algebra.kernels import kernels, meant

PICTURE = np.random.default_rng(8).integers(0, 255, (24, 22)).astype(float)
SMOOTH = Kernel(((1, 2, 1),), 4)
DIFFERENCE = Kernel(((-1,), (0,), (1,)))


@given(kernels(), kernels())
def test_both_in_turn_are_their_convolution(one, two):
    made = algebra.convolved(one, two)
    np.testing.assert_allclose(meant(made), convolve2d(meant(one), meant(two)), atol=1e-6)
    for slide in (correlate2d, convolve2d):  # without the flip and with it
        in_turn = slide(slide(PICTURE, meant(one), "valid"), meant(two), "valid")
        np.testing.assert_allclose(slide(PICTURE, meant(made), "valid"), in_turn, atol=1e-3)
    assert made.anchored_at == tuple(
        a + b for a, b in zip(one.anchored_at, two.anchored_at, strict=True)
    )


@given(kernels(whole=True, largest=5), kernels(whole=True, largest=5))
def test_whole_numbers_stay_whole_and_the_order_does_not_matter(one, two):
    made = algebra.convolved(one, two)
    np.testing.assert_array_equal(made.array, convolve2d(one.array, two.array))
    assert made.divisor == one.divisor * two.divisor
    assert made.same_numbers(algebra.convolved(two, one))


def test_our_own_convolution_agrees():
    made = algebra.convolved(SMOOTH, DIFFERENCE)
    assert made.weights == ((-1, -2, -1), (0, 0, 0), (1, 2, 1))
    assert made.divisor == 4
    once = conv2d(PICTURE, SMOOTH.array, padding="valid")
    twice = conv2d(once, DIFFERENCE.array, padding="valid")
    np.testing.assert_array_equal(conv2d(PICTURE, made.array, padding="valid"), twice)


def test_two_centres_of_even_sizes_do_not_make_a_centre():
    pair = Kernel(((1, 1),))
    assert algebra.convolved(pair, pair).anchor == (0, 0)
    assert algebra.power(Kernel(((1, 1, 1),)), 2).anchor is None


@given(kernels(largest=4, whole=True), st.integers(1, 4))
def test_a_power_is_so_many_convolutions(kernel, times):
    expected = kernel
    for _ in range(times - 1):
        expected = algebra.convolved(expected, kernel)
    assert algebra.power(kernel, times).same_numbers(expected)


@pytest.mark.parametrize(("size", "most"), [(1, 62), (2, 62), (3, 31), (5, 15), (33, 1), (63, 1)])
def test_powers_end_where_the_size_does(size, most):
    kernel = Kernel(((1.0,) * size,), size)
    assert algebra.largest_power(kernel) == most
    assert algebra.power(kernel, most).columns == most * (size - 1) + 1
    with pytest.raises(ArgumentValueError, match=f"at most {most}"):
        algebra.power(kernel, most + 1)


def test_too_large_a_convolution_is_refused_with_its_size():
    with pytest.raises(ArgumentValueError, match="65×1 "):
        algebra.convolved(Kernel(((1,),) * 33), Kernel(((1,),) * 33))


def test_divisors_that_leave_their_range_are_shared_out_anew():
    small = Kernel(((1, 2, 1),), 1e7)
    made = algebra.convolved(small, small)
    np.testing.assert_allclose(meant(made), np.array([[1, 4, 6, 4, 1]]) * 1e-14)
    large = Kernel(((4e11, 2e11),), 2e11)
    assert meant(algebra.convolved(large, large)).tolist() == [[4, 4, 1]]


def test_a_convolution_leaves_no_dust():
    assert algebra.convolved(Kernel(((0.1, 0.2),)), Kernel(((3,),))).weights == ((0.3, 0.6),)
