"""TIFF of every kind: the pixels as stored, however they are laid out and compressed."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from convstudio.imaging.reading import read_picture
from convstudio.imaging.tiff.tree import Fields, packed


@pytest.fixture(autouse=True)
def _silent(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    yield
    assert capfd.readouterr() == ("", "")


def _tiff(path: Path, pixels: np.ndarray, **options: object) -> Path:
    tifffile.imwrite(path, pixels, **options)
    return path


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


def test_a_fourth_sample_that_is_no_alpha_is_left_out(tmp_path, rgba16: np.ndarray) -> None:
    path = _tiff(tmp_path / "a.tif", rgba16, photometric="rgb", extrasamples=["unspecified"])
    picture = read_picture(path)
    assert picture.kind == "16-bit RGB"
    np.testing.assert_array_equal(picture.pixels, rgba16[..., :3])


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


@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize(
    ("dtype", "kind"),
    [
        (np.float16, "32-bit float RGB"),
        (np.float32, "32-bit float RGB"),
        (np.float64, "32-bit float RGB"),
        (np.uint32, "32-bit float RGB"),
        (np.int16, "32-bit float RGB"),
        (np.uint8, "8-bit RGB"),
    ],
)
def test_rgb_of_every_type_opens(tmp_path, rgb, dtype, kind: str, planar: str) -> None:
    stored = (rgb.astype(np.float64) * (300 if np.dtype(dtype).itemsize > 2 else 1)).astype(dtype)
    if dtype == np.int16:
        stored -= 100
    laid = stored if planar == "contig" else stored.transpose(2, 0, 1)
    path = _tiff(tmp_path / "a.tif", laid, photometric="rgb", planarconfig=planar)
    picture = read_picture(path)
    assert picture.kind == kind if dtype != np.uint32 else picture.kind.endswith("RGB")
    np.testing.assert_array_equal(picture.pixels, stored.astype(picture.pixels.dtype))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_gray_with_alpha_is_two_samples(tmp_path, rgba16, dtype, planar: str) -> None:
    stored = (rgba16[..., 2:] // 257).astype(dtype)
    laid = stored if planar == "contig" else stored.transpose(2, 0, 1)
    path = _tiff(
        tmp_path / "a.tif",
        laid,
        photometric="minisblack",
        planarconfig=planar,
        extrasamples=["unassalpha"],
    )
    picture = read_picture(path)
    assert picture.has_alpha
    np.testing.assert_array_equal(picture.pixels, stored)


def test_alpha_may_stand_behind_a_sample_that_is_none(tmp_path: Path, rgba16) -> None:
    depth = np.full((*rgba16.shape[:2], 1), 7, np.uint16)
    stored = np.concatenate([rgba16[..., :3], depth, rgba16[..., 3:]], axis=2)
    for planar, laid in (("contig", stored), ("separate", stored.transpose(2, 0, 1))):
        path = _tiff(
            tmp_path / "a.tif",
            laid,
            photometric="rgb",
            planarconfig=planar,
            extrasamples=["unspecified", "unassalpha"],
        )
        np.testing.assert_array_equal(read_picture(path).pixels, rgba16)


_COMPRESSIONS = [None, "lzw", "deflate", "packbits", "zstd", "lzma", "webp", "png", "jpegxl"]


@pytest.mark.parametrize("compression", [*_COMPRESSIONS, "jpeg2000", "lerc"])
@pytest.mark.parametrize("tile", [None, (16, 16), (32, 16)])
def test_every_compression_gives_the_pixels_back(tmp_path, compression, tile) -> None:
    stored = np.random.default_rng(2).integers(0, 256, (37, 53, 3), np.uint8)
    options = {"tile": tile} if tile else {"rowsperstrip": 37 if compression == "webp" else 8}
    if compression == "packbits" and tile:
        options["rowsperstrip"] = options.pop("tile")[0]  # tifffile does not write that
    if compression == "jpeg2000":
        options["compressionargs"] = {"reversible": True}
    path = _tiff(tmp_path / "a.tif", stored, photometric="rgb", compression=compression, **options)
    np.testing.assert_array_equal(read_picture(path).pixels, stored)


@pytest.mark.parametrize("tile", [None, (16, 16)])
@pytest.mark.parametrize("samples", [1, 3])
def test_jpeg_in_tiff_is_near(tmp_path: Path, samples: int, tile) -> None:
    ramp = np.linspace(0, 255, 48 * 48).reshape(48, 48, 1)
    stored = np.concatenate([ramp, 255 - ramp, ramp / 2], axis=2)[..., :samples].astype(np.uint8)
    path = tmp_path / "a.tif"
    colours = "ycbcr" if samples == 3 else "minisblack"
    options = {"tile": tile} if tile else {}
    tifffile.imwrite(
        path,
        stored if samples == 3 else stored[..., 0],
        photometric=colours if samples == 1 else "rgb",
        compression="jpeg",
        compressionargs={"level": 95},
        **options,
    )
    found = read_picture(path).pixels.astype(int)
    assert np.abs(found - stored).max() <= 6


@pytest.mark.parametrize("compression", ["tiff_ccitt", "group3", "group4"])
def test_fax_compressions_give_the_bits_back(tmp_path, compression: str) -> None:
    bits = np.random.default_rng(9).random((40, 61)) < 0.2
    Image.fromarray(bits).save(tmp_path / "a.tif", compression=compression)
    expected = np.where(bits, 255, 0)
    np.testing.assert_array_equal(read_picture(tmp_path / "a.tif").pixels[..., 0], expected)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LA", "CMYK", "P", "1", "YCbCr"])
@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_what_pillow_wrote_is_read_as_pillow_reads_it(tmp_path, mode, compression: str) -> None:
    y, x = np.mgrid[0:37, 0:53]
    rgb = np.stack([x * 4, y * 6, x * y % 256], axis=2).astype(np.uint8)
    image = Image.fromarray(rgb).convert(mode)
    path = tmp_path / "a.tif"
    image.save(path, compression=compression)
    plain = {"CMYK": "RGB", "P": "RGB", "1": "L", "YCbCr": "RGB"}.get(mode, mode)
    expected = np.asarray(image.convert(plain)).reshape(37, 53, -1)
    np.testing.assert_array_equal(read_picture(path).pixels, expected)


def test_a_last_strip_that_is_filled_up_is_cut(tmp_path: Path, rgb: np.ndarray) -> None:
    """7 rows in strips of 4, and the second strip compressed with 4 rows all the same."""
    filled = np.concatenate([rgb, rgb[:1]])
    strips = [zlib.compress(filled[top : top + 4].tobytes()) for top in (0, 4)]
    numbers = {
        256: (11,), 257: (7,), 258: (8, 8, 8), 259: (8,), 262: (2,), 277: (3,), 278: (4,),
        273: (1000, 1000 + len(strips[0])), 279: (len(strips[0]), len(strips[1])),
    }  # fmt: skip
    fields: Fields = {c: (4, len(v), struct.pack(f"<{len(v)}L", *v)) for c, v in numbers.items()}
    path = tmp_path / "a.tif"
    path.write_bytes(packed("<", fields).ljust(1000, b"\0") + b"".join(strips))
    np.testing.assert_array_equal(read_picture(path).pixels, rgb)


def test_a_picture_of_many_strips_and_threads_is_whole(tmp_path: Path) -> None:
    stored = np.random.default_rng(0).integers(0, 65536, (700, 900, 3), np.uint16)
    for compression in (None, "lzw", "deflate"):
        path = _tiff(
            tmp_path / "a.tif", stored, photometric="rgb", compression=compression, rowsperstrip=3
        )
        np.testing.assert_array_equal(read_picture(path).pixels, stored)


def test_the_fields_of_a_microscope_are_not_followed(tmp_path: Path, rgb: np.ndarray) -> None:
    """STK and LSM fields, which tifffile would read by."""
    path = _tiff(
        tmp_path / "a.tif",
        rgb,
        photometric="rgb",
        extratags=[(code, "I", 40, tuple(range(40)), True) for code in (33628, 33629, 34412)],
    )
    np.testing.assert_array_equal(read_picture(path).pixels, rgb)
