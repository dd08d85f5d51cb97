"""NumPy's arrays: every type and shape that numpy writes, and nothing that would need a pickle."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import PictureReadError
from convstudio.imaging.contents import contents_of
from convstudio.imaging.reading import read_bytes, read_picture


def _saved(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


_KEPT = ["u1", "<u2", ">u2", "<f4", ">f4"]


@pytest.mark.parametrize("kind", _KEPT)
@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 1), (4, 5, 2), (4, 5, 3), (4, 5, 4)])
@pytest.mark.parametrize("order", ["C", "F"])
def test_8_and_16_bits_and_floats_are_as_stored(kind: str, shape: tuple[int, ...], order) -> None:
    values = (np.random.default_rng(1).random(shape) * 200).astype(kind, order=order)
    picture = read_bytes(_saved(values), "a.npy")
    assert picture.pixels.dtype == np.dtype(kind).newbyteorder("=")
    assert picture.has_alpha == (shape[2:] in ((2,), (4,)))
    np.testing.assert_array_equal(picture.pixels, values.reshape(4, 5, -1))


def test_negative_floats_and_what_is_no_number_are_kept() -> None:
    values = np.array([[-1.5, np.inf], [np.nan, 1e30]], np.float32)
    np.testing.assert_array_equal(read_bytes(_saved(values), "a").pixels[..., 0], values)


@pytest.mark.parametrize("kind", ["f2", "f8"])
def test_other_floats_become_float32(kind: str) -> None:
    values = np.array([[-1.5, 0.1], [2, 60000]], kind)
    picture = read_bytes(_saved(values), "a.npy")
    assert picture.kind == "32-bit float gray"
    np.testing.assert_array_equal(picture.pixels[..., 0], values.astype(np.float32))


def test_truth_is_black_and_white() -> None:
    picture = read_bytes(_saved(np.array([[True, False]])), "a.npy")
    np.testing.assert_array_equal(picture.pixels, [[[255], [0]]])


@pytest.mark.parametrize("kind", ["i1", "i2", "i4", "i8", "u4", "u8"])
@pytest.mark.parametrize(
    ("most", "expected"), [(1, "32-bit float gray"), (100, "8-bit gray"), (127, "8-bit gray")]
)
def test_other_whole_numbers_take_the_smallest_type(kind: str, most: int, expected: str) -> None:
    values = np.array([[0, 1], [most, 1]], kind)
    picture = read_bytes(_saved(values), "a.npy")
    assert picture.kind == expected
    np.testing.assert_array_equal(picture.pixels[..., 0], values)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([[0, 256]], "16-bit gray"),
        ([[0, 65535]], "16-bit gray"),
        ([[0, 65536]], "32-bit float gray"),
        ([[-1, 5]], "32-bit float gray"),
    ],
)
def test_large_and_negative_whole_numbers_stay_what_they_are(values, kind: str) -> None:
    picture = read_bytes(_saved(np.array(values)), "a.npy")
    assert picture.kind == kind
    np.testing.assert_array_equal(picture.pixels[..., 0], values)


def test_one_axis_is_one_row() -> None:
    picture = read_bytes(_saved(np.arange(7, dtype=np.uint8)), "a.npy")
    np.testing.assert_array_equal(picture.pixels[..., 0], [range(7)])


@pytest.mark.parametrize("samples", [1, 3, 4])
def test_samples_may_come_first(samples: int) -> None:
    values = np.random.default_rng(2).random((samples, 6, 7)).astype(np.float32)
    picture = read_bytes(_saved(values), "a.npy")
    np.testing.assert_array_equal(picture.pixels, values.transpose(1, 2, 0))


@pytest.mark.parametrize(
    "shape", [(5, 6, 7), (2, 6, 7), (5, 6, 7, 3), (2, 2, 6, 7, 3), (5, 3, 6, 7), (2, 5, 6, 7)]
)
@pytest.mark.parametrize("order", ["C", "F"])
def test_a_stack_opens_picture_by_picture(tmp_path: Path, shape, order: str) -> None:
    values = np.random.default_rng(3).integers(0, 256, shape, np.uint8)
    path = tmp_path / "stack.npy"
    np.save(path, np.asarray(values, order=order))
    if shape[-1] == 3:
        pictures = values.reshape(-1, *shape[-3:])
    elif shape[-3] == 3:
        pictures = values.reshape(-1, *shape[-3:]).transpose(0, 2, 3, 1)
    else:
        pictures = values.reshape(-1, *shape[-2:], 1)
    parts = contents_of(path).parts
    assert [part.name for part in parts] == [str(k + 1) for k in range(len(pictures))]
    assert contents_of(path).has_choice
    for part, expected in zip(parts, pictures, strict=True):
        picture = read_picture(path, part.name)
        assert (picture.part, picture.kind) == (part.name, part.kind)
        assert (picture.width, picture.height) == (part.width, part.height)
        np.testing.assert_array_equal(picture.pixels, expected)
    assert read_picture(path).part == "1"


def test_a_picture_that_is_not_in_the_stack_is_told(tmp_path: Path) -> None:
    path = tmp_path / "stack.npy"
    np.save(path, np.zeros((5, 6, 7)))
    for part in ("0", "6", "-1", "two", "1.0", "9" * 30):
        with pytest.raises(PictureReadError, match="it has pictures 1 to 5"):
            read_picture(path, part)


def test_one_picture_has_no_part(tmp_path: Path) -> None:
    path = tmp_path / "one.npy"
    np.save(path, np.zeros((6, 7)))
    contents = contents_of(path)
    assert [part.name for part in contents.parts] == [""]
    assert not contents.has_choice
    assert (contents.format, contents.size) == ("NumPy array", path.stat().st_size)
    assert read_picture(path).part == ""


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_every_version_of_the_format_opens(version: tuple[int, int]) -> None:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.eye(3, dtype=np.float32), version)
    np.testing.assert_array_equal(read_bytes(buffer.getvalue(), "a").pixels[..., 0], np.eye(3))


def test_a_header_of_another_writer_opens() -> None:
    header = b'{"shape": (2L, 1), "fortran_order": False, "descr": "|u1"}'
    data = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + b"\x05\x06"
    np.testing.assert_array_equal(read_bytes(data, "a").pixels, [[[5]], [[6]]])


@pytest.mark.parametrize(
    ("array", "why"),
    [
        (np.array([["a", "b"]]), "it holds “<U1”, no numbers"),
        (np.array([[1 + 2j]]), "it holds “<c16”, no numbers"),
        (np.zeros((2, 2), "M8[s]"), "no numbers"),
        (np.zeros((2, 2), [("a", "f4")]), "it is an array of records, not of numbers"),
        (np.array(5.0), "it is an array of the shape ()"),
        (np.zeros((0, 5)), "it is an array of the shape (0, 5)"),
    ],
)
def test_what_is_no_picture_is_told(array: np.ndarray, why: str) -> None:
    with pytest.raises(PictureReadError) as caught:
        read_bytes(_saved(array), "a.npy")
    assert str(caught.value).startswith("“a.npy” is no picture: ")
    assert why in str(caught.value)


def test_objects_are_never_loaded() -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.array([[print]], object), allow_pickle=True)
    with pytest.raises(PictureReadError, match="Python objects, which are never loaded"):
        read_bytes(buffer.getvalue(), "a.npy")


def test_a_file_that_ends_early_says_how_early() -> None:
    with pytest.raises(PictureReadError, match="the file ends 8 bytes before its numbers do"):
        read_bytes(_saved(np.zeros((3, 3)))[:-8], "a.npy")


@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=5),
    st.sampled_from(["u1", "<u2", ">f4", "?", "<f8", "<i4"]),
    st.booleans(),
)
def test_whatever_numpy_writes_opens_with_its_values(shape, kind: str, fortran: bool) -> None:
    values = (np.arange(np.prod(shape)).reshape(shape) % 2).astype(kind)
    saved = _saved(np.asfortranarray(values) if fortran else values)
    total = 0.0
    for part in range(1, 10_000):
        try:
            picture = read_bytes(saved, "a", str(part))
        except PictureReadError:
            break
        scale = 255 if kind == "?" else 1
        total += picture.pixels.astype(np.float64).sum() / scale
    assert total == values.astype(np.float64).sum()
