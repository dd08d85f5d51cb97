"""More than 8 bits a sample: as stored, however a TIFF or PNG lays it out."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from convstudio.errors import PictureReadError
from convstudio.imaging.deep_colour import plain_dtype, upright
from convstudio.imaging.reading import read_picture


def _png(path: Path, pixels: np.ndarray) -> Path:
    path.write_bytes(imagecodecs.png_encode(pixels))
    return path


def _tiff(path: Path, pixels: np.ndarray, **options: object) -> Path:
    tifffile.imwrite(path, pixels, **options)
    return path


def test_a_16_bit_rgb_png_keeps_its_16_bits(tmp_path: Path, rgb16: np.ndarray) -> None:
    picture = read_picture(_png(tmp_path / "a.png", rgb16))
    assert picture.kind == "16-bit RGB"
    np.testing.assert_array_equal(picture.pixels, rgb16)


def test_a_16_bit_rgba_png_keeps_its_16_bits(tmp_path: Path, rgba16: np.ndarray) -> None:
    picture = read_picture(_png(tmp_path / "a.png", rgba16))
    assert picture.kind == "16-bit RGB with alpha"
    np.testing.assert_array_equal(picture.pixels, rgba16)


def test_a_16_bit_png_of_gray_with_alpha_keeps_its_16_bits(tmp_path, rgba16) -> None:
    pixels = np.ascontiguousarray(rgba16[..., 2:])
    picture = read_picture(_png(tmp_path / "a.png", pixels))
    assert picture.kind == "16-bit gray with alpha"
    np.testing.assert_array_equal(picture.pixels, pixels)


@pytest.mark.parametrize("compression", [None, "lzw", "deflate", "zstd", "packbits"])
@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_a_16_bit_rgb_tiff_keeps_its_16_bits(tmp_path, rgb16, compression, planar: str) -> None:
    stored = rgb16 if planar == "contig" else rgb16.transpose(2, 0, 1)
    path = _tiff(
        tmp_path / "a.tif",
        stored,
        photometric="rgb",
        planarconfig=planar,
        compression=compression,
        rowsperstrip=3,
    )
    picture = read_picture(path)
    assert picture.kind == "16-bit RGB"
    np.testing.assert_array_equal(picture.pixels, rgb16)


@pytest.mark.parametrize(
    "options",
    [
        {"compression": "lzw", "predictor": True},
        {"compression": "deflate", "predictor": True},
        {"tile": (16, 16)},
        {"byteorder": ">"},
        {"bigtiff": True},
    ],
    ids=["lzw with predictor", "deflate with predictor", "tiles", "big-endian", "BigTIFF"],
)
def test_the_layout_of_a_tiff_makes_no_difference(tmp_path, rgb16, options) -> None:
    picture = read_picture(_tiff(tmp_path / "a.tif", rgb16, photometric="rgb", **options))
    np.testing.assert_array_equal(picture.pixels, rgb16)
    assert picture.pixels.dtype == np.uint16


def test_straight_alpha_of_a_tiff_is_kept(tmp_path: Path, rgba16: np.ndarray) -> None:
    path = _tiff(tmp_path / "a.tif", rgba16, photometric="rgb", extrasamples=["unassalpha"])
    picture = read_picture(path)
    assert picture.has_alpha
    np.testing.assert_array_equal(picture.pixels, rgba16)


def test_premultiplied_alpha_of_a_tiff_becomes_straight(tmp_path: Path) -> None:
    stored = np.array([[[100, 200, 300, 400], [7, 8, 9, 0], [1, 2, 3, 65535]]], np.uint16)
    path = _tiff(tmp_path / "a.tif", stored, photometric="rgb", extrasamples=["assocalpha"])
    expected = [[[16384, 32768, 49151, 400], [0, 0, 0, 0], [1, 2, 3, 65535]]]
    np.testing.assert_array_equal(read_picture(path).pixels, expected)


def test_a_fourth_sample_that_is_no_alpha_is_left_out(tmp_path, rgba16: np.ndarray) -> None:
    path = _tiff(tmp_path / "a.tif", rgba16, photometric="rgb", extrasamples=["unspecified"])
    picture = read_picture(path)
    assert picture.kind == "16-bit RGB"
    np.testing.assert_array_equal(picture.pixels, rgba16[..., :3])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_gray_where_0_is_white_is_turned_round(tmp_path: Path, dtype: type) -> None:
    stored = (np.arange(20).reshape(4, 5) * 13).astype(dtype)
    path = _tiff(tmp_path / "a.tif", stored, photometric="miniswhite")
    expected = np.iinfo(dtype).max - stored
    np.testing.assert_array_equal(read_picture(path).pixels[..., 0], expected)


def test_a_16_bit_cmyk_tiff_becomes_rgb(tmp_path: Path) -> None:
    inks = (np.eye(5, 4) * 65535).astype(np.uint16)[np.newaxis]
    path = _tiff(tmp_path / "a.tif", inks, photometric="separated")
    picture = read_picture(path)
    assert picture.kind == "8-bit RGB"
    expected = [[0, 255, 255], [255, 0, 255], [255, 255, 0], [0, 0, 0], [255, 255, 255]]
    np.testing.assert_array_equal(picture.pixels, [expected])


@pytest.mark.parametrize(
    ("dtype", "values", "kind"),
    [
        (np.uint32, [0, 7, 2**32 - 1], "32-bit float gray"),
        (np.uint32, [0, 7, 65535], "16-bit gray"),
        (np.int16, [-5, 0, 32767], "32-bit float gray"),
        (np.int8, [-5, 0, 127], "32-bit float gray"),
        (np.float32, [-0.5, 0.25, 9], "32-bit float gray"),
    ],
)
def test_gray_of_other_types_keeps_its_values(tmp_path: Path, dtype, values, kind: str) -> None:
    stored = np.array([values], dtype)
    picture = read_picture(_tiff(tmp_path / "a.tif", stored, photometric="minisblack"))
    assert picture.kind == kind
    np.testing.assert_array_equal(picture.pixels[..., 0], stored.astype(picture.pixels.dtype))


def test_metadata_of_a_deep_tiff_is_kept(tmp_path: Path, rgb16: np.ndarray) -> None:
    path = _tiff(
        tmp_path / "a.tif",
        rgb16,
        photometric="rgb",
        iccprofile=b"a profile",
        resolution=(300, 150),
        resolutionunit="INCH",
        description="A chart",
        metadata=None,
    )
    picture = read_picture(path)
    assert picture.icc_profile == b"a profile"
    assert picture.resolution == (300, 150)
    exif = Image.Exif()
    exif.load(picture.exif)
    assert exif[270] == "A chart"


@pytest.mark.parametrize(
    ("stored", "plain"),
    [
        (np.array([0, 1], bool), np.array([0, 255], np.uint8)),
        (np.array([0, 65535], ">u2"), np.array([0, 65535], np.uint16)),
        (np.array([0, 65535], np.int64), np.array([0, 65535], np.uint16)),
        (np.array([0, 65536], np.int64), np.array([0, 65536], np.float32)),
        (np.array([-1, 5], np.int8), np.array([-1, 5], np.float32)),
        (np.array([0.1, 1e300]), np.array([0.1, np.inf], np.float32)),
        (np.array([0.5, 2], np.float16), np.array([0.5, 2], np.float32)),
    ],
)
def test_every_type_becomes_one_of_three(stored: np.ndarray, plain: np.ndarray) -> None:
    found = plain_dtype(stored)
    assert found.dtype == plain.dtype
    np.testing.assert_array_equal(found, plain)


def test_the_eight_orientations_are_those_of_exif(rgb: np.ndarray) -> None:
    # What stands in row 0 and in column 0 of the file, in the words of the EXIF standard.
    assert np.array_equal(upright(rgb, 1), rgb)
    assert np.array_equal(upright(rgb, 2), np.fliplr(rgb))
    assert np.array_equal(upright(rgb, 3), np.rot90(rgb, 2))
    assert np.array_equal(upright(rgb, 4), np.flipud(rgb))
    assert np.array_equal(upright(rgb, 5), rgb.transpose(1, 0, 2))
    assert np.array_equal(upright(rgb, 6), np.rot90(rgb, -1))
    assert np.array_equal(upright(rgb, 7), np.rot90(rgb.transpose(1, 0, 2), 2))
    assert np.array_equal(upright(rgb, 8), np.rot90(rgb))


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content).to_bytes(4, "big")
    return len(content).to_bytes(4, "big") + kind + content + checksum


def test_a_16_bit_colour_that_is_transparent_becomes_alpha(tmp_path, rgb16) -> None:
    data = imagecodecs.png_encode(rgb16)
    transparent = _chunk(b"tRNS", struct.pack(">3H", *rgb16[2, 3]))
    place = data.index(b"IDAT") - 4
    path = tmp_path / "a.png"
    path.write_bytes(data[:place] + transparent + data[place:])
    picture = read_picture(path)
    np.testing.assert_array_equal(picture.colour, rgb16)
    expected = np.full(rgb16.shape[:2], 65535)
    expected[2, 3] = 0
    np.testing.assert_array_equal(picture.alpha, expected)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("big", [False, True])
def test_float_colour_is_read_as_stored(tmp_path: Path, dtype, big: bool) -> None:
    stored = np.linspace(-2, 3, 24 * 31 * 3).reshape(24, 31, 3).astype(dtype)
    picture = read_picture(_tiff(tmp_path / "a.tif", stored, photometric="rgb", bigtiff=big))
    assert picture.kind == "32-bit float RGB"
    np.testing.assert_array_equal(picture.pixels, stored.astype(np.float32))


def test_a_16_bit_tiff_of_gray_with_alpha_keeps_its_16_bits(tmp_path, rgba16) -> None:
    stored = np.ascontiguousarray(rgba16[..., 2:])
    path = _tiff(tmp_path / "a.tif", stored, photometric="minisblack", extrasamples=["unassalpha"])
    picture = read_picture(path)
    assert picture.kind == "16-bit gray with alpha"
    np.testing.assert_array_equal(picture.pixels, stored)


@pytest.mark.parametrize("tile", [None, (16, 16)])
@pytest.mark.parametrize("compression", [None, "lzw", "deflate", "zstd", "packbits"])
def test_an_8_bit_tiff_is_read_as_stored(tmp_path: Path, compression, tile) -> None:
    stored = np.random.default_rng(5).integers(0, 256, (40, 50, 3), np.uint8)
    path = _tiff(tmp_path / "a.tif", stored, photometric="rgb", compression=compression, tile=tile)
    np.testing.assert_array_equal(read_picture(path).pixels, stored)


@pytest.mark.parametrize("compression", ["lzw", "deflate", "jpeg", "zstd"])
def test_damage_is_told_by_the_error_alone(tmp_path: Path, capfd, compression: str) -> None:
    stored = np.random.default_rng(6).integers(0, 256, (40, 50, 3), np.uint8)
    path = _tiff(tmp_path / "a.tif", stored, photometric="rgb", compression=compression)
    whole = path.read_bytes()
    random = np.random.default_rng(7)
    refused = 0
    for _ in range(60):
        spoilt = bytearray(whole)
        for place in random.integers(8, len(whole), 4):
            spoilt[place] ^= int(random.integers(1, 256))
        path.write_bytes(spoilt)
        try:
            read_picture(path)
        except PictureReadError:
            refused += 1
    assert refused > 0
    assert capfd.readouterr() == ("", "")


def test_jpeg_in_a_tiff_is_read_as_libtiff_does(tmp_path: Path) -> None:
    smooth = np.add.outer(np.arange(40), np.arange(50))[..., np.newaxis] * np.array([1, 2, 0.5])
    path = tmp_path / "a.tif"
    Image.fromarray(smooth.astype(np.uint8)).save(path, compression="jpeg", quality=95)
    difference = read_picture(path).pixels.astype(int) - np.asarray(Image.open(path))
    assert np.abs(difference).max() <= 1
