"""The input of a convolution, read tile by tile: borders made and dtypes converted on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from convstudio.numerics.borders import OUTSIDE, BorderMode, positions
from convstudio.numerics.tiles import Scratch, Span
from convstudio.numerics.validation import Array, FloatArray


@dataclass(frozen=True, eq=False)
class Line:
    """One axis of the input.

    Attributes:
        size: of the whole input along this axis.
        border: what stands outside.
        held: the indices that the array holds, ascending, where it is a part; None for all.
    """

    size: int
    border: BorderMode = "zeros"
    held: Array | None = None

    def needed(self, indices: Array) -> Array:
        """The indices inside the input that these rest on, ascending, each once."""
        found = np.unique(positions(indices, self.size, self.border))
        inside: Array = found[found != OUTSIDE]
        return inside

    def at(self, indices: Array) -> Array:
        """Where indices inside the input stand in the array."""
        return indices if self.held is None else np.searchsorted(self.held, indices)

    def located(self, indices: Array) -> tuple[Array, Array]:
        """Where any indices stand in the array, and which of them stand for a constant outside."""
        found = positions(indices, self.size, self.border)
        outside: Array = found == OUTSIDE
        return self.at(np.where(outside, self._any_inside, found)), outside

    @property
    def _any_inside(self) -> int:
        return 0 if self.held is None else int(self.held[0])

    def parts(self, first: int, count: int, step: int) -> Iterator[tuple[slice, Selector]]:
        """Where the values at first, first + step, … stand: before, within and after the input."""
        start = min(max(-(first // step), 0), count)
        end = min(max(-((first - self.size) // step), start), count)
        for lo, hi in ((0, start), (start, end), (end, count)):
            if lo < hi:
                yield slice(lo, hi), self._selector(first + lo * step, hi - lo, step)

    def _selector(self, first: int, count: int, step: int) -> Selector:
        inside = 0 <= first < self.size
        if inside and self.held is None:
            return slice(first, first + (count - 1) * step + 1, step)
        if not inside and self.border in ("zeros", "constant"):
            return None
        indices = first + step * np.arange(count)
        found = positions(indices, self.size, self.border)
        if self.held is None:
            return found
        found = np.searchsorted(self.held, found)
        if count > 1 and (np.diff(found) == found[1] - found[0]).all() and found[1] > found[0]:
            return slice(int(found[0]), int(found[-1]) + 1, int(found[1] - found[0]))
        return found


Selector = slice | Array | None
# Up to this dilation what lies between the weights is read along with them, in one piece.
_WIDE = 16
# Where there are more combs than these to read one by one, their indices are read at once.
_MANY_COMBS = 16


@dataclass(frozen=True, eq=False)
class Source:
    """An input and its borders.

    Attributes:
        values: (rows, columns, channels), real.
        fill: what stands outside under the borders ``zeros`` and ``constant``;
            a number or one for each channel.
        decode: makes the values that are summed of those that are held, where they differ.
        whole: the same rows and columns with every sample, where ``values`` are only some.
    """

    values: Array
    vertical: Line
    horizontal: Line
    fill: float | Array = 0.0
    decode: Callable[[Array], Array] | None = None
    whole: Array | None = None

    def read(self, rows: tuple[int, int, int], columns: tuple[int, int, int], out: Array) -> None:
        """Fills ``out`` (rows, columns, channels) from indices told as (first, count, step)."""
        across = list(self.horizontal.parts(*columns))
        for down, row in self.vertical.parts(*rows):
            for over, column in across:
                if row is None or column is None:
                    out[down, over] = self.fill
                    continue
                if isinstance(column, slice):
                    part = self.values[:, column][row]
                else:
                    part = self.values[row][:, column]
                values = part if self.decode is None else self.decode(part)
                if columns[2] == 1:
                    out[down, over] = values
                    continue
                # Pixels lie apart: numpy's inner loop should run along them, not the few channels.
                for channel in range(values.shape[2]):
                    out[down, over, channel] = values[..., channel]

    def gathered(self, rows: Array, columns: Array, dtype: np.dtype[Any]) -> Array:
        """The values at any indices, (rows, columns, channels)."""
        (down, above), (over, beside) = (
            self.vertical.located(rows),
            self.horizontal.located(columns),
        )
        found = self.values[np.ix_(down, over)]
        found = (found if self.decode is None else self.decode(found)).astype(dtype, copy=False)
        if above.any():
            found[above] = self.fill
        if beside.any():
            found[:, beside] = self.fill
        return found


@dataclass(frozen=True, eq=False)
class Sums:
    """Weighted sums that are wanted: Σ_ijc x[start + k·stride + (i, j)·d, c] · w[i, j, c, filter].

    Attributes:
        weights: (rows, columns, channels / groups, filters); or (rows, columns), which every
            channel goes through by itself.
        start: (row, column) under the first weight for the first output; may be outside.
        count: (rows, columns) of the output.
    """

    source: Source
    weights: FloatArray
    start: tuple[int, int]
    count: tuple[int, int]
    strides: tuple[int, int] = (1, 1)
    dilation: tuple[int, int] = (1, 1)
    groups: int = 1

    @property
    def each(self) -> bool:
        """Whether every channel is filtered by itself."""
        return self.weights.ndim == 2

    @property
    def maps(self) -> int:
        """The channels of the output."""
        return int(self.source.values.shape[2] if self.each else self.weights.shape[3])


@dataclass(frozen=True, eq=False)
class Patch:
    """What the outputs of one tile rest on.

    Attributes:
        values: (rows, channels, columns, 1); or (rows, 1, columns, channels) where every channel
            is filtered by itself, so that neighbours in a row are neighbours in memory.
        count: (rows, columns) of the output.
        strides, dilation: (vertical, horizontal), in rows and columns of ``values``.
    """

    values: Array
    count: tuple[int, int]
    strides: tuple[int, int]
    dilation: tuple[int, int]


def read_patch(sums: Sums, span: Span, dtype: np.dtype[Any], scratch: Scratch) -> Patch:
    """The patch under a tile; where windows leave gaps between them, only what lies in windows."""
    rows, columns = (_combs(sums, axis, span) for axis in (0, 1))
    channels = sums.source.values.shape[2]
    size = sum(part[1] for part in rows), sum(part[1] for part in columns)
    if sums.each:
        held = scratch.array("patch", (size[0], 1, size[1], channels), dtype)
        out = held[:, 0]
    else:
        held = scratch.array("patch", (size[0], channels, size[1], 1), dtype)
        out = held[..., 0].swapaxes(1, 2)
    # Rows that are read apart stand window by window, as a product of rows wants them; columns tap
    # by tap, so that those under one weight are neighbours.
    width = columns[0][1]
    apart = len(rows) > 1 and len(columns) > 1 and len(rows) * len(columns) > _MANY_COMBS
    if apart and sums.source.vertical.held is None:
        _read_windows(sums, span, out.reshape(span.count[0], len(rows), len(columns), width, -1))
        rows = []
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            target = out[i :: len(rows), j * width : (j + 1) * width]
            sums.source.read(row, column, target)
    strides, dilation = list(sums.strides), list(sums.dilation)
    if _is_apart(sums, 0):
        strides[0], dilation[0] = sums.weights.shape[0], 1
    if _is_apart(sums, 1):
        strides[1], dilation[1] = 1, width
    return Patch(held, span.count, (strides[0], strides[1]), (dilation[0], dilation[1]))


def _is_apart(sums: Sums, axis: int) -> bool:
    return read_apart(sums.weights.shape[axis], sums.strides[axis], sums.dilation[axis])


def _combs(sums: Sums, axis: int, span: Span) -> list[tuple[int, int, int]]:
    """The input indices along an axis as (first, count, step): one comb, or one a tap."""
    first = (span.top, span.left)[axis]
    count, stride, dilation = span.count[axis], sums.strides[axis], sums.dilation[axis]
    taps = sums.weights.shape[axis]
    start = sums.start[axis] + first * stride
    if _is_apart(sums, axis):
        return [(start + tap * dilation, count, stride) for tap in range(taps)]
    return [(start, (count - 1) * stride + dilation * (taps - 1) + 1, 1)]


def _read_windows(sums: Sums, span: Span, out: Array) -> None:
    """Windows that lie apart, all at once: what is inside the input by one strided copy a channel.

    Args:
        out: (rows, taps down, taps across, columns, channels).
    """
    source = sums.source
    firsts = [
        sums.start[axis] + sums.strides[axis] * np.arange(begin, end)
        for axis, (begin, end) in enumerate(((span.top, span.bottom), (span.left, span.right)))
    ]
    taps = [step * np.arange(n) for n, step in zip(sums.weights.shape, sums.dilation, strict=False)]
    sizes = source.vertical.size, source.horizontal.size
    (top, bottom), (left, right) = (
        _inside(first, tap[-1], size) for first, tap, size in zip(firsts, taps, sizes, strict=True)
    )
    rows, columns = firsts[0][:, np.newaxis] + taps[0], taps[1][:, np.newaxis] + firsts[1]
    for down, over in (
        (slice(0, top), slice(None)),
        (slice(bottom, None), slice(None)),
        (slice(top, bottom), slice(0, left)),
        (slice(top, bottom), slice(right, None)),
    ):
        target = out[down, :, :, over]
        if target.size:
            found = source.gathered(rows[down].ravel(), columns[:, over].ravel(), out.dtype)
            target[...] = found.reshape(target.shape)
    if top < bottom and left < right:
        shape = bottom - top, *out.shape[1:3], right - left
        inside = _strided(source.values[rows[top, 0] :, columns[0, left] :], sums, shape)
        values = inside
        if source.decode is not None:  # which takes rows of pixels
            pixels = np.ascontiguousarray(inside).reshape(len(inside), -1, inside.shape[4])
            decoded = source.decode(pixels)
            values = decoded.reshape(*inside.shape[:4], decoded.shape[2])
        for channel in range(values.shape[4]):  # numpy's inner loop should run along the columns
            out[top:bottom, :, :, left:right, channel] = values[..., channel]


def _strided(values: Array, sums: Sums, shape: tuple[int, ...]) -> Array:
    """A view of windows from the first value on, (rows, taps, taps, columns, channels)."""
    down, over, sample = values.strides
    strides = (
        down * sums.strides[0],
        down * sums.dilation[0],
        over * sums.dilation[1],
        over * sums.strides[1],
        sample,
    )
    return as_strided(values, (*shape, values.shape[2]), strides, writeable=False)


def _inside(firsts: Array, reach: int, size: int) -> tuple[int, int]:
    """Which windows, half open, lie wholly inside an input: the first begin at these indices."""
    inside = np.flatnonzero((firsts >= 0) & (firsts + reach < size))
    return (int(inside[0]), int(inside[-1]) + 1) if inside.size else (0, 0)


def read_apart(taps: int, stride: int, dilation: int) -> bool:
    """Whether the inputs under each weight are read by themselves along an axis.

    So it is where windows lie apart, and where a wide dilation sets the weights so far apart that
    a tile's outputs hardly share an input: what lies between is not read.
    """
    return stride >= dilation * (taps - 1) + 1 or dilation > _WIDE
