"""PNG: checksums that must match, and 16-bit colour as stored."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from convstudio.errors import PictureReadError
from convstudio.imaging.png import essentials, require_sound
from convstudio.imaging.reading import read_picture


@pytest.fixture(autouse=True)
def _silent(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    yield
    assert capfd.readouterr() == ("", "")


def _png(path: Path, pixels: np.ndarray) -> Path:
    path.write_bytes(imagecodecs.png_encode(pixels))
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


def _encoded(pixels: np.ndarray, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", **options)
    return buffer.getvalue()


def _pixel_bytes(data: bytes) -> range:
    start = data.index(b"IDAT") + 4
    return range(start, start + int.from_bytes(data[start - 8 : start - 4], "big"))


@pytest.mark.parametrize("deep", [False, True])
def test_any_flipped_byte_among_the_pixels_is_told(tmp_path, rgb, rgb16, deep: bool) -> None:
    """Stored and not compressed, so that each would still decode."""
    data = imagecodecs.png_encode(rgb16, 0) if deep else _encoded(rgb, compress_level=0)
    path = tmp_path / "a.png"
    for place in _pixel_bytes(data):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :])
        with pytest.raises(PictureReadError, match=r"broken picture: .* \(its checksums do not"):
            read_picture(path)


def test_pixels_in_many_chunks_are_checked_one_by_one(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (400, 400, 3), np.uint8)
    data = _encoded(noise)
    assert data.count(b"IDAT") > 3
    require_sound(io.BytesIO(data))
    place = data.rindex(b"IDAT") + 20
    with pytest.raises(ValueError, match="checksums"):
        require_sound(io.BytesIO(data[:place] + b"\0\0" + data[place + 2 :]))
    with pytest.raises(EOFError):
        require_sound(io.BytesIO(data[:place]))


def test_a_chunk_that_claims_gigabytes_takes_no_memory(rgb: np.ndarray) -> None:
    data = _encoded(rgb)
    place = data.index(b"IDAT") - 4
    with pytest.raises(EOFError):
        require_sound(io.BytesIO(data[:place] + b"\xff\xff\xff\xff" + data[place + 4 :]))


def test_a_broken_text_behind_the_pixels_does_not_cost_the_picture(tmp_path, rgb) -> None:
    data = _encoded(rgb)
    text = bytearray(_chunk(b"tEXt", b"Comment\0None"))
    text[-1] ^= 1
    place = data.index(b"IEND") - 4
    path = tmp_path / "a.png"
    path.write_bytes(data[:place] + text + data[place:])
    np.testing.assert_array_equal(read_picture(path).pixels, rgb)


def test_a_profile_that_libpng_would_comment_on_is_kept_from_it(tmp_path, rgb16) -> None:
    data = imagecodecs.png_encode(rgb16)
    profile = _chunk(b"iCCP", b"odd\0\0" + zlib.compress(b"no profile at all"))
    transparent = _chunk(b"tRNS", struct.pack(">3H", 1, 2, 3))
    place = data.index(b"IDAT") - 4
    path = tmp_path / "a.png"
    path.write_bytes(data[:place] + profile + transparent + data[place:])
    picture = read_picture(path)
    np.testing.assert_array_equal(picture.colour, rgb16)
    assert picture.has_alpha
    assert picture.icc_profile == b"no profile at all"
    assert essentials(io.BytesIO(path.read_bytes())) == data[:place] + transparent + data[place:]
