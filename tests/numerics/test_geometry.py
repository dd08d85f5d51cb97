"""Sizes, padding amounts, regions and where a map lies on its picture."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics import geometry
from convstudio.numerics.geometry import Axis, Placement, Region

_SIZES, _KERNELS, _STRIDES = st.integers(1, 60), st.integers(1, 13), st.integers(1, 20)


def _counted(axis: Axis) -> int:
    """Steps the window along the padded axis and counts where it fits."""
    starts = range(-axis.before, axis.size + axis.after - axis.kernel + 1, axis.stride)
    return len(starts)


@given(_SIZES, _KERNELS, _STRIDES, st.integers(0, 9), st.integers(0, 9))
def test_the_size_formula_is_the_counted_size(
    size: int, kernel: int, stride: int, before: int, after: int
) -> None:
    axis = Axis(size, kernel, stride, before, after)
    assert axis.output == _counted(axis)


@given(_SIZES, _KERNELS, _STRIDES)
def test_same_gives_the_size_over_the_stride_rounded_up(
    size: int, kernel: int, stride: int
) -> None:
    before, after = geometry.same_padding(size, kernel, stride)
    assert Axis(size, kernel, stride, before, after).output == math.ceil(size / stride)
    assert after - before in (0, 1)


@given(_SIZES, _KERNELS, _STRIDES)
def test_same_pads_no_pixel_more_than_it_needs(size: int, kernel: int, stride: int) -> None:
    total = sum(geometry.same_padding(size, kernel, stride))
    needed = (math.ceil(size / stride) - 1) * stride + kernel - size
    assert total == max(needed, 0)


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "amounts"),
    [
        (8, 2, 1, (0, 1)),
        (8, 4, 1, (1, 2)),
        (8, 3, 2, (0, 1)),
        (9, 3, 2, (1, 1)),
        (28, 5, 1, (2, 2)),
        (8, 1, 3, (0, 0)),
    ],
)
def test_same_puts_the_odd_pixel_after(
    size: int, kernel: int, stride: int, amounts: tuple[int, int]
) -> None:
    assert geometry.same_padding(size, kernel, stride) == amounts


@pytest.mark.parametrize(
    ("shape", "kernel", "stride", "padding", "size"),
    [
        ((8, 8), 3, 1, "valid", (6, 6)),
        ((9, 9), 3, 1, "valid", (7, 7)),
        ((9, 9), 3, 1, 1, (9, 9)),
        ((13, 13), 5, 2, 0, (5, 5)),
        ((28, 28), 5, 1, "same", (28, 28)),
        ((512, 512), 3, 1, 1, (512, 512)),
        ((7, 12), 3, 4, "valid", (2, 3)),
        ((7, 12), 3, 4, "same", (2, 3)),
        ((5, 7), 3, 100, "valid", (1, 1)),
        ((1, 1), 31, 1, "same", (1, 1)),
    ],
)
def test_output_sizes_of_the_rules(shape, kernel, stride, padding, size) -> None:
    found = geometry.output_size(shape, (kernel, kernel), (stride, stride), padding)
    assert found == size


def test_the_vertical_direction_comes_first() -> None:
    vertical, horizontal = geometry.axes((10, 20), (3, 5), (1, 2), (0, 4))
    assert vertical == Axis(10, 3, 1, 0, 0)
    assert horizontal == Axis(20, 5, 2, 4, 4)


def test_a_kernel_larger_than_the_padded_picture_is_told_with_what_would_fit() -> None:
    with pytest.raises(ArgumentValueError) as caught:
        geometry.axes((4, 6), (7, 7), (1, 1), 1)
    assert str(caught.value) == (
        "kernel must be no larger than the padded picture; a 7×7 kernel for a picture of 4×6 pixels"
        " (rows × columns), 6×8 with its padding, was given. What would fit: a kernel of at most "
        "5×5, padding “same”, or a padding of at least 2."
    )


@given(
    st.tuples(_SIZES, _SIZES),
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.tuples(st.integers(0, 9), st.integers(0, 9)),
)
def test_the_padding_of_the_hint_is_the_least_that_fits(shape, kernel, padding) -> None:
    try:
        geometry.axes(shape, kernel, (1, 1), padding)
    except ArgumentValueError as error:
        least = int(error.hint.rstrip(".").rsplit(" ", 1)[1])
        assert min(geometry.output_size(shape, kernel, (1, 1), least)) >= 1
        with pytest.raises(ArgumentValueError):
            geometry.axes(shape, kernel, (1, 1), least - 1)


@pytest.mark.parametrize("padding", ["same", "valid", 0, 7, (1, 2)])
def test_the_forms_of_padding(padding: object) -> None:
    assert geometry.checked_padding(padding) == padding


@pytest.mark.parametrize(
    ("padding", "message"),
    [
        ("full", "padding must be “same”, “valid” or an integer; “full” was given."),
        (-1, "padding must be at least 0; -1 was given."),
        ((0, -1), "padding must be at least 0; -1 was given."),
    ],
)
def test_a_padding_that_cannot_be_is_refused(padding: object, message: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        geometry.checked_padding(padding)
    assert caught.value.message == message


@pytest.mark.parametrize(("padding", "given"), [(1.5, "1.5"), (None, "None"), (True, "True")])
def test_a_padding_of_another_type_is_refused(padding: object, given: str) -> None:
    with pytest.raises(ArgumentTypeError) as caught:
        geometry.checked_padding(padding)
    assert caught.value.message == (
        f"padding must be “same”, “valid” or an integer; {given} was given."
    )


@given(_SIZES, _KERNELS, _STRIDES, st.integers(0, 15), st.data())
def test_the_input_span_is_what_the_windows_touch(size, kernel, stride, padding, data) -> None:
    axis = Axis(size, kernel, stride, padding, padding)
    if axis.output == 0:
        return
    first = data.draw(st.integers(0, axis.output - 1))
    last = data.draw(st.integers(first, axis.output - 1))
    touched = range(axis.first_input(first), axis.first_input(last) + kernel)
    start, stop = axis.input_span(first, last)
    assert set(range(start, stop)) == set(touched) & set(range(size))


def test_a_region_gives_every_step_th_row_and_column() -> None:
    region = Region(2, 1, 9, 8, 3)
    assert list(region.rows) == [2, 5, 8]
    assert list(region.columns) == [1, 4, 7]


def _placed(shape, *layers: tuple[int, int, geometry.Padding]) -> Placement:
    axes = []
    for kernel, stride, padding in layers:
        axes.append(geometry.axes(shape, (kernel, kernel), (stride, stride), padding))
        shape = tuple(axis.output for axis in axes[-1])
    return geometry.placement(tuple(axes))


def test_a_map_of_the_same_size_covers_the_picture() -> None:
    assert _placed((9, 12), (3, 1, "same")) == Placement(0, 0, 1, 1)


def test_a_map_without_padding_begins_half_a_kernel_inside() -> None:
    assert _placed((9, 12), (5, 1, "valid")) == Placement(2, 2, 1, 1)


def test_a_padded_map_begins_outside_the_picture() -> None:
    assert _placed((9, 12), (3, 1, 4)) == Placement(-3, -3, 1, 1)


def test_a_map_pixel_is_as_large_as_the_stride_around_its_window() -> None:
    # The first window covers 0 … 2, its centre is 1.5; two pixels around that begin at 0.5.
    assert _placed((9, 9), (3, 2, "valid")) == Placement(0.5, 0.5, 2, 2)


def test_an_even_kernel_lies_between_pixels() -> None:
    assert _placed((8, 8), (2, 1, "valid")) == Placement(0.5, 0.5, 1, 1)


def test_layers_add_up() -> None:
    # 3×3, then 3×3 over every second: together a window of 5 with a stride of 2.
    assert _placed((20, 20), (3, 1, "valid"), (3, 2, "valid")) == Placement(1.5, 1.5, 2, 2)


def test_directions_are_placed_apart() -> None:
    axes = geometry.axes((20, 30), (3, 7), (1, 2), (0, 1))
    assert geometry.placement((axes,)) == Placement(left=1.5, top=1.0, width=2.0, height=1.0)
