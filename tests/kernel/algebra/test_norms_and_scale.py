"""Normalised, zero-mean, negated and scaled kernels."""

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

GAUSSIAN = Kernel(((1, 2, 1), (2, 4, 2), (1, 2, 1)))
LAPLACIAN = Kernel(((0, 1, 0), (1, -4, 1), (0, 1, 0)))
MEASURES = {
    "sum": lambda w: w.sum(),
    "absolute": lambda w: np.abs(w).sum(),
    "l2": lambda w: math.sqrt((w * w).sum()),
}


def test_the_sum_becomes_the_divisor_and_the_weights_stay():
    made = algebra.normalised(GAUSSIAN)
    assert made.weights == GAUSSIAN.weights
    assert made.divisor == 16


def test_or_the_weights_are_divided():
    made = algebra.normalised(GAUSSIAN, through="weights")
    assert made.divisor == 1
    assert made.weights[1] == (0.125, 0.25, 0.125)


@given(kernels(), st.sampled_from(algebra.NORMS), st.sampled_from(["divisor", "weights"]))
def test_what_was_asked_for_is_1_and_directions_stay(kernel, norm, through):
    weights = meant(kernel)
    assume(np.abs(weights).max() > 1e-3)
    assume(norm != "sum" or abs(weights.sum()) > 1e-3 * np.abs(weights).sum())
    made = meant(algebra.normalised(kernel, norm, through))
    assert MEASURES[norm](made) == pytest.approx(1, rel=1e-9)
    ratio = MEASURES[norm](weights)
    np.testing.assert_allclose(made * ratio, weights, rtol=1e-9, atol=1e-9)


def test_a_sum_of_0_cannot_become_1_and_the_hint_says_what_can():
    with pytest.raises(ArgumentValueError, match="0 was given") as caught:
        algebra.normalised(LAPLACIAN)
    assert "Σ|w|" in caught.value.hint
    assert algebra.normalised(LAPLACIAN, "absolute").divisor == 8
    rounding = Kernel(((0.1, 0.2, -0.3),))
    with pytest.raises(ArgumentValueError):
        algebra.normalised(rounding)


@pytest.mark.parametrize("norm", algebra.NORMS)
def test_zeros_alone_have_no_norm(norm):
    with pytest.raises(ArgumentValueError, match="all 0"):
        algebra.normalised(Kernel(((0, 0, 0),)), norm)


def test_whole_weights_stay_whole_without_their_mean():
    made = algebra.zero_mean(Kernel(((1, 2, 1),), 4))
    assert made.weights == ((-1, 2, -1),)
    assert made.divisor == 12


@given(kernels())
def test_without_its_mean_a_kernel_sums_to_0(kernel):
    made = algebra.zero_mean(kernel)
    assert made.total == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(
        meant(made), meant(kernel) - meant(kernel).mean(), rtol=1e-9, atol=1e-9
    )
    assert algebra.zero_mean(made).total == pytest.approx(0, abs=1e-12)


def test_scaling_leaves_no_dust():
    assert algebra.scaled(Kernel(((0.1, 0.2),)), 3).weights == ((0.3, 0.6),)
    assert algebra.scaled(GAUSSIAN, 1) is GAUSSIAN
    with pytest.raises(ArgumentValueError, match="weight"):
        algebra.scaled(GAUSSIAN, 1e12)
    with pytest.raises(ArgumentValueError, match="factor"):
        algebra.scaled(GAUSSIAN, math.nan)


@given(kernels())
def test_a_divisor_can_be_divided_out(kernel):
    made = algebra.divided_out(kernel)
    assert made.divisor == 1
    np.testing.assert_allclose(made.array, meant(kernel), rtol=1e-15)


def test_what_moves_no_weight_leaves_the_anchor_as_it_was_set():
    even = Kernel(((1, 2), (3, 4)))
    set_outright = Kernel(even.weights, anchor=(0, 0))
    for operation in (algebra.negated, algebra.normalised, algebra.zero_mean, algebra.divided_out):
        assert operation(even).anchor is None
        assert operation(set_outright).anchor == (0, 0)
