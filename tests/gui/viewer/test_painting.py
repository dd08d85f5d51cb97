"""Pixels on screen against the array, at every zoom, and where coordinates are very large."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from convstudio.gui.viewer.canvas import Canvas
from convstudio.gui.viewer.layers import PlacedFrame, Surface
from convstudio.gui.viewer.viewport import Viewport
from convstudio.imaging.pyramid import Pyramid, build_pyramid
from convstudio.jobs.painting import Frame
from convstudio.numerics.geometry import Placement, Region
from convstudio.numerics.tiles import CancelToken
from tests.gui.viewer.seeing import BACKGROUND, expected, noise, seen

SIZE = (100, 120)


def surface(pixels: np.ndarray, place: Placement | None = None) -> Surface:
    return Surface(Pyramid((pixels,)), place or Placement())


@pytest.mark.parametrize(
    "scale", [1.0, 1.25, 1.953125, 2.5, 3.0, 7.45, 8.0, 11.9, 24.0, 37.3, 64.0]
)
@pytest.mark.parametrize("samples", [1, 3])
def test_from_100_per_cent_on_each_device_pixel_is_the_array_under_it(
    canvas: Canvas, scale: float, samples: int
) -> None:
    pixels, viewport = noise(70, 90, samples), Viewport(44.3, 31.7, scale)
    canvas.show_surface(surface(pixels))
    canvas.set_viewport(viewport)
    wanted = expected(pixels, viewport, SIZE, grid=scale >= 8)
    np.testing.assert_array_equal(seen(canvas), wanted)


@pytest.mark.parametrize("scale", [1.0, 2.0, 3.37, 9.0])
@pytest.mark.parametrize("place", [Placement(0.5, -1.5, 2, 3), Placement(-7, 4, 1, 1)])
def test_a_map_that_lies_elsewhere_is_exact_too(
    canvas: Canvas, scale: float, place: Placement
) -> None:
    pixels, viewport = noise(20, 30), Viewport(12.2, 9.4, scale)
    canvas.show_surface(surface(pixels, place))
    canvas.set_viewport(viewport)
    grid = scale * min(place.width, place.height) >= 8
    wanted = expected(pixels, viewport, SIZE, place, grid=grid)
    np.testing.assert_array_equal(seen(canvas), wanted)


@pytest.mark.parametrize("step", [2, 3, 8])
@pytest.mark.parametrize("averaged", [False, True])
def test_a_stepped_frame_at_a_value_a_pixel_is_its_pixels(
    canvas: Canvas, step: int, averaged: bool
) -> None:
    pixels = noise(100, 120)
    region = Region(step, 2 * step, step * 101, step * 122, step)
    canvas.show_frame(
        PlacedFrame(Frame(pixels, region, averaged=averaged), Placement()), backdrop=False
    )
    canvas.set_viewport(Viewport(step * 62, step * 51, 1 / step))
    np.testing.assert_array_equal(seen(canvas), pixels)


def test_means_are_smooth_below_100_per_cent_and_samples_are_not(canvas: Canvas) -> None:
    stripes = np.zeros((100, 160, 1), np.uint8)
    stripes[:, ::2] = 255
    region = Region(0, 0, 400, 640, 4)
    canvas.set_viewport(Viewport(320, 200, 0.75 / 4))
    canvas.show_frame(PlacedFrame(Frame(stripes, region), Placement()), backdrop=False)
    sampled = seen(canvas)[20:80, 5:115, 0]
    assert set(np.unique(sampled)) == {0, 255}
    canvas.show_frame(
        PlacedFrame(Frame(stripes, region, averaged=True), Placement()), backdrop=False
    )
    smooth = seen(canvas)[20:80, 5:115, 0]
    assert np.count_nonzero((smooth > 20) & (smooth < 235)) > smooth.size / 3


@pytest.mark.parametrize("scale", [0.125, 0.25, 0.5])
def test_halves_are_painted_from_the_means(canvas: Canvas, scale: float) -> None:
    pyramid = build_pyramid(noise(800, 960), CancelToken())
    canvas.show_surface(Surface(pyramid, Placement()))
    canvas.set_viewport(Viewport(480, 400, scale))
    level = pyramid.levels[round(np.log2(1 / scale))]
    top, left = (level.shape[0] - 100) // 2, (level.shape[1] - 120) // 2
    np.testing.assert_array_equal(seen(canvas), level[top : top + 100, left : left + 120])


@pytest.mark.parametrize("shape", [(50_000, 4), (4, 50_000)])
@pytest.mark.parametrize("scale", [1.0, 3.0, 64.0])
def test_the_far_end_of_a_very_long_picture(canvas: Canvas, shape, scale: float) -> None:
    pixels = noise(*shape)
    viewport = Viewport(shape[1] - 2, shape[0] - 2, scale)
    canvas.show_surface(surface(pixels))
    canvas.set_viewport(viewport)
    wanted = expected(pixels, viewport, SIZE, grid=scale >= 8)
    np.testing.assert_array_equal(seen(canvas), wanted)


@pytest.mark.parametrize("shape", [(50_000, 1), (1, 50_000)])
def test_a_line_is_seen_along_its_whole_length(canvas: Canvas, shape) -> None:
    canvas.show_surface(Surface(Pyramid((np.zeros((*shape, 1), np.uint8),)), Placement()))
    canvas.set_viewport(Viewport(shape[1] / 2, shape[0] / 2, 1 / 512))
    black = (seen(canvas) == 0).all(axis=2)
    assert 96 <= black.sum() <= 98


def test_a_region_of_a_map_of_2500_megapixels_at_64(canvas: Canvas) -> None:
    pixels, viewport = noise(4, 4), Viewport(49_998, 49_998, 64.0)
    region = Region(49_996, 49_996, 50_000, 50_000)
    canvas.show_frame(PlacedFrame(Frame(pixels, region), Placement()), backdrop=False)
    canvas.set_viewport(viewport)
    place = Placement(49_996, 49_996)
    np.testing.assert_array_equal(
        seen(canvas)[51:, 61:], expected(pixels, viewport, SIZE, place, grid=True)[51:, 61:]
    )
    assert (seen(canvas) != BACKGROUND).any(axis=2).all()


@pytest.mark.parametrize("averaged", [False, True])
def test_a_coarse_frame_enlarged_beyond_what_qt_can_count(canvas: Canvas, averaged: bool) -> None:
    pixels = noise(100, 100)
    frame = Frame(pixels, Region(0, 0, 50_000, 50_000, 500), averaged=averaged)
    canvas.show_frame(PlacedFrame(frame, Placement(0, 0, 31, 31)), backdrop=False)
    viewport = Viewport(31 * 500 * 70, 31 * 500 * 42.5, 64.0)
    canvas.set_viewport(viewport)
    shown = seen(canvas)
    assert (shown[:, :60] == pixels[42, 69]).all()
    assert (shown[:, 60:] == pixels[42, 70]).all()


def test_all_of_2500_megapixels_at_once(canvas: Canvas) -> None:
    frame = Frame(noise(98, 98), Region(0, 0, 50_000, 50_000, 512), averaged=True)
    canvas.show_frame(PlacedFrame(frame, Placement()), backdrop=False)
    canvas.set_viewport(Viewport(25_000, 25_000, 1 / 512))
    covered = (seen(canvas) != BACKGROUND).any(axis=2)
    assert 97 * 97 <= covered.sum() <= 98 * 98


def test_transparent_pixels_hide_the_frame_below(canvas: Canvas) -> None:
    red = np.zeros((100, 120, 3), np.uint8)
    red[..., 0] = 255
    canvas.set_viewport(Viewport(60, 50, 1.0))
    whole = Region(0, 0, 100, 120)
    canvas.show_frame(PlacedFrame(Frame(red, whole), Placement()), backdrop=False)
    clear = PlacedFrame(Frame(np.zeros((40, 40, 4), np.uint8), Region(0, 0, 40, 40)), Placement())
    canvas.show_frame(clear, backdrop=True)
    shown = seen(canvas)
    assert (shown[:40, :40].min(axis=2) >= 216).all()
    assert (shown[50:] == (255, 0, 0)).all()


_TWICE = """
import numpy as np
from PySide6.QtWidgets import QApplication
application = QApplication([])
from convstudio.gui.viewer.canvas import Canvas
from convstudio.gui.viewer.layers import Surface
from convstudio.gui.viewer.viewport import Viewport
from convstudio.imaging.pyramid import Pyramid
from convstudio.numerics.geometry import Placement
from tests.gui.viewer.seeing import expected, noise, seen
canvas = Canvas("Test")
canvas.resize(60, 50)
ratio = canvas.devicePixelRatioF()
pixels = noise(300, 300)
canvas.show_surface(Surface(Pyramid((pixels,)), Placement()))
for scale in (1.0, 2.5, 6.0):
    canvas.set_viewport(Viewport(150.0, 150.0, scale))
    size = canvas.device_size[::-1]
    wanted = expected(pixels, Viewport(150.0, 150.0, scale), size)
    np.testing.assert_array_equal(seen(canvas), wanted)
print("ratio", ratio)
"""


@pytest.mark.parametrize("ratio", ["1.5", "2"])
def test_on_a_fine_screen_device_pixels_are_the_array(ratio: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TWICE],
        env={
            **os.environ,
            "QT_SCALE_FACTOR": ratio,
            "QT_SCALE_FACTOR_ROUNDING_POLICY": "PassThrough",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"ratio {float(ratio)}"
