"""The pictures of a batch: a list of files and folders, to be added, dropped and taken away."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from convstudio.gui.files.pictures.incoming import incoming
from convstudio.gui.panels.boxes import SwitchBox
from convstudio.gui.panels.form import label_for
from convstudio.gui.settings import Settings
from convstudio.imaging.reading import ENDINGS
from convstudio.paths import is_folder

_EMPTY = "Drop pictures and folders here, or add them below."
_NUMBER = Qt.ItemDataRole.UserRole


class BatchInputs(QWidget):
    """Files and folders, in the order in which they were added.

    Signals:
        changed: there are others, or folders are to be looked into otherwise.
    """

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._words: list[str] = []  # of all that was ever added: Qt's texts hold no odd names
        self.list = _List()
        self.list.dropped.connect(self.add)
        self.list.removal_wanted.connect(self.remove_selected)
        self.add_files = QPushButton("&Add files …")
        self.add_folder = QPushButton("Add f&older …")
        self.remove = QPushButton("&Remove")
        self.clear = QPushButton("C&lear")
        self.recursive = SwitchBox(
            "Folders &in folders too",
            "Looks into the folders in the folders, and keeps their outputs in folders of the same "
            "names.",
        )
        for button, tip, slot in (
            (self.add_files, "Choose pictures to add", self.ask_files),
            (self.add_folder, "Choose a folder, of which all pictures are taken", self.ask_folder),
            (self.remove, "Take the chosen ones off the list (Delete)", self.remove_selected),
            (self.clear, "Empty the list", self.remove_all),
        ):
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
        self.recursive.toggled.connect(self.changed)
        self.list.itemSelectionChanged.connect(self._offer)
        self._place()
        self._offer()

    @property
    def words(self) -> tuple[str, ...]:
        """The paths, as the batch takes them."""
        rows = range(self.list.count())
        return tuple(self._words[self.list.item(row).data(_NUMBER)] for row in rows)

    @property
    def first(self) -> Path:
        """The first of them; there must be one."""
        return Path(self.words[0])

    def add(self, paths: Iterable[Path]) -> None:
        """Adds what is not there yet."""
        known = set(self.words)
        for path in paths:
            if (word := str(path)) not in known:
                known.add(word)
                self._append(path)
        self._offer()
        self.changed.emit()

    def remove_selected(self) -> None:
        """Takes the chosen ones off the list; what follows them is chosen then."""
        chosen = self.list.selectedItems()
        row = min((self.list.row(item) for item in chosen), default=0)
        for item in chosen:
            self.list.takeItem(self.list.row(item))
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self._offer()
        self.changed.emit()

    def remove_all(self) -> None:
        """Empties the list."""
        self.list.clear()
        self._offer()
        self.changed.emit()

    def ask_files(self) -> None:
        """Asks for pictures to add."""
        dialog = QFileDialog(self, "Add pictures", str(self._settings.folder))
        endings = " ".join(f"*{ending} *{ending.upper()}" for ending in ENDINGS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([f"Pictures ({endings})", "All files (*)"])
        dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
        self._show(dialog, "batch-files")

    def ask_folder(self) -> None:
        """Asks for a folder to add."""
        dialog = QFileDialog(self, "Add folder", str(self._settings.folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._show(dialog, "batch-folder")

    def _show(self, dialog: QFileDialog, name: str) -> None:
        dialog.setObjectName(name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._on_selected)
        dialog.open()

    def _on_selected(self, names: list[str]) -> None:
        if names:
            self._settings.folder = Path(names[0]).parent
        self.add([Path(name) for name in names])

    def _append(self, path: Path) -> None:
        folder = is_folder(path)
        icons = QStyle.StandardPixmap
        icon = self.style().standardIcon(icons.SP_DirIcon if folder else icons.SP_FileIcon)
        item = QListWidgetItem(icon, f"{path.name}/" if folder else path.name)
        item.setToolTip(str(path))
        item.setData(_NUMBER, len(self._words))
        self._words.append(str(path))
        self.list.addItem(item)

    def _offer(self) -> None:
        self.remove.setEnabled(bool(self.list.selectedItems()))
        self.clear.setEnabled(self.list.count() > 0)

    def _place(self) -> None:
        label: QLabel = label_for("Pict&ures", self.list)
        label.setProperty("role", "heading")
        grid = QGridLayout()
        for place, button in enumerate((self.add_files, self.add_folder, self.remove, self.clear)):
            grid.addWidget(button, place // 2, place % 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label)
        column.addWidget(self.list, 1)
        column.addLayout(grid)
        column.addWidget(self.recursive)


class _List(QListWidget):
    """Takes drops of files, and says where there is nothing what to do."""

    dropped = Signal(object)
    removal_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Pictures of the batch")
        self.setToolTip("Files, and folders of which all pictures are taken")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(True)

    def sizeHint(self) -> QSize:
        return QSize(280, 180)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Delete) or event.key() == Qt.Key.Key_Backspace:
            self.removal_wanted.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = incoming(event.mimeData()).paths
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect().adjusted(16, 8, -16, -8), flags, _EMPTY)
