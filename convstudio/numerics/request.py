"""What is asked of a layer's two axes in one value, and what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from convstudio.numerics.geometry import Axis

PaddingMode = Literal["same", "valid"]
LARGEST_PADDING = 2**31 - 1  # beyond any memory, within any index
Pair = tuple[int, int]
Sides = tuple[Pair, Pair]
Obstacle = Literal["outside", "empty", "reflection", "remainder"]


@dataclass(frozen=True)
class Rules:
    """What holds for a kind of layer besides its settings.

    Attributes:
        pool: what the size of a pooling's windows is called, each of which must hold a value; empty
            where kernels slide.
        padded: whether there can be padding at all.
        largest: stride and padding there can be.
    """

    pool: str = ""
    padded: bool = True
    largest: int = LARGEST_PADDING


ANY = Rules()


@dataclass(frozen=True)
class Request:
    """Every setting that decides both axes; pairs are (vertical, horizontal)."""

    shape: Pair
    kernel: Pair
    strides: Pair
    padding: PaddingMode | Sides
    dilation: Pair
    border: str
    exact: bool
    anchor: Pair | None = None
    rules: Rules = ANY

    def axes(self) -> tuple[Axis, Axis]:
        """Both axes with their padding in pixels, whether or not they can be."""
        return self._axis(0), self._axis(1)

    def _axis(self, index: int) -> Axis:
        size, kernel, stride = self.shape[index], self.kernel[index], self.strides[index]
        dilation, padding = self.dilation[index], self.padding
        anchor = None if self.anchor is None else min(self.anchor[index], kernel - 1)
        if padding == "same":
            before, after = same_amounts(size, kernel, stride, dilation)
            if anchor is not None:  # over the pixel that the middle lies over, as far as it goes
                moved = before + anchor_shift(anchor, kernel, dilation)
                moved = min(max(moved, 0), before + after)
                before, after = moved, before + after - moved
        else:
            before, after = (0, 0) if padding == "valid" else padding[index]
        return Axis(size, kernel, stride, before, after, dilation, anchor)


def anchor_shift(anchor: int, kernel: int, dilation: int) -> int:
    """By how much more ``same`` pads before an axis, for an anchor that is not the middle."""
    return dilation * anchor - dilation * (kernel - 1) // 2


def same_amounts(size: int, kernel: int, stride: int, dilation: int) -> Pair:
    """What ``same`` pads before and after one axis, of arguments already checked."""
    total = max((-(-size // stride) - 1) * stride + dilation * (kernel - 1) + 1 - size, 0)
    return total // 2, total - total // 2


def obstacle(request: Request, axes: tuple[Axis, Axis]) -> Obstacle | None:
    """The first thing that keeps a request from being fulfilled; None where nothing does.

    Args:
        axes: those of the request.
    """
    explicit = not isinstance(request.padding, str)
    if request.rules.pool and explicit and any(is_outside(axis) for axis in axes):
        return "outside"
    if any(axis.padded < axis.extent for axis in axes):
        return "empty"
    if request.border == "reflect" and any(too_wide(axis) for axis in axes):
        return "reflection"
    if request.exact and any(axis.remainder for axis in axes):
        return "remainder"
    return None


def is_outside(axis: Axis) -> bool:
    """Whether the first or the last window of an axis may lie in its padding alone."""
    return max(axis.before, axis.after) >= axis.kernel


def too_wide(axis: Axis) -> bool:
    """Whether the padding of an axis reaches further than ``reflect`` can mirror."""
    return max(axis.before, axis.after) > axis.size - 1


def fits(request: Request) -> bool:
    """Whether ``padding.axes`` fulfils a request."""
    return obstacle(request, request.axes()) is None
