"""Files that are no picture, or no longer one: a clear refusal, soon, and in silence."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from convstudio.errors import PictureReadError
from convstudio.imaging.reading import read_picture

_NOISE = np.random.default_rng(5).integers(0, 256, (24, 31, 3), np.uint8)
_DEEP = np.random.default_rng(6).integers(0, 65536, (24, 31, 3), np.uint16)


@pytest.fixture(autouse=True)
def _silent_and_quick(capfd: pytest.CaptureFixture[str], no_stall: None) -> Iterator[None]:
    yield
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


def _refusal(path: Path) -> str:
    with pytest.raises(PictureReadError) as caught:
        read_picture(path)
    text = str(caught.value)
    assert "\n" not in text
    assert path.name[:20] in text
    return text


def _encoded(format_: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(_NOISE).save(buffer, format_, **options)
    return buffer.getvalue()


def _tiff(pixels: np.ndarray, **options: object) -> bytes:
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, pixels, photometric="rgb", rowsperstrip=5, **options)
    return buffer.getvalue()


_WHOLE = {
    "a.png": _encoded("PNG"),
    "deep.png": imagecodecs.png_encode(_DEEP),
    "a.jpg": _encoded("JPEG"),
    "progressive.jpg": _encoded("JPEG", progressive=True),
    "a.webp": _encoded("WEBP"),
    "a.bmp": _encoded("BMP"),
    "plain.tif": _encoded("TIFF"),
    "deflate.tif": _encoded("TIFF", compression="tiff_deflate"),
    "lzw.tif": _encoded("TIFF", compression="tiff_lzw"),
    "header first.tif": _tiff(_NOISE, compression="deflate"),
    "deep.tif": _tiff(_DEEP),
    "deep deflate.tif": _tiff(_DEEP, compression="deflate"),
    "deep lzw.tif": _tiff(_DEEP, compression="lzw"),
}


def _cuts(length: int) -> list[int]:
    """Some 60 places in the file, the first and the last bytes among them."""
    return sorted({*range(1, length, max(length // 40, 1)), *range(1, 10), *range(-10, 0)})


@pytest.mark.parametrize("name", _WHOLE)
def test_a_file_cut_short_is_refused_or_was_whole_already(tmp_path: Path, name: str) -> None:
    """The last bytes of some formats hold no pixels; whatever opens must be exact."""
    path = tmp_path / name
    path.write_bytes(_WHOLE[name])
    whole = read_picture(path).pixels
    refused = 0
    cuts = _cuts(len(_WHOLE[name]))
    for cut in cuts:
        path.write_bytes(_WHOLE[name][:cut])
        try:
            np.testing.assert_array_equal(read_picture(path).pixels, whole)
        except PictureReadError as error:
            refused += 1
            assert name in error.message  # noqa: PT017 - both ends are lawful
    assert refused >= len(cuts) - 12


@pytest.mark.parametrize("name", [n for n in _WHOLE if n.endswith((".png", ".jpg", ".tif"))])
def test_half_a_file_is_told_as_a_broken_picture(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(_WHOLE[name][: len(_WHOLE[name]) // 2])
    text = _refusal(path)
    if name in ("deflate.tif", "lzw.tif"):  # their directory stood at the end
        assert text.startswith(f"“{name}” is")
        return
    if text.startswith(f"“{name}” is no picture"):
        assert name.endswith(".tif")
        return
    assert text.startswith(f"“{name}” is a broken picture: its data cannot be decoded (")
    assert text.endswith("The file may be cut short or damaged; try another copy of it.")


@pytest.mark.parametrize("name", ["deep.png", "deep deflate.tif", "deep lzw.tif"])
def test_spoilt_pixels_are_refused_or_still_a_picture(tmp_path: Path, name: str) -> None:
    path, refused = tmp_path / name, 0
    for place in range(60, len(_WHOLE[name]) - 400, 97):
        data = bytearray(_WHOLE[name])
        data[place] ^= 0x55
        path.write_bytes(data)
        try:
            assert read_picture(path).pixels.shape == (24, 31, 3)
        except PictureReadError:
            refused += 1
    assert refused > 5


@pytest.mark.parametrize(
    "content",
    [
        b"Dear Sir or Madam,\n" * 30,
        bytes(1000),
        np.random.default_rng(7).bytes(5000),
        b"\x89PNG\r\n\x1a\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"x",
    ],
    ids=["text", "zeros", "noise", "signature", "EPS", "SVG", "one byte"],
)
def test_what_is_no_picture_is_told_so_with_what_would_be_one(tmp_path, content) -> None:
    path = tmp_path / "letter.png"
    path.write_bytes(content)
    assert _refusal(path) == (
        "“letter.png” is no picture that ConvStudio can read. "
        "It opens PNG, JPEG, TIFF, WebP, BMP, GIF, PNM, TGA and AVIF files, NumPy arrays "
        "(.npy, .npz) and tables of numbers (.csv)."
    )


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "empty.png"
    path.touch()
    assert _refusal(path) == "“empty.png” is empty: it holds no picture."


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "none.png"
    assert _refusal(path) == f"There is no file “{path}”."


def test_a_folder_is_told(tmp_path: Path) -> None:
    assert _refusal(tmp_path) == f"“{tmp_path}” is a folder or a device, no picture file."


def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.png"
    os.mkfifo(path)
    assert _refusal(path) == f"“{path}” is a folder or a device, no picture file."


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    assert _refusal(tmp_path / ("n" * 300)).endswith("cannot be read: File name too long.")


def test_a_name_with_a_null_character_is_refused(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "a\0.png").startswith("There is no file")


def test_a_file_that_may_not_be_read_is_told(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "secret.png"
    path.write_bytes(_WHOLE["a.png"])
    monkeypatch.setattr(Path, "open", refused)
    assert _refusal(path) == "“secret.png” cannot be read: Permission denied."


def _resized_header(data: bytes, width: int, height: int) -> bytes:
    header = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + data[24:29]
    return data[:12] + header + zlib.crc32(header).to_bytes(4, "big") + data[33:]


@pytest.mark.parametrize("name", ["a.png", "deep.png"])
def test_a_header_of_huge_size_is_refused_before_any_memory_is_taken(tmp_path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(_resized_header(_WHOLE[name], 2**31 - 1, 2**31 - 1))
    text = _refusal(path)
    assert text == (
        f"“{name}” is too large: it has 2147483647 × 2147483647 pixels, and at most 33,554,432 a "
        "side can be opened."
    )


@pytest.mark.parametrize("name", ["a.png", "deep.png"])
def test_a_header_that_promises_more_than_there_is_is_refused(tmp_path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(_resized_header(_WHOLE[name], 3000, 3000))
    assert _refusal(path).startswith(f"“{name}” is a broken picture")


@pytest.mark.parametrize("size", [(0, 5), (5, 0)])
def test_a_header_without_pixels_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(_resized_header(_WHOLE["a.png"], *size))
    assert _refusal(path).startswith("“a.png” is")


def test_metadata_that_cannot_be_read_does_not_cost_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(_NOISE).save(path, exif=b"Exif\0\0II*\0\xff\xff\xff\x7f")
    picture = read_picture(path)
    np.testing.assert_array_equal(picture.pixels, _NOISE)
    assert picture.exif is None


def test_a_file_of_the_system_that_refuses_is_not_called_empty() -> None:
    path = Path("/proc/self/mem")
    if not path.exists():
        pytest.skip("there is no /proc")
    assert _refusal(path) == "“mem” cannot be read: Input/output error."


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"P5\n" + b"9" * 99 + b" 3\n255\n", "(Token too long in file header: 99999999999)"),
        (b"P5\nabc 3\n255\n" + b"0" * 9, "(“abc” is no number)"),
    ],
)
def test_no_bytes_of_python_are_shown(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "a.pgm"
    path.write_bytes(data)
    assert told in _refusal(path)


def test_a_profile_that_would_fill_the_memory_is_told_in_words(tmp_path: Path) -> None:
    profile = b"iCCPa\0\0" + zlib.compress(bytes(1 << 25))
    chunk = (len(profile) - 4).to_bytes(4, "big") + profile
    chunk += zlib.crc32(profile).to_bytes(4, "big")
    path = tmp_path / "a.png"
    path.write_bytes(_WHOLE["a.png"][:33] + chunk + _WHOLE["a.png"][33:])
    told = _refusal(path)
    assert "(its colour profile is too large)" in told
    assert "MAX_TEXT" not in told
