"""Exported programs run as they are, from input.png to output.png: what we would save."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import tifffile
from PIL import Image

from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.pipeline.code import write_code
from convstudio.pipeline.developing import develop
from convstudio.pipeline.pipeline import Convolution, Pipeline
from tests.pipeline.code import running  # noqa: F401 - tells Keras what to compute with
from tests.pipeline.code.cases import BLUR, CASES, EVEN, ODD, SOBEL, picture_of, plain

TARGETS = ("numpy", "scipy", "skimage", "opencv", "libvips", "pytorch", "keras")
MODULES = {"skimage": "skimage", "opencv": "cv2", "libvips": "pyvips", "pytorch": "torch"}
TONES = {
    "clip": Tone(),
    "levels": Tone(black=-0.5, white=1.5),
    "absolute": Tone("absolute", white=0.5),
    "minmax": Tone("minmax"),
    "percentile": Tone("percentile", low=2, high=97.5),
}


def run(pipeline: Pipeline, target: str, picture: Picture, folder: Path) -> npt.NDArray[np.int_]:
    """The RGBA pixels of output.png."""
    code = write_code(
        pipeline,
        target,
        full_range=picture.full_range,
        has_alpha=picture.has_alpha,
        colours=picture.colour.shape[2],
    )
    (folder / "code.py").write_text(code.text, "utf-8")
    if picture.full_range == 255:
        Image.fromarray(plain(picture)).save(folder / "input.png")
    else:
        tifffile.imwrite(folder / "input.tif", plain(picture), photometric="rgb")
    done = subprocess.run(
        [sys.executable, "code.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return np.asarray(Image.open(folder / "output.png").convert("RGBA")).astype(int)


def shown(pipeline: Pipeline, picture: Picture) -> npt.NDArray[np.int_]:
    """The RGBA pixels that we would save."""
    pixels = develop(pipeline, picture).pixels
    mode = {1: "L", 3: "RGB", 4: "RGBA"}[pixels.shape[2]]
    image = Image.fromarray(pixels[..., 0] if mode == "L" else pixels)
    return np.asarray(image.convert("RGBA")).astype(int)


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("target", TARGETS)
def test_each_tone(target: str, tone: str, tmp_path: Path) -> None:
    pytest.importorskip(MODULES.get(target, target))
    kind = {"clip": "rgba", "absolute": "gray+alpha", "minmax": "gray"}.get(tone, "rgb")
    picture = picture_of(kind)
    pipeline = Pipeline((Convolution(SOBEL, border="edge"),), TONES[tone])
    found, wanted = run(pipeline, target, picture, tmp_path), shown(pipeline, picture)
    assert np.abs(found - wanted).max() <= 1


@pytest.mark.parametrize("kind", ["rgb 16", "rgba float"])
@pytest.mark.parametrize("target", ["numpy", "opencv", "skimage", "libvips"])
def test_deeper_pictures(target: str, kind: str, tmp_path: Path) -> None:
    pytest.importorskip(MODULES.get(target, target))
    picture = picture_of(kind)
    pipeline = Pipeline((Convolution(BLUR, bias=0.125),))
    found, wanted = run(pipeline, target, picture, tmp_path), shown(pipeline, picture)
    assert np.abs(found - wanted).max() <= 1


PILLOW = {
    "plain": (Convolution(SOBEL), "rgb"),
    "bias, edge": (Convolution(ODD, bias=0.25, border="edge"), "gray"),
    "even, valid": (Convolution(EVEN, padding="valid"), "rgb"),
    "flip, wrap, dilation": (Convolution(ODD, flip=True, border="wrap", dilation=2), "rgb"),
    "constant": (Convolution(EVEN, border="constant", border_value=0.2), "rgb"),
    "alpha kept": (Convolution(BLUR, padding="valid"), "rgba"),
    "alpha filtered": (Convolution(BLUR, alpha="filtered", border="reflect"), "rgba"),
    "one channel": (Convolution(ODD, channels="green", activation="relu"), "rgba"),
    "one filtered": (Convolution(BLUR, channels="red", alpha="filtered"), "rgba"),
    "alpha alone": (Convolution(ODD, channels="alpha", border="symmetric"), "rgba"),
}


@pytest.mark.parametrize("case", PILLOW)
def test_pillow(case: str, tmp_path: Path) -> None:
    layer, kind = PILLOW[case]
    picture, pipeline = picture_of(kind), Pipeline((layer,))
    code = write_code(
        pipeline, "pillow", has_alpha=picture.has_alpha, colours=picture.colour.shape[2]
    )
    assert "ImageFilter.Kernel" in code.text
    found, wanted = run(pipeline, "pillow", picture, tmp_path), shown(pipeline, picture)
    assert found.shape == wanted.shape
    assert np.abs(found - wanted).max() <= 1


@pytest.mark.parametrize("case", CASES)
def test_what_pillow_cannot_numpy_does(case: str, tmp_path: Path) -> None:
    pipeline, kind = CASES[case]
    picture = picture_of(kind)
    settings = {
        "full_range": picture.full_range,
        "has_alpha": picture.has_alpha,
        "colours": picture.colour.shape[2],
    }
    code = write_code(pipeline, "pillow", **settings)
    if "ImageFilter" in code.text:
        found, wanted = run(pipeline, "pillow", picture, tmp_path), shown(pipeline, picture)
        assert np.abs(found - wanted).max() <= 1
    else:
        assert code.warnings[0].startswith("NumPy does the sums: Pillow's own filter has no ")
        assert code.text.endswith(write_code(pipeline, "numpy", **settings).text)


def test_signed_and_equalized_tones_say_what_they_leave_out() -> None:
    signed = Pipeline((Convolution(SOBEL),), Tone("signed"))
    (warning,) = write_code(signed, "numpy").warnings
    assert "vik" in warning
    (warning,) = write_code(replace(signed, tone=Tone("equalize")), "scipy").warnings
    assert "equalize_adapthist" in warning
