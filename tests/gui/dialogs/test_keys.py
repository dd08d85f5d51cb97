"""The list of keys has every shortcut, and closes with Escape."""

from __future__ import annotations

from PySide6.QtCore import Qt

from convstudio.gui.actions import ACTIONS
from convstudio.gui.dialogs.keys import KeysDialog


def test_f1_lists_every_key(studio, qtbot) -> None:
    studio.actions["keys"].trigger()
    (dialog,) = studio.window.findChildren(KeysDialog)
    qtbot.waitUntil(dialog.isVisible)
    table = dialog.table
    keys = {table.item(row, 0).text() for row in range(table.rowCount())}
    for spec in ACTIONS.values():
        if spec.shortcuts:
            assert ", ".join(spec.shortcuts) in keys
    assert {"1", "B, held", "Wheel, pinch"} <= keys
    assert all(table.item(row, 1).text() for row in range(table.rowCount()))
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
