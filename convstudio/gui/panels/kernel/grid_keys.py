"""What the keys do in the grid, as in a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from convstudio.gui.panels.kernel.selection import Selection

if TYPE_CHECKING:
    from convstudio.gui.panels.kernel.grid import KernelGrid

_NONE = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_NUDGES = {
    Qt.Key.Key_Up: 1.0,
    Qt.Key.Key_Down: -1.0,
    Qt.Key.Key_Right: 0.1,
    Qt.Key.Key_Left: -0.1,
}
_FAR = 63  # cells: to the end of any kernel
_Keys = Mapping[tuple[int, Qt.KeyboardModifier], Callable[[], None]]

# For the list of keys.
GRID_KEYS = (
    ("Arrows, Tab, Enter", "In the grid: to another weight; typing replaces it, F2 edits it"),
    ("Shift + arrows, Ctrl+A", "Choose a block of weights, or all"),
    ("Ctrl + ↑ ↓", "One more or less for the chosen weights"),
    ("Ctrl + → ←", "0.1 more or less for the chosen weights"),
    ("Ctrl+C, Ctrl+X, Ctrl+V", "Copy, cut and paste weights, as spreadsheets do"),
    ("Del", "Set the chosen weights to 0"),
    ("Ctrl+D, Ctrl+R", "Fill the block down from its upper row, or right from its left column"),
    ("Ctrl+Enter", "The weight that is typed, or the current one, in all chosen cells"),
    ("Ctrl+.", "Put the anchor on the current cell"),
    ("Space, [ and ]", "While painting: a dab on the current cell; a smaller or larger brush"),
    ("Drag, wheel", "On a weight: turn it up or down; Shift finer, Ctrl coarser"),
)


class GridKeys:
    """The keys of one grid."""

    def __init__(self, grid: KernelGrid) -> None:
        self._grid = grid
        self._keys = self._table()

    def handle(self, event: QKeyEvent) -> bool:
        """Does what a key asks for; whether it asked for anything."""
        action = self._action(event)
        if action is not None:
            action()
        return action is not None

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key is for the grid, before an action of the window takes it."""
        return self._action(event) is not None

    def _action(self, event: QKeyEvent) -> Callable[[], None] | None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        grid, text = self._grid, event.text()
        if grid.is_painting and held == _NONE and text in ("[", "]", " "):
            return grid.dab if text == " " else partial(grid.brush_stepped.emit, _step(text))
        found = self._keys.get((event.key(), held))
        if found is not None:
            return found
        typed = held in (_NONE, _SHIFT) and text.isprintable() and bool(text.strip())
        return partial(grid.edit, text) if typed else None

    def _table(self) -> _Keys:
        grid = self._grid
        keys: dict[tuple[int, Qt.KeyboardModifier], Callable[[], None]] = {}
        for key, (rows, columns) in _ARROWS.items():
            keys[key, _NONE] = partial(self._move, rows, columns, False)
            keys[key, _SHIFT] = partial(self._move, rows, columns, True)
            keys[key, _CTRL | _SHIFT] = partial(self._move, _FAR * rows, _FAR * columns, True)
            keys[key, _CTRL] = partial(grid.nudged.emit, _NUDGES[key])
        for key, far in ((Qt.Key.Key_Home, -_FAR), (Qt.Key.Key_End, _FAR)):
            keys[key, _NONE] = partial(self._move, 0, far, False)
            keys[key, _SHIFT] = partial(self._move, 0, far, True)
            keys[key, _CTRL] = partial(self._move, far, far, False)
            keys[key, _CTRL | _SHIFT] = partial(self._move, far, far, True)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            keys[key, _NONE] = partial(self._move, 1, 0, False)
            keys[key, _SHIFT] = partial(self._move, -1, 0, False)
            keys[key, _CTRL] = grid.fill_with_current
        for key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            keys[key, _NONE] = grid.clear
        keys[Qt.Key.Key_F2, _NONE] = grid.edit
        keys[Qt.Key.Key_A, _CTRL] = lambda: grid.choose(Selection.all(grid.kernel.shape))
        keys[Qt.Key.Key_C, _CTRL] = grid.copy
        keys[Qt.Key.Key_X, _CTRL] = grid.cut
        keys[Qt.Key.Key_V, _CTRL] = grid.paste
        keys[Qt.Key.Key_D, _CTRL] = partial(grid.fill, 1, 0)
        keys[Qt.Key.Key_R, _CTRL] = partial(grid.fill, 0, 1)
        keys[Qt.Key.Key_Period, _CTRL] = lambda: grid.anchor_wanted.emit(grid.selection.current)
        return keys

    def _move(self, rows: int, columns: int, extend: bool) -> None:
        grid = self._grid
        grid.choose(grid.selection.moved(rows, columns, grid.kernel.shape, extend=extend))


def _step(text: str) -> int:
    return 1 if text == "]" else -1
