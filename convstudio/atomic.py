"""Files that are whole or not there: written beside their place, then renamed into it.

And small files read with care: a pipe in the place of one would keep its reader for ever.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
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
    errno.EFBIG: "no file may be that large there",
    errno.EPIPE: "nobody reads it any more",
    errno.ELOOP: "its link leads back to itself",
}
_PREFIX, _SUFFIX = ".convstudio-", ".part"
_OPEN_FILES = "/proc/self/fd"
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
    symbolic link is followed; an existing file's permissions are kept. Where the system has files
    without names, even a process that is killed leaves nothing behind.

    Raises:
        OSError: the folder or the file cannot be written.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        raise OSError(errno.EISDIR if target.is_dir() else errno.ENODEV, "no plain file")
    if target.exists() and (trouble := unwritable(target)) is not None:
        raise trouble
    handle, name = _unnamed(target.parent) or tempfile.mkstemp(
        prefix=_PREFIX, suffix=_SUFFIX, dir=target.parent
    )
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            with contextlib.suppress(OSError, AttributeError):  # foreign to FAT, and to Windows
                os.fchmod(file.fileno(), _mode(target))
            os.fsync(file.fileno())
            if not name:
                name = _named(file.fileno(), target.parent)
        Path(name).replace(target)
    except BaseException:
        if name:
            Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def unwritable(path: Path) -> OSError | None:
    """Why a file or a folder that is there cannot be written to; None where it can."""
    if os.access(path, os.W_OK):
        return None
    read_only = hasattr(os, "statvfs") and bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    return OSError(errno.EROFS if read_only else errno.EACCES, "write-protected")


def settled(file: BinaryIO) -> os.stat_result:
    """What a file that was written to will be known by: its size and time no longer change.

    Raises:
        OSError: it cannot be written.
    """
    file.flush()
    os.fsync(file.fileno())  # a disk of the network has a clock of its own
    return os.fstat(file.fileno())


def _unnamed(folder: Path) -> tuple[int, str] | None:
    """An open file that no folder lists yet; None where the system or the disk has none."""
    if not (hasattr(os, "O_TMPFILE") and Path(_OPEN_FILES).is_dir()):
        return None
    try:
        return os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600), ""
    except OSError:  # what is wrong with the folder, the named file will tell
        return None


def _named(descriptor: int, folder: Path) -> str:
    """Gives a file without a name one, to be renamed at once."""
    place = os.open(folder, os.O_RDONLY)
    try:
        while True:
            name = f"{_PREFIX}{secrets.token_hex(4)}{_SUFFIX}"
            with contextlib.suppress(FileExistsError):
                # Only with a folder's descriptor does Python ask for what the link leads to.
                source = f"{_OPEN_FILES}/{descriptor}"
                os.link(source, name, dst_dir_fd=place, follow_symlinks=True)
                return str(folder / name)
    finally:
        os.close(place)


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
