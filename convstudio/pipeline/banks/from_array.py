"""Filters from an array of a file, on the map that is there: what fits, and what would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convstudio.errors import ArgumentValueError
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.bank_limits import check_count
from convstudio.pipeline.banks.axes import ROLES, AxisOrder, Weights, arranged, in_groups
from convstudio.pipeline.banks.filling import Place, filled
from convstudio.pipeline.maps import PICTURE_CHANNELS, Maps, counted_channels
from convstudio.pipeline.parameters import ChannelMode

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Arrangement:
    """An array as filters on a map of so many channels.

    Attributes:
        weights: (rows, columns, planes, filters).
        biases: one a filter, as they stand in the file; None for none.
        channels: what the filters slide over; None: as the layer has it.
        groups: into how many parts channels and filters are split.
    """

    weights: Weights
    biases: Numbers | None = None
    channels: ChannelMode | None = None
    groups: int = 1

    @property
    def words(self) -> str:
        """How many filters of which size see what."""
        rows, columns, planes, filters = self.weights.shape
        count = f"{filters} filters" if filters > 1 else "1 filter"
        sees = {"sum": "summed over", "each": "depthwise on"}.get(self.channels or "", "on")
        if planes == 1 and self.groups == 1:
            return f"{count} of {rows}×{columns}, one plane that all channels share"
        if self.groups > 1:
            on = f"{counted_channels(planes)} each"
            return f"{count} of {rows}×{columns} in {self.groups} groups, on {on}"
        return f"{count} of {rows}×{columns}, {sees} {planes} channels"


def arrangement(
    array: Numbers, order: AxisOrder, below: Maps, biases: Numbers | None = None
) -> Arrangement:
    """The array as filters for the maps below.

    Args:
        biases: one a filter; of depthwise filters one for each channel and filter, the filters of
            a channel together, as Keras and PyTorch have them.

    Raises:
        ArgumentValueError: axes, a number of channels or of biases that do not fit; says what
            would.
    """
    weights = arranged(array, order, below.channels)
    if order.depthwise:
        return _depthwise(weights, below, biases)
    planes, filters = weights.shape[2:]
    check_count(filters, weights.size)
    taken = None if biases is None else _checked_biases(biases, filters)
    groups = in_groups(planes, filters, below.channels)
    # Of one plane each: on a picture it is shared, as of a network for gray ones; on maps it is
    # what Keras and PyTorch have of a layer with a group for each channel.
    apart = len(order.roles) == len(ROLES) and below.channels not in PICTURE_CHANNELS
    if planes == 1 and not (groups and apart):
        return Arrangement(weights, taken)
    if groups:
        return Arrangement(weights, taken, "sum", groups)
    raise _no_fit(planes, below)


def put(
    bank: Bank,
    made: Arrangement,
    place: Place = "instead",
    names: Sequence[str] = (),
    bias_scale: float = 1.0,
) -> Bank:
    """The bank with the filters of an array; what the network slid is not turned again.

    Args:
        names: of the filters, as far as there are any.
        bias_scale: what the file's biases are multiplied with: 1 where the network was trained on
            pixels from 0 to 1, 1/255 for 0 to 255.

    Raises:
        ArgumentValueError: numbers that no kernel can have, or filters that do not go together.
    """
    biases = None if made.biases is None else (made.biases * bias_scale).tolist()
    count = made.weights.shape[3]
    called = [*names[:count], *([""] * (count - len(names[:count])))]
    fresh = Bank.of_array(made.weights, biases, called)
    filters: tuple[Filter, ...] = fresh.filters
    return filled(
        bank, filters, place, channels=made.channels, groups=made.groups or None, flip=False
    )


def _depthwise(weights: Weights, below: Maps, biases: Numbers | None) -> Arrangement:
    rows, columns, planes, filters = weights.shape
    if planes not in (1, below.channels):
        raise _no_fit(planes, below, depthwise=True)
    if biases is None:
        check_count(filters, weights.size)
        return Arrangement(weights, None, "each")
    count = below.channels * filters
    taken = _checked_biases(biases, count).reshape(below.channels, filters)
    if np.all(taken == taken[0]):
        check_count(filters, weights.size)
        return Arrangement(weights, taken[0], "each")
    # A bias for each channel: only as groups of one channel each, map by map as the network has it.
    check_count(count, rows * columns * count)
    whole = np.broadcast_to(weights, (rows, columns, below.channels, filters))
    apart = np.ascontiguousarray(whole).reshape(rows, columns, 1, count)
    return Arrangement(apart, taken.ravel(), "sum", below.channels)


def _checked_biases(biases: Numbers, count: int) -> Numbers:
    if biases.size != count:
        raise ArgumentValueError(
            "biases",
            given=f"an array of {biases.size:,}",
            wanted=f"{count:,}, one a filter",
            hint="Choose another array for the biases, or none.",
        )
    return biases.ravel()


def _no_fit(planes: int, below: Maps, *, depthwise: bool = False) -> ArgumentValueError:
    there = below.channels
    fitting = [1, there]
    if not depthwise:
        fitting = [n for n in range(1, there + 1) if there % n == 0]
    *most, last = sorted(set(fitting))
    listed = f"{', '.join(map(str, most))} or {last}" if most else str(last)
    return ArgumentValueError(
        "a filter",
        given=f"one for {planes} channels",
        wanted=f"made for the {there} {'channel' if there == 1 else 'channels'} below",
        hint=f"Planes for {listed} would fit here; filters of {planes} planes fit on a layer with "
        f"{planes} maps. Perhaps the axes stand in another order.",
    )
