"""What a hand does in the fields of a panel, and what the undo stack then holds."""

from __future__ import annotations

from PySide6.QtCore import Qt


def choose(box, value: str) -> None:
    """As a hand does: the entry becomes the current one, then the box tells."""
    index = box.findData(value)
    assert index >= 0, value
    box.setCurrentIndex(index)
    box.activated.emit(index)


def enter(qtbot, field, text: str) -> None:
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def steps(undo) -> list[str]:
    return list(undo.texts)
