"""The dialog that asks what to open, with a preview of what is chosen in it.

Who uses it: everybody, first of all. Qt's own dialog and not the desktop's, which has no room for a
preview of 16-bit, float or many-page files.
"""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHeaderView,
    QLineEdit,
    QListView,
    QToolButton,
    QTreeView,
    QWidget,
)

from convstudio.gui.files.endings import PIPELINE_ENDING, SESSION_ENDING
from convstudio.gui.files.pictures.part_chooser import counted
from convstudio.gui.files.pictures.picture_preview import (
    PREVIEW_POINTS,
    PREVIEW_SIDE,
    PicturePreview,
)
from convstudio.imaging.parts import Contents
from convstudio.imaging.reading import ENDINGS
from convstudio.jobs.opening import previewing
from convstudio.jobs.worker import Worker
from convstudio.paths import is_file, is_folder

_CHOOSE = "Choose a file to see it here."
_ARROWS = {
    "backButton": Qt.ArrowType.LeftArrow,
    "forwardButton": Qt.ArrowType.RightArrow,
    "toParentButton": Qt.ArrowType.UpArrow,
}
_KIND_COLUMN = 2  # says nothing that the name's ending does not


class OpenDialog(QFileDialog):
    """Chooses one file.

    Args:
        worker: makes the previews.
        folder: where it begins.
    """

    def __init__(self, parent: QWidget, worker: Worker, folder: Path) -> None:
        super().__init__(parent, "Open", str(folder))
        self.setObjectName("open-picture")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setOption(QFileDialog.Option.DontUseNativeDialog)
        self.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.setNameFilters(_filters())
        self.setOption(QFileDialog.Option.HideNameFilterDetails)
        self.setViewMode(QFileDialog.ViewMode.Detail)
        self._place_preview(worker)
        self._name_parts()
        self.resize(QSize(980, 560))
        self._looked_at = ""  # the file whose preview is shown
        self.currentChanged.connect(self._on_current_changed)
        self._name = self.findChild(QLineEdit, "fileNameEdit")
        if self._name is not None:
            self._name.textChanged.connect(self._on_name_changed)
        self.directoryEntered.connect(self._on_directory_entered)
        self.finished.connect(self._on_finished)

    def _place_preview(self, worker: Worker) -> None:
        self.preview = PicturePreview(worker)
        self.preview.known.connect(self._on_known)
        self.preview.setFixedWidth(PREVIEW_SIDE)
        self.preview.show_message(_CHOOSE)
        grid = self.layout()
        assert isinstance(grid, QGridLayout)  # noqa: S101 - Qt's own dialog has no other
        grid.addWidget(self.preview, 1, grid.columnCount(), 1, 1)

    def _name_parts(self) -> None:
        """Names and tips for what Qt leaves without."""
        for widget, name, tip in (
            (self.findChild(QListView, "sidebar"), "Places", "Folders to begin at"),
            (self.findChild(QTreeView, "treeView"), "Files", "Files and folders; Enter opens"),
            (self.findChild(QListView, "listView"), "Files", "Files and folders; Enter opens"),
            (self.findChild(QLineEdit, "fileNameEdit"), "File name", "A name, or a whole path"),
        ):
            if widget is not None:
                widget.setAccessibleName(name)
                widget.setToolTip(tip)
        for name, arrow in _ARROWS.items():  # Qt's own are black on dark, too
            button = self.findChild(QToolButton, name)
            if button is not None:
                button.setArrowType(arrow)
        tree = self.findChild(QTreeView, "treeView")
        if tree is not None:
            tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            tree.hideColumn(_KIND_COLUMN)

    def _on_current_changed(self, name: str) -> None:
        path = Path(name)
        if not name or is_folder(path):
            self._show_nothing()
            return
        self._looked_at = str(path)
        if path.suffix.lower() in (SESSION_ENDING, PIPELINE_ENDING):
            kind = "session" if path.suffix.lower() == SESSION_ENDING else "pipeline"
            self.preview.show_message(f"A {kind} of the studio.", _size_of(path))
        else:
            self.preview.ask(previewing(path, PREVIEW_POINTS), _size_of(path))

    def _on_name_changed(self, name: str) -> None:
        """A name that somebody types chooses a file as a click does."""
        path = Path(os.path.join(self.directory().path(), os.path.expanduser(name)))  # noqa: PTH111, PTH118 - never raise
        if str(path) == self._looked_at:
            return
        if name and is_file(path):
            self._on_current_changed(str(path))
        else:
            self._show_nothing()

    def _on_directory_entered(self) -> None:
        self._show_nothing()

    def _show_nothing(self) -> None:
        self._looked_at = ""
        self.preview.show_message(_CHOOSE)

    def _on_known(self, contents: Contents) -> None:
        self.preview.tell(words_of(contents))

    def _on_finished(self) -> None:
        self.preview.rest()


def words_of(contents: Contents) -> str:
    """What a file holds, line by line: its format and size, its picture, how many there are."""
    first = contents.parts[0]
    lines = [
        f"{contents.format} · {_in_bytes(contents.size)}",
        " · ".join(filter(None, (f"{first.width} × {first.height}", first.kind))),
    ]
    if contents.asks:
        lines.append(f"{counted(contents)}; which one is asked next")
    return "\n".join(lines)


def _size_of(path: Path) -> str:
    """How large a file is; nothing if that cannot be told."""
    try:
        return _in_bytes(path.stat().st_size)
    except OSError:
        return ""


def _in_bytes(count: int) -> str:
    """A size as the list of files has it: ``1.37 MiB``."""
    return QLocale().formattedDataSize(count)


def _filters() -> list[str]:
    pictures = " ".join(f"*{ending} *{ending.upper()}" for ending in ENDINGS)
    sessions, pipelines = f"*{SESSION_ENDING}", f"*{PIPELINE_ENDING}"
    return [
        f"All that can be opened ({pictures} {sessions} {pipelines})",
        f"Pictures ({pictures})",
        f"Sessions ({sessions})",
        f"Pipelines ({pipelines})",
        "All files (*)",
    ]
