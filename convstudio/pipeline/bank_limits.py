"""What a bank of filters may hold, and which filters and groups go together."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.maps import counted_channels
from convstudio.pipeline.parameters import ChannelMode

MOST_FILTERS = 512
MOST_WEIGHTS = 2**19


def check_count(filters: int, weights: int) -> None:
    """Refuses banks beyond their limits before they are made.

    Raises:
        ArgumentValueError: no filter, too many, or too many weights.
    """
    if not 1 <= filters <= MOST_FILTERS:
        raise ArgumentValueError("filters", given=f"{filters}", wanted=f"1 … {MOST_FILTERS}")
    if weights > MOST_WEIGHTS:
        raise ArgumentValueError(
            "filters",
            given=f"{weights:,} weights",
            wanted=f"at most {MOST_WEIGHTS:,} in one layer",
            hint="Take fewer filters, smaller kernels, or planes that the channels share.",
        )


def check_kernels(planes: Sequence[int], forms: Sequence[Kernel]) -> None:
    """Refuses kernels that cannot be in one bank.

    Args:
        planes: how many kernels each filter has.
        forms: kernels of all sizes and anchors that there are.

    Raises:
        ArgumentValueError: no or too many filters, too many weights, several sizes or anchors.
    """
    if not planes:
        check_count(0, 0)
    first = forms[0]
    check_count(len(planes), sum(planes) * first.rows * first.columns)
    for one in forms:
        if one.shape != first.shape:
            raise ArgumentValueError(
                "filters",
                given=f"kernels of {first.size_text} and of {one.size_text}",
                wanted="kernels of one size in a layer",
            )
        if one.anchored_at != first.anchored_at:
            raise ArgumentValueError(
                "filters", given="kernels with several anchors", wanted="one anchor in a layer"
            )


def check_planes(planes: Sequence[int], channels: ChannelMode, groups: int) -> None:
    """Refuses numbers of planes, one a filter, that do not go together or with the settings.

    Raises:
        ArgumentValueError: several numbers above 1, or channels or groups that they do not fit.
    """
    counts = set(planes) - {1}
    if len(counts) > 1:
        told = " and ".join(str(count) for count in sorted(counts))
        raise ArgumentValueError(
            "filters", given=f"filters of {told} planes", wanted="as many planes in each"
        )
    if counts and channels not in ("sum", "each"):
        raise ArgumentValueError(
            "channels",
            given=f"{channels}, for filters of {counts.pop()} planes",
            wanted="each channel or sum over channels, where filters have several planes",
            hint="Share one plane first.",
        )
    if groups > 1 and channels != "sum":
        raise ArgumentValueError(
            "groups",
            given=f"{groups}, with channels “{channels}”",
            wanted="1, or channels “sum”",
        )


def check_groups(groups: int, channels: int, filters: int) -> None:
    """Refuses groups that do not divide the channels of the input and the filters.

    Raises:
        ArgumentValueError: they leave a remainder; its hint says which would fit.
    """
    common = gcd(channels, filters)
    if common % groups:
        fitting = [str(n) for n in range(1, common + 1) if common % n == 0]
        raise ArgumentValueError(
            "groups",
            given=str(groups),
            wanted=f"a divisor of the input's {counted_channels(channels)} and of the {filters} "
            f"filter{'' if filters == 1 else 's'}",
            hint=f"What would fit: {', '.join(fitting)}.",
        )
