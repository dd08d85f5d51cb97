"""TIFF as other programs read it."""

from __future__ import annotations

import io

import numpy as np
import pytest
import tifffile
from PIL import Image

from convstudio.imaging.encoders import encoder, tiff
from convstudio.imaging.encoders.tiff import TiffEncoder
from tests.imaging.encoders.sheets import encoded, noise


@pytest.mark.parametrize("samples", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1), (37, 29)])
@pytest.mark.parametrize(("band", "big"), [(1, False), (1000, True), (1 << 19, False)])
def test_tifffile_reads_every_bit(
    monkeypatch, samples: int, dtype: str, size, band: int, big: bool
) -> None:
    monkeypatch.setattr(encoder, "_BAND_BYTES", band)
    monkeypatch.setattr(tiff, "_LARGEST_CLASSIC", 0 if big else 2**32)
    pixels = noise(*size, samples, dtype)
    with tifffile.TiffFile(io.BytesIO(encoded(TiffEncoder, pixels))) as file:
        assert file.is_bigtiff == big
        page = file.pages[0]
        found = page.asarray().reshape(pixels.shape)
        assert page.dtype == pixels.dtype
        assert page.extrasamples == ((2,) if samples in (2, 4) else ())
        assert page.compression == tifffile.COMPRESSION.ADOBE_DEFLATE
    np.testing.assert_array_equal(found.view("u1"), pixels.view("u1"))


@pytest.mark.parametrize(
    ("samples", "dtype"), [(1, "u1"), (3, "u1"), (4, "u1"), (1, "u2"), (1, "f4")]
)
def test_libtiff_reads_what_pillow_can_hold(samples: int, dtype: str) -> None:
    pixels = noise(37, 29, samples, dtype)
    with Image.open(io.BytesIO(encoded(TiffEncoder, pixels))) as image:
        found = np.asarray(image)
    np.testing.assert_array_equal(found.reshape(pixels.shape), pixels)


def test_floats_of_every_kind_come_back_bit_for_bit() -> None:
    bits = np.array([0, 1, 0x80000000, 0x7F800000, 0xFF800000, 0x7FC00001, 0xFFFFFFFF, 0x3F800000])
    pixels = bits.astype("u4").view("f4").reshape(2, 4, 1)
    found = tifffile.imread(io.BytesIO(encoded(TiffEncoder, pixels)))
    np.testing.assert_array_equal(found.view("u4"), pixels[..., 0].view("u4"))


def _exif(order: str) -> bytes:
    """With every kind of number, inside an EXIF, a GPS and an interoperability directory too."""
    exif = Image.Exif()
    exif.endian = order
    exif[271], exif[18246] = "Maker", 3
    exif[282], exif[283], exif[296] = 72.0, 72.0, 2
    inner = exif.get_ifd(34665)
    inner[33434], inner[34855], inner[37380] = 0.004, 200, -0.5
    inner[37500] = b"note\0\1\2\3\4"
    inner[40965] = {1: "R98"}
    exif.get_ifd(34853)[2] = (52.0, 31.0, 12.5)
    return exif.tobytes()


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("big", [False, True])
def test_exif_is_kept_field_by_field(monkeypatch, order: str, big: bool) -> None:
    monkeypatch.setattr(tiff, "_LARGEST_CLASSIC", 0 if big else 2**32)
    wanted = Image.Exif()
    wanted.load(_exif(order))
    data = encoded(TiffEncoder, noise(5, 6, 3, "u1"), exif=_exif(order), resolution=(300.0, 72.5))
    with Image.open(io.BytesIO(data)) as image:
        found = image.getexif()
        assert found[271] == "Maker"
        assert found[18246] == 3
        assert image.info["dpi"] == (300, 72.5)
        for code in (34665, 34853):
            inner, expected = found.get_ifd(code), wanted.get_ifd(code)
            for name in set(expected) - {40965}:
                assert inner[name] == expected[name], name
        assert found.get_ifd(40965) == {1: "R98"}
        np.testing.assert_array_equal(np.asarray(image), noise(5, 6, 3, "u1"))


def test_fields_of_another_file_s_layout_are_left_out() -> None:
    exif = Image.Exif()
    exif.update({256: 999, 258: (16, 16, 16), 322: 64, 323: 64, 320: (1, 2, 3), 271: "Maker"})
    pixels = noise(5, 6, 3, "u1")
    data = encoded(TiffEncoder, pixels, exif=exif.tobytes())
    np.testing.assert_array_equal(tifffile.imread(io.BytesIO(data)), pixels)
    with Image.open(io.BytesIO(data)) as image:
        assert image.getexif()[271] == "Maker"
        assert not {320, 322, 323} & set(image.getexif())


def test_a_broken_exif_block_costs_no_picture() -> None:
    pixels = noise(5, 6, 3, "u1")
    for broken in (b"", b"Exif\0\0", b"II*\0\xff\xff\xff\xff", _exif("<")[:60], b"x" * 300):
        data = encoded(TiffEncoder, pixels, exif=broken)
        np.testing.assert_array_equal(tifffile.imread(io.BytesIO(data)), pixels)


def test_profile_and_xmp_are_written() -> None:
    data = encoded(TiffEncoder, noise(5, 6, 3, "u1"), profile=b"profile", xmp=b"<xmp/>")
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        assert file.pages[0].tags[34675].value == b"profile"
        assert bytes(file.pages[0].tags[700].value) == b"<xmp/>"
