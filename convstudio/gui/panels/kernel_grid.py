"""The F×F grid of weights: a table that emits what was typed into which cell."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from convstudio.errors import ConvStudioError
from convstudio.gui.theme import LIGHT, Colours
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation import format_number

_Index = QModelIndex | QPersistentModelIndex
_SIDE = 252  # of the whole grid, whatever F: nothing below it moves when the size changes
_SMALLEST_CELL = 27
_FEW = 9  # cells that are announced one by one
_TINTED_AFTER = 50  # milliseconds


class KernelModel(QAbstractTableModel):
    """The weights as a table.

    Signals:
        weight_entered: row, column and the text that was typed.
    """

    weight_entered = Signal(int, int, str)

    def __init__(self) -> None:
        super().__init__()
        self._kernel = Kernel(((1.0,),))
        self._colours = LIGHT
        self._refused: tuple[int, int, str] | None = None
        self._largest = 1.0
        # Where the largest weight changes, all others are tinted anew: after the map was painted.
        self._tints = QTimer(self, singleShot=True, interval=_TINTED_AFTER)
        self._tints.timeout.connect(self._announce_all)

    @property
    def kernel(self) -> Kernel:
        """What is shown."""
        return self._kernel

    def show_kernel(self, kernel: Kernel) -> None:
        """Shows a kernel, unmarked."""
        before, self._kernel = self._kernel, kernel
        largest = max(max(map(abs, row)) for row in kernel.weights)
        unmarks, tints_stay = self._refused is not None, largest == self._largest
        self._refused, self._largest = None, largest
        if kernel.shape != before.shape:
            self.beginResetModel()
            self.endResetModel()
            return
        self._announce_changes(before)
        if unmarks:
            self._announce_all()
        elif not tints_stay:
            self._tints.start()

    def set_colours(self, colours: Colours) -> None:
        """The colours of signs and marks."""
        self._colours = colours
        self._announce_all()

    def mark(self, row: int, column: int, error: ConvStudioError | None) -> None:
        """Marks a cell as refused, with the reason as tooltip, or takes the mark away."""
        self._refused = None if error is None else (row, column, error.message)
        self._announce_all()

    def is_marked(self, row: int, column: int) -> bool:
        """Whether the last text typed into that cell was refused."""
        return self._refused is not None and self._refused[:2] == (row, column)

    def _announce_all(self) -> None:
        last = self.index(self._kernel.rows - 1, self._kernel.columns - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def _announce_changes(self, before: Kernel) -> None:
        """Only what differs is painted again: the hand waits for it."""
        rows = zip(before.weights, self._kernel.weights, strict=True)
        changed = [
            self.index(row, column)
            for row, (old, new) in enumerate(rows)
            if old != new
            for column, pair in enumerate(zip(old, new, strict=True))
            if pair[0] != pair[1]
        ]
        if len(changed) > _FEW:
            self._announce_all()
            return
        for cell in changed:
            self.dataChanged.emit(cell, cell)

    # What Qt asks of a model

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self._kernel.rows

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._kernel.columns

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = index.row(), index.column()
        weight = self._kernel.weights[row][column]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.EditRole:
            return format_number(weight)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.BackgroundRole:
            return self.background(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, column, weight)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"Row {row + 1}, column {column + 1}: {format_number(weight)}"
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        text = str(value)
        if text != format_number(self._kernel.weights[index.row()][index.column()]):
            self.weight_entered.emit(index.row(), index.column(), text)
        return True

    def text(self, row: int, column: int) -> str:
        """A weight as its cell shows it."""
        return _short(self._kernel.weights[row][column])

    def background(self, row: int, column: int) -> QColor | None:
        """Tinted by sign and size; the colours are told apart by the colour-blind too."""
        weight = self._kernel.weights[row][column]
        if self.is_marked(row, column):
            return QColor(self._colours.refused)
        if weight == 0:
            return None
        tint = QColor(self._colours.positive if weight > 0 else self._colours.negative)
        tint.setAlphaF(0.12 + 0.33 * abs(weight) / self._largest)
        return tint

    def _tip(self, row: int, column: int, weight: float) -> str:
        if self._refused is not None and self.is_marked(row, column):
            return f"Not taken: {self._refused[2]}"
        return (
            f"Row {row + 1}, column {column + 1}: {format_number(weight)}\n"
            "Type a number (-1, 0.5, 1e-3, 1/9); Tab goes on to the next."
        )


class _CellDelegate(QStyledItemDelegate):
    """Tint, weight, and a frame around the chosen cell.

    Drawn at once: Qt's own way asks the model for a dozen things a cell, and every cell is drawn
    again when the largest weight changes, while the hand waits for the map.
    """

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, KernelModel)  # noqa: S101
        cell: QRect = option.rect
        palette: QPalette = option.palette
        row, column = index.row(), index.column()
        painter.fillRect(cell, palette.color(QPalette.ColorRole.Base))
        tint = model.background(row, column)
        if tint is not None:
            painter.fillRect(cell, tint)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, model.text(row, column))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 2))
            painter.drawRect(cell.adjusted(1, 1, -1, -1))


class KernelGrid(QTableView):
    """Shows the weights in square cells and lets them be edited by keyboard and mouse."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.weights = KernelModel()
        self._fitted: tuple[set[str], int] = (set(), 0)
        self.setModel(self.weights)
        self.setItemDelegate(_CellDelegate(self))
        self.setAccessibleName("Kernel weights")
        self.setToolTip("The kernel: select a weight and type. F2 edits, Tab goes on.")
        self.setFixedSize(QSize(_SIDE, _SIDE))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(8)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.weights.modelReset.connect(self._on_model_reset)
        self._fit_cells()

    def show_kernel(self, kernel: Kernel) -> None:
        """Shows a kernel; the cells follow its size."""
        self.weights.show_kernel(kernel)
        self._fit_font()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_cells()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tab goes from cell to cell, and out of the grid at its end; Shift+Tab at its start."""
        rows, columns = self.weights.kernel.shape
        ends: dict[int, tuple[int, int]] = {
            Qt.Key.Key_Tab: (rows - 1, columns - 1),
            Qt.Key.Key_Backtab: (0, 0),
        }
        place = self.currentIndex().row(), self.currentIndex().column()
        # While this is on, Qt's own way out of the table leads back to this very event.
        self.setTabKeyNavigation(ends.get(event.key()) != place)
        super().keyPressEvent(event)
        self.setTabKeyNavigation(True)

    def _on_model_reset(self) -> None:
        self._fit_cells()
        centre = self.weights.index(*self.weights.kernel.anchored_at)
        self.setCurrentIndex(centre)
        self.scrollTo(centre, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _fit_cells(self) -> None:
        """Square cells that fill the grid, down to the size at which it scrolls."""
        size = max(self.weights.kernel.shape)
        room = _SIDE - 2 * self.frameWidth()
        cell = max(room // size, _SMALLEST_CELL)
        spare = room - cell * size if cell * size <= room else 0
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setDefaultSectionSize(cell)
            for section in range(header.count()):
                header.resizeSection(section, cell + (section < spare))
        self._fit_font()

    def _fit_font(self) -> None:
        """The largest type, up to the window's own, in which every weight fits its cell."""
        texts = {_short(w) for row in self.weights.kernel.weights for w in row}
        room = self.columnWidth(0) - 8
        if (texts, room) == self._fitted:
            return
        self._fitted = texts, room
        font = QFont(QApplication.font(self))
        points = font.pointSizeF()
        while points > 5 and any(QFontMetrics(font).horizontalAdvance(t) > room for t in texts):
            points -= 0.5
            font.setPointSizeF(points)
        self.setFont(font)


@lru_cache(maxsize=4096)
def _short(weight: float) -> str:
    """A weight in at most some seven characters; the tooltip and the editor have all digits."""
    exact = format_number(weight)
    return exact if len(exact) <= 7 else f"{weight:.3g}"
