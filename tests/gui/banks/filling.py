"""What hands do in the dialog that fills a layer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

NO_KEY = Qt.KeyboardModifier.NoModifier
OK, CANCEL = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel


def press(dialog, button) -> None:
    dialog.buttons.button(button).click()


def named(dialog) -> list[str]:
    return list(dialog.tiles.tiles._names)


def opened(dialog, path, qtbot, settled) -> None:
    with qtbot.waitSignal(dialog.file.listed):
        dialog.file.open(path)
    settled(dialog)
