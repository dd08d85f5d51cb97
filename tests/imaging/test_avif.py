"""AVIF of 10 and 12 bits: all of them, white at full."""

from __future__ import annotations

import io
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from convstudio.errors import PictureReadError
from convstudio.imaging import limits
from convstudio.imaging.avif import stored_bits
from convstudio.imaging.contents import contents_of
from convstudio.imaging.reading import read_bytes, read_picture

_RANDOM = np.random.default_rng(12)
_KINDS = {1: "gray", 2: "RGB with alpha", 3: "RGB", 4: "RGB with alpha"}


def _values(bits: int, samples: int) -> np.ndarray:
    values = _RANDOM.integers(0, 2**bits, (12, 20, samples), np.uint16)
    values[0, 0], values[0, 1] = 0, 2**bits - 1
    return values


def _avif(values: np.ndarray, bits: int) -> bytes:
    pixels = values.astype(np.uint8) if bits == 8 else values
    encoded: bytes = imagecodecs.avif_encode(
        pixels.squeeze(), level=100, bitspersample=bits, speed=9
    )
    return encoded


@pytest.mark.parametrize("samples", [1, 2, 3, 4])
@pytest.mark.parametrize("bits", [10, 12])
def test_a_deep_avif_has_16_bits(tmp_path: Path, bits: int, samples: int) -> None:
    values = _values(bits, samples)
    path = tmp_path / "a.avif"
    path.write_bytes(_avif(values, bits))
    picture = read_picture(path)
    decoded = imagecodecs.avif_decode(path.read_bytes()).reshape(values.shape)
    expected = np.rint(decoded * (65535 / (2**bits - 1)))
    if samples == 2:  # gray with alpha is colour with alpha to Pillow, of 8 bits too
        expected = expected[..., [0, 0, 0, 1]]
    np.testing.assert_array_equal(picture.pixels, expected)
    assert picture.pixels.max() == 65535
    assert picture.kind == f"16-bit {_KINDS[samples]}"
    assert [part.kind for part in contents_of(path).parts] == [picture.kind]


@pytest.mark.parametrize("samples", [1, 3, 4])
def test_an_avif_of_8_bits_stays_one(samples: int) -> None:
    data = _avif(_values(8, samples), 8)
    assert stored_bits(io.BytesIO(data)) == 8
    assert read_bytes(data, "a.avif").kind == f"8-bit {_KINDS[samples]}"


def test_a_deep_avif_too_large_for_the_memory_is_refused(monkeypatch) -> None:
    data = _avif(_values(10, 3), 10)
    monkeypatch.setattr(limits.memory, "room", lambda: 12 * 20 * 8)
    with pytest.raises(PictureReadError, match="too large for this computer"):
        read_bytes(data, "a.avif")


def test_metadata_of_a_deep_avif_is_kept() -> None:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[271] = "Maker"
    Image.new("RGB", (20, 12)).save(buffer, "AVIF", exif=exif.tobytes(), icc_profile=b"")
    assert b"Maker" in (read_bytes(buffer.getvalue(), "a.avif").exif or b"")


def test_the_main_picture_counts_and_not_what_stands_beside_it() -> None:
    """As in photographs of 8 bits with a gain map of 10."""
    properties = _box(b"av1C", b"\x81\0\x40\0") + _box(b"av1C", b"\x81\0\0\0")
    for own, expected in ((1, 10), (2, 8)):
        links = b"\0\0\0\0" + b"\0\0\0\1" + b"\0\7" + bytes([1, 0x80 | own])
        inner = _box(b"ipco", properties) + _box(b"ipma", links)
        meta = _box(b"meta", bytes(4) + _box(b"pitm", bytes(4) + b"\0\7") + _box(b"iprp", inner))
        file = io.BytesIO(_box(b"ftyp", b"avif") + meta)
        assert stored_bits(file) == expected
        assert file.tell() == 0


def _box(kind: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


@given(st.integers(0, 400), st.binary(max_size=12))
def test_any_header_is_read_within_bounds(place: int, spoilt: bytes) -> None:
    data = _TEN_BITS[:place] + spoilt + _TEN_BITS[place + len(spoilt) :]
    assert stored_bits(io.BytesIO(data)) <= 255


_TEN_BITS = _avif(_values(10, 3), 10)
