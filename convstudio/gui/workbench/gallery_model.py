"""The gallery's entries: headings, and presets with their tiles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from convstudio.gui.panels.fields import in_lines
from convstudio.gui.qimage import wrap
from convstudio.jobs.previews import Preview
from convstudio.kernel.library import Library, Preset
from convstudio.kernel.search import matches

FAVOURITES = "Favourites"
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Tile:
    """A preset under one heading."""

    preset: Preset
    favourite: bool


Entry = str | Tile


class GalleryModel(QAbstractListModel):
    """Headings (text) and tiles; a favourite stands under its own heading as well."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[Entry, ...] = ()
        self._previews: dict[str, Preview] = {}
        self._images: dict[str, QImage] = {}

    def show_library(self, library: Library, favourites: frozenset[str], query: str) -> None:
        """Shows what matches a query."""
        entries = tuple(_entries(matches(query, library.presets), favourites))
        if entries != self._entries:
            self.beginResetModel()
            self._entries = entries
            self.endResetModel()

    @property
    def tiles(self) -> tuple[Preset, ...]:
        """The presets shown, each once, in order."""
        found = {e.preset.identifier: e.preset for e in self._entries if isinstance(e, Tile)}
        return tuple(found.values())

    def entry(self, index: Index) -> Entry | None:
        """What stands there."""
        return self._entries[index.row()] if index.isValid() else None

    def row_of(self, preset: Preset | None) -> int:
        """The last row that shows a preset: that under the heading of its group; or −1."""
        rows = (
            row
            for row in reversed(range(len(self._entries)))
            if isinstance(entry := self._entries[row], Tile)
            and preset is not None
            and entry.preset.identifier == preset.identifier
        )
        return next(rows, -1)

    def preview(self, preset: Preset) -> Preview | None:
        """The tile of a preset, if there is one of the kernel that it holds now."""
        found = self._previews.get(preset.identifier)
        return found if found is not None and found.kernel == preset.kernel else None

    def image(self, preset: Preset) -> QImage | None:
        """The pixels of its tile; of a kernel that has changed since, those before."""
        return self._images.get(preset.identifier)

    def put_preview(self, preview: Preview) -> None:
        """Takes a tile that was made."""
        self._previews[preview.identifier] = preview  # keeps the array under the image
        self._images.pop(preview.identifier, None)
        if preview.pixels is not None:
            self._images[preview.identifier] = wrap(preview.pixels)
        for row, entry in enumerate(self._entries):
            if isinstance(entry, Tile) and entry.preset.identifier == preview.identifier:
                self.dataChanged.emit(self.index(row), self.index(row))

    def forget_previews(self) -> None:
        """None of them is of what is on screen now."""
        self._previews.clear()
        self._images.clear()

    # Qt's own

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.entry(index), Tile):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entry(index)
        if isinstance(entry, str):
            texts = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return entry if role in texts else None
        if entry is None:
            return None
        kernel = entry.preset.kernel
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return kernel.name
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(entry)
            case Qt.ItemDataRole.AccessibleTextRole:
                star = ", favourite" if entry.favourite else ""
                return f"{kernel.name}, {kernel.size_text}, {entry.preset.group}{star}"
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return kernel.description
        return None

    def _tip(self, tile: Tile) -> str:
        preset, kernel = tile.preset, tile.preset.kernel
        lines = [kernel.sized_name, kernel.description]
        if preset.tags:
            lines.append(f"Tags: {', '.join(preset.tags)}")
        if kernel.source:
            lines.append(f"Source: {kernel.source}")
        preview = self.preview(preset)
        if preview is not None and preview.reason:
            lines.append(f"No preview: {preview.reason}")
        if preview is not None and preview.stretched:
            lines.append("The tile shows |v|, stretched: by itself it would be black or white.")
        return in_lines("\n".join(filter(None, lines)))


def _entries(presets: Iterable[Preset], favourites: frozenset[str]) -> Iterable[Entry]:
    shown = Library(tuple(presets))
    starred = [preset for preset in shown.presets if preset.identifier in favourites]
    if starred:
        yield FAVOURITES
        yield from (Tile(preset, True) for preset in starred)
    for group, found in shown.groups.items():
        yield group
        yield from (Tile(preset, preset.identifier in favourites) for preset in found)
