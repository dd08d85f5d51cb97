"""What a new layer begins with, by its kind: what can be seen at once, or what changes nothing.

Who uses it: someone who adds a layer and then shapes it. The identity lets the picture through, two
Sobel filters show edges both ways, a 1×1 convolution begins as the mean of all channels. On a
signal kernels have one row, as in conv1d.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import Library
from convstudio.numerics.borders import BorderMode
from convstudio.numerics.padding import Pair
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

_ROW_FILTERS = ("central-difference-x", "second-difference-x")
_LOCAL_SIZE = 3  # of a new locally connected layer's kernels


@dataclass(frozen=True)
class Below:
    """Where a new layer is put: (rows, columns) and maps of its input, and what is preferred.

    Attributes:
        samples: whether the picture was read as numbers in a row.
    """

    shape: tuple[int, int]
    maps: Maps
    library: Library
    border: BorderMode
    samples: bool = False

    @property
    def is_row(self) -> bool:
        """Whether kernels of one row suit it; a lone pixel of a photograph has no direction."""
        return self.shape[0] == 1 and (self.shape[1] > 1 or self.samples)


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
    kernel = below.library.named("identity")
    if below.is_row:
        kernel = Kernel((kernel.weights[1],), name=kernel.name)
    return Convolution(kernel, border=below.border)


def _bank(below: Below) -> Layer:
    """First derivatives both ways; of a single row, which has but one way, the first and second."""
    names = _ROW_FILTERS if below.is_row else ("sobel-x", "sobel-y")
    kernels = (below.library.named(name) for name in names)
    filters = tuple(Filter((kernel,)) for kernel in kernels)
    return Bank(filters, border=below.border, channels="each")


def _one_by_one(below: Below) -> Layer:
    """One filter: the mean of all channels, as ones over their number."""
    channels = below.maps.channels
    plane = Kernel(((1.0,),), divisor=float(channels), name="Share")
    return Bank((Filter((plane,) * channels, name="Mean"),), padding="valid")


def _locally(below: Below) -> Layer:
    """A mean at each place, with the smallest stride for which there may be as many weights."""
    rows, columns = _local_size(below)
    mean = Kernel(((1.0,) * columns,) * rows, divisor=float(rows * columns), name="Mean")
    stride = _smallest_stride(below)
    strides = 1 if rows == 1 else stride, 1 if columns == 1 else stride
    shared = Convolution(mean, padding="valid", strides=strides, channels="sum")
    return LocallyConnected.like(shared, below.shape, below.maps)


def _smallest_stride(below: Below) -> int:
    """The first stride that stays within the limit; the largest there is where none does."""
    strides = range(1, STRIDE.maximum)
    fitting = (stride for stride in strides if _weights(below, stride) <= MOST_LOCAL_WEIGHTS)
    return next(fitting, STRIDE.maximum)


def _weights(below: Below, stride: int) -> int:
    """How many a new locally connected layer has."""
    rows, columns = _local_size(below)
    down, over = (below.shape[0] - rows) // stride + 1, (below.shape[1] - columns) // stride + 1
    return down * over * rows * columns * below.maps.channels


def _local_size(below: Below) -> tuple[int, int]:
    """(rows, columns) of a new locally connected layer's kernels: no larger than the input."""
    return min(_LOCAL_SIZE, below.shape[0]), min(_LOCAL_SIZE, below.shape[1])


def remark(layer: Layer, below: Below) -> str:
    """What is to be said of a new layer that does not begin as one might expect: its stride."""
    if not isinstance(layer, LocallyConnected):
        return ""
    stride = max(cast(Pair, layer.strides))
    if stride == 1:
        return ""
    count = _weights(below, stride - 1)
    return (
        f"Stride {stride} was chosen: with {stride - 1} there would be {count:,} weights, more "
        f"than {MOST_LOCAL_WEIGHTS:,}"
    )


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


def _pooling(mode: str, below: Below) -> Layer:
    """Halves the map, as far as it has rows and columns to halve."""
    size = min(2, below.shape[0]), min(2, below.shape[1])
    return Pooling(cast(PoolingMode, mode), size, size)


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
        "A bank: every filter makes a map of its own. It begins with Sobel x and Sobel y; on a "
        "signal with its first and second difference.",
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
        "3×3 mean at each, smaller where the input is, with the smallest stride for which there "
        "may be as many weights.",
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
        "One value for each window: 2×2 halves the map; 1×2 a signal.",
        _kinds(POOLING_MODE, _pooling),
    ),
    "combine": (
        "C&ombine",
        "One map made of all maps: of Sobel x and y one map of edges.",
        _kinds(COMBINE_MODE, _combine),
    ),
}
