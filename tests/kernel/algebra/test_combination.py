"""Sums, differences, blends."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.kernel import algebra
from convstudio.kernel.kernel import Kernel
from tests.kernel.algebra.kernels import kernels, slid

PICTURE = np.random.default_rng(7).random((9, 8)) * 255
BOX = Kernel(((1, 1, 1),) * 3, 9, "Box")
GAUSSIAN = Kernel(((1, 2, 1), (2, 4, 2), (1, 2, 1)), 16, "Gaussian")


@given(kernels(), kernels())
def test_the_map_of_a_sum_is_the_sum_of_the_maps(one, two):
    maps = slid(PICTURE, one), slid(PICTURE, two)
    np.testing.assert_allclose(slid(PICTURE, algebra.added(one, two)), maps[0] + maps[1], atol=1e-6)
    np.testing.assert_allclose(
        slid(PICTURE, algebra.subtracted(one, two)), maps[0] - maps[1], atol=1e-6
    )


@given(kernels(), kernels(), st.floats(-1, 2))
def test_between_two_kernels_the_map_is_between_their_maps(one, two, t):
    expected = (1 - t) * slid(PICTURE, one) + t * slid(PICTURE, two)
    made = slid(PICTURE, algebra.interpolated(one, two, t))
    np.testing.assert_allclose(made, expected, atol=1e-6)


@given(kernels(), st.floats(-1, 2))
def test_between_identity_and_kernel_the_map_is_between_picture_and_map(kernel, t):
    made = algebra.blended_with_identity(kernel, t)
    expected = (1 - t) * PICTURE + t * slid(PICTURE, kernel)
    np.testing.assert_allclose(slid(PICTURE, made), expected, atol=1e-6)
    assert made.divisor == kernel.divisor


@given(kernels(), kernels())
def test_the_ends_are_exact(one, two):
    assert algebra.interpolated(one, two, 0) is one
    assert algebra.interpolated(one, two, 1) is two
    assert algebra.blended_with_identity(one, 1) is one
    identity = algebra.blended_with_identity(one, 0)
    expected = np.zeros(one.shape)
    expected[one.anchored_at] = one.divisor
    np.testing.assert_array_equal(identity.array, expected)


def test_divisors_meet_in_their_least_common_multiple():
    total = algebra.added(BOX, GAUSSIAN)
    assert total.divisor == 144
    assert total.weights[1] == (16 + 18, 16 + 36, 16 + 18)
    assert algebra.added(BOX, BOX).weights == ((2, 2, 2),) * 3


def test_the_smaller_one_lies_on_the_centre_of_the_larger():
    point = Kernel(((5,),))
    assert algebra.added(Kernel(((1, 2, 3),) * 3), point).weights == (
        (1, 2, 3),
        (1, 7, 3),
        (1, 2, 3),
    )
    aside = algebra.subtracted(point, Kernel(((1, 2),), anchor=(0, 1)))
    assert aside.weights == ((-1, 3),)
    assert aside.anchor == (0, 1)


def test_too_large_a_sum_is_refused():
    left, right = (Kernel(((1,) * 63,), anchor=(0, place)) for place in (0, 62))
    with pytest.raises(ArgumentValueError, match="kernel columns"):
        algebra.added(left, right)


def test_a_blend_is_read_as_it_was_chosen():
    assert algebra.blended_with_identity(Kernel(((1, 0, 3),)), 0.3).weights == ((0.3, 0.7, 0.9),)
