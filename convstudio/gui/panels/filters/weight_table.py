"""A bank of 1×1 kernels as a table: a row for each filter, a column for each channel that it sees.

Who uses it: someone who mixes channels, as a matrix does: three weights a row make gray of colours,
or other colours of them.
"""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from convstudio.gui.numerals import shown, typed
from convstudio.gui.panels.fields import in_lines
from convstudio.gui.theme import Colours, colours_of
from convstudio.kernel.notation import format_number
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.map_names import filter_name, in_a_sentence, map_label

Index = QModelIndex | QPersistentModelIndex
_ALL = "All channels"
_TIP = (
    "The weights of a 1×1 layer: each map is the sum of the channels times the weights of its row, "
    "plus the bias. Type a number or a fraction."
)
_COLUMN, _DIVIDED, _WIDEST = 64, 92, 140  # pixels; the second with divisors
_LONGEST_NUMBER = 6  # characters
_TINT = 0.5  # of the full colour at the largest weight


class WeightModel(QAbstractTableModel):
    """The weights as typed.

    Signals:
        entered: filter, plane, and the text that was typed.
    """

    entered = Signal(int, int, str)

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self._bank: Bank | None = None
        self._names: tuple[str, ...] = (_ALL,)
        self._largest = 1.0
        self.divided = False  # whether a cell also tells its divisor

    def show_bank(self, bank: Bank, names: tuple[str, ...]) -> None:
        """Shows a bank of 1×1 kernels, its channels under these names."""
        before = self.rowCount(), self.columnCount()
        self._bank, self._names = bank, names if bank.planes > 1 else (_ALL,)
        planes = [plane for one in bank.filters for plane in one.planes]
        weights = (abs(plane.weights[0][0] / plane.divisor) for plane in planes)
        self.divided = any(plane.divisor != 1 for plane in planes)
        self._largest = max(weights, default=1.0) or 1.0
        rows, columns = self.rowCount(), self.columnCount()
        if (rows, columns) != before:
            self.beginResetModel()
            self.endResetModel()
        else:
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, rows - 1)

    def weight(self, row: int, column: int) -> float:
        """A weight as typed; of a shared kernel the same in each column."""
        assert self._bank is not None  # noqa: S101 - asked for what is shown
        return self._bank.kernel_at(row, column).weights[0][0]

    # Qt's own

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or self._bank is None else len(self._bank.filters)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._names)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if self._bank is None or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self._names[section]
        title = f"Filter {map_label(section, filter_name(self._bank.filters[section]))}"
        return title if role == Qt.ItemDataRole.ToolTipRole else str(section + 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._bank is None or not index.isValid():
            return None
        weight = self.weight(index.row(), index.column())
        divisor = self._bank.kernel_at(index.row(), index.column()).divisor
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return shown(_short(weight) + (f" ÷ {_short(divisor)}" if divisor != 1 else ""))
            case Qt.ItemDataRole.EditRole:
                return shown(format_number(weight))
            case Qt.ItemDataRole.BackgroundRole:
                return _tint(weight / divisor / self._largest, colours_of(self._view))
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.AccessibleTextRole:
                where = f"filter {index.row() + 1}, {in_a_sentence(self._names[index.column()])}"
                return f"Weight {format_number(weight)}{_over(divisor)}, {where}"
            case Qt.ItemDataRole.ToolTipRole:
                return f"{shown(format_number(weight) + _over(divisor))}\n{in_lines(_TIP)}"
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        if value != self.data(index, Qt.ItemDataRole.EditRole):
            self.entered.emit(index.row(), index.column(), typed(str(value)))
        return True


class WeightTable(QTableView):
    """Shows a WeightModel.

    Signals:
        chosen: filter and plane of the current weight.
    """

    chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.weights = WeightModel(self)
        self.setModel(self.weights)
        self.setAccessibleName("Weights, a row for each filter and a column for each channel")
        self.setToolTip(in_lines(_TIP))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.hide()

    def show_bank(self, bank: Bank, names: tuple[str, ...], current: tuple[int, int]) -> None:
        """Shows a bank of 1×1 kernels, with one weight chosen; nothing is told."""
        self.weights.show_bank(bank, names)
        index = self.weights.index(current[0], min(current[1], self.weights.columnCount() - 1))
        if index != self.currentIndex():
            self.selectionModel().blockSignals(True)
            self.setCurrentIndex(index)
            self.selectionModel().blockSignals(False)
            self.viewport().update()
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """A few columns are as wide as there is room; of many, some are seen."""
        room = self.viewport().width() // max(self.weights.columnCount(), 1)
        least = _DIVIDED if self.weights.divided else _COLUMN
        self.horizontalHeader().setDefaultSectionSize(min(max(room, least), _WIDEST))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(current.row(), current.column())


def _short(weight: float) -> str:
    """In a cell's width; the tooltip has all digits."""
    exact = format_number(weight)
    return exact if len(exact) <= _LONGEST_NUMBER else format_number(float(f"{weight:.3g}"))


def _over(divisor: float) -> str:
    return f" ÷ {format_number(divisor)}" if divisor != 1 else ""


def _tint(share: float, colours: Colours) -> QColor:
    """From the base colour at 0 towards the sign's."""
    base = QColor(colours.base)
    full = QColor(colours.negative if share < 0 else colours.positive)
    part = min(abs(share), 1.0) * _TINT
    mixed = (
        round(low + (high - low) * part)
        for low, high in zip(base.getRgb()[:3], full.getRgb()[:3], strict=True)  # type: ignore[index]
    )
    return QColor(*mixed)
