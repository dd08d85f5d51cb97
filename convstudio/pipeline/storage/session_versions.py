"""Every version of the session file there has been, and the way from each to the next.

Version 1 held a pipeline and the picture's relative path. Version 2 adds by what the picture is
known again when it was moved – its absolute path, the part of its file, the file's size and hash –
and the views. Version 3 holds a pipeline of every kind of layer, and among the views what is under
the hand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from convstudio.errors import SessionFileError
from convstudio.pipeline.storage.pipeline_file import (
    PipelineEntry,
    PipelineEntry1,
    newest_pipeline,
)

FORMAT: Final = "convstudio-session"
VERSION: Final = 3

# What a file may say is bounded before anything is done with it.
_Word = Annotated[str, Meta(max_length=40)]
_PathText = Annotated[str, Meta(max_length=4096, pattern=r"^[^\x00]*$")]
_Index = Annotated[int, Meta(ge=0, lt=1 << 31)]
_Place = tuple[_Index, _Index]
_Point = Annotated[float, Meta(gt=-1e9, lt=1e9)]


class PictureEntry(msgspec.Struct, forbid_unknown_fields=True):
    """What a file says of its picture.

    Attributes:
        path: from the session's folder, with slashes.
        absolute: the same from the root of the machine it was written on.
    """

    path: _PathText = ""
    absolute: _PathText = ""
    part: Annotated[str, Meta(max_length=1000)] = ""
    bytes: Annotated[int, Meta(ge=0, lt=1 << 62)] = 0
    sha256: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$")] = ""


class _Views2(msgspec.Struct, forbid_unknown_fields=True):
    """What a file of version 2 said of the views."""

    compare: _Word = ""
    fitted: bool = True
    scale: Annotated[float, Meta(ge=1e-4, le=1e4)] = 1.0
    centre: tuple[_Point, _Point] = (0.0, 0.0)
    inspector: bool = False
    inspected: _Place | None = None
    pins: Annotated[list[_Place], Meta(max_length=64)] = []
    page: _Word = ""


class HandEntry(msgspec.Struct, forbid_unknown_fields=True):
    """What a file says of what is under the hand; what is not there changes nothing."""

    layer: _Index = 0
    filter: _Index = 0
    plane: _Index = 0
    place: _Place = (0, 0)
    map: _Index = 0
    result: bool = False


class ViewsEntry(_Views2, forbid_unknown_fields=True):
    """What a file says of the views; words that the window does not know change nothing there."""

    hand: HandEntry = msgspec.field(default_factory=HandEntry)
    pin_maps: Annotated[list[tuple[_Index, _Index]], Meta(max_length=64)] = []


class SessionEntry(msgspec.Struct, forbid_unknown_fields=True):
    """What a file of version 3 says."""

    format: Literal["convstudio-session"]
    version: Literal[3]
    pipeline: PipelineEntry
    picture: PictureEntry | None = None
    views: ViewsEntry = msgspec.field(default_factory=ViewsEntry)


class _Session2(msgspec.Struct, forbid_unknown_fields=True):
    """What a file of version 2 said."""

    format: Literal["convstudio-session"]
    version: Literal[2]
    pipeline: PipelineEntry1
    picture: PictureEntry | None = None
    views: _Views2 = msgspec.field(default_factory=_Views2)


class _Session1(msgspec.Struct, forbid_unknown_fields=True):
    """What a file of version 1 said."""

    format: Literal["convstudio-session"]
    version: Literal[1]
    pipeline: PipelineEntry1
    picture: _PathText | None = None


def _from_1(old: _Session1) -> _Session2:
    picture = PictureEntry(path=old.picture) if old.picture else None
    return _Session2(FORMAT, 2, old.pipeline, picture)


def _from_2(old: _Session2) -> SessionEntry:
    views = ViewsEntry(**msgspec.structs.asdict(old.views))
    return SessionEntry(FORMAT, VERSION, newest_pipeline(old.pipeline), old.picture, views)


class _Head(msgspec.Struct):
    """What is looked at first, whatever else a file holds."""

    format: str = ""
    version: int = 0


_SCHEMAS: dict[int, type[Any]] = {1: _Session1, 2: _Session2, 3: SessionEntry}
_STEPS: dict[int, Callable[[Any], Any]] = {1: _from_1, 2: _from_2}  # from each version to the next


def newest(data: bytes, name: str) -> SessionEntry:
    """What the JSON of a session of any version says, as the newest version would say it.

    Args:
        name: what the data are called in errors.

    Raises:
        SessionFileError: no session, or one of a version that nobody here knows.
        msgspec.MsgspecError, RecursionError: it does not follow the schema of its version.
    """
    head = msgspec.json.decode(data, type=_Head)
    if head.format != FORMAT:
        raise SessionFileError(
            f"{name} is not a session file: its “format” is not “{FORMAT}”.",
            hint="Kernels and pipelines are files of their own.",
        )
    if head.version > VERSION:
        raise SessionFileError(
            f"{name} was saved by a newer ConvStudio: it has version {head.version}, and this "
            f"program reads up to version {VERSION}.",
            hint="Open it with that program, or bring this one up to date.",
        )
    if head.version not in _SCHEMAS:
        raise SessionFileError(
            f"{name} is not a session file: there is no version {head.version} of them."
        )
    entry: Any = msgspec.json.decode(data, type=_SCHEMAS[head.version])
    for version in range(head.version, VERSION):
        entry = _STEPS[version](entry)
    return entry  # type: ignore[no-any-return]
