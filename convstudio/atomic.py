"""Files that are whole or not there: written beside their place, then renamed into it.

And small files read with care: a pipe in the place of one would keep its reader for ever.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EACCES: "there is no permission to write there",
    errno.EPERM: "there is no permission to write there",
    errno.EROFS: "the disk is read-only",
    errno.ENOENT: "its folder does not exist",
    errno.ENOTDIR: "its folder is no folder",
    errno.EISDIR: "a folder has that name",
    errno.ENODEV: "a device or a pipe has that name",
    errno.ENAMETOOLONG: "the name is too long",
}
_READING = {
    errno.EACCES: "there is no permission to read it",
    errno.EPERM: "there is no permission to read it",
    errno.ENOENT: "it is not there",
    errno.ENOTDIR: "a file stands where a folder should be",
    errno.ELOOP: "its link leads back to itself",
    errno.EISDIR: "it is a folder",
    errno.ENODEV: "it is a device or a pipe",
    errno.EFBIG: "it is too large",
}


def read_plain(path: Path, most: int) -> bytes:
    """All of a plain file of at most so many bytes.

    Raises:
        OSError: it cannot be read, is a folder, a device or a pipe (ENODEV), or larger (EFBIG).
    """
    descriptor = os.open(
        path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.ENODEV, "no plain file")
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, "too large")
    return data


def reading_reason(error: OSError) -> str:
    """Why a file or a folder could not be read, in words."""
    return _READING.get(error.errno or 0) or error.strerror or str(error)


@contextlib.contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to that takes the place of ``path`` once the block ends without an error.

    Until then, and whatever goes wrong, the file that stood there before stays as it was. A
    symbolic link is followed; an existing file's permissions are kept.

    Raises:
        OSError: the folder or the file cannot be written.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        raise OSError(errno.EISDIR if target.is_dir() else errno.ENODEV, "no plain file")
    if target.exists() and not os.access(target, os.W_OK):
        raise OSError(errno.EACCES, "write-protected")
    handle, name = tempfile.mkstemp(prefix=".convstudio-", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):  # where permissions are foreign, as on FAT
            Path(name).chmod(_mode(target))
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def reason(error: OSError) -> str:
    """Why a file could not be written, in words."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, or those that a new file would get."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Puts the renaming itself on disk where the system can; the file is whole either way."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
