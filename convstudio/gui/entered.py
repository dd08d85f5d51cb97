"""Entered text: what it stands for under a declared parameter, in the picture's own units."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from convstudio.gui.scene import Scene
from convstudio.kernel.notation import parse_integer, parse_number
from convstudio.pipeline.parameters import (
    ChoiceParameter,
    IntegerParameter,
    NumberParameter,
    SwitchParameter,
)

Parameter = IntegerParameter | NumberParameter | ChoiceParameter | SwitchParameter


def in_units(fraction: float, scene: Scene) -> float:
    """A fraction of the full range in the picture's own units, without the dust of the product."""
    return float(f"{fraction * scene.full_range:.15g}")


def read_value(parameter: Parameter, raw: str | bool, scene: Scene) -> Any:
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


def part_of(parameter: Parameter, part: str) -> Parameter:
    """The parameter under the name of a part, so that a refusal says which one it was."""
    return replace(parameter, name=f"{part} {parameter.name}") if part else parameter


def capitals(words: str) -> str:
    """As undo steps are written: “Sum over channels” → “Sum Over Channels”."""
    return " ".join(word[:1].upper() + word[1:] for word in words.split())
