"""Arrays of files: listed from headers, read exactly, and nothing hostile believed."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import FilterFileError
from convstudio.pipeline.banks.reading import arrays_in, names_in, read_array


def safetensors(path: Path, header: object, data: bytes = b"") -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
    return path


def tensor(dtype: str, shape: list[int], start: int, end: int) -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "i1", "u1", "i2", "<i8", ">f4", ">i4"])
def test_npy_of_every_number(tmp_path, dtype):
    numbers = np.arange(24).astype(dtype).reshape(2, 3, 4, 1)
    np.save(tmp_path / "a.npy", numbers)
    (entry,) = arrays_in(tmp_path / "a.npy")
    assert (entry.name, entry.shape, entry.trouble) == ("", (2, 3, 4, 1), "")
    found = read_array(tmp_path / "a.npy")
    assert found.dtype == np.float64
    assert np.array_equal(found, numbers)


def test_npy_in_columns_first(tmp_path):
    numbers = np.asfortranarray(np.arange(24.0).reshape(2, 3, 4))
    np.save(tmp_path / "a.npy", numbers)
    assert np.array_equal(read_array(tmp_path / "a.npy"), numbers)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_npz_lists_and_reads_each(tmp_path, save):
    kernel, bias = np.arange(18.0, dtype=np.float32).reshape(3, 3, 1, 2), np.array([0.5, -1.0])
    save(tmp_path / "a.npz", kernel=kernel, bias=bias)
    entries = arrays_in(tmp_path / "a.npz")
    assert [(e.name, e.shape, e.dtype) for e in entries] == [
        ("kernel", (3, 3, 1, 2), "float32"),
        ("bias", (2,), "float64"),
    ]
    assert np.array_equal(read_array(tmp_path / "a.npz", "kernel"), kernel)
    assert np.array_equal(read_array(tmp_path / "a.npz", "bias"), bias)


@pytest.mark.parametrize("dtype", ["F64", "F32", "F16", "I64", "I32", "I16", "I8", "U8"])
def test_safetensors_of_every_number(tmp_path, dtype):
    kind = f"<{dtype[0].lower()}{int(dtype[1:]) // 8}"
    numbers = np.arange(6).astype(kind).reshape(1, 2, 3)
    header = {"w": tensor(dtype, [1, 2, 3], 0, numbers.nbytes)}
    path = safetensors(tmp_path / "a.safetensors", header, numbers.tobytes())
    (entry,) = arrays_in(path)
    assert (entry.name, entry.shape, entry.trouble) == ("w", (1, 2, 3), "")
    assert np.array_equal(read_array(path, "w"), numbers)


def test_bfloat16_is_the_upper_half_of_float32(tmp_path):
    numbers = np.array([1.0, -2.5, 0.15625, 3e38], np.float32)
    halves = (numbers.view(np.uint32) >> 16).astype("<u2")
    path = safetensors(
        tmp_path / "a.safetensors", {"w": tensor("BF16", [4], 0, 8)}, halves.tobytes()
    )
    (entry,) = arrays_in(path)
    assert entry.dtype == "bfloat16"
    assert read_array(path, "w")[:3].tolist() == [1.0, -2.5, 0.15625]


def test_types_that_are_none_of_ours_are_listed_with_the_reason(tmp_path):
    header = {"__metadata__": {"format": "pt"}, "w": tensor("F8_E4M3", [2], 0, 2)}
    path = safetensors(tmp_path / "a.safetensors", header, b"ab")
    (entry,) = arrays_in(path)
    assert "F8_E4M3" in entry.trouble
    with pytest.raises(FilterFileError, match="F8_E4M3"):
        read_array(path, "w")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (b"{", "ends too early"),
        (b"[]", "is a list"),
        (b"\xff\xfe", "no safetensors"),
        (b"{" * 100_000, "no safetensors"),
        ({"w": tensor("F32", [2], 0, 4)}, "needs 8 bytes, and has 4"),
        ({"w": tensor("F32", [2], 8, 16)}, "lies outside the file"),
        ({"w": tensor("F32", [2], -8, 0)}, "lies outside the file"),
        ({"w": tensor("F32", [2**40, 2**40, 2**40], 0, 8)}, "bytes, and has 8"),
        ({"w": tensor("F32", [-2], 0, 8)}, "absurd"),
        ({"w": tensor("F32", [2**70], 0, 8)}, "no safetensors"),
        ({"w": tensor("F32", [1] * 50, 0, 4)}, "absurd"),
        ({"w": {"dtype": "F32"}}, "lacks the field"),
        ({"__metadata__": {"a": 1}}, "should be a text"),
    ],
)
def test_hostile_safetensors_are_refused_in_words(tmp_path, header, words):
    path = safetensors(tmp_path / "a.safetensors", header, b"12345678")
    with pytest.raises(FilterFileError, match=words):
        arrays_in(path)


_W, _V = tensor("F32", [2], 0, 8), tensor("F32", [1], 4, 8)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ({"w": _W, "v": _W}, "its tensors “w” and “v” lie over the same bytes"),
        ({"w": _W, "v": _V}, "its tensors “w” and “v” lie over the same bytes"),
        ({"v": _V}, "4 bytes belong to no tensor, before its “v”"),
        ({"v": tensor("U8", [7], 1, 8)}, "1 byte belongs to no tensor, before its “v”"),
        ({"w": tensor("F32", [1], 0, 4)}, "4 bytes belong to no tensor, at its end"),
        ({}, "8 bytes belong to no tensor, at its end"),
        (
            f'{{"w": {json.dumps(_W)}, "w": {json.dumps(_W)}}}'.encode(),
            "its header has the field “w” twice",
        ),
        (
            b'{"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8], "shape": [1, 2]}}',
            "its header has the field “shape” twice",
        ),
        (
            {"__metadata__": {"format": 5}, "w": _W},
            "the field “format” of its “__metadata__” should be a text, and is a number",
        ),
        (
            {"w": _W | {"shape": 2}},
            "its tensor “w”: shape should be a list, and is a number",
        ),
        ({"w": {"dtype": "F32"}}, "its tensor “w” lacks the field “shape”"),
        (b'{"w": {"shape": [' + b"9" * 5000 + b"]}}", "its tensor “w”"),
    ],
)
def test_what_the_format_forbids_is_refused(tmp_path, header, words):
    path = safetensors(tmp_path / "a.safetensors", header, b"12345678")
    with pytest.raises(FilterFileError) as caught:
        arrays_in(path)
    assert words in caught.value.message
    with pytest.raises(FilterFileError):
        read_array(path, "w")


def test_empty_tensors_take_no_room_and_tensors_may_stand_in_any_order(tmp_path):
    header = {"b": tensor("F32", [1], 4, 8), "e": tensor("F32", [0], 4, 4), "a": _W | {}}
    header["a"] = tensor("F32", [1], 0, 4)
    path = safetensors(tmp_path / "a.safetensors", header, struct.pack("<2f", 1.5, 2.5))
    assert [entry.name for entry in arrays_in(path)] == ["b", "e", "a"]
    assert (read_array(path, "a")[0], read_array(path, "b")[0]) == (1.5, 2.5)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is empty"),
        (b"1234", "it ends before its header does"),
        (struct.pack("<Q", 2**63), "claims"),
        (struct.pack("<Q", 9), "claims"),
    ],
)
def test_a_header_that_the_file_has_no_room_for(tmp_path, data, words):
    path = tmp_path / "a.safetensors"
    path.write_bytes(data)
    with pytest.raises(FilterFileError, match=words):
        arrays_in(path)


@pytest.mark.parametrize(
    ("ending", "data", "words"),
    [
        ("npz", b"", "“a.npz” cannot be read: it is empty."),
        ("npz", b"abcd", "“a.npz” cannot be read: it is no zip archive, as an .npz is."),
        ("npy", b"", "“a.npy” cannot be read: it is empty."),
    ],
)
def test_files_cut_off_at_once_are_told_in_our_words(tmp_path, ending, data, words):
    path = tmp_path / f"a.{ending}"
    path.write_bytes(data)
    with pytest.raises(FilterFileError) as caught:
        arrays_in(path)
    assert caught.value.message == words


def test_damage_within_an_archive_is_told_in_our_words(tmp_path):
    path = tmp_path / "a.npz"
    np.savez_compressed(path, w=np.random.default_rng(1).normal(size=(8, 8)))
    whole = path.read_bytes()
    directory = whole.rindex(b"PK\1\2")
    for place, words in (
        (len(whole) // 2, "cannot be read: its (archive is|compressed numbers are) damaged"),
        (directory, "cannot be read: its archive is damaged"),
    ):
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        path.write_bytes(broken)
        with pytest.raises(FilterFileError, match=words):
            read_array(path, "w")


@given(data=st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("any")
    for ending in ("npy", "npz", "safetensors"):
        path = folder / f"a.{ending}"
        path.write_bytes(data)
        with pytest.raises(FilterFileError):
            arrays_in(path)
    path.write_bytes(struct.pack("<Q", len(data)) + data)
    with pytest.raises(FilterFileError):
        read_array(path, "w")


def test_nothing_is_unpickled(tmp_path):
    class Bomb:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "exploded"),)

    np.save(tmp_path / "a.npy", np.array([Bomb()], object), allow_pickle=True)
    (entry,) = arrays_in(tmp_path / "a.npy")
    assert "Python objects" in entry.trouble
    with pytest.raises(FilterFileError, match="Python objects"):
        read_array(tmp_path / "a.npy")
    np.savez(tmp_path / "b.npz", bad=np.array([Bomb()], object), good=np.ones((1, 1)))
    bad, good = arrays_in(tmp_path / "b.npz")
    assert ("Python objects" in bad.trouble, good.trouble) == (True, "")
    assert not (tmp_path / "exploded").exists()


def test_arrays_without_end_are_refused_from_their_header(tmp_path, no_stall):
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        file, {"descr": "<f8", "fortran_order": False, "shape": (1 << 40, 3, 3, 3)}
    )
    (tmp_path / "a.npy").write_bytes(file.getvalue())
    with pytest.raises(FilterFileError, match="ends before its numbers"):
        arrays_in(tmp_path / "a.npy")
    with zipfile.ZipFile(tmp_path / "b.npz", "w") as archive:
        archive.writestr("w.npy", file.getvalue())
    (entry,) = arrays_in(tmp_path / "b.npz")
    assert entry.shape == (1 << 40, 3, 3, 3)
    with pytest.raises(FilterFileError, match="at most 4,194,304 are read"):
        read_array(tmp_path / "b.npz", "w")


def test_archives_that_end_early_or_go_on_are_refused(tmp_path):
    file = io.BytesIO()
    np.save(file, np.ones(4))
    for name, data in (("short", file.getvalue()[:-4]), ("long", file.getvalue() + b"more")):
        with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
            archive.writestr("w.npy", data)
        with pytest.raises(FilterFileError):
            read_array(tmp_path / "a.npz", "w")
        assert name


def test_numbers_that_look_like_the_end_of_an_archive_are_numbers(tmp_path):
    numbers = np.frombuffer(b"PK\6\6" + b"\xff" * 60, np.uint8)
    np.savez(tmp_path / "a.npz", w=numbers)
    assert np.array_equal(read_array(tmp_path / "a.npz", "w"), numbers)


def test_truth_values_texts_and_empty_arrays_are_no_weights(tmp_path):
    np.savez(tmp_path / "a.npz", t=np.ones((2, 2), bool), s=np.array(["a"]), e=np.ones((0, 3)))
    troubles = {e.name: e.trouble for e in arrays_in(tmp_path / "a.npz")}
    assert "truth values" in troubles["t"]
    assert "no numbers" in troubles["s"]
    with pytest.raises(FilterFileError, match="it is empty, its axes are 0 × 3"):
        read_array(tmp_path / "a.npz", "e")


def test_numbers_that_are_not_finite_are_counted(tmp_path):
    np.save(tmp_path / "a.npy", np.array([1.0, np.nan, np.inf]))
    with pytest.raises(FilterFileError, match="holds 2 numbers that are not finite"):
        read_array(tmp_path / "a.npy")


def test_what_is_no_file_of_arrays_is_told(tmp_path):
    (tmp_path / "a.h5").write_bytes(b"")
    with pytest.raises(FilterFileError, match="no file of arrays") as caught:
        arrays_in(tmp_path / "a.h5")
    assert ".safetensors" in caught.value.hint
    with pytest.raises(FilterFileError, match="it is not there"):
        arrays_in(tmp_path / "none.npy")
    (tmp_path / "folder.npy").mkdir()
    with pytest.raises(FilterFileError, match="folder"):
        arrays_in(tmp_path / "folder.npy")
    os.mkfifo(tmp_path / "pipe.npy")
    with pytest.raises(FilterFileError, match="device or a pipe"):
        arrays_in(tmp_path / "pipe.npy")
    np.savez(tmp_path / "a.npz", a=np.ones(1))
    with pytest.raises(FilterFileError, match="has no array"):
        read_array(tmp_path / "a.npz", "b")


def test_names_come_from_texts_and_from_nothing_else(tmp_path):
    np.savez(tmp_path / "a.npz", w=np.ones(2), names=np.array(["Sobel x", "σ 2"]))
    assert names_in(tmp_path / "a.npz") == ("Sobel x", "σ 2")
    np.savez(tmp_path / "b.npz", w=np.ones(2), names=np.ones(2))
    assert names_in(tmp_path / "b.npz") == ()
    for text in ('["a", 1]', "no JSON", "[" * 100_000):
        path = safetensors(tmp_path / "c.safetensors", {"__metadata__": {"names": text}})
        assert names_in(path) == ()
    path = safetensors(tmp_path / "c.safetensors", {"__metadata__": {"names": '["a"]'}})
    assert names_in(path) == ("a",)


@given(data=st.binary(max_size=80), length=st.integers(0, 99_999), count=st.integers(0, 99_999))
def test_names_of_hostile_files_are_none_or_can_be_shown(tmp_path_factory, data, length, count):
    text = f"{{'descr': '<U{length}', 'fortran_order': False, 'shape': ({count},), }}".encode()
    head = b"\x93NUMPY\1\0" + struct.pack("<H", len(text)) + text
    path = tmp_path_factory.mktemp("names") / "a.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("names.npy", head + data)
        archive.writestr("w.npy", b"")
    assert all(name.isprintable() for name in names_in(path))


def test_names_are_cut_and_without_signs_that_are_not_shown(tmp_path):
    names = np.array(["a\nb\x07c", "x" * 500])
    np.savez(tmp_path / "a.npz", w=np.ones(2), names=names)
    first, second = names_in(tmp_path / "a.npz")
    assert first == "a b c"
    assert len(second) <= 200
    header = {"__metadata__": {"names": json.dumps(["\ud800 σ", "b\u202ec"])}}
    assert names_in(safetensors(tmp_path / "b.safetensors", header)) == ("σ", "b c")
