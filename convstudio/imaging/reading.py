"""Reading pictures: whatever the file, the pixels as stored, upright, in RGB or gray."""

from __future__ import annotations

import errno
import io
import re
import stat
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import UnidentifiedImageError

from convstudio.atomic import reading_reason
from convstudio.errors import PictureReadError
from convstudio.imaging import decoding, pnm
from convstudio.imaging.arrays import npy, npz, table
from convstudio.imaging.metadata import DECODER_ERRORS
from convstudio.imaging.parts import Contents
from convstudio.imaging.picture import Picture
from convstudio.imaging.source import Progress, Source, source_of
from convstudio.imaging.tiff import pages
from convstudio.numerics.tiles import CancelToken

ENDINGS = (
    ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".pbm", ".pgm", ".ppm",
    ".pnm", ".pam", ".pfm", ".tga", ".avif", ".npy", ".npz", ".csv", ".tsv",
)  # fmt: skip

_START = 4096  # bytes that tell formats apart

_DECODERS_OWN = (
    (re.compile(r".*MAX_TEXT_(?:CHUNK|MEMORY).*"), "its colour profile is too large"),
    (re.compile(r"invalid literal for int\(\) with base 10: b?'(.*)'"), r"“\1” is no number"),
    (re.compile(r"^b(['\"])(.*)\1$"), r"\2"),
)

_Reader = Callable[[Source, str], Picture]
_Lister = Callable[[Source], Contents]


def read_picture(
    path: Path,
    part: str = "",
    cancel: CancelToken | None = None,
    progress: Progress | None = None,
) -> Picture:
    """A picture of a file, with its metadata.

    8 and 16 bits stay as they are, float becomes float32; palettes and CMYK become RGB, by the
    embedded profile where there is one; the EXIF orientation is obeyed.

    Args:
        path: the file.
        part: the name of a Part of ``contents_of``: a page, a frame, an array; the first if empty.
        cancel: looked at as the file is read; a decoder that has all its bytes ends its work.
        progress: told the share read, 0 to 1; now and then from another thread than the caller's.

    Raises:
        PictureReadError: missing, unreadable, no picture, broken, or too large; says which.
        Cancelled: the token was set.
    """
    require_file(path)
    with refusing(path.name), path.open("rb") as file:
        source = source_of(file, path.name, path, cancel, progress)
        return read_source(source, part)


def read_bytes(
    data: bytes, name: str, part: str = "", cancel: CancelToken | None = None
) -> Picture:
    """A picture out of memory: what came through a pipe or the clipboard.

    Args:
        data: the whole file.
        name: for messages; the picture has no path.
        part: as of ``read_picture``.
        cancel: as of ``read_picture``.

    Raises:
        PictureReadError: no picture, broken, or too large; says which.
        Cancelled: the token was set.
    """
    if not data:
        raise PictureReadError(f"“{name}” is empty: it holds no picture.")
    with refusing(name):
        source = source_of(io.BytesIO(data), name, cancel=cancel)
        return read_source(source, part)


def read_source(source: Source, part: str) -> Picture:
    """A picture of a file that is open, at its start.

    Raises:
        PictureReadError, and what decoders raise.
    """
    return _formats(source)[0](source, part)


def list_contents(source: Source) -> Contents:
    """What a file holds, from its headers.

    Raises:
        PictureReadError, and what decoders raise.
    """
    return _formats(source)[1](source)


def _formats(source: Source) -> tuple[_Reader, _Lister]:
    """The functions that read and list a file, by its first bytes."""
    start = source.file.read(_START)
    source.file.seek(0)
    if pages.is_tiff(start):
        return pages.read, pages.contents
    if npy.is_npy(start):
        return npy.read, npy.contents
    if npz.is_zip(start):
        return npz.read, npz.contents
    if pnm.is_own(start):
        return pnm.read, pnm.contents
    if table.is_table(start, source.name):
        return table.read, table.contents
    return decoding.read, decoding.contents


@contextmanager
def refusing(name: str) -> Iterator[None]:
    """Whatever decoders raise becomes one sentence about the file of that name."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is wrong with a file, the error says
            yield
    except UnidentifiedImageError as error:
        raise PictureReadError(
            f"“{name}” is no picture that ConvStudio can read.",
            hint="It opens PNG, JPEG, TIFF, WebP, BMP, GIF, PNM, TGA and AVIF files, NumPy arrays "
            "(.npy, .npz) and tables of numbers (.csv).",
        ) from error
    except PictureReadError:
        raise
    except (*DECODER_ERRORS, zipfile.BadZipFile) as error:
        detail = _in_words(error)[:120] or type(error).__name__
        raise PictureReadError(
            f"“{name}” is a broken picture: its data cannot be decoded ({detail}).",
            hint="The file may be cut short or damaged; try another copy of it.",
        ) from error


def _in_words(error: Exception) -> str:
    """What a decoder says, without the names and the bytes of its own."""
    told = " ".join(str(error).split())
    for pattern, words in _DECODERS_OWN:
        told = pattern.sub(words, told)
    return told


def require_file(path: Path) -> None:
    """Refuses what is no file, cannot be read, or is empty.

    Raises:
        PictureReadError: says which.
    """
    try:
        found = path.stat()
        plain = stat.S_ISREG(found.st_mode)
        if plain:
            with path.open("rb") as file:
                # A file of the system has no size, and may have contents all the same, or refuse.
                empty = found.st_size == 0 and not file.read(1)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:  # a null character
        raise PictureReadError(f"There is no file “{path}”.") from error
    except OSError as error:
        loop = error.errno == errno.ELOOP
        reason = reading_reason(error) if loop else error.strerror
        raise PictureReadError(f"“{path.name}” cannot be read: {reason}.") from error
    if not plain:
        raise PictureReadError(f"“{path}” is a folder or a device, no picture file.")
    if empty:
        raise PictureReadError(f"“{path.name}” is empty: it holds no picture.")
