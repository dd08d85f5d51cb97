"""Directories: every field within bounds, whatever the file claims."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from convstudio.imaging.tiff.directory import (
    Directory,
    copied,
    is_tiff,
    packed,
    read_directories,
)


def _first(file: io.BytesIO) -> Directory:
    return read_directories(file, 1)[0]


def _nested(order: str) -> io.BytesIO:
    """A main directory with an EXIF directory with one of interoperability."""
    longs = lambda *v: (4, len(v), struct.pack(f"{order}{len(v)}L", *v))  # noqa: E731
    start = len(packed(order, {34665: longs(0), 270: (2, 8, b"A chart\0")}))
    exif = len(packed(order, {33437: (5, 1, bytes(8)), 40965: longs(0)}, start))
    main = packed(order, {34665: longs(start), 270: (2, 8, b"A chart\0")})
    eight = (5, 1, longs(8, 1)[2])
    middle = packed(order, {33437: eight, 40965: longs(start + exif)}, start)
    last = packed(order, {1: (2, 4, b"R98\0"), 40965: longs(start + exif)}, start + exif)
    return io.BytesIO(main + middle + last)


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_copy_has_all_three_levels_and_follows_no_loop(order: str) -> None:
    block = copied(_first(_nested(order)), frozenset({270, 34665}))
    exif = Image.Exif()
    exif.load(block)
    assert exif[270] == "A chart"
    assert exif.get_ifd(34665)[33437] == 8
    assert exif.get_ifd(40965) == {1: "R98"}


def test_only_what_is_asked_for_is_copied() -> None:
    exif = Image.Exif()
    exif.load(copied(_first(_nested("<")), frozenset({270})))
    assert dict(exif) == {270: "A chart"}


def test_of_two_fields_with_one_number_the_first_counts() -> None:
    entry = struct.pack("<HHLL", 256, 4, 1, 7) + struct.pack("<HHLL", 256, 4, 1, 9)
    file = io.BytesIO(b"II*\0" + struct.pack("<LH", 8, 2) + entry + bytes(4))
    assert _first(file).number(256, 0) == 7


@pytest.mark.parametrize("count", [2, 2**16, 2**31, 2**32 - 1])
def test_a_field_beyond_the_end_is_not_read(count: int) -> None:
    entry = struct.pack("<HHLL", 273, 4, count, 26)
    directory = _first(io.BytesIO(b"II*\0" + struct.pack("<LH", 8, 1) + entry + bytes(4)))
    with pytest.raises((ValueError, EOFError)):
        directory.numbers(273)


def test_fields_that_share_one_great_value_over_and_over_are_refused() -> None:
    many, size = 4000, 1 << 20
    entries = b"".join(struct.pack("<HHLL", 1000 + i, 7, size, 8) for i in range(many))
    file = io.BytesIO(b"II*\0" + struct.pack("<LH", 8, many) + entries + bytes(size))
    with pytest.raises(ValueError, match="more than the file holds"):
        _first(file)


def test_a_field_of_words_is_no_number() -> None:
    directory = _first(_nested("<"))
    with pytest.raises(ValueError, match="field 270"):
        directory.numbers(270)
    assert directory.numbers(999, (5,)) == (5,)


@pytest.mark.parametrize("place", [0, 4, 9, 2**31, 2**64 - 1])
def test_a_directory_out_of_place_is_refused_or_read_within_bounds(place: int) -> None:
    try:
        directory = Directory(io.BytesIO(bytes(range(200))), "<", True, place)
    except (ValueError, EOFError):
        return
    assert all(field.count >= 0 for field in directory.fields.values())


def test_four_starts_are_tiff() -> None:
    assert all(is_tiff(start) for start in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"))
    assert not any(is_tiff(start) for start in (b"", b"II*", b"MM*\0", b"II\0*", b"\x89PNG"))
