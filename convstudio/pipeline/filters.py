"""What a hand does with the filters of a layer: each makes another layer of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.single_filter import bank_of, convolution_of

Slider = Convolution | Bank


def settled(bank: Bank) -> Slider:
    """The bank, or the plain convolution that says the same."""
    return convolution_of(bank) or bank


def added(layer: Slider, after: int) -> Bank:
    """The layer with one more filter behind another: the identity, in as many planes."""
    bank = bank_of(layer)
    like = bank.filters[after]
    planes = tuple(_identity(like.planes[0]) for _ in like.planes)
    return _inserted(bank, after + 1, Filter(planes))


def duplicated(layer: Slider, index: int) -> Bank:
    """The layer with a filter a second time, behind the first."""
    bank = bank_of(layer)
    made = bank.filters[index]
    name = f"{made.name} copy" if made.name else ""
    return _inserted(bank, index + 1, replace(made, name=name))


def removed(layer: Slider, index: int) -> Slider:
    """The layer without a filter.

    Raises:
        ArgumentValueError: it is the only one.
    """
    bank = bank_of(layer)
    if len(bank.filters) == 1:
        raise ArgumentValueError(
            "filters",
            given="the only one, to be removed",
            wanted="at least one filter in a layer",
            hint="Remove the layer instead, in the strip of layers.",
        )
    return settled(replace(bank, filters=bank.filters[:index] + bank.filters[index + 1 :]))


def moved(bank: Bank, index: int, to: int) -> Bank:
    """The bank with a filter at another place; those between move on by one."""
    filters = list(bank.filters)
    filters.insert(to, filters.pop(index))
    return replace(bank, filters=tuple(filters))


def renamed(bank: Bank, index: int, name: str) -> Bank:
    """The bank with another name for a filter; "" for that of its kernel."""
    return bank.with_filter(index, replace(bank.filters[index], name=name))


def biased(bank: Bank, index: int, bias: float) -> Bank:
    """The bank with another bias of a filter, a fraction of the full range.

    Raises:
        ArgumentTypeError, ArgumentValueError: no such bias.
    """
    return bank.with_filter(index, replace(bank.filters[index], bias=bias))


def apart(layer: Slider, below: Maps, which: Iterable[int]) -> Bank:
    """The layer with a kernel for each input channel in some filters; all do as before.

    Only a layer that takes every channel, by itself or in a sum, can have them: any other sums from
    here on.

    Raises:
        ArgumentValueError: too many weights, or groups that do not fit.
    """
    bank = bank_of(layer)
    if bank.channels not in ("sum", "each"):
        bank = replace(bank, channels="sum")
    count = replace(bank, filters=tuple(_shared(one, 0) for one in bank.filters)).seen(below)
    chosen = frozenset(which)
    filters = tuple(
        replace(one, planes=one.planes * count) if index in chosen and one.is_shared else one
        for index, one in enumerate(bank.filters)
    )
    return replace(bank, filters=filters)


def shared(bank: Bank, plane: int, which: Iterable[int]) -> Slider:
    """The bank with one kernel for all channels in some filters: that of a plane."""
    chosen = frozenset(which)
    filters = tuple(
        _shared(one, plane) if index in chosen else one for index, one in enumerate(bank.filters)
    )
    return settled(replace(bank, filters=filters))


def regrouped(bank: Bank, groups: int, below: Maps) -> Bank:
    """The bank in another number of groups.

    A filter with a kernel for each channel keeps those of the channels that it goes on to see, and
    has zeros for those that it has not seen before.

    Raises:
        ArgumentTypeError, ArgumentValueError: no such number, or one that does not divide both the
            input's channels and the filters.
    """
    plain = replace(bank, filters=tuple(_shared(one, 0) for one in bank.filters), groups=groups)
    seen = plain.seen(below)
    per_old, per_new = len(bank.filters) // bank.groups, len(bank.filters) // groups

    def planes_of(index: int, one: Filter) -> tuple[Kernel, ...]:
        first_old, first = index // per_old * len(one.planes), index // per_new * seen
        nothing = one.planes[0].with_rows(one.planes[0].array * 0)
        return tuple(
            one.planes[channel - first_old]
            if 0 <= channel - first_old < len(one.planes)
            else nothing
            for channel in range(first, first + seen)
        )

    filters = tuple(
        one if one.is_shared else replace(one, planes=planes_of(index, one))
        for index, one in enumerate(bank.filters)
    )
    return replace(bank, filters=filters, groups=groups)


def plane_names(bank: Bank, index: int, channels: tuple[str, ...]) -> tuple[str, ...]:
    """What to call the channels that a filter has kernels for: of groups, those of its own.

    Args:
        channels: a name for each channel of the layer's input; too few where it does not fit.
    """
    count = len(bank.filters[index].planes)
    first = index // max(len(bank.filters) // bank.groups, 1) * count if bank.groups > 1 else 0
    if len(channels) < first + count:
        return tuple(f"Channel {number}" for number in range(1, count + 1))
    return channels[first : first + count]


def _inserted(bank: Bank, index: int, made: Filter) -> Bank:
    return replace(bank, filters=(*bank.filters[:index], made, *bank.filters[index:]))


def _shared(one: Filter, plane: int) -> Filter:
    if one.is_shared:
        return one
    return replace(one, planes=(one.planes[min(plane, len(one.planes) - 1)],))


def _identity(like: Kernel) -> Kernel:
    """What leaves a picture as it is, with another's size and anchor."""
    weights = [[0.0] * like.columns for _ in range(like.rows)]
    row, column = like.anchored_at
    weights[row][column] = 1.0
    return Kernel(tuple(map(tuple, weights)), name="Identity", anchor=like.anchor)
