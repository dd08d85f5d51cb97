"""The forms of padding, the pixels they come to, and hints that hold what they promise."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics.geometry import Axis
from convstudio.numerics.padding import LARGEST_PADDING, axes, checked_padding, same_padding

_SIZES, _KERNELS, _STRIDES = st.integers(1, 60), st.integers(1, 13), st.integers(1, 20)
_SMALL, _AMOUNTS = st.integers(1, 5), st.integers(0, 9)
_SIDES = st.tuples(st.tuples(_AMOUNTS, _AMOUNTS), st.tuples(_AMOUNTS, _AMOUNTS))
_WANTED = "“same”, “valid”, an integer, (vertical, horizontal) or ((top, bottom), (left, right))"

_PAIR, _RANGE = "an integer or (vertical, horizontal)", f"from 0 to {LARGEST_PADDING}"


def _pair(both: int) -> tuple[int, int]:
    return both, both


def _sides(both: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return _pair(both), _pair(both)


def _refused(call: Callable[..., object], *values, **named) -> ArgumentValueError | None:
    try:
        call(*values, **named)
    except ArgumentValueError as error:
        return error
    return None


def _numbers(hint: str, before: str, after: str) -> list[int]:
    """The numbers that a hint names between two pieces of its text; none where it is silent."""
    found = re.search(f"{re.escape(before)}(\\d+(?: or \\d+)?){re.escape(after)}", hint)
    return [int(number) for number in found[1].split(" or ")] if found else []


@pytest.mark.parametrize(
    ("padding", "checked"),
    [
        ("same", "same"),
        ("valid", "valid"),
        (0, _sides(0)),
        (np.int8(7), _sides(7)),
        ((1, 2), (_pair(1), _pair(2))),
        ([1, 2], (_pair(1), _pair(2))),
        (((1, 2), (3, 4)), ((1, 2), (3, 4))),
        ((1, (3, 4)), (_pair(1), (3, 4))),
    ],
)
def test_the_forms_of_padding(padding: object, checked: object) -> None:
    assert checked_padding(padding) == checked


@pytest.mark.parametrize(
    ("padding", "kind", "wanted", "given"),
    [
        ("full", ArgumentValueError, _WANTED, "“full”"),
        ((1, 2, 3), ArgumentValueError, _WANTED, "a sequence of 3 values"),
        ((0, (1, 2, 3)), ArgumentValueError, _PAIR, "a sequence of 3 values"),
        (-1, ArgumentValueError, _RANGE, "-1"),
        ((0, -1), ArgumentValueError, _RANGE, "-1"),
        (2**31, ArgumentValueError, _RANGE, "2147483648"),
        (1.5, ArgumentTypeError, _WANTED, "1.5"),
        (None, ArgumentTypeError, _WANTED, "None"),
        (True, ArgumentTypeError, _WANTED, "True"),
        ((1, "2"), ArgumentTypeError, _WANTED, "a str"),
        (np.ones(2, int), ArgumentTypeError, _WANTED, "a numpy array"),
    ],
)
def test_a_padding_that_cannot_be_is_refused(padding, kind, wanted: str, given: str) -> None:
    with pytest.raises(kind) as caught:
        checked_padding(padding)
    assert caught.value.message == f"padding must be {wanted}; {given} was given."


@given(_SIZES, _KERNELS, _STRIDES, _SMALL)
def test_same_gives_the_size_over_the_stride_rounded_up(
    size: int, kernel: int, stride: int, dilation: int
) -> None:
    before, after = same_padding(size, kernel, stride, dilation)
    assert Axis(size, kernel, stride, before, after, dilation).output == math.ceil(size / stride)
    assert after - before in (0, 1)


@given(_SIZES, _KERNELS, _STRIDES, _SMALL)
def test_same_pads_no_pixel_more_than_it_needs(
    size: int, kernel: int, stride: int, dilation: int
) -> None:
    total = sum(same_padding(size, kernel, stride, dilation))
    needed = (math.ceil(size / stride) - 1) * stride + dilation * (kernel - 1) + 1 - size
    assert total == max(needed, 0)


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "amounts"),
    [
        (8, 2, 1, (0, 1)),
        (8, 3, 2, (0, 1)),
        (9, 3, 2, (1, 1)),
        (8, 1, 3, (0, 0)),
    ],
)
def test_same_puts_the_odd_pixel_after(
    size: int, kernel: int, stride: int, amounts: tuple[int, int]
) -> None:
    assert same_padding(size, kernel, stride) == amounts


@pytest.mark.parametrize("values", [(0, 1), (1, 0), (1, 1, 0), (1, 1, 1, 0)])
def test_same_of_nothing_is_refused(values: tuple[int, ...]) -> None:
    with pytest.raises(ArgumentValueError, match="must be at least 1; 0 was given"):
        same_padding(*values)


@given(
    st.tuples(_SIZES, _SIZES),
    st.tuples(_KERNELS, _KERNELS),
    st.tuples(_STRIDES, _STRIDES),
    _SIDES,
    st.tuples(_SMALL, _SMALL),
)
def test_the_sizes_are_those_of_windows_over_a_padded_array(
    shape, kernel, strides, sides, dilation
) -> None:
    padded = np.pad(np.zeros(shape, np.int8), sides)
    extent = tuple(d * (f - 1) + 1 for d, f in zip(dilation, kernel, strict=True))
    if extent[0] > padded.shape[0] or extent[1] > padded.shape[1]:
        with pytest.raises(ArgumentValueError, match="no larger than the padded picture"):
            axes(shape, kernel, strides, sides, dilation)
        return
    windows = sliding_window_view(padded, extent)[:: strides[0], :: strides[1]]
    found = axes(shape, kernel, strides, sides, dilation)
    assert tuple(axis.output for axis in found) == windows.shape[:2]


@pytest.mark.parametrize("padding", ["same", "valid"])
def test_the_words_come_to_pixels(padding) -> None:
    vertical, horizontal = axes((28, 10), (5, 4), (1, 3), padding)
    amounts = ((2, 2), (1, 2)) if padding == "same" else ((0, 0), (0, 0))
    assert vertical == Axis(28, 5, 1, *amounts[0])
    assert horizontal == Axis(10, 4, 3, *amounts[1])


def test_the_vertical_direction_comes_first() -> None:
    vertical, horizontal = axes((10, 20), (3, 5), (1, 2), ((0, 1), (4, 5)), (2, 1))
    assert vertical == Axis(10, 3, 1, 0, 1, dilation=2)
    assert horizontal == Axis(20, 5, 2, 4, 5)


def test_a_kernel_larger_than_the_padded_picture_is_told_with_what_would_fit() -> None:
    with pytest.raises(ArgumentValueError) as caught:
        axes((4, 6), (7, 7), (1, 1), _sides(1))
    assert str(caught.value) == (
        "kernel must be no larger than the padded picture; a 7×7 kernel for a picture of 4×6 pixels"
        " (rows × columns), 6×8 with its padding, was given. What would fit: a kernel of at most "
        "5 rows, padding “same”, or a padding of at least 2."
    )


def test_reflect_reaches_as_far_as_the_picture_and_no_further() -> None:
    axes((4, 9), (3, 3), padding=_sides(3), border="reflect")
    with pytest.raises(ArgumentValueError) as caught:
        axes((4, 9), (3, 3), padding=_sides(4), border="reflect")
    assert str(caught.value) == (
        "padding must be at most 3 with border “reflect”, which mirrors the picture about its edge "
        "pixels; a padding of 4 for 4 rows was given. What would fit: a padding of 3, padding "
        "“valid”, or border “symmetric” or “edge”."
    )
    with pytest.raises(ArgumentValueError, match="a padding of 9 for 9 columns"):
        axes((40, 9), (3, 3), padding=((0, 0), (0, 9)), border="reflect")


@pytest.mark.parametrize("border", ["zeros", "constant", "edge", "symmetric", "wrap"])
def test_every_other_border_reaches_any_distance(border: str) -> None:
    assert axes((2, 2), (3, 3), padding=_sides(50), border=border)[0].output == 100


def _fits(axis: Axis, stride: int, padding: tuple[int, int]) -> bool:
    room = axis.size + sum(padding) - axis.extent
    return room >= 0 and room % stride == 0


def _around(numbers: list[int], middle: int) -> tuple[list[int], list[int]]:
    return [n for n in numbers if n <= middle], [n for n in numbers if n > middle]


@given(
    st.builds(Axis, _SIZES, _KERNELS, _STRIDES, _AMOUNTS, _AMOUNTS, _SMALL),
    st.sampled_from(["zeros", "reflect"]),
)
def test_the_strides_and_paddings_of_an_exact_refusal_fit_and_are_the_nearest(
    axis: Axis, border: str
) -> None:
    assume(axis.output > 0)
    sides = (axis.before, axis.after)
    widest = axis.size - 1 if border == "reflect" else LARGEST_PADDING
    assume(max(sides) <= widest)
    error = _refused(
        axes,
        (50, axis.size),
        (1, axis.kernel),
        (1, axis.stride),
        ((0, 0), sides),
        (1, axis.dilation),
        border=border,
        exact=True,
    )
    if error is None:
        assert _fits(axis, axis.stride, sides)
        return
    assert error.argument == "horizontal stride"
    strides = [s for s in range(1, axis.padded) if _fits(axis, s, sides)]
    smaller, larger = _around(strides, axis.stride)
    assert _numbers(error.hint, "a horizontal stride of ", "") == [*smaller[-1:], *larger[:1]]
    half = sum(sides) // 2
    amounts = [p for p in range(half + 41) if p <= widest and _fits(axis, axis.stride, (p, p))]
    below, above = _around(amounts, half)
    found = _numbers(error.hint, "the same padding of ", " on every side")
    assert found == [*below[-1:], *above[:1]]


def test_an_impossible_stride_is_told_with_what_would_fit() -> None:
    with pytest.raises(ArgumentValueError) as caught:
        axes((13, 13), (5, 5), (3, 3), "valid", exact=True)
    assert str(caught.value) == (
        "vertical stride must be a divisor of the 8 pixels that the kernel can move; 3, which "
        "leaves a remainder of 2, was given. What would fit: a stride of 2 or 4, or the same "
        "padding of 2 on every side."
    )


@pytest.mark.usefixtures("no_stall")
def test_a_stride_or_a_picture_beyond_measure_is_refused_at_once() -> None:
    for size, stride in ((13, 10**18 + 1), (2 * 10**9 + 1, 3), (10**30, 3)):
        with pytest.raises(ArgumentValueError, match="What would fit: a stride of"):
            axes((size, size), (2, 2), _pair(stride), "valid", exact=True)


def test_what_would_fit_serves_both_directions_of_one_stride() -> None:
    with pytest.raises(ArgumentValueError) as caught:
        axes((400, 600), (3, 3), (5, 5), "valid", exact=True)
    strides = _numbers(caught.value.hint, "a stride of ", "")
    assert strides == [1]  # 397 is prime, and leaves 200 of the 597 columns
    for stride in strides:
        axes((400, 600), (3, 3), (stride, stride), "valid", exact=True)


def test_what_would_fit_under_same_is_tried_with_the_padding_that_it_would_have() -> None:
    with pytest.raises(ArgumentValueError) as caught:
        axes((10, 10), (1, 1), (4, 4), "same", exact=True)
    for stride in _numbers(caught.value.hint, "a stride of ", ""):
        axes((10, 10), (1, 1), (stride, stride), "same", exact=True)
