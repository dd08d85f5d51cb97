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
from convstudio.pipeline.developing import develop
from convstudio.pipeline.pipeline import Pipeline
from tests.pipeline.code.cases import CASES, Values, code_of, picture_of, plain
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


@pytest.fixture(scope="module")
def context() -> object:
    moderngl = pytest.importorskip("moderngl")
    try:
        made = moderngl.create_context(standalone=True, backend="egl")
    except Exception as error:
        pytest.skip(f"no OpenGL without a screen: {error}")
    yield made
    made.release()


@pytest.mark.parametrize("case", CASES)
def test_glsl(case: str, context) -> None:
    pipeline, kind = CASES[case]
    picture = picture_of(kind)
    text = code_of(pipeline, "glsl", picture).text
    values = picture.pixels.astype(np.float32) / np.float32(picture.full_range)
    colours = picture.colour.shape[2]
    rgba = np.ones((picture.height, picture.width, 4), np.float32)
    rgba[..., :3] = values[..., :colours]
    if picture.has_alpha:
        rgba[..., 3] = values[..., -1]
    for number, (down, over) in enumerate(pipeline.axes(rgba.shape[:2]), start=1):
        shader = text.replace("#define PASS 1 ", f"#define PASS {number} ")
        rgba = _drawn(context, shader, rgba, (down.output, over.output))
    wanted = ours(pipeline, picture)
    wanted = wanted if wanted.ndim == 3 else wanted[..., None]
    picked = {1: [0], 2: [0, 3], 3: [0, 1, 2], 4: [0, 1, 2, 3]}[wanted.shape[2]]
    np.testing.assert_allclose(
        rgba[..., picked] * picture.full_range,
        wanted,
        rtol=3e-5,
        atol=bound(pipeline, picture, 3e-6),
    )


def _drawn(context, shader: str, rgba, shape: tuple[int, int]):
    """One pass: a triangle over a float target of (rows, columns)."""
    vertices = "#version 330 core\nin vec2 at; void main() { gl_Position = vec4(at, 0, 1); }"
    program = context.program(vertex_shader=vertices, fragment_shader=shader)
    size = rgba.shape[1], rgba.shape[0]
    texture = context.texture(size, 4, np.ascontiguousarray(rgba).tobytes(), dtype="f4")
    target = context.texture(shape[::-1], 4, dtype="f4")
    frame = context.framebuffer([target])
    frame.use()
    texture.use(0)
    corners = context.buffer(np.array([-1, -1, 3, -1, -1, 3], np.float32).tobytes())
    context.vertex_array(program, [(corners, "2f", "at")]).render(vertices=3)
    return np.frombuffer(target.read(), np.float32).reshape(*shape, 4)
