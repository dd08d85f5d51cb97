"""Pipeline and layers: frozen values that undo, files, the command line and rendering share."""

from __future__ import annotations

from dataclasses import dataclass, field

from convstudio.errors import ArgumentValueError
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.numerics import geometry, validation
from convstudio.numerics.geometry import Axis, Padding
from convstudio.pipeline.parameters import PADDING, STRIDE


@dataclass(frozen=True)
class Convolution:
    """A convolution of each channel with one kernel.

    Attributes:
        kernel: the weights and their divisor.
        padding: ``"same"``, ``"valid"`` or pixels on every side.
        strides: (vertical, horizontal).

    Raises:
        ArgumentTypeError: padding or a stride is no integer.
        ArgumentValueError: one of them is out of range.
    """

    kernel: Kernel
    padding: Padding = "same"
    strides: tuple[int, int] = (1, 1)

    def __post_init__(self) -> None:
        padding = geometry.checked_padding(self.padding)
        for amount in padding if isinstance(padding, tuple) else (padding,):
            if isinstance(amount, int):
                PADDING.check(amount)
        strides = validation.pair(
            self.strides, STRIDE.name, minimum=STRIDE.minimum, maximum=STRIDE.maximum
        )
        object.__setattr__(self, "padding", padding)
        object.__setattr__(self, "strides", strides)

    def axes(self, shape: tuple[int, int]) -> tuple[Axis, Axis]:
        """The vertical and the horizontal axis of this layer on an input of (rows, columns).

        Raises:
            ArgumentValueError: the kernel is larger than the padded input.
        """
        size = self.kernel.size
        return geometry.axes(shape, (size, size), self.strides, self.padding)


Layer = Convolution


@dataclass(frozen=True)
class Pipeline:
    """The layers, first to last, and the tone in which their feature map is shown."""

    layers: tuple[Layer, ...]
    tone: Tone = field(default_factory=Tone)

    def __post_init__(self) -> None:
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
