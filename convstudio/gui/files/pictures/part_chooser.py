"""The dialog that asks which page, frame or array of a file is meant.

Who uses it: someone with a stack from a microscope or a scanner, an animation, or arrays of a
script.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListView,
    QVBoxLayout,
    QWidget,
)

from convstudio.gui.elided_label import ElidedLabel
from convstudio.gui.files.pictures.picture_preview import (
    PREVIEW_POINTS,
    PREVIEW_SIDE,
    PicturePreview,
)
from convstudio.imaging.parts import Contents, Part
from convstudio.jobs.opening import previewing
from convstudio.jobs.worker import Worker

_LONGEST_IN_LIST, _LONGEST_LABEL = 26, 60  # characters


class PartChooser(QDialog):
    """A list of the parts and a preview of the chosen one.

    Signals:
        chosen: the name of a part, when the dialog was accepted.
    """

    chosen = Signal(str)

    def __init__(
        self, parent: QWidget, worker: Worker, path: Path, contents: Contents, current: str = ""
    ) -> None:
        super().__init__(parent)
        self._path, self._contents = path, contents
        self.setObjectName("part-chooser")
        self.setWindowTitle(f"Choose {noun_of(contents, article=True)}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._build(worker)
        self.finished.connect(self._on_finished)
        self.resize(QSize(680, 420))
        self._select(current)

    @property
    def part(self) -> Part:
        """The one that is chosen in the list."""
        return self._contents.parts[max(self.list.currentIndex().row(), 0)]

    def _build(self, worker: Worker) -> None:
        what = f"{self._contents.format} with {counted(self._contents)}"
        heading = ElidedLabel(f"{self._path.name}: {what}")
        heading.setProperty("role", "heading")
        self.list = QListView()
        self.list.setAccessibleName("Parts of the file")
        self.list.setToolTip("Type the beginning of a line to go there; Enter opens it")
        self.list.setUniformItemSizes(True)
        self.list.setSpacing(2)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        lines = [_line(part) for part in self._contents.parts]
        self.list.setModel(QStringListModel(lines, self.list))
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.list.activated.connect(self.accept)
        self.preview = PicturePreview(worker, lines=5)
        self.preview.setFixedWidth(PREVIEW_SIDE)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Open).setToolTip("Open this part (Enter)")
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setToolTip("Open nothing (Esc)")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.list, 1)
        row.addWidget(self.preview)
        column = QVBoxLayout(self)
        column.addWidget(heading)
        column.addLayout(row, 1)
        column.addWidget(buttons)

    def _select(self, name: str) -> None:
        names = [part.name for part in self._contents.parts]
        index = self.list.model().index(names.index(name) if name in names else 0, 0)
        self.list.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.list.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """The part that is open may be far down."""
        super().showEvent(event)
        self.list.scrollTo(self.list.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)

    def _on_current_changed(self, index: QModelIndex) -> None:
        part = self._contents.parts[index.row()]
        self.preview.ask(previewing(self._path, PREVIEW_POINTS, part.name), _words(part))

    def _on_finished(self, result: int) -> None:
        self.preview.rest()
        if result == QDialog.DialogCode.Accepted:
            self.chosen.emit(self.part.name)


def noun_of(contents: Contents, *, article: bool = False) -> str:
    """What the parts of a file are called: ``page``, ``frame``, ``array``, or just ``part``."""
    first = contents.parts[0]
    if not first.name:
        return "a part" if article else "part"
    noun = first.label.split()[0].lower() if first.name.isdecimal() else "array"
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}" if article else noun


def counted(contents: Contents) -> str:
    """How many there are: ``12 pages``."""
    return f"{len(contents.parts):,} {noun_of(contents)}s"


def _line(part: Part) -> str:
    label = _in_one_line(part.label, _LONGEST_IN_LIST)
    return "  ·  ".join(filter(None, (label, f"{part.width} × {part.height}", part.kind)))


def _words(part: Part) -> str:
    label = _in_one_line(part.label, _LONGEST_LABEL)
    return f"{label}\n{part.width} × {part.height}\n{part.kind}"


def _in_one_line(label: str, longest: int) -> str:
    """The name that somebody gave an array, whatever it has in it, with an … where it is long."""
    line = "".join(letter if letter.isprintable() else " " for letter in label)
    if len(line) <= longest:
        return line
    return f"{line[: longest // 2]}…{line[-(longest - longest // 2 - 1) :]}"
