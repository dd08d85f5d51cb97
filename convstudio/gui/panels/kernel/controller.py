"""The Kernel panel's controller: preset, size, anchor, divisor, brush and constraints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.kernel_edits import KernelEdits, Mark
from convstudio.gui.panels.fields import NumberField, in_six_digits
from convstudio.gui.panels.kernel.cell_edits import CellEdits
from convstudio.gui.panels.kernel.panel import KernelPanel
from convstudio.gui.panels.kernel.runs import Run, Runs
from convstudio.gui.panels.kernel.size_row import is_strict_shape
from convstudio.kernel.brush import Brush
from convstudio.kernel.constraints import Constraints, applied, edited, settled_total, with_divisor
from convstudio.kernel.formula import parse_weight
from convstudio.kernel.kernel import MAX_SIZE, Kernel, Pair
from convstudio.kernel.notation import parse_integer
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.kernel_places import dropped, kernel_count
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.pipeline import Layer
from convstudio.pipeline.weight_rows import (
    divided_row,
    is_weight_table,
    row_divided_by_its_sum,
    row_of,
)

_ONE_SIZE = "Every place of a locally connected layer has kernels of one size."
_SWITCHED = {"symmetry": "Symmetry", "total": "Lock Sum", "integers": "Integers"}


class KernelController(QObject):
    """Connects the panel with the edits: text in, checked changes out, values back."""

    def __init__(self, edits: KernelEdits, panel: KernelPanel) -> None:
        super().__init__(panel)
        self._edits = edits
        self._panel = panel
        self._runs = Runs(edits)
        self._sized: tuple[int, Bank] | None = None
        self.cells = CellEdits(edits, panel, self._attempt)
        panel.preset_chosen.connect(self.choose_preset)
        panel.sizes.size_entered.connect(self._on_size_entered)
        panel.sizes.link_wanted.connect(self._on_link_wanted)
        panel.sizes.strict_changed.connect(self._on_strict_changed)
        panel.divisor.text_entered.connect(self._on_divisor_entered)
        panel.divisor_row.equal_sum.clicked.connect(self._on_equal_sum)
        panel.divisor_row.auto.clicked.connect(self._on_auto_clicked)
        panel.grid.anchor_wanted.connect(self._on_anchor_wanted)
        panel.grid.brush_stepped.connect(self._on_brush_stepped)
        panel.tools.brush_entered.connect(self._on_brush_entered)
        panel.tools.constraints_wanted.connect(self._on_constraints_wanted)
        self.refresh()

    def refresh(self) -> None:
        """Shows the kernel in force."""
        layer = self._edits.session.layer
        local = isinstance(layer, LocallyConnected)
        self._panel.fix_size(_ONE_SIZE if local else "")
        row = self._row
        self._panel.take_row(None if row is None else row_of(row))
        self._panel.show_kernel(self._edits.kernel)
        self._tell_growth(layer)

    def _tell_growth(self, layer: Layer) -> None:
        """A kernel of another size in one filter has changed the size of all: that is said."""
        before, index = self._sized, self._edits.place.layer
        self._sized = None
        if not isinstance(layer, Bank) or kernel_count(layer) < 2:
            return
        self._sized = index, layer
        if before and before[0] == index and _grew(before[1], layer):
            rows, columns = layer.size
            self._panel.tell(f"All kernels of the layer are {rows}×{columns} now.")

    def choose_preset(self, identifier: str) -> None:
        """Takes a kernel of the library."""
        kernel = self._edits.library.named(identifier)
        preset, text = self._panel.preset, f"Kernel {kernel.name}"
        self._attempt(preset, lambda: self._edits.put(kernel, text), preset.mark)

    # Size and anchor

    def _on_size_entered(self, part: str, text: str) -> None:
        sizes = self._panel.sizes
        field = sizes.rows if part == "rows" else sizes.columns

        def edit() -> None:
            shape = sizes.wanted(part, text, self._edits.kernel.shape)
            self._resize(shape, field)

        self._attempt_in(field, edit)

    def _on_link_wanted(self) -> None:
        sizes = self._panel.sizes

        def edit() -> None:
            rows = self._edits.kernel.rows
            self._resize(sizes.wanted("rows", str(rows), (rows, rows)), sizes.rows)

        self._attempt_in(sizes.rows, edit)

    def _on_strict_changed(self, on: bool) -> None:
        """The rule holds at once: the kernel grows to the next odd square."""
        kernel, sizes = self._edits.kernel, self._panel.sizes
        if not on or is_strict_shape(kernel.shape):
            return
        size = min(max(kernel.shape) | 1, MAX_SIZE)
        self._attempt_in(sizes.rows, lambda: self._resize((size, size), sizes.rows))

    def _resize(self, shape: Pair, field: NumberField) -> None:
        """Sizes of one run count from its first kernel: a step too far and back loses nothing."""
        run = self._run_in(field, "size")
        lost = dropped(run.layer, *shape)
        if lost:
            self._ask_to_drop(run, shape, lost, field)
        else:
            self._put_resized(run, shape)

    def _put_resized(self, run: Run, shape: Pair) -> None:
        if isinstance(run.layer, Bank) and kernel_count(run.layer) > 1:  # all have one size
            made = run.layer.resized(*shape)
            self._runs.put_layer(run, made, f"Kernel Size {shape[0]}×{shape[1]}")
            return
        constraints, kept = self._panel.tools.constraints, settled_total(run.base)
        kernel = run.base.resized(*shape)
        kernel = edited(kernel, {}, constraints, auto_divisor=self._auto, kept=kept)
        self._runs.put(run, kernel, f"Kernel Size {shape[0]}×{shape[1]}")

    def _ask_to_drop(self, run: Run, shape: Pair, lost: int, field: NumberField) -> None:
        """Before weights are lost; what is in force stays until the answer."""
        size = f"{shape[0]}×{shape[1]}"
        words = "1 weight other than 0" if lost == 1 else f"{lost} weights other than 0"
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "Smaller kernel",
            f"A {size} kernel has no room for {words} of the {run.base.size_text} one.",
            QMessageBox.StandardButton.Cancel,
            self._panel.window(),
        )
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText("The centre is kept. Undo brings the others back.")
        drop = box.addButton("&Drop them", QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(drop)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setObjectName("drop-weights")

        def answered() -> None:
            if box.clickedButton() is drop:
                self._attempt_in(field, lambda: self._put_resized(run, shape))
            else:
                self.refresh()
            field.setFocus()

        box.finished.connect(answered)
        box.open()

    def _on_anchor_wanted(self, anchor: Pair | None) -> None:
        words = "in Centre" if anchor is None else f"at Row {anchor[0] + 1}, Column {anchor[1] + 1}"

        def edit() -> None:
            moved = self._edits.kernel.with_anchor(anchor)
            self._edits.put(moved, f"Anchor {words}", follow=True)

        self._attempt(self._panel.grid, edit)

    # Divisor

    @property
    def _auto(self) -> bool:
        return self._panel.divisor_row.follows

    @property
    def _row(self) -> Filter | None:
        """The filter under the hand, where its kernels are a row of weights."""
        layer = self._edits.session.layer
        if not isinstance(layer, Bank) or not is_weight_table(layer):
            return None
        return layer.filters[self._edits.place.filter]

    def _put_row(self, run: Run, made: Filter, text: str) -> None:
        if isinstance(run.layer, Bank):
            self._runs.put_layer(run, run.layer.with_filter(self._edits.place.filter, made), text)

    def _on_divisor_entered(self, text: str) -> None:
        def edit() -> None:
            run = self._run_in(self._panel.divisor, "divisor")
            divisor = parse_weight(text, "divisor")
            if self._row is not None:
                made = divided_row(self._row, divisor)
                self._put_row(run, made, f"Divisor {in_six_digits(divisor)}")
                return
            kernel = with_divisor(run.base, divisor, self._panel.tools.constraints)
            self._runs.put(run, kernel, f"Divisor {in_six_digits(divisor)}")

        self._attempt_in(self._panel.divisor, edit)

    def _on_equal_sum(self) -> None:
        def edit() -> None:
            if self._row is not None:
                self._put_row(
                    self._runs.begin(), row_divided_by_its_sum(self._row), "Divisor = Sum"
                )
                return
            kernel = self._edits.kernel
            self._edits.put(kernel.with_divisor(settled_total(kernel)), "Divisor = Sum")

        self._attempt(self._panel.divisor_row.equal_sum, edit)

    def _on_auto_clicked(self, on: bool) -> None:
        auto = self._panel.divisor_row.auto

        def edit() -> None:
            if on:
                kernel = self._with_constraints(self._panel.tools.constraints)
                self._edits.put(kernel, "Automatic Divisor")

        def mark(error: ConvStudioError) -> None:
            auto.setChecked(False)
            self.refresh()
            auto.mark(error)

        self._attempt(auto, edit, mark)
        self.refresh()

    # Tools

    def _on_constraints_wanted(self, wanted: Constraints) -> None:
        tools = self._panel.tools
        changed = [n for n in _SWITCHED if getattr(wanted, n) != getattr(tools.constraints, n)]
        button = getattr(tools, changed[0]) if changed else tools.symmetry

        def edit() -> None:
            if changed:
                kernel = self._with_constraints(wanted)
                told.append(_lost(self._edits.kernel, kernel))
                tools.show_constraints(wanted)  # before the kernel that meets them is shown
                self._edits.put(kernel, _SWITCHED[changed[0]])

        told: list[str] = []
        before = tools.constraints
        if not self._attempt(button, edit):
            tools.show_constraints(before)
        self.refresh()
        self._panel.tell("".join(told))

    def _with_constraints(self, constraints: Constraints) -> Kernel:
        return applied(self._edits.kernel, constraints, auto_divisor=self._auto)

    def _on_brush_entered(self, name: str, text: str) -> None:
        tools = self._panel.tools
        field = tools.fields[name]

        def edit() -> None:
            tools.show_brush(_with_setting(tools.settings, name, text))

        def mark(error: ConvStudioError) -> None:
            tools.show_brush(tools.settings)
            field.forget_typed()
            field.mark(error)

        self._attempt(field, edit, mark)

    def _on_brush_stepped(self, steps: int) -> None:
        self._panel.tools.fields["size"].stepBy(steps)

    def _run_in(self, field: NumberField, what: str) -> Run:
        """Steps of a field's arrows are one run; each text that is typed is one of its own."""
        steps = field.merge_key
        return self._runs.begin() if steps is None else self._runs.of((what, steps))

    # A refusal

    def _attempt_in(self, field: NumberField, edit: Callable[[], None]) -> None:
        self._attempt(field, edit, field.mark)

    def _attempt(self, widget: QWidget, edit: Callable[[], None], mark: Mark | None = None) -> bool:
        """Runs an edit; if it is refused, the panel shows what stays in force and a dialog why."""
        before = self._edits.session.pipeline

        def refused(error: ConvStudioError) -> None:
            self.refresh()
            if mark is not None:
                mark(error)

        taken = self._edits.attempt(widget, edit, refused)
        if taken and self._edits.session.pipeline is before:
            self.refresh()  # nothing was announced, but a text was typed
        return taken


def _grew(before: Bank, after: Bank) -> bool:
    """Whether a bank is another but for the size of its kernels; not one that was opened."""
    if before.size == after.size or len(before.filters) != len(after.filters):
        return False
    names = (field.name for field in fields(before) if field.name != "filters")
    return all(getattr(before, name) == getattr(after, name) for name in names)


def _lost(before: Kernel, after: Kernel) -> str:
    """What a constraint took from a kernel when it was switched on, in words."""
    lost = np.count_nonzero(before.array) - np.count_nonzero(after.array)
    if before.shape != after.shape or lost <= 0:
        return ""
    return (
        "1 weight became 0; undo brings it back."
        if lost == 1
        else (f"{lost} weights became 0; undo brings them back.")
    )


def _with_setting(brush: Brush, name: str, text: str) -> Brush:
    if name == "size":
        return replace(brush, size=parse_integer(text, "brush size"))
    number = parse_weight(text, f"brush {name}")
    if name == "value":
        return replace(brush, value=number)
    return replace(brush, softness=number / 100)
