"""Fields copied from directory to directory, byte for byte, whatever they point to."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.imaging.tiff.directory import Directory, read_directories
from convstudio.imaging.tiff.tree import EXIF, GPS, INTEROPERABILITY, Tree, packed, read_tree

_ALL = frozenset(range(1 << 16))


def _first(data: bytes) -> Directory:
    return read_directories(io.BytesIO(data), 1)[0]


def _as_told(tree: Tree) -> dict[int, object]:
    return {**tree.fields, **{code: _as_told(inner) for code, inner in tree.below.items()}}


def _longs(order: str, *values: int) -> tuple[int, int, bytes]:
    return 4, len(values), struct.pack(f"{order}{len(values)}L", *values)


@pytest.mark.parametrize("order", ["<", ">"])
def test_all_three_levels_come_back_and_no_loop_is_followed(order: str) -> None:
    """Each directory of interoperability points to itself once more."""
    fields = {270: (2, 8, b"A chart\0")}
    inner = {33437: (5, 1, struct.pack(f"{order}2L", 8, 1)), 37121: (7, 4, b"\1\2\3\0")}
    last = {1: (2, 4, b"R98\0"), INTEROPERABILITY: _longs(order, 8), EXIF: _longs(order, 8)}
    below = {EXIF: Tree(inner, {INTEROPERABILITY: Tree(last)})}
    found = read_tree(_first(packed(order, fields, below)), _ALL)
    known = {1: last[1]}
    assert _as_told(found) == {**fields, EXIF: {**inner, INTEROPERABILITY: known}}


def test_directories_that_lead_in_a_ring_are_left_out() -> None:
    """EXIF and GPS are the main directory itself."""
    found = read_tree(_first(packed("<", {EXIF: _longs("<", 8), GPS: _longs("<", 8)})), _ALL)
    assert _as_told(found) == {}


def test_only_what_is_asked_for_is_copied() -> None:
    data = packed("<", {270: (2, 2, b"a\0"), 271: (2, 2, b"b\0")}, {GPS: Tree({1: (2, 2, b"N\0")})})
    assert _as_told(read_tree(_first(data), frozenset({271}))) == {271: (2, 2, b"b\0")}


@pytest.mark.parametrize("place", [0, 3, 5000, 2**31, 2**32 - 1])
@pytest.mark.parametrize("code", [EXIF, GPS])
def test_a_directory_that_is_none_costs_itself_alone(place: int, code: int) -> None:
    data = packed("<", {270: (2, 2, b"a\0"), code: _longs("<", place)})
    assert _as_told(read_tree(_first(data), _ALL)) == {270: (2, 2, b"a\0")}


@pytest.mark.parametrize("count", [100, 2**31, 2**32 - 1])
def test_a_value_beyond_the_end_is_left_out(count: int) -> None:
    data = packed("<", {270: (2, count, b"after\0"), 271: (2, 2, b"b\0")})
    assert _as_told(read_tree(_first(data), _ALL)) == {271: (2, 2, b"b\0")}


@given(st.binary(max_size=200), st.sampled_from([b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"]))
def test_any_bytes_are_read_within_bounds(data: bytes, head: bytes) -> None:
    try:
        first = _first(head + data)
    except (ValueError, EOFError, struct.error):
        return
    tree = read_tree(first, _ALL)
    assert len(packed("<", tree.fields, tree.below)) < 4 * (len(data) + (1 << 16) + 100)


@pytest.mark.parametrize(
    ("kind", "letters", "values"),
    [
        (3, "3H", (1, 2, 513)),
        (4, "L", (70000,)),
        (5, "4L", (1, 3, 5, 7)),
        (8, "2h", (-2, 5)),
        (10, "2l", (-1, 3)),
        (11, "f", (0.5,)),
        (12, "d", (-0.25,)),
    ],
)
def test_numbers_are_turned_and_bytes_are_not(kind: int, letters: str, values) -> None:
    size = {10: 1, 5: 2}.get(kind, len(values))
    note = (7, 6, b"\1\2\3\4\5\6")
    data = packed(">", {1: (kind, size, struct.pack(f">{letters}", *values)), 2: note})
    turned = read_tree(_first(data), _ALL, "<").fields
    assert turned == {1: (kind, size, struct.pack(f"<{letters}", *values)), 2: note}
