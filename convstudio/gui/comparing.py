"""Ties the ways to compare to their actions, the toolbar's button and what is remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QToolButton

from convstudio.gui.actions import ACTIONS
from convstudio.gui.settings import Settings
from convstudio.gui.viewer.modes import MODES, neighbour
from convstudio.gui.viewer.viewer import Viewer


class Comparing(QObject):
    """Action → viewer → checked action, icon and settings."""

    def __init__(self, viewer: Viewer, button: QToolButton, settings: Settings) -> None:
        super().__init__(viewer)
        self._viewer = viewer
        self._button = button
        self._settings = settings
        self._choices: dict[str, QAction] = {}
        self._yielding = self._yielded = self._chosen = False

    @property
    def slots(self) -> dict[str, Callable[[], None]]:
        """What the actions do, by their names in the table."""
        choose = {f"compare-{mode}": self._chooser(mode) for mode in MODES}
        return {
            **choose,
            "compare-next": lambda: self._go(1),
            "compare-previous": lambda: self._go(-1),
        }

    def tie(self, actions: Mapping[str, QAction]) -> None:
        """Makes the actions exclusive and puts the remembered way in force."""
        group = QActionGroup(self)
        for mode in MODES:
            self._choices[mode] = group.addAction(actions[f"compare-{mode}"])
        self._viewer.mode_changed.connect(self._on_mode_changed)
        self._viewer.set_mode(self._settings.compare)
        self.show()

    def yield_room(self, taken: int) -> None:
        """Stacks views that stood side by side where they have become higher than wide.

        Args:
            taken: by how many pixels the views will be narrower; 0: the room is theirs again.
        """
        self._chosen = False
        if taken:
            self._stack(self._viewer.width() - taken)
        elif self._yielded and self._viewer.mode == "stacked":
            self._yield_to("side-by-side", yielded=False)

    def use_height(self) -> None:
        """The same where they have become higher since, unless a hand has chosen how they stand."""
        if not self._chosen:
            self._stack(self._viewer.width())

    def _stack(self, width: int) -> None:
        if width < self._viewer.height() and self._viewer.mode == "side-by-side":
            self._yield_to("stacked", yielded=True)

    def _yield_to(self, mode: str, *, yielded: bool) -> None:
        """Nobody chose this way: it is not remembered."""
        self._yielding = True
        self._viewer.set_mode(mode)
        self._yielding, self._yielded = False, yielded

    def _chooser(self, mode: str) -> Callable[[], None]:
        return lambda: self._viewer.set_mode(mode)

    def _go(self, steps: int) -> None:
        self._viewer.set_mode(neighbour(self._viewer.mode, steps))

    def _on_mode_changed(self, mode: str) -> None:
        if not self._yielding:
            self._settings.compare, self._yielded, self._chosen = mode, False, True
        self.show()

    def show(self) -> None:
        """Shows the way in force, with its action's icon as it now is."""
        chosen = self._choices[self._viewer.mode]
        chosen.setChecked(True)
        self._button.setIcon(chosen.icon())
        name = chosen.text().replace("&", "")
        keys = ACTIONS["compare-next"].shortcuts[0]
        self._button.setToolTip(f"Compare: {name} ({keys} for the next way)")
        self._button.setAccessibleDescription(name)
