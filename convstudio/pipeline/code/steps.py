"""A pipeline's layers as every target has to say them: geometry resolved, numbers as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import LONGEST_SIGNAL
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.padding import PaddingMode, Pair, Sides
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.code.window import Window
from convstudio.pipeline.layer_sums import LayerSums
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Convolution, Pipeline

_MODES = {(1, False): "L", (1, True): "LA", (3, False): "RGB", (3, True): "RGBA"}
_CHANNELS = ("red", "green", "blue")


@dataclass(frozen=True)
class Code:
    """A program, and what it cannot do that the pipeline does.

    Attributes:
        warnings: a sentence each.
    """

    text: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """What a program has to do, and the pictures it is for.

    Attributes:
        colours: of the picture, 1 or 3.
        size: (rows, columns) of the picture; SVG writes it down, and PyTorch needs other words to
            pad pictures that are smaller than their padding.
    """

    pipeline: Pipeline
    colours: int
    has_alpha: bool
    full_range: float
    size: Pair | None

    @property
    def made(self) -> Maps:
        """What comes out."""
        raise NotImplementedError

    @property
    def heading(self) -> str:
        """What the layers are called, on one line."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        """What the program does, on one line."""
        return f"{self.heading}: a feature map, exported from ConvStudio"

    @property
    def tone(self) -> Tone:
        """How the map becomes visible."""
        return self.pipeline.tone

    def pads_afar(self, number: int) -> bool:
        """Whether a layer, from 1, pads its input by more than there is of it, on pictures of this
        size: it is repeated more than once."""
        size = self.size
        for index, layer in enumerate(self.pipeline.active[:number], 1):
            if size is None or 0 in size:
                return False
            try:
                both = layer.axes(size)
            except ArgumentValueError:
                return False  # of which the program tells
            if index == number:
                return any(max(axis.before, axis.after) > axis.size for axis in both)
            size = both[0].output, both[1].output
        return False

    @property
    def plain_tone(self) -> bool:
        """Whether the tone does nothing but cut off what is below black and above white."""
        levels, colours = self.tone.levels, self.tone.colour_map
        return self.tone.mode == "clip" and (levels, colours) == ((0.0, 1.0), "gray")

    @property
    def is_signal(self) -> bool:
        """Whether it is for one row of gray values, which tables hold."""
        rows, columns = self.size or (0, 0)
        gray = self.colours == 1 and not self.has_alpha
        return gray and rows == 1 < columns <= LONGEST_SIGNAL

    @property
    def input_file(self) -> str:
        """PNG for 8 bits; TIFF holds every depth."""
        return "input.png" if self.full_range == 255 else "input.tif"

    @property
    def mode(self) -> str:
        """What Pillow calls such pictures, of 8 bits."""
        return _MODES[self.colours, self.has_alpha]


@dataclass(frozen=True)
class Job(Task):
    """A pipeline of convolutions with one kernel each."""

    steps: tuple[Step, ...]

    @property
    def last(self) -> Step:
        """The last layer."""
        return self.steps[-1]

    @property
    def made(self) -> Maps:
        return Maps(1, self.last.mixed, self.last.sums.leaves_alpha)

    @property
    def heading(self) -> str:
        return ", then ".join(one_line(step.kernel.name) for step in self.steps)


@dataclass(frozen=True, eq=False)
class Step:
    """One layer, as ``sums`` has it, its number from 1 and how many there are."""

    sums: LayerSums
    number: int
    count: int

    @property
    def layer(self) -> Convolution:
        """What was asked for."""
        return self.sums.layer

    @property
    def kernel(self) -> Kernel:
        """The weights as typed."""
        return self.layer.kernel

    @property
    def suffix(self) -> str:
        """What tells the names of several layers apart."""
        return "" if self.count == 1 else f"_{self.number}"

    @property
    def channel(self) -> int | None:
        """The index of the one colour that is used, if it is one."""
        if self.layer.channels in _CHANNELS and self.sums.colours == 3:
            return _CHANNELS.index(self.layer.channels)
        return None

    @property
    def mixes(self) -> bool:
        """Whether several colours become one before they are summed."""
        return self.layer.channels in ("luminance", "sum") and self.sums.colours == 3

    @property
    def mixed(self) -> int:
        """How many colours the kernel slides over, once they are picked and mixed."""
        return self.sums.maps

    @property
    def window(self) -> Window:
        """The kernel as it slides."""
        layer = self.layer
        return Window(
            self.kernel.shape,
            cast(Pair, layer.strides),
            cast(Pair, layer.dilation),
            cast(PaddingMode | Sides, layer.padding),
            layer.border,
            layer.slid_anchor,
        )

    @property
    def strides(self) -> Pair:
        """(vertical, horizontal)."""
        return self.window.strides

    @property
    def dilation(self) -> Pair:
        """(vertical, horizontal)."""
        return self.window.dilation

    @property
    def extent(self) -> Pair:
        """(rows, columns) that the dilated kernel reaches over."""
        return self.window.extent

    @property
    def padding(self) -> Sides | None:
        """((top, bottom), (left, right)); None where it depends on the picture's size."""
        return self.window.padding

    @property
    def anchor_shift(self) -> Pair:
        """How far ``same`` moves its padding for an anchor that is not the middle, in pixels."""
        return self.window.anchor_shift

    @property
    def centre(self) -> Pair:
        """(row, column) in the dilated kernel as it slides of what lies over the map's pixel."""
        return self.window.centre

    @property
    def keeps_place(self) -> bool:
        """Whether the map is as large as its input, each pixel where it was."""
        return self.window.keeps_place

    @property
    def slid(self) -> FloatArray:
        """The weights as typed, as they slide: flipped where asked for, dilated."""
        weights = self.kernel.array
        if self.layer.flip:
            weights = weights[::-1, ::-1]
        if self.dilation == (1, 1):
            return weights
        spread = np.zeros(self.extent)
        spread[:: self.dilation[0], :: self.dilation[1]] = weights
        return spread

    @property
    def bias(self) -> float:
        """In the picture's own units."""
        return self.layer.bias * self.sums.full_range

    @property
    def outside(self) -> float:
        """The constant around the picture, in its own units."""
        constant = self.layer.border == "constant"
        return self.layer.border_value * self.sums.full_range if constant else 0.0


def steps_of(
    pipeline: Pipeline, *, colours: int, has_alpha: bool, full_range: float, size: Pair | None
) -> Job:
    """What a program for such pictures has to do.

    Raises:
        ArgumentValueError: a channel is asked for that the picture or a map does not have.
    """
    sums = _sums_for(pipeline, colours, has_alpha=has_alpha, full_range=full_range)
    steps = tuple(Step(one, index + 1, len(sums)) for index, one in enumerate(sums))
    return Job(pipeline, colours, has_alpha, full_range, size, steps)


def _sums_for(
    pipeline: Pipeline, colours: int, *, has_alpha: bool, full_range: float
) -> list[LayerSums]:
    found, lit, last = [], pipeline.linear_light, len(pipeline.layers) - 1
    for index, layer in enumerate(pipeline.layers):
        assert isinstance(layer, Convolution)  # noqa: S101
        layer.maps(Maps(1, colours, has_alpha))
        lit = lit and layer.channels != "alpha"
        made = LayerSums(
            layer, colours, has_alpha, full_range, lit and index == 0, lit and index == last
        )
        found.append(made)
        colours, has_alpha = made.maps, made.leaves_alpha
    return found


def number(value: float) -> str:
    """A number as short as it can be without being another."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(float(value))


def rows_text(weights: Sequence[Sequence[float]] | FloatArray, indent: str) -> list[str]:
    """A nested list, a line a row, its columns right-aligned."""
    texts = [[number(float(value)) for value in row] for row in weights]
    width = max(len(text) for row in texts for text in row)
    return [f"{indent}[{', '.join(text.rjust(width) for text in row)}]," for row in texts]


def one_line(name: str) -> str:
    """A name that stays within a comment or a docstring of any language."""
    printable = "".join(sign if sign.isprintable() else " " for sign in name)
    plain = printable.replace("\\", "/").replace('"', "'").replace("--", "–").replace("*/", "* /")
    return " ".join(plain.split()) or "Kernel"
