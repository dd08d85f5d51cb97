"""One axis of a layer, regions, and where a map lies on its picture."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from convstudio.numerics.geometry import Axis, Placement, Region, placement
from convstudio.numerics.padding import Padding, axes, checked_padding

_SIZES, _KERNELS, _STRIDES = st.integers(1, 60), st.integers(1, 13), st.integers(1, 20)
_AMOUNTS = st.integers(0, 9)
_AXES = st.builds(Axis, _SIZES, _KERNELS, _STRIDES, _AMOUNTS, _AMOUNTS, st.integers(1, 5))


def _windows(axis: Axis) -> list[list[int]]:
    """The inputs under each window: steps it along the padded axis as long as it fits."""
    found, start = [], -axis.before
    while start + axis.dilation * (axis.kernel - 1) < axis.size + axis.after:
        found.append([start + axis.dilation * tap for tap in range(axis.kernel)])
        start += axis.stride
    return found


@given(_AXES)
def test_the_size_formula_is_the_counted_size(axis: Axis) -> None:
    assert axis.output == len(_windows(axis))


@given(_AXES)
def test_the_first_input_and_the_extent_are_those_of_each_window(axis: Axis) -> None:
    for output, window in enumerate(_windows(axis)):
        assert axis.first_input(output) == window[0]
        assert axis.extent == window[-1] - window[0] + 1


@given(_AXES)
def test_the_remainder_is_what_the_last_window_leaves(axis: Axis) -> None:
    if windows := _windows(axis):
        assert axis.remainder == axis.size + axis.after - 1 - windows[-1][-1]


def test_the_padded_size_counts_both_sides() -> None:
    assert Axis(10, 3, 1, before=2, after=5).padded == 17


def test_a_region_gives_every_step_th_row_and_column() -> None:
    region = Region(2, 1, 9, 8, 3)
    assert list(region.rows) == [2, 5, 8]
    assert list(region.columns) == [1, 4, 7]


def _placed(shape: tuple[int, int], *layers: tuple[int, int, Padding]) -> Placement:
    found = []
    for kernel, stride, padding in layers:
        both = axes(shape, (kernel, kernel), (stride, stride), checked_padding(padding))
        found.append(both)
        shape = (both[0].output, both[1].output)
    return placement(tuple(found))


def test_a_map_of_the_same_size_covers_the_picture() -> None:
    assert _placed((9, 12), (3, 1, "same")) == Placement(0, 0, 1, 1)


def test_a_map_without_padding_begins_half_a_kernel_inside() -> None:
    assert _placed((9, 12), (5, 1, "valid")) == Placement(2, 2, 1, 1)


def test_a_padded_map_begins_outside_the_picture() -> None:
    assert _placed((9, 12), (3, 1, 4)) == Placement(-3, -3, 1, 1)


def test_only_the_padding_before_moves_a_map() -> None:
    assert _placed((9, 12), (3, 1, ((4, 0), (2, 7)))) == Placement(left=-1, top=-3)


def test_a_map_pixel_is_as_large_as_the_stride_around_its_window() -> None:
    # The first window covers 0 … 2, its centre is 1.5; two pixels around that begin at 0.5.
    assert _placed((9, 9), (3, 2, "valid")) == Placement(0.5, 0.5, 2, 2)


def test_an_even_kernel_lies_between_pixels() -> None:
    assert _placed((8, 8), (2, 1, "valid")) == Placement(0.5, 0.5, 1, 1)


def test_a_dilated_kernel_is_placed_as_the_wide_one_that_it_is() -> None:
    dilated = axes((20, 20), (3, 3), padding="valid", dilation=(2, 3))
    assert placement((dilated,)) == Placement(left=3, top=2)


def test_layers_add_up() -> None:
    # 3×3, then 3×3 over every second: together a window of 5 with a stride of 2.
    assert _placed((20, 20), (3, 1, "valid"), (3, 2, "valid")) == Placement(1.5, 1.5, 2, 2)


def test_directions_are_placed_apart() -> None:
    both = axes((20, 30), (3, 7), (1, 2), ((0, 0), (1, 1)))
    assert placement((both,)) == Placement(left=1.5, top=1.0, width=2.0, height=1.0)


def test_no_layer_leaves_the_picture_where_it_is() -> None:
    assert placement(()) == Placement()
