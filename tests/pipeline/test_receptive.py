"""What a value rests on: against the pixels whose change changes it, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.borders import BORDER_MODES
from convstudio.numerics.geometry import Region
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.receptive import receptive_field
from convstudio.pipeline.rendering import check, render


def _ones(rows: int, columns: int) -> Kernel:
    return Kernel(((1.0,) * columns,) * rows)


_SIZES, _STEPS, _AMOUNTS = st.integers(1, 4), st.integers(1, 3), st.integers(0, 3)
_SIDES = st.tuples(_AMOUNTS, _AMOUNTS)
_LAYERS = st.builds(
    Convolution,
    st.builds(_ones, _SIZES, _SIZES),
    padding=st.sampled_from(["same", "valid"]) | st.tuples(_SIDES, _SIDES),
    strides=st.tuples(_STEPS, _STEPS),
    dilation=st.tuples(_STEPS, _STEPS),
    border=st.sampled_from(BORDER_MODES),
)


@settings(max_examples=60)
@given(st.lists(_LAYERS, min_size=1, max_size=3), st.integers(2, 7), st.integers(2, 7), st.data())
def test_it_is_every_pixel_that_changes_the_value_and_no_other(layers, rows, columns, data) -> None:
    """With ones for weights and whole numbers nothing cancels out."""
    pipeline = Pipeline(tuple(layers))
    empty = np.zeros((rows, columns, 1), np.float32)
    try:
        high, wide = check(pipeline, Picture(empty))
    except ArgumentValueError:
        return
    row, column = data.draw(st.integers(0, high - 1)), data.draw(st.integers(0, wide - 1))
    found = receptive_field(layers, (rows, columns), row, column)
    seen = np.zeros((rows, columns), bool)
    for top, bottom in found.rows.runs:
        for left, right in found.columns.runs:
            seen[top:bottom, left:right] = True
    region = Region(row, column, row + 1, column + 1)
    for i, j in np.ndindex(rows, columns):
        lit = empty.copy()
        lit[i, j] = 1
        changed = render(pipeline, Picture(lit), region).values.item() != 0
        assert changed == seen[i, j]
    assert found.pixels == seen.sum()


def test_three_layers_of_3_see_7() -> None:
    layers = [Convolution(_ones(3, 3))] * 3
    for count, (first, last) in ((1, (9, 12)), (2, (8, 13)), (3, (7, 14))):
        found = receptive_field(layers[:count], (20, 20), 10, 10)
        assert found.rows.runs == found.columns.runs == ((first, last),)
        assert found.size == (2 * count + 1,) * 2
        assert not found.rows.padded


def test_at_a_corner_the_rest_is_padding() -> None:
    found = receptive_field([Convolution(_ones(3, 3))] * 2, (20, 30), 0, 29)
    assert found.rows.runs == ((0, 3),)
    assert found.rows.reach == (-2, 3)
    assert found.columns.runs == ((27, 30),)
    assert found.columns.reach == (27, 32)
    assert found.rows.padded
    assert found.pixels == 9


def test_a_stride_widens_what_the_next_layer_sees() -> None:
    strided = Convolution(_ones(2, 2), padding="valid", strides=2)
    found = receptive_field([strided, Convolution(_ones(3, 3), padding="valid")], (12, 12), 1, 2)
    assert found.rows.runs == ((2, 8),)
    assert found.columns.runs == ((4, 10),)


def test_holes_of_a_dilated_kernel_and_a_border_that_wraps() -> None:
    dilated = Convolution(_ones(3, 1), padding="valid", dilation=2)
    assert receptive_field([dilated], (9, 9), 1, 1).rows.runs == ((1, 2), (3, 4), (5, 6))
    wrapped = receptive_field([Convolution(_ones(3, 3), border="wrap")], (9, 9), 0, 4)
    assert wrapped.rows.runs == ((0, 2), (8, 9))
    assert wrapped.rows.hull == (0, 9)
    assert wrapped.rows.reach == (-1, 2)


def test_nothing_but_padding_is_no_pixel() -> None:
    found = receptive_field([Convolution(_ones(1, 1), padding=2)], (4, 4), 0, 3)
    assert found.rows.runs == ()
    assert found.rows.hull == (0, 0)
    assert found.pixels == 0


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ArgumentValueError, match="kernel"):
        receptive_field([Convolution(_ones(5, 5), padding="valid")], (4, 4), 0, 0)
