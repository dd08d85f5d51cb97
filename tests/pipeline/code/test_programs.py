"""Commands, filters and shaders, run by their programs: within one grey level of our picture."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture
from convstudio.imaging.tone import Tone
from convstudio.pipeline.developing import develop
from convstudio.pipeline.elements import Combine
from convstudio.pipeline.pipeline import Convolution, Pipeline
from tests.pipeline.code.cases import (
    BLUR,
    CASES,
    EVEN,
    ODD,
    SOBEL,
    Values,
    code_of,
    picture_of,
    plain,
)
from tests.pipeline.code.drawing import drawn
from tests.pipeline.code.running import bound, ours

EIGHT_BITS = [name for name, (_, kind) in CASES.items() if not kind.endswith(("16", "float"))]


def as_rgba(pixels: Values) -> Values:
    """8 bits of any channels as RGBA; what is wholly transparent has no colour."""
    alpha = pixels[..., -1:] if pixels.shape[2] in (2, 4) else np.full_like(pixels[..., :1], 255)
    colour = pixels[..., : 1 if pixels.shape[2] < 3 else 3]
    rgba = np.concatenate([np.broadcast_to(colour, (*colour.shape[:2], 3)), alpha], axis=2)
    rgba[rgba[..., 3] == 0] = 0
    return rgba


def compare(pipeline: Pipeline, picture: Picture, output: Path) -> None:
    found = read_picture(output)
    seen = as_rgba(found.pixels * (255 / found.full_range))
    wanted = as_rgba(develop(pipeline, picture).pixels.astype(float))
    assert seen.shape == wanted.shape
    assert np.abs(seen - wanted).max() <= 1


def _imagemagick() -> str:
    """The command of version 7 or 6; another program may be called convert."""
    for name in ("magick", "convert"):
        if shutil.which(name) is not None:
            asked = [name, "-version"]
            told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
            if "Version: ImageMagick" in told:
                return name
    pytest.skip("ImageMagick is not installed")


def run_shell(text: str, folder: Path) -> None:
    """Runs a script in a folder."""
    (folder / "code.sh").write_text(text, "utf-8")
    subprocess.run(["sh", "code.sh"], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize("case", EIGHT_BITS)
def test_imagemagick(case: str, tmp_path: Path) -> None:
    program = _imagemagick()
    pipeline, kind = CASES[case]
    picture = picture_of(kind)
    code = code_of(pipeline, "imagemagick", picture)
    if [text for text in code.warnings if "HDRI" not in text]:
        return  # told; test_warnings names them
    if case == "absolute" and "magick" not in program:
        return  # told: only builds with HDRI
    Image.fromarray(plain(picture)).save(tmp_path / "input.png")
    run_shell(code.text.replace("\nmagick ", f"\n{program} "), tmp_path)
    compare(pipeline, picture, tmp_path / "output.png")


@pytest.mark.skipif(shutil.which("gegl") is None, reason="GEGL is not installed")
@pytest.mark.parametrize("case", EIGHT_BITS)
def test_gegl(case: str, tmp_path: Path) -> None:
    pipeline, kind = CASES[case]
    picture = picture_of(kind)
    code = code_of(pipeline, "gegl", picture)
    if code.warnings:
        return
    Image.fromarray(plain(picture)).save(tmp_path / "input.png")
    run_shell(code.text, tmp_path)
    compare(pipeline, picture, tmp_path / "output.png")


_VALID = Convolution(BLUR, padding="valid")
_MIXED = {
    "luminance": Pipeline((Convolution(ODD, channels="luminance", border="edge"),)),
    "luminance, alpha": Pipeline((Convolution(BLUR, channels="luminance", alpha="filtered"),)),
    "sum": Pipeline((Convolution(SOBEL, channels="sum", border="wrap"),)),
    "green": Pipeline((Convolution(ODD, channels="green", border="edge"),)),
    "linear light": Pipeline(
        (Convolution(BLUR, channels="luminance", border="edge"),), linear_light=True
    ),
    "combined": Pipeline((Convolution(BLUR, border="edge"), Combine("sum")), Tone(white=1.0)),
    "valid, then edges": Pipeline((_VALID, Convolution(SOBEL, bias=0.5))),
    "valid, then edge": Pipeline((_VALID, Convolution(ODD, border="edge"), _VALID)),
    "valid twice": Pipeline((_VALID, Convolution(EVEN, padding="valid", channels="luminance"))),
}


@pytest.mark.skipif(shutil.which("gegl") is None, reason="GEGL is not installed")
@pytest.mark.parametrize("kind", ["rgb", "rgba"])
@pytest.mark.parametrize("case", _MIXED)
def test_gegl_mixes_colours_and_crops_each_map(case: str, kind: str, tmp_path: Path) -> None:
    """None of these is warned of, so all of them run."""
    pipeline, picture = _MIXED[case], picture_of(kind)
    code = code_of(pipeline, "gegl", picture)
    assert code.warnings == ()
    Image.fromarray(plain(picture)).save(tmp_path / "input.png")
    run_shell(code.text, tmp_path)
    compare(pipeline, picture, tmp_path / "output.png")


@pytest.mark.parametrize("case", EIGHT_BITS)
def test_svg(case: str, tmp_path: Path) -> None:
    resvg = pytest.importorskip("resvg_py")
    pipeline, kind = CASES[case]
    picture = picture_of(kind)
    code = code_of(pipeline, "svg", picture)
    if [text for text in code.warnings if "bias" not in text]:
        return
    Image.fromarray(plain(picture)).save(tmp_path / "input.png")
    drawn = resvg.svg_to_bytes(svg_string=code.text, resources_dir=str(tmp_path))
    (tmp_path / "output.png").write_bytes(bytes(drawn))
    compare(pipeline, picture, tmp_path / "output.png")


@pytest.mark.parametrize("case", CASES)
def test_glsl(case: str, context) -> None:
    pipeline, kind = CASES[case]
    picture = picture_of(kind)
    rgba = drawn(context, pipeline, picture)
    wanted = ours(pipeline, picture)
    wanted = wanted if wanted.ndim == 3 else wanted[..., None]
    picked = {1: [0], 2: [0, 3], 3: [0, 1, 2], 4: [0, 1, 2, 3]}[wanted.shape[2]]
    np.testing.assert_allclose(
        rgba[..., picked] * picture.full_range,
        wanted,
        rtol=3e-5,
        atol=bound(pipeline, picture, 3e-6),
    )
