"""NumPy's .npz: a zip of arrays. Neither its directory nor its sizes are believed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import BinaryIO, cast

from convstudio.errors import PictureReadError
from convstudio.imaging.arrays import npy
from convstudio.imaging.limits import require_room
from convstudio.imaging.parts import MOST_PARTS, Contents, index_of
from convstudio.imaging.picture import Picture
from convstudio.imaging.source import Source

_LOCAL, _END, _END_64, _LOCATOR = b"PK\3\4", b"PK\5\6", b"PK\6\6", b"PK\6\7"
_END_LENGTH, _LONGEST_COMMENT = 22, 1 << 16
_LOCATOR_LENGTH, _END_64_LENGTH = 20, 56
_LARGEST_DIRECTORY = 4 << 20  # bytes: some 40,000 names
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # all that NumPy writes
_ENCRYPTED = 1
_NO_ARRAY = (ValueError, EOFError)


def is_zip(start: bytes) -> bool:
    """Whether a file that starts so is a zip."""
    return start.startswith((_LOCAL, _END))


def read(source: Source, part: str = "") -> Picture:
    """The array of that name, or a picture of it where it is a stack; the first if none is named.

    Raises:
        PictureReadError: no such array, or none at all, or too large; else what zips raise.
    """
    with _opened(source) as archive:
        arrays = _arrays(archive, source)
        name, number = _chosen(part, arrays, source.name)
        header = arrays[name]
        axes = header.axes
        index = index_of(number, axes.pictures, "picture", f"{source.name}: {name}")
        stored = axes.samples * header.dtype.itemsize * header.held
        require_room((axes.width, axes.height), stored + 9, 8 * stored, source)
        with member(archive, members(archive)[name]) as file:
            npy.read_header(file)
            pixels = npy.read_pixels(file, header, index, source.name)
            if axes.pictures == 1:
                _require_end(file)
        own = name if axes.pictures == 1 else f"{name}:{index + 1}"
        alone = len(arrays) == 1 and axes.pictures == 1
        return npy.picture_of(pixels, axes, source, "" if alone else own)


def _chosen(part: str, arrays: dict[str, npy.Header], name: str) -> tuple[str, str]:
    """(array, number of the picture in it, if there was one)."""
    if part == "":
        return next(iter(arrays)), ""
    if part in arrays:
        return part, ""
    array, _, number = part.rpartition(":")
    if array not in arrays:
        there = ", ".join(f"“{n}”" for n in list(arrays)[:5]) + ", …" * (len(arrays) > 5)
        raise PictureReadError(f"“{name}” has no array “{part[:40]}”: it holds {there}.")
    return array, number


def _require_end(file: BinaryIO) -> None:
    """Reads what is left, so that the checksum is looked at; there should be nothing."""
    if file.read(1):
        raise ValueError("the array is longer than its header says")


def contents(source: Source) -> Contents:
    """The arrays of an archive that are pictures, in its order."""
    with _opened(source) as archive:
        arrays = _arrays(archive, source)
    parts = [part for name, header in arrays.items() for part in npy.parts_of(header, name)]
    if len(parts) == 1:
        parts = [replace(parts[0], name="")]
    return Contents("NumPy archive", tuple(parts[:MOST_PARTS]), source.size)


@contextmanager
def _opened(source: Source) -> Iterator[zipfile.ZipFile]:
    require_modest(source)
    with zipfile.ZipFile(source.file) as archive:
        yield archive


def require_modest(source: Source) -> None:
    """Refuses a directory of millions of names before Python reads it.

    Raises:
        ValueError: it is too large.
    """
    length = min(source.size, _END_LENGTH + _LONGEST_COMMENT)
    start = max(source.size - length - _LOCATOR_LENGTH - _END_64_LENGTH, 0)
    source.file.seek(start)
    tail = source.file.read()
    claims = list(_claims(tail, source))
    source.file.seek(0)
    sizes = [size for size in claims if size != 0xFFFFFFFF]
    if any(size > _LARGEST_DIRECTORY for size in sizes):
        raise ValueError(f"the directory of the archive claims {max(sizes):,} bytes")


def _claims(tail: bytes, source: Source) -> Iterator[int]:
    """The bytes that the directory takes by the records at a file's end, where Pythons look.

    The same letters elsewhere are an array's own.
    """
    end = len(tail) - _END_LENGTH
    if not (tail.startswith(_END, max(end, 0)) and tail.endswith(b"\0\0")):  # there is a comment
        end = tail.rfind(_END)
    if end < 0:
        return
    yield int.from_bytes(tail[end + 12 : end + 16], "little")
    locator = tail[max(end - _LOCATOR_LENGTH, 0) : end]
    if not locator.startswith(_LOCATOR):
        return
    large = max(end - _LOCATOR_LENGTH - _END_64_LENGTH, 0)
    told = int.from_bytes(locator[8:16], "little")
    source.file.seek(min(told, source.size))
    for record in (tail[large:], source.file.read(_END_64_LENGTH)):
        if record.startswith(_END_64):
            yield int.from_bytes(record[40:48], "little")


def members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The arrays by their names."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist()[:MOST_PARTS]:
        if info.filename.endswith(".npy"):
            found.setdefault(info.filename.removesuffix(".npy"), info)
    return found


@contextmanager
def member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[BinaryIO]:
    if info.compress_type not in _METHODS or info.flag_bits & _ENCRYPTED:
        raise ValueError("its arrays are encrypted, or compressed as NumPy does not")
    with archive.open(info) as stream:
        yield cast(BinaryIO, _Forward(stream))


class _Forward(io.RawIOBase):
    """A file that is only read forward: seeking in what is compressed costs as much anyway."""

    def __init__(self, file: object) -> None:
        self._file = cast(BinaryIO, file)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        return cast(int, self._file.readinto(buffer))  # type: ignore[attr-defined]


def _arrays(archive: zipfile.ZipFile, source: Source) -> dict[str, npy.Header]:
    """The arrays that are pictures; what else is in an archive may be anything.

    Raises:
        PictureReadError: there is none.
    """
    found = {}
    why = "it holds no arrays"
    for name, info in members(archive).items():
        source.watch.check()
        try:
            with member(archive, info) as file:
                header = npy.read_header(file)
            if header.axes.pictures:  # which refuses what is no picture
                found[name] = header
        except (*_NO_ARRAY, zipfile.BadZipFile, zlib.error) as error:
            why = f"“{name}”: {error}"
    if not found:
        raise PictureReadError(f"“{source.name}” is an archive without a picture: {why}.")
    return found
