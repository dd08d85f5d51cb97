"""The Pipeline: frozen layers that undo, files, the command line and rendering share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from convstudio.errors import ArgumentValueError
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.numerics import validation
from convstudio.numerics.geometry import Axis
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.locally import LocallyConnected, Weights
from convstudio.pipeline.maps import Maps, Need
from convstudio.pipeline.parameters import LINEAR_LIGHT

Layer = Convolution | Bank | Activation | Pooling | Combine | LocallyConnected

# What is left of a pipeline whose layers are all off: the picture itself.
_IDENTITY = Convolution(Kernel(((1.0,),), name="Identity"))


@dataclass(frozen=True)
class Pipeline:
    """The layers, first to last, and the tone in which their feature map is shown.

    Attributes:
        linear_light: whether sRGB is decoded before the first layer and encoded after the last.
        map: which of the last layer's maps is shown and saved, from 0; None for all of them.
    """

    layers: tuple[Layer, ...]
    tone: Tone = field(default_factory=Tone)
    linear_light: bool = False
    map: int | None = None

    def __post_init__(self) -> None:
        LINEAR_LIGHT.check(self.linear_light)
        if not self.layers:
            raise ArgumentValueError("pipeline", given="no layer", wanted="at least one layer")
        if self.map is not None:
            validation.integer(self.map, "map", minimum=0)

    @property
    def active(self) -> tuple[Layer, ...]:
        """The layers that are on; where none is, one that leaves the picture as it is."""
        return tuple(layer for layer in self.layers if layer.on) or (_IDENTITY,)

    def with_layer(self, index: int, layer: Layer) -> Pipeline:
        """The pipeline with another layer in the place of one."""
        layers = (*self.layers[:index], layer, *self.layers[index + 1 :])
        return replace(self, layers=layers)

    def axes(self, shape: tuple[int, int]) -> tuple[tuple[Axis, Axis], ...]:
        """Both axes of each active layer in turn, for an input of (rows, columns).

        Raises:
            ArgumentValueError: a kernel is larger than its padded input.
        """
        found = []
        for layer in self.active:
            vertical, horizontal = layer.axes(shape)
            found.append((vertical, horizontal))
            shape = vertical.output, horizontal.output
        return tuple(found)

    def output_size(self, shape: tuple[int, int]) -> tuple[int, int]:
        """(rows, columns) of the feature map of an input of (rows, columns).

        Raises:
            ArgumentValueError: a kernel is larger than its padded input.
        """
        vertical, horizontal = self.axes(shape)[-1]
        return vertical.output, horizontal.output

    def maps(self, below: Maps) -> tuple[Maps, ...]:
        """What each active layer makes in turn of these maps; all of them, whatever ``map``.

        Raises:
            ArgumentValueError: a layer does not fit what is below it, or there is no such map.
        """
        found = []
        for layer in self.active:
            below = layer.maps(below)
            found.append(below)
        if self.map is not None and self.map >= below.count:
            raise ArgumentValueError(
                "map",
                given=f"{self.map + 1}, for a layer that makes {below.words},",
                wanted=f"from 1 to {below.count}" if below.count > 1 else "1",
            )
        return tuple(found)

    def narrowed(self, below: Maps) -> tuple[tuple[Layer, Need], ...]:
        """The active layers with no more in them than the map that is wanted rests on.

        Raises:
            ArgumentValueError: as ``maps`` does.
        """
        inputs = (below, *self.maps(below))
        wanted, found = self.map, []
        for layer, entering in zip(reversed(self.active), reversed(inputs[:-1]), strict=True):
            if wanted is None:
                found.append((layer, Need()))
                continue
            made, need = layer.only(wanted, entering)
            found.append((made, need))
            wanted = need.map
        return tuple(reversed(found))


__all__ = [
    "Activation",
    "Bank",
    "Combine",
    "Convolution",
    "Filter",
    "Layer",
    "LocallyConnected",
    "Maps",
    "Need",
    "Pipeline",
    "Pooling",
    "Weights",
]
