"""A bank of filters: the convolution of a network's layer, as frozen values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.kernel.kernel import CUSTOM, Kernel
from convstudio.numerics import validation
from convstudio.numerics.borders import BorderMode
from convstudio.numerics.geometry import Axis
from convstudio.numerics.padding import Padding, Pair
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.bank_limits import check_count, check_groups, check_kernels, check_planes
from convstudio.pipeline.maps import Maps, Need
from convstudio.pipeline.parameters import BIAS, GROUPS, ActivationName, ChannelMode
from convstudio.pipeline.sliding import (
    LONGEST_NAME,
    ONE_CHANNEL,
    checked_sliding,
    reduced,
    slid_anchor,
    sliding_axes,
)


@dataclass(frozen=True)
class Filter:
    """One filter of a bank: what makes one of its maps.

    Attributes:
        planes: one kernel that all channels share, or one for each channel that the filter sees.
        bias: added to every sum, as a fraction of the picture's full range.
        name: for people; that of the first kernel where there is none.
    """

    planes: tuple[Kernel, ...]
    bias: float = 0.0
    name: str = ""

    def __post_init__(self) -> None:
        if not self.planes:
            raise ArgumentValueError("filter", given="no kernel", wanted="at least one")
        object.__setattr__(self, "bias", BIAS.check(self.bias))
        if not isinstance(self.name, str):
            raise ArgumentTypeError("name", given=validation.type_of(self.name), wanted="a text")
        object.__setattr__(self, "name", " ".join(self.name.split())[:LONGEST_NAME])

    @property
    def title(self) -> str:
        """What to call it."""
        return self.name or self.planes[0].name

    @property
    def is_shared(self) -> bool:
        """Whether all channels share one kernel."""
        return len(self.planes) == 1

    @cached_property
    def forms(self) -> tuple[Kernel, ...]:
        """One kernel of each size and anchor that it has: found once, as a bank of thousands of
        kernels is made anew with every weight that is edited."""
        found = {(len(one.weights), len(one.weights[0]), one.anchor): one for one in self.planes}
        return tuple(found.values())


@dataclass(frozen=True)
class Bank:
    """A convolution with several filters.

    Attributes:
        filters: 1 to 512; all kernels of one size and one anchor.
        channels: ``"sum"``: each filter sums over its input channels; ``"each"``: every channel by
            itself, so that map ``filter · n + m`` is the filter's of input map m of n (depthwise);
            otherwise as ``Convolution`` has it, with one kernel a filter.
        groups: into so many parts the channels and the filters are split, each part by itself.

    The others are those of ``Convolution``.

    Raises:
        ArgumentTypeError: a value of the wrong type.
        ArgumentValueError: a value out of range, or filters that do not go together.
    """

    filters: tuple[Filter, ...]
    padding: Padding = "same"
    strides: int | Pair = (1, 1)
    dilation: int | Pair = (1, 1)
    border: BorderMode = "zeros"
    border_value: float = 0.0
    channels: ChannelMode = "sum"
    groups: int = 1
    activation: ActivationName = "none"
    flip: bool = False
    exact: bool = False
    name: str = ""
    on: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "filters", tuple(self.filters))
        checked = checked_sliding(self) | {"groups": GROUPS.check(self.groups)}
        for name, value in checked.items():
            object.__setattr__(self, name, value)
        counts = [len(one.planes) for one in self.filters]
        check_kernels(counts, [form for one in self.filters for form in one.forms])
        check_planes(counts, self.channels, self.groups)

    @classmethod
    def of_array(
        cls,
        weights: Array,
        biases: Sequence[float] | None = None,
        names: Sequence[str] | None = None,
        **settings: Any,
    ) -> Bank:
        """A bank with these weights.

        Args:
            weights: (rows, columns, planes, filters); with one plane it is shared.
            biases: one a filter, as fractions of the full range.
            settings: the other attributes.

        Raises:
            ArgumentValueError: no such bank; see ``Bank`` and ``Kernel``.
        """
        array = np.asarray(validation.real_array(weights, "weights"), np.float64)
        if array.ndim != 4:
            wanted = "of the axes (rows, columns, planes, filters)"
            raise ArgumentValueError("weights", given=f"shape {array.shape}", wanted=wanted)
        check_count(array.shape[3], array.size)
        return cls(tuple(_filters_of(array, biases, names)), **settings)

    @property
    def size(self) -> Pair:
        """(rows, columns) of every kernel."""
        return self.filters[0].planes[0].shape

    @cached_property
    def planes(self) -> int:
        """Kernels of a filter that has one a channel; 1 where all are shared."""
        return max(len(one.planes) for one in self.filters)

    @property
    def title(self) -> str:
        """What to call it: its name, or how many filters of which size."""
        rows, columns = self.size
        return self.name or f"Convolution {len(self.filters)} × {rows}×{columns}"

    @property
    def slid_anchor(self) -> Pair | None:
        """The anchor in a kernel as it slides; None for the middle."""
        return slid_anchor(self.filters[0].planes[0].anchor, self.size, flip=self.flip)

    def axes(self, shape: tuple[int, int]) -> tuple[Axis, Axis]:
        """Both axes on an input of (rows, columns).

        Raises:
            ArgumentValueError: see ``sliding_axes``.
        """
        return sliding_axes(self, self.size, shape)

    def seen(self, below: Maps) -> int:
        """The channels that one filter sees of these maps, and has a plane for if none is shared.

        Raises:
            ArgumentValueError: groups that do not divide them, or another number of planes.
        """
        if self.channels == "each":
            found = below.channels
        elif self.channels == "sum":
            check_groups(self.groups, below.channels, len(self.filters))
            found = below.channels // self.groups
        else:
            found = reduced(self.channels, below).channels
        if self.planes not in (1, found):
            raise ArgumentValueError(
                "planes of a filter",
                given=str(self.planes),
                wanted=f"{'' if found == 1 else '1, shared by all channels, or '}{found}, as many "
                "as the channels that it sees of the input",
                hint="Share the first plane, or put the layer where its input has as many.",
            )
        return found

    def maps(self, below: Maps) -> Maps:
        """What it makes of these maps.

        Raises:
            ArgumentValueError: the filters do not fit them.
        """
        self.seen(below)
        if self.channels == "each":
            return Maps(len(self.filters) * below.count, below.colours, below.has_alpha)
        left = below.has_alpha and self.channels != "alpha"
        return Maps(len(self.filters), 1, left)

    def only(self, index: int, below: Maps) -> tuple[Bank, Need]:
        """The layer that makes one of its maps alone, and what that needs."""
        if self.channels == "each":
            one, needed = divmod(index, below.count)
            made = self.filters[one]
            if not made.is_shared:
                first = needed * below.colours
                made = replace(made, planes=made.planes[first : first + below.colours])
            return replace(self, filters=(made,)), Need(needed)
        alone = replace(self, filters=(self.filters[index],), groups=1)
        if self.groups == 1:
            return alone, Need()
        size = below.channels // self.groups
        first = index // (len(self.filters) // self.groups) * size
        return alone, Need(channels=(first, first + size))

    def kernel_at(self, index: int, plane: int) -> Kernel:
        """The kernel of a filter for a channel; the shared one for any."""
        planes = self.filters[index].planes
        return planes[plane if len(planes) > 1 else 0]

    def with_kernel(self, index: int, plane: int, kernel: Kernel) -> Bank:
        """The bank with another kernel there; where its size or anchor is another, all follow."""
        made = self.filters[index]
        at = plane if len(made.planes) > 1 else 0
        planes = (*made.planes[:at], kernel, *made.planes[at + 1 :])
        changed = replace(made, planes=planes)
        filters = (*self.filters[:index], changed, *self.filters[index + 1 :])
        old = self.filters[0].planes[0]
        if kernel.shape != old.shape or kernel.anchor != old.anchor:
            filters = tuple(
                replace(one, planes=tuple(_like(plane, kernel) for plane in one.planes))
                for one in filters
            )
        return replace(self, filters=filters)

    def with_filter(self, index: int, made: Filter) -> Bank:
        """The bank with another filter there."""
        return replace(self, filters=(*self.filters[:index], made, *self.filters[index + 1 :]))

    def resized(self, rows: int, columns: int) -> Bank:
        """The bank with kernels of another size, their centres kept."""
        filters = tuple(
            replace(one, planes=tuple(plane.resized(rows, columns) for plane in one.planes))
            for one in self.filters
        )
        return replace(self, filters=filters)

    def typed(self, channels: int) -> tuple[FloatArray, FloatArray]:
        """Weights for so many channels a filter, (rows, columns, channels, filters), and divisors.

        The weights are those typed, to be divided by one number a filter, (filters,); where the
        planes of a filter have several, these are divided already and that number is 1.
        """
        shape = (*self.size, channels, len(self.filters))
        weights, divisors = np.empty(shape), np.ones(len(self.filters))
        for index, one in enumerate(self.filters):
            several = {plane.divisor for plane in one.planes}
            if len(several) == 1:
                divisors[index] = several.pop()
            for place in range(channels):
                plane = one.planes[place if len(one.planes) > 1 else 0]
                own = plane.divisor if divisors[index] == 1.0 and plane.divisor != 1.0 else 1.0
                weights[..., place, index] = plane.array / own if own != 1.0 else plane.array
        return weights, divisors

    def array(self, channels: int) -> FloatArray:
        """The weights used, (rows, columns, channels, filters): those typed over their divisors."""
        weights, divisors = self.typed(channels)
        return weights / divisors

    def parameters(self, _below: Maps) -> int:
        """Weights and biases; a shared plane counts once."""
        area = self.size[0] * self.size[1]
        return sum(len(one.planes) * area + 1 for one in self.filters)

    def products(self, below: Maps) -> int:
        """Multiplications for one pixel of all its maps."""
        if self.channels in ("alpha", *ONE_CHANNEL):
            seen = 1
        elif self.channels == "luminance":
            seen = below.channels
        else:
            seen = self.seen(below)
        return self.size[0] * self.size[1] * seen * len(self.filters)


def _filters_of(
    array: FloatArray, biases: Sequence[float] | None, names: Sequence[str] | None
) -> Iterator[Filter]:
    weights = array.transpose(3, 2, 0, 1).tolist()
    called = names or [""] * array.shape[3]
    for index, (planes, name) in enumerate(zip(weights, called, strict=True)):
        kernels = tuple(Kernel(tuple(map(tuple, one)), name=name or CUSTOM) for one in planes)
        yield Filter(kernels, 0.0 if biases is None else float(biases[index]), name)


def _like(plane: Kernel, other: Kernel) -> Kernel:
    """The plane with another's size and anchor."""
    resized = plane if plane.shape == other.shape else plane.resized(*other.shape)
    return resized if resized.anchor == other.anchor else replace(resized, anchor=other.anchor)
