"""Bindings: where a pipeline keeps each declared parameter, and what an entry makes of it.

pipeline/parameters.py declares a parameter once. All that the window adds is here: the attribute
that holds the value, the letter that leads to its field, and the name of the undo step.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from convstudio.errors import ArgumentValueError
from convstudio.gui.entered import Parameter, capitals, in_units, part_of, read_value
from convstudio.gui.scene import Scene
from convstudio.kernel.notation import format_number
from convstudio.numerics.padding import PADDING_MODES
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.filters import biased, regrouped
from convstudio.pipeline.kernel_places import FIRST, KernelPlace, layer_at, with_layer
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.parameters import (
    ACTIVATION,
    ALPHA,
    BIAS,
    BORDER,
    BORDER_VALUE,
    CHANNELS,
    COMBINE_MODE,
    DILATION,
    EXACT,
    FLIP,
    GROUPS,
    LINEAR_LIGHT,
    PADDING,
    POOL_SIZE,
    POOL_STRIDE,
    POOLING_MODE,
    STRIDE,
    ChoiceParameter,
    NumberParameter,
    SwitchParameter,
)
from convstudio.pipeline.pipeline import Layer, Pipeline

DIRECTIONS = ("vertical", "horizontal")
SIDES = ("top", "bottom", "left", "right")
NUMBER, EACH_SIDE = "number", "each side"  # the paddings that are pixels, beside the modes


@dataclass(frozen=True)
class Binding:
    """One parameter, of the layer under the hand or of the whole pipeline.

    Attributes:
        parameter: its declaration.
        attribute: where the value is kept.
        key: the letter of its label that leads to the field.
        step: what undo calls it, where that is not the label.
        of_pipeline: whether the pipeline keeps it rather than the layer.
    """

    parameter: Parameter
    attribute: str
    key: str = ""
    step: str = ""
    of_pipeline: bool = False

    def is_of(self, layer: Layer) -> bool:
        """Whether a layer, or its pipeline, has such a setting."""
        return self.of_pipeline or hasattr(layer, self.attribute)

    def default_of(self, layer: Layer) -> Any:
        """The value of a new pipeline with such a layer."""
        owner = Pipeline if self.of_pipeline else type(layer)
        return next(field.default for field in fields(owner) if field.name == self.attribute)

    def value(self, pipeline: Pipeline, place: KernelPlace = FIRST) -> Any:
        """The value in force, as the pipeline keeps it."""
        return getattr(pipeline if self.of_pipeline else layer_at(pipeline, place), self.attribute)

    def put(self, scene: Scene, value: object) -> Pipeline:
        """The pipeline with another value.

        Raises:
            ArgumentValueError: out of range.
        """
        changes: dict[str, Any] = {self.attribute: value}
        if self.of_pipeline:
            return replace(scene.pipeline, **changes)
        return with_layer(scene.pipeline, scene.place, replace(scene.layer, **changes))

    def shown(self, scene: Scene, part: str = "") -> Any:
        """The value in force as its field shows it."""
        assert not part, part  # noqa: S101 - what has parts says so below
        value = self.value(scene.pipeline, scene.place)
        return in_units(value, scene) if isinstance(self.parameter, NumberParameter) else value

    def edited(self, scene: Scene, raw: str | bool, part: str = "") -> tuple[Pipeline, str]:
        """The pipeline after an entry in the field, and the name of that step.

        Raises:
            ArgumentValueError: no such value.
        """
        assert not part, part  # noqa: S101
        value = read_value(self.parameter, raw, scene)
        words = [self.step or capitals(self.parameter.label)]
        match self.parameter:
            case ChoiceParameter() as choice:
                label = next(option.label for option in choice.options if option.value == value)
                words.append(capitals(label))
            case NumberParameter():
                words.append(format_number(in_units(value, scene)))
            case SwitchParameter() if not value:
                words.append("Off")
        return self.put(scene, value), " ".join(words)


class PairBinding(Binding):
    """A whole number for each direction. Without a ``part``, an entry is for both."""

    def shown(self, scene: Scene, part: str = "") -> int:
        return int(self.value(scene.pipeline, scene.place)[DIRECTIONS.index(part) if part else 0])

    def edited(self, scene: Scene, raw: str | bool, part: str = "") -> tuple[Pipeline, str]:
        number = read_value(part_of(self.parameter, part), raw, scene)
        pair = [number, number]
        if part:
            pair = list(self.value(scene.pipeline, scene.place))
            pair[DIRECTIONS.index(part)] = number
        words = [self.parameter.label, capitals(part), str(number)]
        return self.put(scene, tuple(pair)), " ".join(filter(None, words))


class PaddingBinding(Binding):
    """A mode, a number for all sides, or one for each: ``part`` is "mode", "" or a side."""

    def shown(self, scene: Scene, part: str = "") -> str | int:
        if part == "mode":
            value = self.value(scene.pipeline, scene.place)
            if isinstance(value, str):
                return value
            return NUMBER if len({*value[0], *value[1]}) == 1 else EACH_SIDE
        amounts = [*scene.padding[0], *scene.padding[1]]
        return amounts[SIDES.index(part)] if part else max(amounts)

    def edited(self, scene: Scene, raw: str | bool, part: str = "") -> tuple[Pipeline, str]:
        label = self.parameter.label
        if part == "mode" and raw in PADDING_MODES:
            return self.put(scene, raw), f"{label} {capitals(str(raw))}"
        if part == "mode" and raw == EACH_SIDE:
            return self.put(scene, scene.padding), f"{label} {capitals(EACH_SIDE)}"
        if part == "mode":
            return self.edited(scene, str(self.shown(scene)))
        number = read_value(part_of(self.parameter, part), raw, scene)
        if not part:
            return self.put(scene, number), f"{label} {number}"
        amounts = [*scene.padding[0], *scene.padding[1]]
        amounts[SIDES.index(part)] = number
        sides = (amounts[0], amounts[1]), (amounts[2], amounts[3])
        return self.put(scene, sides), f"{label} {capitals(part)} {number}"


@dataclass(frozen=True)
class Entry:
    """What a hand did in a field: typed text, a chosen word or a switch, and for which part."""

    binding: Binding
    raw: str | bool
    part: str = ""

    def made(self, scene: Scene) -> tuple[Pipeline, str]:
        """The pipeline after it, and the name of that step.

        Raises:
            ArgumentValueError: no such value.
        """
        return self.binding.edited(scene, self.raw, self.part)


class FilterBias(Binding):
    """The bias of the filter under the hand, of a bank or of a locally connected layer."""

    def value(self, pipeline: Pipeline, place: KernelPlace = FIRST) -> float:
        biases = _biases(layer_at(pipeline, place))
        return biases[min(place.filter, len(biases) - 1)]

    def put(self, scene: Scene, value: object) -> Pipeline:
        layer, bias = scene.layer, BIAS.check(value)
        made: Layer
        if isinstance(layer, Bank):
            made = biased(layer, min(scene.place.filter, len(layer.filters) - 1), bias)
        else:
            assert isinstance(layer, LocallyConnected)  # noqa: S101 - no other has such biases
            biases = list(layer.biases)
            biases[min(scene.place.filter, len(biases) - 1)] = bias
            made = replace(layer, biases=tuple(biases))
        return with_layer(scene.pipeline, scene.place, made)


def _biases(layer: Layer) -> tuple[float, ...]:
    if isinstance(layer, Bank):
        return tuple(one.bias for one in layer.filters)
    assert isinstance(layer, LocallyConnected)  # noqa: S101
    return layer.biases


class GroupsBinding(Binding):
    """The groups of a bank, whose filters go on seeing the channels that they still may."""

    def put(self, scene: Scene, value: object) -> Pipeline:
        layer, below = scene.layer, scene.below
        assert isinstance(layer, Bank) and isinstance(value, int)  # noqa: S101, PT018
        if value > 1 and layer.channels != "sum":
            raise ArgumentValueError(
                "groups",
                given=f"{value}, with channels “{layer.channels}”",
                wanted="1, or channels “sum”",
                hint="Choose Channels: Sum over channels first.",
            )
        if below is None:
            return super().put(scene, value)
        return with_layer(scene.pipeline, scene.place, regrouped(layer, value, below))


class PoolSize(PairBinding):
    """The window of a pooling; a stride that is as large stays so, as windows then tile the map."""

    def put(self, scene: Scene, value: object) -> Pipeline:
        changes: dict[str, Any] = {"size": value}
        if getattr(scene.layer, "strides", None) == getattr(scene.layer, "size", None):
            changes["strides"] = value
        return with_layer(scene.pipeline, scene.place, replace(scene.layer, **changes))


THE_PADDING = PaddingBinding(PADDING, "padding", "a")
THE_STRIDE = PairBinding(STRIDE, "strides", "t")
THE_BORDER = Binding(BORDER, "border", "b")
THE_BORDER_VALUE = Binding(BORDER_VALUE, "border_value", step="Border Value")
THE_DILATION = PairBinding(DILATION, "dilation", "o")
THE_ALPHA = Binding(ALPHA, "alpha")  # its letter is that of the Layer menu
THE_GROUPS = GroupsBinding(GROUPS, "groups")
# What is folded away while nobody asks for it, in the order of the form.
OPTIONS = (
    THE_DILATION,
    Binding(CHANNELS, "channels", "c"),
    THE_GROUPS,
    THE_ALPHA,
    Binding(BIAS, "bias", "i"),
    Binding(ACTIVATION, "activation", "n"),
    Binding(LINEAR_LIGHT, "linear_light", "g", of_pipeline=True),
    Binding(FLIP, "flip", step="Flip Kernel"),
    Binding(EXACT, "exact", "x"),
)
THE_FILTER_BIAS = FilterBias(BIAS, "bias", step="Bias")
THE_FUNCTION = Binding(ACTIVATION, "function", "n")
THE_POOLING = Binding(POOLING_MODE, "mode", "o")
THE_POOL_SIZE = PoolSize(POOL_SIZE, "size", "s")
THE_POOL_STRIDE = PairBinding(POOL_STRIDE, "strides", "t")
THE_POOL_PADDING = PaddingBinding(PADDING, "padding", "a")
THE_POOL_FIT = Binding(EXACT, "exact", "x")
THE_COMBINATION = Binding(COMBINE_MODE, "mode", "o")


def options_of(scene: Scene) -> tuple[Binding, ...]:
    """Those of OPTIONS that the layer under the hand has."""
    return tuple(option for option in OPTIONS if option.is_of(scene.layer))


def options_set(scene: Scene) -> tuple[Binding, ...]:
    """Those of OPTIONS that are not at their defaults."""
    pipeline, place = scene.pipeline, scene.place
    return tuple(
        option
        for option in options_of(scene)
        if option.value(pipeline, place) != option.default_of(scene.layer)
    )


def options_reset(scene: Scene) -> Pipeline:
    """The pipeline with all of OPTIONS at their defaults."""
    for option in reversed(options_of(scene)):  # groups before the channels that they rest on
        default = option.default_of(scene.layer)
        if option.value(scene.pipeline, scene.place) != default:
            scene = replace(scene, pipeline=option.put(scene, default))
    return scene.pipeline
