"""The convolution with one kernel: all that belongs to it, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from convstudio.kernel.kernel import Kernel
from convstudio.numerics.borders import BorderMode
from convstudio.numerics.geometry import Axis
from convstudio.numerics.padding import Padding, Pair
from convstudio.pipeline.maps import Maps, Need
from convstudio.pipeline.parameters import ALPHA, BIAS, ActivationName, AlphaMode, ChannelMode
from convstudio.pipeline.sliding import (
    ONE_CHANNEL,
    checked_sliding,
    reduced,
    slid_anchor,
    sliding_axes,
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
        name: of the layer, for people: ``"conv1"``.
        on: whether it takes part; one that is off keeps its settings.

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
    name: str = ""
    on: bool = True

    def __post_init__(self) -> None:
        checked = checked_sliding(self)
        checked["alpha"] = ALPHA.check(self.alpha)
        checked["bias"] = BIAS.check(self.bias)
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    def axes(self, shape: tuple[int, int]) -> tuple[Axis, Axis]:
        """The vertical and the horizontal axis of this layer on an input of (rows, columns).

        Raises:
            ArgumentValueError: see ``sliding_axes``.
        """
        return sliding_axes(self, self.kernel.shape, shape)

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
        return slid_anchor(self.kernel.anchor, self.kernel.shape, flip=self.flip)

    @property
    def title(self) -> str:
        """What to call it: its name, or its kernel and how large that is."""
        return self.name or f"{self.kernel.name} {self.kernel.size_text}"

    def maps(self, below: Maps) -> Maps:
        """What it makes of these maps.

        Raises:
            ArgumentValueError: a channel is asked for that they do not have.
        """
        return below if self.channels == "each" else reduced(self.channels, below)

    def only(self, index: int, _below: Maps) -> tuple[Convolution, Need]:
        """The layer that makes one of its maps alone, and what that needs."""
        return self, Need(index if self.channels == "each" else None)

    def parameters(self, _below: Maps) -> int:
        """Weights and the bias: the kernel is one, whatever it slides over."""
        return self.kernel.rows * self.kernel.columns + 1

    def products(self, below: Maps) -> int:
        """Multiplications for one pixel of its maps."""
        times = 1 if self.channels in ("alpha", *ONE_CHANNEL) else below.channels
        return self.kernel.rows * self.kernel.columns * times
