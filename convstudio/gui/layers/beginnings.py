"""What a new layer begins with, by its kind: what can be seen at once, or what changes nothing.

Who uses it: someone who adds a layer and then shapes it. The identity lets the picture through, two
Sobel filters show edges both ways, a 1×1 convolution begins as the mean of all channels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import Library
from convstudio.numerics.borders import BorderMode
from convstudio.pipeline.locally import MOST_LOCAL_WEIGHTS
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.parameters import (
    ACTIVATION,
    COMBINE_MODE,
    POOLING_MODE,
    STRIDE,
    ActivationName,
    ChoiceParameter,
    CombineMode,
    Option,
    PoolingMode,
)
from convstudio.pipeline.pipeline import (
    Activation,
    Bank,
    Combine,
    Convolution,
    Filter,
    Layer,
    LocallyConnected,
    Pooling,
)

_LOCAL_SIZE = 3  # of a new locally connected layer's kernels


@dataclass(frozen=True)
class Below:
    """Where a new layer is put: (rows, columns) and maps of its input, and what is preferred."""

    shape: tuple[int, int]
    maps: Maps
    library: Library
    border: BorderMode


@dataclass(frozen=True)
class Kind:
    """A kind of layer, as the menu has it.

    Attributes:
        text: in the menu; ``&`` marks its letter.
        tip: what it does.
        made: a new one for a place; raises ArgumentValueError where there can be none.
    """

    text: str
    tip: str
    made: Callable[[Below], Layer]


def _convolution(below: Below) -> Layer:
    return Convolution(below.library.named("identity"), border=below.border)


def _bank(below: Below) -> Layer:
    kernels = (below.library.named(name) for name in ("sobel-x", "sobel-y"))
    filters = tuple(Filter((kernel,)) for kernel in kernels)
    return Bank(filters, border=below.border, channels="each")


def _one_by_one(below: Below) -> Layer:
    """One filter: the mean of all channels, as ones over their number."""
    channels = below.maps.channels
    plane = Kernel(((1.0,),), divisor=float(channels), name="Share")
    return Bank((Filter((plane,) * channels, name="Mean"),), padding="valid")


def _locally(below: Below) -> Layer:
    """A mean at each place, with the smallest stride for which there may be as many weights."""
    row = (1.0,) * _LOCAL_SIZE
    mean = Kernel((row,) * _LOCAL_SIZE, divisor=float(_LOCAL_SIZE**2), name="Mean")
    stride = _smallest_stride(below)
    shared = Convolution(mean, padding="valid", strides=stride, channels="sum")
    return LocallyConnected.like(shared, below.shape, below.maps)


def _smallest_stride(below: Below) -> int:
    """The first stride that stays within the limit; the largest there is where none does."""
    weights = _LOCAL_SIZE**2 * below.maps.channels
    rooms = [max(size - _LOCAL_SIZE, 0) for size in below.shape]
    for stride in range(1, STRIDE.maximum):
        down, over = (room // stride + 1 for room in rooms)
        if down * over * weights <= MOST_LOCAL_WEIGHTS:
            return stride
    return STRIDE.maximum


def localized(layer: Convolution | Bank, below: Below) -> tuple[Layer, ...]:
    """What gives every place of a layer's map a kernel of its own; its activation follows it.

    Raises:
        ArgumentValueError: there can be none on what is below.
    """
    made = LocallyConnected.like(layer, below.shape, below.maps)
    own: Layer = replace(made, name=layer.name, on=layer.on)
    if layer.activation == "none":
        return (own,)
    return own, Activation(layer.activation, on=layer.on)


def _activation(function: str, _below: Below) -> Layer:
    return Activation(cast(ActivationName, function))


def _pooling(mode: str, _below: Below) -> Layer:
    return Pooling(cast(PoolingMode, mode))


def _combine(mode: str, _below: Below) -> Layer:
    return Combine(cast(CombineMode, mode))


def _kinds(
    parameter: ChoiceParameter, make: Callable[[str, Below], Layer], *left_out: str
) -> dict[str, Kind]:
    def kind(option: Option) -> Kind:
        return Kind(option.label, option.help, partial(make, option.value))

    offered = (option for option in parameter.options if option.value not in left_out)
    return {option.value: kind(option) for option in offered}


KINDS: dict[str, Kind] = {
    "convolution": Kind(
        "&Convolution",
        "One kernel for all channels. It begins as the identity, which changes nothing.",
        _convolution,
    ),
    "bank": Kind(
        "Convolution with several &filters",
        "A bank: every filter makes a map of its own. It begins with Sobel x and Sobel y.",
        _bank,
    ),
    "one-by-one": Kind(
        "&1×1 convolution",
        "Mixes channels, pixel by pixel: every filter is a weight a channel. It begins as their "
        "mean.",
        _one_by_one,
    ),
    "locally": Kind(
        "&Locally connected",
        "A kernel of its own for each place of the map: weights are not shared. It begins as a "
        "3×3 mean at each, with the smallest stride for which there may be as many weights.",
        _locally,
    ),
}
# The kinds that come in several functions: the menu's text, its tip, and the functions by value.
FAMILIES: dict[str, tuple[str, str, dict[str, Kind]]] = {
    "activation": (
        "&Activation",
        "A function of every value by itself.",
        _kinds(ACTIVATION, _activation, "none"),
    ),
    "pooling": (
        "&Pooling",
        "One value for each window: 2×2 halves the map.",
        _kinds(POOLING_MODE, _pooling),
    ),
    "combine": (
        "C&ombine",
        "One map made of all maps: of Sobel x and y one map of edges.",
        _kinds(COMBINE_MODE, _combine),
    ),
}
