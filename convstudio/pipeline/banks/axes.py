"""Which axis of an array is which: Keras and PyTorch order them otherwise, and files do not say.

Here, as in Keras, weights are (rows, columns, inputs of a filter, filters). PyTorch has (filters,
inputs, rows, columns). A depthwise convolution has (rows, columns, channels, filters a channel) in
Keras, and (channels · filters a channel, 1, rows, columns) in PyTorch.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import MAX_SIZE
from convstudio.pipeline.bank_limits import MOST_FILTERS, MOST_WEIGHTS

Role = Literal["rows", "columns", "inputs", "filters"]
ROLES: tuple[Role, ...] = get_args(Role)
_WORDS = {
    "rows": "the rows of a kernel",
    "columns": "the columns of a kernel",
    "inputs": "the inputs of a filter",
    "filters": "filters",
}
Weights = npt.NDArray[np.float64]


@dataclass(frozen=True)
class AxisOrder:
    """What each axis of an array is.

    Attributes:
        roles: one an axis, each at most once; what no axis is has length 1.
        depthwise: each filter has a plane for each channel, which it does not sum over.

    Raises:
        ArgumentValueError: a role that stands twice, or none at all.
    """

    roles: tuple[Role, ...]
    depthwise: bool = False

    def __post_init__(self) -> None:
        if not self.roles or len(set(self.roles)) != len(self.roles):
            twice = next((r for r in self.roles if self.roles.count(r) > 1), None)
            given = "no axis" if twice is None else f"{_WORDS[twice]} on two axes"
            raise ArgumentValueError("the axes", given=given, wanted="each something of its own")

    def length(self, role: Role, shape: tuple[int, ...]) -> int:
        """How long the axis of that role is; 1 where there is none."""
        return shape[self.roles.index(role)] if role in self.roles else 1

    def with_role(self, axis: int, role: Role) -> AxisOrder:
        """This order with another role for one axis; the axis that had it takes the old one."""
        roles = list(self.roles)
        if role in roles:
            roles[roles.index(role)] = roles[axis]
        roles[axis] = role
        return AxisOrder(tuple(roles), self.depthwise)


KERAS = AxisOrder(("rows", "columns", "inputs", "filters"))
PYTORCH = AxisOrder(("filters", "inputs", "rows", "columns"))
KERAS_DEPTHWISE = AxisOrder(KERAS.roles, depthwise=True)
PYTORCH_DEPTHWISE = AxisOrder(PYTORCH.roles, depthwise=True)
NAMED = {
    "Keras: rows, columns, inputs, filters": KERAS,
    "PyTorch: filters, inputs, rows, columns": PYTORCH,
    "Keras depthwise: rows, columns, channels, filters": KERAS_DEPTHWISE,
    "PyTorch depthwise: filters, 1, rows, columns": PYTORCH_DEPTHWISE,
}


_USUAL: dict[int, tuple[AxisOrder, ...]] = {
    4: tuple(NAMED.values()),
    3: (
        AxisOrder(("rows", "columns", "filters")),
        AxisOrder(("filters", "rows", "columns")),
        AxisOrder(("rows", "columns", "inputs")),
        AxisOrder(("inputs", "rows", "columns")),
    ),
    2: (
        AxisOrder(("rows", "columns")),
        AxisOrder(("inputs", "filters")),
        AxisOrder(("filters", "inputs")),
    ),
    1: (AxisOrder(("columns",)), AxisOrder(("filters",)), AxisOrder(("inputs",))),
}


def usual_orders(axes: int) -> tuple[AxisOrder, ...]:
    """The orders that are usual for arrays of so many axes.

    Raises:
        ArgumentValueError: an array with no axis, or with more than four.
    """
    if axes not in _USUAL:
        raise ArgumentValueError(
            "the weights",
            given=_axes_words((1,) * axes),
            wanted="an array of 1 to 4 axes",
            hint="A bank of filters has rows, columns, inputs and filters, in any order.",
        )
    return _USUAL[axes]


def orders_of(axes: int) -> tuple[AxisOrder, ...]:
    """The orders that are usual for arrays of so many axes, then every other.

    Raises:
        ArgumentValueError: as ``usual_orders`` does.
    """
    usual = usual_orders(axes)
    others = (AxisOrder(roles) for roles in itertools.permutations(ROLES, axes))
    return tuple(dict.fromkeys((*usual, *others)))


def in_groups(inputs: int, filters: int, channels: int) -> int:
    """Into how many groups filters of so many inputs split the channels; 0 if that cannot be."""
    groups, rest = divmod(channels, inputs) if inputs else (0, 0)
    return groups if groups and not rest and filters % groups == 0 else 0


def arranged(array: Weights, order: AxisOrder, channels: int) -> Weights:
    """The array as (rows, columns, inputs of a filter, filters), once all of it is possible.

    Args:
        channels: of the map below, by which PyTorch's depthwise filters are told apart.

    Raises:
        ArgumentValueError: axes of other lengths than filters can have; says which and why.
    """
    check_lengths(array.shape, order)
    missing = [role for role in ROLES if role not in order.roles]
    roles = [*order.roles, *missing]
    whole = array.reshape(*array.shape, *(1 for _ in missing))
    weights = np.transpose(whole, [roles.index(role) for role in ROLES])
    if order.depthwise and weights.shape[2] == 1 and channels > 1:
        weights = _apart(weights, channels)
    return np.ascontiguousarray(weights)


def flattened(weights: Weights, order: AxisOrder) -> Weights:
    """(rows, columns, inputs, filters) in another order of all four axes: the way back.

    PyTorch's depthwise filters stand channel by channel on one axis.
    """
    if order.depthwise and order.roles == PYTORCH.roles:
        rows, columns, channels, filters = weights.shape
        weights = weights.reshape(rows, columns, 1, channels * filters)
    axes = [ROLES.index(role) for role in order.roles]
    return np.ascontiguousarray(np.transpose(weights, axes))


def check_lengths(shape: tuple[int, ...], order: AxisOrder) -> None:
    """Refuses axes that are too long for what they are said to be.

    Raises:
        ArgumentValueError: says which axis, and what it may be.
    """
    if len(shape) != len(order.roles):
        count = len(order.roles)
        wanted = f"of {count} {'axis' if count == 1 else 'axes'}"
        raise ArgumentValueError("the weights", given=_axes_words(shape), wanted=wanted)
    for axis, (length, role) in enumerate(zip(shape, order.roles, strict=True), 1):
        most = _most(role, order.depthwise)
        if length > most:
            raise ArgumentValueError(
                f"axis {axis}, {_WORDS[role]},",
                given=f"{length:,}",
                wanted=f"at most {most:,} long",
                hint="Choose another order of the axes, or an array with fewer filters.",
            )
    if order == PYTORCH_DEPTHWISE and (inputs := order.length("inputs", shape)) != 1:
        raise ArgumentValueError(
            f"axis {order.roles.index('inputs') + 1}, {_WORDS['inputs']},",
            given=f"{inputs:,}",
            wanted="1 long in PyTorch's order of depthwise filters, each of which sees one channel",
            hint="Choose an order without “depthwise” for filters that sum over their inputs.",
        )


def _axes_words(shape: tuple[int, ...]) -> str:
    count = len(shape)
    return {0: "one number", 1: "an array of 1 axis"}.get(count, f"an array of {count} axes")


def _most(role: Role, depthwise: bool) -> int:
    if role in ("rows", "columns"):
        return MAX_SIZE
    # On PyTorch's axis stand the filters of all channels.
    return MOST_WEIGHTS if role == "inputs" or depthwise else MOST_FILTERS


def _apart(weights: Weights, channels: int) -> Weights:
    """(rows, columns, 1, channels · filters) → (rows, columns, channels, filters)."""
    rows, columns, _one, count = weights.shape
    if count % channels:
        raise ArgumentValueError(
            "depthwise filters",
            given=str(count),
            wanted=f"as many for each of the {channels} channels below",
            hint=f"{_multiples(count, channels)} would do; or choose an order without “depthwise”.",
        )
    return weights.reshape(rows, columns, channels, count // channels)


def _multiples(count: int, channels: int) -> str:
    below, above = count // channels * channels, -(-count // channels) * channels
    return f"{below} or {above}" if below else str(above)
