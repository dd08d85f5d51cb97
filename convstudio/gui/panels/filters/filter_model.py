"""The filters of a bank as entries of a list; a picture is made when its tile is first painted."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from convstudio.gui.panels.fields import in_six_digits
from convstudio.gui.panels.filters.filter_pictures import filter_image, is_coloured
from convstudio.gui.theme import LIGHT, Colours
from convstudio.pipeline.bank import Filter
from convstudio.pipeline.map_names import filter_name, map_label

Index = QModelIndex | QPersistentModelIndex


class FilterModel(QAbstractListModel):
    """Numbers, names and pictures of filters."""

    def __init__(self) -> None:
        super().__init__()
        self._filters: tuple[Filter, ...] = ()
        self._plane = 0
        self._full_range = 255.0
        self._colours = LIGHT
        self._images: dict[int, tuple[Filter, QImage]] = {}

    @property
    def filters(self) -> tuple[Filter, ...]:
        """What is shown."""
        return self._filters

    def show_filters(self, filters: tuple[Filter, ...], plane: int, full_range: float) -> None:
        """Shows filters; of those that are the same as before nothing is made anew.

        Args:
            plane: whose kernel a picture shows, where it is not in colours.
            full_range: white in the picture's own units, in which a tooltip tells the bias.
        """
        before, self._filters, self._full_range = self._filters, filters, full_range
        if plane != self._plane:
            self._plane = plane
            self._images = {k: v for k, v in self._images.items() if is_coloured(v[0])}
        if len(before) != len(filters):
            self.beginResetModel()
            self._images = {k: v for k, v in self._images.items() if k < len(filters)}
            self.endResetModel()
        elif filters:
            self.dataChanged.emit(self.index(0), self.index(len(filters) - 1))

    def set_colours(self, colours: Colours) -> None:
        """The colours of signs."""
        self._colours = colours
        self._images.clear()
        if self._filters:
            self.dataChanged.emit(self.index(0), self.index(len(self._filters) - 1))

    def image(self, index: int) -> QImage:
        """The picture of a filter."""
        made, known = self._filters[index], self._images.get(index)
        if known is None or known[0] is not made:
            known = self._images[index] = made, filter_image(made, self._plane, self._colours)
        return known[1]

    def tip(self, index: int) -> str:
        """What a filter is, in words."""
        made = self._filters[index]
        kernel = made.planes[0]
        kernels = "1 kernel" if made.is_shared else f"{len(made.planes)} kernels"
        bias = in_six_digits(made.bias * self._full_range)
        lines = [
            f"Filter {map_label(index, filter_name(made))}",
            f"{kernels} of {kernel.size_text}, bias {bias}",
        ]
        if is_coloured(made):
            lines.append("Red, green and blue show its three kernels; gray is 0.")
        return "\n".join(lines)

    # Qt's own

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._filters)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = index.row()
        if not index.isValid() or row >= len(self._filters):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return str(row + 1)
            case Qt.ItemDataRole.ToolTipRole:
                return self.tip(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                count = len(self._filters)
                name = filter_name(self._filters[row])
                return f"Filter {row + 1} of {count}" + (f", {name}" if name else "")
        return None
