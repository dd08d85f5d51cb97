"""Where a file is to be saved: its name and its folder, as two fields of a dialog."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QMessageBox,
    QPushButton,
)

from convstudio.atomic import reason
from convstudio.errors import PictureWriteError
from convstudio.gui.notices import breakable
from convstudio.gui.panels.form import label_for
from convstudio.paths import is_folder, is_there


class PlaceFields(QObject):
    """A name and a folder; a name that is a whole path counts as one.

    Signals:
        changed: what was typed or chosen.
    """

    changed = Signal()

    def __init__(self, dialog: QDialog, folder: Path, name: str) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self.name, self.folder = QLineEdit(name), QLineEdit(str(folder))
        self.browse = QPushButton("&Browse …")
        for field, words, tip in (
            (self.name, "Name", "Of the file; its ending names the format. May be a whole path."),
            (self.folder, "Folder", "Where the file is saved."),
            (self.browse, "Browse", "Choose the folder"),
        ):
            field.setAccessibleName(words)
            field.setToolTip(tip)
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self.ask_folder)
        for line in (self.name, self.folder):
            line.textChanged.connect(self.changed)
        self.name.editingFinished.connect(self._split)

    def place_in(self, form: QFormLayout) -> None:
        """Adds its two rows to a form."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        row.addWidget(self.browse)
        form.addRow(label_for("&Name", self.name), self.name)
        form.addRow(label_for("Fol&der", self.folder), row)

    @property
    def path(self) -> Path:
        """The file, as it is named now."""
        folder = _expanded(self.folder.text().strip() or ".")
        return folder / _expanded(self.name.text().strip())

    def set_ending(self, ending: str) -> None:
        """Gives the name another ending; what stands before its last point stays."""
        text = self.name.text().strip()
        stem, point, _old = text.rpartition(".")
        self.name.setText(f"{stem if point and stem else text}{ending}")

    def select_stem(self) -> None:
        """Gives the name the keyboard, its stem selected: that is what is typed over."""
        self.name.setFocus()
        self.name.setSelection(0, len(self.name.text().rpartition(".")[0]))

    def _split(self) -> None:
        """A whole path that was typed as the name is told apart: its folder is the folder then."""
        path = self.path
        if path.name and _expanded(self.name.text().strip()) != Path(path.name):
            self.folder.setText(str(path.parent))
            self.name.setText(path.name)

    def ask_folder(self) -> None:
        """Asks for the folder."""
        dialog = QFileDialog(self._dialog, "Folder", self.folder.text())
        dialog.setObjectName("folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.open()

    def check(self, ending: str) -> Path:
        """The file, once its name and folder can be; a name without an ending gets this one.

        Raises:
            PictureWriteError: no name, or no such folder.
        """
        name = self.path.name
        if not self.name.text().strip() or not name or "\0" in str(self.path):
            raise PictureWriteError("The file has no name.", hint="Type a name, such as map.png.")
        if "." not in name.lstrip("."):
            self.set_ending(ending)
        path = self.path
        if not is_folder(path.parent):
            raise PictureWriteError(
                f"There is no folder “{path.parent}”.", hint="Choose one that is there."
            )
        try:
            path.lstat()
        except FileNotFoundError:
            pass  # as it mostly is
        except OSError as error:
            raise PictureWriteError(
                f"“{path}” cannot be saved: {reason(error)}.",
                hint="Choose another folder or name.",
            ) from error
        return path

    def save_at(self, path: Path, opened: Path | None, save: Callable[[], None]) -> None:
        """Saves at once where nothing has that name; else asks first, as ``ask_over`` does."""
        if is_there(path):
            self.ask_over(path, opened, save)
        else:
            save()

    def ask_over(self, path: Path, opened: Path | None, replace_it: Callable[[], None]) -> None:
        """Asks whether the file of that name is to be replaced.

        Args:
            opened: the picture that is open.
        """
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "Replace file?",
            breakable(f"“{path.name}” is there already."),
            QMessageBox.StandardButton.Cancel,
            self._dialog,
        )
        box.setObjectName("replace-file")
        box.setTextFormat(Qt.TextFormat.PlainText)
        own = _same(path, opened) and "This is the picture that is open: it would be gone. "
        box.setInformativeText(f"{own or ''}Replace it, or go back and choose another name.")
        yes = box.addButton("&Replace", QMessageBox.ButtonRole.AcceptRole)
        yes.setToolTip("The file that is there is overwritten once the new one is whole")
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        yes.clicked.connect(replace_it)
        box.open()


def _same(path: Path, other: Path | None) -> bool:
    """Whether both are one file, under whatever name."""
    try:
        return other is not None and path.samefile(other)
    except OSError:
        return False


def _expanded(text: str) -> Path:
    """A path as typed; ~ is the home, where there is one."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)
