"""What the links of an example's text say: ``do:layer=2;map=1``, one step after another. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast, get_args

from convstudio.errors import ArgumentValueError
from convstudio.gui.hand import Hand
from convstudio.imaging.tone import Tone, ToneMode
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.pipeline import Layer, Pipeline

SCHEME = "do"
# Settings of a layer, by the word of the step: the attribute, and what its text means.
_WHOLE, _WORD, _SWITCH = "a whole number", "a word", "on or off"
_SETTINGS = {
    "padding": ("padding", _WORD),
    "stride": ("strides", _WHOLE),
    "dilation": ("dilation", _WHOLE),
    "border": ("border", _WORD),
    "activation": ("activation", _WORD),
    "exact": ("exact", _SWITCH),
    "pool": ("mode", _WORD),
    "combine": ("mode", _WORD),
}
_CHOICES = ("layer", "filter", "plane", "map")
_EDITS = (*_SETTINGS, "weights", "tone", "on", "off")
_VIEWS = ("inspect", "play", "step", "stop", "speed", "page")
VERBS = (*_CHOICES, *_EDITS, *_VIEWS)


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        verb: one of VERBS.
        value: what is said behind the equals sign; ``""`` where nothing is.
    """

    verb: str
    value: str = ""

    @property
    def is_choice(self) -> bool:
        """Whether it chooses what is under the hand or looked at."""
        return self.verb in _CHOICES

    @property
    def is_edit(self) -> bool:
        """Whether it changes the pipeline."""
        return self.verb in _EDITS

    @property
    def number(self) -> int:
        """Its value as a whole number.

        Raises:
            ArgumentValueError: it is none.
        """
        if not self.value.isdecimal():
            raise ArgumentValueError(self.verb, given=f"“{self.value}”", wanted=_WHOLE)
        return int(self.value)

    @property
    def place(self) -> tuple[int, int]:
        """Its value as (row, column), each from 0.

        Raises:
            ArgumentValueError: it is none.
        """
        parts = self.value.split(",")
        if len(parts) != 2 or not all(part.isdecimal() for part in parts):
            raise ArgumentValueError(self.verb, given=f"“{self.value}”", wanted="row,column")
        return int(parts[0]), int(parts[1])


def parsed(text: str) -> tuple[Step, ...]:
    """The steps of a link, without its scheme: ``layer=2;map=1``.

    Raises:
        ArgumentValueError: a word that is no step.
    """
    found = []
    for part in text.split(";"):
        verb, _, value = part.partition("=")
        if verb not in VERBS:
            raise ArgumentValueError("step", given=f"“{verb}”", wanted=f"one of {', '.join(VERBS)}")
        found.append(Step(verb, value))
    return tuple(found)


def chosen(hand: Hand, step: Step) -> Hand:
    """The hand where a choice puts it; layers, filters, planes and maps are counted from 1.

    Raises:
        ArgumentValueError: no number.
    """
    moved: Hand = replace(hand, **cast(dict[str, Any], {step.verb: step.number - 1}))
    return replace(moved, result=False) if step.verb == "layer" else moved


def edited(pipeline: Pipeline, layer: int, step: Step) -> Pipeline:
    """The pipeline as an edit leaves it.

    Args:
        layer: the index of the layer under the hand.

    Raises:
        ArgumentTypeError, ArgumentValueError: it cannot be, or there is no such layer or setting.
    """
    if step.verb == "tone":
        if step.value not in get_args(ToneMode):
            raise ArgumentValueError("tone", given=f"“{step.value}”", wanted="a mode of the tone")
        return replace(pipeline, tone=Tone(cast(ToneMode, step.value)))
    index = step.number - 1 if step.verb in ("on", "off") else layer
    if not 0 <= index < len(pipeline.layers):
        raise ArgumentValueError("layer", given=step.value, wanted=f"1 … {len(pipeline.layers)}")
    made = _with(pipeline.layers[index], step)
    return pipeline.with_layer(index, made)


def as_begun(pipeline: Pipeline, begun: Pipeline | None) -> Pipeline:
    """The pipeline with the names that its kernels had where the weights are those of then again.

    Args:
        begun: what the example began with; None: nothing is known of it.
    """
    layers = () if begun is None else begun.layers
    for index, (layer, first) in enumerate(zip(pipeline.layers, layers, strict=False)):
        if not isinstance(layer, Convolution) or not isinstance(first, Convolution):
            continue
        if replace(layer.kernel, name=first.kernel.name) == first.kernel:
            pipeline = pipeline.with_layer(index, replace(layer, kernel=first.kernel))
    return pipeline


def _with(layer: Layer, step: Step) -> Layer:
    if step.verb in ("on", "off"):
        return replace(layer, on=step.verb == "on")
    if step.verb == "weights":
        return _set(layer, "kernel", _kernel(step.value), step)
    name, kind = _SETTINGS[step.verb]
    value: object = step.value
    if kind == _WHOLE or (step.verb == "padding" and step.value.isdecimal()):
        value = step.number
    elif kind == _SWITCH:
        value = step.value == "on"
    return _set(layer, name, value, step)


def _set(layer: Layer, name: str, value: Any, step: Step) -> Layer:
    if name not in layer.__dataclass_fields__:
        raise ArgumentValueError(
            step.verb,
            given=f"for “{layer.title}”",
            wanted="set on a layer that has it",
            hint="The layers are no longer those of the example: open it again.",
        )
    return replace(layer, **{name: value})


def _kernel(text: str) -> Kernel:
    """Weights, ``,`` between columns and ``/`` between rows."""
    try:
        rows = tuple(tuple(map(float, row.split(","))) for row in text.split("/"))
    except ValueError:
        wanted = "numbers with , between columns and / between rows"
        raise ArgumentValueError("weights", given=f"“{text}”", wanted=wanted) from None
    return Kernel(rows)
