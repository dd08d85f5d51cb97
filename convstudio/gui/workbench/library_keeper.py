"""The library as it is now: what is shipped, the user's own kernels on disk, and the favourites."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from convstudio.errors import ConvStudioError, KernelFileError
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.notices import Notices
from convstudio.jobs.worker import Publish, Worker
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import Library, Preset
from convstudio.kernel.own_kernels import Deleted, OwnKernels, Scan
from convstudio.numerics.tiles import CancelToken

_PAUSE = 150  # milliseconds without a change on disk, until the folder is read
# A file that is being written looks broken: only one that stays so is told.
_SECOND_LOOK = 400
_MOST_WATCHED = 2000
_MOST_NAMED = 5


class LibraryKeeper(QObject):
    """Keeps ``edits.library`` in step with the folder of the user's own kernels.

    Signals:
        changed: the kernels, or the favourites.
        scanned: the folder has been read.
    """

    changed = Signal()
    scanned = Signal()

    def __init__(self, own: OwnKernels, edits: KernelEdits, notices: Notices) -> None:
        super().__init__(edits)
        self._own = own
        self._edits = edits
        self._notices = notices
        self._favourites: frozenset[str] = frozenset()
        self._problems: tuple[KernelFileError, ...] = ()
        self._told: frozenset[str] = frozenset()
        self._worker = Worker("library", newest_wins=True, parent=self)
        self._worker.finished.connect(self._on_scanned)
        self._worker.failed.connect(notices.show)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.reload)
        self._second = QTimer(self, singleShot=True, interval=_SECOND_LOOK)
        self._second.timeout.connect(self._look_again)
        self._telling = False
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._on_disk_changed)
        self._watcher.fileChanged.connect(self._on_disk_changed)
        self.reload()

    @property
    def library(self) -> Library:
        """The kernels, the user's own first."""
        return self._edits.library

    @property
    def favourites(self) -> frozenset[str]:
        """The identifiers of the favourites."""
        return self._favourites

    @property
    def problems(self) -> tuple[KernelFileError, ...]:
        """What is wrong with the folder and the files in it that were skipped."""
        return self._problems

    def stop(self) -> None:
        """Ends the thread."""
        self._pause.stop()
        self._second.stop()
        self._worker.stop()

    def reload(self) -> None:
        """Reads the folder again, in the background."""
        if self._own.keeps:
            self._watch()  # before reading: what changes from here on is heard
            self._worker.start(self._scan)

    def clashing(self, name: str, besides: Preset | None = None) -> Preset | None:
        """Another kernel of the user's own with that name, whatever its case."""
        wanted = " ".join(name.split()).casefold()
        for preset in self.library.presets:
            other = besides is None or preset.path != besides.path
            if preset.is_own and other and preset.kernel.name.casefold() == wanted:
                return preset
        return None

    def save(self, kernel: Kernel, tags: Iterable[str], over: Preset | None = None) -> Preset:
        """Keeps a kernel as the user's own.

        Args:
            kernel: with name and description.
            tags: words by which it is found.
            over: the one whose place it takes.

        Raises:
            ConvStudioError: it cannot be kept.
        """
        saved = self._own.save(kernel, tags, over)
        self._put(saved, over)
        return saved

    def edit(self, preset: Preset, kernel: Kernel, tags: Iterable[str]) -> Preset:
        """Gives one of the user's own another name, description and tags.

        Raises:
            ConvStudioError: it cannot be written.
        """
        saved = self._own.save(replace(kernel, name=preset.kernel.name), tags, over=preset)
        saved = self._own.rename(saved, kernel.name)
        self._put(saved, preset)
        if preset.identifier in self._favourites and saved.identifier != preset.identifier:
            self._set_favourites(self._favourites - {preset.identifier} | {saved.identifier})
        return saved

    def delete(self, preset: Preset) -> Deleted:
        """Puts one of the user's own away.

        Raises:
            ConvStudioError: it cannot be moved.
        """
        deleted = self._own.delete(preset)
        self._put(None, preset)
        return deleted

    def restore(self, deleted: Deleted) -> None:
        """Brings one back that was put away.

        Raises:
            ConvStudioError: it cannot be moved.
        """
        self._put(self._own.restore(deleted), None)

    def toggle_favourite(self, preset: Preset) -> None:
        """Makes a kernel a favourite, or no longer.

        Raises:
            ConvStudioError: the list cannot be written.
        """
        self._set_favourites(self._favourites ^ {preset.identifier})

    def _set_favourites(self, identifiers: frozenset[str]) -> None:
        self._own.set_favourites(identifiers)
        self._favourites = identifiers
        self._watch()
        self.changed.emit()

    def _put(self, saved: Preset | None, before: Preset | None) -> None:
        """Shows at once what was done; the folder is read again all the same."""
        own = [preset for preset in self.library.presets if preset.is_own]
        own = [preset for preset in own if before is None or preset.path != before.path]
        if saved is not None:
            own = [preset for preset in own if preset.path != saved.path] + [saved]
        own.sort(key=lambda preset: (preset.kernel.name.casefold(), preset.identifier))
        self._edits.set_library(self.library.with_own(own))
        self.changed.emit()
        self._pause.start()

    def _scan(self, _cancel: CancelToken, _publish: Publish) -> object:
        """In the worker's thread."""
        scan = self._own.scan()
        try:
            return scan, self._own.favourites()
        except KernelFileError as error:
            return Scan(scan.presets, (*scan.problems, error)), None

    def _on_scanned(self, found: tuple[Scan, frozenset[str] | None]) -> None:
        scan, favourites = found
        problems_before, self._problems = self._problems, scan.problems
        library = self.library.with_own(scan.presets)
        if favourites is None:
            favourites = self._favourites
        before = self.library, self._favourites, tuple(map(str, problems_before))
        if before != (library, favourites, tuple(map(str, scan.problems))):
            self._favourites = favourites
            self._edits.set_library(library)
            self.changed.emit()
        self._watch()
        self._tell_problems()
        self.scanned.emit()

    def _tell_problems(self) -> None:
        """Each once, until it is mended; and only what a second look finds as well."""
        problems = {str(problem): problem for problem in self._problems}
        new = [problem for words, problem in problems.items() if words not in self._told]
        self._told &= frozenset(problems)
        if not new:
            return
        if not self._telling:
            self._second.start()
            return
        self._telling = False
        self._told = frozenset(problems)
        self._notices.show(_in_one(new))

    def _look_again(self) -> None:
        self._telling = True
        self.reload()

    def _on_disk_changed(self, _path: str) -> None:
        self._telling = False
        self._second.stop()
        self._pause.start()

    def _watch(self) -> None:
        """Watches the folder and its files, or where the folder would be made.

        A file that was replaced is no longer watched, and a folder does not tell of what is written
        into its files.
        """
        with contextlib.suppress(ConvStudioError, OSError):
            folder = self._own.folder
            while not folder.is_dir() and folder != folder.parent:
                folder = folder.parent
            wanted = {str(folder)}
            if folder == self._own.folder:
                wanted |= {str(path) for path in _files(folder)}
            watched = {*self._watcher.directories(), *self._watcher.files()}
            if gone := sorted(watched - wanted):
                self._watcher.removePaths(gone)
            if new := sorted(wanted - watched):
                self._watcher.addPaths(new)


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.json"))[:_MOST_WATCHED] if path.is_file()]


def _in_one(problems: list[KernelFileError]) -> KernelFileError:
    """One message for all of them."""
    if len(problems) == 1:
        hint = problems[0].hint or "It is left out; all other kernels are there."
        return KernelFileError(problems[0].message, hint=hint)
    named = [problem.message for problem in problems[:_MOST_NAMED]]
    if len(problems) > _MOST_NAMED:
        named.append(f"… and {len(problems) - _MOST_NAMED} more.")
    told = f"{len(problems)} kernel files are left out:\n" + "\n".join(named)
    return KernelFileError(told, hint="All other kernels are there.")
