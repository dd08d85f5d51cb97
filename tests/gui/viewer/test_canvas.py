"""What the canvas paints, pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.gui.viewer.canvas import Canvas
from convstudio.gui.viewer.layers import PlacedFrame, Surface
from convstudio.gui.viewer.viewport import Viewport
from convstudio.imaging.pyramid import Pyramid, build_pyramid
from convstudio.jobs.painting import Frame
from convstudio.numerics.geometry import Placement, Region
from convstudio.numerics.tiles import CancelToken
from tests.gui.viewer.seeing import BACKGROUND, noise, seen


def surface(pixels: np.ndarray, placement: Placement | None = None) -> Surface:
    return Surface(build_pyramid(pixels, CancelToken()), placement or Placement())


@pytest.mark.parametrize("samples", [1, 3])
def test_at_100_per_cent_pixels_are_the_array(canvas: Canvas, samples: int) -> None:
    pixels = noise(40, 60, samples)
    canvas.show_surface(surface(pixels))
    canvas.set_viewport(Viewport(30, 20, 1.0))
    shown = seen(canvas)
    np.testing.assert_array_equal(
        shown[30:70, 30:90], np.broadcast_to(pixels, (40, 60, 3)), strict=True
    )
    assert (shown[:30] == BACKGROUND).all()
    assert (shown[:, 90:] == BACKGROUND).all()


@pytest.mark.parametrize("scale", [2, 3, 7])
def test_enlarged_pixels_are_squares(canvas: Canvas, scale: int) -> None:
    pixels = noise(10, 10)
    canvas.show_surface(surface(pixels))
    canvas.set_viewport(Viewport(5, 5, float(scale)))
    large = pixels.repeat(scale, axis=0).repeat(scale, axis=1)
    top, left = 50 - 5 * scale, 60 - 5 * scale
    np.testing.assert_array_equal(
        seen(canvas)[top : top + 10 * scale, left : left + 10 * scale], large
    )


def test_a_part_of_a_large_picture_is_the_crop_of_it(canvas: Canvas) -> None:
    pixels = noise(3000, 4000)
    canvas.show_surface(surface(pixels))
    canvas.set_viewport(Viewport(2000, 1500, 1.0))
    np.testing.assert_array_equal(seen(canvas), pixels[1450:1550, 1940:2060])


def test_halved_pictures_are_painted_from_the_means(canvas: Canvas) -> None:
    pixels = noise(160, 160)
    pyramid = build_pyramid(pixels, CancelToken())
    canvas.show_surface(Surface(pyramid, Placement()))
    canvas.set_viewport(Viewport(80, 80, 0.5))
    np.testing.assert_array_equal(seen(canvas)[10:90, 20:100], pyramid.levels[1])


def test_a_strided_map_lies_under_the_picture_it_came_from(canvas: Canvas) -> None:
    pixels = noise(20, 30)
    canvas.show_surface(surface(pixels, Placement(0.5, 0.5, 2, 2)))
    canvas.set_viewport(Viewport(30.5, 20.5, 2.0))
    blocks = pixels.repeat(4, axis=0).repeat(4, axis=1)
    np.testing.assert_array_equal(seen(canvas)[10:90], blocks)


def test_a_preview_stands_where_its_region_is(canvas: Canvas) -> None:
    pixels = noise(5, 8)
    canvas.show_frame(
        PlacedFrame(Frame(pixels, Region(10, 20, 20, 36, step=2)), Placement()), backdrop=False
    )
    canvas.set_viewport(Viewport(30, 20, 1.0))
    shown = seen(canvas)
    np.testing.assert_array_equal(shown[40:50, 50:66], pixels.repeat(2, axis=0).repeat(2, axis=1))
    assert (shown[:40] == BACKGROUND).all()


def test_a_preview_does_not_reach_beyond_the_map(canvas: Canvas) -> None:
    canvas.show_frame(
        PlacedFrame(Frame(noise(2, 2), Region(0, 0, 3, 3, step=2)), Placement()), backdrop=False
    )
    canvas.set_viewport(Viewport(0, 0, 10.0))
    shown = seen(canvas)
    assert (shown[50:80, 60:90] != BACKGROUND).any(axis=2).all()
    assert (shown[80:, 60:] == BACKGROUND).all()


def test_transparency_shows_a_checkerboard(canvas: Canvas) -> None:
    clear = np.zeros((32, 32, 4), np.uint8)
    clear[:16] = (10, 20, 30, 255)
    canvas.show_surface(surface(clear))
    canvas.set_viewport(Viewport(16, 16, 1.0))
    shown = seen(canvas)[34:66, 44:76]
    assert (shown[:16] == (10, 20, 30)).all()
    assert {tuple(c) for c in shown[16:].reshape(-1, 3).tolist()} == {
        (255, 255, 255),
        (216, 216, 216),
    }


def test_what_was_shown_is_gone_when_a_message_comes(canvas: Canvas) -> None:
    canvas.show_surface(surface(np.zeros((100, 120, 3), np.uint8)))
    canvas.set_viewport(Viewport(60, 50, 1.0))
    canvas.show_message("No feature map.")
    assert canvas.message == "No feature map."
    assert (seen(canvas) == BACKGROUND).all(axis=2).mean() > 0.9


@pytest.mark.parametrize("scale", [1 / 512, 0.01, 1.0, 64.0])
@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (3, 2)])
def test_any_size_at_any_scale_is_painted(canvas: Canvas, shape, scale: float) -> None:
    canvas.show_surface(Surface(Pyramid((np.zeros((*shape, 3), np.uint8),)), Placement()))
    canvas.set_viewport(Viewport(shape[1] / 2, shape[0] / 2, scale))
    covered = (seen(canvas) != BACKGROUND).any(axis=2)
    assert covered.sum() <= max(shape[0] * scale + 1, 1) * max(shape[1] * scale + 1, 1)
