"""Colours on the screen: the picture's profile for what is painted, and for nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QColorSpace

from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.jobs.frames import FrameMaker
from convstudio.jobs.on_screen import conversion_words, screen_pyramid
from convstudio.jobs.opening import taking
from convstudio.jobs.painting import Request
from convstudio.jobs.previews import PreviewScene, preview
from convstudio.jobs.tile_cache import TileCache
from convstudio.kernel.library import shipped_library
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.developing import develop
from convstudio.pipeline.pipeline import Convolution, Pipeline

ADOBE = bytes(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb).iccProfile().data())
SRGB = bytes(QColorSpace(QColorSpace.NamedColorSpace.SRgb).iccProfile().data())
RED = (200, 30, 40)


def nothing(_value: object) -> None:
    pass


def picture(
    profile: bytes | None = ADOBE, colour: tuple[int, ...] = RED, rows: int = 40
) -> Picture:
    pixels = np.empty((rows, 60, len(colour)), np.uint8)
    pixels[:] = colour
    return Picture(pixels, has_alpha=len(colour) in (2, 4), icc_profile=profile)


def identity(**changes: object) -> Pipeline:
    return Pipeline((Convolution(shipped_library().named("identity"), **changes),))


def on_screen(pipeline: Pipeline, picture: Picture, step: int = 1, **more: bool) -> np.ndarray:
    """The pixels of a frame of the whole map."""
    request = Request(pipeline, picture, Region(0, 0, picture.height, 60, step), **more)
    frame = FrameMaker(TileCache(1 << 20)).frames(request, CancelToken(), nothing)
    return frame.pixels


def as_qt_has_it(colour: tuple[int, ...]) -> list[int]:
    """The same colour by another colour engine."""
    adobe = QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb)
    transform = adobe.transformationToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    shown = transform.map(QColor(*colour))
    return [shown.red(), shown.green(), shown.blue()]


def test_the_original_is_shown_in_srgb_and_kept_as_it_is() -> None:
    original = picture()
    opened = taking(lambda _cancel: original)(CancelToken(), nothing)
    shown = opened.pyramid.levels[0][0, 0]
    assert shown.tolist() != list(RED)
    np.testing.assert_allclose(shown, as_qt_has_it(RED), atol=2)
    assert original.pixels[0, 0].tolist() == list(RED)
    assert opened.facts[2:] == ("8-bit RGB", "Adobe RGB → sRGB on screen")


@pytest.mark.parametrize("profile", [None, SRGB, b"no profile at all"])
def test_without_a_profile_of_its_own_nothing_is_converted(profile: bytes | None) -> None:
    original = picture(profile)
    levels = screen_pyramid(original, CancelToken()).levels
    assert np.shares_memory(levels[0], original.pixels)
    assert conversion_words(original) == ""
    assert on_screen(identity(), original)[0, 0].tolist() == list(RED)


@pytest.mark.parametrize("step", [1, 2, 4, 8])
def test_a_map_in_the_picture_s_colours_looks_like_the_picture_at_every_zoom(step: int) -> None:
    pixels = np.random.default_rng(5).integers(0, 256, (400, 300, 3), dtype=np.uint8)
    original = Picture(pixels, icc_profile=ADOBE)
    level = screen_pyramid(original, CancelToken()).levels[step.bit_length() - 1]
    request = Request(identity(), original, Region(0, 0, 400, 300, step))
    maker = FrameMaker(TileCache(10 << 20))
    for _ in range(2):  # made, and out of the cache
        frame = maker.frames(request, CancelToken(), nothing)
        np.testing.assert_array_equal(frame.pixels, level)


def test_tiles_made_of_finer_ones_are_the_same() -> None:
    pixels = np.random.default_rng(5).integers(0, 256, (700, 600, 3), dtype=np.uint8)
    original, cache = Picture(pixels, icc_profile=ADOBE), TileCache(10 << 20)
    maker = FrameMaker(cache)
    for step in (2, 4, 8):
        request = Request(identity(), original, Region(0, 0, 700, 600, step))
        frame = maker.frames(request, CancelToken(), nothing)
        level = screen_pyramid(original, CancelToken()).levels[step.bit_length() - 1]
        np.testing.assert_array_equal(frame.pixels, level)


def test_alpha_stays_what_it_is() -> None:
    shown = on_screen(identity(), picture(colour=(*RED, 77)))
    assert shown[0, 0].tolist()[3] == 77
    assert shown[0, 0, :3].tolist() == on_screen(identity(), picture())[0, 0].tolist()


def test_values_and_saved_pixels_are_untouched() -> None:
    original = picture()
    request = Request(identity(), original, Region(0, 0, 40, 60))
    frame = FrameMaker(TileCache(1 << 20)).frames(request, CancelToken(), nothing)
    assert frame.values is not None
    assert (frame.values == RED).all()
    assert (develop(identity(), original).pixels == RED).all()


@pytest.mark.parametrize(
    "pipeline",
    [
        replace(identity(), tone=Tone("signed")),
        replace(identity(), tone=Tone(colour_map="viridis")),
        identity(channels="luminance"),
        identity(channels="red"),
    ],
)
def test_a_map_in_other_colours_is_shown_as_its_tone_says(pipeline: Pipeline) -> None:
    np.testing.assert_array_equal(
        on_screen(pipeline, picture()), on_screen(pipeline, picture(None))
    )


def test_a_difference_keeps_its_middle_gray() -> None:
    assert (on_screen(identity(), picture(), difference=True) == 128).all()


def test_a_map_of_alpha_is_no_colour() -> None:
    gray = picture(colour=(50, 120))
    pipeline = identity(channels="alpha")
    np.testing.assert_array_equal(
        on_screen(pipeline, gray), on_screen(pipeline, replace(gray, icc_profile=None))
    )


def test_the_tiles_of_the_gallery_are_converted_too() -> None:
    scene = PreviewScene(identity(), picture(), (0, 0, 60, 40), (30, 20))
    kernel = identity().layers[0].kernel
    shown = preview(scene, "identity", kernel).pixels
    assert shown is not None
    np.testing.assert_allclose(shown[0, 0], as_qt_has_it(RED), atol=2)


def test_what_is_converted_is_said_and_nothing_else() -> None:
    words = "Adobe RGB → sRGB on screen"
    assert conversion_words(picture(), identity()) == words
    assert conversion_words(picture(), identity(channels="luminance")) == ""
    assert conversion_words(picture(), replace(identity(), tone=Tone("signed"))) == ""
    assert conversion_words(picture(SRGB), identity()) == ""


def test_without_memory_for_a_copy_the_original_is_shown_as_it_is(monkeypatch) -> None:
    monkeypatch.setattr("convstudio.imaging.memory.room", lambda: 1000)
    opened = taking(lambda _cancel: picture())(CancelToken(), nothing)
    assert opened.pyramid.levels[0][0, 0].tolist() == list(RED)
    assert opened.facts[-1] == "its colours unconverted: too little memory"


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_deep_pictures_are_converted_as_8_bits_are(dtype: type) -> None:
    white = 65535 if dtype is np.uint16 else 1
    pixels = np.full((4, 5, 3), RED, np.float64) * (white / 255)
    deep = Picture(pixels.astype(dtype), icc_profile=ADOBE)
    shown = screen_pyramid(deep, CancelToken()).levels[0]
    expected = screen_pyramid(picture(), CancelToken()).levels[0]
    assert (shown == expected[0, 0]).all()
