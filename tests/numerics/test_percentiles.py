"""Percentiles by radix selection, beside numpy's."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from convstudio.numerics.percentiles import RankSearch, upper_counts

_FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)
_SHARES = st.floats(0, 100, allow_subnormal=False)


def _percentiles(parts: list[np.ndarray], shares: tuple[float, ...]) -> tuple[float, ...]:
    search = RankSearch(sum(map(upper_counts, parts)), shares)
    lower = search.no_counts()
    for part in parts:
        lower += search.lower_counts(part)
    return search.percentiles(lower)


@given(arrays.arrays(np.float32, st.integers(1, 40), elements=_FLOATS), _SHARES, _SHARES)
def test_they_are_numpys_exactly(values: np.ndarray, low: float, high: float) -> None:
    found = _percentiles([values[:7], values[7:]], (low, high))
    np.testing.assert_array_equal(found, np.percentile(values.astype(np.float64), (low, high)))


@pytest.mark.parametrize("scale", [1e-40, 1.0, 255.0, 1e37])
def test_they_are_numpys_of_many_values_of_every_size(scale: float) -> None:
    values = (np.random.default_rng(3).normal(0, 1, (700, 501, 3)) * scale).astype(np.float32)
    shares = (0.0, 0.01, 1.0, 33.3, 50.0, 99.0, 100.0)
    found = _percentiles([values[:100], values[100:]], shares)
    np.testing.assert_array_equal(found, np.percentile(values.astype(np.float64), shares))


def test_what_is_not_finite_is_left_out() -> None:
    values = np.array([np.nan, 3, -np.inf, 1, 2, np.inf, -np.nan], np.float32)
    assert _percentiles([values], (0.0, 50.0, 100.0)) == (1, 2, 3)


def test_of_nothing_there_are_none() -> None:
    assert all(map(math.isnan, _percentiles([np.full(4, np.nan, np.float32)], (1.0, 99.0))))
