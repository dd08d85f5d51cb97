"""A stack of layers as every program has to say it: what enters each, what leaves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from convstudio.imaging.light import LUMA
from convstudio.numerics.padding import PaddingMode, Pair, Sides
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.code.steps import Job, Task, one_line, steps_of
from convstudio.pipeline.code.window import Window
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Pooling
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Layer, Pipeline
from convstudio.pipeline.single_filter import bank_of, convolution_of
from convstudio.pipeline.sliding import ONE_CHANNEL


@dataclass(frozen=True, eq=False)
class Place:
    """One layer where it stands.

    Attributes:
        layer: with no more in it than the wanted map rests on.
        below: what it takes, once ``taken`` is picked.
        above: what it makes.
        number: from 1.
        taken: of the channels below, those from the first to before the second; None: all.
    """

    layer: Layer
    below: Maps
    above: Maps
    number: int
    count: int
    taken: Pair | None = None

    @property
    def suffix(self) -> str:
        """What tells the names of several layers apart."""
        return "" if self.count == 1 else f"_{self.number}"

    @property
    def heading(self) -> str:
        """Its number and what it is, for a comment."""
        title = one_line(self.layer.title)
        return title if self.count == 1 else f"Layer {self.number} of {self.count}: {title}"

    @property
    def bank(self) -> Bank:
        """A layer that slides kernels, as a bank."""
        return bank_of(cast(Convolution | Bank, self.layer))

    @property
    def window(self) -> Window:
        """What slides over its input."""
        layer = self.layer
        if isinstance(layer, Convolution | Bank):
            shape = layer.kernel.shape if isinstance(layer, Convolution) else layer.size
            dilation, border = cast(Pair, layer.dilation), layer.border
            padding, anchor = cast(PaddingMode | Sides, layer.padding), layer.slid_anchor
            return Window(shape, cast(Pair, layer.strides), dilation, padding, border, anchor)
        if isinstance(layer, Pooling):
            padding = cast(PaddingMode | Sides, layer.padding)
            return Window(cast(Pair, layer.size), cast(Pair, layer.strides), (1, 1), padding)
        if isinstance(layer, LocallyConnected):
            return Window(layer.size, cast(Pair, layer.strides), (1, 1), "valid")
        return Window((1, 1), (1, 1), (1, 1), "valid")

    @property
    def outside(self) -> float:
        """The constant around the input, as a fraction of white."""
        layer = self.layer
        if not isinstance(layer, Convolution | Bank) or layer.border != "constant":
            return 0.0
        return layer.border_value

    @property
    def shares(self) -> FloatArray | None:
        """How much each of three colours counts in the one that is filtered; None: all are."""
        layer = self.layer
        if not isinstance(layer, Convolution | Bank) or self.below.channels != 3:
            return None
        if layer.channels in ONE_CHANNEL:
            return np.array([float(colour == layer.channels) for colour in ONE_CHANNEL])
        return np.asarray(LUMA, np.float64) if layer.channels == "luminance" else None

    @property
    def by_itself(self) -> bool:
        """Whether every channel is filtered by itself."""
        return self.bank.channels == "each"

    @property
    def slid_over(self) -> int:
        """The channels that it slides over, once they are picked and mixed."""
        return self.below.channels if self.bank.channels in ("each", "sum") else 1

    @property
    def alpha(self) -> str:
        """What becomes of alpha, where it is beside the maps: a mode of ``Convolution``; or ""."""
        if not self.above.has_alpha:
            return ""
        return self.layer.alpha if isinstance(self.layer, Convolution) else "kept"


@dataclass(frozen=True)
class Stack(Task):
    """A pipeline with more than convolutions of one kernel."""

    places: tuple[Place, ...]

    @property
    def made(self) -> Maps:
        return self.places[-1].above

    @property
    def heading(self) -> str:
        return ", then ".join(one_line(place.layer.title) for place in self.places)

    @property
    def decodes(self) -> bool:
        """Whether sRGB is decoded before the first layer."""
        return self.pipeline.linear_light and not _of_alpha(self.places[0].layer)

    @property
    def encodes(self) -> bool:
        """Whether what leaves the last layer is encoded again."""
        return self.pipeline.linear_light and not any(
            _of_alpha(place.layer) for place in self.places
        )


def task_of(
    pipeline: Pipeline, *, colours: int, has_alpha: bool, full_range: float, size: Pair | None
) -> Job | Stack:
    """What a program for such pictures has to do, with the layers that are on and no more of them
    than the map that is wanted rests on.

    Raises:
        ArgumentValueError: a layer does not fit what is below it.
    """
    places = _places(pipeline, Maps(1, colours, has_alpha))
    plain = tuple(_plain(place) for place in places)
    whole = tuple(layer for layer in plain if layer is not None)
    if len(whole) == len(plain):
        alone = Pipeline(whole, pipeline.tone, pipeline.linear_light)
        return steps_of(
            alone, colours=colours, has_alpha=has_alpha, full_range=full_range, size=size
        )
    return Stack(pipeline, colours, has_alpha, full_range, size, places)


def _plain(place: Place) -> Convolution | None:
    """The layer as a convolution with one kernel, where it is one."""
    layer = place.layer
    if isinstance(layer, Bank) and place.taken is None:
        return convolution_of(layer)
    return layer if isinstance(layer, Convolution) else None


def _places(pipeline: Pipeline, below: Maps) -> tuple[Place, ...]:
    narrowed = pipeline.narrowed(below)
    found = []
    for number, (layer, need) in enumerate(narrowed, start=1):
        if need.channels is not None:
            first, last = need.channels
            below = Maps(last - first, 1, below.has_alpha)
        above = layer.maps(below)
        found.append(Place(layer, below, above, number, len(narrowed), need.channels))
        below = above
    return tuple(found)


def _of_alpha(layer: Layer) -> bool:
    return isinstance(layer, Convolution | Bank) and layer.channels == "alpha"
