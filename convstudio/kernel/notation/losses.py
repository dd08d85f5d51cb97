"""What a form cannot say of a layer: one sentence for each thing that would be lost."""

from __future__ import annotations

from collections.abc import Iterator

from convstudio.kernel.notation.numbers import format_number
from convstudio.kernel.notation.values import Settings

_BORDERS = {
    "zeros": "zeros",
    "constant": "a constant value",
    "edge": "the edge repeated",
    "reflect": "the picture mirrored about its edge pixels",
    "symmetric": "the picture mirrored about its edge",
    "wrap": "the picture wrapped around",
}


def losses(settings: Settings, form: str, said: frozenset[str], border: str = "") -> list[str]:
    """A sentence for each setting other than the default that the form has no word for.

    Args:
        settings: what is written.
        form: its name, which begins the sentences.
        said: what the form can say, of anchor, flip, bias, border and linear_light.
        border: the one that the form's program always has, where it has but one.
    """
    return [f"{form} cannot say {what}." for what in _unsaid(settings, said, border)]


def _unsaid(settings: Settings, said: frozenset[str], border: str) -> Iterator[str]:
    kernel = settings.kernel
    if "flip" not in said and settings.flip:
        yield "that the kernel is flipped"
    if "anchor" not in said and settings.anchor != kernel.centre:
        row, column = settings.anchor
        yield f"that the anchor is row {row + 1}, column {column + 1}"
    if "bias" not in said and settings.bias != 0:
        yield f"the bias {format_number(settings.bias)}"
    if "border" not in said and settings.border != (border or "zeros"):
        other = f"; it has {_BORDERS[border]}" if border else ""
        yield f"the border “{settings.border}” ({_BORDERS[settings.border]}{other})"
    if "linear_light" not in said and settings.linear_light:
        yield "that it works in linear light"
    yield from _never_said(settings)


def _never_said(settings: Settings) -> Iterator[str]:
    """What no text form of a kernel has a word for."""
    if settings.strides != (1, 1):
        yield "the stride {}×{}".format(*settings.strides)
    if settings.dilation != (1, 1):
        yield "the dilation {}×{}".format(*settings.dilation)
    if settings.padding != "same":
        shown = settings.padding if isinstance(settings.padding, str) else "in pixels"
        yield f"the padding {shown}"
    if settings.activation != "none":
        yield f"the activation {settings.activation}"
    if settings.channels != "each":
        yield f"the channels “{settings.channels}”"
    if settings.alpha != "kept":
        yield f"the transparency “{settings.alpha}”"
