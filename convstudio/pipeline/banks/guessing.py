"""What an array of weights probably is: its order of axes, and which array holds its biases."""

from __future__ import annotations

import re
from dataclasses import dataclass

from convstudio.errors import ArgumentValueError
from convstudio.pipeline.banks.axes import AxisOrder, check_lengths, orders_of, usual_orders
from convstudio.pipeline.banks.entries import ArrayEntry
from convstudio.pipeline.sliding import LONGEST_NAME

_PYTORCH_WORDS, _KERAS_WORDS = ("weight",), ("kernel",)
_BIAS_WORDS = ("bias", "biases", "b", "beta")
_WEIGHT_WORDS = ("weight", "weights", "kernel", "kernels", "w", "depthwise_kernel")
_NUMBERED = re.compile(r"arr_\d+")
_OFTEN = 11  # kernels are seldom larger
_FEW = (1, 3)  # channels of pictures


@dataclass(frozen=True)
class Guess:
    """The likeliest order of an array's axes.

    Attributes:
        order: which.
        also: other orders that fit its shape as well: the eye has to choose.
    """

    order: AxisOrder
    also: tuple[AxisOrder, ...] = ()


def guess_order(entry: ArrayEntry, channels: int, *, pytorch: bool = False) -> Guess:
    """The order that fits an array's shape best, on a map of so many channels.

    Args:
        pytorch: whether its file is of a kind that PyTorch's programs write.

    Raises:
        ArgumentValueError: no order fits: too many axes.
    """
    orders = orders_of(len(entry.shape))
    points = {order: _points(entry.shape, order, channels) for order in orders}
    for order in usual_orders(len(entry.shape)):
        points[order] += 2
    most = max(points.values())
    best = [order for order in orders if points[order] == most]
    leading = _pytorch_first(entry.name, pytorch)
    chosen = best[0]
    if leading:
        chosen = next((o for o in best if o.roles[0] in ("filters", "inputs")), chosen)
    also = tuple(o for o in best if o != chosen and o.roles != chosen.roles)
    return Guess(chosen, also)


def weights_first(entries: tuple[ArrayEntry, ...]) -> ArrayEntry | None:
    """The array that is most likely meant: the first with the axes of a bank that can be read."""
    readable = [entry for entry in entries if not entry.trouble and entry.count]
    for axes in (4, 3, 2):
        for entry in readable:
            if len(entry.shape) == axes:
                return entry
    return next(iter(readable), None)


def layer_name(array: str) -> str:
    """What the layer is called whose weights an array holds: ``conv1`` of ``conv1.weight``.

    Returns:
        "" where its name tells of none: ``weight``, or NumPy's own ``arr_0``.
    """
    stem, word = _parted(array)
    if word not in _WEIGHT_WORDS:
        stem = "" if _NUMBERED.fullmatch(array) else array
    named = "".join(sign if sign.isprintable() else " " for sign in array[: len(stem)])
    return " ".join(named.split())[:LONGEST_NAME]


def biases_for(
    entry: ArrayEntry, filters: int, entries: tuple[ArrayEntry, ...]
) -> ArrayEntry | None:
    """The array that holds the biases of another, by its name; None where there is none.

    Args:
        filters: how many numbers it has to have.
    """
    fitting = biases_that_fit(filters, entries)
    stem, word = _parted(entry.name)
    for other in fitting:
        other_stem, other_word = _parted(other.name)
        if other_stem == stem and other_word in _BIAS_WORDS and other.name != entry.name:
            return other
    known = word in _WEIGHT_WORDS or len(entries) == 2
    return fitting[0] if len(fitting) == 1 and known and not stem else None


def biases_that_fit(filters: int, entries: tuple[ArrayEntry, ...]) -> list[ArrayEntry]:
    """The arrays with one number a filter."""
    return [
        entry
        for entry in entries
        if not entry.trouble and entry.count == filters and max(entry.shape, default=1) == filters
    ]


def _points(shape: tuple[int, ...], order: AxisOrder, channels: int) -> int:
    """How well an order fits; a shape that it cannot have at all is worst."""
    try:
        check_lengths(shape, order)
    except ArgumentValueError:
        return -100
    rows, columns = order.length("rows", shape), order.length("columns", shape)
    inputs, filters = order.length("inputs", shape), order.length("filters", shape)
    points = 0
    if "columns" in order.roles:
        points += 6 * (rows == columns) + 3 * (max(rows, columns) <= _OFTEN)
        points += 3 * (rows % 2 == 1 and columns % 2 == 1)
    if order.depthwise:
        pytorch = order.roles[0] == "filters"
        fits = inputs == 1 and filters % channels == 0 if pytorch else inputs == channels
        return points - 4 + 2 * (fits and channels > 1) if fits else -50
    points += 5 * (inputs == channels) + 2 * (inputs in _FEW)
    return points + (filters >= inputs)


def _pytorch_first(name: str, pytorch: bool) -> bool:
    word = _parted(name)[1]
    if word in _KERAS_WORDS:
        return False
    return pytorch or word in _PYTORCH_WORDS


def _parted(name: str) -> tuple[str, str]:
    """(what stands before the last word, that word), whatever parts them: ``conv1.weight``."""
    plain = name.lower().removesuffix(":0")
    at = max(plain.rfind(sign) for sign in "./_")
    return (plain[:at], plain[at + 1 :]) if at >= 0 else ("", plain)
