"""Pipelines of every setting, and pieces of the sample pictures, for exported code."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.paths import sample_picture
from convstudio.pipeline.code import Code, write_code
from convstudio.pipeline.pipeline import Convolution, Pipeline

Values = npt.NDArray[np.float64]

SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), name="Sobel x")
BLUR = Kernel(((1, 2, 1), (2, 4, 2), (1, 2, 1)), divisor=16, name="Gaussian 3×3")
ODD = Kernel(((1, -2, 3.5), (0, 4, 1), (2, -1, 0.25)), divisor=3, name='Named "odd"\n\\ -- */')
WIDE = Kernel(((1, 2, 0, -1, 3),), divisor=2)
EVEN = Kernel(((1, 2, 3, 4), (0, -1, 5, 2)), divisor=4)
ANCHORED = Kernel(((1, 2, 3), (4, 5, -6), (7, 8, 9)), divisor=9, anchor=(0, 2))
LARGE = Kernel(tuple(map(tuple, (np.arange(121).reshape(11, 11) % 7 - 2).tolist())), divisor=11)


def _one(kernel: Kernel, **settings: object) -> Pipeline:
    linear = bool(settings.pop("linear_light", False))
    return Pipeline((Convolution(kernel, **settings),), linear_light=linear)  # type: ignore[arg-type]


BORDERS = ("zeros", "constant", "edge", "reflect", "symmetric", "wrap")
CASES: dict[str, tuple[Pipeline, str]] = {
    "plain": (_one(SOBEL), "rgb"),
    "gray": (_one(ODD, bias=-0.25), "gray"),
    "flipped": (_one(ODD, flip=True), "rgb"),
    "wide": (_one(WIDE, border="wrap"), "rgb"),
    "large": (_one(LARGE, border="reflect"), "gray"),
    "valid": (_one(ODD, padding="valid", bias=0.5), "rgba"),
    "pixels": (_one(ODD, padding=((3, 0), (1, 4)), border="symmetric"), "rgba"),
    "even, flipped": (_one(EVEN, flip=True, border="edge"), "rgb"),
    "strides": (_one(ODD, strides=(2, 3), border="symmetric"), "rgb"),
    "equal strides": (_one(ODD, strides=2), "rgba"),
    "stride and dilation": (_one(EVEN, strides=3, dilation=(2, 3), flip=True), "rgba"),
    "dilation": (_one(ODD, dilation=(2, 3), border="edge"), "gray+alpha"),
    "anchored stride": (_one(ANCHORED, strides=(2, 3), border="reflect"), "rgba"),
    "exact": (_one(ODD, padding="valid", strides=(1, 2), exact=True), "rgb"),
    "luminance": (_one(ODD, channels="luminance", border="constant", border_value=0.5), "rgb"),
    "sum": (_one(ODD, channels="sum", border="constant", border_value=0.5), "rgba"),
    "sum, weighted": (
        _one(ODD, channels="sum", alpha="weighted", border="constant", border_value=0.5),
        "rgba",
    ),
    "red": (_one(ODD, channels="red"), "rgb"),
    "green": (_one(ODD, channels="green", alpha="filtered", bias=0.25), "rgba"),
    "blue of gray": (_one(ODD, channels="blue"), "gray"),
    "alpha": (_one(ODD, channels="alpha", linear_light=True), "rgba"),
    "filtered": (_one(BLUR, alpha="filtered", border="constant", border_value=0.5), "rgba"),
    "weighted": (_one(BLUR, alpha="weighted", bias=0.1, activation="relu"), "rgba"),
    "weighted edges": (_one(SOBEL, alpha="weighted", strides=2), "gray+alpha"),
    "linear light": (_one(ODD, linear_light=True, border="edge"), "rgb"),
    "linear constant": (
        _one(ODD, linear_light=True, border="constant", border_value=0.5, channels="luminance"),
        "rgba",
    ),
    "relu": (_one(SOBEL, activation="relu", bias=0.1), "rgb"),
    "leaky": (_one(SOBEL, activation="leaky_relu"), "gray"),
    "sigmoid": (_one(SOBEL, activation="sigmoid"), "rgb"),
    "tanh": (_one(SOBEL, activation="tanh"), "gray+alpha"),
    "absolute": (_one(SOBEL, activation="absolute", channels="luminance"), "rgba"),
    "16 bits": (_one(ODD, bias=0.5, activation="tanh"), "rgb 16"),
    "floats": (_one(ODD, border="constant", border_value=0.25), "rgba float"),
    "layers": (
        Pipeline(
            (
                Convolution(BLUR, border="symmetric", strides=2, alpha="filtered"),
                Convolution(SOBEL, channels="luminance", activation="absolute", border="edge"),
                Convolution(EVEN, padding=2, bias=0.125),
            ),
            linear_light=True,
        ),
        "rgba",
    ),
    **{
        f"border {border}": (_one(EVEN, border=border, border_value=0.75), "rgb")
        for border in BORDERS
    },
    **{
        f"border {border}, anchored": (_one(ANCHORED, border=border, border_value=0.75), "rgba")
        for border in BORDERS
    },
}


def picture_of(kind: str) -> Picture:
    """A piece of a sample, 41 columns and 37 rows; its alpha is a piece of another, cut hard."""
    astronaut = np.asarray(Image.open(sample_picture("astronaut.png")).convert("RGB"))
    camera = np.asarray(Image.open(sample_picture("camera.png")).convert("L"))
    gray = kind.startswith("gray")
    pixels = camera[90:127, 200:241, None] if gray else astronaut[90:127, 200:241]
    has_alpha = "a" in kind.removeprefix("gray").removesuffix("float")
    if has_alpha:
        alpha = camera[40:77, 230:271, None]
        alpha = np.where(alpha < 60, 0, np.where(alpha > 200, 255, alpha))
        alpha[:9] = 0  # where the sum of the weights is 0
        pixels = np.concatenate([pixels, alpha.astype(np.uint8)], axis=2)
    if kind.endswith("16"):
        pixels = pixels.astype(np.uint16) * 257
    if kind.endswith("float"):
        pixels = pixels.astype(np.float32) / np.float32(255)
    return Picture(np.ascontiguousarray(pixels), has_alpha)


def code_of(pipeline: Pipeline, target: str, picture: Picture) -> Code:
    """What is exported for such pictures."""
    return write_code(
        pipeline,
        target,
        full_range=picture.full_range,
        has_alpha=picture.has_alpha,
        colours=picture.colour.shape[2],
        size=(picture.height, picture.width),
    )


def plain(picture: Picture) -> npt.NDArray[np.generic]:
    """The picture as programs read it: gray without an axis of channels."""
    return picture.pixels[..., 0] if picture.pixels.shape[2] == 1 else picture.pixels
