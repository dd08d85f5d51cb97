"""The settings of a layer as words: ``stride=2``, ``padding=valid``, ``flip``.

They have the names, the ranges and the words that they have as options.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any

from convstudio.cli import options
from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import MAX_SIZE
from convstudio.kernel.notation import parse_integer, parse_number
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
    GROUPS,
    STRIDE,
    ChoiceParameter,
    IntegerParameter,
)

Settings = dict[str, Any]
# The attribute of the layer, and what makes its value of a word.
Known = Mapping[str, tuple[str, Callable[[str], Any]]]
_ON = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}
_NAME = re.compile("[a-z-]+")
_MOST_INPUTS = 1 << 19
_SIDE = IntegerParameter("input", "Input", 1, 1 << 20, "")
KERNEL_SIZE = IntegerParameter("size", "Size", 1, MAX_SIZE, "")
WINDOW_SIZE = IntegerParameter("size", "Size", 1, 1024, "")


def split(words: list[str], known: Known) -> tuple[list[str], Settings]:
    """The words that are none of the settings, and the settings by their attributes' names.

    Raises:
        ArgumentValueError: a setting that the layer does not have, one said twice, or a value that
            it cannot have.
    """
    others: list[str] = []
    said: Settings = {}
    for word in words:
        name, equals, value = word.partition("=")
        name = name.lower().replace("_", "-")
        # A file's name, or weights, may have a sign of equality in them too.
        if not _NAME.fullmatch(name) or (not equals and name not in _SWITCHES):
            others.append(word)
            continue
        if name not in known:
            raise _unknown(name, known)
        attribute, parse = known[name]
        if attribute in said:
            raise ArgumentValueError(name, given="a second one", wanted="given once")
        said[attribute] = parse(value if equals else "yes")
    return others, said


def size(text: str, parameter: IntegerParameter = WINDOW_SIZE) -> tuple[int, int]:
    """``5`` or ``3x5`` or ``3,5``: rows and columns, in the range of a parameter."""
    numbers = _numbers(text, parameter, (1, 2), "such as “3”, or “3x5”: rows and columns")
    return numbers[0], numbers[-1]


def _numbers(
    text: str, parameter: IntegerParameter, counts: tuple[int, ...], wanted: str
) -> list[int]:
    """Whole numbers with × or commas between them."""
    plain = re.sub("[x×]", ",", text.lower())
    parts = plain.split(",")
    if len(parts) not in counts or not all(part.strip() for part in parts):
        raise ArgumentValueError(parameter.name, given=f"“{text[:40]}”", wanted=wanted)
    return options.whole_numbers(plain, parameter, counts)


def whole(text: str, name: str) -> int:
    """A whole number, from 1."""
    number = parse_integer(text, name)
    if number < 1:
        raise ArgumentValueError(name, given=str(number), wanted="at least 1")
    return number


def _unknown(name: str, known: Known) -> ArgumentValueError:
    near = difflib.get_close_matches(name, known, 1)
    hint = f"“{near[0]}” may be meant." if near else ""
    *most, last = (f"“{one}”" for one in known)
    wanted = f"{', '.join(most)} or {last}"
    argument = "a setting of this layer"
    return ArgumentValueError(argument, given=f"“{name}”", wanted=wanted, hint=hint)


def _pair(parameter: IntegerParameter) -> Callable[[str], tuple[int, int]]:
    def parse(text: str) -> tuple[int, int]:
        wanted = "such as “2”, or “2x3” for the vertical and the horizontal one"
        numbers = _numbers(text, parameter, (1, 2), wanted)
        return numbers[0], numbers[-1]

    return parse


def _choice(parameter: ChoiceParameter) -> Callable[[str], str]:
    return lambda text: parameter.check(text.lower().replace("-", "_"))


def switch(text: str) -> bool:
    """Yes or no, in one of the words for it."""
    if text.lower() not in _ON:
        raise ArgumentValueError("switch", given=f"“{text}”", wanted="“yes” or “no”")
    return _ON[text.lower()]


def _biases(text: str) -> tuple[float, ...]:
    return tuple(BIAS.check(parse_number(part, "bias")) for part in text.split(","))


def _input(text: str) -> tuple[int, int, int]:
    wanted = "such as “28x28”, or “28x28x3” where there are 3 channels"
    rows, columns, *channels = _numbers(text, _SIDE, (2, 3), wanted)
    return rows, columns, channels[0] if channels else 1


def _inputs(text: str) -> int:
    number = parse_integer(text, "inputs")
    if not 1 <= number <= _MOST_INPUTS:
        wanted = f"from 1 to {_MOST_INPUTS:,}, the channels that a filter sees"
        raise ArgumentValueError("inputs", given=str(number), wanted=wanted)
    return number


PLACE: Known = {"name": ("name", str), "on": ("on", switch)}
_STRIDE: Known = {"stride": ("strides", _pair(STRIDE))}
_EXACT: Known = {"exact-fit": ("exact", switch)}
_PADDING: Known = {"padding": ("padding", options.parse_padding)}
SLIDING: Known = {
    **_PADDING,
    **_STRIDE,
    "dilation": ("dilation", _pair(DILATION)),
    "border": ("border", _choice(BORDER)),
    "border-value": (
        "border_value",
        lambda text: BORDER_VALUE.check(parse_number(text, "border value")),
    ),
    "channels": ("channels", _choice(CHANNELS)),
    "groups": ("groups", lambda text: GROUPS.check(parse_integer(text, "groups"))),
    "alpha": ("alpha", _choice(ALPHA)),
    "bias": ("bias", _biases),
    "activation": ("activation", _choice(ACTIVATION)),
    "flip": ("flip", switch),
    **_EXACT,
    **PLACE,
}
KERNEL: Known = {**SLIDING, "size": ("size", _pair(KERNEL_SIZE))}
RANDOM: Known = {
    "seed": ("seed", lambda text: parse_integer(text, "seed")),
    "inputs": ("inputs", _inputs),
}
LOCAL: Known = {
    **_STRIDE,
    "bias": ("bias", _biases),
    "flip": ("flip", switch),
    "input": ("input", _input),
    **PLACE,
}
POOLING: Known = {**_PADDING, **_STRIDE, **_EXACT, **PLACE}
_SWITCHES = (FLIP.name.replace(" ", "-"), EXACT.name.replace(" ", "-"))
