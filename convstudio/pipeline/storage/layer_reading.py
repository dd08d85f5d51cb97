"""From what a pipeline file says of a layer to the layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.kernel_file import KernelEntry, kernel_of
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.bank_limits import MOST_WEIGHTS
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.locally import MOST_LOCAL_WEIGHTS, LocallyConnected, Weights
from convstudio.pipeline.pipeline import Layer
from convstudio.pipeline.storage.layer_entries import (
    ActivationEntry,
    BankEntry,
    CombineEntry,
    ConvolutionEntry,
    FilterEntry,
    LayerEntry,
    LocallyConnectedEntry,
    PlaneEntry,
    PoolingEntry,
)
from convstudio.pipeline.storage.weights_entry import array_of

_IN_PAIRS = ("padding", "strides", "dilation", "size")


def layer_of(entry: LayerEntry) -> Layer:
    """The layer that a file tells of.

    Raises:
        ArgumentTypeError, ArgumentValueError: a value that no such layer can have.
    """
    return _READERS[type(entry)](entry)


def _convolution(entry: ConvolutionEntry) -> Convolution:
    return Convolution(**_settings(entry) | {"kernel": kernel_of(entry.kernel)})


def _bank(entry: BankEntry) -> Bank:
    settings = _settings(entry)
    del settings["weights"]
    if entry.weights is None:
        filters = [_filter(one, map(_own_kernel, one.planes)) for one in entry.filters]
    else:
        counts = [sum(plane.count for plane in one.planes) for one in entry.filters]
        packed = array_of(entry.weights, 3, MOST_WEIGHTS)
        if sum(counts) != len(packed):
            given, wanted = f"{len(packed):,}", f"of {sum(counts):,} planes, as the filters tell"
            raise ArgumentValueError("weights", given=given, wanted=wanted)
        parts = np.split(packed, np.cumsum(counts)[:-1])
        filters = [
            _filter(one, _packed_kernels(one.planes, part))
            for one, part in zip(entry.filters, parts, strict=True)
        ]
    return Bank(**settings | {"filters": tuple(filters)})


def _filter(entry: FilterEntry, planes: Iterator[Kernel]) -> Filter:
    return Filter(tuple(planes), entry.bias, entry.name)


def _own_kernel(entry: PlaneEntry) -> Kernel:
    if entry.weights is None or entry.count != 1:
        given = "none" if entry.weights is None else f"one list for {entry.count:,} planes"
        raise ArgumentValueError("weights", given=given, wanted="told for each plane")
    return _kernel(entry, entry.weights)


def _packed_kernels(entries: list[PlaneEntry], packed: FloatArray) -> Iterator[Kernel]:
    place = 0
    for entry in entries:
        if entry.weights is not None:
            wanted = "told once: in the plane, or packed in the layer"
            raise ArgumentValueError("weights", given="those of a plane twice", wanted=wanted)
        for plane in packed[place : place + entry.count]:
            yield _kernel(entry, plane.tolist())
        place += entry.count


def _kernel(entry: PlaneEntry, weights: list[list[float]]) -> Kernel:
    return kernel_of(
        KernelEntry(
            entry.name,
            entry.description,
            entry.source,
            weights,
            entry.divisor,
            entry.anchor,
            recipe=entry.recipe,
        )
    )


def _activation(entry: ActivationEntry) -> Activation:
    return Activation(**_settings(entry))


def _pooling(entry: PoolingEntry) -> Pooling:
    return Pooling(**_settings(entry))


def _combine(entry: CombineEntry) -> Combine:
    return Combine(**_settings(entry))


def _locally(entry: LocallyConnectedEntry) -> LocallyConnected:
    weights = Weights(array_of(entry.weights, 6, MOST_LOCAL_WEIGHTS))
    biases = tuple(entry.biases)
    return LocallyConnected(**_settings(entry) | {"weights": weights, "biases": biases})


_READERS: dict[type, Callable[[Any], Layer]] = {
    ConvolutionEntry: _convolution,
    BankEntry: _bank,
    ActivationEntry: _activation,
    PoolingEntry: _pooling,
    CombineEntry: _combine,
    LocallyConnectedEntry: _locally,
}


def _settings(entry: msgspec.Struct) -> dict[str, Any]:
    """What the file says, by the layer's own names; the lists of pairs as tuples."""
    values = msgspec.structs.asdict(entry)
    for name in _IN_PAIRS:
        if name in values:
            values[name] = _tuples(values[name])
    return values


def _tuples(value: object) -> object:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
