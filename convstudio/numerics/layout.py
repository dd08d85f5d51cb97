"""The axes of pictures: whatever comes in is worked on as (batch, rows, columns, channels)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.numerics import validation
from convstudio.numerics.validation import Array, FloatArray

DataFormat = Literal["channels_last", "channels_first"]
DATA_FORMATS: tuple[DataFormat, ...] = ("channels_last", "channels_first")
_MOST_AXES = 32  # of a signal, which as a picture has one more; numpy stops at 64


@dataclass(frozen=True)
class Layout:
    """How an array's axes stood before they were moved, and the way back.

    Attributes:
        data_format: where the channels stand; without meaning for a plain picture.
        leading: the sizes of the axes before the picture's own, which are the batch.
        plain: the array was (rows, columns), without a channel axis.
    """

    data_format: DataFormat
    leading: tuple[int, ...]
    plain: bool

    def room(self, shape: tuple[int, int, int, int], dtype: np.dtype[Any]) -> FloatArray:
        """Room for maps (batch, rows, columns, channels) that ``restored`` need not copy.

        Raises:
            ArgumentValueError: more than memory can hold.
        """
        batch, rows, columns, count = shape
        if self.data_format == "channels_first":
            return np.moveaxis(room_for((batch, count, rows, columns), dtype), 1, -1)
        return room_for(shape, dtype)

    def restored(self, maps: FloatArray, *, channels: bool = True) -> FloatArray:
        """Maps (batch, rows, columns, channels) with their axes where the array had them.

        Args:
            maps: with as many in the batch as the array had; the other sizes are free.
            channels: False leaves out a channel axis of size 1.

        Returns:
            (..., rows, columns, channels), (..., channels, rows, columns), or without channels
            (..., rows, columns), contiguous.
        """
        _, rows, columns, count = maps.shape
        if not channels:
            return np.ascontiguousarray(maps).reshape(*self.leading, rows, columns)
        found = maps.reshape(*self.leading, rows, columns, count)
        if self.data_format == "channels_first":
            found = np.moveaxis(found, -1, -3)
        return np.ascontiguousarray(found)


def checked_data_format(data_format: object) -> DataFormat:
    """The data format, if it is one.

    Raises:
        ArgumentTypeError: no string.
        ArgumentValueError: another word.
    """
    return cast(DataFormat, validation.choice(data_format, "data_format", DATA_FORMATS))


def checked_layout(
    x: object, data_format: object = "channels_last", name: str = "x"
) -> tuple[Array, Layout]:
    """An array as (batch, rows, columns, channels), and the layout that leads back.

    Args:
        x: (rows, columns), or (..., rows, columns, channels), or under ``"channels_first"``
            (..., channels, rows, columns); any leading axes are a batch.
        name: of the argument, for the errors.

    Returns:
        A view where numpy can make one, of the array's own dtype; the layout.

    Raises:
        ArgumentTypeError: no numpy array of real numbers, or ``data_format`` no string.
        ArgumentValueError: fewer than two axes, an empty array, or an unknown data format.

    Example:
        >>> array, layout = checked_layout(np.ones((5, 3, 8, 6)), "channels_first")
        >>> array.shape, layout.restored(array).shape
        ((5, 8, 6, 3), (5, 3, 8, 6))
    """
    array = np.asarray(validation.real_array(x, name))
    order = checked_data_format(data_format)
    if array.ndim < 2:
        axes = "channels, rows, columns" if order == "channels_first" else "rows, columns, channels"
        raise ArgumentValueError(
            name, given=f"shape {array.shape}", wanted=f"(rows, columns) or (..., {axes})"
        )
    validation.not_empty(array, name)
    if array.ndim == 2:
        return array[np.newaxis, :, :, np.newaxis], Layout(order, (), plain=True)
    moved = np.moveaxis(array, -3, -1) if order == "channels_first" else array
    leading = moved.shape[:-3]
    return moved.reshape(math.prod(leading), *moved.shape[-3:]), Layout(order, leading, plain=False)


def room_for(shape: tuple[int, ...], dtype: np.dtype[Any]) -> FloatArray:
    """Room for a result; what stands in it is not defined.

    Raises:
        ArgumentValueError: more than memory can hold, and how much that would be.
    """
    try:
        return np.empty(shape, dtype)
    except (MemoryError, OverflowError, ValueError):
        raise no_room(shape, dtype) from None


def no_room(shape: tuple[int, ...], dtype: np.dtype[Any]) -> ArgumentValueError:
    """The refusal of a result of this shape, which says how much memory it would take."""
    gigabytes = math.prod(map(float, shape)) * dtype.itemsize / 1e9
    size = f"{gigabytes:,.0f}" if gigabytes < 1e12 else f"{gigabytes:.0e}"
    return ArgumentValueError(
        "the output",
        given=f"one of shape {shape}, {size} GB,",
        wanted="of a size that memory can hold",
        hint="Use less padding or a larger stride.",
    )


def one_row(signal: object, data_format: DataFormat) -> tuple[Array, int]:
    """A signal as a picture of one row, and how many channels it has.

    Args:
        signal: (length,), or (..., length, channels), or under ``"channels_first"`` (...,
            channels, length).

    Raises:
        ArgumentTypeError: no numpy array of real numbers.
        ArgumentValueError: no axis or more than 32, or an empty array.
    """
    x = validation.real_array(signal, "x")
    if x.ndim == 0:
        raise ArgumentValueError(
            "x", given="shape ()", wanted="(length,) or (..., length, channels)"
        )
    if x.ndim > _MOST_AXES:
        raise ArgumentValueError(
            "x", given=f"one of {x.ndim} axes", wanted=f"an array of at most {_MOST_AXES} axes"
        )
    validation.not_empty(x, "x")
    first = data_format == "channels_first"
    channels = 1 if x.ndim == 1 else x.shape[-2 if first else -1]
    return np.expand_dims(x, -2 if x.ndim == 1 or first else -3), channels


def without_row(
    maps: FloatArray, picture_axes: int, kernel_axes: int, data_format: DataFormat
) -> FloatArray:
    """The result for a picture of one row without its row axis, which stands before the length."""
    channels = kernel_axes == 4 or (kernel_axes == 2 and picture_axes > 2)
    return maps.squeeze(-3 if channels and data_format == "channels_last" else -2)
