"""ImageMagick itself: its built-in kernels are ours, and what we write does in it what we do."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convstudio.errors import KernelTextError
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation import Settings, recognise, write
from convstudio.kernel.notation.magick_builtins import KNOWN
from convstudio.numerics.geometry import Region
from convstudio.paths import sample_picture
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import render


@pytest.fixture(scope="module")
def magick() -> str:
    """The program; only where it cannot be had the tests are left out, and never by CI."""
    for name in ("magick", "convert"):
        path = shutil.which(name)
        if path is None:
            continue
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
        if said.stdout.startswith("Version: ImageMagick"):
            return path
    if os.environ.get("CI"):
        pytest.fail("ImageMagick is missing; .ci/run installs it")
    pytest.skip("ImageMagick is not installed: apt-get install imagemagick")


@pytest.fixture(scope="module")
def photograph(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, np.ndarray]:
    """A part of a photograph, as a file and in memory."""
    with Image.open(sample_picture("camera.png")) as picture:
        part = np.array(picture.convert("L"))[60:180, 180:320]
    path = tmp_path_factory.mktemp("magick") / "part.png"
    Image.fromarray(part).save(path)
    return path, part


def _shown(magick: str, kernel: str, *options: str) -> str:
    """What showKernel prints, with all digits."""
    command = [magick, "xc:black", "-precision", "17", *options]
    command += ["-define", "morphology:showKernel=1", "-morphology", "Correlate:1", kernel, "null:"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stderr


_GEOMETRIES = {
    "Unity": ["", ":2"],
    "Gaussian": [":0x1", ":2x1", ":0,2", ":1", ":3,1", ":0x0.3"],
    "DoG": [":0x1,1.6", ":0,1,2", ":3x1+2"],
    "LoG": [":0x1", ":2x1"],
    "Blur": [":0x1", ":2x1", ":2x1+90", ":0,1,90", ":1", ":0x1.5>"],
    "Comet": [":0x2", ":0x2+90", ":0x1+180", ":5x2"],
    "Binomial": ["", ":2", ":3"],
    "Laplacian": ["", *(f":{n}" for n in (0, 1, 2, 3, 5, 7, 15, 19, 45))],
    "Sobel": ["", ":45", ":90", ":-90", ":180", ":200", ":315", ":>", ":@", ":<"],
    "FreiChen": ["", ":1", ":2", ":11", ":12", ":13", ":14", ":15", ":16", ":17", ":18", ":19",
                 ":2,45", ":90", ":10", ":@"],
    "Roberts": ["", ":45", ":@"],
    "Prewitt": ["", ":45", ":>"],
    "Compass": ["", ":@"],
    "Kirsch": ["", ":90", ":@"],
    "Square": ["", ":2", ":2x3"],
    "Diamond": ["", ":2"],
    "Octagon": ["", ":3"],
    "Disk": ["", ":2", ":3"],
    "Plus": ["", ":3"],
    "Cross": ["", ":3"],
}  # fmt: skip
_STRINGS = [
    "3x3: 1,2,3 4,5,6 7,8,9", "3@:1,2,3,4,5,6,7,8,9", "3x3<:1,2,3,4,5,6,7,8,9", "3x1>: 1,2,3",
    "3x1<:1,2,3", "2x2>: 1,2,3,4", "3x2+1+1:1,2,3,4,5,6", "3x3+0+0>: 1,2,3,4,5,6,7,8,9",
    "3x3+0+0@: 1,2,3,4,5,6,7,8,9", "1,2,3,4,5,6,7,8,9", "3: -,2,nan,4,5,6,7,8,9", "2:1 2 3 4",
    "3x:1,2,3,4,5,6,7,8,9", "3x3:1e-3,.5,-2.,4,5,6,7,8,9;Sobel", "1x3: 1 2 3;;2x1:1,2;",
]  # fmt: skip


def test_every_known_name_is_compared() -> None:
    assert set(_GEOMETRIES) == set(KNOWN)


@pytest.mark.parametrize(
    "text", [*(f"{name}{how}" for name, hows in _GEOMETRIES.items() for how in hows), *_STRINGS]
)
def test_kernels_are_the_programs_own(magick: str, text: str) -> None:
    _compare(recognise(f"-morphology Correlate '{text}'").kernels, _shown(magick, text))


@pytest.mark.parametrize(
    "scale",
    ["2", "-0.5", "50%", "!", "2!", "50%!", "^", "0.5^", "1,0.5", "!,1", "50,50%", "0.5x0.25", "0",
     "1e-1", "100,-50%", "0.1111111111111111"],
)  # fmt: skip
@pytest.mark.parametrize(
    "text", ["3x3: 1,2,1 0,-1,0 4,2,1", "Sobel", "2x2: 1,2,3,-", "3x1: -1,-2,-3"]
)
def test_scales_are_the_programs_own(magick: str, text: str, scale: str) -> None:
    command = f"-define convolve:scale='{scale}' -morphology Correlate '{text}'"
    shown = _shown(magick, text, "-define", f"convolve:scale={scale}")
    _compare(recognise(command).kernels, shown)


def _compare(ours: tuple[Kernel, ...], shown: str) -> None:
    theirs = recognise(shown).kernels
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert one.shape == other.shape
        assert one.anchored_at == other.anchored_at
        np.testing.assert_allclose(one.array / one.divisor, other.array, rtol=1e-5, atol=1e-9)


_KERNELS = {
    "mean": Kernel(((1,) * 3,) * 3, 9),
    "sobel": Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))),
    "uneven": Kernel(((1, 2, 3), (0, -4, 5), (7, 0, -9)), 5),
    "even": Kernel(((1, 2), (3, 4)), 10),
    "rectangle": Kernel(((1, -2, 3, 4, 0), (0, 1, 0, -2, 3)), 8),
    "anchored": Kernel(((1, 2, 3), (4, 5, 6), (7, 8, 9)), 45, anchor=(0, 2)),
    "fractions": Kernel(((1 / 9, 1e-7, -0.3), (2 / 3, 0.1, 0.2), (0, 1e-3, 0.25))),
    "negative": Kernel(((0, -1, 0), (-1, -5, -1), (0, -1, 0)), -9),
    "large": Kernel(tuple(tuple(float((i * j) % 7) for j in range(15)) for i in range(15)), 640),
}


@pytest.mark.parametrize("name", _KERNELS)
@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize(
    ("border", "bias"), [("edge", 0.0), ("zeros", 0.25), ("wrap", 0.0), ("symmetric", 0.5),
                         ("constant", 0.0)]
)  # fmt: skip
def test_what_is_written_gives_our_map_to_one_grey_level(
    magick: str,
    photograph: tuple[Path, np.ndarray],
    name: str,
    flip: bool,
    border: str,
    bias: float,
) -> None:
    path, part = photograph
    kernel = _KERNELS[name]
    layer = Convolution(kernel, flip=flip, border=border, bias=bias, border_value=0.25)
    written = write(
        "imagemagick", Settings(kernel, flip=flip, border=border, bias=bias, border_value=0.25)
    )
    command = [magick, str(path), *shlex.split(written.text), "-depth", "8", "gray:-"]
    made = subprocess.run(command, capture_output=True, check=True).stdout
    theirs = np.frombuffer(made, np.uint8).reshape(part.shape).astype(np.float64)
    ours = _map(layer, part)
    assert np.abs(ours - theirs).max() <= 1
    read = recognise(written.text)
    again = Convolution(
        read.kernel, flip=read.flip, border=read.border, bias=read.bias,
        border_value=read.border_value or 0.0,
    )  # fmt: skip
    np.testing.assert_allclose(_map(again, part), ours, atol=1e-3)


def _map(layer: Convolution, part: np.ndarray) -> np.ndarray:
    """Our map, cut to 8 bits' range."""
    picture = Picture(part[:, :, None].copy())
    values = render(Pipeline((layer,)), picture, Region(0, 0, *part.shape)).values
    return np.clip(values[:, :, 0].astype(np.float64), 0, 255)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3x3: 1,2,3", "wants 9 numbers; there are 3"),
        ("2x2: 1,2,3,4,5", "wants 4 numbers; there are 5"),
        ("3x3+3+0: 1,2,3,4,5,6,7,8,9", "has its origin outside"),
        ("99x99: 1", "at most 63×63"),
        ("3x3: 1,2,x,4,5,6,7,8,9", "“x” is no number"),
        ("2: nan,-,nan,-", "No cell is part of the kernel"),
        ("-morphology Erode Diamond", "“Erode” is no convolution"),
        ("-morphology Convolve Skeleton", "“Skeleton” is not among the ImageMagick kernels"),
        ("-morphology Convolve Gaussian:0x40", "is larger than 63×63"),
        ("-morphology Convolve", "has no kernel behind it"),
        ("-define convolve:scale=two -convolve 1,2,3,4,5,6,7,8,9", "“two” is no scale"),
        ("-convolve '1,2,3,4'", "A list of 4 numbers is no square of odd size"),
    ],
)
def test_what_is_wrong_is_told(text: str, words: str) -> None:
    with pytest.raises(KernelTextError) as caught:
        recognise(text)
    assert words in str(caught.value)


def test_a_whole_command_is_read() -> None:
    read = recognise(
        'convert in.png \\\n  -define convolve:scale="1,0.5!" -define convolve:bias=32767.5 \\\n'
        "  -virtual-pixel tile -morphology Convolve:2 '3x3: 1,2,1 2,4,2 1,2,1' out.png"
    )
    assert (read.flip, read.border, read.bias) == (True, "wrap", 0.5)
    assert (read.kernel.divisor, read.kernel.weights[1]) == (16, (2, 12, 2))
    assert read.warnings == ("ImageMagick would do it 2 times.",)
    assert read.notes == ("The bias 32767.5 was read as quantum units of 16 bits.",)


@pytest.mark.parametrize(
    "options",
    [
        ["-convolve", "1,2,3,4,5,6,7,8,9"],
        ["-convolve", "1,0,-1,2,0,-2,1,0,-1"],
        ["-define", "convolve:scale=0.5", "-convolve", "1,2,3,4,5,6,7,8,9"],
        [
            "-set",
            "option:convolve:scale",
            "!",
            "-morphology",
            "Correlate",
            "3x3: 1,2,3 4,5,6 7,8,9",
        ],
    ],
)
def test_older_commands_mean_what_they_do(
    magick: str, photograph: tuple[Path, np.ndarray], options: list[str]
) -> None:
    path, part = photograph
    version = subprocess.run([magick, "--version"], capture_output=True, text=True, check=True)
    if "-convolve" in options and "ImageMagick 6" not in version.stdout:
        pytest.skip("-convolve of ImageMagick 7 means something else, as the note says")
    made = subprocess.run(
        [magick, str(path), *options, "-depth", "8", "gray:-"], capture_output=True, check=True
    ).stdout
    theirs = np.frombuffer(made, np.uint8).reshape(part.shape).astype(np.float64)
    read = recognise(shlex.join(options))
    layer = Convolution(read.kernel, flip=read.flip, border="edge", bias=read.bias)
    assert np.abs(_map(layer, part) - theirs).max() <= 1
