"""What every layer that slides kernels has alike: checked settings, and what it slides over."""

from __future__ import annotations

from typing import Any, Protocol, cast

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics import validation
from convstudio.numerics.borders import BorderMode
from convstudio.numerics.geometry import Axis
from convstudio.numerics.padding import (
    Padding,
    PaddingMode,
    Pair,
    Rules,
    Sides,
    axes,
    checked_padding,
)
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.parameters import (
    ACTIVATION,
    BORDER,
    BORDER_VALUE,
    CHANNELS,
    DILATION,
    EXACT,
    FLIP,
    PADDING,
    STRIDE,
    ChoiceParameter,
    IntegerParameter,
    NumberParameter,
    SwitchParameter,
)

LONGEST_NAME = 80
_RULES = Rules(largest=min(STRIDE.maximum, PADDING.maximum))
ONE_CHANNEL = ("red", "green", "blue")
_PARAMETERS: dict[str, NumberParameter | ChoiceParameter | SwitchParameter] = {
    "border": BORDER,
    "border_value": BORDER_VALUE,
    "channels": CHANNELS,
    "activation": ACTIVATION,
    "flip": FLIP,
    "exact": EXACT,
}
_SETTINGS = ("padding", "strides", "dilation", *_PARAMETERS, "name", "on")


class Sliding(Protocol):
    """A layer that slides kernels."""

    @property
    def padding(self) -> Padding: ...
    @property
    def strides(self) -> int | Pair: ...
    @property
    def dilation(self) -> int | Pair: ...
    @property
    def border(self) -> BorderMode: ...
    @property
    def exact(self) -> bool: ...
    @property
    def slid_anchor(self) -> Pair | None: ...


def sliding_settings(layer: Sliding) -> dict[str, Any]:
    """The settings that all such layers have, by name: what another one has when it is made."""
    return {name: getattr(layer, name) for name in _SETTINGS}


def checked_sliding(layer: Sliding) -> dict[str, Any]:
    """The settings that all such layers have, checked and in one form, by name.

    Raises:
        ArgumentTypeError: a value of the wrong type.
        ArgumentValueError: a value out of range.
    """
    found: dict[str, Any] = {
        "padding": checked_amounts(layer.padding),
        "strides": checked_pair(layer.strides, STRIDE),
        "dilation": checked_pair(layer.dilation, DILATION),
        **checked_place(layer),
    }
    for name, parameter in _PARAMETERS.items():
        found[name] = parameter.check(getattr(layer, name))
    return found


def sliding_axes(layer: Sliding, size: Pair, shape: tuple[int, int]) -> tuple[Axis, Axis]:
    """The vertical and the horizontal axis of a layer whose kernels have a size.

    Args:
        shape: (rows, columns) of the input.

    Raises:
        ArgumentValueError: the kernel is larger than the padded input, ``reflect`` would reach
            further than the input, or a remainder where an exact fit is asked for.
    """
    return axes(
        shape,
        size,
        cast(Pair, layer.strides),
        cast(PaddingMode | Sides, layer.padding),
        cast(Pair, layer.dilation),
        border=layer.border,
        exact=layer.exact,
        anchor=layer.slid_anchor,
        rules=_RULES,
    )


def checked_place(layer: object) -> dict[str, Any]:
    """A layer's name and whether it is on, checked.

    Raises:
        ArgumentTypeError: no string, or no switch.
        ArgumentValueError: a name that is too long.
    """
    name = getattr(layer, "name")  # noqa: B009 - every layer has one
    if not isinstance(name, str):
        raise ArgumentTypeError("name", given=validation.type_of(name), wanted="a text")
    if len(name) > LONGEST_NAME:
        wanted = f"at most {LONGEST_NAME} characters long"
        raise ArgumentValueError("name", given=f"one of {len(name):,}", wanted=wanted)
    hidden = next((sign for sign in name if not sign.isprintable()), None)
    if hidden is not None:
        given = f"one with the character U+{ord(hidden):04X}, which cannot be shown,"
        raise ArgumentValueError("name", given=given, wanted="one line of plain text")
    return {"name": name, "on": validation.switch(getattr(layer, "on"), "on")}  # noqa: B009


def checked_amounts(value: Padding) -> Padding:
    """Padding in one form: a word, or ((top, bottom), (left, right))."""
    padding = checked_padding(value)
    for sides in padding if isinstance(padding, tuple) else ():
        for amount in sides:
            PADDING.check(amount)
    return padding


def checked_pair(value: object, parameter: IntegerParameter) -> Pair:
    """An integer or (vertical, horizontal), as the latter."""
    return validation.pair(
        value, parameter.name, minimum=parameter.minimum, maximum=parameter.maximum
    )


def slid_anchor(anchor: Pair | None, shape: Pair, *, flip: bool) -> Pair | None:
    """The anchor in a kernel as it slides, turned where it is flipped; None for the middle."""
    if anchor is None or not flip:
        return anchor
    return shape[0] - 1 - anchor[0], shape[1] - 1 - anchor[1]


def refuse_without_alpha(below: Maps) -> None:
    """Raises ArgumentValueError where alpha is asked for that is not there."""
    if not below.has_alpha:
        raise ArgumentValueError(
            "channels",
            given="alpha, for a picture without alpha,",
            wanted="one that the picture has",
            hint="What would fit: each channel, luminance, sum, red, green or blue.",
        )


def reduced(channels: str, below: Maps) -> Maps:
    """What a layer slides over that does not take every channel by itself.

    Raises:
        ArgumentValueError: a colour of what is no picture any more, or alpha that is not there.
    """
    if channels == "alpha":
        refuse_without_alpha(below)
        return Maps(1, 1)
    if channels in (*ONE_CHANNEL, "luminance") and not below.is_picture:
        raise ArgumentValueError(
            "channels",
            given=f"{channels}, for an input of {below.words},",
            wanted="each channel or sum over channels",
            hint="Luminance, red, green and blue are those of a picture: of one map.",
        )
    return Maps(1, 1, below.has_alpha)
