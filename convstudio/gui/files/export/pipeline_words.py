"""A pipeline in a few lines of words, for what is printed under a picture."""

from __future__ import annotations

from typing import cast

from convstudio.gui.panels.fields import in_six_digits
from convstudio.gui.tone_entries import MODE_LABELS
from convstudio.gui.viewer.histogram_axis import in_digits
from convstudio.imaging.colour_maps import COLOUR_MAPS, DIVERGING_MAPS
from convstudio.imaging.grading import Grading
from convstudio.numerics.padding import Sides
from convstudio.pipeline.parameters import (
    ACTIVATION,
    ALPHA,
    BORDER,
    CHANNELS,
    PADDING_MODE,
    ChoiceParameter,
)
from convstudio.pipeline.pipeline import Convolution, Pipeline


def kernel_line(layer: Convolution) -> str:
    """``Sobel x · 3×3 · divisor 1``."""
    kernel = layer.kernel
    words = [kernel.name, kernel.size_text, f"divisor {in_six_digits(kernel.divisor)}"]
    if layer.flip:
        words.append("flipped")
    return " · ".join(words)


def layer_line(layer: Convolution, full_range: float, *, linear_light: bool = False) -> str:
    """Every setting of a layer but its kernel; those that change nothing only where all expect
    them.
    """
    words = [f"padding {_padding(layer)}", f"stride {_pair(layer.strides)}"]
    if layer.dilation != (1, 1):
        words.append(f"dilation {_pair(layer.dilation)}")
    words += [f"border {_border(layer, full_range)}", _label(CHANNELS, layer.channels).lower()]
    if layer.alpha != "kept":
        words.append(f"alpha {_label(ALPHA, layer.alpha).lower()}")
    if layer.bias:
        words.append(f"bias {_signed(in_six_digits(layer.bias * full_range))}")
    if layer.activation != "none":
        words.append(_label(ACTIVATION, layer.activation))
    if linear_light:
        words.append("in linear light")
    return " · ".join(words)


def tone_line(grading: Grading) -> str:
    """The tone, the values that it shows darkest and lightest, and the colour map."""
    tone = grading.tone
    words = [MODE_LABELS[tone.mode]]
    if tone.mode != "equalize":
        words.append(f"{in_digits(grading.low)} … {in_digits(grading.high)}")
    if tone.mode == "signed":
        words.append(DIVERGING_MAPS[tone.diverging])
    elif tone.colour_map != "gray":
        words.append(COLOUR_MAPS[tone.colour_map])
    return " · ".join(words)


def pipeline_lines(pipeline: Pipeline, full_range: float) -> tuple[str, ...]:
    """Two lines a layer."""
    lines = []
    for index, layer in enumerate(pipeline.layers):
        light = pipeline.linear_light and index == 0
        lines += [kernel_line(layer), layer_line(layer, full_range, linear_light=light)]
    return tuple(lines)


def _label(parameter: ChoiceParameter, value: str) -> str:
    return next(option.label for option in parameter.options if option.value == value)


def _padding(layer: Convolution) -> str:
    if isinstance(layer.padding, str):
        return _label(PADDING_MODE, layer.padding).lower()
    (top, bottom), (left, right) = cast(Sides, layer.padding)
    if top == bottom == left == right:
        return str(top)
    return f"top {top}, bottom {bottom}, left {left}, right {right}"


def _pair(value: object) -> str:
    first, second = value if isinstance(value, tuple) else (value, value)
    return str(first) if first == second else f"{first} × {second}"


def _border(layer: Convolution, full_range: float) -> str:
    label = _label(BORDER, layer.border).lower()
    if layer.border == "constant":
        return f"{label} {_signed(in_six_digits(layer.border_value * full_range))}"
    return label


def _signed(number: str) -> str:
    return number.replace("-", "−")
