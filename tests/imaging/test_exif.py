"""EXIF as other programs wrote it, through a reading and a writing: byte for byte."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from convstudio.imaging.exif import KEPT_EXIF, plain_text, read_exif, stamped_exif
from convstudio.imaging.output import Output, format_for
from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture
from convstudio.imaging.tiff.tree import EXIF, GPS, INTEROPERABILITY, Fields, Tree, packed
from convstudio.imaging.writing import write_picture

_ENDINGS = ("jpg", "png", "webp", "tif")
_ASCII, _SHORT, _LONG, _RATIONAL, _UNDEFINED, _SIGNED = 2, 3, 4, 5, 7, 10


def _text(text: str, coding: str = "utf-8") -> tuple[int, int, bytes]:
    data = text.encode(coding) + b"\0"
    return _ASCII, len(data), data


def _short(order: str, value: int) -> tuple[int, int, bytes]:
    return _SHORT, 1, struct.pack(f"{order}H", value)


def _ratio(order: str, above: int, below: int = 1) -> tuple[int, int, bytes]:
    return _RATIONAL, 1, struct.pack(f"{order}2L", above, below)


def _tree(order: str) -> Tree:
    """What phones and people write, each in the type that the standard gives it."""
    main: Fields = {
        270: _text("日本語"),
        315: _text("Åsa Öberg"),
        33432: _text("© 2024 Me", "latin-1"),
        40093: (1, 6, "Å\0".encode("utf-16-le") + b"\0\0"),
    }
    camera: Fields = {
        36864: (_UNDEFINED, 4, b"0232"),
        37121: (_UNDEFINED, 4, b"\1\2\3\0"),
        37377: (_SIGNED, 1, struct.pack(f"{order}2l", -7, 3)),
        37500: (_UNDEFINED, 9, b"Maker\0\1\2\3"),
        37510: (_UNDEFINED, 13, b"UNICODE\0" + struct.pack(f"{order}2H", 0xE5, 0x6C34) + b"\0"),
        41728: (_UNDEFINED, 1, b"\3"),
    }
    place: Fields = {
        0: (1, 4, b"\2\3\0\0"),
        2: (_RATIONAL, 3, struct.pack(f"{order}6L", *range(6))),
    }
    inner = {INTEROPERABILITY: Tree({1: _text("R98")})}
    return Tree(main, {EXIF: Tree(camera, inner), GPS: Tree(place)})


def _block(order: str, **more: tuple[int, int, bytes]) -> bytes:
    tree = _tree(order)
    fields = {**tree.fields, **{int(code[1:]): value for code, value in more.items()}}
    return b"Exif\0\0" + packed(order, fields, tree.below)


def _told(tree: Tree) -> dict[int, object]:
    return {**tree.fields, **{code: _told(inner) for code, inner in tree.below.items()}}


def _saved(folder: Path, ending: str, exif: bytes, size: tuple[int, int] = (30, 20)) -> Path:
    path = folder / f"a.{ending}"
    image = Image.new("RGB", size, "teal")
    if ending == "tif":  # Pillow would take the block apart
        write_picture(Picture(np.asarray(image).copy(), exif=exif), path)
    else:
        image.save(path, exif=exif)
    return path


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("ending", _ENDINGS)
@pytest.mark.parametrize("source", [*_ENDINGS, "avif"])
def test_every_field_survives_in_its_type_and_bytes(tmp_path, source, ending, order) -> None:
    picture = read_picture(_saved(tmp_path, source, _block(order)))
    assert _told(read_exif(picture.exif or b"", "<").tree) == _told(_tree("<"))
    copy = tmp_path / f"b.{ending}"
    write_picture(picture, copy, Output(format_for(copy).name))
    assert _told(read_exif(read_picture(copy).exif or b"", "<").tree) == _told(_tree("<"))


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_byte_order_is_kept_for_what_only_the_maker_can_turn(tmp_path, order: str) -> None:
    picture = read_picture(_saved(tmp_path, "png", _block(order)))
    assert picture.exif == _block(order)


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_stamp_changes_nothing_but_what_it_says(order: str) -> None:
    block = _block(order, _305=_text("Kamera ÅÄÖ"))
    found = read_exif(stamped_exif(block, "ConvStudio", (30, 20), (300.0, 72.5))).tree
    stamped = {
        305: _text("ConvStudio"),
        282: _ratio(order, 300),
        283: _ratio(order, 725_000, 10_000),
        296: _short(order, 2),
    }
    assert _told(found) == {**_told(_tree(order)), **stamped}


def test_exif_names_the_program_and_the_size_that_is_true() -> None:
    exif = Image.Exif()
    exif[271], exif[305] = "Maker", "Camera 7"
    exif.get_ifd(34665).update({40962: 6000, 40963: 4000, 33434: 0.01})
    found = Image.Exif()
    found.load(stamped_exif(exif.tobytes(), "ConvStudio 1.0: é", (30, 20), (300.0, 72.0)))
    assert (found[271], found[305]) == ("Maker", "ConvStudio 1.0: e")
    assert (found[282], found[283], found[296]) == (300, 72, 2)
    inner = found.get_ifd(34665)
    assert (inner[40962], inner[40963], float(inner[33434])) == (30, 20, 0.01)


@pytest.mark.parametrize(
    "broken", [None, b"", b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"no"]
)
def test_an_exif_block_that_cannot_be_read_makes_way_for_a_new_one(broken) -> None:
    found = Image.Exif()
    found.load(stamped_exif(broken, "ConvStudio", (30, 20), None))
    assert dict(found) == {305: "ConvStudio"}


@given(st.binary(max_size=300))
def test_any_block_is_stamped(data: bytes) -> None:
    head = b"Exif\0\0II*\0\x08\0\0\0"
    found = read_exif(stamped_exif(head + data, "x", (3, 2), None)).tree
    assert found.fields[305] == _text("x")
    assert found.fields.keys() <= KEPT_EXIF


def test_software_is_told_in_ascii() -> None:
    told = plain_text("Box blur 3×3 – “soft” ‘a’…, ½ Ångström")
    assert told == "Box blur 3x3 - \"soft\" 'a'..., 1/2 Angstrom"
    assert plain_text("漢 plain") == "? plain"


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_resolution_lies_down_with_the_picture(tmp_path, ending, orientation: int) -> None:
    options = {"_282": _ratio("<", 300), "_283": _ratio("<", 150), "_296": _short("<", 2)}
    block = _block("<", _274=_short("<", orientation), **options)
    path = tmp_path / f"a.{ending}"
    if ending == "tif":
        tags = [(274, "H", 1, orientation, True)]
        pixels = np.zeros((20, 30, 3), np.uint8)
        tifffile.imwrite(path, pixels, extratags=tags, resolution=(300, 150), resolutionunit="INCH")
    else:
        path = _saved(tmp_path, ending, block)
    picture = read_picture(path)
    expected = (150, 300) if orientation > 4 else (300, 150)
    assert picture.resolution == expected
    fields = read_exif(picture.exif or b"").tree.fields
    across, below = struct.unpack("<2L", fields[282][2])
    assert across / below == expected[0]


@pytest.mark.parametrize("unit", [0, 1])
def test_a_jfif_density_lies_down_too_where_it_has_a_unit(tmp_path: Path, unit: int) -> None:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[274] = 6
    Image.new("L", (30, 20)).save(buffer, "JPEG", dpi=(300, 150), exif=exif.tobytes())
    data = bytearray(buffer.getvalue())
    data[data.index(b"JFIF\0") + 7] = unit
    (tmp_path / "a.jpg").write_bytes(data)
    assert read_picture(tmp_path / "a.jpg").resolution == ((150, 300) if unit else None)


@pytest.mark.parametrize(
    ("unit", "expected"), [(1, None), (2, (72, 36)), (3, (72 * 2.54, 36 * 2.54)), (9, None)]
)
@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
def test_only_a_unit_makes_a_resolution(tmp_path, ending: str, unit: int, expected) -> None:
    block = _block("<", _282=_ratio("<", 72), _283=_ratio("<", 36), _296=_short("<", unit))
    found = read_picture(_saved(tmp_path, ending, block)).resolution
    assert found == (pytest.approx(expected) if expected else None)


@pytest.mark.parametrize("unit", [0, 4, 20, 514])
def test_a_unit_that_nobody_knows_is_not_carried_on(tmp_path: Path, unit: int) -> None:
    block = _block("<", _282=_ratio("<", 72), _283=_ratio("<", 36), _296=_short("<", unit))
    picture = read_picture(_saved(tmp_path, "webp", block))
    assert read_exif(picture.exif or b"").tree.fields.keys().isdisjoint({282, 283, 296})
    write_picture(picture, tmp_path / "b.tif")
    with tifffile.TiffFile(tmp_path / "b.tif") as file:
        assert "ResolutionUnit" not in file.pages[0].tags


def test_a_photo_that_tells_no_resolution_has_none(tmp_path: Path) -> None:
    """Where Pillow takes 72 for granted."""
    assert read_picture(_saved(tmp_path, "jpg", _block("<"))).resolution is None


@pytest.mark.parametrize("parts", [(0, 0), (72, 0), (0, 1), (2**32 - 1, 1)])
def test_a_resolution_that_cannot_be_is_none(tmp_path: Path, parts: tuple[int, int]) -> None:
    bad = _ratio("<", *parts)
    block = _block("<", _282=bad, _283=bad, _296=_short("<", 2))
    assert read_picture(_saved(tmp_path, "jpg", block)).resolution is None


def test_exif_in_a_png_of_imagemagick_is_found(tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415 - of this test alone

    digits = _block(">").hex()
    info = PngInfo()
    info.add_text("Raw profile type exif", f"\nexif\n{len(digits) // 2:8}\n{digits}\n")
    Image.new("L", (3, 3)).save(tmp_path / "a.png", pnginfo=info)
    assert read_picture(tmp_path / "a.png").exif == _block(">")
