"""Every colour type and depth of PNG, with and without a transparent colour, made by hand."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

from convstudio.imaging.reading import read_bytes

_GRAY, _RGB, _PALETTE, _GRAY_ALPHA, _RGBA = 0, 2, 3, 4, 6
_SAMPLES = {_GRAY: 1, _RGB: 3, _PALETTE: 1, _GRAY_ALPHA: 2, _RGBA: 4}
_RANDOM = np.random.default_rng(15)
_TABLE = _RANDOM.integers(0, 256, (256, 3), np.uint8)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def _rows(values: np.ndarray, depth: int) -> bytes:
    """Each row behind a filter byte of 0."""
    rows = values.reshape(values.shape[0], -1)
    if depth == 16:
        packed = rows.astype(">u2").view(np.uint8)
    else:
        bits = np.unpackbits(rows.astype(np.uint8)[..., None], axis=2)[..., 8 - depth :]
        packed = np.packbits(bits.reshape(len(rows), -1), axis=1)
    return b"".join(b"\0" + row.tobytes() for row in packed)


_PASSES = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2),
           (1, 0, 2, 1)]  # fmt: skip


def _png(values: np.ndarray, colour: int, depth: int, transparent: bytes, adam7: bool) -> bytes:
    height, width = values.shape[:2]
    header = struct.pack(">LLBBBBB", width, height, depth, colour, 0, 0, adam7)
    if adam7:
        passes = [values[y::down, x::across] for y, x, down, across in _PASSES]
        pixels = b"".join(_rows(part, depth) for part in passes if part.size)
    else:
        pixels = _rows(values, depth)
    parts = [b"\x89PNG\r\n\x1a\n", _chunk(b"IHDR", header)]
    if colour == _PALETTE:
        parts.append(_chunk(b"PLTE", _TABLE[: 2**depth].tobytes()))
    if transparent:
        parts.append(_chunk(b"tRNS", transparent))
    return b"".join([*parts, _chunk(b"IDAT", zlib.compress(pixels)), _chunk(b"IEND", b"")])


_KINDS = [
    *((_GRAY, depth) for depth in (1, 2, 4, 8, 16)),
    *((_PALETTE, depth) for depth in (1, 2, 4, 8)),
    *((colour, depth) for colour in (_RGB, _GRAY_ALPHA, _RGBA) for depth in (8, 16)),
]


@pytest.mark.parametrize("adam7", [False, True])
@pytest.mark.parametrize("transparent", [False, True])
@pytest.mark.parametrize(("colour", "depth"), _KINDS)
def test_every_kind_of_png(colour: int, depth: int, transparent: bool, adam7: bool) -> None:
    values = _RANDOM.integers(0, 2**depth, (13, 21, _SAMPLES[colour]))
    white = 65535 if depth == 16 else 255
    expected = values if colour == _PALETTE else np.rint(values * (white / (2**depth - 1)))
    key, alpha = b"", None
    if colour == _PALETTE:
        expected = _TABLE[values[..., 0]]
        if transparent:
            alphas = _RANDOM.integers(0, 256, 2**depth, np.uint8)
            key, alpha = alphas.tobytes(), alphas[values[..., 0]]
    elif transparent and colour in (_GRAY, _RGB):
        chosen = values[5, 7]
        key = chosen.astype(">u2").tobytes()
        alpha = np.where((values == chosen).all(axis=2), 0, white)
    if alpha is not None:
        expected = np.concatenate([expected, alpha[..., None]], axis=2)
    picture = read_bytes(_png(values, colour, depth, key, adam7), "a.png")
    assert picture.full_range == white
    assert picture.has_alpha == (alpha is not None or colour in (_GRAY_ALPHA, _RGBA))
    np.testing.assert_array_equal(picture.pixels, expected)


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (2, 3), (5, 4), (8, 8)])
@pytest.mark.parametrize("colour", [_RGB, _GRAY_ALPHA])
def test_interlaced_pictures_of_any_size_are_whole(size: tuple[int, int], colour: int) -> None:
    values = _RANDOM.integers(0, 65536, (*size, _SAMPLES[colour]))
    picture = read_bytes(_png(values, colour, 16, b"", adam7=True), "a.png")
    np.testing.assert_array_equal(picture.pixels, values)


_CHILD = """
import sys
from pathlib import Path
from convstudio.imaging.reading import read_picture
sys.stdout.write(read_picture(Path(sys.argv[1])).kind)
"""


def test_nothing_is_said_of_an_interlaced_picture_of_16_bits(tmp_path: Path) -> None:
    """On the standard error of a process that no test listens in to."""
    values = _RANDOM.integers(0, 65536, (13, 21, 3))
    path = tmp_path / "a.png"
    path.write_bytes(_png(values, _RGB, 16, b"", adam7=True))
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("16-bit RGB", "")
