"""The view of a kernel's cells: weights, tints, the chosen block, the brush's preview."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.panels.fields import in_lines
from convstudio.gui.panels.kernel.cell_layout import CellLayout
from convstudio.gui.panels.kernel.cell_painter import CellPainter, Look, largest_weight
from convstudio.gui.panels.kernel.magnifier import (
    magnifier_rect,
    magnifier_words,
    paint_magnifier,
)
from convstudio.gui.panels.kernel.selection import Selection
from convstudio.gui.theme import LIGHT, Colours
from convstudio.kernel.brush import Brush, coverage
from convstudio.kernel.kernel import Kernel, Pair
from convstudio.kernel.symmetry import Symmetry, is_possible, orbits
from convstudio.numerics.validation import FloatArray

SIDE = 244  # pixels, whatever F: nothing below it moves when the size changes
_FEW = 9  # cells that are painted one by one
_TINTED_AFTER = 50  # milliseconds
_TIP = (
    "The kernel: type a weight, or drag it up or down. Tab goes on to the next, Shift and arrows "
    "choose a block; F1 lists every key."
)


class CellView(QWidget):
    """Shows the weights in square cells, and which of them are chosen.

    Signals:
        current_changed: another cell, or another weight in it.
    """

    current_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kernel = Kernel(((1.0,),))
        self._selection = Selection()
        self._largest = 1.0
        self._colours = LIGHT
        self._refused: tuple[Pair, ConvStudioError] | None = None
        self._hovered: QPointF | None = None
        self._symmetry: Symmetry | None = None
        self._painter = CellPainter()
        self.brush: Brush | None = None
        # Where the largest weight changes, all others are tinted anew: after the map was painted.
        self._tints = QTimer(self, singleShot=True, interval=_TINTED_AFTER)
        self._tints.timeout.connect(self._tint_anew)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setToolTip(in_lines(_TIP))
        self.set_side(SIDE)
        self._tell()

    @property
    def kernel(self) -> Kernel:
        """What is shown."""
        return self._kernel

    @property
    def selection(self) -> Selection:
        """The chosen cells."""
        return self._selection

    @property
    def layout_of_cells(self) -> CellLayout:
        """Where the cells are."""
        return CellLayout(self.width(), self._kernel.shape)

    @property
    def is_painting(self) -> bool:
        """Whether the mouse paints."""
        return self.brush is not None

    @property
    def paints(self) -> float:
        """What the brush paints; 0 without one."""
        return self.brush.target if self.brush else 0.0

    def set_side(self, side: int) -> None:
        """So many pixels across and down."""
        self.setFixedSize(QSize(side, side))

    def set_colours(self, colours: Colours) -> None:
        """The colours of signs and marks."""
        self._colours = colours
        self.update()

    def set_brush(self, brush: Brush | None) -> None:
        """What the mouse paints with; None lets it choose and scrub."""
        self.brush = brush
        self.setCursor(Qt.CursorShape.ArrowCursor if brush is None else Qt.CursorShape.CrossCursor)
        self.update()

    def set_symmetry(self, symmetry: Symmetry | None) -> None:
        """What follows the brush in its preview."""
        self._symmetry = symmetry
        self.update()

    def show_kernel(self, kernel: Kernel) -> None:
        """Shows a kernel, unmarked."""
        before, self._kernel = self._kernel, kernel
        unmarked, self._refused = self._refused is not None, None
        if kernel.shape != before.shape:
            self._largest = largest_weight(kernel)
            self.choose(Selection.of(kernel.anchored_at))
            self.update()
            return
        largest = largest_weight(kernel)
        if largest != self._largest and not self._tints.isActive():
            self._tints.start()
        if unmarked or kernel.anchored_at != before.anchored_at:
            self.update()
        else:
            self._update_changes(before)
        self._tell()

    def mark(self, row: int, column: int, error: ConvStudioError | None) -> None:
        """Marks a cell as refused, with the reason as tooltip, or takes the mark away."""
        self._refused = None if error is None else ((row, column), error)
        self.update()

    def is_marked(self, row: int, column: int) -> bool:
        """Whether the last text typed into that cell was refused."""
        return self._refused is not None and self._refused[0] == (row, column)

    def choose(self, selection: Selection) -> None:
        """Chooses cells."""
        before, self._selection = self._selection, selection.within(self._kernel.shape)
        if self._refused is not None and self._refused[0] != self._selection.current:
            self._refused = None
            self.update()
        if before != self._selection:
            self._update_block(before)
            self._update_block(self._selection)
        self._tell()

    def tip_of(self, cell: Pair) -> str:
        """What is told of a cell under the pointer."""
        if self._refused is not None and self._refused[0] == cell:
            return in_lines(f"Not taken: {self._refused[1].message}")
        anchor = "\nThe anchor: it lies over the output's pixel." if self._is_anchor(cell) else ""
        return f"{magnifier_words(self._kernel, cell)}{anchor}\n{in_lines(_TIP)}"

    @property
    def words(self) -> str:
        """The current cell and its weight."""
        return magnifier_words(self._kernel, self._selection.current)

    @property
    def shows_magnifier(self) -> bool:
        """Whether a cell is magnified: in a picture, while nothing is painted."""
        magnified = self._hovered is not None or self.hasFocus()
        return not self.layout_of_cells.has_numbers and self.brush is None and magnified

    @property
    def magnified(self) -> Pair:
        """The hovered cell, or else the current one."""
        hovered = self.layout_of_cells.at(self._hovered) if self._hovered is not None else None
        return hovered or self._selection.current

    @property
    def preview(self) -> FloatArray | None:
        """How much of each cell a dab would cover at the pointer, symmetry included."""
        if self.brush is None or self._hovered is None:
            return None
        shape = self._kernel.shape
        covered = coverage((self.layout_of_cells.place(self._hovered),), self.brush, shape)
        if self._symmetry is None or not is_possible(self._symmetry, shape):
            return covered
        labels, _signs = orbits(shape, self._symmetry)
        most = np.zeros(covered.size)
        np.maximum.at(most, labels.ravel(), covered.ravel())
        return np.maximum(covered, most[labels] / 2)  # what follows is fainter

    def paintEvent(self, event: QPaintEvent) -> None:
        refused = self._refused[0] if self._refused else None
        layout, selection = self.layout_of_cells, self._selection
        pointed = self.magnified if self.shows_magnifier else None
        look = Look(self._colours, layout, selection, refused, pointed, self.preview, self.paints)
        painter = QPainter(self)
        painter.setFont(self.font())
        self._painter.paint(painter, self._kernel, self._largest, look, event.region())
        if pointed is not None:
            rect = magnifier_rect(self.width(), layout.rect(pointed).center().y())
            painter.setFont(self.font())
            paint_magnifier(painter, rect, self._kernel, pointed, self._largest, self._colours)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self.layout_of_cells.at(QPointF(event.pos()))
            if self.brush is None:
                tip = self.toolTip() if cell is None else self.tip_of(cell)
                QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def _hover(self, spot: QPointF | None) -> None:
        self._hovered = spot
        if self.brush is not None or not self.layout_of_cells.has_numbers:
            self.update()

    def _is_anchor(self, cell: Pair) -> bool:
        return cell == self._kernel.anchored_at

    def _tint_anew(self) -> None:
        self._largest = largest_weight(self._kernel)
        self.update()

    def _update_changes(self, before: Kernel) -> None:
        """Only what differs is painted again: the hand waits for it."""
        if not self.layout_of_cells.has_numbers:
            self.update()
            return
        rows = zip(before.weights, self._kernel.weights, strict=True)
        changed = [
            (row, column)
            for row, (old, new) in enumerate(rows)
            if old != new
            for column, pair in enumerate(zip(old, new, strict=True))
            if pair[0] != pair[1]
        ]
        if len(changed) > _FEW:
            self.update()
            return
        for cell in changed:
            self.update(self.layout_of_cells.rect(cell))

    def _update_block(self, selection: Selection) -> None:
        layout = self.layout_of_cells
        if layout.has_numbers:
            self.update(layout.block(selection.first, selection.last))
        else:
            self.update()

    def _tell(self) -> None:
        """To screen readers and to whoever shows the current weight."""
        self.setAccessibleName(f"Kernel weights. {self.words}")
        self.current_changed.emit()
