"""Bands of rows, and calling work off."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import Cancelled
from convstudio.numerics import convolution
from convstudio.numerics.convolution import correlate
from convstudio.numerics.tiles import CancelToken, bands


@given(st.integers(0, 300), st.integers(1, 70))
def test_bands_cover_every_row_once_and_in_order(count: int, height: int) -> None:
    found = list(bands(count, height))
    assert [row for start, stop in found for row in range(start, stop)] == list(range(count))
    assert all(0 < stop - start <= height for start, stop in found)


def test_a_token_is_not_set_at_first() -> None:
    token = CancelToken()
    token.check()
    assert not token.cancelled


def test_a_cancelled_token_raises_at_every_check() -> None:
    token = CancelToken()
    token.cancel()
    assert token.cancelled
    for _ in range(2):
        with pytest.raises(Cancelled):
            token.check()


class _CancelsAfter(CancelToken):
    """Calls the work off at its n-th check."""

    def __init__(self, checks: int) -> None:
        super().__init__()
        self.left = checks

    def check(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.cancel()
        super().check()


def test_work_ends_at_the_check_that_finds_it_called_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convolution, "_BAND_BYTES", 1)
    token = _CancelsAfter(12)
    with pytest.raises(Cancelled):
        correlate(
            np.ones((64, 8, 1)),
            np.ones((3, 3)),
            start=(0, 0),
            count=(62, 6),
            strides=(1, 1),
            dtype=np.dtype(np.float64),
            cancel=token,
        )
    assert token.left == 0


@given(st.integers(1, 40), st.integers(1, 4), st.integers(1, 5))
def test_bands_together_equal_the_whole(rows: int, stride: int, size: int) -> None:
    picture = np.random.default_rng(rows).integers(-9, 9, (rows + size, 9, 2))
    weights = np.arange(size * 3, dtype=float).reshape(size, 3)
    count = rows // stride + 1

    def sums() -> np.ndarray:
        return correlate(
            picture,
            weights,
            start=(-1, -1),
            count=(count, 9),
            strides=(stride, 1),
            dtype=np.dtype(np.float64),
        )

    whole = sums()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(convolution, "_BAND_BYTES", 1)
        np.testing.assert_array_equal(sums(), whole)
