"""Filters put into a layer: what it keeps, what it takes, and whether that fits the maps below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.bank_limits import check_count
from convstudio.pipeline.banks.kernels import alike
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.parameters import ChannelMode
from convstudio.pipeline.single_filter import convolution_of

Place = Literal["instead", "after"]


def put_back(before: Convolution | Bank, bank: Bank) -> Convolution | Bank:
    """The layer with the filters of a bank: one kernel stays a convolution with one kernel."""
    if isinstance(before, Convolution):
        alone = convolution_of(bank)
        if alone is not None:
            return replace(alone, alpha=before.alpha)
    return bank


def filled(
    bank: Bank,
    filters: tuple[Filter, ...],
    place: Place = "instead",
    *,
    channels: ChannelMode | None = None,
    groups: int | None = None,
    flip: bool | None = None,
) -> Bank:
    """The bank with these filters; its other settings stay.

    Args:
        place: in place of those that it has, or after them; the smaller kernels then get zeros
            around them.
        channels, groups, flip: other than the bank's, where the filters need it.

    Raises:
        ArgumentValueError: filters that do not go together, too many, or such as the bank's
            channels do not allow.
    """
    mode = bank.channels if channels is None else channels
    several = any(not one.is_shared for one in filters)
    if several and mode not in ("sum", "each"):
        mode = "sum"
    if groups is None:
        groups = bank.groups if place == "after" and mode == "sum" else 1
    taken = filters if place == "instead" else _together(bank.filters, filters)
    return replace(
        bank,
        filters=taken,
        channels=mode,
        groups=groups,
        flip=bank.flip if flip is None else flip,
    )


def check_fit(bank: Bank, below: Maps) -> None:
    """Refuses a bank whose filters see another number of channels than there are below.

    Raises:
        ArgumentValueError: says how many there are, and what would fit.
    """
    bank.maps(below)


def _together(old: tuple[Filter, ...], new: tuple[Filter, ...]) -> tuple[Filter, ...]:
    """Both, their kernels of one size, with as many planes each.

    Raises:
        ArgumentValueError: filters of several planes each that differ in how many, or too many.
    """
    both = (*old, *new)
    counts = sorted({len(one.planes) for one in both} - {1})
    if len(counts) > 1:
        raise ArgumentValueError(
            "filters",
            given=f"filters of {counts[0]} planes and of {counts[1]}",
            wanted="as many planes in each",
            hint="Put them in place of the filters that are there.",
        )
    planes = [plane for one in both for plane in one.planes]
    check_count(len(both), len(planes) * planes[0].rows * planes[0].columns)
    made = iter(alike(planes))
    return tuple(replace(one, planes=_next(made, len(one.planes))) for one in both)


def _next(planes: Iterator[Kernel], count: int) -> tuple[Kernel, ...]:
    return tuple(next(planes) for _ in range(count))
