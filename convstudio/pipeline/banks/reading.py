"""Arrays of weights in .npy, .npz and .safetensors: what there is, and one of them.

Lists come from headers alone; nothing is unpickled, ever, and nothing in a file is believed.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from convstudio.errors import FilterFileError
from convstudio.imaging.arrays import npy, npz
from convstudio.imaging.arrays.values import NoPictureError
from convstudio.imaging.source import Source, read_numbers, source_of
from convstudio.json_words import quoted
from convstudio.pipeline.banks import safetensors
from convstudio.pipeline.banks.entries import (
    HINT,
    MOST_ENTRIES,
    ArrayEntry,
    opened,
    require_readable,
)
from convstudio.pipeline.sliding import LONGEST_NAME

ENDINGS = (".npy", ".npz", ".safetensors")
NAMES = "names"  # the array or the text that holds the names of the filters
_LONGEST_NAMES = 1 << 20  # bytes
_TEXTS = re.compile(r"'descr': '<U(\d{1,6})'.*'shape': \((\d{1,6}),\)")
_DAMAGE = (ValueError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError)


def arrays_in(path: Path) -> tuple[ArrayEntry, ...]:
    """The arrays of a file, in its order, from its headers; at most 10,000.

    Raises:
        FilterFileError: it cannot be read, or is no such file.
    """
    match _kind(path):
        case ".safetensors":
            entries = safetensors.read_header(path).entries
            if not entries:
                raise FilterFileError(
                    f"{quoted(path.name)} is a safetensors file without a tensor.", hint=HINT
                )
            return entries
        case ".npz":
            with _archive(path) as (archive, source):
                return tuple(_zipped_entries(archive, source))
    with _told(path), opened(path) as file:
        size = file.seek(0, 2)
        file.seek(0)
        if size == 0:
            raise EOFError("it is empty")
        entry = _npy_entry("", file)
        room = size - file.tell()
        if not entry.trouble and entry.count * np.dtype(entry.dtype).itemsize > room:
            raise EOFError("the file ends before its numbers do")
        return (entry,)


def read_array(path: Path, name: str = "") -> npt.NDArray[np.float64]:
    """The numbers of one array, in its own axes.

    Args:
        name: as its entry has it.

    Raises:
        FilterFileError: it cannot be read, there is none of that name, it has too many numbers, or
            one that is not finite.
    """
    found = _read(path, name)
    numbers = np.ascontiguousarray(found, np.float64)
    if not np.isfinite(numbers).all():
        count = int(np.count_nonzero(~np.isfinite(numbers)))
        what = f"The array {quoted(name)}" if name else quoted(path.name)
        numbers_are = "number that is" if count == 1 else "numbers that are"
        raise FilterFileError(
            f"{what} holds {count:,} {numbers_are} not finite.",
            hint="Weights that a training has spoiled (NaN or infinity) cannot be used.",
        )
    return numbers


def names_in(path: Path) -> tuple[str, ...]:
    """The names of filters that a file holds; none where it holds no such texts.

    Raises:
        FilterFileError: it cannot be read.
    """
    match _kind(path):
        case ".safetensors":
            return _names_of(safetensors.read_header(path).metadata.get(NAMES, ""))
        case ".npz":
            with _archive(path) as (archive, _source):
                info = npz.members(archive).get(NAMES)
                if info is None:
                    return ()
                try:
                    with npz.member(archive, info) as file:
                        return _texts(file)
                except _DAMAGE:  # which the arrays need not share
                    return ()
    return ()


def _kind(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise FilterFileError(f"{quoted(path.name)} is no file of arrays.", hint=HINT)
    return ending


def _read(path: Path, name: str) -> npt.NDArray[np.generic]:
    match _kind(path):
        case ".safetensors":
            return safetensors.read_tensor(path, name)
        case ".npz":
            with _archive(path) as (archive, _source):
                info = npz.members(archive).get(name)
                if info is None:
                    raise FilterFileError(f"{quoted(path.name)} has no array {quoted(name)}.")
                with npz.member(archive, info) as file:
                    found = _npy_numbers(name, file, path.name)
                    if file.read(1):  # which also looks at the checksum
                        raise ValueError("the array is longer than its header says")
                    return found
    with _told(path), opened(path) as file:
        return _npy_numbers("", file, path.name)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What is wrong within a file, as our error."""
    try:
        yield
    except _DAMAGE as error:
        raise FilterFileError(
            f"{quoted(path.name)} cannot be read: {_damage(error)}.", hint="Use another copy of it."
        ) from error


def _damage(error: Exception) -> str:
    """What is wrong, in our words: those of Python's readers of archives are for programmers."""
    if isinstance(error, zipfile.BadZipFile):
        no_zip = "not a zip file" in str(error)
        return "it is no zip archive, as an .npz is" if no_zip else "its archive is damaged"
    if isinstance(error, zlib.error):
        return "its compressed numbers are damaged"
    if isinstance(error, NotImplementedError):
        return "its archive is of a kind that NumPy does not write"
    return str(error).rstrip(".")[:200] or "it ends too early"


@contextmanager
def _archive(path: Path) -> Iterator[tuple[zipfile.ZipFile, Source]]:
    with _told(path), opened(path) as file:
        source = source_of(file, path.name, path)
        if source.size == 0:
            raise EOFError("it is empty")
        npz.require_modest(source)
        with zipfile.ZipFile(source.file) as archive:
            yield archive, source


def _zipped_entries(archive: zipfile.ZipFile, source: Source) -> Iterator[ArrayEntry]:
    found = list(npz.members(archive).items())[:MOST_ENTRIES]
    if not found:
        raise FilterFileError(f"{quoted(source.name)} is an archive without an array.", hint=HINT)
    for name, info in found:
        if name == NAMES:
            continue
        try:
            with npz.member(archive, info) as file:
                yield _npy_entry(name, file)
        except _DAMAGE as error:
            yield ArrayEntry(name, (), "?", _damage(error))


def _npy_entry(name: str, file: BinaryIO) -> ArrayEntry:
    try:
        header = npy.read_header(file)
    except NoPictureError as error:
        return ArrayEntry(name, (), "?", str(error))
    if header.dtype.kind == "b":
        return ArrayEntry(name, header.shape, "bool", "it holds truth values, no weights")
    return ArrayEntry(name, header.shape, header.dtype.name)


def _npy_numbers(name: str, file: BinaryIO, where: str) -> npt.NDArray[np.generic]:
    """The numbers of an array, whose header comes next."""
    try:
        header = npy.read_header(file)
    except NoPictureError as error:
        require_readable(ArrayEntry(name, (), "?", str(error)), where)
        raise
    trouble = "it holds truth values, no weights" if header.dtype.kind == "b" else ""
    entry = ArrayEntry(name, header.shape, header.dtype.name, trouble)
    require_readable(entry, where)
    numbers = read_numbers(file, entry.count, header.dtype)
    return numbers.reshape(header.shape, order="F" if header.fortran else "C")


def _texts(file: BinaryIO) -> tuple[str, ...]:
    """A NumPy array of texts; what is none holds no names."""
    start = file.read(10)
    if not npy.is_npy(start) or start[6] != 1:
        return ()
    found = _TEXTS.search(file.read(int.from_bytes(start[8:], "little")).decode("latin-1"))
    if found is None:
        return ()
    size = 4 * int(found[1]) * int(found[2])
    if not 0 < size <= _LONGEST_NAMES:
        return ()
    texts = np.frombuffer(file.read(size), f"<U{found[1]}")
    return tuple(_shown(str(text)) for text in texts)


def _names_of(text: str) -> tuple[str, ...]:
    """The names in a JSON list of texts; another program's text of that name is none."""
    try:
        found = json.loads(text[:_LONGEST_NAMES]) if text else ()
    except (ValueError, RecursionError):
        return ()
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        return ()
    return tuple(map(_shown, found))


def _shown(name: str) -> str:
    """A name of anybody's file as far as it can be shown."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:LONGEST_NAME]
