"""Save and Cancel, as every dialog that saves something has them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton


def save_buttons(
    dialog: QDialog, save: Callable[[], object], what: str
) -> tuple[QDialogButtonBox, QPushButton]:
    """The row of both, and the one that saves.

    Args:
        save: called by it.
        what: the object of its tip: ``"the feature map"``.
    """
    both = QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
    row = QDialogButtonBox(both)
    button = row.button(QDialogButtonBox.StandardButton.Save)
    button.setToolTip(f"Save {what} (Enter)")
    row.button(QDialogButtonBox.StandardButton.Cancel).setToolTip("Save nothing (Esc)")
    row.accepted.connect(save)
    row.rejected.connect(dialog.reject)
    return row, button
