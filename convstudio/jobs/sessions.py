"""Reading and writing sessions and pipelines as work for a Worker."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from convstudio.imaging.keeping import KEPT_ENDING, keep_picture
from convstudio.imaging.picture import Picture
from convstudio.jobs.worker import Publish, Work
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.storage.picture_search import (
    FoundPicture,
    find_picture,
    fingerprint,
    is_same,
)
from convstudio.pipeline.storage.pipeline_file import read_pipeline, write_pipeline
from convstudio.pipeline.storage.session_file import (
    StoredPicture,
    StoredSession,
    read_session,
    write_session,
)

_Stamp = tuple[int, int]


@dataclass(frozen=True, eq=False)
class KnownPicture:
    """The open picture, and the file that holds its pixels.

    Attributes:
        stored: that file; without a hash until somebody has wanted one; None where there is none.
        stamp: its size and time of change when the picture was opened: with another, the file no
            longer holds these pixels.
    """

    picture: Picture
    stored: StoredPicture | None = None
    stamp: _Stamp | None = None


@dataclass(frozen=True)
class ReadSession:
    """A session that was read, and where its picture is now."""

    path: Path
    stored: StoredSession
    found: FoundPicture | None = None


@dataclass(frozen=True, eq=False)
class WrittenSession:
    """A session that was written.

    Attributes:
        known: its picture; that may have got a file only now.
        beside: the file that was written for the picture, beside the session; None where there is
            one already.
    """

    path: Path
    stored: StoredSession
    known: KnownPicture | None
    beside: Path | None = None


@dataclass(frozen=True)
class FilePipeline:
    """A pipeline that was read from its file, or written into it."""

    path: Path
    pipeline: Pipeline


def known_picture(picture: Picture) -> KnownPicture:
    """A picture that was just opened, and what its file looks like now."""
    if picture.path is None:
        return KnownPicture(picture)
    path = Path(os.path.abspath(picture.path))  # noqa: PTH100 - a link keeps its own name
    return KnownPicture(picture, StoredPicture(path, picture.part), _stamp(path))


def reading_session(path: Path, folders: tuple[Path, ...]) -> Work:
    """Work that returns ReadSession or raises SessionFileError.

    Args:
        folders: where to look for a picture that was moved, besides the session's own folder.
    """

    def work(cancel: CancelToken, publish: Publish) -> ReadSession:
        stored = read_session(path)
        places = (Path(os.path.abspath(path)).parent, *folders)  # noqa: PTH100
        return finding_picture(path, stored, places)(cancel, publish)

    return work


def finding_picture(
    path: Path, stored: StoredSession, folders: tuple[Path, ...]
) -> Callable[[CancelToken, Publish], ReadSession]:
    """Work that returns the ReadSession of a session that is known already.

    Args:
        folders: where to look for a picture that was moved.
    """

    def work(cancel: CancelToken, _publish: Publish) -> ReadSession:
        if stored.picture is None:
            return ReadSession(path, stored)
        return ReadSession(path, stored, find_picture(stored.picture, folders, cancel))

    return work


def comparing_picture(path: Path, stored: StoredPicture) -> Work:
    """Work that returns FoundPicture: whether a file that somebody chose is the one wanted."""

    def work(cancel: CancelToken, _publish: Publish) -> FoundPicture:
        return FoundPicture(path, is_same(path, stored, cancel))

    return work


def writing_session(path: Path, stored: StoredSession, known: KnownPicture | None) -> Work:
    """Work that returns WrittenSession, or raises SessionFileError or PictureWriteError.

    Pixels that no file holds – pasted, made, or of a file that is gone or was written over – are
    put into a file beside the session.

    Args:
        stored: what to write, but for the picture.
        known: the picture.
    """

    def work(cancel: CancelToken, _publish: Publish) -> WrittenSession:
        now, beside = known, None
        if known is not None and _still_there(known):
            now = _hashed(known, cancel)
        elif known is not None:
            beside = _free_name(path)
            keep_picture(known.picture, beside, cancel.check)
            now = replace(known, stored=fingerprint(beside, "", cancel), stamp=_stamp(beside))
        whole = replace(stored, picture=None if now is None else now.stored)
        try:
            cancel.check()
            write_session(whole, path)
        except BaseException:
            if beside is not None:  # nothing tells of it
                beside.unlink(missing_ok=True)
            raise
        return WrittenSession(path, whole, now, beside)

    return work


def reading_pipeline(path: Path) -> Work:
    """Work that returns FilePipeline or raises PipelineFileError."""

    def work(_cancel: CancelToken, _publish: Publish) -> FilePipeline:
        return FilePipeline(path, read_pipeline(path))

    return work


def writing_pipeline(path: Path, pipeline: Pipeline) -> Work:
    """Work that returns FilePipeline or raises PipelineFileError."""

    def work(_cancel: CancelToken, _publish: Publish) -> FilePipeline:
        write_pipeline(pipeline, path)
        return FilePipeline(path, pipeline)

    return work


def _still_there(known: KnownPicture) -> bool:
    """Whether the file still holds the pixels."""
    stored, stamp = known.stored, known.stamp
    return stored is not None and stamp is not None and _stamp(stored.path) == stamp


def _hashed(known: KnownPicture, cancel: CancelToken) -> KnownPicture:
    stored = known.stored
    if stored is None or stored.sha256:
        return known
    return replace(known, stored=fingerprint(stored.path, stored.part, cancel))


def _stamp(path: Path) -> _Stamp | None:
    try:
        told = path.stat()
    except (OSError, ValueError):
        return None
    return told.st_size, told.st_mtime_ns


def _free_name(session: Path) -> Path:
    """A name beside the session that nothing has yet: ``rose-picture.tif``."""
    for number in count(1):
        more = "" if number == 1 else f"-{number}"
        path = session.with_name(f"{session.stem}-picture{more}{KEPT_ENDING}")
        if not os.path.lexists(path):
            return path
    raise AssertionError("there is no last number")
