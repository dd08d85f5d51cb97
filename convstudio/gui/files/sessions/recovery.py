"""Recovery: what a window has unsaved is on disk within a second of every edit."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from convstudio.errors import RecoveryError
from convstudio.gui.session import Session
from convstudio.imaging.picture import Picture
from convstudio.jobs.keeping import Keeper, Known, Written, keeping, knowing
from convstudio.jobs.worker import Worker
from convstudio.pipeline.storage.recovery_slot import Kept, Slot
from convstudio.pipeline.storage.recovery_store import RecoveryStore
from convstudio.pipeline.storage.session_file import StoredPicture

_SOON = 300  # milliseconds after an edit; those that follow until then are kept with it


class Recovery(QObject):
    """Follows a session and keeps what it has unsaved; a window that is closed leaves nothing.

    Args:
        store: where; None for a run that keeps nothing.
        unsaved: what there is to be kept, but for how its picture is found again; None for nothing.

    Signals:
        told: a sentence for the status bar: edits cannot be kept, or can again.
        refused: why edits cannot be kept; "": they can again.
        kept: a Kept is on disk; None: nothing is, as all is saved elsewhere.
    """

    told = Signal(str)
    refused = Signal(str)
    kept = Signal(object)

    def __init__(
        self,
        session: Session,
        store: RecoveryStore | None,
        unsaved: Callable[[], Kept | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._unsaved = unsaved
        self._store = store
        self._keeper = None if store is None else Keeper(store)
        self._known: Known | None = None
        self._asked: Picture | None = None  # the picture whose Known is under way or cannot be
        self._again = self._leave = self._refused = self._restoring = False
        self._empty = True
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._keep)
        self._writer = Worker("recovery", newest_wins=False, parent=self)
        self._writer.finished.connect(self._on_written)
        self._writer.failed.connect(self._on_failed)
        self._pictures = Worker("recovery-picture", newest_wins=True, parent=self)
        self._pictures.finished.connect(self._on_known)
        self._pictures.failed.connect(self._on_failed)
        session.pipeline_changed.connect(self.look)
        session.picture_changed.connect(self.look)

    def look(self) -> None:
        """Something may have changed: keeps it soon. The first change sets the time, not the last,
        so that a hand that never rests is kept up with too.
        """
        if self._keeper is not None and not self._restoring and not self._soon.isActive():
            self._soon.start()

    @property
    def idle(self) -> bool:
        """Whether all that there is to be kept is on disk."""
        return not (self._soon.isActive() or self._writer.busy or self._pictures.busy)

    def adopt(self, slot: Slot, name: str, picture: Picture | None) -> None:
        """Goes on in the slot that an earlier window left, from which this one is being restored.

        Nothing is written into it until ``end_restoring``.

        Args:
            name: under which the slot has the picture; "" where that is in a file.
            picture: the one that is about to be open.
        """
        if self._keeper is None or self._store is None:
            slot.release()
            return
        self._soon.stop()
        self._restoring = True
        self._keeper.end(leave=False)
        self._keeper = Keeper(self._store, slot)
        self._empty = False
        if picture is not None and name:
            self._known = Known(picture, name=name)

    def end_restoring(self, done: bool) -> None:
        """What was restored is in the window, or will not be: the slot then waits for later."""
        if not self._restoring or self._keeper is None or self._store is None:
            return
        self._restoring = False
        if not done:
            self._keeper.end(leave=True)
            self._keeper = Keeper(self._store)
            self._known, self._empty = None, True
        self.look()

    def leave_behind(self) -> None:
        """The window is about to be closed by nobody's will: the next start offers what it had."""
        self._leave = True

    def stop(self) -> None:
        """Ends the threads; a window that was closed by its user's will leaves nothing behind."""
        pending = not self.idle or self._again
        self._soon.stop()
        self._pictures.stop()
        self._writer.stop()
        if self._keeper is None:
            return
        kept = self._now() if self._leave and not self._restoring else None
        with contextlib.suppress(RecoveryError):  # nobody is there any more who could be told
            if kept is not None and pending:
                self._keeper.slot.keep(kept)
            self._keeper.end(leave=kept is not None or self._restoring)

    def _keep(self) -> None:
        if self._keeper is None:
            return
        if self._writer.busy:
            self._again = True
            return
        kept = self._now()
        if kept is None and self._empty:
            return  # there is nothing to be kept, and nothing is
        self._empty = False
        if kept is not None:
            self._know(self._keeper)
        self._writer.start(keeping(self._keeper, kept))

    def _know(self, keeper: Keeper) -> None:
        """Asks, once, for what the picture is found by; it is kept when that is there."""
        picture = self._session.picture
        known = self._known.picture if self._known is not None else None
        if picture is not None and picture is not known and picture is not self._asked:
            self._asked = picture
            self._pictures.start(knowing(keeper, picture))

    def _now(self) -> Kept | None:
        """What there is to be kept, with what is known of its picture by now."""
        kept, picture = self._unsaved(), self._session.picture
        if kept is None or picture is None:
            return kept
        known = self._known
        if picture.path is not None and (known is None or known.picture is not picture):
            known = Known(picture, StoredPicture(picture.path, picture.part))
        # Pixels that are just being put on disk: until they are, the picture before them is kept.
        stored, name = (None, "") if known is None else (known.stored, known.name)
        return replace(kept, session=replace(kept.session, picture=stored), picture=name)

    def _on_written(self, written: Written) -> None:
        kept = written.kept
        if self._refused:
            self._refused = False
            self.refused.emit("")
            self.told.emit("Edits are kept for recovery again.")
        self._empty = kept is None
        if kept is None or written.lost:
            self._known = self._asked = None  # what the slot had of the picture is gone
            self._again = self._again or written.lost
        self.kept.emit(kept)
        self._go_on()

    def _on_known(self, known: Known) -> None:
        if known.picture is self._session.picture:
            self._known = known
            self.look()

    def _on_failed(self, error: Exception) -> None:
        """Told where it disturbs nobody, and once: the next edit tries again."""
        if not isinstance(error, RecoveryError):
            raise error
        self._asked = None
        if not self._refused:
            self._refused = True
            self.refused.emit(f"{error.message} {error.hint}")
            self.told.emit(error.message)
        self._go_on()

    def _go_on(self) -> None:
        if self._again:
            self._again = False
            self.look()
