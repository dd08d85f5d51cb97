"""Layers as pipeline files hold them: JSON for people, with weights packed where they are many."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np

from convstudio.kernel.kernel import Kernel
from convstudio.kernel.kernel_file import LONGEST_LINE, LONGEST_NAME, kernel_text, weights_text
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.pipeline import Layer
from convstudio.pipeline.storage.layer_entries import (
    ActivationEntry,
    BankEntry,
    CombineEntry,
    ConvolutionEntry1,
    LocallyConnectedEntry,
    PoolingEntry,
)
from convstudio.pipeline.storage.weights_entry import MOST_READABLE, array_text

_PLACE = ("name", "on")


def layer_text(layer: Layer) -> str:
    """The layer as a JSON object."""
    return _TEXTS[type(layer)](layer)


def is_plain(layer: Layer) -> bool:
    """Whether version 1 of the files can say all of it."""
    if not isinstance(layer, Convolution) or layer.name or not layer.on:
        return False
    return layer.kernel.recipe is None or layer.kernel.recipe.origin != "random"


def members(values: dict[str, Any], indent: int) -> str:
    """The members of an object, one a line."""
    lines = (f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in values.items())
    return ",\n".join(" " * indent + line for line in lines)


def _convolution(layer: Convolution) -> str:
    kernel = textwrap.indent(kernel_text(_storable(layer.kernel)).strip(), "  ").lstrip()
    values = _values("convolution", layer, ConvolutionEntry1.__struct_fields__, "kernel")
    return f'{{\n{members(values, 2)},\n  "kernel": {kernel}\n}}'


def _bank(layer: Bank) -> str:
    values = _values("bank", layer, BankEntry.__struct_fields__, "filters", "weights")
    rows, columns = layer.size
    planes = [plane for one in layer.filters for plane in one.planes]
    packed = len(planes) * rows * columns > MOST_READABLE
    parts = [members(values, 2)]
    if packed:
        weights = np.array([plane.weights for plane in planes], np.float64)
        parts.append(f'  "weights": {array_text(weights, 4)}')
    filters = ",\n".join(textwrap.indent(_filter(one, packed), " " * 4) for one in layer.filters)
    parts.append(f'  "filters": [\n{filters}\n  ]')
    return "{\n" + ",\n".join(parts) + "\n}"


def _filter(one: Filter, packed: bool) -> str:
    head = members({"name": one.name, "bias": one.bias}, 0).replace("\n", " ")
    texts = _counted(one) if packed else map(_plane, one.planes)
    planes = ",\n".join(textwrap.indent(text, " " * 2) for text in texts)
    return f'{{{head}, "planes": [\n{planes}\n]}}'


def _counted(one: Filter) -> Iterator[str]:
    """What is said of the planes but for their weights; those that are alike once."""
    for said, alike in groupby(one.planes, _said):
        yield _object({"count": sum(1 for _ in alike)} | said)


def _plane(plane: Kernel) -> str:
    said = _said(plane)
    head = members(said, 0).replace("\n", " ") + ", " if said else ""
    return f'{{{head}"weights": [\n{weights_text(plane, 2)}\n]}}'


def _said(plane: Kernel) -> dict[str, Any]:
    """What there is to say of a plane but for its weights."""
    told = {**_texts(plane), "divisor": plane.divisor, "anchor": plane.anchor}
    values = {name: value for name, value in told.items() if value != getattr(Kernel, name)}
    if (made := plane.recipe) is not None:
        values["recipe"] = {"origin": made.origin, "text": made.text, "settings": made.settings}
    return values


def _activation(layer: Activation) -> str:
    return _object(_values("activation", layer, ActivationEntry.__struct_fields__))


def _pooling(layer: Pooling) -> str:
    return _object(_values("pooling", layer, PoolingEntry.__struct_fields__))


def _combine(layer: Combine) -> str:
    return _object(_values("combine", layer, CombineEntry.__struct_fields__))


def _locally(layer: LocallyConnected) -> str:
    fields = LocallyConnectedEntry.__struct_fields__
    values = _values("locally_connected", layer, fields, "weights")
    return f'{{\n{members(values, 2)},\n  "weights": {array_text(layer.weights.array, 4)}\n}}'


_TEXTS: dict[type, Callable[[Any], str]] = {
    Convolution: _convolution,
    Bank: _bank,
    Activation: _activation,
    Pooling: _pooling,
    Combine: _combine,
    LocallyConnected: _locally,
}


def _values(kind: str, layer: Layer, names: tuple[str, ...], *otherwise: str) -> dict[str, Any]:
    """The layer's settings by name, but for those told otherwise; name and switch where they say
    something."""
    said = [name for name in names if name not in (*_PLACE, *otherwise)]
    place = {"name": layer.name} if layer.name else {}
    off = {} if layer.on else {"on": False}
    return {"type": kind, **place, **off, **{name: getattr(layer, name) for name in said}}


def _object(values: dict[str, Any]) -> str:
    """An object on one line."""
    return "{" + members(values, 0).replace("\n", " ") + "}"


def _storable(kernel: Kernel) -> Kernel:
    """The kernel with texts as long as files hold them: what is in force can always be kept."""
    return replace(kernel, **_texts(kernel))


def _texts(kernel: Kernel) -> dict[str, Any]:
    name = " ".join(kernel.name.split())[:LONGEST_NAME].strip() or Kernel.name
    lines = (" ".join(text.split())[:LONGEST_LINE] for text in (kernel.description, kernel.source))
    description, source = lines
    return {"name": name, "description": description, "source": source}
