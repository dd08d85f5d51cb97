"""The recovery store: a folder with a slot for each window of every program that runs.

A slot with a state whose lock is free was left behind. Whoever looks for those takes their locks,
so that two programs that start at once never offer the same. What cannot be read is moved to a
folder of its own, ``set-aside``, where nobody is offered it and nothing is lost.
"""

from __future__ import annotations

import contextlib
import re
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from convstudio.atomic import read_plain, reading_reason, reason
from convstudio.errors import RecoveryError, SessionFileError
from convstudio.json_words import wrong
from convstudio.pipeline.storage.recovery_slot import (
    LARGEST_STATE,
    LOCK,
    STATE,
    VERSION,
    Kept,
    Slot,
    make_private,
    refusal,
    state_from_json,
    version_of,
)
from convstudio.pipeline.storage.slot_lock import SlotLock

_SET_ASIDE = "set-aside"
_SLOT = re.compile(r"[0-9a-f]{32}")
_MOST = 1000  # slots that are looked at
_BEING_MADE = 3600.0  # seconds in which a slot without a state may still become one
_NEVER = datetime.min.replace(tzinfo=UTC)
# What a state raises that cannot be believed.
_NONSENSE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, SessionFileError)


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
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new_slot(self) -> Slot:
        """A slot for another window.

        Raises:
            RecoveryError: it cannot be made or locked.
        """
        folder = self._folder / uuid.uuid4().hex
        try:
            make_private(folder)
            return Slot(folder, SlotLock.taken(folder / LOCK))
        except OSError as error:
            raise refusal(error) from error

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

    def set_aside(self, slot: Slot, why: str) -> RecoveryError:
        """Puts a broken slot where nobody is offered it; returns what is to be told of that."""
        slot.release()
        place = self._folder / _SET_ASIDE / slot.folder.name
        message = f"What a window had kept before it ended cannot be restored: {why}."
        try:
            place.parent.mkdir(exist_ok=True)
            slot.folder.rename(place)
        except OSError as error:
            left = f"It stays in {slot.folder}, as it cannot be moved: {reason(error)}."
            return RecoveryError(message, hint=left)
        return RecoveryError(message, hint=f"It was set aside in {place}.")

    def _claimed(self, folder: Path) -> Found | RecoveryError | None:
        """A slot, if its window is gone and left something; why not, if it cannot be read."""
        state = folder / STATE
        if not state.exists() and _is_young(folder):
            return None  # its window is just opening
        try:
            slot = Slot(folder, SlotLock.taken(folder / LOCK))
        except BlockingIOError:
            return None  # its window is alive
        except OSError as error:
            return RecoveryError(f"{folder} cannot be looked at: {reason(error)}.")
        slot.tidy()
        try:
            data = read_plain(state, LARGEST_STATE)
            if version_of(data) > VERSION:
                slot.release()
                return _newer(folder)
            return Found(slot, state_from_json(data))
        except FileNotFoundError:
            slot.remove()
            return None
        except OSError as error:
            return self.set_aside(slot, reading_reason(error))
        except _NONSENSE as error:
            return self.set_aside(slot, f"it makes no sense ({_plain(error)})")


def _newer(folder: Path) -> RecoveryError:
    return RecoveryError(
        f"What was kept for recovery in {folder} is of a newer ConvStudio.",
        hint="It stays there until that one is started again.",
    )


def _plain(error: Exception) -> str:
    """What an error says, on one line that is not too long."""
    if isinstance(error, SessionFileError):
        return error.message.rstrip(".")
    return wrong(error)


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
