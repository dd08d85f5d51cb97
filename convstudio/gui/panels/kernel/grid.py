"""The grid of weights: lets them be edited by keyboard and mouse, and tells what is wanted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from convstudio.gui import numerals
from convstudio.gui.numerals import shown
from convstudio.gui.panels.kernel.cell_block import block_text, filled, read_block, spilled
from convstudio.gui.panels.kernel.cell_editor import CellEditor
from convstudio.gui.panels.kernel.cell_view import CellView
from convstudio.gui.panels.kernel.grid_keys import GridKeys
from convstudio.gui.panels.kernel.grid_menu import grid_menu
from convstudio.gui.panels.kernel.grid_mouse import GridMouse
from convstudio.gui.panels.kernel.selection import Selection
from convstudio.kernel.brush import coverage
from convstudio.kernel.formula import parse_weight
from convstudio.kernel.kernel import Kernel, Pair
from convstudio.kernel.notation import format_number


class KernelGrid(CellView):
    """The cells under the hand; it changes nothing by itself.

    Signals:
        weight_entered: row, column and the text that was typed.
        all_entered: a text that was typed for every chosen cell.
        changes_wanted: {(row, column): weight}, and the name of the step.
        nudged: by how much the chosen weights are to be more.
        stepped: by how many steps of the wheel.
        gesture_begun: "Scrub", "Paint" or "Erase"; what follows until gesture_ended is one step.
        scrubbed: how many steps more since the gesture began.
        brushed: how much of each cell the stroke covers, (rows, columns).
        brush_stepped: by how much the brush is to be larger.
        anchor_wanted: (row, column) of the anchor, or None for the centre.
        foreign_text_pasted: a text that is no block of weights, or one that does not fit; "" where
            the clipboard holds none.
    """

    weight_entered = Signal(int, int, str)
    all_entered = Signal(str)
    changes_wanted = Signal(object, str)
    nudged = Signal(float)
    stepped = Signal(float)
    gesture_begun = Signal(str)
    scrubbed = Signal(float)
    brushed = Signal(object)
    gesture_ended = Signal()
    brush_stepped = Signal(int)
    anchor_wanted = Signal(object)
    foreign_text_pasted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor: CellEditor | None = None
        self._passing_on = False
        self._mouse = GridMouse(self)
        self._keys = GridKeys(self)

    @property
    def editor(self) -> CellEditor | None:
        """The line in which a weight is just typed."""
        return self._editor

    def show_kernel(self, kernel: Kernel) -> None:
        """Shows a kernel, unmarked; one of another size ends what is just typed."""
        if kernel.shape != self.kernel.shape:
            self._close_editor()
        super().show_kernel(kernel)

    def edit(self, typed: str = "") -> None:
        """Opens the current cell for typing, with what was typed already."""
        if self._editor is not None:
            return
        cell = self._selection.current
        weight = shown(format_number(self._kernel.weights[cell[0]][cell[1]]))
        over = self.layout_of_cells.rect(cell)
        self._editor = editor = CellEditor(self, cell, over, typed=typed, weight=weight)
        editor.left.connect(self._on_left)
        editor.tabbed.connect(self._on_tabbed)
        editor.for_all.connect(self._on_for_all)
        editor.given_up.connect(self._close_editor)
        editor.show()
        editor.setFocus()

    def clear(self) -> None:
        """Sets the chosen weights to 0."""
        self.changes_wanted.emit(dict.fromkeys(self._selection.cells, 0.0), "Clear")

    def copy(self) -> None:
        """Copies the chosen weights as text."""
        QGuiApplication.clipboard().setText(block_text(self._kernel, self._selection))

    def cut(self) -> None:
        """Copies the chosen weights and sets them to 0."""
        self.copy()
        self.changes_wanted.emit(dict.fromkeys(self._selection.cells, 0.0), "Cut")

    def paste(self) -> None:
        """Pastes weights from the first chosen cell on; other text is told of."""
        text = QGuiApplication.clipboard().text()
        block = read_block(text, parse_weight)
        changes = None if block is None else spilled(block, self._selection, self._kernel.shape)
        if changes is not None:
            self.changes_wanted.emit(changes, "Paste")
        else:
            self.foreign_text_pasted.emit(text)

    def fill(self, rows: int, columns: int) -> None:
        """Fills the chosen block down (1, 0) or right (0, 1)."""
        self.changes_wanted.emit(filled(self._kernel, self._selection, rows, columns), "Fill")

    def fill_with_current(self) -> None:
        """Gives all chosen cells the current weight."""
        row, column = self._selection.current
        weight = self._kernel.weights[row][column]
        self.changes_wanted.emit(dict.fromkeys(self._selection.cells, weight), "Fill")

    def dab(self) -> None:
        """One dab of the brush on the current cell."""
        if self.brush is not None:
            row, column = self._selection.current
            self.gesture_begun.emit("Erase" if self.paints == 0 else "Paint")
            place = (row + 0.5, column + 0.5)
            self.brushed.emit(coverage((place,), self.brush, self._kernel.shape))
            self.gesture_ended.emit()

    def _on_left(self, move: Pair | None) -> None:
        cell, text = self._close_editor()
        if move is not None:
            self.choose(Selection.of(cell).moved(*move, self._kernel.shape))
        self._enter(cell, text)

    def _on_tabbed(self, onward: bool) -> None:
        cell, text = self._close_editor()
        following = Selection.of(cell).stepped(1 if onward else -1, self._kernel.shape)
        if following is None:
            super().focusNextPrevChild(onward)
        else:
            self.choose(following)
        self._enter(cell, text)

    def _on_for_all(self) -> None:
        _cell, text = self._close_editor()
        self.all_entered.emit(numerals.typed(text))

    def _enter(self, cell: Pair, text: str) -> None:
        if text != shown(format_number(self._kernel.weights[cell[0]][cell[1]])):
            self.weight_entered.emit(*cell, numerals.typed(text))

    def _close_editor(self) -> tuple[Pair, str]:
        """The cell and what was typed; the keyboard is back in the grid if it was there."""
        editor, self._editor = self._editor, None
        if editor is None:
            return self._selection.current, ""
        cell, text = editor.cell, editor.text()
        editor.blockSignals(True)
        if editor.hasFocus():
            self.setFocus()
        editor.hide()
        editor.deleteLater()
        return cell, text

    # What Qt tells

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._editor is not None:  # it opened while a hand typed on
            if not self._passing_on:
                self._passing_on = True
                QApplication.sendEvent(self._editor, event)
                self._passing_on = False
        elif not self._keys.handle(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Tab goes from cell to cell, and out of the grid at its end; Shift+Tab at its start."""
        following = self.selection.stepped(1 if onward else -1, self.kernel.shape)
        if following is None or not self.hasFocus():
            return super().focusNextPrevChild(onward)
        self.choose(following)
        return True

    def event(self, event: QEvent) -> bool:
        """Takes the keys of a spreadsheet before an action of the window does."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._keys.wants(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._mouse.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        cell = self.layout_of_cells.at(event.position())
        if self.is_painting or cell is None:
            self._mouse.press(event)  # two quick dabs
        else:
            self.choose(Selection.of(cell))
            self.edit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Steps only in a grid that was chosen, so that scrolling the panel changes nothing."""
        if self.hasFocus() and self._editor is None:
            self._mouse.wheel(event)
            event.accept()
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        cell = self.layout_of_cells.at(QPointF(event.pos()))
        if by_mouse and cell is not None and cell not in self.selection.cells:
            self.choose(Selection.of(cell))
        middle = self.layout_of_cells.rect(self.selection.current).center()
        spot = event.globalPos() if by_mouse else self.mapToGlobal(middle)
        grid_menu(self).popup(spot)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mouse.give_up()
        self.update()
