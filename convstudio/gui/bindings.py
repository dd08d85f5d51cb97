"""Bindings: where a pipeline keeps each declared parameter, and what an entry makes of it.

pipeline/parameters.py declares a parameter once. All that the window adds is here: the attribute
that holds the value, the letter that leads to its field, and the name of the undo step.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, cast

from convstudio.errors import ConvStudioError
from convstudio.imaging.picture import Picture
from convstudio.kernel.notation import format_number, parse_integer, parse_number
from convstudio.numerics.geometry import Axis
from convstudio.numerics.padding import PADDING_MODES, Sides
from convstudio.pipeline.parameters import (
    ACTIVATION,
    ALPHA,
    BIAS,
    BORDER,
    BORDER_VALUE,
    CHANNELS,
    DILATION,
    EXACT,
    FLIP,
    LINEAR_LIGHT,
    PADDING,
    STRIDE,
    ChoiceParameter,
    IntegerParameter,
    NumberParameter,
    SwitchParameter,
)
from convstudio.pipeline.pipeline import Convolution, Pipeline

Parameter = IntegerParameter | NumberParameter | ChoiceParameter | SwitchParameter
DIRECTIONS = ("vertical", "horizontal")
SIDES = ("top", "bottom", "left", "right")
NUMBER, EACH_SIDE = "number", "each side"  # the paddings that are pixels, beside the modes


@dataclass(frozen=True)
class Scene:
    """The pipeline in force and the picture under it: what the numbers in the fields refer to."""

    pipeline: Pipeline
    picture: Picture | None = None

    @property
    def layer(self) -> Convolution:
        """The layer under the hand."""
        return self.pipeline.layers[0]

    @property
    def settings(self) -> object:
        """All that the fields show, but the kernel's numbers."""
        layer = self.layer
        kept = [getattr(layer, field.name) for field in fields(layer) if field.name != "kernel"]
        return *kept, layer.kernel.shape, layer.anchor, self.pipeline.linear_light, id(self.picture)

    @property
    def full_range(self) -> float:
        """White in the picture's own units; before there is one, of 8 bits."""
        return self.picture.full_range if self.picture else 255.0

    @property
    def has_alpha(self) -> bool:
        """Whether there is transparency to do something with."""
        return self.picture is not None and self.picture.has_alpha

    @cached_property
    def axes(self) -> tuple[Axis, Axis] | None:
        """Both axes of the layer on the picture; None where it does not fit or there is none."""
        if self.picture is None:
            return None
        try:
            return self.layer.axes((self.picture.height, self.picture.width))
        except ConvStudioError:
            return None  # the feature map's view says why

    @property
    def padding(self) -> Sides:
        """The pixels of padding in force; without a picture those of a stride of 1."""
        layer = self.layer
        if not isinstance(layer.padding, str):
            return cast(Sides, layer.padding)
        if self.axes is not None:
            vertical, horizontal = self.axes
            return (vertical.before, vertical.after), (horizontal.before, horizontal.after)
        if layer.padding == "valid":
            return (0, 0), (0, 0)
        down, over = (
            (reach * step, (taps - 1 - reach) * step)
            for reach, taps, step in zip(
                layer.anchor, layer.kernel.shape, cast(tuple[int, int], layer.dilation), strict=True
            )
        )
        return down, over


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

    @property
    def default(self) -> Any:
        """The value of a new pipeline."""
        owner = Pipeline if self.of_pipeline else Convolution
        return next(field.default for field in fields(owner) if field.name == self.attribute)

    def value(self, pipeline: Pipeline) -> Any:
        """The value in force, as the pipeline keeps it."""
        return getattr(pipeline if self.of_pipeline else pipeline.layers[0], self.attribute)

    def put(self, pipeline: Pipeline, value: object) -> Pipeline:
        """The pipeline with another value.

        Raises:
            ArgumentValueError: out of range.
        """
        changes: dict[str, Any] = {self.attribute: value}
        if self.of_pipeline:
            return replace(pipeline, **changes)
        layers = (replace(pipeline.layers[0], **changes), *pipeline.layers[1:])
        return replace(pipeline, layers=layers)

    def shown(self, scene: Scene, part: str = "") -> Any:
        """The value in force as its field shows it."""
        assert not part, part  # noqa: S101 - what has parts says so below
        value = self.value(scene.pipeline)
        return in_units(value, scene) if isinstance(self.parameter, NumberParameter) else value

    def edited(self, scene: Scene, raw: str | bool, part: str = "") -> tuple[Pipeline, str]:
        """The pipeline after an entry in the field, and the name of that step.

        Raises:
            ArgumentValueError: no such value.
        """
        assert not part, part  # noqa: S101
        value = _read(self.parameter, raw, scene)
        words = [self.step or _capitals(self.parameter.label)]
        match self.parameter:
            case ChoiceParameter() as choice:
                label = next(option.label for option in choice.options if option.value == value)
                words.append(_capitals(label))
            case NumberParameter():
                words.append(format_number(in_units(value, scene)))
            case SwitchParameter() if not value:
                words.append("Off")
        return self.put(scene.pipeline, value), " ".join(words)


class PairBinding(Binding):
    """A whole number for each direction. Without a ``part``, an entry is for both."""

    def shown(self, scene: Scene, part: str = "") -> int:
        return int(self.value(scene.pipeline)[DIRECTIONS.index(part) if part else 0])

    def edited(self, scene: Scene, raw: str | bool, part: str = "") -> tuple[Pipeline, str]:
        number = _read(_part_of(self.parameter, part), raw, scene)
        pair = [number, number]
        if part:
            pair = list(self.value(scene.pipeline))
            pair[DIRECTIONS.index(part)] = number
        words = [self.parameter.label, _capitals(part), str(number)]
        return self.put(scene.pipeline, tuple(pair)), " ".join(filter(None, words))


class PaddingBinding(Binding):
    """A mode, a number for all sides, or one for each: ``part`` is "mode", "" or a side."""

    def shown(self, scene: Scene, part: str = "") -> str | int:
        if part == "mode":
            value = self.value(scene.pipeline)
            if isinstance(value, str):
                return value
            return NUMBER if len({*value[0], *value[1]}) == 1 else EACH_SIDE
        amounts = [*scene.padding[0], *scene.padding[1]]
        return amounts[SIDES.index(part)] if part else max(amounts)

    def edited(self, scene: Scene, raw: str | bool, part: str = "") -> tuple[Pipeline, str]:
        label, pipeline = self.parameter.label, scene.pipeline
        if part == "mode" and raw in PADDING_MODES:
            return self.put(pipeline, raw), f"{label} {_capitals(str(raw))}"
        if part == "mode" and raw == EACH_SIDE:
            return self.put(pipeline, scene.padding), f"{label} {_capitals(EACH_SIDE)}"
        if part == "mode":
            return self.edited(scene, str(self.shown(scene)))
        number = _read(_part_of(self.parameter, part), raw, scene)
        if not part:
            return self.put(pipeline, number), f"{label} {number}"
        amounts = [*scene.padding[0], *scene.padding[1]]
        amounts[SIDES.index(part)] = number
        sides = (amounts[0], amounts[1]), (amounts[2], amounts[3])
        return self.put(pipeline, sides), f"{label} {_capitals(part)} {number}"


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


THE_PADDING = PaddingBinding(PADDING, "padding", "a")
THE_STRIDE = PairBinding(STRIDE, "strides", "t")
THE_BORDER = Binding(BORDER, "border", "b")
THE_BORDER_VALUE = Binding(BORDER_VALUE, "border_value", step="Border Value")
THE_DILATION = PairBinding(DILATION, "dilation", "o")
THE_ALPHA = Binding(ALPHA, "alpha", "l")
# What is folded away while nobody asks for it, in the order of the form.
OPTIONS = (
    THE_DILATION,
    Binding(CHANNELS, "channels", "c"),
    THE_ALPHA,
    Binding(BIAS, "bias", "i"),
    Binding(ACTIVATION, "activation", "n"),
    Binding(LINEAR_LIGHT, "linear_light", "g", of_pipeline=True),
    Binding(FLIP, "flip", step="Flip Kernel"),
    Binding(EXACT, "exact", "x"),
)


def options_set(pipeline: Pipeline) -> tuple[Binding, ...]:
    """Those of OPTIONS that are not at their defaults."""
    return tuple(option for option in OPTIONS if option.value(pipeline) != option.default)


def options_reset(pipeline: Pipeline) -> Pipeline:
    """The pipeline with all of OPTIONS at their defaults."""
    for option in OPTIONS:
        pipeline = option.put(pipeline, option.default)
    return pipeline


def in_units(fraction: float, scene: Scene) -> float:
    """A fraction of the full range in the picture's own units, without the dust of the product."""
    return float(f"{fraction * scene.full_range:.15g}")


def _read(parameter: Parameter, raw: str | bool, scene: Scene) -> Any:
    """The value that a field's text, word or switch stands for.

    Raises:
        ArgumentValueError: none that the parameter takes.
    """
    match parameter:
        case IntegerParameter():
            return parameter.check(parse_integer(str(raw), parameter.name))
        case NumberParameter():
            return limits(parameter, scene).check(parse_number(str(raw), parameter.name)) / (
                scene.full_range
            )
        case _:
            return parameter.check(raw)


def limits(parameter: NumberParameter, scene: Scene) -> NumberParameter:
    """The parameter with its range in the picture's own units."""
    white = scene.full_range
    return replace(parameter, minimum=parameter.minimum * white, maximum=parameter.maximum * white)


def _part_of(parameter: Parameter, part: str) -> Parameter:
    """The parameter under the name of a part, so that a refusal says which one it was."""
    return replace(parameter, name=f"{part} {parameter.name}") if part else parameter


def _capitals(words: str) -> str:
    """As undo steps are written: “Sum over channels” → “Sum Over Channels”."""
    return " ".join(word[:1].upper() + word[1:] for word in words.split())
