"""Reading pictures: the pixels as stored, in gray or RGB, with their metadata."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from convstudio.imaging.decoding import FORMATS
from convstudio.imaging.reading import read_picture

_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _saved(image: Image.Image, path: Path, **options: object) -> Path:
    image.save(path, **options)
    return path


@pytest.mark.parametrize("ending", ["png", "tif", "bmp", "webp", "gif", "tga", "pgm", "avif"])
def test_every_format_that_is_offered_opens(tmp_path: Path, ending: str) -> None:
    lossless = {"lossless": True} if ending == "webp" else {}
    flat = np.full((8, 9), 200, np.uint8)
    path = _saved(Image.fromarray(flat), tmp_path / f"a.{ending}", **lossless)
    np.testing.assert_array_equal(read_picture(path).colour[..., 0], flat)


def test_every_format_of_the_list_is_one_that_pillow_opens() -> None:
    Image.init()
    assert set(FORMATS) <= set(Image.OPEN)


@pytest.mark.parametrize("ending", ["png", "tif", "pgm", "tga"])
def test_gray_is_one_sample_as_stored(tmp_path: Path, gray: np.ndarray, ending: str) -> None:
    picture = read_picture(_saved(Image.fromarray(gray), tmp_path / f"a.{ending}"))
    assert picture.kind == "8-bit gray"
    np.testing.assert_array_equal(picture.pixels[..., 0], gray)


@pytest.mark.parametrize("ending", ["png", "tif", "bmp", "ppm", "tga"])
def test_rgb_is_three_samples_as_stored(tmp_path: Path, rgb: np.ndarray, ending: str) -> None:
    picture = read_picture(_saved(Image.fromarray(rgb), tmp_path / f"a.{ending}"))
    assert picture.kind == "8-bit RGB"
    np.testing.assert_array_equal(picture.pixels, rgb)


@pytest.mark.parametrize("ending", ["png", "tif", "tga"])
def test_rgba_keeps_its_alpha_and_the_colour_under_it(tmp_path, rgba, ending: str) -> None:
    picture = read_picture(_saved(Image.fromarray(rgba), tmp_path / f"a.{ending}"))
    assert picture.kind == "8-bit RGB with alpha"
    np.testing.assert_array_equal(picture.pixels, rgba)


def test_gray_with_alpha_is_two_samples(tmp_path: Path, rgba: np.ndarray) -> None:
    path = _saved(Image.fromarray(rgba[..., 2:], "LA"), tmp_path / "a.png")
    picture = read_picture(path)
    assert picture.kind == "8-bit gray with alpha"
    np.testing.assert_array_equal(picture.pixels, rgba[..., 2:])


def _palette(gray: np.ndarray) -> tuple[Image.Image, np.ndarray]:
    """A palette picture of the indices 0 … 6 and the RGB that it stands for."""
    indices = gray % 7
    table = np.arange(21, dtype=np.uint8).reshape(7, 3) * 12
    image = Image.fromarray(indices)
    image.putpalette(table.tobytes())
    return image, table[indices]


@pytest.mark.parametrize("ending", ["png", "gif", "bmp", "tif"])
def test_a_palette_becomes_rgb(tmp_path: Path, gray: np.ndarray, ending: str) -> None:
    image, expected = _palette(gray)
    picture = read_picture(_saved(image, tmp_path / f"a.{ending}"))
    assert picture.kind == "8-bit RGB"
    np.testing.assert_array_equal(picture.pixels, expected)


@pytest.mark.parametrize("ending", ["png", "gif"])
def test_a_palette_with_a_transparent_entry_becomes_rgba(tmp_path, gray, ending: str) -> None:
    image, expected = _palette(gray)
    picture = read_picture(_saved(image, tmp_path / f"a.{ending}", transparency=2))
    assert picture.kind == "8-bit RGB with alpha"
    np.testing.assert_array_equal(picture.alpha, np.where(gray % 7 == 2, 0, 255))
    opaque = gray % 7 != 2
    np.testing.assert_array_equal(picture.colour[opaque], expected[opaque])


def test_a_palette_with_an_alpha_an_entry_becomes_rgba(tmp_path: Path, gray: np.ndarray) -> None:
    image, expected = _palette(gray)
    alphas = bytes(range(0, 210, 30))
    picture = read_picture(_saved(image, tmp_path / "a.png", transparency=alphas))
    np.testing.assert_array_equal(picture.colour, expected)
    np.testing.assert_array_equal(picture.alpha, gray % 7 * 30)


def test_a_transparent_gray_or_colour_of_png_becomes_alpha(tmp_path, gray, rgb) -> None:
    path = _saved(Image.fromarray(gray), tmp_path / "g.png", transparency=6)
    np.testing.assert_array_equal(read_picture(path).alpha, np.where(gray == 6, 0, 255))
    path = _saved(Image.fromarray(rgb), tmp_path / "c.png", transparency=(3, 4, 5))
    expected = np.full(gray.shape, 255)
    expected[0, 1] = 0
    np.testing.assert_array_equal(read_picture(path).alpha, expected)


@pytest.mark.parametrize("ending", ["png", "tif", "pbm", "bmp"])
def test_one_bit_becomes_black_and_white(tmp_path: Path, gray: np.ndarray, ending: str) -> None:
    bits = gray % 2 == 0
    picture = read_picture(_saved(Image.fromarray(bits), tmp_path / f"a.{ending}"))
    colour = picture.colour[..., 0]
    np.testing.assert_array_equal(colour, np.where(bits, 255, 0))
    assert picture.pixels.dtype == np.uint8


@pytest.mark.parametrize("ending", ["png", "tif", "pgm"])
def test_16_bit_gray_keeps_its_16_bits(tmp_path: Path, gray16: np.ndarray, ending: str) -> None:
    picture = read_picture(_saved(Image.fromarray(gray16), tmp_path / f"a.{ending}"))
    assert picture.kind == "16-bit gray"
    np.testing.assert_array_equal(picture.pixels[..., 0], gray16)


def test_float_gray_is_as_stored(tmp_path: Path) -> None:
    values = np.array([[-1.5, 0, 0.25], [1, 70000.5, np.nan]], np.float32)
    picture = read_picture(_saved(Image.fromarray(values), tmp_path / "a.tif"))
    assert picture.kind == "32-bit float gray"
    np.testing.assert_array_equal(picture.pixels[..., 0], values)


# Cyan, magenta, yellow and black ink at full, then no ink at all.
_INKS = np.kron(np.eye(5, 4, dtype=np.uint8)[np.newaxis] * 255, np.ones((16, 16, 1), np.uint8))
_SEEN = [(0, 255, 255), (255, 0, 255), (255, 255, 0), (0, 0, 0), (255, 255, 255)]


def _centres(path: Path) -> list[tuple[int, ...]]:
    picture = read_picture(path)
    assert picture.kind == "8-bit RGB"
    return [tuple(int(v) for v in picture.pixels[8, 16 * k + 8]) for k in range(5)]


def test_a_cmyk_tiff_becomes_rgb(tmp_path: Path) -> None:
    path = _saved(Image.fromarray(_INKS, "CMYK"), tmp_path / "a.tif")
    assert _centres(path) == _SEEN


def test_a_cmyk_jpeg_of_adobes_inverted_sort_becomes_rgb(tmp_path: Path) -> None:
    path = _saved(Image.fromarray(_INKS, "CMYK"), tmp_path / "a.jpg", quality=100)
    assert b"Adobe" in path.read_bytes()[:100]
    np.testing.assert_allclose(_centres(path), _SEEN, atol=3)


def test_a_cmyk_jpeg_without_adobes_mark_is_not_inverted(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.fromarray(255 - _INKS, "CMYK").save(buffer, "JPEG", quality=100)
    data = buffer.getvalue()
    mark = data.index(b"\xff\xee")
    path = tmp_path / "a.jpg"
    path.write_bytes(data[:mark] + data[mark + 2 + int.from_bytes(data[mark + 2 : mark + 4]) :])
    np.testing.assert_allclose(_centres(path), _SEEN, atol=3)


def test_a_broken_cmyk_profile_is_as_good_as_none(tmp_path: Path) -> None:
    image = Image.fromarray(_INKS, "CMYK")
    path = _saved(image, tmp_path / "a.tif", icc_profile=b"no profile")
    assert _centres(path) == _SEEN
    assert read_picture(path).icc_profile is None


@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "webp"])
def test_profile_is_kept_as_found(tmp_path: Path, rgb: np.ndarray, ending: str) -> None:
    path = _saved(Image.fromarray(rgb), tmp_path / f"a.{ending}", icc_profile=_SRGB)
    assert read_picture(path).icc_profile == _SRGB


@pytest.mark.parametrize(("ending", "error"), [("png", 0.02), ("jpg", 0), ("tif", 0)])
def test_resolution_is_kept(tmp_path: Path, rgb: np.ndarray, ending: str, error: float) -> None:
    path = _saved(Image.fromarray(rgb), tmp_path / f"a.{ending}", dpi=(300, 150))
    assert read_picture(path).resolution == pytest.approx((300, 150), abs=error)


@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "webp"])
def test_exif_is_kept(tmp_path: Path, rgb: np.ndarray, ending: str) -> None:
    written = Image.Exif()
    written[0x010F] = "Maker"
    written.get_ifd(0x8769)[0x829A] = 0.5
    path = _saved(Image.fromarray(rgb), tmp_path / f"a.{ending}", exif=written.tobytes())
    found = Image.Exif()
    found.load(read_picture(path).exif)
    assert found[0x010F] == "Maker"
    assert found.get_ifd(0x8769)[0x829A] == 0.5


def test_without_metadata_there_is_none(tmp_path: Path, rgb: np.ndarray) -> None:
    picture = read_picture(_saved(Image.fromarray(rgb), tmp_path / "a.png"))
    assert (picture.icc_profile, picture.exif, picture.resolution) == (None, None, None)


def test_what_a_tiff_says_of_its_own_storage_is_not_exif(tmp_path, rgb) -> None:
    path = _saved(Image.fromarray(rgb), tmp_path / "a.tif", description="A chart")
    found = Image.Exif()
    found.load(read_picture(path).exif)
    assert dict(found) == {270: "A chart"}


def test_a_resolution_of_0_is_none(tmp_path: Path, rgb: np.ndarray) -> None:
    path = _saved(Image.fromarray(rgb), tmp_path / "a.png", dpi=(0, 0))
    assert read_picture(path).resolution is None


def test_the_first_frame_of_an_animation_is_read(tmp_path: Path, gray: np.ndarray) -> None:
    frames = [Image.fromarray(gray), Image.fromarray(255 - gray)]
    path = _saved(frames[0], tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    np.testing.assert_array_equal(read_picture(path).pixels[..., 0], gray)


def test_the_picture_remembers_its_path(tmp_path: Path, rgb: np.ndarray) -> None:
    path = _saved(Image.fromarray(rgb), tmp_path / "a.png")
    assert read_picture(path).path == path


def test_a_picture_of_one_pixel_opens(tmp_path: Path) -> None:
    path = _saved(Image.new("L", (1, 1), 77), tmp_path / "a.png")
    np.testing.assert_array_equal(read_picture(path).pixels, [[[77]]])


def test_the_content_and_not_the_ending_says_what_it_is(tmp_path: Path, rgb: np.ndarray) -> None:
    path = tmp_path / "a.jpg"
    Image.fromarray(rgb).save(path, "PNG")
    np.testing.assert_array_equal(read_picture(path).pixels, rgb)


def test_pictures_taller_than_a_band_are_whole(tmp_path: Path) -> None:
    tall = np.random.default_rng(0).integers(0, 256, (777, 5, 3), np.uint8)
    path = _saved(Image.fromarray(tall), tmp_path / "a.png")
    np.testing.assert_array_equal(read_picture(path).pixels, tall)
