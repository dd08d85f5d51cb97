"""The parameters of a layer, each declared once for forms, command line, files and checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from convstudio.errors import ArgumentValueError
from convstudio.numerics import validation
from convstudio.numerics.borders import BORDER_MODES
from convstudio.numerics.padding import PADDING_MODES

ChannelMode = Literal["each", "luminance", "sum", "red", "green", "blue", "alpha"]
AlphaMode = Literal["kept", "filtered", "weighted"]
PoolingMode = Literal["max", "average"]
CombineMode = Literal["sum", "maximum", "magnitude", "direction"]
ActivationName = Literal["none", "relu", "leaky_relu", "sigmoid", "tanh", "absolute"]


@dataclass(frozen=True)
class IntegerParameter:
    """A whole number with a range: its name in messages, its label and what it means."""

    name: str
    label: str
    minimum: int
    maximum: int
    help: str
    step: int = 1

    def check(self, value: object) -> int:
        """The value as an int.

        Raises:
            ArgumentTypeError: no integer.
            ArgumentValueError: out of range.
        """
        return validation.integer(value, self.name, minimum=self.minimum, maximum=self.maximum)


@dataclass(frozen=True)
class NumberParameter:
    """A fraction of the picture's full range, with a range of its own.

    Attributes:
        meaning: what it is, the beginning of a sentence.
        example: a fraction, and the colour that it is.
        note: what else there is to say.
        help: all of that, where fractions are typed.
    """

    name: str
    label: str
    minimum: float
    maximum: float
    meaning: str
    example: tuple[float, str]
    note: str = ""
    help: str = field(init=False)

    def __post_init__(self) -> None:
        share, colour = self.example
        words = f"{self.meaning}, as a fraction of the picture's full range: {share:g} is {colour}."
        object.__setattr__(self, "help", f"{words} {self.note}".strip())

    def check(self, value: object) -> float:
        """The value as a float.

        Raises:
            ArgumentTypeError: no real number.
            ArgumentValueError: not finite, or out of range.
        """
        number = validation.finite(value, self.name)
        if not self.minimum <= number <= self.maximum:
            wanted = f"from {self.minimum:g} to {self.maximum:g}"
            raise ArgumentValueError(self.name, given=f"{number:g}", wanted=wanted)
        return number


@dataclass(frozen=True)
class Option:
    """One word of a choice: as stored and typed, its label, and what it does."""

    value: str
    label: str
    help: str


@dataclass(frozen=True)
class ChoiceParameter:
    """One of several words."""

    name: str
    label: str
    options: tuple[Option, ...]
    help: str

    @property
    def values(self) -> tuple[str, ...]:
        """The words, in the order in which they are offered."""
        return tuple(option.value for option in self.options)

    def check(self, value: object) -> str:
        """The value, one of the words.

        Raises:
            ArgumentTypeError: no string.
            ArgumentValueError: another word.
        """
        return validation.choice(value, self.name, self.values)


@dataclass(frozen=True)
class SwitchParameter:
    """On or off."""

    name: str
    label: str
    help: str

    def check(self, value: object) -> bool:
        """The value, True or False.

        Raises:
            ArgumentTypeError: anything else.
        """
        return validation.switch(value, self.name)


STRIDE = IntegerParameter(
    "stride", "Stride", 1, 1024, "Pixels from one output value to the next: 2 halves the map."
)
PADDING = IntegerParameter(
    "padding", "Padding", 0, 1024, "Pixels added on every side of the picture, as the border says."
)
PADDING_MODE = ChoiceParameter(
    "padding",
    "Padding",
    (
        Option(
            "same",
            "Same",
            "Pads so that the map has ⌈n / s⌉ pixels: as many as the picture at stride 1. An odd "
            "pixel goes to the bottom and the right.",
        ),
        Option("valid", "Valid", "No padding: only windows that lie wholly inside the picture."),
    ),
    "What is added around the picture before the kernel slides.",
)
DILATION = IntegerParameter(
    "dilation",
    "Dilation",
    1,
    1024,
    "Pixels from one weight to the next: the kernel reaches over d·(f − 1) + 1 pixels.",
)
BORDER = ChoiceParameter(
    "border",
    "Border",
    (
        Option("zeros", "Zeros", "0 0 | a b c d | 0 0"),
        Option("constant", "Constant", "v v | a b c d | v v: one value of your own."),
        Option("edge", "Edge", "a a | a b c d | d d: the edge pixels go on."),
        Option(
            "reflect",
            "Reflect",
            "c b | a b c d | c b: mirrored about the edge pixels, no further than the picture.",
        ),
        Option("symmetric", "Symmetric", "b a | a b c d | d c: mirrored about the edge."),
        Option("wrap", "Wrap", "c d | a b c d | a b: the picture repeats."),
    ),
    "What stands outside the picture, where the padding is.",
)
BORDER_VALUE = NumberParameter(
    "border value",
    "Value",
    -1e6,
    1e6,
    "The constant outside the picture, alpha included",
    (1.0, "white"),
    "Under linear light it is light.",
)
CHANNELS = ChoiceParameter(
    "channels",
    "Channels",
    (
        Option(
            "each",
            "Each channel",
            "The same kernel on R, G and B, each by itself; of several maps on each (depthwise).",
        ),
        Option("luminance", "Luminance", "One map, of 0.2126 R + 0.7152 G + 0.0722 B (Rec. 709)."),
        Option(
            "sum",
            "Sum over channels",
            "One map, the sum of the results of R, G and B: a layer's filter.",
        ),
        Option("red", "Red", "One map, of the red channel alone."),
        Option("green", "Green", "One map, of the green channel alone."),
        Option("blue", "Blue", "One map, of the blue channel alone."),
        Option("alpha", "Alpha", "One map, of the alpha channel alone."),
    ),
    "What the kernel slides over in a picture of several channels.",
)
ALPHA = ChoiceParameter(
    "alpha",
    "Alpha",
    (
        Option("kept", "Kept", "Copied from under the kernel's centre, never filtered."),
        Option("filtered", "Filtered", "Alpha is convolved with the same kernel, without bias."),
        Option(
            "weighted",
            "Weighted",
            "Colours count by their alpha, Σ(α·w·p) / Σ(α·w): no dark fringes. Alpha is kept. "
            "Where Σ(α·w) is 0, as with edge kernels, the sum Σ(α·w·p) itself.",
        ),
    ),
    "What happens to transparency.",
)
LINEAR_LIGHT = SwitchParameter(
    "linear light",
    "Linear light",
    "Decodes sRGB before the first layer and encodes after the last, as GIMP does: blurs mix light "
    "as a lens does.",
)
BIAS = NumberParameter(
    "bias",
    "Bias",
    -1e6,
    1e6,
    "Added to every sum",
    (0.5, "middle gray"),
)
ACTIVATION = ChoiceParameter(
    "activation",
    "Activation",
    (
        Option("none", "None", "The sum as it is."),
        Option("relu", "ReLU", "max(v, 0): what is negative becomes 0."),
        Option("leaky_relu", "Leaky ReLU", "v, or 0.01·v where v is negative."),
        Option("sigmoid", "Sigmoid", "1 / (1 + exp(−v)), of v as a fraction of the full range."),
        Option("tanh", "Tanh", "tanh(v), of v as a fraction of the full range."),
        Option("absolute", "Absolute", "|v|: the size without the sign."),
    ),
    "The function that each sum goes through, after the bias.",
)
FLIP = SwitchParameter(
    "flip",
    "Flip kernel (mathematical convolution)",
    "Turns the kernel by 180° first, as signal processing, ImageMagick's Convolve and SVG do. "
    "Networks, OpenCV and GIMP do not.",
)
EXACT = SwitchParameter(
    "exact fit",
    "Exact fit",
    "Refuses a stride that leaves a remainder, and names the nearest that fit.",
)
GROUPS = IntegerParameter(
    "groups",
    "Groups",
    1,
    4096,
    "Splits channels and filters into so many parts: every filter sees the channels of its part.",
)
POOLING_MODE = ChoiceParameter(
    "pooling",
    "Pooling",
    (
        Option("max", "Max", "The largest value of each window."),
        Option("average", "Average", "The mean of each window; what is outside is left out of it."),
    ),
    "What is kept of the values in a window, every channel by itself.",
)
POOL_SIZE = IntegerParameter(
    "pool size", "Size", 1, 1024, "Rows and columns of the window that becomes one value."
)
POOL_STRIDE = IntegerParameter(
    "stride", "Stride", 1, 1024, "Pixels from one window to the next; usually its size."
)
COMBINE_MODE = ChoiceParameter(
    "combine",
    "Combine",
    (
        Option("sum", "Sum", "Σ v over the maps."),
        Option("maximum", "Maximum", "The largest value of the maps."),
        Option("magnitude", "Magnitude", "√Σ v²: of Sobel x and y the strength of the edge."),
        Option(
            "direction",
            "Direction",
            "Of two maps, the gradient's x and y: its angle, counter-clockwise from the x axis as "
            "seen, from 0° (black) to 360° (white).",
        ),
    ),
    "What one map is made of all maps, colour by colour; of a single map in colours, of those.",
)

assert PADDING_MODE.values == PADDING_MODES  # noqa: S101 - one list, told in two rooms
assert BORDER.values == BORDER_MODES  # noqa: S101
