"""The recovery store: a folder in which each window keeps what is not saved yet.

    recovery/
      7f…3a/               the slot of one window
        lock               locked while the window lives; dies with its program, however that ends
        state.json         the session, and what is to be said of it; small, replaced as a whole
        picture-1.npy      pixels that are in no file: pasted, or a chart that was made
        picture-1.json     … and what belongs to them
      set-aside/           slots that cannot be read

A slot with a state whose lock is free was left behind. Whoever looks for those takes their locks,
so that two programs that start at once never offer the same.
"""

from __future__ import annotations

import contextlib
import errno
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from convstudio.atomic import atomic_file, read_plain, reading_reason, reason
from convstudio.errors import ConvStudioError, RecoveryError
from convstudio.imaging.picture import Picture
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.kept_pictures import read_kept_picture, write_kept_picture
from convstudio.pipeline.slot_lock import SlotLock

VERSION = 1
_STATE, _LOCK, _SET_ASIDE = "state.json", "lock", "set-aside"
_SLOT = re.compile(r"[0-9a-f]{32}")
_PICTURE = re.compile(r"(picture-\d{1,9})\.(npy|json)", re.ASCII)
_LEFTOVER = re.compile(r"\.convstudio-.*\.part")  # of a write that was killed
_LARGEST_STATE = 8 << 20  # bytes; a session with the largest kernel takes some 100 kB
_MOST = 1000  # slots that are looked at
_BEING_MADE = 3600.0  # seconds in which a slot without a state may still become one
_LONGEST = 400  # characters of a name
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Kept:
    """What a slot keeps of a window.

    Attributes:
        session: the session as JSON, as a session file has it.
        picture_name: of the picture, for people.
        kernel_name: of the kernel, for people.
        picture: which of the slot's pictures is open; "" where the picture is a file elsewhere.
        written: when it was kept; None before it is.
    """

    session: str
    picture_name: str
    kernel_name: str
    picture: str = ""
    written: datetime | None = None


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    """What a state file says."""

    format: Literal["convstudio-recovery"]
    version: int
    written: Annotated[datetime, msgspec.Meta(tz=True)]
    picture_name: Annotated[str, msgspec.Meta(max_length=_LONGEST)]
    kernel_name: Annotated[str, msgspec.Meta(max_length=_LONGEST)]
    session: msgspec.Raw
    picture: Annotated[str, msgspec.Meta(pattern=r"^(picture-[0-9]{1,9})?$")] = ""


class _Head(msgspec.Struct):
    """What a state file of every version says."""

    version: int


class Slot:
    """The folder of one window. It is this process's as long as it is locked.

    One thread keeps states and one may write pictures beside it.
    """

    def __init__(self, folder: Path, lock: SlotLock) -> None:
        self._folder = folder
        self._lock = lock
        self._standing = threading.Lock()
        self._fresh = ""  # a picture that no state names yet
        self._number = max(map(_number, _pictures(folder)), default=0)

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return self._folder

    def keep(self, kept: Kept) -> None:
        """Puts a state on disk, in place of the one before; then drops pictures that it lacks.

        Raises:
            RecoveryError: it cannot be written; the state before it stays.
        """
        entry = _Entry(
            "convstudio-recovery",
            VERSION,
            datetime.now(UTC),
            _in_text(kept.picture_name),
            _in_text(kept.kernel_name),
            msgspec.Raw(kept.session.encode("utf-8", errors="replace")),
            kept.picture,
        )
        with self._writing(), atomic_file(self._folder / _STATE) as file:
            file.write(msgspec.json.encode(entry))
        if kept.picture == self._fresh:
            self._fresh = ""
        wanted = {kept.picture, self._fresh}
        self._drop(lambda name: _picture_of(name) not in wanted and _picture_of(name) != "")

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
        return bool(name) and (self._folder / f"{name}.json").is_file()

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
            (self._folder / _STATE).unlink(missing_ok=True)
        except OSError as error:
            raise _refusal(error) from error
        self._drop(lambda name: name != _LOCK)

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
            (self._folder / _LOCK).unlink(missing_ok=True)
            self._folder.rmdir()

    def release(self) -> None:
        """Leaves the slot as it is, for whoever looks for it next."""
        self._lock.release()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Errors as the user meets them; a folder that somebody removed is made again."""
        try:
            with self._standing:
                if not self._folder.is_dir():
                    self._lock.release()
                    _make(self._folder)
                    self._lock = SlotLock.taken(self._folder / _LOCK)
            yield
        except OSError as error:
            raise _refusal(error) from error

    def _drop(self, needless: Callable[[str], bool]) -> None:
        """Removes files of our own; what else lies there is not ours to remove."""
        for name in _names(self._folder):
            ours = _PICTURE.fullmatch(name) or _LEFTOVER.fullmatch(name)
            if ours and needless(name):
                with contextlib.suppress(OSError):
                    (self._folder / name).unlink(missing_ok=True)


@dataclass(frozen=True)
class Found:
    """A slot that was left behind, now ours, and what it keeps."""

    slot: Slot
    kept: Kept


@dataclass(frozen=True)
class Abandoned:
    """What earlier runs left behind, the newest first, and what was wrong with the rest."""

    found: tuple[Found, ...] = ()
    problems: tuple[RecoveryError, ...] = ()


class RecoveryStore:
    """The folder with the slots of all windows of all programs that run.

    Args:
        folder: where; it is made when the first slot is.
        understood: looks at the session of a slot and raises ConvStudioError if it makes no sense.
    """

    def __init__(
        self, folder: Path, understood: Callable[[str], object] = lambda _session: None
    ) -> None:
        self._folder = folder
        self._understood = understood

    def new_slot(self) -> Slot:
        """A slot for another window.

        Raises:
            RecoveryError: it cannot be made or locked.
        """
        folder = self._folder / uuid.uuid4().hex
        try:
            _make(folder)
            return Slot(folder, SlotLock.taken(folder / _LOCK))
        except OSError as error:
            raise _refusal(error) from error

    def abandoned(self) -> Abandoned:
        """Slots whose windows are gone, which are this process's from here on.

        Slots that cannot be read are set aside, those without anything in them removed.
        """
        try:
            folders = _slots(self._folder)
        except OSError as error:
            told = f"What was kept for recovery in {self._folder} cannot be read"
            return Abandoned(problems=(RecoveryError(f"{told}: {reading_reason(error)}."),))
        claimed = [self._claimed(folder) for folder in folders]
        found = [one for one in claimed if isinstance(one, Found)]
        problems = tuple(one for one in claimed if isinstance(one, RecoveryError))
        found.sort(key=lambda one: one.kept.written or _NEVER, reverse=True)
        return Abandoned(tuple(found), problems)

    def _claimed(self, folder: Path) -> Found | RecoveryError | None:
        """A slot, if its window is gone and left something; why not, if it cannot be read."""
        state = folder / _STATE
        if not state.exists() and _is_young(folder):
            return None  # its window is just opening
        try:
            slot = Slot(folder, SlotLock.taken(folder / _LOCK))
        except BlockingIOError:
            return None  # its window is alive
        except OSError as error:
            return RecoveryError(f"{folder} cannot be looked at: {reason(error)}.")
        try:
            data = read_plain(state, _LARGEST_STATE)
            if _version(data) > VERSION:
                slot.release()
                return _newer(folder)
            return Found(slot, self._read(data))
        except FileNotFoundError:
            slot.remove()
            return None
        except OSError as error:
            slot.release()
            return self._set_aside(folder, reading_reason(error))
        except _NONSENSE as error:
            slot.release()
            return self._set_aside(folder, f"it makes no sense ({_plain(error)})")

    def _read(self, data: bytes) -> Kept:
        """What the bytes of a state file say; raises one of _NONSENSE where that is nothing."""
        entry = msgspec.json.decode(data, type=_Entry)
        session = bytes(entry.session).decode()
        self._understood(session)
        return Kept(session, entry.picture_name, entry.kernel_name, entry.picture, entry.written)

    def _set_aside(self, folder: Path, why: str) -> RecoveryError:
        """Puts a broken slot where nobody is offered it; what is to be told of that."""
        place = self._folder / _SET_ASIDE / folder.name
        message = f"What a window had kept before it ended cannot be restored: {why}."
        try:
            place.parent.mkdir(exist_ok=True)
            folder.rename(place)
        except OSError as error:
            left = f"It stays in {folder}, as it cannot be moved: {reason(error)}."
            return RecoveryError(message, hint=left)
        return RecoveryError(message, hint=f"It was set aside in {place}.")


# What a state that cannot be believed raises.
_NONSENSE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ConvStudioError)


def _version(data: bytes) -> int:
    """Which version of this program's state files it is; raises one of _NONSENSE if none."""
    return msgspec.json.decode(data, type=_Head).version


def _newer(folder: Path) -> RecoveryError:
    return RecoveryError(
        f"What was kept for recovery in {folder} is of a newer ConvStudio.",
        hint="It stays there until that one is started again.",
    )


def _plain(error: Exception) -> str:
    """What an error says, on one line that is not too long."""
    return " ".join(str(error).split()).rstrip(".")[:160]


def _make(folder: Path) -> None:
    """Pictures are their owner's: nobody else may look."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)


def _slots(folder: Path) -> list[Path]:
    """The slots there are, without what else may lie there."""
    try:
        entries = [entry for entry in folder.iterdir() if _SLOT.fullmatch(entry.name)]
    except FileNotFoundError:
        return []
    return [e for e in sorted(entries)[:_MOST] if e.is_dir() and not e.is_symlink()]


def _is_young(folder: Path) -> bool:
    """Whether it was made, or something in it, within the hour; or after now, by another clock."""
    with contextlib.suppress(OSError):
        return time.time() - folder.stat().st_mtime < _BEING_MADE
    return True


def _names(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir()]
    except OSError:
        return []


def _pictures(folder: Path) -> list[str]:
    return list(filter(None, map(_picture_of, _names(folder))))


def _picture_of(name: str) -> str:
    """The picture that a file belongs to; "" where it belongs to none."""
    match = _PICTURE.fullmatch(name)
    return "" if match is None else match[1]


def _number(picture: str) -> int:
    return int(picture.removeprefix("picture-"))


def _in_text(name: str) -> str:
    """A name as JSON can hold it: a lone half of a surrogate pair becomes “?”."""
    return name.encode("utf-8", errors="replace").decode()[:_LONGEST]


def _refusal(error: OSError) -> RecoveryError:
    locks = error.errno in (errno.ENOLCK, errno.EOPNOTSUPP)
    told = "its file system knows no locks" if locks else reason(error)
    return RecoveryError(
        f"Edits cannot be kept for recovery: {told}.",
        hint="They are in this window alone until you save them.",
    )
