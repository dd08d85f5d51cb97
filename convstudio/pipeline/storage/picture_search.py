"""A session's picture, found again: where it was, or wherever it has been moved nearby.

A file is known by its content (SHA-256), so that it is found under another name too, and one that
has only the name of the picture is not taken for it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from convstudio.atomic import reading_reason
from convstudio.errors import PictureReadError
from convstudio.numerics.tiles import CancelToken
from convstudio.paths import is_file
from convstudio.pipeline.storage.session_file import StoredPicture

_CHUNK = 1 << 20
# Enough for the folders that people keep pictures in; a whole disk nobody waits for.
_MOST_FOLDERS = 500
_MOST_FILES = 50_000


@dataclass(frozen=True)
class FoundPicture:
    """A file that may be the session's picture.

    Attributes:
        same: whether its content is what the session was made with, as far as the session says.
    """

    path: Path
    same: bool


def fingerprint(path: Path, part: str = "", cancel: CancelToken | None = None) -> StoredPicture:
    """How a session remembers the picture in a file; reads all of the file.

    Raises:
        PictureReadError: it is not there, no plain file, or cannot be read.
        Cancelled: the work was called off.
    """
    try:
        size, sha256 = _hashed(path, cancel or CancelToken())
    except (OSError, ValueError) as error:
        told = reading_reason(error) if isinstance(error, OSError) else str(error)
        raise PictureReadError(f"“{path}” cannot be read: {told}.") from error
    return StoredPicture(Path(os.path.abspath(path)), part, size, sha256)  # noqa: PTH100


def find_picture(
    stored: StoredPicture, folders: Iterable[Path], cancel: CancelToken | None = None
) -> FoundPicture | None:
    """Where the session's picture is now; the likeliest file of its name where it is nowhere.

    Looked at are the places that the session tells, then each of the folders with the folders in
    it and beside it: files of its name first, then those of its size.

    Args:
        folders: where to look further, the likeliest first.

    Raises:
        Cancelled: the work was called off.
    """
    cancel = cancel or CancelToken()
    told = [path for path in (stored.beside, stored.path) if path is not None]
    namesakes: list[Path] = []
    for path in dict.fromkeys(told):
        if is_file(path):
            if is_same(path, stored, cancel):
                return FoundPicture(path, same=True)
            namesakes.append(path)
    named, sized = _candidates(stored, folders, cancel)
    for path in (*named, *sized):
        if is_same(path, stored, cancel):
            return FoundPicture(path, same=True)
    namesakes += named
    return FoundPicture(namesakes[0], same=False) if namesakes else None


def is_same(path: Path, stored: StoredPicture, cancel: CancelToken | None = None) -> bool:
    """Whether a file has the content that the session was made with; True where it does not say.

    Raises:
        Cancelled: the work was called off.
    """
    if not stored.sha256:
        return True
    try:
        if path.stat().st_size != stored.size:
            return False
        return _hashed(path, cancel or CancelToken())[1] == stored.sha256
    except (OSError, ValueError):
        return False


def _candidates(
    stored: StoredPicture, folders: Iterable[Path], cancel: CancelToken
) -> tuple[list[Path], list[Path]]:
    """Files of the picture's name, and files of its size with the same ending, in the folders."""
    named: list[Path] = []
    sized: list[Path] = []
    seen = 0
    name, ending = stored.path.name.casefold(), stored.path.suffix.casefold()
    for folder in _around(folders):
        cancel.check()
        for entry in _entries(folder):
            seen += 1
            if seen > _MOST_FILES:
                return named, sized
            if entry.name.casefold() == name:
                if is_file(Path(entry.path)):
                    named.append(Path(entry.path))
            elif (
                stored.sha256
                and os.path.splitext(entry.name)[1].casefold() == ending  # noqa: PTH122
                and _size(entry) == stored.size
            ):
                sized.append(Path(entry.path))
    return named, sized


def _around(folders: Iterable[Path]) -> Iterator[Path]:
    """Each folder, those in it, the one it is in, and its neighbours; each once, not too many."""
    given = list(folders)
    found: dict[Path, None] = dict.fromkeys(given)
    for folder in given:
        found.update(dict.fromkeys(_folders_in(folder)))
    for folder in given:
        found[folder.parent] = None
        found.update(dict.fromkeys(_folders_in(folder.parent)))
    yield from list(found)[:_MOST_FOLDERS]


def _folders_in(folder: Path) -> list[Path]:
    return sorted(Path(entry.path) for entry in _entries(folder) if _is_folder(entry))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What is in a folder; nothing where that is not for us to know."""
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                found.append(entry)
                if len(found) == _MOST_FILES:
                    break
    except (OSError, ValueError):
        return []
    return found


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _size(entry: os.DirEntry[str]) -> int:
    try:
        told = entry.stat()
    except OSError:
        return -1
    return told.st_size if stat.S_ISREG(told.st_mode) else -1


def _hashed(path: Path, cancel: CancelToken) -> tuple[int, str]:
    """(bytes, SHA-256) of a plain file."""
    descriptor = os.open(
        path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError("it is a device or a pipe")
        digest, size = hashlib.sha256(), 0
        while chunk := file.read(_CHUNK):
            cancel.check()
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()
