"""The gallery's entries: a layer's maps in an order, with their thumbnails and facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from convstudio.gui.numerals import shown
from convstudio.gui.panels.fields import in_lines
from convstudio.gui.qimage import wrap
from convstudio.jobs.map_pictures import number_words
from convstudio.jobs.map_tiles import MapFacts, MapTile

Index = QModelIndex | QPersistentModelIndex


class MapModel(QAbstractListModel):
    """Maps by their numbers, one a row.

    What was made of maps before an edit stays until there is something newer.
    """

    def __init__(self) -> None:
        super().__init__()
        self._labels: tuple[str, ...] = ()
        self._order: tuple[int, ...] = ()
        self._facts: tuple[MapFacts, ...] = ()
        self._tiles: dict[int, MapTile] = {}
        self._images: dict[int, QImage] = {}
        self._final: set[int] = set()

    def show_maps(self, labels: Sequence[str]) -> None:
        """Shows other maps, of which nothing is known yet, in the order of their numbers."""
        self.beginResetModel()
        self._labels, self._order = tuple(labels), tuple(range(len(labels)))
        self._facts = ()
        self._tiles.clear()
        self._images.clear()
        self._final.clear()
        self.endResetModel()

    def rename(self, labels: Sequence[str]) -> None:
        """Other labels of the same maps."""
        if tuple(labels) != self._labels:
            self._labels = tuple(labels)
            self._tell_all()

    def put_order(self, order: Sequence[int]) -> None:
        """Puts the maps in another order."""
        if tuple(order) != self._order:
            self.layoutAboutToBeChanged.emit()
            self._order = tuple(order)
            self.layoutChanged.emit()

    def put_facts(self, facts: Sequence[MapFacts]) -> None:
        """What the values of all maps are."""
        self._facts = tuple(facts)

    def put_tiles(self, tiles: Iterable[MapTile]) -> None:
        """Takes thumbnails that were made."""
        for tile in tiles:
            self._tiles[tile.index] = tile  # keeps the array under the image
            self._images[tile.index] = wrap(tile.pixels)
            if tile.final:
                self._final.add(tile.index)
            row = self.index(self.row_of(tile.index))
            self.dataChanged.emit(row, row)

    def outdate(self) -> None:
        """All thumbnails are of what was shown before; they stay until newer ones come."""
        self._final.clear()

    @property
    def order(self) -> tuple[int, ...]:
        """The maps' numbers as they stand."""
        return self._order

    def number_at(self, index: Index) -> int | None:
        """The number of the map that stands there."""
        return self._order[index.row()] if index.isValid() else None

    def row_of(self, number: int) -> int:
        """Where a map stands; −1 for one that is not there."""
        return self._order.index(number) if number in range(len(self._order)) else -1

    def image(self, number: int) -> QImage | None:
        """Its thumbnail, if there is one."""
        return self._images.get(number)

    def is_final(self, number: int) -> bool:
        """Whether its thumbnail is of what is shown now, and as good as it gets."""
        return number in self._final

    def label(self, number: int) -> str:
        """What stands below it: ``4: Sobel x``, or ``4``; a single one has a name alone."""
        return self._labels[number]

    def title(self, number: int) -> str:
        """``Map 4: Sobel x``; ``Sobel x`` of a single one."""
        return f"Map {self.label(number)}" if len(self._labels) > 1 else self.label(number)

    def facts(self, number: int) -> MapFacts | None:
        """What its values are, once all maps were looked at."""
        return self._facts[number] if number < len(self._facts) else None

    def _tell_all(self) -> None:
        if self._order:
            self.dataChanged.emit(self.index(0), self.index(len(self._order) - 1))

    # Qt's own

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._order)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        number = self.number_at(index)
        if number is None:
            return None
        facts = self.facts(number)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.label(number)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.title(number)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return "" if facts is None else shown(facts_words(facts))
            case Qt.ItemDataRole.ToolTipRole:
                words = [self.title(number)]
                if facts is not None:
                    words += [shown(facts_words(facts)), looked_at_words(facts)]
                return in_lines("\n".join(words))
        return None


def facts_words(facts: MapFacts) -> str:
    """``−12.5 … 230; mean 3.2, energy 1204``, in the picture's own units."""
    low, high, mean, energy = (
        number_words(value) for value in (facts.low, facts.high, facts.mean, facts.energy)
    )
    return f"{low} … {high}; mean {mean}, energy {energy}"


def looked_at_words(facts: MapFacts) -> str:
    """Of how many of its pixels that is told."""
    if facts.exact:
        return f"Of all {facts.points:,} pixels."
    return f"Of {facts.points:,} of its pixels, spread evenly."
