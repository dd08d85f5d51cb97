"""Tiles of the gallery, against the map itself."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.errors import Cancelled
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.jobs.previews import PreviewScene, framed, preview, preview_work
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import load_library
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.paths import kernels_folder
from convstudio.pipeline.kernel_places import KernelPlace
from convstudio.pipeline.pipeline import Bank, Convolution, Filter, Pipeline, Pooling
from convstudio.pipeline.rendering import render

IDENTITY = Kernel(((0, 0, 0), (0, 1, 0), (0, 0, 0)), name="Identity")
SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), name="Sobel x")


def _picture(rows: int = 60, columns: int = 80, channels: int = 1) -> Picture:
    random = np.random.default_rng(3)
    return Picture(random.integers(0, 256, (rows, columns, channels), np.uint8))


def _scene(picture: Picture, size=(80, 60), visible=None, tone=None, **settings) -> PreviewScene:
    pipeline = Pipeline((Convolution(IDENTITY, **settings),), tone or Tone())
    whole = (0.0, 0.0, float(picture.width), float(picture.height))
    return PreviewScene(pipeline, picture, visible or whole, size)


def test_a_tile_of_identity_is_the_picture() -> None:
    picture = _picture(channels=3)
    made = preview(_scene(picture), "identity", IDENTITY)
    np.testing.assert_array_equal(made.pixels, picture.pixels)
    assert (made.identifier, made.stretched, made.reason) == ("identity", False, "")


def test_a_tile_shows_the_visible_part_alone() -> None:
    picture = _picture()
    made = preview(_scene(picture, (20, 10), visible=(30, 20, 50, 30)), "a", IDENTITY)
    np.testing.assert_array_equal(made.pixels, picture.pixels[20:30, 30:50])


def test_pixels_that_are_larger_than_one_stay_whole() -> None:
    picture = _picture()
    made = preview(_scene(picture, (40, 40), visible=(0, 0, 10, 10)), "a", IDENTITY)
    expected = np.kron(picture.pixels[:10, :10, 0], np.ones((4, 4), np.uint8))
    np.testing.assert_array_equal(made.pixels[..., 0], expected)


def test_a_tile_of_more_pixels_is_their_means() -> None:
    picture = _picture()
    made = preview(_scene(picture, (40, 30)), "a", IDENTITY)
    expected = picture.pixels[..., 0].reshape(30, 2, 40, 2).mean(axis=(1, 3))
    np.testing.assert_allclose(made.pixels[..., 0], expected, atol=1.01)


def test_the_pipelines_other_settings_hold() -> None:
    picture = _picture(channels=3)
    scene = _scene(picture, channels="luminance", strides=2, bias=0.1, padding="valid")
    made = preview(scene, "a", SOBEL, None)
    assert made.pixels is not None
    assert made.pixels.shape[2] == 1
    smooth = Kernel(((1, 2, 1), (2, 4, 2), (1, 2, 1)), 16)
    made = preview(_scene(picture, (78, 58), padding="valid", bias=0.1), "a", smooth)
    pipeline = Pipeline((Convolution(smooth, padding="valid", bias=0.1),))
    values = render(pipeline, picture, Region(0, 0, 58, 78)).values
    np.testing.assert_array_equal(made.pixels, np.rint(np.clip(values, 0, 255)).astype(np.uint8))


def test_an_edge_kernels_tile_is_its_size_stretched() -> None:
    ramp = np.tile(np.arange(0, 80, dtype=np.uint8), (60, 1))[..., np.newaxis]
    ramp[:, 40:] += 100
    picture = Picture(ramp)
    made = preview(_scene(picture, border="edge"), "sobel-x", SOBEL)
    assert made.stretched
    assert made.pixels[30, 39, 0] == 255
    assert 0 < made.pixels[30, 10, 0] < 10
    turned = Kernel(tuple(tuple(-w for w in row) for row in SOBEL.weights))
    np.testing.assert_array_equal(
        preview(_scene(picture, border="edge"), "a", turned).pixels, made.pixels
    )


@pytest.mark.parametrize("mode", ["minmax", "signed", "percentile", "equalize"])
def test_tones_that_look_at_the_map_take_the_tiles_own_values(mode: str) -> None:
    made = preview(_scene(_picture(), tone=Tone(mode)), "a", SOBEL)
    assert not made.stretched
    assert np.ptp(made.pixels) > 200


def test_a_signed_tone_with_a_limit_keeps_it() -> None:
    flat = Picture(np.full((60, 80, 1), 9, np.uint8))
    made = preview(_scene(flat, tone=Tone("signed", white=1.0), border="edge"), "a", SOBEL)
    assert len(np.unique(made.pixels.reshape(-1, 3), axis=0)) == 1


def test_a_kernel_without_room_says_why() -> None:
    made = preview(_scene(_picture(5, 5), padding="valid"), "a", Kernel(((1,) * 9,) * 9))
    assert made.pixels is None
    assert "larger" in made.reason


def test_nan_and_infinity_do_no_harm() -> None:
    pixels = np.full((60, 80, 1), np.nan, np.float32)
    assert preview(_scene(Picture(pixels)), "a", SOBEL).pixels.shape == (60, 80, 1)
    pixels = np.zeros((60, 80, 1), np.float32)
    pixels[30, 40] = np.inf
    assert preview(_scene(Picture(pixels)), "a", SOBEL).pixels.shape == (60, 80, 1)


def test_every_shipped_kernel_has_a_tile_that_is_not_black() -> None:
    picture, size = _picture(300, 400, 3), (104, 72)
    scene = _scene(picture, size)
    for preset in load_library(kernels_folder()).presets:
        made = preview(scene, preset.identifier, preset.kernel)
        assert made.pixels.mean() > 10, preset.identifier
        assert made.pixels.shape[1] <= size[0]
        assert made.pixels.shape[0] <= size[1]


def test_transparency_stays() -> None:
    pixels = np.dstack([np.full((60, 80), 200), np.full((60, 80), 77)]).astype(np.uint8)
    made = preview(_scene(Picture(pixels, True), (40, 30)), "a", SOBEL)
    assert made.pixels.shape == (30, 40, 4)
    assert (made.pixels[..., 3] == 77).all()


def test_work_publishes_in_the_order_that_is_wanted_and_stops_when_called_off() -> None:
    told: list[str] = []
    token = CancelToken()

    def publish(made: object) -> None:
        told.append(made.identifier)
        if len(told) == 3:
            token.cancel()

    wanted = [(str(n), IDENTITY) for n in range(9)]
    with pytest.raises(Cancelled):
        preview_work(_scene(_picture()), wanted)(token, publish)
    assert told == ["0", "1", "2"]


def test_of_a_large_picture_few_points_are_made(no_stall: None) -> None:
    """Of a picture of 64 gigapixels: what is not looked at costs nothing."""
    huge = np.broadcast_to(np.uint8(100), (1 << 18, 1 << 18, 1))
    picture = object.__new__(Picture)
    for name, value in (("pixels", huge), ("has_alpha", False)):
        object.__setattr__(picture, name, value)
    scene = _scene(picture, (100, 80), visible=(0, 0, 30_000, 20_000))
    made = preview(scene, "a", Kernel(((1,) * 3,) * 3, 9))
    assert made.pixels is not None or "small enough" in made.reason


@pytest.mark.parametrize(
    ("visible", "shown"),
    [
        ((0, 0, 200, 100), (0, 0, 200, 100)),
        ((0, 0, 100, 100), (0, 25, 100, 75)),
        ((0, 0, 300, 100), (50, 0, 250, 100)),
        ((0, 0, 1000, 10), (300, 0, 700, 10)),
        ((10, 0, 20, 1000), (10, 300, 20, 700)),
    ],
)
def test_the_middle_of_the_view_fills_a_tile(visible, shown) -> None:
    assert framed(visible, (100, 50)) == shown


def test_a_tile_has_its_kernel_in_the_filter_under_the_hand() -> None:
    picture = _picture()
    bank = Bank((Filter((SOBEL,)), Filter((SOBEL,), 0.1)))
    pipeline = Pipeline((Convolution(IDENTITY), bank))
    whole = (0.0, 0.0, 80.0, 60.0)
    scene = PreviewScene(pipeline, picture, whole, (80, 60), KernelPlace(1, 1), (1, 1))
    made = preview(scene, "identity", IDENTITY)
    expected = np.minimum(picture.pixels + 25.5, 255)
    np.testing.assert_array_equal(made.pixels, np.rint(expected).astype(np.uint8))


def test_a_tile_shows_the_layer_that_is_looked_at() -> None:
    picture = _picture()
    pipeline = Pipeline((Convolution(IDENTITY), Pooling()))
    whole = (0.0, 0.0, 80.0, 60.0)
    first = PreviewScene(pipeline, picture, whole, (80, 60), KernelPlace(), (0, None))
    np.testing.assert_array_equal(preview(first, "a", IDENTITY).pixels, picture.pixels)
    last = PreviewScene(pipeline, picture, whole, (40, 30))
    pooled = picture.pixels.reshape(30, 2, 40, 2).max(axis=(1, 3))
    np.testing.assert_array_equal(preview(last, "a", IDENTITY).pixels[..., 0], pooled)


def test_of_a_layer_without_kernels_the_tile_says_so() -> None:
    pipeline = Pipeline((Pooling(),))
    scene = PreviewScene(pipeline, _picture(), (0.0, 0.0, 80.0, 60.0), (40, 30))
    assert "no kernel" in preview(scene, "a", IDENTITY).reason
