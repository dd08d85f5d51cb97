"""What files hold: pages, frames, and the small picture that a dialog shows."""

from __future__ import annotations

import os
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from convstudio.errors import Cancelled, PictureReadError
from convstudio.imaging.contents import Contents, Part, contents_of, preview
from convstudio.imaging.reading import read_picture
from convstudio.imaging.screen import picture_pixels
from convstudio.numerics.tiles import CancelToken

_RANDOM = np.random.default_rng(8)
_FRAMES = [_RANDOM.integers(0, 256, (6, 9, 3), np.uint8) for _ in range(4)]


def _animation(path: Path, **options: object) -> Path:
    images = [Image.fromarray(frame) for frame in _FRAMES]
    images[0].save(path, save_all=True, append_images=images[1:], **options)
    return path


@pytest.mark.parametrize("ending", ["png", "webp", "gif", "avif"])
def test_frames_are_listed_and_open_by_their_numbers(tmp_path: Path, ending: str) -> None:
    options = {"webp": {"lossless": True}, "avif": {"quality": 100, "subsampling": "4:4:4"}}
    path = _animation(tmp_path / f"a.{ending}", **options.get(ending, {}))
    contents = contents_of(path)
    assert contents.has_choice
    assert [(part.name, part.label) for part in contents.parts] == [
        (str(k), f"Frame {k}") for k in range(1, 5)
    ]
    for part, frame in zip(contents.parts, _FRAMES, strict=True):
        assert (part.width, part.height) == (9, 6)
        picture = read_picture(path, part.name)
        assert picture.part == part.name
        difference = np.abs(picture.colour.astype(int) - frame).mean()
        assert difference <= {"png": 0, "webp": 0, "gif": 20, "avif": 4}[ending]


def test_the_first_frame_opens_where_none_is_asked_for(tmp_path: Path) -> None:
    picture = read_picture(_animation(tmp_path / "a.png"))
    assert picture.part == "1"
    np.testing.assert_array_equal(picture.pixels, _FRAMES[0])


@pytest.mark.parametrize(("part", "there"), [("5", "1 to 4"), ("0", "1 to 4"), ("x", "1 to 4")])
def test_a_frame_that_is_not_there_is_told(tmp_path: Path, part: str, there: str) -> None:
    path = _animation(tmp_path / "a.gif")
    with pytest.raises(PictureReadError) as caught:
        read_picture(path, part)
    assert str(caught.value) == f"“a.gif” has no frame “{part}”: it has frames {there}."


def test_of_one_picture_there_is_no_second(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(_FRAMES[0]).save(path)
    assert read_picture(path, "1").part == ""
    with pytest.raises(PictureReadError, match="has no frame “2”: it holds one frame"):
        read_picture(path, "2")


def test_a_spoilt_frame_of_a_png_is_refused(tmp_path: Path) -> None:
    path = _animation(tmp_path / "a.png")
    data = bytearray(path.read_bytes())
    data[data.rindex(b"fdAT") + 12] ^= 1
    path.write_bytes(data)
    np.testing.assert_array_equal(read_picture(path, "1").pixels, _FRAMES[0])
    with pytest.raises(PictureReadError, match="is a broken picture"):
        read_picture(path, "4")


@pytest.fixture(params=[False, True], ids=["TIFF", "BigTIFF"])
def pages(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A small copy first, then pages of three sorts."""
    path = tmp_path / "pages.tif"
    with tifffile.TiffWriter(path, bigtiff=request.param) as writer:
        writer.write(_FRAMES[0][:3, :4], photometric="rgb", subfiletype=1)
        writer.write(_FRAMES[1], photometric="rgb", compression="lzw")
        writer.write(_FRAMES[2][..., 0].astype(np.float32) / 3, tile=(16, 16))
        writer.write(_FRAMES[3].astype(np.uint16) * 257, photometric="rgb", compression="deflate")
    return path


def test_pages_are_listed_with_smaller_copies_behind(pages: Path) -> None:
    assert contents_of(pages) == Contents(
        "TIFF",
        (
            Part("2", "Page 2", 9, 6, "8-bit RGB"),
            Part("3", "Page 3", 9, 6, "32-bit float gray"),
            Part("4", "Page 4", 9, 6, "16-bit RGB"),
            Part("1", "Page 1", 4, 3, "8-bit RGB", reduced=True),
        ),
        pages.stat().st_size,
    )


def test_pages_open_by_their_numbers(pages: Path) -> None:
    expected = {
        "": _FRAMES[1],
        "1": _FRAMES[0][:3, :4],
        "2": _FRAMES[1],
        "3": _FRAMES[2][..., :1].astype(np.float32) / 3,
        "4": _FRAMES[3].astype(np.uint16) * 257,
    }
    for part, pixels in expected.items():
        picture = read_picture(pages, part)
        assert picture.part == (part or "2")
        np.testing.assert_array_equal(picture.pixels, pixels)
    with pytest.raises(PictureReadError, match="has no page “5”: it has pages 1 to 4"):
        read_picture(pages, "5")


def test_a_page_with_smaller_copies_is_no_choice(tmp_path: Path) -> None:
    path = tmp_path / "pyramid.tif"
    with tifffile.TiffWriter(path) as writer:
        writer.write(_FRAMES[0], photometric="rgb")
        writer.write(_FRAMES[0][::2, ::2], photometric="rgb", subfiletype=1)
    assert not contents_of(path).has_choice
    np.testing.assert_array_equal(read_picture(path).pixels, _FRAMES[0])


def test_pages_behind_a_broken_one_are_not_looked_for(pages: Path) -> None:
    with tifffile.TiffFile(pages) as file:
        third = file.pages[2].offset
    data = bytearray(pages.read_bytes())
    data[third : third + 2] = b"\0\0"
    if data[2] == 43:
        data[third : third + 8] = bytes(8)
    pages.write_bytes(data)
    assert [part.name for part in contents_of(pages).parts] == ["2", "1"]
    np.testing.assert_array_equal(read_picture(pages).pixels, _FRAMES[1])


def test_a_thousand_pages_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "many.tif"
    with tifffile.TiffWriter(path) as writer:
        for k in range(1000):
            writer.write(np.full((2, 3), k % 256, np.uint8), contiguous=False, metadata=None)
    assert len(contents_of(path).parts) == 1000
    assert read_picture(path, "778").pixels[0, 0, 0] == 777 % 256


@pytest.mark.parametrize(
    ("ending", "name", "kind"),
    [
        ("png", "PNG", "8-bit RGB"),
        ("jpg", "JPEG", "8-bit RGB"),
        ("webp", "WebP", "8-bit RGB"),
        ("bmp", "BMP", "8-bit RGB"),
        ("ppm", "PNM", "8-bit RGB"),
        ("tif", "TIFF", "8-bit RGB"),
    ],
)
def test_a_file_of_one_picture_has_one_part(tmp_path, ending: str, name: str, kind: str) -> None:
    path = tmp_path / f"a.{ending}"
    Image.fromarray(_FRAMES[0]).save(path)
    contents = contents_of(path)
    assert contents == Contents(name, (Part("", "Picture", 9, 6, kind),), path.stat().st_size)
    assert read_picture(path).part == ""


def test_contents_of_what_is_no_picture_is_refused_as_reading_is(tmp_path: Path) -> None:
    path = tmp_path / "letter.png"
    path.write_text("Dear Sir or Madam,")
    os.mkfifo(tmp_path / "pipe")
    for act in (contents_of, read_picture, preview):
        with pytest.raises(PictureReadError, match=r"“letter\.png” is no picture that ConvStudio"):
            act(path)
        with pytest.raises(PictureReadError, match="is a folder or a device"):
            act(tmp_path / "pipe")


@pytest.mark.parametrize("ending", ["jpg", "png", "tif"])
def test_a_preview_is_small_and_looks_like_the_picture(tmp_path: Path, ending: str) -> None:
    rows, columns = np.mgrid[0:900, 0:1300]
    pixels = np.stack([rows / 4, columns / 6, (rows + columns) / 10], axis=2).astype(np.uint8)
    path = tmp_path / f"a.{ending}"
    Image.fromarray(pixels).save(path)
    shown = preview(path, 200).pixels
    assert shown.dtype == np.uint8
    assert max(shown.shape[:2]) <= 200
    assert min(shown.shape[:2]) >= 100
    down, across = 900 / shown.shape[0], 1300 / shown.shape[1]
    for y, x in ((10, 10), (50, 80), (90, 150)):
        there = pixels[int((y + 0.5) * down), int((x + 0.5) * across)]
        assert np.abs(shown[y, x].astype(int) - there).max() <= 6


def test_a_preview_stands_upright_and_is_of_the_part(tmp_path: Path, pages: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "turned.jpg"
    Image.fromarray(np.zeros((300, 800), np.uint8)).save(path, exif=exif)
    assert preview(path, 100).pixels.shape[0] > preview(path, 100).pixels.shape[1]
    np.testing.assert_array_equal(
        preview(pages, 100, "4").pixels, picture_pixels(read_picture(pages, "4"))
    )


def test_a_preview_of_a_row_and_of_one_pixel(tmp_path: Path) -> None:
    for shape in ((1, 1000), (1000, 1), (1, 1)):
        path = tmp_path / "a.png"
        Image.fromarray(np.full(shape, 77, np.uint8)).save(path)
        shown = preview(path, 100).pixels
        assert max(shown.shape[:2]) <= 100
        assert (shown == 77).all()


def test_nobody_waits_for_the_preview_of_a_giant(tmp_path: Path) -> None:
    path = tmp_path / "giant.pgm"
    with path.open("wb") as file:
        file.write(b"P5 10000 10000 255\n")
        file.truncate(100_000_030)
    with pytest.raises(PictureReadError, match=r"“giant\.pgm” is too large for a preview"):
        preview(path)


def test_looking_can_be_called_off(pages: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        contents_of(pages, cancel)
    with pytest.raises(Cancelled):
        preview(pages, cancel=cancel)


def _gif(*frames: tuple[int, int, int, int], between: bytes = b"") -> bytes:
    """Frames of one pixel that claim to lie elsewhere: (left, top, width, height)."""
    body = b"".join(
        between + b"," + struct.pack("<HHHHB", *frame, 0) + b"\x02\x02\x44\x01\x00"
        for frame in frames
    )
    return b"GIF89a" + struct.pack("<HHBBB", 4, 3, 0x80, 0, 0) + bytes(6) + body + b";"


def test_frames_beyond_the_canvas_make_it_grow(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(_gif((0, 0, 1, 1), (5, 1, 1, 1), (0, 0, 1, 1)))
    sizes = [(part.width, part.height) for part in contents_of(path).parts]
    assert sizes == [(4, 3), (6, 3), (6, 3)]
    for number, size in enumerate(sizes, 1):
        picture = read_picture(path, str(number))
        assert (picture.width, picture.height) == size


@pytest.mark.parametrize(
    "between",
    [
        b"",
        b"zzz",  # which Pillow passes over
        b"!\xfe\x03abc\x00",
        b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00",
        b"!\xff\x0bNETSCAPE2.0\x00\x00",
    ],
    ids=["nothing", "letters", "comment", "loop", "broken loop"],
)
def test_a_frame_that_claims_a_giant_canvas_is_refused_unpainted(tmp_path, between: bytes) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(_gif((0, 0, 1, 1), (0, 0, 65535, 65535), between=between))
    assert read_picture(path).width == 4
    tracemalloc.start()
    with pytest.raises(PictureReadError, match="65535 × 65535 pixels"):
        read_picture(path, "2")
    assert tracemalloc.get_traced_memory()[1] < 5e6
    tracemalloc.stop()
