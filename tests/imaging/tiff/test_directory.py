"""Directories: every field within bounds, whatever the file claims."""

from __future__ import annotations

import io
import struct

import pytest

from convstudio.imaging.tiff.directory import Directory, is_tiff, read_directories
from convstudio.imaging.tiff.tree import packed


def _first(file: io.BytesIO) -> Directory:
    return read_directories(file, 1)[0]


def _chart() -> io.BytesIO:
    return io.BytesIO(packed("<", {270: (2, 8, b"A chart\0")}))


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
    directory = _first(_chart())
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
