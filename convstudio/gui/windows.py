"""All windows of one process: each a studio of its own, with settings and theme shared."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QObject, QPoint, QRect, QTimer
from PySide6.QtWidgets import QApplication

from convstudio.gui.files.sessions.quit_dialog import QuitDialog

if TYPE_CHECKING:
    from convstudio.gui.studio import Studio

_CASCADE = QPoint(32, 32)  # how far a new window lies from the one it was asked for in


class Windows(QObject):
    """Opens studios, lets them go when they are closed, and speaks to all of them.

    When the last one closes, Qt ends the program.
    """

    def __init__(self, application: QApplication, make: Callable[[], Studio]) -> None:
        super().__init__()
        self._application = application
        self._make = make
        self._studios: list[Studio] = []
        self._quitting: QuitDialog | None = None

    @property
    def studios(self) -> tuple[Studio, ...]:
        """Those that are open, the oldest first."""
        return tuple(self._studios)

    @property
    def active(self) -> Studio | None:
        """The one that has the keyboard, it or a dialog of it; else the newest."""
        window = self._application.activeWindow()
        for studio in self._studios:
            if window is not None and studio.window in (window, window.parentWidget()):
                return studio
        return self._studios[-1] if self._studios else None

    def add(self) -> Studio:
        """Makes one more studio; its window is not shown yet."""
        studio = self._make()
        self._studios.append(studio)
        studio.window_wanted.connect(self._on_window_wanted)
        studio.quit_wanted.connect(self.close_all)
        studio.theme_chosen.connect(self._on_theme_chosen)
        studio.preferences_chosen.connect(self._on_preferences_chosen)
        studio.closed.connect(self._on_closed)
        return studio

    def close_all(self) -> None:
        """Closes every window, unless somebody calls it off: unsaved changes are asked about once.

        What is being saved is finished first.
        """
        changed = [studio for studio in self._studios if studio.files.changes.there]
        if not changed:
            self._close(())
        elif len(changed) == 1:
            changed[0].window.activateWindow()
            changed[0].files.closing.ask(partial(self._close, changed), "quitting")
        elif self._quitting is None and self.active is not None:
            entries = [(one.files.changes.name, one.files.changes.words) for one in changed]
            self._quitting = QuitDialog(self.active.window, entries)
            self._quitting.answered.connect(
                lambda rows: self._save(
                    [changed[row] for row in rows],
                    [one for row, one in enumerate(changed) if row not in rows],
                )
            )
            self._quitting.finished.connect(self._on_quit_answered)
            self._quitting.open()

    def close_unasked(self) -> None:
        """Closes every window for somebody who cannot answer; what is being saved is finished."""
        if self._quitting is not None:
            self._quitting.reject()
        for studio in self.studios:
            studio.files.closing.close_unasked()

    def _save(self, wanted: list[Studio], unwanted: list[Studio]) -> None:
        """Saves one window after the other; a save that is called off or fails ends it all."""
        if not wanted:
            self._close(unwanted)
            return
        wanted[0].window.activateWindow()
        wanted[0].files.sessions.save(partial(self._save, wanted[1:], unwanted))

    def _close(self, answered: Sequence[Studio]) -> None:
        """Closes all; where changes came after the question, that window asks again.

        Args:
            answered: those whose changes are saved or not wanted.
        """
        for studio in self.studios:
            if studio in answered:
                studio.files.closing.close()
            else:
                studio.window.close()

    def _on_quit_answered(self) -> None:
        self._quitting = None

    def tell(
        self, _kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Shows an unforeseen error in the active window: the program's ``sys.excepthook``."""
        if self.active is None:
            sys.__excepthook__(type(error), error, trace)
        else:
            self.active.notices.show(error)

    def add_beside(self) -> Studio:
        """One more studio, its window shown beside the active one, without a picture yet."""
        beside = self.active
        studio = self.add()
        if beside is not None:
            studio.follow_theme(beside.theme)
            inner, outer = beside.window.geometry(), beside.window.frameGeometry()
            place = cascaded(outer, beside.window.screen().availableGeometry())
            frame = QMargins(
                inner.left() - outer.left(),
                inner.top() - outer.top(),
                outer.right() - inner.right(),
                outer.bottom() - inner.bottom(),
            )
            studio.window.resize(place.marginsRemoved(frame).size())
            studio.window.move(place.topLeft())
        studio.window.show()
        studio.window.activateWindow()
        return studio

    @property
    def untouched(self) -> Studio | None:
        """One in which nobody has done anything yet, if there is one."""
        return next((studio for studio in self._studios if studio.untouched), None)

    def _on_window_wanted(self, picture: Path) -> None:
        self.add_beside().files.opening.open(picture)

    def _on_theme_chosen(self, theme: str) -> None:
        for studio in self._studios:
            if studio is not self.sender():
                studio.follow_theme(theme)

    def _on_preferences_chosen(self) -> None:
        for studio in self._studios:
            if studio is not self.sender():
                studio.preferring.follow()

    def _on_closed(self) -> None:
        # It is still in the middle of its own closing.
        QTimer.singleShot(0, self, self._let_go)

    def _let_go(self) -> None:
        """Frees the closed windows with their pictures, here and now.

        A studio is a cycle of objects: left to chance, Python would collect it in whatever thread
        allocates next, and a widget that a worker destroys can stop Qt for good.
        """
        for studio in self.studios:
            if not studio.window.isVisible():
                self._studios.remove(studio)
                studio.window.deleteLater()
                studio.deleteLater()
        QTimer.singleShot(0, self, self._collect)

    def _collect(self) -> None:
        gc.collect()


def cascaded(frame: QRect, screen: QRect) -> QRect:
    """Where a window lies beside another, with its title bar: no larger than the screen, on which
    it stays. Where it would leave that at one side, it begins anew at the opposite one.
    """
    placed = QRect(frame.topLeft() + _CASCADE, frame.size().boundedTo(screen.size()))
    if placed.right() > screen.right() or placed.left() < screen.left():
        placed.moveLeft(screen.left())
    if placed.bottom() > screen.bottom() or placed.top() < screen.top():
        placed.moveTop(screen.top())
    return placed
