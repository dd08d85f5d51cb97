"""Where a picture's bytes come from, and who is told and may call it off while they are read."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from convstudio.imaging.picture import Pixels
from convstudio.numerics.tiles import CancelToken

Progress = Callable[[float], None]

_AT_ONCE = 1 << 20  # bytes between two looks at the token
_STEP = 0.01  # what is worth telling


class Watch:
    """What the owner of a reading hears of it, and its way to call it off.

    Bytes are counted as they are read; decoders that read a file twice say so beforehand.
    """

    def __init__(self, size: int, cancel: CancelToken | None, progress: Progress | None) -> None:
        self._cancel = cancel
        self._progress = progress
        self._total = max(size, 1)
        self._passes = 1
        self._done = 0
        self._told = 0.0

    def expect_passes(self, passes: int) -> None:
        """So many times the file will be read from its start to its end."""
        self._passes = passes

    def check(self) -> None:
        """Raises Cancelled if the reading was called off."""
        if self._cancel is not None:
            self._cancel.check()

    def advance(self, count: int) -> None:
        """So many more bytes were read; raises Cancelled if no more are wanted."""
        self.check()
        self._done += count
        share = min(self._done / (self._total * self._passes), 1.0)
        if self._progress is not None and share >= self._told + _STEP:
            self._told = share
            self._progress(share)


class _Watched(io.RawIOBase):
    """A file whose reading is watched."""

    def __init__(self, file: BinaryIO, watch: Watch) -> None:
        self._file = file
        self._watch = watch

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(min(len(buffer), _AT_ONCE))
        self._watch.advance(len(data))
        buffer[: len(data)] = data
        return len(data)

    def readall(self) -> bytes:
        parts = []
        while part := self._file.read(_AT_ONCE):
            self._watch.advance(len(part))
            parts.append(part)
        return b"".join(parts)


@dataclass(frozen=True, eq=False)
class Source:
    """A file that is being read.

    Attributes:
        name: for messages.
        path: where it is on disk; None for what came through a pipe or the clipboard.
        file: the bytes; each reading tells the watch.
        size: in bytes.
        watch: progress and cancel.
    """

    name: str
    path: Path | None
    file: BinaryIO
    size: int
    watch: Watch


def source_of(
    file: BinaryIO,
    name: str,
    path: Path | None = None,
    cancel: CancelToken | None = None,
    progress: Progress | None = None,
) -> Source:
    """An open file as a Source, at its start."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    watch = Watch(size, cancel, progress)
    buffered = io.BufferedReader(_Watched(file, watch), buffer_size=1 << 16)
    return Source(name, path, buffered, size, watch)


def read_numbers(file: BinaryIO, count: int, dtype: np.dtype[np.generic]) -> Pixels:
    """So many numbers, one after another, as they stand in a file.

    Raises:
        EOFError: the file ends before they do.
    """
    numbers = np.empty(count, dtype)
    room = numbers.view(np.uint8).data
    at = 0
    while at < len(room):
        got = file.readinto(room[at : at + _AT_ONCE])  # type: ignore[attr-defined]
        if not got:
            raise EOFError("the file ends before its numbers do")
        at += got
    return numbers
