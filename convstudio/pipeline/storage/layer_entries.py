"""What pipeline files say of layers: the schemas, checked before anything is believed.

The values themselves are checked by the layers. Version 1 knew one layer, the convolution with one
kernel, without a name; its files are read by its own schema.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from convstudio.kernel.kernel import CUSTOM
from convstudio.kernel.kernel_file import KernelEntry, RecipeEntry
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.bank_limits import MOST_FILTERS, MOST_WEIGHTS
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Activation, Pooling
from convstudio.pipeline.storage.weights_entry import ArrayEntry

_PairEntry = int | list[int]
_PaddingEntry = str | int | list[int | list[int]]
_Name = Annotated[str, Meta(max_length=1000)]
_Planes = Annotated[int, Meta(ge=1, le=MOST_WEIGHTS)]


class ConvolutionEntry1(
    msgspec.Struct, forbid_unknown_fields=True, tag_field="type", tag="convolution"
):
    """What a file of version 1 says of a convolution."""

    kernel: KernelEntry
    padding: _PaddingEntry = "same"
    strides: _PairEntry = 1
    dilation: _PairEntry = 1
    border: str = Convolution.border
    border_value: float = Convolution.border_value
    channels: str = Convolution.channels
    alpha: str = Convolution.alpha
    bias: float = Convolution.bias
    activation: str = Convolution.activation
    flip: bool = False
    exact: bool = False


class ConvolutionEntry(ConvolutionEntry1, forbid_unknown_fields=True, tag="convolution"):
    """The same, with a name and a switch."""

    name: _Name = ""
    on: bool = True


class PlaneEntry(msgspec.Struct, forbid_unknown_fields=True):
    """What a file says of a kernel in a filter.

    Attributes:
        weights: None where those of the whole bank are packed.
        count: so many planes in a row are alike but for their packed weights.
    """

    weights: list[list[float]] | None = None
    count: _Planes = 1
    divisor: float = 1.0
    name: str = CUSTOM
    description: str = ""
    source: str = ""
    anchor: tuple[int, int] | None = None
    recipe: RecipeEntry | None = None


class FilterEntry(msgspec.Struct, forbid_unknown_fields=True):
    """What a file says of a filter."""

    planes: Annotated[list[PlaneEntry], Meta(min_length=1, max_length=MOST_WEIGHTS)]
    bias: float = 0.0
    name: _Name = ""


class BankEntry(msgspec.Struct, forbid_unknown_fields=True, tag_field="type", tag="bank"):
    """What a file says of a convolution with several filters.

    Attributes:
        weights: all planes of all filters, (planes, rows, columns), as typed; None where each plane
            has its own.
    """

    filters: Annotated[list[FilterEntry], Meta(min_length=1, max_length=MOST_FILTERS)]
    weights: ArrayEntry | None = None
    padding: _PaddingEntry = "same"
    strides: _PairEntry = 1
    dilation: _PairEntry = 1
    border: str = Bank.border
    border_value: float = Bank.border_value
    channels: str = Bank.channels
    groups: int = Bank.groups
    activation: str = Bank.activation
    flip: bool = False
    exact: bool = False
    name: _Name = ""
    on: bool = True


class ActivationEntry(
    msgspec.Struct, forbid_unknown_fields=True, tag_field="type", tag="activation"
):
    """What a file says of an activation."""

    function: str = Activation.function
    name: _Name = ""
    on: bool = True


class PoolingEntry(msgspec.Struct, forbid_unknown_fields=True, tag_field="type", tag="pooling"):
    """What a file says of a pooling."""

    mode: str
    size: _PairEntry = 2
    strides: _PairEntry = 2
    padding: _PaddingEntry = "valid"
    exact: bool = Pooling.exact
    name: _Name = ""
    on: bool = True


class CombineEntry(msgspec.Struct, forbid_unknown_fields=True, tag_field="type", tag="combine"):
    """What a file says of a layer that combines maps."""

    mode: str
    name: _Name = ""
    on: bool = True


class LocallyConnectedEntry(
    msgspec.Struct, forbid_unknown_fields=True, tag_field="type", tag="locally_connected"
):
    """What a file says of a locally connected layer.

    Attributes:
        weights: (output rows, output columns, rows, columns, input channels, filters).
    """

    weights: ArrayEntry
    biases: Annotated[list[float], Meta(max_length=1 << 20)]
    strides: _PairEntry = 1
    name: _Name = ""
    on: bool = True


LayerEntry = (
    ConvolutionEntry
    | BankEntry
    | ActivationEntry
    | PoolingEntry
    | CombineEntry
    | LocallyConnectedEntry
)
