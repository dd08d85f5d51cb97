"""The input of a convolution and its borders, held to ``numpy.pad``, whole or in part."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.numerics.borders import BORDER_MODES
from convstudio.numerics.source import Line, Source, Sums, read_patch
from convstudio.numerics.tiles import Scratch, Span
from tests.numerics import naive

_RUNS = st.tuples(st.integers(-30, 30), st.integers(1, 20), st.integers(1, 9))  # first, count, step
_SIZES = st.integers(1, 12)
_FILL = -7.0


def _indices(run: tuple[int, int, int]) -> np.ndarray:
    first, count, step = run
    return first + step * np.arange(count)


def _outside_and_in(picture: np.ndarray, rows, columns, border: str) -> np.ndarray:
    """The values at these indices, looked up in a picture padded far enough."""
    far = 260
    wide = naive.padded(picture.astype(float), ((far, far), (far, far)), border, _FILL)
    return wide[np.ix_(_indices(rows) + far, _indices(columns) + far)]


def _read(source: Source, rows, columns, dtype: str = "f8") -> np.ndarray:
    out = np.full((rows[1], columns[1], source.values.shape[2]), np.nan, dtype)
    source.read(rows, columns, out)
    return out


def _source(picture: np.ndarray, border: str, **options: object) -> Source:
    high, wide = picture.shape[:2]
    fill = _FILL if border == "constant" else 0.0
    return Source(picture, Line(high, border), Line(wide, border), fill, **options)


@pytest.mark.parametrize("border", BORDER_MODES)
@given(size=st.tuples(_SIZES, _SIZES), rows=_RUNS, columns=_RUNS)
def test_it_reads_what_numpy_pads(border: str, size, rows, columns) -> None:
    picture = np.arange(size[0] * size[1] * 2, dtype="i2").reshape(*size, 2)
    found = _read(_source(picture, border), rows, columns)
    np.testing.assert_array_equal(found, _outside_and_in(picture, rows, columns, border))


@pytest.mark.parametrize("border", BORDER_MODES)
@given(size=st.tuples(_SIZES, _SIZES), rows=_RUNS, columns=_RUNS)
def test_a_part_that_holds_what_is_needed_reads_the_same(border: str, size, rows, columns) -> None:
    picture = np.arange(size[0] * size[1], dtype="f4").reshape(*size, 1)
    lines = [Line(n, border) for n in size]
    held = [line.needed(_indices(run)) for line, run in zip(lines, (rows, columns), strict=True)]
    for line, kept in zip(lines, held, strict=True):
        assert (np.diff(kept) > 0).all()
        assert ((kept >= 0) & (kept < line.size)).all()
    source = Source(
        picture[np.ix_(*held)],
        Line(size[0], border, held[0]),
        Line(size[1], border, held[1]),
        _FILL if border == "constant" else 0.0,
    )
    found = _read(source, rows, columns, "f4")
    np.testing.assert_array_equal(found, _outside_and_in(picture, rows, columns, border))


@pytest.mark.parametrize("border", BORDER_MODES)
@given(size=_SIZES, run=_RUNS, extra=st.sets(st.integers(0, 11)))
def test_a_part_may_hold_more_than_is_needed(border: str, size, run, extra) -> None:
    needed = Line(size, border).needed(_indices(run))
    held = np.array(sorted({*needed.tolist(), *(place for place in extra if place < size)}), int)
    picture = np.arange(1, size + 1, dtype="f8")[:, np.newaxis, np.newaxis]
    fill = _FILL if border == "constant" else 0.0
    source = Source(picture[held], Line(size, border, held), Line(1, border), fill)
    found = _read(source, run, (0, 1, 1))
    np.testing.assert_array_equal(found, _outside_and_in(picture, run, (0, 1, 1), border))


@given(_SIZES, _RUNS)
def test_the_parts_of_a_line_cover_it_once_and_in_order(size: int, run) -> None:
    first, count, step = run
    covered = []
    for places, selector in Line(size).parts(first, count, step):
        indices = _indices(run)[places]
        covered += range(count)[places]
        assert (selector is None) == bool(((indices < 0) | (indices >= size)).all())
        if isinstance(selector, slice):
            np.testing.assert_array_equal(np.arange(size)[selector], indices)
    assert covered == list(range(count))


def test_where_indices_stand_in_a_part() -> None:
    np.testing.assert_array_equal(Line(9).at(np.array([2, 5])), [2, 5])
    held = np.array([1, 2, 5, 8])
    np.testing.assert_array_equal(Line(9, "edge", held).at(np.array([2, 5, 8])), [1, 2, 3])


def test_values_are_decoded_on_the_way_and_what_stands_outside_is_not() -> None:
    picture = np.arange(6, dtype="u1").reshape(2, 3, 1)
    source = _source(picture, "constant", decode=lambda values: values / 2)
    found = _read(source, (-1, 3, 1), (0, 3, 1))[..., 0]
    np.testing.assert_array_equal(found, [[_FILL] * 3, [0, 0.5, 1], [1.5, 2, 2.5]])


def test_indices_beyond_any_memory() -> None:
    picture = np.arange(5.0)[:, np.newaxis, np.newaxis]
    for border in BORDER_MODES:
        found = _read(_source(picture, border), (-(2**40), 3, 2**40), (0, 1, 1))
        assert found[1, 0, 0] == 0  # index 0 lies in the middle
        if border == "edge":
            np.testing.assert_array_equal(found[:, 0, 0], [0, 0, 4])


@given(
    st.integers(1, 30), st.integers(1, 5), st.integers(1, 9),
    st.sampled_from([1, 2, 3, 16, 17, 40, 2**31 - 1]), st.sampled_from(BORDER_MODES),
)  # fmt: skip
def test_a_patch_holds_what_lies_under_every_weight(size, taps, stride, dilation, border) -> None:
    picture = np.arange(size, dtype="f8")[:, np.newaxis, np.newaxis]
    count, start = -(-size // stride), -min(dilation * (taps - 1) // 2, 2**31)
    sums = Sums(
        _source(picture, border), np.ones((taps, 1)), (start, 0), (count, 1), (stride, 1),
        (dilation, 1),
    )  # fmt: skip
    for top in range(0, count, 4):
        span = Span(top, 0, min(top + 4, count), 1)
        patch = read_patch(sums, span, np.dtype("f8"), Scratch())
        assert patch.count == span.count
        assert patch.values.size <= 17 * taps + 4 * max(stride, dilation) * (taps + 1)
        for output in range(span.count[0]):
            for tap in range(taps):
                place = start + (top + output) * stride + tap * dilation
                expected = _read(sums.source, (place, 1, 1), (0, 1, 1))
                row = output * patch.strides[0] + tap * patch.dilation[0]
                assert patch.values[row].ravel() == expected.ravel()
