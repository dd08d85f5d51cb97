"""Random weights: their spread, their bounds, and that a seed means the same everywhere."""

from __future__ import annotations

import math

import numpy as np
import pytest

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics.initializers import DISTRIBUTIONS, draw, fans, variance

SHAPE = (5, 5, 16, 256)
GLOROT_0 = [0.3354862482481792, -0.5639050832878075, -1.1243806447841993]
HE_0 = [0.536644482099526, -0.9358118232028705, -2.474883069686019]


def test_fans_are_those_of_keras():
    assert fans((3, 3, 64, 128)) == (9 * 64, 9 * 128)


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_mean_and_variance_are_what_they_should_be(distribution):
    weights = draw(distribution, SHAPE, 1)
    wanted = variance(distribution, SHAPE)
    assert weights.shape == SHAPE
    assert abs(weights.mean()) < 4 * math.sqrt(wanted / weights.size)
    assert weights.var() == pytest.approx(wanted, rel=0.02)


def test_he_and_glorot_differ_by_their_fans():
    assert variance("he_normal", SHAPE) == 2 / 400
    assert variance("glorot_normal", SHAPE) == 2 / (400 + 6400)


def test_uniform_weights_stay_within_their_limit_and_normal_ones_within_two_deviations():
    limit = math.sqrt(6 / (400 + 6400))
    assert np.abs(draw("glorot_uniform", SHAPE, 3)).max() <= limit
    deviation = math.sqrt(2 / 400) / 0.87962566103423978
    assert np.abs(draw("he_normal", SHAPE, 3)).max() <= 2 * deviation


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_a_seed_draws_the_same_again_and_another_something_else(distribution):
    first = draw(distribution, (3, 3, 1, 2), 7)
    assert np.array_equal(first, draw(distribution, (3, 3, 1, 2), 7))
    assert not np.array_equal(first, draw(distribution, (3, 3, 1, 2), 8))


def test_a_seed_is_the_same_on_every_machine():
    assert draw("glorot_uniform", (1, 1, 1, 3), 0).ravel() == pytest.approx(GLOROT_0, rel=1e-14)
    assert draw("he_normal", (1, 1, 1, 3), 0).ravel() == pytest.approx(HE_0, rel=1e-12)


@pytest.mark.parametrize("seed", [-1, 2**31])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(ArgumentValueError, match="seed"):
        draw("he_normal", (1, 1, 1, 1), seed)


def test_a_distribution_or_a_seed_that_is_none_is_refused():
    with pytest.raises(ArgumentValueError, match="distribution"):
        draw("cauchy", (1, 1, 1, 1), 0)  # type: ignore[arg-type]
    with pytest.raises(ArgumentTypeError, match="seed"):
        draw("he_normal", (1, 1, 1, 1), 0.5)  # type: ignore[arg-type]
