"""A recovery slot: the folder in which one window keeps what is not saved yet.

    7f…3a/
      lock               locked while the window lives; dies with its program, however that ends
      state.json         the session, and what is to be said of it; small, replaced as a whole
      picture-1.npy      pixels that are in no file: pasted, or a chart that was made
      picture-1.json     … and what belongs to them

Nothing that is half written has one of these names.
"""

from __future__ import annotations

import contextlib
import errno
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from convstudio.atomic import atomic_file, reason
from convstudio.errors import RecoveryError
from convstudio.imaging.picture import Picture
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.storage.kept_pictures import read_kept_picture, write_kept_picture
from convstudio.pipeline.storage.pipeline_file import LARGEST_FILE
from convstudio.pipeline.storage.session_file import StoredSession, session_from_json, session_json
from convstudio.pipeline.storage.slot_lock import SlotLock

FORMAT: Final = "convstudio-recovery"
VERSION: Final = 2  # as 1, with sessions of version 3, which programs of then cannot read
STATE, LOCK = "state.json", "lock"
LARGEST_STATE = 2 * LARGEST_FILE  # bytes: twice what a session file may have
_PICTURE = re.compile(r"(picture-\d{1,9})\.(npy|json)", re.ASCII)
_LEFTOVER = re.compile(r"\.convstudio-.*\.part")  # of a write that was killed
_LONGEST = 400  # characters of a name
_Name = Annotated[str, msgspec.Meta(max_length=_LONGEST)]


@dataclass(frozen=True)
class Kept:
    """What a slot keeps of a window.

    Attributes:
        session: pipeline, views and where the picture is.
        picture_name: of the picture, for people.
        picture: which of the slot's pictures is open; "" where the picture is a file elsewhere.
        session_file: the file that the session was opened from or saved to, if there is one.
        written: when it was kept; None before it is.
    """

    session: StoredSession
    picture_name: str
    picture: str = ""
    session_file: Path | None = None
    written: datetime | None = None


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    """What a state file says."""

    format: Literal["convstudio-recovery"]
    version: Literal[1, 2]
    written: Annotated[datetime, msgspec.Meta(tz=True)]
    picture_name: _Name
    session: msgspec.Raw
    picture: Annotated[str, msgspec.Meta(pattern=r"^(picture-[0-9]{1,9})?$")] = ""
    session_file: Annotated[str, msgspec.Meta(max_length=4096, pattern=r"^[^\x00]*$")] = ""


class _Head(msgspec.Struct):
    """What a state file of every version says."""

    version: int


def version_of(data: bytes) -> int:
    """Of which version a state file is.

    Raises:
        msgspec.MsgspecError, RecursionError, UnicodeDecodeError: it is none.
    """
    return msgspec.json.decode(data, type=_Head).version


def state_from_json(data: bytes) -> Kept:
    """What a state file of this version says.

    Raises:
        SessionFileError, msgspec.MsgspecError, RecursionError, UnicodeDecodeError: it is none.
    """
    entry = msgspec.json.decode(data, type=_Entry)
    session = session_from_json(bytes(entry.session).decode(), name="what it kept")
    file = Path(entry.session_file) if entry.session_file else None
    return Kept(session, entry.picture_name, entry.picture, file, entry.written)


def _state_json(kept: Kept) -> bytes:
    entry = _Entry(
        FORMAT,
        VERSION,
        datetime.now(UTC),
        _in_text(kept.picture_name)[:_LONGEST],
        msgspec.Raw(session_json(kept.session).encode()),
        kept.picture,
        _in_text(str(kept.session_file)) if kept.session_file else "",
    )
    return msgspec.json.encode(entry)


class Slot:
    """The folder of one window. It is this process's as long as it is locked.

    One thread keeps states, and another may write pictures beside it.

    Args:
        folder: where; it is there.
        lock: on the file in it.
    """

    def __init__(self, folder: Path, lock: SlotLock) -> None:
        self._folder = folder
        self._lock = lock
        self._standing = threading.Lock()
        self._fresh = ""  # a picture that no state names yet
        pictures = filter(None, map(_picture_of, self._names))
        self._number = max((int(picture.split("-")[1]) for picture in pictures), default=0)

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return self._folder

    def keep(self, kept: Kept) -> None:
        """Puts a state on disk, in place of the one before; then drops pictures that it lacks.

        Raises:
            RecoveryError: it cannot be written; the state before it stays.
        """
        data = _state_json(kept)
        if len(data) > LARGEST_STATE:
            raise RecoveryError(
                f"Edits cannot be kept for recovery: their weights take {len(data) >> 20} MiB.",
                hint="They are in this window alone until you save them.",
            )
        with self._writing(), atomic_file(self._folder / STATE) as file:
            file.write(data)
        if kept.picture == self._fresh:
            self._fresh = ""
        wanted = ("", kept.picture, self._fresh)
        self._drop(lambda name: _picture_of(name) not in wanted)

    def keep_picture(self, picture: Picture, cancel: CancelToken | None = None) -> str:
        """Puts a picture on disk and returns the name by which a state then refers to it.

        Raises:
            RecoveryError: it cannot be written.
            Cancelled: the token was set.
        """
        self._number += 1
        name = self._fresh = f"picture-{self._number}"
        with self._writing():
            write_kept_picture(self._folder / name, picture, cancel)
        return name

    def has_picture(self, name: str) -> bool:
        """Whether a picture is there that was kept under this name."""
        return (self._folder / f"{name}.json").is_file()

    def read_picture(self, name: str) -> Picture:
        """A picture that was kept.

        Raises:
            RecoveryError: it cannot be read.
        """
        return read_kept_picture(self._folder / name)

    def clear(self) -> None:
        """Keeps nothing any more, until something is: all that was there is saved elsewhere.

        Raises:
            RecoveryError: the state cannot be removed.
        """
        self._fresh = ""
        try:
            # The state first: without it the rest is nothing that anybody is offered.
            (self._folder / STATE).unlink(missing_ok=True)
        except OSError as error:
            raise refusal(error) from error
        self._drop(lambda name: name != LOCK)

    def tidy(self) -> None:
        """Removes what a write left behind that was killed; nothing may be written meanwhile."""
        self._drop(lambda name: _LEFTOVER.fullmatch(name) is not None)

    def remove(self) -> None:
        """Removes the slot: its window was closed, or what it kept is not wanted.

        Raises:
            RecoveryError: the state cannot be removed.
        """
        try:
            self.clear()
        finally:
            self._lock.release()
        with contextlib.suppress(OSError):
            (self._folder / LOCK).unlink(missing_ok=True)
            self._folder.rmdir()

    def release(self) -> None:
        """Leaves the slot as it is, for whoever looks for it next."""
        self._lock.release()

    @property
    def _names(self) -> list[str]:
        try:
            return [entry.name for entry in self._folder.iterdir()]
        except OSError:
            return []

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Errors as the user meets them; a folder that somebody removed is made again."""
        try:
            with self._standing:
                if not self._folder.is_dir():
                    self._lock.release()
                    make_private(self._folder)
                    self._lock = SlotLock.taken(self._folder / LOCK)
            yield
        except OSError as error:
            raise refusal(error) from error

    def _drop(self, needless: Callable[[str], bool]) -> None:
        """Removes files of our own; what else lies there is not ours to remove."""
        for name in self._names:
            ours = _PICTURE.fullmatch(name) or _LEFTOVER.fullmatch(name)
            if ours and needless(name):
                with contextlib.suppress(OSError):
                    (self._folder / name).unlink(missing_ok=True)


def make_private(folder: Path) -> None:
    """Makes a folder into which nobody but its owner may look; the ones above it too.

    Raises:
        OSError: it cannot be made, or is there already.
    """
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)


def refusal(error: OSError) -> RecoveryError:
    """What cannot be kept, and why, as the window tells it."""
    locks = error.errno in (errno.ENOLCK, errno.EOPNOTSUPP)
    told = "its file system knows no locks" if locks else reason(error)
    return RecoveryError(
        f"Edits cannot be kept for recovery: {told}.",
        hint="They are in this window alone until you save them.",
    )


def _picture_of(name: str) -> str:
    """The picture that a file belongs to; "" where it belongs to none."""
    match = _PICTURE.fullmatch(name)
    return "" if match is None else match[1]


def _in_text(name: str) -> str:
    """A name as JSON can hold it: a lone half of a surrogate pair becomes “?”."""
    return name.encode("utf-8", errors="replace").decode()
