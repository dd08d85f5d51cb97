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
from convstudio.pipeline.pipeline import (
    Activation,
    Bank,
    Combine,
    Convolution,
    LocallyConnected,
    Pipeline,
    Pooling,
)


def kernel_line(layer: Convolution) -> str:
    """``Sobel x · 3×3 · divisor 1``."""
    kernel = layer.kernel
    words = [kernel.name, kernel.size_text, f"divisor {in_six_digits(kernel.divisor)}"]
    if layer.name:
        words.insert(0, layer.name)
    if layer.flip:
        words.append("flipped")
    return " · ".join(words)


def bank_line(layer: Bank) -> str:
    """``conv1 · 32 filters of 5×5 · one kernel for all channels``."""
    rows, columns = layer.size
    count = "1 filter" if len(layer.filters) == 1 else f"{len(layer.filters)} filters"
    shared = layer.planes == 1
    words = [layer.name or "Convolution", f"{count} of {rows}×{columns}"]
    words.append("one kernel for all channels" if shared else "a kernel for each channel")
    if layer.flip:
        words.append("flipped")
    return " · ".join(words)


def layer_line(layer: Convolution | Bank, full_range: float, *, linear_light: bool = False) -> str:
    """Every setting of a layer but its kernels; those that change nothing only where all expect
    them.
    """
    words = [f"padding {_padding(layer)}", f"stride {_pair(layer.strides)}"]
    if layer.dilation != (1, 1):
        words.append(f"dilation {_pair(layer.dilation)}")
    words += [f"border {_border(layer, full_range)}", _label(CHANNELS, layer.channels).lower()]
    words += _of_one(layer, full_range) if isinstance(layer, Convolution) else _of_many(layer)
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
    """Two lines for each layer with kernels that slide, one for each other; those that are on."""
    lines: list[str] = []
    for index, layer in enumerate(pipeline.active):
        light = pipeline.linear_light and index == 0
        if isinstance(layer, Convolution | Bank):
            first = kernel_line(layer) if isinstance(layer, Convolution) else bank_line(layer)
            lines += [first, layer_line(layer, full_range, linear_light=light)]
            continue
        lines.append(_line(layer) + (" · in linear light" if light else ""))
    return tuple(lines)


def _line(layer: Activation | Pooling | Combine | LocallyConnected) -> str:
    """What a layer is, and how far apart its windows are, where it has some."""
    if isinstance(layer, Pooling):
        return f"{layer.title} · padding {_padding(layer)} · stride {_pair(layer.strides)}"
    if isinstance(layer, LocallyConnected):
        down, over = layer.places
        return f"{layer.title} · at {down}×{over} places · stride {_pair(layer.strides)}"
    return layer.title


def _of_one(layer: Convolution, full_range: float) -> list[str]:
    words = []
    if layer.alpha != "kept":
        words.append(f"alpha {_label(ALPHA, layer.alpha).lower()}")
    if layer.bias:
        words.append(f"bias {_signed(in_six_digits(layer.bias * full_range))}")
    return words


def _of_many(layer: Bank) -> list[str]:
    words = [] if layer.groups == 1 else [f"{layer.groups} groups"]
    return [*words, "biases"] if any(one.bias for one in layer.filters) else words


def _label(parameter: ChoiceParameter, value: str) -> str:
    return next(option.label for option in parameter.options if option.value == value)


def _padding(layer: Convolution | Bank | Pooling) -> str:
    if isinstance(layer.padding, str):
        return _label(PADDING_MODE, layer.padding).lower()
    (top, bottom), (left, right) = cast(Sides, layer.padding)
    if top == bottom == left == right:
        return str(top)
    return f"top {top}, bottom {bottom}, left {left}, right {right}"


def _pair(value: object) -> str:
    first, second = value if isinstance(value, tuple) else (value, value)
    return str(first) if first == second else f"{first} × {second}"


def _border(layer: Convolution | Bank, full_range: float) -> str:
    label = _label(BORDER, layer.border).lower()
    if layer.border == "constant":
        return f"{label} {_signed(in_six_digits(layer.border_value * full_range))}"
    return label


def _signed(number: str) -> str:
    return number.replace("-", "−")
