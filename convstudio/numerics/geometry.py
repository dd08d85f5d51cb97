"""A layer's geometry: which inputs an output rests on, and where a map lies on its picture.

One axis at a time, with n the input size, f the kernel size, p the padding, s the stride and d the
dilation, as SEMANTICS has it. V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep
learning", 2016, derives the formulas. ``padding`` resolves what was asked for into these axes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Axis:
    """A convolution along one axis: n, f, s, the padding before and after, d, and the anchor.

    The anchor is the weight that lies over the output's pixel, where one was set.
    """

    size: int
    kernel: int
    stride: int
    before: int
    after: int
    dilation: int = 1
    anchor: int | None = None

    @property
    def middle(self) -> float:
        """The inputs from the first weight to the anchor; to the very middle where none is set."""
        return (self.extent - 1) / 2 if self.anchor is None else self.dilation * self.anchor

    @property
    def extent(self) -> int:
        """The inputs from the first weight to the last, ``e = d·(f − 1) + 1``."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def padded(self) -> int:
        """The input size with its padding."""
        return self.size + self.before + self.after

    @property
    def output(self) -> int:
        """The number of output values, ``⌊(n + p_before + p_after − e) / s⌋ + 1``; 0 if none."""
        room = self.padded - self.extent
        return room // self.stride + 1 if room >= 0 else 0

    @property
    def remainder(self) -> int:
        """The padded inputs past the last window; 0 where the stride fits exactly."""
        return (self.padded - self.extent) % self.stride

    def first_input(self, output: int) -> int:
        """The input index under the kernel's first weight at an output index; may be outside."""
        return output * self.stride - self.before


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

    A map pixel stands where the middle of its window is, or the anchor where one was set, and is as
    large as the stride, so map pixel (0, 0) covers ``width`` × ``height`` from (``left``, ``top``).
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
            centre = centre * axis.stride - axis.before + axis.middle
            size *= axis.stride
        centres.append(centre + 0.5 - size / 2)
        sizes.append(size)
    return Placement(centres[0], centres[1], sizes[0], sizes[1])
