"""At the start: what earlier windows left behind is looked for, and offered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from convstudio.errors import ConvStudioError, RecoveryError
from convstudio.gui.dialogs.restore import Offer, RestoreDialog
from convstudio.gui.windows import Windows
from convstudio.imaging.picture import Picture
from convstudio.jobs.worker import Publish, Work, Worker
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.storage.recovery_store import Abandoned, Found, RecoveryStore

_MOST_TOLD = 8  # of the problems that one box lists


@dataclass(frozen=True, eq=False)
class Restored:
    """A slot with its picture, where that is in the slot and could be read."""

    found: Found
    picture: Picture | None = None
    problem: RecoveryError | None = None


class RecoveryOffer(QObject):
    """Looks for abandoned slots in the background; restores into windows, or throws away.

    Signals:
        looked: it is known whether there is anything to offer.
        ended: all that was chosen is in its windows.
    """

    looked = Signal()
    ended = Signal()

    def __init__(self, windows: Windows, store: RecoveryStore) -> None:
        super().__init__(windows)
        self._windows = windows
        self._store = store
        self._found: list[Found] = []
        self._problems: list[RecoveryError] = []  # of those that are being restored
        self.worker = Worker("recovery-offer", newest_wins=False, parent=self)
        self.worker.finished.connect(self._on_finished)
        self.worker.failed.connect(self._on_failed)

    def begin(self) -> None:
        """Looks; the windows are there meanwhile."""
        self.worker.start(_looking(self._store))

    def stop(self) -> None:
        """Ends the thread, and leaves what was not decided on for the next start."""
        self.worker.stop()
        self._release()

    def _on_finished(self, result: object) -> None:
        if isinstance(result, Abandoned):
            self._offer(result)
        elif isinstance(result, Restored):
            self._put_back(result)

    def _on_failed(self, error: Exception) -> None:
        self._tell(error)

    def _offer(self, abandoned: Abandoned) -> None:
        self._found = list(abandoned.found)
        studio = self._windows.active
        self._tell(*abandoned.problems)
        if self._found and studio is not None:
            offers = [_in_words(found) for found in self._found]
            dialog = RestoreDialog(studio.window, offers, datetime.now().astimezone())
            dialog.restore_wanted.connect(self._on_restore_wanted)
            dialog.discard_wanted.connect(self._on_discard_wanted)
            dialog.finished.connect(self._release)
            dialog.open()
        else:
            self._release()
        self.looked.emit()

    def _on_restore_wanted(self, indices: list[int]) -> None:
        for found in self._taken(indices):
            self.worker.start(_reading(self._store, found))

    def _on_discard_wanted(self, indices: list[int]) -> None:
        problems = []
        for found in self._taken(indices):
            try:
                found.slot.remove()
            except RecoveryError as error:
                problems.append(error)
        self._tell(*problems)

    def _taken(self, indices: list[int]) -> list[Found]:
        """Those that are decided on; what is left is released when the dialog closes."""
        chosen = [self._found[index] for index in indices]
        self._found = [found for found in self._found if found not in chosen]
        return chosen

    def _release(self) -> None:
        for found in self._found:
            found.slot.release()
        self._found = []

    def _put_back(self, restored: Restored) -> None:
        if restored.problem is not None:
            self._problems.append(restored.problem)
        studio = self._windows.untouched or self._windows.add_beside()
        slot = restored.found.slot if restored.problem is None else None
        studio.files.restore(restored.found.kept, restored.picture, slot)
        if not self.worker.busy:
            problems, self._problems = self._problems, []
            self._tell(*problems)
            self.ended.emit()

    def _tell(self, *problems: Exception) -> None:
        studio = self._windows.active
        if studio is not None and problems:
            studio.notices.show(_in_one(problems))


def _looking(store: RecoveryStore) -> Work:
    def work(_cancel: CancelToken, _publish: Publish) -> Abandoned:
        return store.abandoned()

    return work


def _reading(store: RecoveryStore, found: Found) -> Work:
    """Work that reads the picture; where that is broken, the rest is restored without it."""

    def work(_cancel: CancelToken, _publish: Publish) -> Restored:
        if not found.kept.picture:
            return Restored(found)
        try:
            return Restored(found, found.slot.read_picture(found.kept.picture))
        except RecoveryError as error:
            problem = store.set_aside(found.slot, error.message.rstrip("."))
            return Restored(found, None, problem)

    return work


def _in_words(found: Found) -> Offer:
    kept = found.kept
    layers = kept.session.pipeline.active
    first = layers[0]
    kernel = first.kernel.name if isinstance(first, Convolution) else first.title
    if len(layers) > 1:
        kernel = f"{kernel} and {len(layers) - 1} more"
    where = kept.session_file or (kept.session.picture and kept.session.picture.path)
    session = "" if kept.session_file is None else kept.session_file.name
    return Offer(kept.picture_name, kernel, kept.written, str(where or ""), session)


def _in_one(problems: Sequence[Exception]) -> Exception:
    """Several problems as one: what each of them says, in a list that is not too long."""
    if len(problems) == 1:
        return problems[0]
    lines = []
    for problem in problems[:_MOST_TOLD]:
        told = (problem.sentence, problem.hint) if isinstance(problem, ConvStudioError) else ()
        lines.append("• " + " ".join(filter(None, told or (str(problem),))))
    if len(problems) > _MOST_TOLD:
        lines.append(f"… and {len(problems) - _MOST_TOLD} more.")
    message = f"What {len(problems)} windows had kept before they ended cannot be restored."
    return RecoveryError(message, hint="\n".join(lines))
