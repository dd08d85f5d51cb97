"""The undo stack: from value to value, and the actions of the Edit menu that walk it.

Qt has one of its own. Its commands live half in Python and half in C++, and collecting them ends
the process now and then, most often after a merge that left nothing to undo (PySide6 6.11, with
nothing of ours involved). Here a step is a frozen value and nothing else.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from convstudio.pipeline.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Step:
    """One change: what was in force before and after it, its name, and what it merges with."""

    before: Pipeline
    after: Pipeline
    text: str
    merge_key: Hashable = None


class UndoStack(QObject):
    """The steps that were taken, and how many of them are in force.

    Signals:
        wanted: this pipeline is to be in force.
        changed: a step was taken, undone, done again, or vanished.
    """

    wanted = Signal(object)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: list[Step] = []
        self._index = 0
        self._mergeable = False

    @property
    def index(self) -> int:
        """How many of the steps are in force."""
        return self._index

    @property
    def texts(self) -> tuple[str, ...]:
        """The names of all steps, the oldest first; those from ``index`` on are undone."""
        return tuple(step.text for step in self._steps)

    @property
    def befores(self) -> tuple[Pipeline, ...]:
        """What was in force before each step that is, the newest first."""
        return tuple(step.before for step in reversed(self._steps[: self._index]))

    @property
    def can_undo(self) -> bool:
        return self._index > 0

    @property
    def can_redo(self) -> bool:
        return self._index < len(self._steps)

    def push(self, step: Step) -> None:
        """Takes a step; what was undone before is gone.

        It merges with the one before if both have the same key and nothing was undone or done
        again between them; a merged step that ends where it began vanishes.
        """
        del self._steps[self._index :]
        last = self._steps[-1] if self._steps else None
        if last and self._mergeable and step.merge_key == last.merge_key is not None:
            self._steps.pop()
            step = replace(step, before=last.before)
        if step.before != step.after:
            self._steps.append(step)
        self._mergeable = step.before != step.after
        self._move(len(self._steps), step.after)

    def undo(self) -> None:
        """Takes back the last step in force, if there is one."""
        if self.can_undo:
            self._mergeable = False
            self._move(self._index - 1, self._steps[self._index - 1].before)

    def redo(self) -> None:
        """Does the first undone step again, if there is one."""
        if self.can_redo:
            self._mergeable = False
            self._move(self._index + 1, self._steps[self._index].after)

    def undo_action(self, parent: QObject) -> QAction:
        """“Undo”, followed by the name of what it would take back."""
        action = QAction(parent)
        action.triggered.connect(self.undo)
        self.changed.connect(lambda: self._name(action, "&Undo", self._index - 1))
        self._name(action, "&Undo", self._index - 1)
        return action

    def redo_action(self, parent: QObject) -> QAction:
        """“Redo”, followed by the name of what it would do again."""
        action = QAction(parent)
        action.triggered.connect(self.redo)
        self.changed.connect(lambda: self._name(action, "&Redo", self._index))
        self._name(action, "&Redo", self._index)
        return action

    def _name(self, action: QAction, verb: str, index: int) -> None:
        there = 0 <= index < len(self._steps)
        action.setEnabled(there)
        name = self._steps[index].text.replace("&", "&&") if there else ""
        action.setText(f"{verb} {name}".rstrip())

    def _move(self, index: int, pipeline: Pipeline) -> None:
        self._index = index
        self.wanted.emit(pipeline)
        self.changed.emit()
