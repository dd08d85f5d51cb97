"""safetensors: a JSON header, then the numbers. Neither is believed: all is checked and bounded.

The format: huggingface.co/docs/safetensors. Eight bytes tell the header's length, the header each
tensor's type, shape and place; tensors are little-endian and row-major.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np
import numpy.typing as npt

from convstudio.errors import FilterFileError
from convstudio.json_words import quoted, wrong
from convstudio.pipeline.banks.entries import MOST_ENTRIES, ArrayEntry, opened, require_readable

_LENGTH = 8
_LARGEST_HEADER = 16 << 20  # bytes; a model of 100,000 tensors takes some ten
_MOST_AXES = 32
_METADATA = "__metadata__"
_TYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "BF16": "<u2",  # the upper half of a float32
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "i1",
    "U64": "<u8",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "u1",
}
_NAMES = {
    "F64": "float64",
    "F32": "float32",
    "F16": "float16",
    "BF16": "bfloat16",
    "BOOL": "bool",
    **{f"{sign}{bits}": f"{word}{bits}" for sign, word in (("I", "int"), ("U", "uint"))
       for bits in (8, 16, 32, 64)},
}  # fmt: skip


class _Tensor(msgspec.Struct):
    """A tensor as the header tells of it; fields that later versions add are passed over."""

    dtype: str
    shape: list[int]
    data_offsets: tuple[int, int]


@dataclass(frozen=True)
class Header:
    """What the header tells.

    Attributes:
        entries: the tensors, in the order of the file.
        places: (type, first byte, end) of each that can be read, by name.
        metadata: texts by name.
    """

    entries: tuple[ArrayEntry, ...]
    places: Mapping[str, tuple[str, int, int]]
    metadata: Mapping[str, str]


def read_header(path: Path) -> Header:
    """What is in a file.

    Raises:
        FilterFileError: it cannot be read, or is no such file.
    """
    with opened(path) as file:
        size = file.seek(0, 2)
        file.seek(0)
        return _header(file, size, path.name)


def read_tensor(path: Path, name: str) -> npt.NDArray[np.generic]:
    """One tensor; bfloat16 as float32, which holds every value of it.

    Raises:
        FilterFileError: it cannot be read, or there is none of that name.
    """
    with opened(path) as file:
        size = file.seek(0, 2)
        file.seek(0)
        header = _header(file, size, path.name)
        entry = next((entry for entry in header.entries if entry.name == name), None)
        if entry is None:
            raise FilterFileError(f"{quoted(path.name)} has no tensor {quoted(name)}.")
        require_readable(entry, path.name)
        kind, start, end = header.places[name]
        file.seek(start)
        data = file.read(end - start)
    if len(data) < end - start:
        raise FilterFileError(f"{quoted(path.name)} became shorter while it was read.")
    numbers = np.frombuffer(data, _TYPES[kind]).reshape(entry.shape)
    if kind == "BF16":
        return (numbers.astype(np.uint32) << np.uint32(16)).view(np.float32)
    return numbers.astype(numbers.dtype.newbyteorder("="))


def write_tensors(
    file: BinaryIO, arrays: Mapping[str, npt.NDArray[np.generic]], metadata: Mapping[str, str]
) -> None:
    """Writes arrays of float64, float32 or float16, and texts.

    Raises:
        OSError: it cannot be written.
    """
    header: dict[str, object] = {_METADATA: dict(metadata)} if metadata else {}
    at = 0
    for name, array in arrays.items():
        end = at + array.nbytes
        kind = f"F{8 * array.dtype.itemsize}"
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [at, end]}
        at = end
    # A lone half of a surrogate pair, as file names may hold, is escaped as every other sign.
    text = json.dumps(header, separators=(",", ":")).encode("ascii")
    text += b" " * (-len(text) % _LENGTH)  # so that the numbers are aligned
    file.write(len(text).to_bytes(_LENGTH, "little"))
    file.write(text)
    for array in arrays.values():
        file.write(np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes())


def _header(file: BinaryIO, size: int, name: str) -> Header:
    length = int.from_bytes(file.read(_LENGTH), "little")
    if size < _LENGTH:
        raise _broken(name, "it ends before its header does" if size else "it is empty")
    if length > size - _LENGTH or length > _LARGEST_HEADER:
        raise _broken(name, f"its header claims {length:,} bytes")
    text = file.read(length)
    metadata, tensors = _decoded(text, name)
    start = _LENGTH + length
    entries = [_entry(key, tensor, size - start, name) for key, tensor in tensors.items()]
    _require_whole(tensors, size - start, name)
    places = {
        key: (tensor.dtype, start + tensor.data_offsets[0], start + tensor.data_offsets[1])
        for key, tensor in tensors.items()
    }
    return Header(tuple(entries[:MOST_ENTRIES]), places, metadata)


def _decoded(text: bytes, name: str) -> tuple[dict[str, str], dict[str, _Tensor]]:
    """The texts and the tensors that a header tells of."""
    place = ""
    try:
        fields = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        json.loads(text, object_pairs_hook=_once, parse_int=str, parse_float=str)
        metadata = {}
        for key, raw in msgspec.json.decode(
            fields.pop(_METADATA, b"{}"), type=dict[str, msgspec.Raw]
        ).items():
            place = f"the field {quoted(key[:80])} of its {quoted(_METADATA)}"
            metadata[key] = msgspec.json.decode(raw, type=str)
        tensors = {}
        for key, raw in fields.items():
            place = f"its tensor {quoted(key[:80])}"
            tensors[key] = msgspec.json.decode(raw, type=_Tensor)
    except _TwiceError as error:
        raise _broken(name, f"its header has the field {quoted(str(error)[:80])} twice") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        why = wrong(error, text)
        if place:
            why = (
                f"{place} {why.removeprefix('it ')}" if why.startswith("it ") else f"{place}: {why}"
            )
        raise _broken(name, why) from error
    return metadata, tensors


class _TwiceError(ValueError):
    """A field that stands twice among others; its text is the field's name."""


def _once(pairs: list[tuple[str, object]]) -> None:
    """Refuses a group of fields of which two have one name: readers take one or the other."""
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise _TwiceError(key)
        seen.add(key)


def _require_whole(tensors: Mapping[str, _Tensor], room: int, name: str) -> None:
    """Refuses bytes of no tensor, and of two: the format forbids both.

    A file that is also something else could hide in such a place.
    """
    at, before = 0, ""
    for key, tensor in sorted(tensors.items(), key=lambda item: item[1].data_offsets):
        first, end = tensor.data_offsets
        if first < at:
            both = f"{quoted(before[:80])} and {quoted(key[:80])}"
            raise _broken(name, f"its tensors {both} lie over the same bytes")
        if first > at:
            raise _broken(name, f"{_no_ones(first - at)}, before its {quoted(key[:80])}")
        at, before = end, key
    if room > at:
        raise _broken(name, f"{_no_ones(room - at)}, at its end")


def _no_ones(count: int) -> str:
    return f"{count:,} {'byte belongs' if count == 1 else 'bytes belong'} to no tensor"


def _entry(key: str, tensor: _Tensor, room: int, name: str) -> ArrayEntry:
    """The tensor, once its type, shape and place agree."""
    first, end = tensor.data_offsets
    shape = tuple(tensor.shape)
    if len(shape) > _MOST_AXES or any(not 0 <= side < 1 << 60 for side in shape):
        raise _broken(name, f"the shape of its tensor {quoted(key[:80])} is absurd")
    if not 0 <= first <= end <= room:
        raise _broken(name, f"its tensor {quoted(key[:80])} lies outside the file")
    dtype = _NAMES.get(tensor.dtype, tensor.dtype[:20])
    if tensor.dtype not in _TYPES:
        trouble = f"numbers of the type {quoted(dtype)} are not read here"
        return ArrayEntry(key, shape, dtype, trouble)
    stored = math.prod(shape) * np.dtype(_TYPES[tensor.dtype]).itemsize
    if stored != end - first:
        raise _broken(
            name, f"its tensor {quoted(key[:80])} needs {stored:,} bytes, and has {end - first:,}"
        )
    return ArrayEntry(key, shape, dtype)


def _broken(name: str, why: str) -> FilterFileError:
    return FilterFileError(
        f"{quoted(name)} is no safetensors file, or a damaged one: {why}.",
        hint="Use another copy of it.",
    )
