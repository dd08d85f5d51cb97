"""What an array of weights probably is: its order of axes, and which array holds its biases."""

from __future__ import annotations

import re
from dataclasses import dataclass

from convstudio.errors import ArgumentValueError
from convstudio.pipeline.banks.axes import (
    KERAS,
    KERAS_DEPTHWISE,
    PYTORCH,
    PYTORCH_DEPTHWISE,
    AxisOrder,
    check_lengths,
    in_groups,
    orders_of,
    usual_orders,
)
from convstudio.pipeline.banks.entries import ArrayEntry
from convstudio.pipeline.maps import PICTURE_CHANNELS
from convstudio.pipeline.sliding import LONGEST_NAME

_PYTORCH_WORDS, _KERAS_WORDS = ("weight",), ("kernel",)
_BIAS_WORDS = ("bias", "biases", "b", "beta")
_WEIGHT_WORDS = ("weight", "weights", "kernel", "kernels", "w", "depthwise_kernel")
_NUMBERED = re.compile(r"arr_\d+")
_OFTEN = 11  # kernels are seldom larger


@dataclass(frozen=True)
class Guess:
    """The likeliest order of an array's axes.

    Attributes:
        order: which.
        also: other orders that fit its shape as well: the eye has to choose.
    """

    order: AxisOrder
    also: tuple[AxisOrder, ...] = ()


@dataclass(frozen=True)
class Told:
    """What else a file tells of an array, beside its name and its shape.

    Attributes:
        pytorch: whether the file is of a kind that PyTorch's programs write.
        biases: how many numbers the array of its biases has; 0 where there is none.
        names: how many filters the file names; 0 for none.
    """

    pytorch: bool = False
    biases: int = 0
    names: int = 0


def told_of(
    entry: ArrayEntry,
    entries: tuple[ArrayEntry, ...],
    names: tuple[str, ...] = (),
    *,
    pytorch: bool = False,
) -> Told:
    """What the arrays beside one tell of it.

    Args:
        names: of filters, that the file holds.
    """
    found = _beside(entry, [one for one in entries if len(one.shape) == 1 and not one.trouble])
    return Told(pytorch, 0 if found is None else found.count, len(names))


def guess_order(entry: ArrayEntry, channels: int, told: Told | None = None) -> Guess:
    """The order that fits an array best, on a map of so many channels.

    Raises:
        ArgumentValueError: no order fits: too many axes.
    """
    told = told or Told()
    orders = orders_of(len(entry.shape))
    points = {
        order: _points(entry.shape, order, channels)
        + _of_file(entry.shape, order, channels, told)
        + _of_name(entry.name, order, told)
        for order in orders
    }
    for order in usual_orders(len(entry.shape)):
        points[order] += 2
    most = max(points.values())
    best = [order for order in orders if points[order] == most]
    chosen = best[0]
    if _framework(entry.name, told) == "pytorch":
        chosen = next((o for o in best if o.roles[0] in ("filters", "inputs")), chosen)
    also = tuple(o for o in best if o != chosen)
    return Guess(chosen, also)


def weights_first(entries: tuple[ArrayEntry, ...]) -> ArrayEntry | None:
    """The array that is most likely meant: the first with the axes of a bank that can be read."""
    readable = [entry for entry in entries if not entry.why_none]
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
    own = _beside(entry, fitting)
    if own is not None:
        return own
    stem, word = _parted(entry.name)
    known = word in _WEIGHT_WORDS or len(entries) == 2
    return fitting[0] if len(fitting) == 1 and known and not stem else None


def biases_that_fit(filters: int, entries: tuple[ArrayEntry, ...]) -> list[ArrayEntry]:
    """The arrays with one number a filter."""
    return [
        entry
        for entry in entries
        if not entry.trouble and entry.count == filters and max(entry.shape, default=1) == filters
    ]


def _beside(entry: ArrayEntry, others: list[ArrayEntry]) -> ArrayEntry | None:
    """The first of them that is called as the biases of an array are."""
    stem, _ = _parted(entry.name)
    for other in others:
        other_stem, other_word = _parted(other.name)
        if other_stem == stem and other_word in _BIAS_WORDS and other.name != entry.name:
            return other
    return None


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
        return points + _depthwise_points(shape, order, channels)
    fits = inputs == channels
    # PyTorch's and Keras' filters of a layer with groups have fewer inputs than it has channels.
    fits |= order in (KERAS, PYTORCH) and in_groups(inputs, filters, channels) > 1
    points += 5 * fits + 2 * (inputs in PICTURE_CHANNELS)
    return points + (filters >= inputs)


def _depthwise_points(shape: tuple[int, ...], order: AxisOrder, channels: int) -> int:
    """Where filters of a channel each are likelier than filters that sum: on maps, not pictures.

    PyTorch's cannot be anything else there; Keras' seldom, with one for each channel.
    """
    rows, columns = order.length("rows", shape), order.length("columns", shape)
    inputs, filters = order.length("inputs", shape), order.length("filters", shape)
    if order == PYTORCH_DEPTHWISE:
        fits = inputs == 1 and channels > 1 and filters % channels == 0
        return 8 + (channels not in PICTURE_CHANNELS) if fits else -50
    if inputs != channels:
        return -50
    one_each = filters == 1 and channels not in PICTURE_CHANNELS and max(rows, columns) > 1
    return 9 if one_each else -2 * (channels > 1) - 4 * (channels == 1)


def _of_file(shape: tuple[int, ...], order: AxisOrder, channels: int, told: Told) -> int:
    """What the numbers of biases and of names say for an order."""
    filters = named = order.length("filters", shape)
    if order == PYTORCH_DEPTHWISE:
        named = filters // channels
    elif order.depthwise:
        filters *= order.length("inputs", shape)
    return 10 * (told.biases == filters) + 10 * (told.names == named)


def _of_name(name: str, order: AxisOrder, told: Told) -> int:
    """What the name of an array, and the kind of its file, say for an order."""
    framework = _framework(name, told)
    own = (PYTORCH, PYTORCH_DEPTHWISE) if framework == "pytorch" else (KERAS, KERAS_DEPTHWISE)
    points = 12 * (order.depthwise and "depthwise" in name.lower())
    if framework is None or order not in own:
        return points
    sure = _parted(name)[1] in (*_PYTORCH_WORDS, *_KERAS_WORDS)
    return points + (8 if sure else 4)


def _framework(name: str, told: Told) -> str | None:
    """Whose array it is, by its name and by the kind of its file; None if they do not tell."""
    word = _parted(name)[1]
    if word in _KERAS_WORDS:
        return "keras"
    return "pytorch" if told.pytorch or word in _PYTORCH_WORDS else None


def _parted(name: str) -> tuple[str, str]:
    """(what stands before the last word, that word), whatever parts them: ``conv1.weight``."""
    plain = name.lower().removesuffix(":0")
    at = max(plain.rfind(sign) for sign in "./_")
    return (plain[:at], plain[at + 1 :]) if at >= 0 else ("", plain)
