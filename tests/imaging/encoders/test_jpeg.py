"""JPEG in strips: the same pixels as in one."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from convstudio.imaging.encoders import encoder
from convstudio.imaging.encoders.jpeg import JpegEncoder
from tests.imaging.encoders.sheets import encoded, noise


def _whole(pixels: np.ndarray, quality: int) -> bytes:
    file = io.BytesIO()
    image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    image.save(file, "JPEG", quality=quality, subsampling=0)
    return file.getvalue()


def _pixels(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "JPEG"
        return np.asarray(image)


@pytest.mark.parametrize("samples", [1, 3])
@pytest.mark.parametrize("size", [(1, 1), (8, 8), (9, 300), (300, 9), (129, 77), (16, 1)])
@pytest.mark.parametrize("band", [1, 4000, 1 << 19])
@pytest.mark.parametrize("quality", [1, 75, 95, 100])
def test_strips_give_the_pixels_of_the_whole(
    monkeypatch, samples: int, size, band: int, quality: int
) -> None:
    monkeypatch.setattr(encoder, "_BAND_BYTES", band)
    pixels = noise(*size, samples, "u1")
    found = encoded(JpegEncoder, pixels, (7, 50), quality=quality)
    np.testing.assert_array_equal(_pixels(found), _pixels(_whole(pixels, quality)))


def test_more_than_eight_strips_and_the_longest_interval(monkeypatch) -> None:
    monkeypatch.setattr(encoder, "_BAND_BYTES", 1 << 30)
    wide = np.zeros((72, 65500, 1), np.uint8)
    wide[::3] = 200
    found = encoded(JpegEncoder, wide, (72, 65500))
    assert b"\xff\xdd\0\4" + (8 * 8188).to_bytes(2, "big") in found
    np.testing.assert_array_equal(_pixels(found), _pixels(_whole(wide, 95)))
    monkeypatch.setattr(encoder, "_BAND_BYTES", 1)
    tall = noise(8 * 20, 16, 1, "u1")
    found = encoded(JpegEncoder, tall)
    assert all(bytes((0xFF, 0xD0 + n)) in found for n in range(8))
    np.testing.assert_array_equal(_pixels(found), _pixels(_whole(tall, 95)))


def test_chroma_is_as_fine_as_luma() -> None:
    with Image.open(io.BytesIO(encoded(JpegEncoder, noise(20, 20, 3, "u1")))) as image:
        assert [part[1:3] for part in image.layer] == [(1, 1)] * 3


def test_what_it_says_besides_the_pixels() -> None:
    exif = Image.Exif()
    exif[271] = "Maker"
    profile = bytes(range(256)) * 600  # two segments and more
    data = encoded(
        JpegEncoder,
        noise(3, 4, 3, "u1"),
        profile=profile,
        exif=exif.tobytes(),
        xmp=b"<xmp/>",
        resolution=(300.0, 72.0),
    )
    with Image.open(io.BytesIO(data)) as image:
        assert image.info["icc_profile"] == profile
        assert image.getexif()[271] == "Maker"
        assert image.info["xmp"] == b"<xmp/>"
        assert image.info["dpi"] == (300, 72)
        assert image.info["jfif_version"] == (1, 1)
