"""A convolution as one large matrix product (im2col): every patch a row, every filter a column.

K. Chellapilla, S. Puri, P. Simard, "High performance convolutional neural networks for document
processing", 2006. Only the rows that somebody looks at are made, however large the picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.borders import OUTSIDE, positions
from convstudio.numerics.geometry import Axis, Region
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.inputs import runs
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Layer, Pipeline
from convstudio.pipeline.rendering import render
from convstudio.pipeline.single_filter import bank_of
from convstudio.pipeline.viewing import picture_maps

LONGEST_PATCH = 4096
"""Numbers of a patch that somebody can still look at."""

_AS_IT_IS = Kernel(((1.0,),), name="Identity")


@dataclass(frozen=True, eq=False)
class Patches:
    """Some rows of the matrix.

    Attributes:
        values: (places, numbers of a patch), in the picture's own units.
        outside: the same shape: whether a number stands beyond the input, as the border has it.
    """

    values: FloatArray
    outside: Array


@dataclass(frozen=True, eq=False)
class Unrolled:
    """The product that a layer is.

    Attributes:
        size: (rows, columns) of the map: a place is a row of the matrix, in reading order.
        window: (rows, columns) of a patch.
        channels: of a patch; the columns go by rows, columns, channels, as weights do.
        weights: (numbers of a patch, filters), those used: typed over their divisors.
        filters: what each column is called.
        part: which channels these are where there is a product for each part of them; else "".
        afterwards: what the layer still does to the products, for people; "" for nothing.
    """

    size: tuple[int, int]
    window: tuple[int, int]
    channels: int
    weights: FloatArray
    filters: tuple[str, ...]
    part: str
    afterwards: str
    _input: _Input

    @property
    def places(self) -> int:
        """Rows of the matrix."""
        return self.size[0] * self.size[1]

    @property
    def length(self) -> int:
        """Numbers of a patch: the matrix's columns."""
        return int(self.weights.shape[0])

    def place(self, row: int) -> tuple[int, int]:
        """(row, column) of the map for a row of the matrix."""
        return divmod(row, self.size[1])

    def row(self, place: tuple[int, int]) -> int:
        """The row of the matrix for a place of the map."""
        return place[0] * self.size[1] + place[1]

    def cell(self, column: int) -> tuple[int, int, int]:
        """(row, column, channel) of the patch for a column of the matrix."""
        spot, channel = divmod(column, self.channels)
        return (*divmod(spot, self.window[1]), channel)

    def patches(self, first: int, last: int) -> Patches:
        """The rows of the matrix from the first to before the last."""
        values = np.empty((last - first, self.length))
        outside = np.empty((last - first, self.length), bool)
        columns = self.size[1]
        for row in range(first // columns, -(-last // columns)):
            begin, end = max(first, row * columns), min(last, (row + 1) * columns)
            made, beyond = self._input.windows(row, range(begin % columns, end - row * columns))
            values[begin - first : end - first] = made.reshape(end - begin, -1)
            outside[begin - first : end - first] = beyond.reshape(end - begin, -1)
        return Patches(values, outside)


@dataclass(frozen=True, eq=False)
class _Input:
    """What the patches are cut out of, as much of it as is asked for.

    Attributes:
        pipeline: makes it.
        channels: those of its channels that a patch holds.
        axes: of the layer on it.
        fill: what stands outside, under a border that holds a constant.
    """

    pipeline: Pipeline
    picture: Picture
    channels: slice
    axes: tuple[Axis, Axis]
    bank: Bank
    fill: float

    def windows(self, row: int, columns: range) -> tuple[FloatArray, Array]:
        """(places, rows, columns, channels) of a row of the map, and what of it lies outside."""
        down, over = self.axes
        taps = over.dilation * np.arange(over.kernel)
        firsts = np.array([over.first_input(column) for column in columns])
        below = down.first_input(row) + down.dilation * np.arange(down.kernel)
        beside = firsts[:, np.newaxis] + taps
        rows = positions(below, down.size, self.bank.border)
        sides = positions(beside, over.size, self.bank.border)
        kept_rows, kept_sides = (np.unique(one[one != OUTSIDE]) for one in (rows, sides))
        shape = len(firsts), len(rows), len(taps), self._count
        beyond = _beyond(below, down.size)[:, np.newaxis] | _beyond(beside, over.size)[:, None]
        beyond = np.broadcast_to(beyond[..., np.newaxis], shape)
        if not kept_rows.size or not kept_sides.size:
            return np.full(shape, self.fill), beyond
        held = self._held(kept_rows, kept_sides)
        at = np.searchsorted(kept_rows, rows), np.searchsorted(kept_sides, sides)
        there = np.minimum(at[0], len(kept_rows) - 1), np.minimum(at[1], len(kept_sides) - 1)
        found = held[there[0][np.newaxis, :, np.newaxis], there[1][:, np.newaxis]]
        constant = (rows == OUTSIDE)[:, np.newaxis] | (sides == OUTSIDE)[:, np.newaxis]
        return np.where(constant[..., np.newaxis], self.fill, found), beyond

    @property
    def _count(self) -> int:
        return int(self.channels.stop) - int(self.channels.start)

    def _held(self, rows: Array, columns: Array) -> FloatArray:
        """The input at ascending rows and columns, (rows, columns, channels)."""
        strips = []
        for top, bottom in runs(rows):
            parts = [
                render(self.pipeline, self.picture, Region(top, left, bottom, right)).values
                for left, right in runs(columns)
            ]
            strips.append(np.concatenate(parts, axis=1))
        whole = np.concatenate(strips, axis=0).astype(np.float64)
        return np.asarray(whole[..., self.channels])


def unrolled(pipeline: Pipeline, layer: int, picture: Picture, index: int = 0) -> Unrolled:
    """The product of one of a pipeline's layers.

    Where the channels go by parts (depthwise, groups) each part has a product of its own: that of
    the filter's group, or of the first channel.

    Args:
        layer: which of its layers, from 0.
        index: which filter it is to hold.

    Raises:
        ArgumentValueError: the layer is none that slides a kernel, is off, or does not fit; or a
            patch is longer than anybody looks at.
    """
    chosen = pipeline.layers[layer]
    bank = _slid(chosen, pipeline, picture)
    under = tuple(one for one in pipeline.layers[:layer] if one.on)
    maps, shape = picture_maps(picture), (picture.height, picture.width)
    if under:
        below = Pipeline(under)
        maps, shape = below.maps(maps)[-1], below.output_size(shape)
    bank.maps(maps)
    axes = bank.axes(shape)
    channels, filters, part = _part(bank, maps, index)
    weights = _weights(bank, maps, filters)
    _check_length(weights.shape[0])
    fill = bank.border_value * picture.full_range if bank.border == "constant" else 0.0
    source = _Input(_source(under, bank), picture, channels, axes, bank, fill)
    return Unrolled(
        (axes[0].output, axes[1].output),
        bank.size,
        channels.stop - channels.start,
        weights,
        tuple(bank.filters[one].title for one in filters),
        part,
        _afterwards(bank),
        source,
    )


def _check_length(numbers: int) -> None:
    if numbers > LONGEST_PATCH:
        raise ArgumentValueError(
            "patch",
            given=f"{numbers:,} numbers",
            wanted=f"at most {LONGEST_PATCH:,}, to be looked at",
        )


def _slid(layer: Layer, pipeline: Pipeline, picture: Picture) -> Bank:
    """The layer as a bank."""
    wanted = "made of a convolution that is on, without linear light or alpha"
    given = ""
    if not isinstance(layer, Convolution | Bank):
        given = f"“{layer.title}”"
    elif not layer.on:
        given = f"“{layer.title}”, which is off"
    elif pipeline.linear_light:
        given = "a pipeline in linear light"
    elif picture.has_alpha and (
        layer.channels == "alpha" or (isinstance(layer, Convolution) and layer.alpha == "weighted")
    ):
        given = "a convolution over alpha"
    if given or not isinstance(layer, Convolution | Bank):
        raise ArgumentValueError("matrix product", given=given, wanted=wanted)
    return bank_of(layer)


def _source(under: tuple[Layer, ...], bank: Bank) -> Pipeline:
    """What makes the layer's input: the layers below, and the one channel of a picture."""
    if bank.channels not in ("sum", "each"):
        return Pipeline((*under, Convolution(_AS_IT_IS, channels=bank.channels)))
    return Pipeline(under or (Convolution(_AS_IT_IS),))


def _part(bank: Bank, maps: Maps, index: int) -> tuple[slice, range, str]:
    """Which channels a patch holds, which filters see them, and what to call that."""
    filters = range(len(bank.filters))
    if bank.channels == "each":
        name = "red" if maps.colours == 3 else "the first map"
        return slice(0, 1), filters, name if maps.channels > 1 else ""
    if bank.channels != "sum":
        return slice(0, 1), filters, bank.channels if maps.channels > 1 else ""
    if bank.groups == 1:
        return slice(0, maps.channels), filters, ""
    seen, each = maps.channels // bank.groups, len(bank.filters) // bank.groups
    group = index // each
    part = slice(group * seen, (group + 1) * seen)
    return part, range(group * each, (group + 1) * each), f"group {group + 1} of {bank.groups}"


def _weights(bank: Bank, maps: Maps, filters: range) -> FloatArray:
    array = bank.array(bank.seen(maps))[..., filters.start : filters.stop]
    if bank.channels == "each":
        array = array[:, :, :1]
    if bank.flip:
        array = array[::-1, ::-1]
    return np.ascontiguousarray(array).reshape(-1, len(filters))


def _afterwards(bank: Bank) -> str:
    told = ["the bias"] if any(one.bias for one in bank.filters) else []
    if bank.activation != "none":
        told.append("the activation")
    return " and ".join(told)


def _beyond(indices: Array, size: int) -> Array:
    found: Array = (indices < 0) | (indices >= size)
    return found
