"""What a window has unsaved, on its way to its recovery slot: work for Workers."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from convstudio.errors import ConvStudioError
from convstudio.imaging.picture import Picture
from convstudio.jobs.worker import Publish, Work
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.storage.picture_search import fingerprint
from convstudio.pipeline.storage.recovery_slot import Kept, Slot
from convstudio.pipeline.storage.recovery_store import RecoveryStore
from convstudio.pipeline.storage.session_file import StoredPicture


@dataclass(frozen=True, eq=False)
class Known:
    """By what an open picture is found again.

    Attributes:
        picture: the open one.
        stored: its file, with the hash of its content; None where it is in none.
        name: under which the slot has its pixels; "" where it is in a file.
    """

    picture: Picture
    stored: StoredPicture | None = None
    name: str = ""


@dataclass(frozen=True)
class Written:
    """What a slot keeps now, None for nothing, and whether somebody removed its picture."""

    kept: Kept | None
    lost: bool = False


class Keeper:
    """The slot of one window: one that was left behind, or one made when it is first needed."""

    def __init__(self, store: RecoveryStore, slot: Slot | None = None) -> None:
        self._store = store
        self._slot = slot
        self._making = threading.Lock()

    @property
    def slot(self) -> Slot:
        """The slot.

        Raises:
            RecoveryError: it cannot be made.
        """
        with self._making:
            if self._slot is None:
                self._slot = self._store.new_slot()
            return self._slot

    def clear(self) -> None:
        """Keeps nothing any more; raises RecoveryError if that cannot be."""
        if self._slot is not None:
            self._slot.clear()

    def end(self, *, leave: bool) -> None:
        """Lets go of the slot, and removes it unless it is to be left for the next start.

        Raises:
            RecoveryError: it cannot be removed.
        """
        slot, self._slot = self._slot, None
        if slot is not None and leave:
            slot.release()
        elif slot is not None:
            slot.remove()


def keeping(keeper: Keeper, kept: Kept | None) -> Work:
    """Work that puts a state on disk, or with None takes it away; returns Written.

    It raises RecoveryError where that cannot be.
    """

    def work(_cancel: CancelToken, _publish: Publish) -> Written:
        if kept is None:
            keeper.clear()
            return Written(None)
        lost = bool(kept.picture) and not keeper.slot.has_picture(kept.picture)
        now = replace(kept, picture="") if lost else kept
        keeper.slot.keep(now)
        return Written(now, lost)

    return work


def knowing(keeper: Keeper, picture: Picture) -> Work:
    """Work that returns the Known of a picture: its file's hash, or its pixels put on disk.

    It raises RecoveryError where pixels cannot be written.
    """

    def work(cancel: CancelToken, _publish: Publish) -> Known:
        if picture.path is None:
            return Known(picture, name=keeper.slot.keep_picture(picture, cancel))
        try:
            return Known(picture, fingerprint(picture.path, picture.part, cancel))
        except ConvStudioError:  # it is gone since it was opened: its name is all there is
            return Known(picture, StoredPicture(picture.path, picture.part))

    return work
