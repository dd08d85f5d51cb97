"""NumPy's .npy: one array, or a stack of pictures; what would need a pickle is never loaded.

The format: numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from convstudio.errors import PictureReadError
from convstudio.imaging.arrays.values import Axes, NoPictureError, axes_of, picture_values
from convstudio.imaging.limits import require_memory, require_size
from convstudio.imaging.parts import MOST_PARTS, Contents, Part, index_of
from convstudio.imaging.picture import Picture, Pixels
from convstudio.imaging.source import Source, read_numbers

_MAGIC = b"\x93NUMPY"
_LONGEST_HEADER = 10_000  # numpy's own limit for what it does not trust
_DESCR = re.compile(r"""['"]descr['"]\s*:\s*(['"])([^'"]{1,40})\1""")
_ORDER = re.compile(r"""['"]fortran_order['"]\s*:\s*(True|False)\b""")
_SHAPE = re.compile(r"""['"]shape['"]\s*:\s*\(([\d,\sL]*)\)""")
_NUMBERS = re.compile(r"[<>|=]?(b1|[iu][1248]|f[248]|\?)")
_MOST_AXES = 32
_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Header:
    """What an array is: its type and shape, and whether columns come before rows in the file."""

    dtype: np.dtype[np.generic]
    shape: tuple[int, ...]
    fortran: bool

    @property
    def axes(self) -> Axes:
        """How it is cut into pictures."""
        return axes_of(self.shape)

    @property
    def held(self) -> int:
        """How many pictures are read for one: where columns come first, they are woven together."""
        return self.axes.pictures if self.fortran and len(self.shape) > 1 else 1


def is_npy(start: bytes) -> bool:
    """Whether a file that starts so is a NumPy array."""
    return start.startswith(_MAGIC)


def read_header(file: BinaryIO) -> Header:
    """The header, checked here: nothing in it is evaluated. The file then stands at the numbers.

    Raises:
        NoPictureError: the array holds no real numbers.
        ValueError: it is no such header.
        EOFError: the file ends in it.
    """
    start = file.read(8)
    if len(start) < 8 or not is_npy(start) or start[6] not in (1, 2, 3):
        raise ValueError("it is no NumPy array, or one of a newer format")
    size = 2 if start[6] == 1 else 4
    length = int.from_bytes(file.read(size), "little")
    if length > _LONGEST_HEADER:
        raise ValueError(f"its header claims {length:,} bytes")
    raw = file.read(length)
    if len(raw) < length:
        raise EOFError("the file ends within its header")
    text = raw.decode("latin-1")
    order, shape = _ORDER.search(text), _SHAPE.search(text)
    if order is None or shape is None:
        raise ValueError("its header does not tell the shape of the array")
    sides = tuple(int(n.rstrip("L")) for n in shape[1].replace(" ", "").split(",") if n)
    if len(sides) > _MOST_AXES or any(side >= 1 << 60 for side in sides):
        raise ValueError("its shape is absurd")
    return Header(_dtype(text), sides, order[1] == "True")


def _dtype(header: str) -> np.dtype[np.generic]:
    found = _DESCR.search(header)
    if found is None:
        raise NoPictureError("it is an array of records, not of numbers")
    if _NUMBERS.fullmatch(found[2]) is None:
        objects = "O" in found[2]
        why = "Python objects, which are never loaded" if objects else f"“{found[2]}”, no numbers"
        raise NoPictureError(f"it holds {why}")
    return np.dtype(found[2])


def read(source: Source, part: str = "") -> Picture:
    """The array, or the picture of that number in a stack.

    Raises:
        PictureReadError: too large, or no such picture; else ValueError, EOFError.
    """
    header = _picture_header(source)
    axes = header.axes
    index = index_of(part, axes.pictures, "picture", source.name)
    start = source.file.tell()
    missing = math.prod(header.shape) * header.dtype.itemsize - (source.size - start)
    if missing > 0:
        raise EOFError(f"the file ends {missing:,} bytes before its numbers do")
    pixels = read_pixels(source.file, header, index, source.name)
    return picture_of(pixels, axes, source, str(index + 1) if axes.pictures > 1 else "")


def _picture_header(source: Source) -> Header:
    """The header of a file that holds a picture.

    Raises:
        PictureReadError: it holds something else.
    """
    try:
        header = read_header(source.file)
        axes_of(header.shape)
    except NoPictureError as error:
        raise PictureReadError(f"“{source.name}” is no picture: {error}.") from error
    return header


def picture_of(pixels: Pixels, axes: Axes, source: Source, part: str) -> Picture:
    """A picture of such numbers, (rows, columns, samples)."""
    values, signal = picture_values(pixels), pixels.shape[0] == 1
    return Picture(values, axes.has_alpha, path=source.path, part=part, samples=signal)


def read_pixels(file: BinaryIO, header: Header, index: int, name: str) -> Pixels:
    """(rows, columns, samples) of one picture, in the machine's order of bytes.

    Args:
        file: stands at the numbers; need not seek, but backward it never does.
        index: which picture of a stack, from 0.

    Raises:
        PictureReadError: too large.
        EOFError: the file ends before it does.
    """
    axes = header.axes
    require_size(axes.width, axes.height, name)
    each = axes.samples * header.dtype.itemsize
    # What is stored, the picture made of it, and perhaps its copy for the screen.
    require_memory(axes.width, axes.height, each * header.held + axes.samples * 4 + 5, name)
    if header.fortran and len(header.shape) > 1:
        stored = read_numbers(file, math.prod(header.shape), header.dtype)
        array = stored.reshape(header.shape, order="F").reshape(axes.pictures, *axes.stored)[index]
    else:
        count = math.prod(axes.stored)
        _skip(file, index * count * header.dtype.itemsize)
        array = read_numbers(file, count, header.dtype).reshape(axes.stored)
    if axes.samples_first:
        array = np.moveaxis(array, 0, 2)
    return np.ascontiguousarray(array, header.dtype.newbyteorder("="))


def _skip(file: BinaryIO, count: int) -> None:
    if file.seekable():
        file.seek(count, 1)
        return
    while count > 0:
        got = len(file.read(min(count, _AT_ONCE)))
        if not got:
            raise EOFError("the file ends before its numbers do")
        count -= got


def contents(source: Source) -> Contents:
    """The array, or the pictures of a stack."""
    header = _picture_header(source)
    return Contents("NumPy array", parts_of(header), source.size)


def parts_of(header: Header, array: str = "") -> tuple[Part, ...]:
    """An array's pictures.

    Args:
        array: its name in an archive.

    Raises:
        ValueError: it is no picture.
    """
    axes = header.axes
    kind = axes.kind(header.dtype)
    if axes.pictures == 1:
        return (Part(array, array or "Array", axes.width, axes.height, kind),)
    before, what = (f"{array}:", f"{array}, picture") if array else ("", "Picture")
    return tuple(
        Part(f"{before}{number}", f"{what} {number}", axes.width, axes.height, kind)
        for number in range(1, min(axes.pictures, MOST_PARTS) + 1)
    )
