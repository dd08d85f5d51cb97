"""Whole weights over a divisor."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.kernel import algebra
from convstudio.kernel.kernel import Kernel
from tests.kernel.algebra.kernels import kernels, meant


@pytest.mark.parametrize(
    ("weights", "divisor", "whole", "made"),
    [
        (((1 / 9,) * 3,) * 3, 1, ((1,) * 3,) * 3, 9),
        (((0.0625, 0.125, 0.0625),), 1, ((1, 2, 1),), 16),
        (((0.1, 0.7, 0.2),), 1, ((1, 7, 2),), 10),
        (((1 / 3, 0.5),), 1, ((2, 3),), 6),
        (((2, 4, 2),), 16, ((1, 2, 1),), 8),
        (((2, 4),), -2, ((-1, -2),), 1),
        (((1 / 3, 1 / 7),), 5, ((7, 3),), 105),
        (((0.5, -1),), 0.25, ((2, -4),), 1),
        (((0, 0),), 3, ((0, 0),), 1),
    ],
)
def test_what_is_whole_over_some_divisor_is_found_exactly(weights, divisor, whole, made):
    found = algebra.integerised(Kernel(weights, divisor))
    assert found.exact
    assert found.error == 0
    assert found.kernel.weights == whole
    assert found.kernel.divisor == made


@given(kernels(whole=True), st.integers(1, 999))
def test_fractions_typed_as_decimals_come_back(kernel, divisor):
    typed = Kernel(tuple(tuple(w / divisor for w in row) for row in kernel.weights))
    found = algebra.integerised(typed)
    assert found.exact
    assert found.kernel.divisor <= divisor
    np.testing.assert_allclose(meant(found.kernel), kernel.array / divisor, rtol=1e-14)


@given(kernels(), st.integers(1, 300))
def test_the_error_is_told_and_true(kernel, most):
    assume(np.abs(kernel.array).max() > 0)
    found = algebra.integerised(kernel, most)
    weights = meant(found.kernel)
    assert np.array_equal(found.kernel.array, np.rint(found.kernel.array))
    assert found.kernel.divisor == round(found.kernel.divisor) > 0
    error = np.abs(weights - meant(kernel)).max() / np.abs(meant(kernel)).max()
    assert error == pytest.approx(found.error, abs=1e-12)
    assert found.exact == (found.error == 0)


def test_a_gaussian_keeps_its_sum_and_a_laplacian_of_one_its_0():
    y, x = np.mgrid[-3:4, -3:4]
    bell = np.exp(-(x**2 + y**2) / 2.7)
    gaussian = Kernel(tuple(map(tuple, bell / bell.sum())))
    found = algebra.integerised(gaussian, 1000)
    assert not found.exact
    assert found.error < 0.01
    assert found.kernel.total == found.kernel.divisor
    log = (x**2 + y**2 - 2.7) * bell
    log -= log.mean()
    found = algebra.integerised(Kernel(tuple(map(tuple, log))), 500)
    assert found.kernel.total == 0
    assert found.error < 0.01


@pytest.mark.parametrize("most", [0, 4097])
def test_divisors_have_bounds(most):
    with pytest.raises(ArgumentValueError, match="largest divisor"):
        algebra.integerised(Kernel(((math.pi,),)), most)


def test_the_largest_kernel_is_no_trouble(no_stall):
    weights = np.random.default_rng(1).normal(size=(63, 63))
    found = algebra.integerised(Kernel(tuple(map(tuple, weights))), 4096)
    assert found.error < 1e-3
