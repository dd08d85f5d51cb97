"""A whole map made visible, and the picture to save of it: its kind and its metadata."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.imaging.grading import graded
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.pipeline.developing import develop, kept_profile, saved_samples
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import render
from tests.imaging.tones import ALL_TONES

_SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
_IDENTITY = Kernel(((1,),))


def _picture(rows: int, columns: int, samples: int, dtype: type, alpha: bool = False) -> Picture:
    shape = rows, columns, samples + alpha
    pixels = np.random.default_rng(1).integers(0, np.iinfo(dtype).max, shape, dtype)
    return Picture(pixels, alpha)


@pytest.mark.parametrize(
    ("channels", "alpha", "tone", "raw", "kept"),
    [
        ("each", True, Tone(), False, True),
        ("each", False, Tone(), False, True),
        ("each", False, Tone(), True, True),
        ("luminance", True, Tone(), False, True),
        ("luminance", True, Tone(), True, False),
        ("luminance", False, Tone(), False, False),
        ("alpha", True, Tone(), False, False),
        ("each", False, Tone("signed"), False, False),
        ("each", False, Tone("signed"), True, True),
        ("each", True, Tone(colour_map="magma"), False, False),
    ],
)
def test_a_profile_is_kept_where_it_is_true_of_the_pixels(
    channels, alpha: bool, tone: Tone, raw: bool, kept: bool
) -> None:
    pixels = _picture(6, 7, 3, np.uint8, alpha).pixels
    picture = Picture(pixels, alpha, bytes(16) + b"RGB ")
    pipeline = Pipeline((Convolution(_IDENTITY, channels=channels),), tone)
    samples = saved_samples(pipeline, picture, raw=raw)
    found = kept_profile(pipeline, picture, samples, raw=raw)
    assert found == (picture.icc_profile if kept else None)


@pytest.mark.parametrize(("samples", "kept"), [(1, True), (2, True), (3, False), (4, False)])
def test_a_profile_for_gray_is_for_gray(samples: int, kept: bool) -> None:
    picture = Picture(_picture(6, 7, 1, np.uint8).pixels, icc_profile=bytes(16) + b"GRAY")
    pipeline = Pipeline((Convolution(_IDENTITY),))
    assert (kept_profile(pipeline, picture, samples, raw=False) is not None) == kept


@pytest.mark.parametrize(
    ("samples", "alpha", "shown"), [(1, False, 1), (3, False, 3), (1, True, 4), (3, True, 4)]
)
def test_developed_pixels_are_gray_rgb_or_rgba(samples: int, alpha: bool, shown: int) -> None:
    picture = _picture(6, 7, samples, np.uint8, alpha)
    developed = develop(Pipeline((Convolution(_IDENTITY),)), picture)
    assert developed.pixels.shape == (6, 7, shown)
    np.testing.assert_array_equal(developed.pixels[..., :samples], picture.colour)
    if alpha:
        np.testing.assert_array_equal(developed.pixels[..., 3], picture.alpha)


@pytest.mark.parametrize(
    ("tone", "maps", "alpha", "samples"),
    [
        (Tone(colour_map="magma"), 1, False, 3),
        (Tone(colour_map="magma"), 3, True, 4),
        (Tone("signed"), 1, False, 3),
        (Tone("signed"), 1, True, 4),
        (Tone("equalize"), 1, False, 1),
        (Tone("equalize"), 3, False, 3),
    ],
)
def test_a_gray_map_in_colours_is_rgb(tone: Tone, maps: int, alpha: bool, samples: int) -> None:
    picture = _picture(20, 17, maps, np.uint8, alpha)
    assert develop(Pipeline((Convolution(_SOBEL),), tone), picture).pixels.shape[2] == samples


@pytest.mark.parametrize("tone", ALL_TONES, ids=str)
@pytest.mark.parametrize("maps", [1, 3])
def test_the_whole_is_what_its_regions_are(tone: Tone, maps: int) -> None:
    picture = _picture(61, 47, maps, np.uint8, alpha=True)
    pipeline = Pipeline((Convolution(_SOBEL),), tone)
    developed = develop(pipeline, picture)
    assert developed.grading.exact
    for region in (Region(13, 5, 50, 40), Region(3, 1, 60, 47, 4), Region(60, 46, 61, 47)):
        part = render(pipeline, picture, region)
        found = graded(part.values, part.alpha, developed.grading, 255, region)
        across = slice(region.left, region.right, region.step)
        whole = developed.pixels[region.top : region.bottom : region.step, across]
        np.testing.assert_array_equal(found, whole)


def test_progress_counts_the_passes_that_a_tone_takes() -> None:
    picture = Picture(np.broadcast_to(np.uint8(7), (1500, 2000, 1)))
    told: list[float] = []
    pipeline = Pipeline((Convolution(_SOBEL),), Tone("percentile"))
    develop(pipeline, picture, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert max(np.diff([0, *told])) < 0.15


@pytest.mark.parametrize("layers", [1, 2])
def test_progress_rises_to_1_in_many_steps(layers: int) -> None:
    picture = Picture(np.broadcast_to(np.uint8(7), (3000, 4000, 3)))
    told: list[float] = []
    develop(Pipeline((Convolution(_SOBEL),) * layers), picture, progress=told.append)
    assert told == sorted(set(told))
    assert told[-1] == 1
    assert max(np.diff([0, *told])) < 0.15
