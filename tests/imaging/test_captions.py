"""IPTC, comments and texts: carried byte for byte, and told where they are not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms, IptcImagePlugin
from PIL.PngImagePlugin import PngInfo

from convstudio.imaging.captions import Captions
from convstudio.imaging.encoders.encoder import Sheet
from convstudio.imaging.format_limits import fitted
from convstudio.imaging.levels import LEVELS
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.imaging.png_chunks import RAW_PROFILE, as_raw_profile
from convstudio.imaging.provenance import Provenance
from convstudio.imaging.reading import read_picture
from convstudio.imaging.writing import write_picture

PIXELS = np.arange(6 * 9 * 3, dtype=np.uint8).reshape(6, 9, 3)
# Keywords "a" and "Wäsche", an empty version: records of IIM's second part.
IPTC = b"\x1c\x02\x00\x00\x02\x00\x04\x1c\x02\x19\x00\x01a\x1c\x02\x19\x00\x07W\xc3\xa4sche"
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
RECORD = ((0x0404, IPTC),)
MARKS = ((0x0404, IPTC), (0x040A, b"\1"), (0x040B, b"https://example.org/"))
OTHER_RESOURCE = b"8BIM\x03\xf3\x03two\x00\x00\x00\x03abc\x00"  # a name and an odd length


def in_jpeg(folder: Path, packed: bytes, **more: object) -> Path:
    path = folder / "a.jpg"
    Image.fromarray(PIXELS).save(path, **more)
    data = path.read_bytes()
    segment = b"Photoshop 3.0\0" + packed
    length = (len(segment) + 2).to_bytes(2, "big")
    path.write_bytes(data[:2] + b"\xff\xed" + length + segment + data[2:])
    return path


def in_png(path: Path, *texts: tuple[str, str]) -> Path:
    info = PngInfo()
    for keyword, text in texts:
        info.add_text(keyword, text) if text.isascii() else info.add_itxt(keyword, text)
    Image.fromarray(PIXELS).save(path, pnginfo=info)
    return path


def in_tiff(path: Path, *fields: tuple[int, bytes]) -> Path:
    tags = [(code, 7, len(data), data, True) for code, data in fields]
    tifffile.imwrite(path, PIXELS, photometric="rgb", extratags=tags)
    return path


def read_again(picture: Picture, path: Path) -> tuple[Captions, tuple[str, ...]]:
    saved = write_picture(picture, path)
    return read_picture(path).captions, saved.losses


def test_a_jpegs_record_and_comment(tmp_path: Path) -> None:
    path = in_jpeg(tmp_path, OTHER_RESOURCE + Captions(RECORD).packed, comment="naïve".encode())
    assert read_picture(path).captions == Captions(RECORD, (("Comment", "naïve"),))


def test_a_comment_that_is_no_utf8_is_latin(tmp_path: Path) -> None:
    path = in_jpeg(tmp_path, OTHER_RESOURCE + Captions(RECORD).packed, comment=b"na\xefve\0")
    assert read_picture(path).captions.comments == ("naïve",)


def test_a_gifs_comment(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    Image.fromarray(PIXELS).convert("P").save(path, comment=b"by hand")
    assert read_picture(path).captions.texts == (("Comment", "by hand"),)


def test_a_pngs_texts_but_not_what_programs_say_of_the_file(tmp_path: Path) -> None:
    path = in_png(
        tmp_path / "a.png",
        ("Title", "Tide"),
        ("Author", "Zoë"),
        ("comment", "low water"),
        ("Software", "Pencil"),
        ("date:create", "2020-01-01"),
        ("XML:com.adobe.xmp", "<x/>"),
    )
    texts = (("Title", "Tide"), ("Author", "Zoë"), ("Comment", "low water"))
    assert read_picture(path).captions == Captions((), texts)


@pytest.mark.parametrize(
    "told",
    [
        (RAW_PROFILE + "iptc", as_raw_profile("iptc", IPTC)),
        (RAW_PROFILE + "iptc", as_raw_profile("iptc", OTHER_RESOURCE + Captions(RECORD).packed)),
        (RAW_PROFILE + "8bim", as_raw_profile("8bim", Captions(RECORD).packed)),
    ],
    ids=["bare", "in a resource", "8bim"],
)
def test_a_pngs_record(tmp_path: Path, told: tuple[str, str]) -> None:
    assert read_picture(in_png(tmp_path / "a.png", told)).captions == Captions(RECORD)


@pytest.mark.parametrize(
    "text", ["", "x", "\niptc\n 4\nzz\n", "\niptc\n4\n", as_raw_profile("8bim", b"8BIM\x04\x04")]
)
def test_a_broken_record_costs_itself_alone(tmp_path: Path, text: str) -> None:
    path = in_png(tmp_path / "a.png", (RAW_PROFILE + "iptc", text), ("Title", "Tide"))
    assert read_picture(path).captions == Captions((), (("Title", "Tide"),))


@pytest.mark.parametrize(
    "fields",
    [
        ((33723, IPTC),),
        ((34377, OTHER_RESOURCE + Captions(RECORD).packed),),
        ((33723, IPTC[:12]), (34377, Captions(RECORD).packed)),  # as ImageMagick 6 leaves it
    ],
    ids=["record", "resource", "the whole one of both"],
)
def test_a_tiffs_record(tmp_path: Path, fields: tuple[tuple[int, bytes], ...]) -> None:
    assert read_picture(in_tiff(tmp_path / "a.tif", *fields)).captions == Captions(RECORD)


@pytest.mark.parametrize("captions", [Captions(RECORD), Captions(MARKS), Captions(MARKS[1:])])
@pytest.mark.parametrize("ending", ["png", "jpg", "tif"])
def test_resources_go_from_format_to_format(
    tmp_path: Path, ending: str, captions: Captions
) -> None:
    picture = Picture(PIXELS.copy(), captions=captions)
    assert read_again(picture, tmp_path / f"a.{ending}") == (captions, ())


def test_the_mark_of_copyright_is_kept_and_the_thumbnail_not(tmp_path: Path) -> None:
    path = in_jpeg(tmp_path, Captions(((0x040C, b"thumb"), *MARKS[::-1])).packed)
    assert read_picture(path).captions == Captions(MARKS)


@pytest.mark.parametrize("ending", ["jpg", "tif"])
def test_others_read_the_record(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    write_picture(Picture(PIXELS.copy(), captions=Captions(RECORD)), path)
    with Image.open(path) as image:
        told = IptcImagePlugin.getiptcinfo(image)
    assert told[(2, 25)] == [b"a", "Wäsche".encode()]


def test_texts_of_every_letter_in_a_png(tmp_path: Path) -> None:
    texts = (("Title", "Tide"), ("Author", "Zoë 潮"), ("Comment", "one"), ("Büro", "b\nc"))
    picture = Picture(PIXELS.copy(), captions=Captions((), texts))
    path = tmp_path / "a.png"
    assert read_again(picture, path) == (picture.captions, ())
    with Image.open(path) as image:
        assert dict(image.text) == dict(texts)


def test_a_comment_in_a_jpeg_and_what_it_has_no_place_for(tmp_path: Path) -> None:
    texts = (("Title", "Tide"), ("Comment", "über"), ("Author", "Zoë"), ("Title", "Ebb"))
    picture = Picture(PIXELS.copy(), captions=Captions((), texts))
    captions, losses = read_again(picture, tmp_path / "a.jpg")
    assert captions.texts == (("Comment", "über"),)
    assert losses == ("JPEG has no place for texts; left out: Title, Author.",)


def test_a_comment_too_long_for_a_jpeg(tmp_path: Path) -> None:
    captions = Captions((), (("Comment", "ü" * 33_000), ("Comment", "u" * 65_533)))
    found, losses = read_again(Picture(PIXELS.copy(), captions=captions), tmp_path / "a.jpg")
    assert found == Captions((), (("Comment", "u" * 65_533),))
    assert losses == ("JPEG holds no comment above 64 KB: it is left out.",)


@pytest.mark.parametrize("length", [65_506, 65_507, 65_520, 200_001])
@pytest.mark.parametrize("ending", ["jpg", "png", "tif"])
def test_long_records_go_on_in_further_segments(tmp_path: Path, ending: str, length: int) -> None:
    captions = Captions(((0x0404, b"\x1c" * length), *MARKS[1:]))
    picture = Picture(PIXELS.copy(), captions=captions)
    path = tmp_path / f"a.{ending}"
    assert read_again(picture, path) == (captions, ())
    with Image.open(path) as image:
        np.testing.assert_allclose(np.asarray(image), PIXELS, atol=60)


def test_a_record_without_measure_is_told(tmp_path: Path) -> None:
    picture = Picture(PIXELS.copy(), captions=Captions(((0x0404, bytes(5 << 20)),)))
    assert read_again(picture, tmp_path / "a.png") == (
        Captions(),
        ("IPTC of 5,242,892 bytes is too much: it is left out.",),
    )


def test_resources_of_other_programs_are_passed_over(tmp_path: Path) -> None:
    other = b"AgHg\x04\x04\0\0\0\0\0\x04abcd"
    path = in_jpeg(tmp_path, other + Captions(RECORD).packed)
    assert read_picture(path).captions == Captions(RECORD)


def test_keywords_have_single_spaces(tmp_path: Path) -> None:
    path = in_png(tmp_path / "a.png", ("  Two   words ", "t"))
    assert read_picture(path).captions.texts == (("Two words", "t"),)


def test_formats_without_a_place_say_so(tmp_path: Path) -> None:
    captions = Captions(RECORD, (("Comment", "c"), ("Title", "t")))
    picture = Picture(PIXELS.copy(), captions=captions)
    assert read_again(picture, tmp_path / "a.tif") == (
        Captions(RECORD),
        (
            "TIFF has no place for comments: the picture's is left out.",
            "TIFF has no place for texts; left out: Title.",
        ),
    )
    assert read_again(picture, tmp_path / "a.webp") == (
        Captions(),
        (
            "WebP has no place for IPTC: it is left out.",
            "WebP has no place for comments: the picture's is left out.",
            "WebP has no place for texts; left out: Title.",
        ),
    )
    saved = write_picture(picture, tmp_path / "a.npy")
    assert saved.losses == (
        "A NumPy array holds numbers alone, and nothing of these: IPTC and texts.",
    )


def test_of_many_texts_some_are_named(tmp_path: Path) -> None:
    texts = tuple((f"Key {number}", "t") for number in range(1207))
    picture = Picture(PIXELS.copy(), captions=Captions((), texts))
    assert write_picture(picture, tmp_path / "a.jpg").losses == (
        "JPEG has no place for texts; left out: Key 0, Key 1, Key 2, Key 3, Key 4, 1,202 more.",
    )


@pytest.mark.parametrize("keyword", ["a\nb", "k" * 80, "\x1b[2J"])
def test_keywords_that_are_none_are_passed_over(tmp_path: Path, keyword: str) -> None:
    path = in_png(tmp_path / "a.png", (keyword, "text"), ("Title", "Tide"))
    assert read_picture(path).captions.keywords == ("Title",)


def test_xmp_in_further_pieces_is_told(tmp_path: Path) -> None:
    packet = b'<x xmpNote:HasExtendedXMP="0123456789ABCDEF0123456789ABCDEF"/>'
    saved = write_picture(Picture(PIXELS.copy(), xmp=packet), tmp_path / "a.png")
    assert saved.losses == ("XMP that the picture's file holds in further pieces is left out.",)


@pytest.mark.parametrize("packet", [b"<broken", b"<!DOCTYPE x><x/>", b"<x>" + bytes(3 << 20)])
def test_xmp_that_cannot_be_kept_is_told(packet: bytes) -> None:
    sheet = Sheet(3, 4, 1, LEVELS["8"], xmp=packet)
    found, losses = fitted(sheet, Output("TIFF"), Provenance("ConvStudio", "{}"))
    assert losses == ("The picture's XMP is left out: it is broken, or above 2 MB.",)
    assert found.xmp is not None
    assert b"ConvStudio" in found.xmp


def test_texts_too_long_for_those_who_open_a_png(tmp_path: Path) -> None:
    texts = (("Title", "Tide"), ("Story", "word " * 4_000_000))
    picture = Picture(PIXELS.copy(), captions=Captions((), texts))
    found, losses = read_again(picture, tmp_path / "a.png")
    assert found.texts == texts[:1]
    assert losses == ("Texts of more than 16 MB are left out: programs would not open the PNG.",)


def test_a_profile_too_long_for_those_who_open_a_png(tmp_path: Path) -> None:
    profile = _SRGB + bytes(1 << 20)
    path = tmp_path / "a.png"
    saved = write_picture(Picture(PIXELS.copy(), icc_profile=profile), path)
    assert saved.losses == (
        "Programs open no PNG with a colour profile above 1 MB: it is left out.",
    )
    with Image.open(path) as image:
        np.testing.assert_array_equal(np.asarray(image), PIXELS)
