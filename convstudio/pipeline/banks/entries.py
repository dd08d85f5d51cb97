"""What a file of arrays holds, as its headers tell; and how such a file is opened with care."""

from __future__ import annotations

import errno
import math
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from convstudio.atomic import reading_reason
from convstudio.errors import FilterFileError
from convstudio.json_words import quoted

MOST_ENTRIES = 10_000  # that are listed; more are not looked for
MOST_NUMBERS = 2**22  # of an array that is read: eight times what a bank holds
HINT = "Filters are read from .npy, .npz and .safetensors."


@dataclass(frozen=True)
class ArrayEntry:
    """An array of a file.

    Attributes:
        name: in the file; empty where the file is one array.
        shape: the length of each axis.
        dtype: for people and files: ``"float32"``, ``"bfloat16"``.
        trouble: why its numbers cannot be read, if they cannot.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    trouble: str = ""

    @property
    def count(self) -> int:
        """How many numbers it has."""
        return math.prod(self.shape)

    @property
    def why_none(self) -> str:
        """Why it cannot be weights: its trouble, or that it is empty; "" where it can be."""
        if self.trouble or self.count:
            return self.trouble
        return f"it is empty, its axes are {self.size_text}"

    @property
    def size_text(self) -> str:
        """Its axes as people write them: ``64 × 3 × 7 × 7``."""
        return " × ".join(map(str, self.shape)) or "one number"

    @property
    def label(self) -> str:
        """Name, axes and type on one line."""
        name = f"{self.name} · " if self.name else ""
        return f"{name}{self.size_text} · {self.dtype}"


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A plain file to read; a pipe in its place would keep its reader for ever.

    Raises:
        FilterFileError: it cannot be opened.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
        with os.fdopen(descriptor, "rb") as file:
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(mode):
                raise OSError(errno.EISDIR if stat.S_ISDIR(mode) else errno.ENODEV, "no plain file")
            yield file
    except OSError as error:
        told = f"{quoted(path.name)} cannot be read: {reading_reason(error)}."
        raise FilterFileError(told) from error


def require_readable(entry: ArrayEntry, name: str) -> None:
    """Refuses what cannot be read, from what the header tells.

    Raises:
        FilterFileError: no numbers, too many, or none at all.
    """
    what = f"The array {quoted(entry.name)}" if entry.name else quoted(name)
    if entry.why_none:
        raise FilterFileError(f"{what} cannot be read: {entry.why_none}.")
    if entry.count > MOST_NUMBERS:
        raise FilterFileError(
            f"{what} has {entry.count:,} numbers ({entry.size_text}), and at most "
            f"{MOST_NUMBERS:,} are read.",
            hint="Choose an array of fewer weights, such as the first layer's.",
        )
