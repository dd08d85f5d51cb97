"""Statistics and histograms by parts, beside numpy's of the whole."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from convstudio.numerics.analysis import (
    PIECE,
    Histogram,
    Statistics,
    finite_range,
    histogram_of,
    histogram_of_levels,
    joined_ranges,
    level_counts,
    statistics_of,
    statistics_of_levels,
)

_VALUES = arrays.arrays(
    np.float32, st.integers(0, 40), elements=st.floats(-1e6, 1e6, width=32)
    | st.sampled_from([np.nan, np.inf, -np.inf]),
)  # fmt: skip


@given(_VALUES, st.integers(0, 40))
def test_statistics_of_parts_add_up_to_those_of_the_whole(values: np.ndarray, cut: int) -> None:
    found = statistics_of(values[:cut], 255) + statistics_of(values[cut:], 255)
    finite = values[np.isfinite(values)].astype(np.float64)
    assert (found.count, found.finite) == (values.size, finite.size)
    assert found.nans == np.isnan(values).sum()
    assert found.infinities == np.isinf(values).sum()
    assert (found.below, found.above) == ((values < 0).sum(), (values > 255).sum())
    if finite.size == 0:
        assert found.range is None
        assert all(map(math.isnan, (found.minimum, found.maximum, found.mean, found.deviation)))
        return
    assert found.range == (finite.min(), finite.max())
    scale = np.abs(finite).max()
    np.testing.assert_allclose(found.mean, finite.mean(), rtol=1e-12, atol=1e-12 * scale)
    np.testing.assert_allclose(found.deviation, finite.std(), rtol=1e-9, atol=1e-9 * scale)


def test_a_small_spread_far_from_0_is_not_lost() -> None:
    values = (60000 + np.random.default_rng(1).normal(0, 0.5, 5 * PIECE)).astype(np.float32)
    found = statistics_of(values.reshape(5, -1, 1), 65535)
    exact = values.astype(np.float64)
    np.testing.assert_allclose(found.mean, exact.mean(), rtol=1e-14)
    np.testing.assert_allclose(found.deviation, exact.std(), rtol=1e-10)


def test_nan_lies_nowhere_and_what_is_on_the_edge_is_inside() -> None:
    values = np.array([-np.inf, -1, -0.0, 0, 255, 255.5, np.inf, np.nan], np.float32)
    found = statistics_of(values, 255)
    assert (found.below, found.above, found.count, found.nans, found.infinities) == (2, 2, 8, 1, 2)
    assert (found.share_below, found.share_above) == (0.25, 0.25)
    assert found.range == (-1, 255.5)


def test_nothing_has_no_share_and_changes_no_sum() -> None:
    assert (Statistics().share_below, Statistics().share_above) == (0, 0)
    some = statistics_of(np.array([3.0, 5.0], np.float32), 4)
    assert Statistics() + some == some + Statistics() == some
    assert some == Statistics(2, 0, 3, 5, 4, 1, 0, 1)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_levels_have_the_statistics_and_the_histogram_of_their_values(dtype) -> None:
    most = np.iinfo(dtype).max
    values = np.random.default_rng(2).integers(0, most, (300, 299, 3), dtype, endpoint=True)
    counts = level_counts(values, most + 1)
    np.testing.assert_array_equal(
        counts[1], np.bincount(values[..., 1].ravel(), minlength=most + 1)
    )
    floats = values.astype(np.float32)
    found, other = statistics_of_levels(counts.sum(axis=0), 200), statistics_of(floats, 200)
    assert (found.count, found.range, found.below) == (other.count, other.range, other.below)
    assert found.above == other.above
    np.testing.assert_allclose((found.mean, found.deviation), (other.mean, other.deviation))
    ends = (10.0, most - 3.0)
    binned, wanted = histogram_of_levels(counts, *ends), histogram_of(floats, *ends)
    np.testing.assert_array_equal(binned.counts, wanted.counts)


def test_levels_that_do_not_occur_have_no_statistics() -> None:
    assert statistics_of_levels(np.zeros(256, np.int64), 255).count == 0


@given(arrays.arrays(np.float32, (9, 5, 3), elements=st.floats(-900, 900, width=32)))
def test_histograms_of_parts_add_up_to_numpys_of_the_whole(values: np.ndarray) -> None:
    low, high = float(values.min()), float(values.max())
    found = histogram_of(values[:4], low, high, 16) + histogram_of(values[4:], low, high, 16)
    assert (found.low, found.high) == (low, high)
    assert found.counts.sum() == values.size
    if high - low < 1:
        return
    edges = np.linspace(low, high, 17)
    distance = np.abs(values[..., np.newaxis].astype(np.float64) - edges[1:-1]).min(axis=-1)
    if distance.min() > 1e-9:  # numpy may round an edge's own value into the other bin
        for channel in range(3):
            wanted, _ = np.histogram(values[..., channel].astype(np.float64), edges)
            np.testing.assert_array_equal(found.counts[channel], wanted)


def test_each_8_bit_value_has_a_bin_of_its_own() -> None:
    values = np.arange(256, dtype=np.float32).repeat(np.arange(256)).reshape(-1, 1, 1)
    found = histogram_of(values, 0, 255)
    np.testing.assert_array_equal(found.counts, [np.arange(256)])


def test_a_histogram_leaves_out_what_is_outside_or_nan() -> None:
    values = np.array([-1, 0, 4.9, 5, 10, 10.1, np.nan, np.inf], np.float32).reshape(1, -1, 1)
    np.testing.assert_array_equal(histogram_of(values, 0, 10, 2).counts, [[2, 2]])


def test_all_of_one_value_is_in_the_first_bin() -> None:
    found = histogram_of(np.full((3, 3, 1), 7, np.float32), 7, 7, 4)
    assert isinstance(found, Histogram)
    np.testing.assert_array_equal(found.counts, [[9, 0, 0, 0]])


def test_ranges_are_of_finite_values_and_join() -> None:
    assert finite_range(np.array([np.nan, 2, np.inf, -3], np.float32)) == (-3, 2)
    assert finite_range(np.array([np.nan, np.inf], np.float32)) is None
    assert finite_range(np.zeros(0, np.float32)) is None
    assert joined_ranges((1, 2), (-1, 1)) == (-1, 2)
    assert joined_ranges(None, (0, 0)) == (0, 0)
    assert joined_ranges(None, None) is None
