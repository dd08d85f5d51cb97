"""What the mouse does in the grid: choose, scrub, step and paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from convstudio.gui.panels.kernel.selection import Selection
from convstudio.kernel.brush import Place, coverage
from convstudio.numerics.validation import FloatArray

if TYPE_CHECKING:
    from convstudio.gui.panels.kernel.grid import KernelGrid

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_BEGINS_AFTER = 4  # pixels: less is the trembling of a click
_PIXELS_A_STEP = 6
_FINE, _COARSE = 0.1, 10.0
_NOTCH = 120  # of a wheel, in Qt's eighths of a degree


def pace(held: Qt.KeyboardModifier) -> float:
    """How far a step goes: finer with Shift, coarser with Ctrl."""
    return _FINE if held & _SHIFT else _COARSE if held & _CTRL else 1.0


class GridMouse:
    """The mouse of one grid: from press to release it does one thing."""

    def __init__(self, grid: KernelGrid) -> None:
        self._grid = grid
        self._doing = ""  # or "press", "choose", "scrub", "paint"
        self._pressed = QPointF()
        self._last = QPointF()
        self._steps = 0.0
        self._notches = 0.0
        self._rest = 0.0
        self._place: Place = (0.0, 0.0)
        self._covered: FloatArray = np.zeros((1, 1))

    @property
    def is_busy(self) -> bool:
        """Whether a gesture is under way."""
        return self._doing in ("scrub", "paint")

    def press(self, event: QMouseEvent) -> None:
        """Chooses the cell, extends the block, or begins to paint."""
        grid, spot = self._grid, event.position()
        cell = grid.layout_of_cells.at(spot)
        self._pressed = self._last = spot
        if grid.brush is not None:
            self._begin_stroke(spot)
            return
        if cell is None:
            return
        if event.modifiers() & _SHIFT:
            self._doing = "choose"
            grid.choose(grid.selection.extended(cell))
            return
        self._doing = "press"
        if cell not in grid.selection.cells:  # a chosen block is scrubbed as a whole
            grid.choose(Selection.of(cell))

    def move(self, event: QMouseEvent) -> None:
        """Goes on with what was begun."""
        grid, spot = self._grid, event.position()
        if self._doing == "press" and abs(spot.y() - self._pressed.y()) >= _BEGINS_AFTER:
            self._doing, self._steps, self._rest = "scrub", 0.0, 0.0
            self._last = self._pressed
            grid.gesture_begun.emit("Scrub")
        if self._doing == "paint":
            self._stroke_on(spot)
        elif self._doing == "choose":
            cell = grid.layout_of_cells.at(spot)
            if cell is not None:
                grid.choose(grid.selection.extended(cell))
        elif self._doing == "scrub":
            self._scrub_on(spot, pace(event.modifiers()))
        self._last = spot

    def release(self, event: QMouseEvent) -> None:
        """Ends it; a click in a block chooses its cell alone."""
        doing, self._doing = self._doing, ""
        grid = self._grid
        if doing == "press":
            cell = grid.layout_of_cells.at(event.position())
            if cell is not None:
                grid.choose(Selection.of(cell))
        elif doing in ("scrub", "paint"):
            grid.gesture_ended.emit()

    def give_up(self) -> None:
        """Ends a gesture whose release will not come."""
        doing, self._doing = self._doing, ""
        if doing in ("scrub", "paint"):
            self._grid.gesture_ended.emit()

    def wheel(self, event: QWheelEvent) -> None:
        """Steps the weight under the pointer, or the size of the brush."""
        grid = self._grid
        turned = event.angleDelta().y() or event.angleDelta().x()  # Alt and Shift turn it aside
        self._notches += turned / _NOTCH
        whole = int(self._notches)
        self._notches -= whole
        cell = grid.layout_of_cells.at(event.position())
        if whole == 0 or (cell is None and grid.brush is None):
            return
        if grid.brush is not None:
            grid.brush_stepped.emit(whole)
            return
        if cell is not None and cell not in grid.selection.cells:
            grid.choose(Selection.of(cell))
        grid.stepped.emit(whole * pace(event.modifiers()))

    def _begin_stroke(self, spot: QPointF) -> None:
        grid = self._grid
        cell = grid.layout_of_cells.at(spot)
        if cell is not None:
            grid.choose(Selection.of(cell))
        self._doing = "paint"
        self._place = grid.layout_of_cells.place(spot)
        self._covered = np.zeros(grid.kernel.shape)
        grid.gesture_begun.emit("Erase" if grid.paints == 0 else "Paint")
        self._stroke_on(spot)

    def _stroke_on(self, spot: QPointF) -> None:
        grid = self._grid
        if grid.brush is None or self._covered.shape != grid.kernel.shape:
            return
        before, self._place = self._place, grid.layout_of_cells.place(spot)
        part = coverage((before, self._place), grid.brush, grid.kernel.shape)
        covered = np.maximum(self._covered, part)
        if not np.array_equal(covered, self._covered):
            self._covered = covered
            grid.brushed.emit(covered)

    def _scrub_on(self, spot: QPointF, factor: float) -> None:
        """Up is more; each step counts at the pace at which it was made."""
        self._rest += (self._last.y() - spot.y()) / _PIXELS_A_STEP
        whole = int(self._rest)
        if whole:
            self._rest -= whole
            self._steps += whole * factor
            self._grid.scrubbed.emit(self._steps)
