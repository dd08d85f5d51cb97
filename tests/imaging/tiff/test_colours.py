"""Gray of any depth, palettes, chroma that pixels share, L*a*b*, ink: all in gray or RGB."""

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


def _built(
    path: Path, size: tuple[int, int], data: bytes, extra: dict[int, tuple[int, ...]]
) -> Path:
    """A TIFF of one strip, made by hand for what no writer at hand writes."""
    numbers = {256: size[:1], 257: size[1:], 259: (1,), 277: (1,), 273: (0,), 279: (len(data),)}
    fields: Fields = {}
    for place in (0, 0):  # the second time, where the strip stands is known
        numbers |= extra | {273: (place or len(packed("<", fields)),)}
        fields = {c: (4, len(v), struct.pack(f"<{len(v)}L", *v)) for c, v in numbers.items()}
    path.write_bytes(packed("<", fields) + data)
    return path


def test_premultiplied_alpha_of_a_tiff_becomes_straight(tmp_path: Path) -> None:
    stored = np.array([[[100, 200, 300, 400], [7, 8, 9, 0], [1, 2, 3, 65535]]], np.uint16)
    path = _tiff(tmp_path / "a.tif", stored, photometric="rgb", extrasamples=["assocalpha"])
    expected = [[[16384, 32768, 49151, 400], [0, 0, 0, 0], [1, 2, 3, 65535]]]
    np.testing.assert_array_equal(read_picture(path).pixels, expected)


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


@pytest.mark.parametrize("bits", [1, 2, 3, 4, 6, 10, 12, 14])
@pytest.mark.parametrize("photometric", [0, 1])
def test_gray_of_odd_bits_reaches_white(tmp_path, bits: int, photometric: int) -> None:
    most, width = 2**bits - 1, 13
    values = np.random.default_rng(bits).integers(0, most + 1, (5, width))
    values[0, :2] = 0, most
    rows = ["".join(f"{value:0{bits}b}" for value in row) for row in values]
    rows = [row + "0" * (-len(row) % 8) for row in rows]
    data = b"".join(int(row, 2).to_bytes(len(row) // 8, "big") for row in rows)
    path = _built(tmp_path / "a.tif", (width, 5), data, {258: (bits,), 262: (photometric,)})
    white = 255 if bits <= 8 else 65535
    shown = most - values if photometric == 0 else values
    expected = [[round(int(value) * white / most) for value in row] for row in shown]
    picture = read_picture(path)
    assert picture.full_range == white
    np.testing.assert_array_equal(picture.pixels[..., 0], expected)


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
@pytest.mark.parametrize("sixteen", [False, True], ids=["8-bit table", "16-bit table"])
def test_a_palette_of_any_depth_becomes_rgb(tmp_path, bits: int, sixteen: bool) -> None:
    many = 2**bits
    table = np.random.default_rng(1).integers(0, 256, (many, 3))
    table[0] = 255, 0, 1
    indices = np.arange(24 * 8 // bits) % many
    text = "".join(f"{index:0{bits}b}" for index in indices)
    stored = tuple(int(v) * (257 if sixteen else 1) for v in table.T.ravel())
    path = _built(
        tmp_path / "a.tif",
        (len(indices), 1),
        int(text, 2).to_bytes(24, "big"),
        {258: (bits,), 262: (3,), 320: stored},
    )
    picture = read_picture(path)
    assert picture.kind == "8-bit RGB"
    np.testing.assert_array_equal(picture.pixels[0], table[indices])


def test_premultiplied_float_colour_becomes_straight(tmp_path: Path) -> None:
    stored = np.array([[[0.25, 0.5, 1, 0.5], [1, 2, 3, 0]]], np.float32)
    path = _tiff(tmp_path / "a.tif", stored, photometric="rgb", extrasamples=["assocalpha"])
    expected = [[[0.5, 1, 2, 0.5], [0, 0, 0, 0]]]
    np.testing.assert_array_equal(read_picture(path).pixels, expected)


@pytest.mark.parametrize(("across", "down"), [(1, 1), (2, 1), (2, 2), (4, 4), (1, 2)])
@pytest.mark.parametrize("compressed", [False, True])
def test_ycbcr_with_shared_chroma_becomes_rgb(tmp_path, across, down, compressed) -> None:
    width, height = 11, 7
    rng = np.random.default_rng(4)
    wide, high = -(-width // across), -(-height // down)
    luma = rng.integers(0, 256, (high * down, wide * across), np.uint8)
    chroma = rng.integers(0, 256, (high, wide, 2), np.uint8)
    data = b""
    for y in range(high):
        for x in range(wide):
            block = luma[y * down : (y + 1) * down, x * across : (x + 1) * across]
            data += block.tobytes() + chroma[y, x].tobytes()
    full = np.dstack([luma, chroma.repeat(down, 0).repeat(across, 1)])[:height, :width]
    expected = np.asarray(Image.frombytes("YCbCr", (width, height), full.tobytes()).convert("RGB"))
    path = _built(
        tmp_path / "a.tif",
        (width, height),
        zlib.compress(data) if compressed else data,
        {258: (8, 8, 8), 262: (6,), 277: (3,), 530: (across, down), 259: (8 if compressed else 1,)},
    )
    if not compressed:  # then the length of the strip is that of its data units
        assert path.stat().st_size > len(data)
    np.testing.assert_array_equal(read_picture(path).pixels, expected)


def test_lab_becomes_rgb(tmp_path: Path) -> None:
    lab = np.array([[[255, 0, 0], [0, 0, 0], [136, 81, 67]]], np.uint8)  # white, black, red
    path = _built(tmp_path / "a.tif", (3, 1), lab.tobytes(), {258: (8, 8, 8), 262: (8,), 277: (3,)})
    found = read_picture(path).pixels.astype(int)
    np.testing.assert_allclose(found, [[[255, 255, 255], [0, 0, 0], [255, 0, 0]]], atol=12)


def test_without_metadata_there_is_none(tmp_path: Path, rgb: np.ndarray) -> None:
    path = _built(
        tmp_path / "a.tif", (11, 7), rgb.tobytes(), {258: (8, 8, 8), 262: (2,), 277: (3,)}
    )
    picture = read_picture(path)
    assert (picture.icc_profile, picture.exif, picture.resolution) == (None, None, None)
