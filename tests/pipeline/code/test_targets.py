"""The twelve targets: what they are called, what they leave out, and that they say so."""

from __future__ import annotations

import ast
from xml.dom import minidom

import pytest

from convstudio.errors import ArgumentValueError
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.code import TARGETS, target_named, write_code
from convstudio.pipeline.pipeline import Convolution, Pipeline
from tests.pipeline.code.cases import BLUR, LARGE, ODD, SOBEL

IDENTIFIERS = [target.identifier for target in TARGETS]
PYTHON = [target.identifier for target in TARGETS if target.extension == "py"]


def one(kernel: Kernel = SOBEL, **settings: object) -> Pipeline:
    return Pipeline((Convolution(kernel, **settings),))  # type: ignore[arg-type]


def test_the_targets() -> None:
    assert [target.label for target in TARGETS] == [
        "NumPy",
        "SciPy",
        "OpenCV",
        "Pillow",
        "scikit-image",
        "PyTorch",
        "Keras",
        "ImageMagick",
        "GEGL",
        "libvips",
        "SVG",
        "GLSL",
    ]
    assert target_named("svg").extension == "svg"


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(ArgumentValueError, match="fortran"):
        write_code(one(), "fortran")


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_a_channel_that_the_picture_lacks_is_refused(identifier: str) -> None:
    with pytest.raises(ArgumentValueError, match="alpha"):
        write_code(one(channels="alpha"), identifier)


def test_the_plainest_program_is_short() -> None:
    text = write_code(one(), "scipy").text
    assert (
        text
        == '''"""Sobel x: a feature map, exported from ConvStudio."""

import numpy as np
from PIL import Image
from scipy import ndimage

kernel = np.array([
    [-1,  0,  1],
    [-2,  0,  2],
    [-1,  0,  1],
], float)


def feature_map(image):
    """(rows, columns, 3) of 0 … 255 → (rows, columns, 3), floats in the same units."""
    colour = image.astype(float)
    colour = ndimage.correlate(colour, kernel[..., None], mode="constant")
    return colour


if __name__ == "__main__":
    image = np.asarray(Image.open("input.png").convert("RGB"))
    colour = feature_map(image)
    shown = np.clip(colour, 0, 255)
    shown = np.rint(shown).astype(np.uint8)
    Image.fromarray(shown).save("output.png")
'''
    )


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_no_step_that_the_pipeline_does_not_have(identifier: str) -> None:
    text = write_code(one(), identifier).text
    for word in (
        "decode",
        "encode",
        "alpha_sum",
        "same_padding",
        "strides",
        "flip",
        "PASS",
        "weight =",
    ):
        assert word not in text or (identifier, word) == ("glsl", "weight =")


@pytest.mark.parametrize("identifier", IDENTIFIERS)
@pytest.mark.parametrize(
    "name",
    ['"""', "a\\", "-- -->", "*/", "line\nimport os", "</title>", "]]>", "“ü”", "", "\x00\x1b"],
)
def test_a_name_cannot_break_out_of_its_line(identifier: str, name: str) -> None:
    wild = Kernel(SOBEL.weights, name=name)
    text = write_code(Pipeline((Convolution(wild),)), identifier).text
    plain = write_code(one(), identifier).text
    assert len(text.splitlines()) == len(plain.splitlines())
    if identifier in PYTHON:
        assert ast.dump(_nameless(text)) == ast.dump(_nameless(plain))
    if identifier == "svg":
        minidom.parseString(text)  # noqa: S318 - our own text


def _nameless(text: str) -> ast.Module:
    """A program without its first docstring."""
    tree = ast.parse(text)
    del tree.body[0]
    return tree


WARNINGS = {
    ("imagemagick", "strides"): one(strides=2),
    ("imagemagick", "border"): one(border="reflect"),
    ("imagemagick", "tanh"): one(activation="tanh"),
    ("imagemagick", "larger"): one(padding=5),
    ("imagemagick", "HDRI"): one(activation="absolute"),
    ("gegl", "5×5"): one(LARGE),
    ("gegl", "symmetric"): one(border="symmetric"),
    ("gegl", "tone"): Pipeline((Convolution(SOBEL),), Tone("minmax")),
    ("svg", "constant"): one(border="constant", border_value=0.5),
    ("svg", "bias"): one(bias=0.5),
    ("svg", "size"): one(padding="valid"),
    ("glsl", "tone"): Pipeline((Convolution(SOBEL),), Tone("absolute")),
    ("glsl", "pass"): Pipeline((Convolution(SOBEL), Convolution(BLUR))),
    ("pillow", "stride"): one(strides=2),
    ("pillow", "11×11"): one(LARGE),
    ("keras", "float32"): one(),
    ("numpy", "batlow"): Pipeline((Convolution(SOBEL),), Tone(colour_map="batlow")),
}


@pytest.mark.parametrize(("identifier", "word"), WARNINGS)
def test_warnings_name_what_is_left_out(identifier: str, word: str) -> None:
    code = write_code(WARNINGS[identifier, word], identifier, size=(30, 40))
    word = {"strides": "stride"}.get(word, word)
    assert any(word in warning for warning in code.warnings)
    for warning in code.warnings:  # at the head of the code too
        assert f"Not exact: {warning}" in code.text


@pytest.mark.parametrize(
    "identifier", ["numpy", "scipy", "opencv", "skimage", "pytorch", "libvips"]
)
def test_nothing_is_left_out_where_a_language_of_arrays_is(identifier: str) -> None:
    everything = one(
        ODD,
        padding=((3, 0), (1, 4)),
        strides=(2, 3),
        dilation=2,
        border="symmetric",
        channels="luminance",
        alpha="weighted",
        bias=0.5,
        activation="sigmoid",
        flip=True,
        exact=True,
    )
    assert write_code(everything, identifier, has_alpha=True).warnings == ()


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_a_kernel_of_63_by_63_is_written(identifier: str) -> None:
    weights = tuple(tuple(float(row * column % 5) for column in range(63)) for row in range(63))
    assert write_code(one(Kernel(weights)), identifier).text


def test_gegl_crops_each_map_where_it_can() -> None:
    """Each at its place in the first picture; where the size is unknown, every one is told."""
    layer = Convolution(SOBEL, padding="valid")
    stack = Pipeline((layer, Convolution(BLUR), layer))
    code = write_code(stack, "gegl", size=(8, 12))
    crops = [line.strip(" \\") for line in code.text.splitlines() if "gegl:crop" in line]
    assert crops == [
        "gegl:crop x=1 y=1 width=10 height=6",
        "gegl:crop x=2 y=2 width=8 height=4",
    ]
    assert code.warnings == ()
    unknown = write_code(stack, "gegl")
    assert "gegl:crop" not in unknown.text
    first, last = unknown.warnings
    assert first.startswith("The map of layer 1 is not cropped, as the size of the picture is")
    assert first.endswith("not known: later layers see its edges.")
    assert last == "The map is not cropped, as the size of the picture is not known."
