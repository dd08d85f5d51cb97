"""The axes of pictures: whatever comes in is worked on as (batch, rows, columns, channels)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.numerics import validation
from convstudio.numerics.validation import Array, FloatArray

DataFormat = Literal["channels_last", "channels_first"]
DATA_FORMATS: tuple[DataFormat, ...] = ("channels_last", "channels_first")


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
