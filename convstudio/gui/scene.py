"""The scene: what the fields of the panels show, and what the numbers in them refer to."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import cast

from convstudio.errors import ConvStudioError
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Pair
from convstudio.numerics.geometry import Axis
from convstudio.numerics.padding import Sides
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Pooling
from convstudio.pipeline.kernel_places import FIRST, KernelPlace, layer_at
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.map_names import channel_names, map_names
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Layer, Pipeline
from convstudio.pipeline.viewing import layer_maps, picture_maps, viewed

_WEIGHTS = ("kernel", "filters", "weights", "biases")  # shown by panels of their own


@dataclass(frozen=True)
class Scene:
    """The pipeline in force, the picture under it, and what of it is under the hand."""

    pipeline: Pipeline
    picture: Picture | None = None
    place: KernelPlace = FIRST

    @property
    def layer(self) -> Layer:
        """The layer under the hand."""
        return layer_at(self.pipeline, self.place)

    @property
    def filter(self) -> Filter | None:
        """The filter under the hand, of a layer that has several."""
        layer = self.layer
        if not isinstance(layer, Bank):
            return None
        return layer.filters[min(self.place.filter, len(layer.filters) - 1)]

    @property
    def settings(self) -> object:
        """All that the fields of a layer show, but the kernels' numbers."""
        layer = self.layer
        kept = [getattr(layer, one.name) for one in fields(layer) if one.name not in _WEIGHTS]
        window = self.window, self.reach, self.pipeline.linear_light, id(self.picture)
        here: object = self.place.layer
        if isinstance(layer, LocallyConnected):
            here = self.place, layer.biases
        return type(layer), *kept, *window, here, self.input_shape, self.below

    @property
    def full_range(self) -> float:
        """White in the picture's own units; before there is one, of 8 bits."""
        return self.picture.full_range if self.picture else 255.0

    @property
    def has_alpha(self) -> bool:
        """Whether there is transparency to do something with."""
        below = self.below
        return below.has_alpha if below is not None else False

    @cached_property
    def below(self) -> Maps | None:
        """The maps that the layer takes; None where a layer before it does not fit."""
        if self.picture is None:
            return None
        if self.place.layer == 0:
            return picture_maps(self.picture)
        try:
            return layer_maps(viewed(self.pipeline, self.place.layer - 1, None), self.picture)[-1]
        except ConvStudioError:
            return None

    @cached_property
    def channels(self) -> tuple[str, ...]:
        """A name for each channel that the layer takes; none where it does not fit."""
        if self.picture is None or self.below is None:
            return ()
        before = [one for one in self._before if one.on]
        return channel_names(map_names(before, picture_maps(self.picture)), self.below)

    @cached_property
    def input_shape(self) -> Pair | None:
        """(rows, columns) of what the layer takes; None where a layer before it does not fit."""
        if self.picture is None:
            return None
        shape = self.picture.height, self.picture.width
        before = tuple(one for one in self._before if one.on)
        if not before:
            return shape
        try:
            return replace(self.pipeline, layers=before, map=None).output_size(shape)
        except ConvStudioError:
            return None

    @cached_property
    def axes(self) -> tuple[Axis, Axis] | None:
        """Both axes of the layer on its input; None where it does not fit or there is none."""
        if self.input_shape is None:
            return None
        try:
            return self.layer.axes(self.input_shape)
        except ConvStudioError:
            return None  # the feature map's view says why

    @property
    def below_words(self) -> str:
        """What the layer's input is: the picture, or the map of the layers before it."""
        if any(one.on for one in self._before):
            return "map below"
        return "signal" if self.is_signal else "picture"

    @property
    def is_signal(self) -> bool:
        """Whether the picture is numbers in a row."""
        return self.picture is not None and self.picture.is_signal

    @property
    def _before(self) -> tuple[Layer, ...]:
        return self.pipeline.layers[: self.place.layer]

    @property
    def window(self) -> Pair:
        """(rows, columns) of what slides."""
        match self.layer:
            case Convolution() as convolution:
                return convolution.kernel.shape
            case Pooling() as pooling:
                return cast(Pair, pooling.size)
            case Bank() as bank:
                return bank.size
        return 1, 1

    @property
    def reach(self) -> Pair:
        """Rows and columns of what slides that stand before the output's pixel."""
        layer, (rows, columns) = self.layer, self.window
        if isinstance(layer, Convolution):
            return layer.anchor
        middle = (rows - 1) // 2, (columns - 1) // 2
        return (layer.slid_anchor or middle) if isinstance(layer, Bank) else middle

    @property
    def padding(self) -> Sides:
        """The pixels of padding in force; without a picture those of a stride of 1."""
        wanted = getattr(self.layer, "padding", "valid")
        if not isinstance(wanted, str):
            return cast(Sides, wanted)
        if self.axes is not None:
            vertical, horizontal = self.axes
            return (vertical.before, vertical.after), (horizontal.before, horizontal.after)
        if wanted == "valid":
            return (0, 0), (0, 0)
        dilation = cast(Pair, getattr(self.layer, "dilation", (1, 1)))
        down, over = (
            (reach * step, (taps - 1 - reach) * step)
            for reach, taps, step in zip(self.reach, self.window, dilation, strict=True)
        )
        return down, over
