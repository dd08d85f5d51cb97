"""Damaged and hostile TIFF: one refusal, soon, in little memory, and not a word on stderr."""

from __future__ import annotations

import io
import logging
import struct
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from convstudio.errors import PictureReadError
from convstudio.imaging.reading import read_picture
from convstudio.imaging.tiff.tree import Fields, packed

_MEGABYTES = 300


@pytest.fixture(autouse=True)
def _silent_and_quick(capfd: pytest.CaptureFixture[str], no_stall: None) -> Iterator[None]:
    yield
    assert capfd.readouterr() == ("", "")


def _tiff(pixels: np.ndarray, **options: object) -> bytes:
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, pixels, **options)
    return buffer.getvalue()


def _pillow(mode: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(_RGB).convert(mode).save(buffer, "TIFF", **options)
    return buffer.getvalue()


_Y, _X = np.mgrid[0:24, 0:31]
_RGB = np.stack([_X * 8, _Y * 10, _X * _Y % 256], axis=2).astype(np.uint8)
_STRIPS = {"photometric": "rgb", "rowsperstrip": 8}
_WHOLE = {
    **{
        f"{name} in strips": _tiff(_RGB, compression=name, **_STRIPS)
        for name in ("lzw", "deflate", "packbits", "zstd", "lzma", "jpeg", "jpeg2000", "png",
                     "jpegxl", "lerc")
    },
    **{
        f"{name} in tiles": _tiff(_RGB, compression=name, photometric="rgb", tile=(16, 16))
        for name in (None, "lzw", "deflate", "webp", "jpeg")
    },
    "plain": _tiff(_RGB, **_STRIPS),
    "float": _tiff(_RGB / 255, photometric="rgb", compression="deflate", predictor=True),
    "BigTIFF": _tiff(_RGB, bigtiff=True, compression="lzw", **_STRIPS),
    "big-endian": _tiff(_RGB.astype(np.uint16) * 257, byteorder=">", compression="lzw", **_STRIPS),
    "planes": _tiff(
        _RGB.transpose(2, 0, 1), photometric="rgb", planarconfig="separate", compression="zstd"
    ),
    **{f"fax {name}": _pillow("1", compression=name) for name in ("group3", "group4")},
    **{f"{mode} by lzw": _pillow(mode, compression="tiff_lzw") for mode in ("P", "CMYK", "YCbCr")},
    "CMYK by jpeg": _pillow("CMYK", compression="jpeg"),
}  # fmt: skip
# These ask Pillow for decoders that talk: JPEG of the old sort, fax by words, Thunderscan.
_LEFT_TO_PILLOW = (6, 32771, 32809)


def _opens(path: Path, data: bytes) -> bool:
    path.write_bytes(data)
    try:
        picture = read_picture(path)
    except PictureReadError as error:
        assert "\n" not in str(error)  # noqa: PT017 - both ends are lawful
        return False
    return picture.pixels.size > 0


def _compression(data: bytes) -> int:
    try:
        return tifffile.TiffFile(io.BytesIO(data)).pages.first.compression
    except Exception:
        return 0


@pytest.mark.parametrize("name", _WHOLE)
def test_flipped_bytes_anywhere_are_refused_or_still_a_picture(tmp_path, name: str) -> None:
    rng, whole = np.random.default_rng(11), _WHOLE[name]
    assert _opens(tmp_path / "a.tif", whole)
    refused = 0
    for place in rng.integers(4, len(whole), 250):
        data = bytearray(whole)
        data[place] ^= int(rng.integers(1, 256))
        if _compression(bytes(data)) not in _LEFT_TO_PILLOW:
            refused += not _opens(tmp_path / "a.tif", bytes(data))
    assert refused > 5


@pytest.mark.parametrize("name", _WHOLE)
def test_a_file_cut_anywhere_is_refused_or_was_whole_already(tmp_path, name: str) -> None:
    path, whole = tmp_path / "a.tif", _WHOLE[name]
    path.write_bytes(whole)
    pixels = read_picture(path).pixels
    for cut in range(1, len(whole), max(len(whole) // 120, 1)):
        if _opens(path, whole[:cut]):
            np.testing.assert_array_equal(read_picture(path).pixels, pixels)


_NUMBERS = {256: 31, 257: 24, 258: 8, 259: 1, 262: 1, 277: 1, 278: 24, 273: 8, 279: 744}
_ABSURD = [0, 1, 3, 17, 255, 65535, 65536, 2**24 + 1, 2**31 - 1, 2**31, 2**32 - 1]


def _directory(numbers: dict[int, int], order: str = "<") -> bytes:
    fields: Fields = {c: (4, 1, struct.pack(f"{order}L", v)) for c, v in numbers.items()}
    return packed(order, fields) + bytes(1000)


@pytest.mark.parametrize("code", [*_NUMBERS, 266, 274, 284, 317, 322, 323, 338, 339, 530, 32997])
@pytest.mark.parametrize("compression", [1, 5, 7, 8, 32773, 34712, 34887, 34933, 50000, 50002])
def test_absurd_numbers_take_neither_time_nor_memory(tmp_path, code: int, compression) -> None:
    tracemalloc.start()
    for value in _ABSURD:
        numbers = {**_NUMBERS, 259: compression, code: value}
        if numbers[259] not in _LEFT_TO_PILLOW:
            for tiles in ({}, {322: 16, 323: 16, 324: 8, 325: 700}):
                _opens(tmp_path / "a.tif", _directory({**tiles, **numbers}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < _MEGABYTES * 1e6 or code in (256, 257)  # a large picture is lawful


def test_a_picture_with_sides_beyond_any_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(_directory({**_NUMBERS, 256: 2**31, 257: 2**31}))
    with pytest.raises(PictureReadError, match="too large: it has 2147483648 × 2147483648 pixels"):
        read_picture(path)


@pytest.mark.parametrize("place", [0, 4, 8, 10, 2**31, 2**32 - 1])
def test_a_directory_that_is_nowhere_is_refused(tmp_path: Path, place: int) -> None:
    data = bytearray(_WHOLE["plain"])
    data[4:8] = struct.pack("<L", place)
    expected = place == 8
    assert _opens(tmp_path / "a.tif", bytes(data)) == expected


def test_directories_in_a_circle_do_not_matter(tmp_path: Path) -> None:
    """The next directory is the first again; only the first is read."""
    fields: Fields = {c: (4, 1, struct.pack("<L", v)) for c, v in _NUMBERS.items()}
    data = bytearray(packed("<", fields) + bytes(1000))
    place = 10 + 12 * len(fields)
    data[place : place + 4] = struct.pack("<L", 8)
    assert _opens(tmp_path / "a.tif", bytes(data))


@pytest.mark.parametrize("pointer", [34665, 34853, 330])
def test_directories_that_point_to_themselves_are_not_followed(tmp_path, pointer: int) -> None:
    data = _directory({**_NUMBERS, pointer: 8})
    assert _opens(tmp_path / "a.tif", data)


def test_a_million_fields_are_refused(tmp_path: Path) -> None:
    entry = struct.pack("<HHQQ", 300, 4, 1, 1)
    data = b"II+\0" + struct.pack("<HHQQ", 8, 0, 16, 10**6) + entry * 10**5
    assert not _opens(tmp_path / "a.tif", data)


def test_millions_of_strips_over_the_same_bytes_are_refused(tmp_path: Path) -> None:
    many = 10**6
    numbers = {**_NUMBERS, 256: 100, 257: many, 259: 8, 278: 1}
    fields: Fields = {c: (4, 1, struct.pack("<L", v)) for c, v in numbers.items()}
    fields |= {273: (4, many, struct.pack("<L", 8) * many)}
    fields |= {279: (4, many, struct.pack("<L", 10**6) * many)}
    assert not _opens(tmp_path / "a.tif", packed("<", fields))


@pytest.mark.parametrize("name", ["jpeg", "png", "jpeg2k", "jpegxl", "webp", "lerc"])
def test_a_piece_that_is_larger_than_its_place_is_refused(tmp_path: Path, name: str) -> None:
    codes = {"jpeg": 7, "png": 34933, "jpeg2k": 34712, "jpegxl": 50002, "webp": 50001}
    large = np.zeros((1000, 1000, 3), np.uint8)
    piece = getattr(imagecodecs, f"{name}_encode")(large)
    numbers = {**_NUMBERS, 259: codes.get(name, 34887), 262: 2, 277: 3, 279: len(piece)}
    block = len(packed("<", {c: (4, 1, bytes(4)) for c in numbers}))
    data = _directory({**numbers, 273: block})[:block] + piece
    path = tmp_path / "a.tif"
    path.write_bytes(data)
    tracemalloc.start()
    with pytest.raises(PictureReadError, match=r"a piece claims \d+ × 1000 pixels"):
        read_picture(path)
    assert tracemalloc.get_traced_memory()[1] < 5e6
    tracemalloc.stop()


def test_jpeg_xr_is_not_decoded_for_it_might_end_the_process(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(_tiff(_RGB, photometric="rgb", compression="jpegxr"))
    with pytest.raises(PictureReadError, match="is no picture that ConvStudio can read"):
        read_picture(path)


def test_the_log_of_tifffile_is_silenced_and_no_other(tmp_path: Path) -> None:
    others = [logging.getLogger(), logging.getLogger("PIL"), logging.getLogger("convstudio")]
    before = [(log.level, log.propagate, log.disabled) for log in others]
    for _ in range(3):
        _opens(tmp_path / "a.tif", _WHOLE["plain"][:300])
    assert [(log.level, log.propagate, log.disabled) for log in others] == before
    log = logging.getLogger("tifffile")
    assert not log.propagate
    assert sum(isinstance(handler, logging.NullHandler) for handler in log.handlers) <= 2


def test_samples_that_nothing_explains_are_refused(tmp_path: Path) -> None:
    for samples in (0, 4, 5, 70000):
        assert not _opens(tmp_path / "a.tif", _directory({**_NUMBERS, 277: samples}))
