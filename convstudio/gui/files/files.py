"""The files of one window: builds what brings them in and out, and ties it together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from convstudio.gui.actions import build_actions, tint
from convstudio.gui.files.actions import FILE_ACTIONS
from convstudio.gui.files.batch.batching import Batching
from convstudio.gui.files.pictures.drop_outline import DropOutline
from convstudio.gui.files.pictures.opening import Opening
from convstudio.gui.files.pictures.part_strip import PartStrip
from convstudio.gui.files.pictures.recent import RecentMenu
from convstudio.gui.files.saving.saving import Saving
from convstudio.gui.files.sessions.changes import Changes
from convstudio.gui.files.sessions.closing import Closing
from convstudio.gui.files.sessions.recovery import Recovery
from convstudio.gui.files.sessions.session_files import SessionFiles
from convstudio.gui.files.sessions.session_opening import SessionOpening
from convstudio.gui.main_window import MainWindow
from convstudio.gui.notices import Notices
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.gui.theme import Colours
from convstudio.imaging.picture import Picture
from convstudio.pipeline.storage.recovery_slot import Kept, Slot
from convstudio.pipeline.storage.recovery_store import RecoveryStore

# None is a line between groups.
_FILE_MENU: tuple[str | None, ...] = (
    "new-chart", None, "part", "part-before", "part-after", None,
    "save", "export-comparison", "export-sum", None,
    "save-session", "save-session-as", "save-pipeline", None,
    "batch", None,
)  # fmt: skip
_EDIT_MENU: tuple[str | None, ...] = (
    None, "copy-map", "copy-comparison", "paste-picture", None, "preferences",
)  # fmt: skip


class Files(QObject):
    """Pictures, sessions and pipelines, in and out of one window.

    Signals:
        told: a sentence for the status bar.
        preferences_wanted: somebody wants to see and choose them.
    """

    told = Signal(str)
    preferences_wanted = Signal()

    def __init__(
        self, window: MainWindow, session: Session, settings: Settings, notices: Notices
    ) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self.opening = Opening(window, session, window.viewer, settings, notices)
        self.saving = Saving(window, session, settings, notices)
        self.changes = Changes(window, session)
        self.sessions = SessionFiles(window, session, self.changes, settings, notices)
        self.session_opening = SessionOpening(
            window, session, self.opening, self.sessions, self.changes, settings, notices
        )
        store = None if settings.recovery is None else RecoveryStore(settings.recovery)
        self.recovery = Recovery(session, store, self._unsaved, self)
        self.changes.changed.connect(self.recovery.look)
        self.session_opening.restored.connect(self.recovery.end_restoring)
        self.batching = Batching(window, session, settings)
        writers = (self.saving.worker, self.sessions.worker)
        self.closing = Closing(window, session, self.changes, self.sessions, writers, self.batching)
        for part in (
            self.opening,
            self.saving,
            self.sessions,
            self.session_opening,
            self.closing,
            self.recovery,
            self.batching,
        ):
            part.told.connect(self.told)
        self.opening.session_wanted.connect(self.session_opening.open)
        self.session_opening.guard = self.closing.ask
        self.opening.guard = self._guard
        self.opening.chart_made.connect(self.changes.take_for_kept)
        self.opening.pipeline_wanted.connect(self.session_opening.open_pipeline)
        self.session_opening.busy_changed.connect(self._on_session_busy_changed)
        status = window.status
        self.told.connect(status.tell)
        self.recovery.refused.connect(status.show_unkept)
        self.saving.progressed.connect(status.show_saved)
        self.opening.busy_changed.connect(status.set_opening)
        self.opening.progressed.connect(status.show_opened)
        status.stop_opening_wanted.connect(self.opening.call_off)
        status.stop_opening_wanted.connect(self.session_opening.call_off)
        status.stop_saving_wanted.connect(self.saving.call_off)
        window.dropped.connect(self.opening.take)
        self.drop_outline = DropOutline(window)
        slots = self._slots()
        self._table = {name: spec for name, spec in FILE_ACTIONS.items() if name in slots}
        self.actions: dict[str, QAction] = build_actions(window, slots, {}, self._table)
        self.parts = PartStrip()
        self.parts.tie(self.opening, self.actions)
        window.viewer.place_in_header(self.parts)
        self.recent = RecentMenu(settings, window)
        self.recent.open_wanted.connect(self.opening.open)

    def forget_changes(self) -> None:
        """Takes what is in force for saved: nothing is asked about it when the window closes."""
        self.changes.forget()

    def restore(self, kept: Kept, picture: Picture | None, slot: Slot | None) -> None:
        """Brings back what another window had unsaved when it ended.

        Args:
            picture: the open one, where that is in no file.
            slot: where it was kept, and is from here on; None for one of its own.
        """
        if slot is not None:
            self.recovery.adopt(slot, kept.picture, picture)
        self.session_opening.restore(kept.session, kept.session_file, picture)

    def stop(self) -> None:
        """Ends the threads; what is being saved is finished first."""
        if self.closing.abandoned:
            self.recovery.leave_behind()
        writers = self.recovery, self.saving, self.sessions
        with ExitStack() as parts:  # whatever goes wrong in one, the others end too
            for part in (*writers, self.session_opening, self.opening, self.batching):
                parts.callback(part.stop)

    def set_colours(self, colours: Colours) -> None:
        """Gives the actions their icons."""
        tint(self.actions, colours, self._table)

    def fill(self, samples: Mapping[str, Callable[[], None]]) -> None:
        """Fills the window's File and Edit menus and its toolbar.

        Args:
            samples: what opens each sample picture, by the name to show.
        """
        menu, actions = self._window.file_menu, self.actions
        menu.addAction(actions["open"])
        menu.addMenu(self.recent)
        sample_menu = menu.addMenu("Open sam&ple")
        for name, open_it in samples.items():
            sample_menu.addAction(name, open_it)
        self._add(menu, _FILE_MENU)
        self._add(self._window.edit_menu, _EDIT_MENU)
        self._window.begin_toolbar([actions["open"], actions["save"]])

    def _add(self, menu: QMenu, names: tuple[str | None, ...]) -> None:
        for name in names:
            if name is None:
                menu.addSeparator()
            elif name in self.actions:
                menu.addAction(self.actions[name])

    def _unsaved(self) -> Kept | None:
        """What would be lost if the window ended now; None for nothing."""
        picture = self._session.picture
        if not self.changes.there:
            return None
        name = "" if picture is None else picture.name
        return Kept(self.sessions.stored, name, session_file=self.changes.path)

    def _guard(self, then: Callable[[], None], doing: str) -> None:
        """Pixels that are in no file would be gone for good."""
        picture = self._session.picture
        if picture is not None and picture.path is None and self.changes.of_picture:
            self.closing.ask(then, doing)
        else:
            then()

    def _on_session_busy_changed(self, busy: bool) -> None:
        """Its picture is being opened by the time that a session has been read."""
        self._window.status.set_opening(busy or self.opening.worker.busy)

    def _slots(self) -> dict[str, Callable[[], object]]:
        """What the actions do, by their names in the table."""
        return {
            "open": self.opening.ask_open,
            "new-chart": self.opening.ask_chart,
            "part": self.opening.ask_part,
            "part-before": partial(self.opening.step_part, -1),
            "part-after": partial(self.opening.step_part, 1),
            "paste-picture": self.opening.paste,
            "save": self.saving.ask_save,
            "export-comparison": self.saving.comparison.ask,
            "export-sum": self.saving.sum.ask,
            "copy-map": self.saving.copying.copy_map,
            "batch": self.batching.open,
            "copy-comparison": self.saving.copying.copy_comparison,
            "save-session": self.sessions.save,
            "save-session-as": self.sessions.ask_save,
            "save-pipeline": self.sessions.ask_save_pipeline,
            "preferences": self.preferences_wanted.emit,
        }
