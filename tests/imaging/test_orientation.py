"""The orientation that a camera noted is obeyed once, in every format and only once."""

from __future__ import annotations

import zlib
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture
from convstudio.imaging.tiff import pages
from convstudio.imaging.writing import write_picture

_ORIENTATION = 0x0112
_ALL = range(1, 9)

# How the standing picture is stored for each orientation, for a picture to be shown upright.
_STORED = {
    1: lambda p: p,
    2: lambda p: p[:, ::-1],
    3: lambda p: p[::-1, ::-1],
    4: lambda p: p[::-1],
    5: lambda p: p.swapaxes(0, 1),
    6: np.rot90,
    7: lambda p: np.rot90(p, 2).swapaxes(0, 1),
    8: lambda p: np.rot90(p, -1),
}


def _stored(pixels: np.ndarray, orientation: int) -> np.ndarray:
    return np.ascontiguousarray(_STORED[orientation](pixels))


def _exif(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    exif[0x010F] = "Maker"
    return exif.tobytes()


@pytest.fixture
def corners() -> np.ndarray:
    """48×32, four corners of four grays in blocks of JPEG's size."""
    corners = np.full((48, 32), 255, np.uint8)
    corners[:16, :16], corners[:16, 16:], corners[32:, :16] = 0, 64, 160
    return corners


@pytest.mark.parametrize("orientation", _ALL)
def test_in_jpeg(tmp_path: Path, corners: np.ndarray, orientation: int) -> None:
    path = tmp_path / "a.jpg"
    image = Image.fromarray(_stored(corners, orientation))
    image.save(path, quality=100, exif=_exif(orientation))
    found = read_picture(path).pixels[..., 0]
    np.testing.assert_allclose(found.astype(int), corners, atol=1)


@pytest.mark.parametrize("orientation", _ALL)
@pytest.mark.parametrize("ending", ["png", "tif", "webp"])
def test_in_8_bit_files(tmp_path, rgb: np.ndarray, ending: str, orientation: int) -> None:
    path = tmp_path / f"a.{ending}"
    lossless = {"lossless": True} if ending == "webp" else {}
    image = Image.fromarray(_stored(rgb, orientation))
    image.save(path, exif=_exif(orientation), **lossless)
    np.testing.assert_array_equal(read_picture(path).pixels, rgb)


@pytest.mark.parametrize("orientation", _ALL)
@pytest.mark.parametrize("fixture", ["gray16", "rgb16", "rgba16"])
def test_in_16_bit_tiff(tmp_path, request, fixture: str, orientation: int) -> None:
    pixels = request.getfixturevalue(fixture)
    path = tmp_path / "a.tif"
    tifffile.imwrite(
        path,
        _stored(pixels, orientation),
        photometric="minisblack" if pixels.ndim == 2 else "rgb",
        extratags=[(_ORIENTATION, "H", 1, orientation, True)],
    )
    np.testing.assert_array_equal(read_picture(path).pixels.squeeze(), pixels)


@pytest.mark.parametrize("orientation", _ALL)
@pytest.mark.parametrize("after", [False, True])
def test_in_16_bit_png(tmp_path, rgb16, orientation: int, after: bool) -> None:
    """The eXIf chunk may stand before the pixels or after them."""
    data = imagecodecs.png_encode(_stored(rgb16, orientation))
    chunk = _png_exif(_exif(orientation).removeprefix(b"Exif\0\0"))
    place = data.index(b"IEND" if after else b"IDAT") - 4
    path = tmp_path / "a.png"
    path.write_bytes(data[:place] + chunk + data[place:])
    np.testing.assert_array_equal(read_picture(path).pixels, rgb16)


def _png_exif(block: bytes) -> bytes:
    checksum = zlib.crc32(b"eXIf" + block).to_bytes(4, "big")
    return len(block).to_bytes(4, "big") + b"eXIf" + block + checksum


@pytest.mark.parametrize("orientation", _ALL)
@pytest.mark.parametrize("compression", [None, "deflate"])
def test_in_8_bit_gray_tiff(tmp_path, gray, orientation: int, compression) -> None:
    path = tmp_path / "a.tif"
    tifffile.imwrite(
        path,
        _stored(gray, orientation),
        photometric="minisblack",
        compression=compression,
        extratags=[(_ORIENTATION, "H", 1, orientation, True)],
    )
    np.testing.assert_array_equal(read_picture(path).pixels[..., 0], gray)


@pytest.mark.parametrize("orientation", _ALL)
def test_in_a_tiff_that_only_pillow_decodes(tmp_path, rgb, monkeypatch, orientation: int) -> None:
    monkeypatch.setattr(pages, "is_for_pillow", lambda _: True)
    path = tmp_path / "a.tif"
    image = Image.fromarray(_stored(rgb, orientation))
    image.save(path, exif=_exif(orientation), compression="tiff_adobe_deflate")
    np.testing.assert_array_equal(read_picture(path).pixels, rgb)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_none(tmp_path, rgb, orientation: int) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(rgb).save(path, exif=_exif(orientation))
    np.testing.assert_array_equal(read_picture(path).pixels, rgb)


@pytest.mark.parametrize("ending", ["png", "jpg", "tif"])
def test_the_exif_that_is_kept_has_no_orientation(tmp_path, rgb, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    Image.fromarray(rgb).save(path, exif=_exif(6))
    exif = Image.Exif()
    exif.load(read_picture(path).exif)
    assert dict(exif) == {0x010F: "Maker"}


@pytest.mark.parametrize("source", ["png", "tif"])
@pytest.mark.parametrize("ending", ["png", "tif"])
def test_it_is_not_obeyed_twice_after_saving(tmp_path, rgb, source: str, ending: str) -> None:
    path, copy = tmp_path / f"a.{source}", tmp_path / f"b.{ending}"
    Image.fromarray(_stored(rgb, 6)).save(path, exif=_exif(6))
    found = read_picture(path)
    write_picture(Picture(found.pixels.copy(), exif=found.exif), copy)
    np.testing.assert_array_equal(read_picture(copy).pixels, rgb)


def test_xmp_beside_exif_does_not_turn_a_saved_picture_again(tmp_path: Path, rgb) -> None:
    path, copy = tmp_path / "a.tif", tmp_path / "b.tif"
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r tiff:Orientation="6"/></x:xmpmeta>'
    tifffile.imwrite(
        path,
        _stored(rgb, 6),
        photometric="rgb",
        extratags=[(_ORIENTATION, "H", 1, 6, True), (700, "B", len(xmp), xmp, True)],
    )
    found = read_picture(path)
    np.testing.assert_array_equal(found.pixels, rgb)
    write_picture(Picture(found.pixels.copy(), exif=found.exif), copy)
    np.testing.assert_array_equal(read_picture(copy).pixels, rgb)
