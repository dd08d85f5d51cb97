"""Pipeline and layers: frozen values that undo, files, the command line and rendering share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from convstudio.errors import ArgumentValueError
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.numerics import validation
from convstudio.numerics.borders import BorderMode
from convstudio.numerics.geometry import Axis
from convstudio.numerics.padding import Padding, PaddingMode, Pair, Sides, axes, checked_padding
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
    ActivationName,
    AlphaMode,
    ChannelMode,
    ChoiceParameter,
    IntegerParameter,
    NumberParameter,
    SwitchParameter,
)


@dataclass(frozen=True)
class Convolution:
    """A convolution with one kernel, and everything that belongs to it.

    Attributes:
        kernel: the weights and their divisor.
        padding: ``"same"``, ``"valid"``, or pixels: an integer, (vertical, horizontal) or ((top,
            bottom), (left, right)); kept as the last.
        strides: an integer or (vertical, horizontal); kept as the latter.
        dilation: likewise.
        border: what stands outside the picture.
        border_value: the constant outside, as a fraction of the picture's full range.
        channels: what the kernel slides over.
        alpha: what happens to transparency.
        bias: added to every sum, as a fraction of the picture's full range.
        activation: what each sum goes through; of a fraction of the full range.
        flip: whether the kernel is turned by 180° first.
        exact: whether a stride that leaves a remainder is refused.

    Raises:
        ArgumentTypeError: a value of the wrong type.
        ArgumentValueError: a value out of range.
    """

    kernel: Kernel
    padding: Padding = "same"
    strides: int | Pair = (1, 1)
    dilation: int | Pair = (1, 1)
    border: BorderMode = "zeros"
    border_value: float = 0.0
    channels: ChannelMode = "each"
    alpha: AlphaMode = "kept"
    bias: float = 0.0
    activation: ActivationName = "none"
    flip: bool = False
    exact: bool = False

    def __post_init__(self) -> None:
        padding = checked_padding(self.padding)
        for sides in padding if isinstance(padding, tuple) else ():
            for amount in sides:
                PADDING.check(amount)
        checked: dict[str, Any] = {"padding": padding, "strides": _pair(self.strides, STRIDE)}
        checked["dilation"] = _pair(self.dilation, DILATION)
        for name, parameter in _PARAMETERS.items():
            checked[name] = parameter.check(getattr(self, name))
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    def axes(self, shape: tuple[int, int]) -> tuple[Axis, Axis]:
        """The vertical and the horizontal axis of this layer on an input of (rows, columns).

        Raises:
            ArgumentValueError: the kernel is larger than the padded input, ``reflect`` would reach
                further than the input, or a remainder where an exact fit is asked for.
        """
        return axes(
            shape,
            self.kernel.shape,
            cast(Pair, self.strides),
            cast(PaddingMode | Sides, self.padding),
            cast(Pair, self.dilation),
            border=self.border,
            exact=self.exact,
            anchor=self.slid_anchor,
        )

    @property
    def anchor(self) -> Pair:
        """(row, column), in the kernel as typed, of the weight over the output's pixel.

        ``same`` rounds the padding before a kernel of even size down, turned or not.
        """
        rows, columns = self.kernel.shape
        if self.kernel.anchor is None and self.flip:
            return rows // 2, columns // 2
        return self.kernel.anchored_at

    @property
    def anchored_kernel(self) -> Kernel:
        """The kernel with the anchor that is in force said outright where the flip moves it."""
        moved = self.anchor != self.kernel.anchored_at
        return self.kernel.with_anchor(self.anchor) if moved else self.kernel

    @property
    def slid_anchor(self) -> Pair | None:
        """The anchor in the kernel as it slides; None for the middle."""
        if self.kernel.anchor is None or not self.flip:
            return self.kernel.anchor
        row, column = self.kernel.anchor
        return self.kernel.rows - 1 - row, self.kernel.columns - 1 - column


_PARAMETERS: dict[str, NumberParameter | ChoiceParameter | SwitchParameter] = {
    "border": BORDER,
    "border_value": BORDER_VALUE,
    "channels": CHANNELS,
    "alpha": ALPHA,
    "bias": BIAS,
    "activation": ACTIVATION,
    "flip": FLIP,
    "exact": EXACT,
}


def _pair(value: object, parameter: IntegerParameter) -> Pair:
    return validation.pair(
        value, parameter.name, minimum=parameter.minimum, maximum=parameter.maximum
    )


Layer = Convolution


@dataclass(frozen=True)
class Pipeline:
    """The layers, first to last, and the tone in which their feature map is shown.

    Attributes:
        linear_light: whether sRGB is decoded before the first layer and encoded after the last.
    """

    layers: tuple[Layer, ...]
    tone: Tone = field(default_factory=Tone)
    linear_light: bool = False

    def __post_init__(self) -> None:
        LINEAR_LIGHT.check(self.linear_light)
        if not self.layers:
            raise ArgumentValueError("pipeline", given="no layer", wanted="at least one layer")

    def axes(self, shape: tuple[int, int]) -> tuple[tuple[Axis, Axis], ...]:
        """Both axes of each layer in turn, for an input of (rows, columns).

        Raises:
            ArgumentValueError: a kernel is larger than its padded input.
        """
        found = []
        for layer in self.layers:
            vertical, horizontal = layer.axes(shape)
            found.append((vertical, horizontal))
            shape = vertical.output, horizontal.output
        return tuple(found)

    def output_size(self, shape: tuple[int, int]) -> tuple[int, int]:
        """(rows, columns) of the feature map of an input of (rows, columns).

        Raises:
            ArgumentValueError: a kernel is larger than its padded input.
        """
        vertical, horizontal = self.axes(shape)[-1]
        return vertical.output, horizontal.output
