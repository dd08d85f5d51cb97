"""Kernels of any size and anchor: the weight under the anchor lies over the output's pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region, placement
from convstudio.pipeline.inspection import inspect
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import render

_SIZES = st.integers(1, 6)
_WHOLE = Region(0, 0, 17, 23)


@st.composite
def _kernels(draw) -> Kernel:
    rows, columns = draw(_SIZES), draw(_SIZES)
    weights = draw(
        st.lists(
            st.lists(st.integers(-9, 9), min_size=columns, max_size=columns),
            min_size=rows,
            max_size=rows,
        )
    )
    anchor = draw(st.none() | st.tuples(st.integers(0, rows - 1), st.integers(0, columns - 1)))
    return Kernel(tuple(map(tuple, weights)), anchor=anchor)


def _picture() -> Picture:
    values = np.random.default_rng(3).integers(0, 256, (17, 23, 1), np.uint8)
    return Picture(values)


@given(_kernels())
def test_same_is_scipys_correlation_about_the_anchor(kernel: Kernel) -> None:
    picture = _picture()
    found = render(Pipeline((Convolution(kernel, border="edge"),)), picture, _WHOLE).values[..., 0]
    origin = [a - f // 2 for a, f in zip(kernel.anchored_at, kernel.shape, strict=True)]
    expected = ndimage.correlate(
        picture.colour[..., 0].astype(float), kernel.array, mode="nearest", origin=origin
    )
    np.testing.assert_array_equal(found, expected)


@given(_kernels())
def test_a_flipped_kernel_keeps_the_weight_that_its_anchor_names(kernel: Kernel) -> None:
    layer = Convolution(kernel, border="edge", flip=True)
    picture = _picture()
    found = render(Pipeline((layer,)), picture, _WHOLE).values[..., 0]
    row, column = layer.anchor
    centre = kernel.rows - 1 - row, kernel.columns - 1 - column  # of the kernel as it slides
    origin = [a - f // 2 for a, f in zip(centre, kernel.shape, strict=True)]
    expected = ndimage.correlate(
        picture.colour[..., 0].astype(float),
        kernel.array[::-1, ::-1],
        mode="nearest",
        origin=origin,
    )
    np.testing.assert_array_equal(found, expected)


@given(_kernels(), st.integers(1, 3), st.booleans())
def test_the_inspector_adds_up_what_the_map_shows(kernel: Kernel, dilation: int, flip) -> None:
    layer = Convolution(kernel, border="symmetric", dilation=dilation, flip=flip)
    picture, pipeline = _picture(), Pipeline((layer,))
    values = render(pipeline, picture, _WHOLE).values
    for place in ((0, 0), (16, 22), (8, 9)):
        assert inspect(pipeline, picture, *place, 0).pixel.values[0, 0, 0] == values[place][0]


def test_a_map_lies_where_its_anchor_is() -> None:
    corner = Kernel(((1.0,) * 3,) * 3, anchor=(0, 0))
    shape = (20, 20)
    same = placement(Pipeline((Convolution(corner),)).axes(shape))
    valid = placement(Pipeline((Convolution(corner, padding="valid"),)).axes(shape))
    assert (same.left, same.top, valid.left, valid.top) == (0, 0, 0, 0)
    middle = Kernel(corner.weights)
    assert placement(Pipeline((Convolution(middle, padding="valid"),)).axes(shape)).left == 1


@pytest.mark.parametrize("anchor", [(0, 0), (1, 1), (2, 2), (3, 3)])
@pytest.mark.parametrize("stride", [1, 2, 3, 5])
def test_same_has_as_many_values_wherever_the_anchor_is(anchor, stride: int) -> None:
    kernel = Kernel(((1.0,) * 4,) * 4, anchor=anchor)
    for size in range(5, 20):
        axes = Convolution(kernel, strides=stride).axes((size, size))
        assert [axis.output for axis in axes] == [-(-size // stride)] * 2
        assert all(axis.before >= 0 <= axis.after for axis in axes)


@pytest.mark.parametrize("dilation", [1, 2, 3])
@pytest.mark.parametrize("anchor", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_the_anchor_of_a_dilated_kernel_lies_over_the_pixel(anchor, dilation: int) -> None:
    weights = [[0, 0], [0, 0]]
    weights[anchor[0]][anchor[1]] = 1
    layer = Convolution(Kernel(tuple(map(tuple, weights)), anchor=anchor), dilation=dilation)
    picture = _picture()
    found = render(Pipeline((layer,)), picture, _WHOLE).values
    np.testing.assert_array_equal(found, picture.colour)
