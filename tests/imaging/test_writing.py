"""Writing pictures: whole or not at all, with what must survive."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from convstudio.errors import PictureWriteError
from convstudio.imaging.output import Output, format_for
from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture
from convstudio.imaging.writing import write_picture

_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _refusal(picture: Picture, path: Path) -> str:
    with pytest.raises(PictureWriteError) as caught:
        write_picture(picture, path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def _names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


@pytest.mark.parametrize("ending", ["png", "tif", "tiff", "PNG", "TIF"])
@pytest.mark.parametrize("samples", [1, 3, 4])
def test_png_and_tiff_read_back_pixel_for_pixel(tmp_path, rgba, ending: str, samples) -> None:
    pixels = np.ascontiguousarray(rgba[..., :samples])
    path = tmp_path / f"a.{ending}"
    saved = write_picture(Picture(pixels, has_alpha=samples == 4), path)
    assert (saved.path, saved.losses) == (path, ())
    found = read_picture(path)
    assert found.has_alpha == (samples == 4)
    np.testing.assert_array_equal(found.pixels, pixels)
    assert _names(tmp_path) == [path.name]


@pytest.mark.parametrize("ending", ["jpg", "jpeg", "JPG"])
@pytest.mark.parametrize("samples", [1, 3])
def test_jpeg_is_near_and_keeps_every_pixels_colour(tmp_path, ending: str, samples) -> None:
    ramp = np.linspace(0, 255, 32 * 32).reshape(32, 32, 1)
    pixels = np.concatenate([ramp, 255 - ramp, ramp / 2], axis=2)[..., :samples].astype(np.uint8)
    path = tmp_path / f"a.{ending}"
    assert write_picture(Picture(pixels), path).losses == ()
    found = read_picture(path).pixels.astype(int)
    assert found.shape == pixels.shape
    assert np.abs(found - pixels).max() <= 5
    with Image.open(path) as image:
        assert image.format == "JPEG"


@pytest.mark.parametrize(("name", "format_"), [("a.png", "PNG"), ("a.b.JpEg", "JPEG")])
def test_the_ending_names_the_format(name: str, format_: str) -> None:
    assert format_for(Path(name)).name == format_


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("a.gif", "the ending “.gif”"),
        ("a", "no ending"),
        (".png", "no ending"),
        ("a.", "no ending"),
    ],
)
def test_another_ending_is_refused_with_those_that_are_known(tmp_path, rgb, name, given) -> None:
    assert _refusal(Picture(rgb), tmp_path / name) == (
        f"“{name}” has {given}, which names no format that can be saved. "
        "Use .png, .jpg, .jpeg, .webp, .tif, .tiff, .npy or .csv."
    )
    assert _names(tmp_path) == []


def test_transparency_is_laid_on_white_for_jpeg_and_told(tmp_path: Path) -> None:
    pixels = np.zeros((48, 16, 4), np.uint8)
    pixels[..., 0] = 200
    pixels[16:32, :, 3], pixels[32:, :, 3] = 128, 255
    path = tmp_path / "a.jpg"
    saved = write_picture(Picture(pixels, has_alpha=True), path)
    assert saved.losses == ("JPEG has no transparency: it is laid on white.",)
    found = read_picture(path).pixels[[8, 24, 40], 8]
    np.testing.assert_allclose(found, [[255, 255, 255], [227, 127, 127], [200, 0, 0]], atol=4)


def test_profile_exif_and_resolution_are_written(tmp_path: Path, rgb: np.ndarray) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8769)[0x829A] = 0.5
    picture = Picture(rgb, False, _SRGB, exif.tobytes(), (300.0, 150.0))
    for name in ("a.png", "a.jpg", "a.tif"):
        write_picture(picture, tmp_path / name)
        found = read_picture(tmp_path / name)
        assert found.icc_profile == _SRGB, name
        assert found.resolution == pytest.approx((300, 150), abs=0.02), name
        kept = Image.Exif()
        kept.load(found.exif)
        assert kept[0x010F] == "Maker", name
        assert kept.get_ifd(0x8769)[0x829A] == 0.5, name


@pytest.mark.parametrize(
    ("options", "stored"),
    [
        ({"photometric": "rgb", "planarconfig": "separate"}, "planes"),
        ({"photometric": "separated"}, "inks"),
        ({"photometric": "rgb", "tile": (16, 16)}, "pixels"),
    ],
    ids=["planes", "CMYK", "tiles"],
)
def test_the_layout_of_the_file_read_is_not_that_of_the_file_written(
    tmp_path: Path, rgb: np.ndarray, options, stored: str
) -> None:
    inks = np.concatenate([rgb, rgb[..., :1]], axis=2)
    arrays = {"planes": rgb.transpose(2, 0, 1), "inks": inks, "pixels": rgb}
    tifffile.imwrite(tmp_path / "a.tif", arrays[stored], **options)
    picture = read_picture(tmp_path / "a.tif")
    write_picture(Picture(picture.pixels.copy(), exif=picture.exif), tmp_path / "b.tif")
    np.testing.assert_array_equal(tifffile.imread(tmp_path / "b.tif"), picture.pixels)
    np.testing.assert_array_equal(read_picture(tmp_path / "b.tif").pixels, picture.pixels)


def test_sizes_that_exif_names_are_not_those_of_the_file_written(tmp_path, rgb) -> None:
    """Photoshop notes the size and the depth of a JPEG in its EXIF."""
    exif = Image.Exif()
    exif.update({256: 999, 257: 888, 258: (8, 8, 8), 262: 6, 277: 3, 0x010F: "Maker"})
    Image.fromarray(rgb).save(tmp_path / "a.jpg", exif=exif.tobytes())
    picture = read_picture(tmp_path / "a.jpg")
    write_picture(Picture(rgb, exif=picture.exif), tmp_path / "b.tif")
    np.testing.assert_array_equal(read_picture(tmp_path / "b.tif").pixels, rgb)


def test_exif_too_large_for_jpeg_is_left_out_and_told(tmp_path: Path, rgb: np.ndarray) -> None:
    exif = Image.Exif()
    exif[0x010E] = "words " * 12000
    picture = Picture(rgb, exif=exif.tobytes())
    saved = write_picture(picture, tmp_path / "a.jpg")
    assert saved.losses == ("JPEG holds no more than 64 KB of EXIF data: it is left out.",)
    assert read_picture(tmp_path / "a.jpg").exif is None
    assert write_picture(picture, tmp_path / "a.png").losses == ()


def _missing_folder(folder: Path) -> Path:
    return folder / "none" / "a.png"


def _file_as_folder(folder: Path) -> Path:
    (folder / "file").touch()
    return folder / "file" / "a.png"


def _folder_of_that_name(folder: Path) -> Path:
    (folder / "a.png").mkdir()
    return folder / "a.png"


def _name_too_long(folder: Path) -> Path:
    return folder / f"{'n' * 300}.png"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (_missing_folder, "its folder does not exist"),
        (_file_as_folder, "its folder is no folder"),
        (_folder_of_that_name, "a folder has that name"),
        (_name_too_long, "the name is too long"),
    ],
)
def test_a_place_that_cannot_be_is_told_in_words(tmp_path, rgb, place, words: str) -> None:
    path = place(tmp_path)
    before = _names(tmp_path)
    assert _refusal(Picture(rgb), path) == (
        f"“{path}” could not be saved: {words}. Choose another folder or name."
    )
    assert _names(tmp_path) == before


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="no /proc on this system")
def test_a_folder_of_the_system_is_refused(rgb: np.ndarray) -> None:
    assert "could not be saved: " in _refusal(Picture(rgb), Path("/proc/a.png"))


def test_a_name_with_a_null_character_is_refused(tmp_path: Path, rgb: np.ndarray) -> None:
    assert "could not be saved: " in _refusal(Picture(rgb), tmp_path / "a\0.png")
    assert _names(tmp_path) == []


def test_a_write_protected_file_stays_as_it_was(tmp_path, rgb, monkeypatch) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"as it was")
    path.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda *_: False)  # what all but the superuser are told
    assert "could not be saved: there is no permission to write there." in _refusal(
        Picture(rgb), path
    )
    assert path.read_bytes() == b"as it was"
    assert _names(tmp_path) == ["a.png"]


def test_a_disk_that_is_full_leaves_the_old_file(tmp_path, rgb, monkeypatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "a.png"
    write_picture(Picture(rgb), path)
    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    assert "could not be saved: the disk is full." in _refusal(Picture(rgb // 2), path)
    assert path.read_bytes() == before
    assert _names(tmp_path) == ["a.png"]


def test_an_encoder_that_fails_half_way_leaves_the_old_file(tmp_path, rgb, monkeypatch) -> None:
    def half(_: object, file: object, *__: object, **___: object) -> None:
        file.write(b"half of the")
        raise RuntimeError("encoder error")

    path = tmp_path / "a.webp"
    path.write_bytes(b"as it was")
    monkeypatch.setattr(Image.Image, "save", half)
    assert _refusal(Picture(rgb), path) == f"“{path}” could not be saved: encoder error."
    assert path.read_bytes() == b"as it was"
    assert _names(tmp_path) == ["a.webp"]


def test_a_picture_too_wide_for_jpeg_is_refused_with_what_would_do(tmp_path: Path) -> None:
    wide = Picture(np.zeros((1, 65501, 1), np.uint8))
    assert _refusal(wide, tmp_path / "a.jpg") == (
        "65501 × 1 pixels are too many for JPEG, which allows 65500 a side. Save it as PNG or TIFF."
    )
    assert write_picture(wide, tmp_path / "a.png").losses == ()


def test_permissions_of_the_old_file_are_kept(tmp_path: Path, rgb: np.ndarray) -> None:
    path = tmp_path / "a.png"
    path.touch()
    path.chmod(0o604)
    write_picture(Picture(rgb), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


def test_a_symbolic_link_stays_one(tmp_path: Path, rgb: np.ndarray) -> None:
    target, link = tmp_path / "target.png", tmp_path / "link.png"
    target.touch()
    link.symlink_to(target)
    write_picture(Picture(rgb), link)
    assert link.is_symlink()
    np.testing.assert_array_equal(read_picture(target).pixels, rgb)


@pytest.mark.parametrize(
    ("ending", "dtype"),
    [("tif", "u1"), ("tif", "u2"), ("tif", "f4"), ("png", "u1"), ("png", "u2")],
)
@pytest.mark.parametrize("samples", [1, 2, 3, 4])
def test_every_kind_of_picture_reads_back_bit_for_bit(
    tmp_path: Path, dtype: str, samples: int, ending: str
) -> None:
    rng = np.random.default_rng(6)
    pixels = rng.normal(0, 90, (70, 41, samples)).astype("f4")
    if dtype != "f4":
        pixels = rng.integers(0, np.iinfo(dtype).max, pixels.shape, dtype)
    write_picture(Picture(pixels, samples in (2, 4)), tmp_path / f"a.{ending}")
    found = read_picture(tmp_path / f"a.{ending}")
    assert found.has_alpha == (samples in (2, 4))
    assert found.pixels.dtype == pixels.dtype
    np.testing.assert_array_equal(found.pixels, pixels)


@pytest.mark.parametrize(("ending", "dtype"), [("jpg", "u2"), ("webp", "f4"), ("png", "f4")])
def test_a_depth_that_the_format_has_not_is_refused(tmp_path, ending: str, dtype: str) -> None:
    picture = Picture(np.zeros((3, 3, 1), dtype))
    assert "does not hold" in _refusal(picture, tmp_path / f"a.{ending}")
    assert _names(tmp_path) == []


def test_gray_with_alpha_is_laid_on_white_as_gray(tmp_path: Path) -> None:
    pixels = np.zeros((16, 16, 2), np.uint8)
    pixels[8:, :, 1] = 255
    saved = write_picture(Picture(pixels, has_alpha=True), tmp_path / "a.jpg")
    assert saved.losses == ("JPEG has no transparency: it is laid on white.",)
    found = read_picture(tmp_path / "a.jpg").pixels
    assert (found.shape, found[4, 4, 0], found[12, 4, 0]) == ((16, 16, 1), 255, 0)


def test_a_profile_for_gray_is_none_for_webp(tmp_path: Path, gray: np.ndarray) -> None:
    picture = Picture(gray[..., None], icc_profile=bytes(16) + b"GRAY")
    saved = write_picture(picture, tmp_path / "a.webp", Output("WebP", quality=100))
    assert saved.losses == ("WebP holds gray as RGB: the colour profile, for gray, is left out.",)
    with Image.open(tmp_path / "a.webp") as image:
        assert "icc_profile" not in image.info
        np.testing.assert_array_equal(np.asarray(image)[..., 0], gray)
