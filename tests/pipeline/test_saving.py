"""Feature maps in files: every format and depth, pixel by pixel."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convstudio.imaging.grading import graded
from convstudio.imaging.levels import LEVELS
from convstudio.imaging.output import FORMATS, Output
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.pipeline.developing import develop
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import render
from convstudio.pipeline.saving import save_map
from tests.imaging.tones import ALL_TONES
from tests.pipeline.saved import SOBEL, THIRDS, picture_of, read_samples, saved

_LOSSLESS = [
    (known.name, depth)
    for known in FORMATS
    for depth in known.depths
    if known.name != "JPEG" and known.colours
]
# (samples, alpha, dtype)
_KINDS = [
    (samples, alpha, dtype)
    for samples in (1, 3)
    for alpha in (False, True)
    for dtype in ("u1", "u2", "f4")
]


@pytest.mark.parametrize("tone", ALL_TONES, ids=str)
@pytest.mark.parametrize(("format_", "depth"), _LOSSLESS)
@pytest.mark.parametrize(("samples", "alpha"), [(1, False), (3, True)])
def test_as_shown_is_what_is_shown_at_every_depth(
    tmp_path: Path, tone: Tone, format_: str, depth, samples: int, alpha: bool
) -> None:
    picture = picture_of(samples, alpha, "u1")
    pipeline = Pipeline((Convolution(THIRDS),), tone)
    developed = develop(pipeline, picture)
    if depth == "8":
        wanted = developed.pixels
    else:
        whole = Region(0, 0, 61, 47)
        part = render(pipeline, picture, whole)
        levels = LEVELS[depth]
        wanted = graded(part.values, part.alpha, developed.grading, 255, whole, levels)
    found = read_samples(saved(pipeline, picture, tmp_path, Output(format_, depth, quality=100)))
    if format_ == "WebP" and found.shape[2] > wanted.shape[2]:
        found = found[..., :1]
    assert found.dtype == wanted.dtype
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize(("samples", "alpha", "dtype"), _KINDS)
@pytest.mark.parametrize(("format_", "depth"), _LOSSLESS)
def test_raw_is_the_map_itself(
    tmp_path: Path, samples: int, alpha: bool, dtype: str, format_: str, depth
) -> None:
    picture = picture_of(samples, alpha, dtype)
    pipeline = Pipeline((Convolution(THIRDS),), Tone("signed"))
    values = render(pipeline, picture, Region(0, 0, 61, 47)).values
    output = Output(format_, depth, raw=True, quality=100)
    found = read_samples(saved(pipeline, picture, tmp_path, output))
    if format_ == "WebP":
        found = found[..., [*range(samples), *([3] if alpha else [])]]
    assert found.shape[2] == samples + alpha
    if depth == "float":
        assert found.dtype == np.float32
        np.testing.assert_array_equal(
            np.ascontiguousarray(found[..., :samples]).view("u4"), values.view("u4")
        )
    else:
        most = LEVELS[depth].white
        np.testing.assert_array_equal(found[..., :samples], np.rint(np.clip(values, 0, most)))
    if alpha:
        share = np.clip(picture.alpha / np.float64(picture.full_range), 0, 1)
        most = LEVELS[depth].white
        tolerance = 0.5001 if depth != "float" else 1e-7
        np.testing.assert_allclose(found[..., -1], share * most, rtol=0, atol=tolerance)


def test_negatives_whites_nan_and_infinities_stay_in_raw_floats(tmp_path: Path) -> None:
    strange = np.array([[-2.5, 0, 1, 7], [np.nan, np.inf, -np.inf, 0.25]], "f4")[..., np.newaxis]
    pipeline = Pipeline((Convolution(Kernel(((1,),))),))
    for format_ in ("TIFF", "NPY"):
        folder = tmp_path / format_
        folder.mkdir()
        output = Output(format_, "float", raw=True)
        found = read_samples(saved(pipeline, Picture(strange.copy()), folder, output))
        np.testing.assert_array_equal(found.view("u4"), strange.view("u4"))


@pytest.mark.parametrize("samples", [1, 3])
def test_a_16_bit_picture_passes_through_unchanged(tmp_path: Path, samples: int) -> None:
    picture = picture_of(samples, True, "u2")
    pipeline = Pipeline((Convolution(Kernel(((1,),))),))
    found = read_samples(saved(pipeline, picture, tmp_path, Output("PNG", "16", raw=True)))
    np.testing.assert_array_equal(found, picture.pixels)
    shown = read_samples(saved(pipeline, picture, tmp_path, Output("PNG", "16")))
    np.testing.assert_array_equal(shown[..., -samples - 1 :], picture.pixels)


@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize("layers", [1, 2])
def test_large_maps_of_several_layers_strides_and_channels(
    tmp_path: Path, raw: bool, layers: int
) -> None:
    picture = picture_of(3, False, "u1", (700, 1300))
    layer = Convolution(THIRDS, channels="luminance", strides=(2, 1), padding=3)
    pipeline = Pipeline((layer, Convolution(SOBEL))[:layers], Tone("minmax"))
    found = read_samples(saved(pipeline, picture, tmp_path, Output("TIFF", "float", raw=raw)))
    whole = Region(0, 0, *found.shape[:2])
    values = render(pipeline, picture, whole).values
    grading = develop(pipeline, picture).grading
    wanted = values if raw else graded(values.copy(), None, grading, 255, whole, LEVELS["float"])
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("samples", [1, 3])
def test_jpeg_has_the_pixels_that_pillow_would_save(tmp_path: Path, samples: int) -> None:
    picture = picture_of(samples, False, "u1", (300, 470))
    pipeline = Pipeline((Convolution(THIRDS),))
    found = read_samples(saved(pipeline, picture, tmp_path, Output("JPEG", quality=87)))
    shown = develop(pipeline, picture).pixels
    file = io.BytesIO()
    image = Image.fromarray(shown[..., 0] if samples == 1 else shown)
    image.save(file, "JPEG", quality=87, subsampling=0)
    with Image.open(file) as whole:
        np.testing.assert_array_equal(found.squeeze(), np.asarray(whole))


@pytest.mark.parametrize("raw", [False, True])
def test_transparency_is_laid_on_white_for_jpeg_and_told(tmp_path: Path, raw: bool) -> None:
    pixels = np.zeros((48, 16, 2), np.uint8)
    pixels[..., 0] = 200
    pixels[16:32, :, 1], pixels[32:, :, 1] = 128, 255
    pipeline = Pipeline((Convolution(Kernel(((1,),))),))
    path = tmp_path / "a.jpg"
    saved = save_map(pipeline, Picture(pixels, has_alpha=True), path, Output("JPEG", raw=raw))
    assert saved.losses == ("JPEG has no transparency: it is laid on white.",)
    found = read_samples(path)
    assert found.shape[2] == (1 if raw else 3)
    np.testing.assert_allclose(found[[8, 24, 40], 8, 0], [255, 227, 200], atol=3)


@pytest.mark.parametrize("mode", ["clip", "percentile"])
def test_progress_rises_to_1(tmp_path: Path, mode: str) -> None:
    told: list[float] = []
    picture = Picture(np.broadcast_to(np.uint8(7), (1500, 2000, 1)))
    pipeline = Pipeline((Convolution(SOBEL),), Tone(mode))
    save_map(pipeline, picture, tmp_path / "a.png", Output(), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)


_HUGE = """
import sys
from pathlib import Path
import numpy as np
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.saving import save_map
from tests.resident import resident
picture = Picture(np.broadcast_to(np.uint8(9), (8000, 8000, 1)))
pipeline = Pipeline((Convolution(Kernel(((1, 2, 1),), 3)),))
before = resident("VmHWM")
save_map(pipeline, picture, Path(sys.argv[1]), Output("TIFF", "float", raw=True))
print((resident("VmHWM") - before) >> 20)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured in other units")
def test_a_map_is_never_held_as_a_whole(tmp_path: Path) -> None:
    """Its floats are 256 MB."""
    done = subprocess.run(
        [sys.executable, "-c", _HUGE, str(tmp_path / "a.tif")],
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    )
    assert int(done.stdout) < 100


def test_several_saves_side_by_side(tmp_path: Path) -> None:
    picture, pipeline = picture_of(3, False, "u1", (300, 300)), Pipeline((Convolution(SOBEL),))
    paths = [tmp_path / f"{number}.png" for number in range(6)]
    threads = [
        threading.Thread(target=save_map, args=(pipeline, picture, path, Output()))
        for path in paths
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shown = develop(pipeline, picture).pixels
    for path in paths:
        np.testing.assert_array_equal(read_samples(path), shown)


def test_what_is_lost_whatever_the_values_are_is_told(tmp_path: Path) -> None:
    profile = bytes(16) + b"RGB "
    picture = Picture(np.zeros((4, 4, 3), np.uint8), icc_profile=profile)
    kernel = Kernel(((1,),))
    gray = Pipeline((Convolution(kernel, channels="luminance"),))
    left_out = "Colour profile left out: it is not for such pixels."
    assert save_map(gray, picture, tmp_path / "a.png", Output()).losses == (left_out,)
    signed = Pipeline((Convolution(kernel),), Tone("signed"))
    assert save_map(signed, picture, tmp_path / "b.png", Output()).losses == (
        "Three channels saved as one number, their luma.",
        "Numbers saved as 256 colours of a colour map.",
        left_out,
    )
    plain = Pipeline((Convolution(kernel),))
    assert save_map(plain, picture, tmp_path / "c.png", Output()).losses == ()
