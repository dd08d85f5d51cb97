"""PNM at 16 bits, PAM and floats, beside the PNM that Pillow reads."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.errors import PictureReadError
from convstudio.imaging.reading import read_bytes

_GRAY = np.array([[0, 1, 700], [1023, 65535, 40000]])
_COLOUR = np.random.default_rng(11).integers(0, 65536, (3, 4, 3))


def _plain(magic: str, values: np.ndarray, white: int) -> bytes:
    words = " ".join(map(str, values.ravel()))
    return (
        f"{magic}\n# a comment 3 4\n{values.shape[1]} {values.shape[0]}\n{white}\n{words}".encode()
    )


def _binary(magic: str, values: np.ndarray, white: int) -> bytes:
    head = f"{magic} {values.shape[1]}\t{values.shape[0]} # why not\n{white}\n"
    return head.encode() + values.astype(">u2" if white > 255 else "u1").tobytes()


@pytest.mark.parametrize("written", [_plain, _binary])
def test_16_bits_stay_16_bits(written) -> None:
    numbers = {"P2": _GRAY, "P3": _COLOUR} if written is _plain else {"P5": _GRAY, "P6": _COLOUR}
    for magic, values in numbers.items():
        picture = read_bytes(written(magic, values, 65535), "a.pnm")
        assert picture.kind == ("16-bit gray" if values is _GRAY else "16-bit RGB")
        np.testing.assert_array_equal(picture.pixels, values.reshape(*values.shape[:2], -1))


@pytest.mark.parametrize("white", [1023, 4095, 1000, 256])
@pytest.mark.parametrize("written", [_plain, _binary])
def test_the_greatest_value_is_white(written, white: int) -> None:
    values = np.arange(white + 1)[None]
    magic = "P2" if written is _plain else "P5"
    picture = read_bytes(written(magic, values, white), "a.pgm")
    expected = np.rint(values * (65535 / white))
    np.testing.assert_array_equal(picture.pixels[..., 0], expected)


@pytest.mark.parametrize("samples", [1, 2, 3, 4])
@pytest.mark.parametrize("white", [1, 100, 255, 4095, 65535])
def test_pam_of_every_sort_opens(samples: int, white: int) -> None:
    values = np.random.default_rng(12).integers(0, white + 1, (4, 5, samples))
    stored = values.astype(">u2" if white > 255 else "u1").tobytes()
    head = f"P7\n# words\nWIDTH 5\nHEIGHT 4\nDEPTH {samples}\nMAXVAL {white}\nTUPLTYPE X\nENDHDR\n"
    picture = read_bytes(head.encode() + stored, "a.pam")
    full = 65535 if white > 255 else 255
    assert picture.full_range == full
    assert picture.has_alpha == (samples in (2, 4))
    np.testing.assert_array_equal(picture.pixels, np.rint(values * (full / white)))


@pytest.mark.parametrize(("scale", "order"), [("-1.0", "<f4"), ("1", ">f4"), ("-0.5", "<f4")])
@pytest.mark.parametrize(("magic", "samples"), [("Pf", 1), ("PF", 3)])
def test_floats_stand_upside_down_in_either_order(scale, order, magic: str, samples: int) -> None:
    values = np.random.default_rng(13).normal(size=(3, 4, samples)).astype(np.float32)
    data = f"{magic}\n4 3\n{scale}\n".encode() + values[::-1].astype(order).tobytes()
    np.testing.assert_array_equal(read_bytes(data, "a.pfm").pixels, values)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"P6 2 2 999\n" + bytes(23), "ends before"),
        (b"P2 2 2 999\n1 2 3", "the file ends before its pixels do"),
        (b"P2 2 2 999\n1 2 3 x", "“x” is no number"),
        (b"P5 2 2", "the file ends within its header"),
        (b"P5 0 2 999\n", "“0” in its header is out of range"),
        (b"P5 2 2 70000\n" + bytes(8), "“70000” in its header is out of range"),
        (b"P7\nWIDTH 2\nHEIGHT 2\nENDHDR\n", "does not tell all of WIDTH, HEIGHT, DEPTH, MAXVAL"),
        (b"P7\nWIDTH 2\nHEIGHT 2\nDEPTH 9\nMAXVAL 1\nENDHDR\n" + bytes(36), "9 samples"),
        (b"Pf 2 2 nan\n" + bytes(16), "its scale is"),
    ],
)
def test_what_is_broken_is_told(data: bytes, why: str) -> None:
    with pytest.raises(PictureReadError) as caught:
        read_bytes(data, "a.pnm")
    assert str(caught.value).startswith("“a.pnm” is a broken picture: ")
    assert why in str(caught.value)
