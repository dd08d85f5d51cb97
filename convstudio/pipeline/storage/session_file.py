"""Session files: pipeline, views and where the picture is, as readable JSON with a version.

What is written is always the newest version. Older ones are read by the schema of their own time
and brought up to date step by step, in session_versions.py.
"""

from __future__ import annotations

import errno
import json
import os
import textwrap
from codecs import BOM_UTF8
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath

import msgspec

from convstudio.atomic import atomic_file, read_plain, reading_reason, reason
from convstudio.errors import SessionFileError, ValidationError
from convstudio.json_words import HINT, quoted, wrong
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.storage.pipeline_file import LARGEST_FILE, pipeline_members, pipeline_of
from convstudio.pipeline.storage.session_versions import (
    FORMAT,
    VERSION,
    PictureEntry,
    SessionEntry,
    newest,
)

ENDING = ".convstudio"
Place = tuple[int, int]


@dataclass(frozen=True)
class StoredPicture:
    """Which picture a session was made with.

    Attributes:
        path: where its file was, absolute.
        part: which page, frame or array of its file it is; ``""`` where that holds one.
        size: the file's bytes; 0 where that is not known.
        sha256: the hash of the file's content, in hexadecimal; ``""`` where it is not known.
        beside: where the file should be, seen from the session's own folder; that may have moved,
            with the picture, since it was written.
    """

    path: Path
    part: str = ""
    size: int = 0
    sha256: str = ""
    beside: Path | None = field(default=None, compare=False)


@dataclass(frozen=True)
class StoredHand:
    """What is edited and which map is seen, counted from 0.

    Attributes:
        layer, filter, plane: what is edited.
        place: (row, column) of the map whose kernel is edited, where every place has its own.
        map: which of the shown layer's maps is seen.
        result: whether that layer is the last, whichever is edited.
    """

    layer: int = 0
    filter: int = 0
    plane: int = 0
    place: Place = (0, 0)
    map: int = 0
    result: bool = False


@dataclass(frozen=True)
class Views:
    """What is looked at, and how. No edit: where only the views differ, nothing has changed.

    Attributes:
        compare: how original and map are compared, a name of the viewer's modes.
        fitted: whether all of the picture is seen, however large the window.
        scale: device pixels for each of the picture's; 1 is 100 %.
        centre: the picture's point (x, y) in the middle of the views.
        inspector: whether the inspector is open.
        inspected: (row, column) of the map's pixel that was picked.
        pins: (row, column) of each pixel that is watched.
        page: the page of the workbench that is open, or ``""``.
        hand: what is under the hand.
        pin_maps: (layer, map) of each of the pins; of those without, what the hand looks at.
    """

    compare: str = ""
    fitted: bool = True
    scale: float = 1.0
    centre: tuple[float, float] = (0.0, 0.0)
    inspector: bool = False
    inspected: Place | None = None
    pins: tuple[Place, ...] = ()
    page: str = ""
    hand: StoredHand = field(default_factory=StoredHand)
    pin_maps: tuple[Place, ...] = ()


@dataclass(frozen=True)
class StoredSession:
    """All that a session file holds; the tone is the pipeline's."""

    pipeline: Pipeline
    picture: StoredPicture | None = None
    views: Views = field(default_factory=Views)


def session_json(stored: StoredSession, folder: Path | None = None) -> str:
    """The session as a file holds it.

    Args:
        folder: where the file is going to be, so that the picture's path can be told from there.
    """
    picture = "null" if stored.picture is None else _object(_told(stored.picture, folder))
    pipeline = textwrap.indent(pipeline_members(stored.pipeline), "  ")
    text = (
        f'{{\n  "format": "{FORMAT}",\n  "version": {VERSION},\n  "picture": {picture},\n'
        f'  "views": {_object(_views(stored.views))},\n'
        f'  "pipeline": {{\n{pipeline}\n  }}\n}}\n'
    )
    # A lone half of a surrogate pair, as file names may hold, is no text: it becomes “?”.
    return text.encode("utf-8", errors="replace").decode()


def session_from_json(
    text: str, folder: Path | None = None, name: str = "the text"
) -> StoredSession:
    """The session in a text such as ``session_json`` writes, of this or an older version.

    Args:
        folder: where the text was found; the picture's relative path is told from there.
        name: what the text is called in errors.

    Raises:
        SessionFileError: it is no session, or of a newer version; says what and where.
    """
    return _decoded(text.encode("utf-8", errors="replace"), folder, name)


def read_session(path: Path) -> StoredSession:
    """The session in a file.

    Raises:
        SessionFileError: missing, unreadable, too large, of a newer version, or no session.
    """
    try:
        data = read_plain(path, LARGEST_FILE)
    except (OSError, ValueError) as error:  # a name with a null character is a ValueError
        raise SessionFileError(_unreadable(path, error)) from error
    return _decoded(data.removeprefix(BOM_UTF8), _absolute(path).parent, quoted(path.name))


def write_session(stored: StoredSession, path: Path) -> None:
    """Writes a session file, whole or not at all.

    Raises:
        SessionFileError: it cannot be written; what stood there is as it was.
    """
    try:
        data = session_json(stored, _absolute(path).parent).encode()
        if len(data) > LARGEST_FILE:
            size = f"its weights take {len(data) >> 20} MiB"
            raise ValueError(f"{size}, and a file may have {LARGEST_FILE >> 20}")
        with atomic_file(path) as file:
            file.write(data)
    except (OSError, ValueError) as error:
        told = reason(error) if isinstance(error, OSError) else str(error)
        raise SessionFileError(
            f"“{path}” could not be saved: {told}.", hint="Choose another folder or name."
        ) from error


def _decoded(data: bytes, folder: Path | None, name: str) -> StoredSession:
    try:
        entry = newest(data, name)
        return StoredSession(
            pipeline_of(entry.pipeline), _picture(entry.picture, folder), _views_of(entry)
        )
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        told = wrong(error, data)
        if FORMAT.encode() in data:
            raise SessionFileError(f"{name} is a damaged session: {told}.", hint=HINT) from error
        raise SessionFileError(f"{name} is not a session file: {told}.") from error
    except ValidationError as error:
        raise SessionFileError(f"{name}: {error.message}", hint=error.hint) from error


def _picture(entry: PictureEntry | None, folder: Path | None) -> StoredPicture | None:
    if entry is None or not (entry.path or entry.absolute):
        return None
    beside = None
    if entry.path and folder is not None:
        beside = Path(os.path.normpath(folder / PurePath(entry.path)))
    path = Path(entry.absolute) if entry.absolute else beside or Path(entry.path)
    return StoredPicture(path, entry.part, entry.bytes, entry.sha256, beside)


def _views_of(entry: SessionEntry) -> Views:
    told = entry.views
    return Views(
        told.compare,
        told.fitted,
        told.scale,
        told.centre,
        told.inspector,
        told.inspected,
        tuple(told.pins),
        told.page,
        StoredHand(**msgspec.structs.asdict(told.hand)),
        tuple(told.pin_maps),
    )


def _told(picture: StoredPicture, folder: Path | None) -> dict[str, object]:
    return {
        "path": "" if folder is None else _relative(picture.path, folder),
        "absolute": str(picture.path),
        "part": picture.part,
        "bytes": picture.size,
        "sha256": picture.sha256,
    }


def _views(views: Views) -> dict[str, object]:
    maps = {"pin_maps": views.pin_maps} if views.pin_maps else {}
    return {
        "compare": views.compare,
        "fitted": views.fitted,
        "scale": views.scale,
        "centre": views.centre,
        "inspector": views.inspector,
        "inspected": views.inspected,
        "pins": views.pins,
        **maps,
        "page": views.page,
        "hand": asdict(views.hand),
    }


def _relative(path: Path, folder: Path) -> str:
    """The path from the folder, with slashes; ``""`` where there is none, as between drives."""
    try:
        return PurePath(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return ""


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - links stay as they were named


def _object(members: dict[str, object]) -> str:
    lines = (
        f"    {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in members.items()
    )
    return "{\n" + ",\n".join(lines) + "\n  }"


def _unreadable(path: Path, error: OSError | ValueError) -> str:
    if not isinstance(error, OSError):
        return f"“{path}” cannot be read: {error}."
    if error.errno in (errno.EISDIR, errno.ENODEV):
        return f"“{path}” is a folder or a device, no session file."
    if error.errno == errno.EFBIG:
        size = f"over {LARGEST_FILE >> 20} MiB"
        return f"{quoted(path.name)} is too large to be a session file ({size})."
    return f"“{path}” cannot be read: {reading_reason(error)}."
