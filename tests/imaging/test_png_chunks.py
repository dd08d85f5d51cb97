"""A PNG's texts are read, every one, and none of them touches the pixels."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from convstudio.errors import PictureReadError
from convstudio.imaging.captions import Captions
from convstudio.imaging.picture import Picture
from convstudio.imaging.png_chunks import (
    PILLOWS_OWN,
    RAW_PROFILE,
    PngTexts,
    as_raw_profile,
    open_image,
    texts_of,
)
from convstudio.imaging.provenance import xmp_in
from convstudio.imaging.reading import read_bytes, read_picture
from convstudio.imaging.writing import write_picture

PIXELS = np.random.default_rng(5).integers(0, 256, (6, 9, 3), np.uint8)
_HEAD = 33  # signature and IHDR


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content).to_bytes(4, "big")
    return len(content).to_bytes(4, "big") + kind + content + checksum


def text(keyword: str, words: str) -> bytes:
    return chunk(b"tEXt", keyword.encode("latin-1") + b"\0" + words.encode("latin-1"))


def png(pixels: np.ndarray = PIXELS, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", **options)
    return buffer.getvalue()


def told(before: bytes = b"", after: bytes = b"", whole: bytes = png()) -> bytes:
    """A PNG with chunks before its pixels and behind them."""
    return whole[:_HEAD] + before + whole[_HEAD:-12] + after + whole[-12:]


def texts_in(data: bytes) -> PngTexts:
    with open_image(io.BytesIO(data), ("PNG",)) as image:
        return texts_of(image)


def test_every_kind_before_and_behind_the_pixels() -> None:
    packed = zlib.compress(b"na\xefve")
    data = told(
        text("Title", "one") + chunk(b"zTXt", b"Title\0\0" + packed),
        chunk(b"iTXt", b"Author\0\0\0sv\0Upphov\0" + "Zoë".encode())
        + chunk(b"iTXt", b"Author\0\1\0\0\0" + zlib.compress("潮".encode())),
    )
    pairs = (("Title", "one"), ("Title", "naïve"), ("Author", "Zoë"), ("Author", "潮"))
    assert texts_in(data) == PngTexts(pairs)
    picture = read_bytes(data, "a")
    assert picture.captions == Captions((), pairs)
    np.testing.assert_array_equal(picture.pixels, PIXELS)


@pytest.mark.parametrize("keyword", sorted(PILLOWS_OWN))
def test_no_keyword_touches_the_picture(keyword: str) -> None:
    plain = read_bytes(png(dpi=(300, 300)), "a")
    picture = read_bytes(told(text(keyword, "1"), text(keyword, "7"), png(dpi=(300, 300))), "a")
    np.testing.assert_array_equal(picture.pixels, plain.pixels)
    assert picture.resolution == plain.resolution
    assert (picture.icc_profile, picture.exif, picture.xmp) == (None, None, None)


@pytest.mark.parametrize("keyword", sorted(PILLOWS_OWN))
def test_what_is_written_opens_elsewhere(tmp_path: Path, keyword: str) -> None:
    captions = Captions((), ((keyword, "1"),))
    path = tmp_path / "a.png"
    write_picture(Picture(PIXELS.copy(), captions=captions), path)
    with Image.open(path) as image:
        np.testing.assert_array_equal(np.asarray(image), PIXELS)
        assert image.text == {keyword.capitalize(): "1"}


def test_the_xmp_is_found_behind_a_text_of_its_name(tmp_path: Path) -> None:
    packet = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"
    data = told(text("xmp", "no"), chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet))
    assert read_bytes(data, "a").xmp == packet
    path = tmp_path / "a.png"
    path.write_bytes(data)
    assert xmp_in(path) == packet


def test_an_orientation_in_a_text_is_obeyed() -> None:
    exif = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<HHHLHHL", 1, 274, 3, 1, 6, 0, 0)
    data = told(text(RAW_PROFILE + "exif", as_raw_profile("exif", exif)))
    np.testing.assert_array_equal(read_bytes(data, "a").pixels, np.rot90(PIXELS, -1))


def test_of_very_many_texts_the_first_are_read() -> None:
    many = b"".join(text("Key", str(number)) for number in range(10_050))
    pairs = texts_in(told(many)).pairs
    assert len(pairs) == 10_000
    assert pairs[-1] == ("Key", "9999")
    np.testing.assert_array_equal(read_bytes(told(many), "a").pixels, PIXELS)


def test_a_text_that_unpacks_without_end_is_cut(monkeypatch) -> None:
    monkeypatch.setattr("convstudio.imaging.png_chunks._MOST_BYTES", 1000)
    bomb = chunk(b"zTXt", b"Big\0\0" + zlib.compress(bytes(100_000)))
    found = texts_in(told(bomb + text("Title", "none is left")))
    assert [(keyword, len(words)) for keyword, words in found.pairs] == [("Big", 1000)]


@pytest.mark.parametrize(
    "broken",
    [
        text("Title", "Tide")[:-1] + b"?",
        chunk(b"tEXt", b"no end of the keyword"),
        chunk(b"zTXt", b"Title\0\0no zlib"),
        chunk(b"iTXt", b"Title\0"),
        chunk(b"iTXt", b"Title\0\1\0\0\0no zlib"),
        chunk(b"tEXt", b""),
    ],
)
def test_a_broken_text_costs_itself_alone(broken: bytes) -> None:
    picture = read_bytes(told(broken + text("Author", "Zoë")), "a")
    assert picture.captions.texts[-1] == ("Author", "Zoë")
    assert all(words in ("", "Zoë") for _, words in picture.captions.texts)
    np.testing.assert_array_equal(picture.pixels, PIXELS)


def test_a_text_that_is_cut_off_is_the_end_of_the_file() -> None:
    whole = told(after=text("Title", "Tide"))
    for end in range(len(png()) - 12, len(whole) - 12):
        try:
            np.testing.assert_array_equal(read_bytes(whole[:end], "a").pixels, PIXELS)
        except PictureReadError as error:
            assert "broken" in str(error)  # noqa: PT017 - either is right


def test_16_bits_and_frames_have_texts_too() -> None:
    deep = np.arange(6 * 9 * 3, dtype=np.uint16).reshape(6, 9, 3) * 400
    picture = read_bytes(told(text("Title", "deep"), whole=imagecodecs.png_encode(deep)), "a")
    assert picture.captions.texts == (("Title", "deep"),)
    np.testing.assert_array_equal(picture.pixels, deep)
    frames = [Image.fromarray(np.roll(PIXELS, k, axis=0)) for k in range(3)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "PNG", save_all=True, append_images=frames[1:])
    data = told(text("loop", "x"), text("Title", "moving"), buffer.getvalue())
    for k in range(3):
        frame = read_bytes(data, "a", str(k + 1))
        np.testing.assert_array_equal(frame.pixels, np.roll(PIXELS, k, axis=0))
        assert ("Title", "moving") in frame.captions.texts


def test_a_large_profile_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(told(chunk(b"iCCP", b"large\0\0" + zlib.compress(bytes(3 << 20)))))
    assert read_picture(path).icc_profile == bytes(3 << 20)


@given(st.binary(max_size=300))
def test_blocks_as_texts(block: bytes) -> None:
    texts = PngTexts(((RAW_PROFILE + "any", as_raw_profile("any", block)),))
    assert texts.raw_profile("any") == (block or None)
