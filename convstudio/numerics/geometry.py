"""Sizes of convolutional layers: padding amounts, output sizes, regions.

One axis at a time, with n the input size, f the kernel size, p the padding and s the stride, as
SEMANTICS has it. V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning",
2016, derives the formulas.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics import validation

PaddingMode = Literal["same", "valid"]
PADDING_MODES: tuple[PaddingMode, ...] = ("same", "valid")
LARGEST_PADDING = 2**31 - 1  # beyond any memory, within any index
Padding = PaddingMode | int | tuple[int, int]


@dataclass(frozen=True)
class Axis:
    """A convolution along one axis: input size, kernel size, stride, padding before and after."""

    size: int
    kernel: int
    stride: int
    before: int
    after: int

    @property
    def output(self) -> int:
        """The number of output values, ``⌊(n + p_before + p_after − f) / s⌋ + 1``; 0 if none."""
        room = self.size + self.before + self.after - self.kernel
        return room // self.stride + 1 if room >= 0 else 0

    def first_input(self, output: int) -> int:
        """The input index under the kernel's first weight at an output index; may be outside."""
        return output * self.stride - self.before

    def input_span(self, first: int, last: int) -> tuple[int, int]:
        """The half-open span of inputs inside the picture that outputs first … last rest on."""
        start = max(self.first_input(first), 0)
        stop = min(self.first_input(last) + self.kernel, self.size)
        return start, max(stop, start)


@dataclass(frozen=True)
class Region:
    """A rectangle of the output, half open, of which every ``step``-th row and column is wanted."""

    top: int
    left: int
    bottom: int
    right: int
    step: int = 1

    @property
    def rows(self) -> range:
        """The output rows asked for."""
        return range(self.top, self.bottom, self.step)

    @property
    def columns(self) -> range:
        """The output columns asked for."""
        return range(self.left, self.right, self.step)


@dataclass(frozen=True)
class Placement:
    """Where the pixels of a map lie on the picture, in the picture's pixels.

    A map pixel stands where the centre of its receptive field is and is as large as the stride, so
    map pixel (0, 0) covers ``width`` × ``height`` from (``left``, ``top``).
    """

    left: float = 0.0
    top: float = 0.0
    width: float = 1.0
    height: float = 1.0


def placement(layers: tuple[tuple[Axis, Axis], ...]) -> Placement:
    """Where the last layer's map lies on the first layer's input."""
    centres, sizes = [], []
    for direction in (1, 0):
        centre, size = 0.0, 1.0
        for axis in reversed([layer[direction] for layer in layers]):
            centre = centre * axis.stride - axis.before + (axis.kernel - 1) / 2
            size *= axis.stride
        centres.append(centre + 0.5 - size / 2)
        sizes.append(size)
    return Placement(centres[0], centres[1], sizes[0], sizes[1])


def checked_padding(padding: object) -> Padding:
    """The padding, checked: ``"same"``, ``"valid"``, an integer or (vertical, horizontal).

    Raises:
        ArgumentTypeError: something else altogether.
        ArgumentValueError: another word, or below 0.
    """
    if isinstance(padding, str):
        if padding not in PADDING_MODES:
            raise ArgumentValueError(
                "padding", given=f"“{padding[:40]}”", wanted="“same”, “valid” or an integer"
            )
        return padding
    if isinstance(padding, tuple | list):
        vertical, horizontal = validation.pair(padding, "padding", minimum=0)
        return _within_index(vertical), _within_index(horizontal)
    try:
        return _within_index(validation.integer(padding, "padding", minimum=0))
    except ArgumentTypeError as error:
        raise ArgumentTypeError(
            "padding", given=error.given, wanted="“same”, “valid” or an integer"
        ) from None


def _within_index(padding: int) -> int:
    return validation.integer(padding, "padding", maximum=LARGEST_PADDING)


def same_padding(size: int, kernel: int, stride: int) -> tuple[int, int]:
    """How much ``same`` pads one axis, (before, after): ⌈n/s⌉ outputs, an odd pixel goes after."""
    outputs = -(-size // stride)
    total = max((outputs - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def axes(
    shape: tuple[int, int], kernel: tuple[int, int], strides: tuple[int, int], padding: Padding
) -> tuple[Axis, Axis]:
    """Both axes of a layer, the vertical one first, with the padding resolved into pixels.

    Args:
        shape: (rows, columns) of the input.
        kernel: (rows, columns) of the kernel.

    Raises:
        ArgumentValueError: the kernel is larger than the padded picture, so the map is empty.
    """
    vertical, horizontal = (
        Axis(n, f, s, *_amounts(n, f, s, p))
        for n, f, s, p in zip(shape, kernel, strides, _per_axis(padding), strict=True)
    )
    for axis in (vertical, horizontal):
        if axis.output == 0:
            _refuse_empty(vertical, horizontal)
    return vertical, horizontal


def output_size(
    shape: tuple[int, int], kernel: tuple[int, int], strides: tuple[int, int], padding: Padding
) -> tuple[int, int]:
    """(rows, columns) of the map; raises ArgumentValueError where it would be empty."""
    vertical, horizontal = axes(shape, kernel, strides, padding)
    return vertical.output, horizontal.output


def _per_axis(padding: Padding) -> tuple[PaddingMode | int, PaddingMode | int]:
    return padding if isinstance(padding, tuple) else (padding, padding)


def _amounts(size: int, kernel: int, stride: int, padding: PaddingMode | int) -> tuple[int, int]:
    if padding == "same":
        return same_padding(size, kernel, stride)
    if padding == "valid":
        return 0, 0
    return padding, padding


def _refuse_empty(vertical: Axis, horizontal: Axis) -> None:
    room = [axis.size + axis.before + axis.after for axis in (vertical, horizontal)]
    padding = max(-(-(axis.kernel - axis.size) // 2) for axis in (vertical, horizontal))
    fitting = min(room) - (min(room) + 1) % 2
    smaller = f"a kernel of at most {fitting}×{fitting}, " if fitting > 0 else ""
    raise ArgumentValueError(
        "kernel",
        given=f"a {vertical.kernel}×{horizontal.kernel} kernel for a picture of "
        f"{vertical.size}×{horizontal.size} pixels (rows × columns), {room[0]}×{room[1]} with its "
        "padding,",
        wanted="no larger than the padded picture",
        hint=f"What would fit: {smaller}padding “same”, or a padding of at least {padding}.",
    )
