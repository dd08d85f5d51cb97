"""The context menu of the grid."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from convstudio.gui.panels.kernel.grid import KernelGrid


def grid_menu(grid: KernelGrid) -> QMenu:
    """What can be done with the chosen cells, with the keys that do it."""
    entries: tuple[tuple[str, str, Callable[[], object]] | None, ...] = (
        ("&Edit", "F2", grid.edit),
        ("Cu&t", "Ctrl+X", grid.cut),
        ("&Copy", "Ctrl+C", grid.copy),
        ("&Paste", "Ctrl+V", grid.paste),
        ("C&lear", "Del", grid.clear),
        None,
        ("Fill &down", "Ctrl+D", partial(grid.fill, 1, 0)),
        ("Fill &right", "Ctrl+R", partial(grid.fill, 0, 1)),
        None,
        ("&Anchor here", "Ctrl+.", lambda: grid.anchor_wanted.emit(grid.selection.current)),
        ("Anchor in the ce&ntre", "", lambda: grid.anchor_wanted.emit(None)),
    )
    menu = QMenu("Weights", grid)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        text, key, act = entry
        # The key is only told: the grid handles it, and two of one key would be neither.
        action = menu.addAction(f"{text}\t{key}" if key else text)
        action.triggered.connect(lambda _checked=False, act=act: act())
    return menu
