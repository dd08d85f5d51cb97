"""Turns what is done in the grid into steps of the kernel, on which the constraints hold."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.kernel_edits import KernelEdits, Mark
from convstudio.gui.panels.fields import in_six_digits
from convstudio.gui.panels.kernel.panel import KernelPanel
from convstudio.gui.panels.kernel.runs import Run, Runs
from convstudio.gui.panels.kernel.selection import Selection
from convstudio.kernel.brush import painted
from convstudio.kernel.constraints import edited, touched_cells
from convstudio.kernel.formula import parse_weight
from convstudio.kernel.kernel import Kernel, Pair
from convstudio.numerics.validation import FloatArray

Attempt = Callable[[QWidget, Callable[[], None], Mark | None], object]


class CellEdits(QObject):
    """Listens to a grid; each gesture, and each run of one key or of the wheel, is one step."""

    def __init__(self, edits: KernelEdits, panel: KernelPanel, attempt: Attempt) -> None:
        super().__init__(panel)
        self._edits = edits
        self._panel = panel
        self._attempt = attempt
        self._runs = Runs(edits)
        self._gesture: tuple[str, Run] | None = None
        self._refusal: ConvStudioError | None = None
        grid = panel.grid
        grid.weight_entered.connect(self._on_weight_entered)
        grid.all_entered.connect(self._on_all_entered)
        grid.changes_wanted.connect(self._on_changes_wanted)
        grid.nudged.connect(self._on_nudged)
        grid.stepped.connect(self._on_stepped)
        grid.gesture_begun.connect(self._on_gesture_begun)
        grid.scrubbed.connect(self._on_scrubbed)
        grid.brushed.connect(self._on_brushed)
        grid.gesture_ended.connect(self._on_gesture_ended)

    def _on_weight_entered(self, row: int, column: int, text: str) -> None:
        selection = Selection.of((row, column))

        def edit() -> None:
            weight = parse_weight(text, f"the weight in {selection.words}")
            run = self._runs.of(("weight", selection))
            step = f"Weight {in_six_digits(weight)} in {selection.words}"
            self._put(run, {(row, column): weight}, step)

        self._attempt(self._panel.grid, edit, self._marked(selection.current))

    def _on_all_entered(self, text: str) -> None:
        selection = self._panel.grid.selection

        def edit() -> None:
            weight = parse_weight(text, f"the weight in {selection.words}")
            step = f"Weight {in_six_digits(weight)} in {selection.words}"
            self._put(self._runs.begin(), dict.fromkeys(selection.cells, weight), step)

        self._attempt(self._panel.grid, edit, self._marked(selection.current))

    def _on_changes_wanted(self, changes: Mapping[Pair, float], verb: str) -> None:
        cells = tuple(changes)
        words = Selection.of(cells[0]).words if len(cells) == 1 else f"{len(cells)} cells"

        def edit() -> None:
            self._put(self._runs.begin(), changes, f"{verb} {words}")

        self._attempt(self._panel.grid, edit, self._marked(cells[0]))

    def _on_nudged(self, delta: float) -> None:
        self._shift("Nudge", delta, 1.0)

    def _on_stepped(self, steps: float) -> None:
        self._shift("Step", steps, step_of(self._edits.kernel))

    def _shift(self, verb: str, amount: float, step: float) -> None:
        """One more of a run that moves the chosen weights."""
        selection = self._panel.grid.selection
        run = self._runs.of((verb, selection))
        before, run.amount = run.amount, run.amount + amount * step

        def edit() -> None:
            changes = shifted(run.base, selection.cells, run.amount)
            self._put(run, changes, f"{verb} {selection.words}")

        def mark(error: ConvStudioError) -> None:
            run.amount = before
            self._marked(selection.current)(error)

        self._attempt(self._panel.grid, edit, mark)

    def _on_gesture_begun(self, verb: str) -> None:
        self._gesture, self._refusal = (verb, self._runs.begin()), None

    def _on_scrubbed(self, steps: float) -> None:
        if self._gesture is None:
            return
        verb, run = self._gesture
        selection = self._panel.grid.selection
        changes = shifted(run.base, selection.cells, steps * step_of(run.base))
        self._try(run, changes, f"{verb} {selection.words}")

    def _on_brushed(self, covered: FloatArray) -> None:
        brush = self._panel.tools.brush
        if self._gesture is None or brush is None:
            return
        verb, run = self._gesture
        symmetry = self._panel.tools.constraints.symmetry
        try:
            changes = painted(run.base.array, covered, brush, symmetry)
            cells = int(np.count_nonzero(touched_cells(run.base.shape, changes, symmetry)))
        except ConvStudioError as error:
            self._hold(error)
            return
        self._try(run, changes, f"{verb} {cells} {'cell' if cells == 1 else 'cells'}")

    def _on_gesture_ended(self) -> None:
        """A gesture that ended on something refused is explained now, not under the hand."""
        refusal, self._gesture, self._refusal = self._refusal, None, None
        if refusal is not None:

            def explain() -> None:
                raise refusal

            current = self._panel.grid.selection.current
            self._attempt(self._panel.grid, explain, self._marked(current))

    def _try(self, run: Run, changes: Mapping[Pair, float], text: str) -> None:
        """A move of a gesture: what is refused leaves the last good kernel and a note."""
        try:
            self._put(run, changes, text)
        except ConvStudioError as error:
            self._hold(error)
        else:
            self._refusal = None

    def _hold(self, error: ConvStudioError) -> None:
        self._refusal = error
        self._panel.tell(error.sentence)

    def _put(self, run: Run, changes: Mapping[Pair, float], text: str) -> None:
        tools, auto = self._panel.tools, self._panel.divisor_row.follows
        kernel = edited(run.base, changes, tools.constraints, auto_divisor=auto)
        self._runs.put(run, kernel, text)
        if tools.constraints.total == "free":
            return
        touched = touched_cells(kernel.shape, changes, tools.constraints.symmetry)
        moved = int(np.count_nonzero((kernel.array != run.base.array) & ~touched))
        if moved:
            others = "weight" if moved == 1 else "weights"
            self._panel.tell(f"The sum is locked: {moved} other {others} moved.")

    def _marked(self, cell: Pair) -> Mark:
        def mark(error: ConvStudioError) -> None:
            self._panel.grid.choose(Selection.of(cell))
            self._panel.grid.mark(*cell, error)

        return mark


def shifted(kernel: Kernel, cells: Iterable[Pair], amount: float) -> dict[Pair, float]:
    """The weights of some cells with so much added; ten times 0.1 is 1."""
    return {
        (row, column): float(f"{kernel.weights[row][column] + amount:.12g}")
        for row, column in cells
    }


def step_of(kernel: Kernel) -> float:
    """What one step of the wheel or of a drag is: 1 of integers, else some tenth of the largest."""
    flat = [abs(weight) for row in kernel.weights for weight in row]
    if all(weight == int(weight) for weight in flat):
        return 1.0
    return float(10.0 ** (math.floor(math.log10(max(flat))) - 1))
