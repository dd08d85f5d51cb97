"""The facts of all layers as a table, a column a layer, under their cards."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from convstudio.gui.numerals import decimal_comma, shown
from convstudio.gui.panels.form import PANEL_WIDTH
from convstudio.pipeline.facts import FACTS, LayerFacts, fact_cells, fact_table, total_cells

_MOST_WIDTH = 168  # pixels, of a column
_TIPS = {
    "Input": "Rows × columns × channels of what is below the layer.",
    "Output": "Rows × columns × channels of its map.",
    "Parameters": "Weights and biases: what a network would learn.",
    "Multiplications": "For the whole of its map. Luminance multiplies each weight with red, green "
    "and blue.",
    "Receptive field": "Rows × columns of the picture that one value of its map rests on.",
    "Total stride": "Pixels of the picture from one value of its map to the next.",
    "Memory": "Of its map, with 4 bytes a value (float32).",
}


class FactTable(QTableWidget):
    """Rows are facts and columns layers, so that the layers scroll and the facts' names stay.

    Signals:
        copy_wanted: all of it is to be copied.
    """

    copy_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(len(FACTS) - 1, 0)
        self.setAccessibleName("Facts of the layers")
        self.setToolTip("Shapes, parameters and costs of the layers. Ctrl+C copies them all.")
        self.setVerticalHeaderLabels(list(FACTS[1:]))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(False)
        self.setMinimumWidth(1)
        line = self.fontMetrics().lineSpacing() + 5
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
        self.verticalHeader().setDefaultSectionSize(line)
        self.verticalHeader().setMinimumSectionSize(line)
        self.horizontalHeader().setMaximumSectionSize(_MOST_WIDTH)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._facts: tuple[LayerFacts, ...] = ()
        self._shows: object = None
        for row, name in enumerate(FACTS[1:]):
            item = self.verticalHeaderItem(row)
            item.setToolTip(_TIPS[name])

    @property
    def text(self) -> str:
        """All of it for a spreadsheet: a line a layer, cells apart by tabs."""
        table = fact_table(self._facts) if self._facts else ()
        return "".join("\t".join(row) + "\n" for row in table)

    def show_facts(self, facts: Sequence[LayerFacts], chosen: int) -> None:
        """Shows the facts of all layers; the chosen one comes into view."""
        shows = tuple(facts), chosen, decimal_comma()
        if shows == self._shows:
            return  # a turned weight changes nothing here
        self._facts, self._shows = tuple(facts), shows
        columns = [fact_cells(one) for one in facts]
        if len(facts) > 1:
            columns.append(total_cells(facts))
        self.setColumnCount(len(columns))
        for column, cells in enumerate(columns):
            reason = facts[column].error if column < len(facts) else None
            tip = "" if reason is None else f"{reason.sentence}\n{reason.hint}"
            self._fill(column, cells, tip, bold=column == chosen)
        self.resizeColumnsToContents()
        self.setFixedHeight(self._needed())
        item = self.item(0, chosen)
        if item is not None:
            self.scrollToItem(item)

    def sizeHint(self) -> QSize:
        """However many layers there are, they do not widen the window."""
        return QSize(PANEL_WIDTH, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(self._needed())

    def _fill(self, column: int, cells: Sequence[str], tip: str, *, bold: bool) -> None:
        header = QTableWidgetItem(cells[0])
        header.setToolTip(cells[0])
        font = header.font()
        font.setBold(bold)
        header.setFont(font)
        self.setHorizontalHeaderItem(column, header)
        for row, words in enumerate(cells[1:]):
            item = QTableWidgetItem(shown(words))
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(tip or f"{FACTS[row + 1]} of {cells[0]}: {shown(words)}")
            self.setItem(row, column, item)

    def _needed(self) -> int:
        """The height of all rows, and of the bar where columns are scrolled away."""
        rows = self.verticalHeader().length() + self.horizontalHeader().sizeHint().height()
        width = self.horizontalHeader().length() + self.verticalHeader().sizeHint().width()
        over = width > self.width()
        bar = self.horizontalScrollBar().sizeHint().height() if over else 0
        return rows + bar + 2 * self.frameWidth()
