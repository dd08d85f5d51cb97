"""Banks of filters as words: drawn at random, swept over a family, read from a file of weights."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from convstudio.cli import layer_settings
from convstudio.cli.layer_settings import SLIDING, Settings, split
from convstudio.cli.telling import tell
from convstudio.declarations import Number, Parameter, Switch
from convstudio.errors import ArgumentValueError, FilterFileError
from convstudio.json_words import quoted
from convstudio.kernel.families import FAMILIES, family
from convstudio.kernel.notation import parse_integer, parse_number
from convstudio.numerics.initializers import DISTRIBUTIONS
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.banks.axes import (
    KERAS,
    KERAS_DEPTHWISE,
    NAMED,
    PYTORCH,
    PYTORCH_DEPTHWISE,
    AxisOrder,
    check_lengths,
    in_groups,
)
from convstudio.pipeline.banks.entries import HINT, ArrayEntry, require_readable
from convstudio.pipeline.banks.from_array import arrangement
from convstudio.pipeline.banks.guessing import (
    biases_for,
    guess_order,
    layer_name,
    told_of,
    weights_first,
)
from convstudio.pipeline.banks.initializers import Initializer
from convstudio.pipeline.banks.reading import arrays_in, names_in, read_array
from convstudio.pipeline.banks.sweeps import Sweep, swept
from convstudio.pipeline.maps import PICTURE_CHANNELS, Maps

_ORDERS: Mapping[str, AxisOrder] = {
    "keras": KERAS,
    "pytorch": PYTORCH,
    "keras-depthwise": KERAS_DEPTHWISE,
    "pytorch-depthwise": PYTORCH_DEPTHWISE,
}
_RANGE = re.compile(r"(.+?)\.\.(.+?):(.*)")
_HALF_TURN = 180.0
_UNKNOWN = 1 << 30  # channels below, of layers that fit no picture: no array has as many
Made = tuple[tuple[Filter, ...], Settings]


def random_filters(words: list[str]) -> Made:
    """``FILTERS SIZE [DISTRIBUTION] [seed=N] [inputs=N]``, and the settings of the layer.

    Raises:
        ValidationError: no such filters.
    """
    names, said = split(words, {**SLIDING, **layer_settings.RANDOM})
    if len(names) not in (2, 3):
        wanted = "“random FILTERS SIZE [DISTRIBUTION]”, such as “random 32 5x5 he-normal seed=1”"
        raise ArgumentValueError("layer", given=f"“random {' '.join(names)}”", wanted=wanted)
    drawn = (names[2] if len(names) == 3 else Initializer.distribution).lower().replace("-", "_")
    if drawn not in DISTRIBUTIONS:
        shown = ", ".join(one.replace("_", "-") for one in DISTRIBUTIONS)
        raise ArgumentValueError("distribution", given=f"“{names[2]}”", wanted=f"one of {shown}")
    rows, columns = layer_settings.size(names[1], layer_settings.KERNEL_SIZE)
    initializer = Initializer(
        drawn,
        said.pop("seed", Initializer.seed),
        layer_settings.whole(names[0], "filters"),
        (rows, columns),
        said.pop("inputs", Initializer.planes),
    )
    return initializer.make(), said


def swept_filters(words: list[str]) -> Made:
    """``FAMILY PARAMETER=FIRST..LAST:COUNT ... [PARAMETER=VALUE ...]``, and the layer's settings.

    Of an angle over half a turn or a whole one, the last value is left out: it is the first again.

    Raises:
        ValidationError: no such family, parameter or value.
    """
    if not words:
        known = ", ".join(one.identifier for one in FAMILIES)
        raise ArgumentValueError("layer", given="“sweep” alone", wanted=f"followed by {known}")
    chosen = family(words[0])
    own = {one.name.replace("_", "-"): (f" {one.name}", _value(one)) for one in chosen.parameters}
    names, said = split(words[1:], {**SLIDING, **own})
    if names:
        wanted = "PARAMETER=FIRST..LAST:COUNT, such as “angle=0..180:8”"
        raise ArgumentValueError("sweep", given=f"“{names[0]}”", wanted=wanted)
    sweeps, settings = [], chosen.defaults
    for parameter in chosen.parameters:
        value = said.pop(f" {parameter.name}", None)
        if isinstance(value, Sweep):
            sweeps.append(value)
        elif value is not None:
            settings = settings.with_value(parameter.name, value)
    if not sweeps:
        told = ", ".join(own)
        wanted = f"at least one of {told} from FIRST..LAST:COUNT"
        raise ArgumentValueError("sweep", given="none", wanted=wanted)
    return swept(chosen, settings, tuple(sweeps)), said


def read_filters(words: list[str], below: tuple[int, ...] = ()) -> Made:
    """``FILE [ARRAY] [order=ORDER] [biases=ARRAY]``, and the settings of the layer.

    Which axis is which is guessed where it is not told, and the guess is told.

    Args:
        below: how many channels the layer may be given, as ``channels_above`` has it.

    Raises:
        ValidationError: an array that is no bank.
        FilterFileError: the file cannot be read, or has no such array.
    """
    names, said = split(words, {**SLIDING, "order": ("order", _order), "biases": ("biases", str)})
    if not 1 <= len(names) <= 2:
        wanted = "“weights FILE [ARRAY]”, such as “weights net.safetensors conv1.weight”"
        raise ArgumentValueError("layer", given=f"“weights {' '.join(names)}”", wanted=wanted)
    path = Path(names[0])
    entries = arrays_in(path)
    entry = _entry(entries, names[1]) if len(names) == 2 else weights_first(entries)
    if entry is None:
        why = next((f": {one.why_none}" for one in entries if one.why_none), "")
        raise FilterFileError(
            f"{quoted(path.name)} has no array that could be weights{why}.", hint=HINT
        )
    require_readable(entry, path.name)
    found = names_in(path)
    order = said.pop("order", None)
    if order is None:
        told_by = told_of(entry, entries, found, pytorch=path.suffix.lower() == ".safetensors")
        order = guess_order(entry, below[0] if below else _UNKNOWN, told_by).order
        _tell_order(path, entry, order)
    check_lengths(entry.shape, order)
    maps = Maps(_channels(order, entry.shape, below), 1)
    other = _entry(entries, said.pop("biases")) if "biases" in said else None
    other = other or biases_for(entry, _biased(order, entry.shape), entries)
    biases = None if other is None else read_array(path, other.name)
    made = arrangement(read_array(path, entry.name), order, maps, biases)
    called = found if len(found) == made.weights.shape[3] else None
    told = None if made.biases is None else made.biases.tolist()
    if told is not None and "bias" not in said:
        said["bias"] = tuple(told)
    own: Settings = {
        "channels": made.channels,
        "groups": made.groups,
        "name": layer_name(entry.name),
    }
    settings = {name: value for name, value in own.items() if value}
    return Bank.of_array(made.weights, None, called).filters, settings | said


def _value(parameter: Parameter) -> Callable[[str], Any]:
    """A parameter's value in words: one, or a range that is swept."""

    def parse(text: str) -> Any:
        if not isinstance(parameter, Number):
            if text == "all":
                return Sweep(parameter.name)
            is_switch = isinstance(parameter, Switch)
            return parameter.checked(layer_settings.switch(text) if is_switch else text)
        found = _RANGE.fullmatch(text)
        if found is None:
            return parameter.checked(parse_number(text, parameter.name))
        first, last = (parse_number(part, parameter.name) for part in found.groups()[:2])
        turns = parameter.unit.strip() == "°" and first != last
        open_end = turns and (last - first) % _HALF_TURN == 0
        count = parse_integer(found[3], "count")
        return Sweep(parameter.name, first, last, count, open_end=open_end)

    return parse


def _order(text: str) -> AxisOrder:
    word = text.lower().replace("_", "-")
    if word not in _ORDERS:
        raise ArgumentValueError(
            "order", given=f"“{text[:40]}”", wanted=f"one of {', '.join(_ORDERS)}"
        )
    return _ORDERS[word]


def _entry(entries: tuple[ArrayEntry, ...], name: str) -> ArrayEntry:
    for entry in entries:
        if entry.name == name:
            return entry
    if len(entries) == 1 and not entries[0].name:
        wanted = "left out: the file holds one array, without a name"
    else:
        more = f" and {len(entries) - 10:,} more" if len(entries) > 10 else ""
        wanted = f"one of {', '.join(quoted(entry.name) for entry in entries[:10])}{more}"
    raise ArgumentValueError("array", given=f"“{name[:80]}”", wanted=wanted)


def _channels(order: AxisOrder, shape: tuple[int, ...], below: tuple[int, ...]) -> int:
    """The channels that filters of such an array are for, of those that may be below.

    Where they fit none, those that they would fit: the layer is refused on what it is given.
    """
    inputs, filters = order.length("inputs", shape), order.length("filters", shape)
    if order == PYTORCH_DEPTHWISE:
        return next((n for n in below if n > 1 and filters % n == 0), filters)
    if order.depthwise or inputs in below:
        return inputs
    groups = (n for n in below if in_groups(inputs, filters, n) and _are_maps(n, inputs))
    return next(groups, inputs)


def _are_maps(channels: int, inputs: int) -> bool:
    """Whether filters of so many inputs are split in groups there; on pictures one is shared."""
    return inputs > 1 or channels not in PICTURE_CHANNELS


def _biased(order: AxisOrder, shape: tuple[int, ...]) -> int:
    """How many biases such an array has."""
    filters = order.length("filters", shape)
    each = order.depthwise and order != PYTORCH_DEPTHWISE
    return filters * order.length("inputs", shape) if each else filters


def _tell_order(path: Path, entry: ArrayEntry, order: AxisOrder) -> None:
    told = next((words for words, named in NAMED.items() if named == order), None)
    roles = told or ", ".join(order.roles)
    what = f"“{entry.name}” of {path.name}" if entry.name else path.name
    tell(f"{what} is taken in the order of {roles}; order={'|'.join(_ORDERS)} says another.")
