"""What goes into a text form of a kernel, and what comes out of one."""

from __future__ import annotations

from dataclasses import dataclass

from convstudio.kernel.kernel import Kernel, Pair
from convstudio.numerics.borders import BorderMode
from convstudio.numerics.padding import Padding


@dataclass(frozen=True)
class Settings:
    """A kernel with all that a text form might say of how it is used.

    Attributes:
        kernel: the weights, their divisor and the anchor.
        flip: whether the kernel is turned by 180° first.
        bias: added to every sum, as a fraction of the picture's full range.
        border: what stands outside the picture.
        border_value: the constant outside, as a fraction of the full range.
        strides, dilation: (vertical, horizontal).
        padding: as a layer has it.
        activation, channels, alpha: by the names that a layer has for them.
        linear_light: whether sRGB is decoded first.
    """

    kernel: Kernel
    flip: bool = False
    bias: float = 0.0
    border: BorderMode = "zeros"
    border_value: float = 0.0
    strides: Pair = (1, 1)
    dilation: Pair = (1, 1)
    padding: Padding = "same"
    activation: str = "none"
    channels: str = "each"
    alpha: str = "kept"
    linear_light: bool = False

    @property
    def anchor(self) -> Pair:
        """(row, column), in the kernel as typed, of the weight over the output's pixel."""
        rows, columns = self.kernel.shape
        if self.kernel.anchor is None and self.flip:
            return rows // 2, columns // 2
        return self.kernel.anchored_at


@dataclass(frozen=True)
class Written:
    """A kernel as text, and what the form could not say, a sentence each."""

    text: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recognised:
    """What a text was read as. None: the form says nothing of it.

    Attributes:
        form: the identifier of the form.
        label: the form for people: "ImageMagick kernel".
        kernel: with divisor and anchor; the first, where the text has several.
        more: the further kernels, or other readings of the same numbers.
        flip: whether the form's program turns the kernel by 180°.
        bias: as a fraction of the full range.
        border: what stands outside the picture.
        border_value: the constant outside, as a fraction of the full range.
        linear_light: whether the form's program works in linear light.
        notes: what was understood, in words.
        warnings: what might be meant otherwise, or is lost.
    """

    form: str
    label: str
    kernel: Kernel
    more: tuple[Kernel, ...] = ()
    flip: bool | None = None
    bias: float | None = None
    border: BorderMode | None = None
    border_value: float | None = None
    linear_light: bool | None = None
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def kernels(self) -> tuple[Kernel, ...]:
        """All of them."""
        return (self.kernel, *self.more)
