"""Axes of any picture as (batch, rows, columns, channels), and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics.layout import DATA_FORMATS, checked_layout, one_row, room_for, without_row

_SIZES = st.integers(1, 4)


@pytest.mark.parametrize("data_format", DATA_FORMATS)
@given(leading=st.lists(_SIZES, max_size=3), picture=st.tuples(_SIZES, _SIZES, _SIZES))
def test_there_and_back_is_the_array_itself(data_format: str, leading, picture) -> None:
    x = np.arange(np.prod([*leading, *picture])).reshape(*leading, *picture)
    array, layout = checked_layout(x, data_format)
    assert array.shape[0] == np.prod(leading, dtype=int)
    np.testing.assert_array_equal(layout.restored(array), x)
    assert layout.restored(array).flags.c_contiguous


@given(_SIZES, _SIZES, _SIZES, _SIZES)
def test_channels_first_are_the_same_values_in_another_order(batch, rows, columns, channels):
    x = np.arange(batch * rows * columns * channels).reshape(batch, rows, columns, channels)
    array, _ = checked_layout(np.moveaxis(x, -1, 1), "channels_first")
    np.testing.assert_array_equal(array, x)


@pytest.mark.parametrize("data_format", DATA_FORMATS)
def test_a_plain_picture_has_one_of_a_batch_and_one_channel(data_format: str) -> None:
    x = np.arange(6).reshape(2, 3)
    array, layout = checked_layout(x, data_format)
    assert array.shape == (1, 2, 3, 1)
    assert layout.plain
    np.testing.assert_array_equal(layout.restored(array, channels=False), x)


@pytest.mark.parametrize(
    ("shape", "data_format", "restored"),
    [
        ((8, 9), "channels_last", (4, 5, 7)),
        ((8, 9), "channels_first", (7, 4, 5)),
        ((8, 9, 3), "channels_last", (4, 5, 7)),
        ((3, 8, 9), "channels_first", (7, 4, 5)),
        ((2, 6, 8, 9, 3), "channels_last", (2, 6, 4, 5, 7)),
        ((2, 6, 3, 8, 9), "channels_first", (2, 6, 7, 4, 5)),
    ],
)
def test_maps_of_another_size_find_back(shape, data_format: str, restored) -> None:
    array, layout = checked_layout(np.ones(shape), data_format)
    maps = np.ones((array.shape[0], 4, 5, 7))
    assert layout.restored(maps).shape == restored
    single = maps[..., :1]
    assert layout.restored(single, channels=False).shape == (*layout.leading, 4, 5)


def test_no_values_are_copied_where_a_view_will_do() -> None:
    x = np.ones((2, 3, 4, 5))
    for data_format in DATA_FORMATS:
        assert np.shares_memory(checked_layout(x, data_format)[0], x)


@pytest.mark.parametrize(
    ("x", "data_format", "kind", "message"),
    [
        ([[1]], "channels_last", ArgumentTypeError, "picture must be a numpy array"),
        (np.ones((2, 2), bool), "channels_last", ArgumentTypeError, "picture must be an array of"),
        (np.ones((2, 2)), 1, ArgumentTypeError, "data_format must be one of"),
        (np.ones((2, 2)), "NCHW", ArgumentValueError, "data_format must be one of"),
        (np.ones(()), "channels_last", ArgumentValueError, r"or \(..., rows, columns, channels\)"),
        (np.ones(4), "channels_first", ArgumentValueError, r"or \(..., channels, rows, columns\)"),
        (np.ones((2, 0, 3)), "channels_last", ArgumentValueError, "picture must be not empty"),
    ],
)
def test_what_is_no_picture_is_refused(x, data_format, kind, message: str) -> None:
    with pytest.raises(kind, match=message):
        checked_layout(x, data_format, "picture")


@pytest.mark.parametrize("data_format", DATA_FORMATS)
@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 6), (2, 3, 4, 5, 6)])
def test_maps_in_the_room_of_their_layout_are_restored_without_a_copy(shape, data_format) -> None:
    array, layout = checked_layout(np.ones(shape), data_format)
    maps = layout.room((array.shape[0], 7, 8, 1 if layout.plain else 9), np.dtype(np.float32))
    assert maps.dtype == np.float32
    restored = layout.restored(maps, channels=not layout.plain)
    assert np.shares_memory(restored, maps)
    assert restored.flags.c_contiguous


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        ((2**40, 2**17), "1,152,921,505 GB"),
        ((2**62, 2**62), "2e+29 GB"),
        ((12, 2**124), "2e+30 GB"),
    ],
)
def test_what_no_memory_can_hold_is_told_with_its_size(shape, size: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        room_for(shape, np.dtype(np.float64))
    assert caught.value.message == (
        f"the output must be of a size that memory can hold; one of shape {shape}, {size}, was "
        "given."
    )
    assert caught.value.hint == "Use less padding or a larger stride."


@pytest.mark.parametrize(
    ("shape", "data_format", "picture", "channels"),
    [
        ((9,), "channels_last", (1, 9), 1),
        ((9,), "channels_first", (1, 9), 1),
        ((9, 4), "channels_last", (1, 9, 4), 4),
        ((2, 4, 9), "channels_first", (2, 4, 1, 9), 4),
    ],
)
def test_a_signal_is_a_picture_of_one_row(shape, data_format, picture, channels: int) -> None:
    found, count = one_row(np.ones(shape), data_format)
    assert (found.shape, count) == (picture, channels)
    assert without_row(found, found.ndim, 4 if len(shape) > 1 else 2, data_format).shape == shape
