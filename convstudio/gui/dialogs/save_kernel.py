"""The small dialog that names a kernel of one's own.

Who uses it: someone who has shaped a kernel and wants it back next week under a name, or who puts
the library in order.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from convstudio.gui.panels.form import label_for, new_form
from convstudio.kernel.kernel_file import LONGEST_LINE, LONGEST_NAME

_WIDTH = 420


class SaveKernelDialog(QDialog):
    """Name, tags and description.

    Signals:
        save_wanted: the three, tags as they were typed; the dialog stays until it is accepted.
    """

    save_wanted = Signal(str, str, str)

    def __init__(
        self, parent: QWidget, title: str, texts: tuple[str, str, str], focus: str = "name"
    ) -> None:
        super().__init__(parent)
        self.setObjectName("save-kernel")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.name, self.tags, self.description = (QLineEdit(text) for text in texts)
        self.description.setMaxLength(LONGEST_LINE)
        self.description.setCursorPosition(0)  # its beginning is seen
        self.name.setMaxLength(LONGEST_NAME)
        self.tags.setPlaceholderText("Separated by commas")
        form = new_form()
        rows = (
            ("&Name", self.name, "Under which it stands in the library; any letters do."),
            ("&Tags", self.tags, "Words of your own by which it is found, separated by commas."),
            ("D&escription", self.description, "One line on what it does for a picture."),
        )
        for label, field, tip in rows:
            field.setToolTip(tip)
            field.setAccessibleName(label.replace("&", ""))
            form.addRow(label_for(label, field), field)
        self.refused = QLabel()
        self.refused.setTextFormat(Qt.TextFormat.PlainText)
        self.refused.setWordWrap(True)
        self.refused.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self.save = buttons.button(QDialogButtonBox.StandardButton.Save)
        self.save.setToolTip("Keep it in the library (Enter)")
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setToolTip("Keep nothing (Esc)")
        buttons.accepted.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        self.name.textChanged.connect(self._on_name_changed)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.refused)
        column.addWidget(buttons)
        self._on_name_changed(self.name.text())
        field = self.tags if focus == "tags" else self.name
        field.setFocus()
        field.selectAll()

    def refuse(self, reason: str) -> None:
        """Says why it was not kept; the dialog stays."""
        self.refused.setText(reason)

    def ask_over(self, name: str, replace_it: Callable[[], None]) -> None:
        """Asks whether the kernel of that name is to be replaced."""
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "Replace kernel?",
            f"The library has a kernel named “{name}” already.",
            QMessageBox.StandardButton.Cancel,
            self,
        )
        box.setObjectName("replace-kernel")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText("Replace it, or go back and choose another name.")
        yes = box.addButton("&Replace", QMessageBox.ButtonRole.AcceptRole)
        yes.setToolTip("The kernel saved before under this name is overwritten")
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        yes.clicked.connect(replace_it)
        box.open()

    def _on_save(self) -> None:
        self.refuse("")
        self.save_wanted.emit(self.name.text(), self.tags.text(), self.description.text())

    def _on_name_changed(self, text: str) -> None:
        self.save.setEnabled(bool(text.strip()))
        self.refuse("")
