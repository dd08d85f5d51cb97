"""The Formula page.

Who uses it: someone who has an equation, from a paper or from the head, and wants its kernel, with
a slider for every letter in it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout

from convstudio.errors import ConvStudioError, FormulaError
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.panels.fields import NumberField
from convstudio.gui.panels.form import muted_label
from convstudio.gui.theme import LIGHT, Colours
from convstudio.gui.workbench.formula_editor import FormulaEditor
from convstudio.gui.workbench.formula_menus import examples_menu, menu_button, words_menu
from convstudio.gui.workbench.formula_options import FormulaOptions
from convstudio.gui.workbench.formula_sliders import FormulaSliders
from convstudio.gui.workbench.kernel_maker import Made, Order
from convstudio.gui.workbench.page import KernelHead, scrolling_column
from convstudio.gui.workbench.recipe_page import RecipePage
from convstudio.gui.workbench.signed_offer import SignedOffer
from convstudio.kernel.formula import parse, parse_weight
from convstudio.kernel.formula.examples import FIRST
from convstudio.kernel.formula.settings import (
    FormulaSettings,
    Scaling,
    settings_of,
)
from convstudio.kernel.formula.weights import formula_kernel
from convstudio.kernel.kernel import Kernel, check_size
from convstudio.kernel.notation import parse_integer
from convstudio.kernel.recipe import Recipe
from convstudio.numerics.tiles import CancelToken

_NAMES = (
    "x to the right and y downwards from the anchor, in pixels; r and theta (radians) the same in"
    " polar form; F the longer side. Any other name is a slider."
)
# Milliseconds without a key until a formula is looked at: half a name would bring a slider.
_PAUSE = 120


class FormulaPage(RecipePage):
    """An editor, and a slider for each name; what they make is in force at once."""

    def __init__(self, edits: KernelEdits) -> None:
        super().__init__(edits, "formula")
        self.settings = FIRST
        self._names: tuple[str, ...] = parse(self.settings.text).sliders
        self._typing: Hashable = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._on_pause)
        self._build()
        self._show()

    @property
    def busy(self) -> bool:
        """Whether what was last asked for is still to come."""
        return self._pause.isActive() or self.maker.busy

    def set_colours(self, colours: Colours) -> None:
        """The theme's colours."""
        self.editor.set_colours(colours)
        self.sliders.set_colours(colours)

    def _build(self) -> None:
        self.editor = FormulaEditor()
        self.editor.edited.connect(self._on_edited)
        self.editor.entered.connect(self._on_editor_entered)
        self.trouble = muted_label("What is wrong, or what the names mean", lines=4)
        self.trouble.setWordWrap(True)
        self.place = muted_label("Where it is wrong", lines=2)
        self.place.setWordWrap(False)
        self.place.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.head = KernelHead()
        self.sliders = FormulaSliders(self._edits.new_gesture, LIGHT)
        self.sliders.moved.connect(self._on_moved)
        self.sliders.typed.connect(self._on_typed)
        self.options = FormulaOptions()
        self.options.size_entered.connect(self._on_size_entered)
        self.options.chosen.connect(self._on_chosen)
        self._place_all()
        self._tell(None)
        self.setFocusProxy(self.editor)

    def _place_all(self) -> None:
        column = scrolling_column(self)
        column.addLayout(self._buttons())
        column.addWidget(self.editor)
        column.addWidget(self.place)
        column.addWidget(self.trouble)
        column.addWidget(self.sliders)
        column.addWidget(self.options)
        column.addWidget(self.head)
        column.addWidget(SignedOffer(self._edits))
        column.addStretch(1)

    def _buttons(self) -> QHBoxLayout:
        self.examples = menu_button("Examples", "Formulas to begin with", "Examples of formulas")
        self.examples.setMenu(examples_menu(self.examples, self._on_example))
        self.insert = menu_button(
            "Insert",
            "All that a formula may use, with what it is",
            "Insert a variable or function",
        )
        self.insert.setMenu(words_menu(self.insert, self._insert))
        row = QHBoxLayout()
        row.addWidget(self.examples)
        row.addWidget(self.insert)
        row.addStretch(1)
        return row

    # What hands do

    def _insert(self, text: str) -> None:
        self.editor.insertPlainText(text)
        self.editor.setFocus()

    def _on_example(self, settings: FormulaSettings) -> None:
        self.editor.show_text(settings.text)
        self._order(settings, None)

    def _on_editor_entered(self) -> None:
        self._typing = None

    def _on_edited(self, text: str) -> None:
        if self._typing is None:
            self._typing = self._edits.new_gesture()
        self.settings = replace(self.settings, text=text)
        self._pause.start()

    def _on_pause(self) -> None:
        self._order(self.settings, self._typing)

    def _on_moved(self, name: str, value: float, gesture: Hashable) -> None:
        slider = self.settings.slider(name)
        self._order(self.settings.with_slider(slider.holding(value)), gesture)

    def _on_typed(self, name: str, text: str, part: str, field: NumberField) -> None:
        slider = self.settings.slider(name)

        def enter() -> None:
            number = parse_weight(text, field.accessibleName())
            if part == "value":
                changed = slider.holding(number)
            else:
                changed = replace(slider, **{part: number})  # type: ignore[arg-type]
                inside = min(max(changed.value, changed.low), changed.high)
                changed = replace(changed, value=inside)
            self._order(self.settings.with_slider(changed), field.merge_key)

        self._enter(field, enter)

    def _on_size_entered(self, which: str, text: str, field: NumberField) -> None:
        def enter() -> None:
            number = check_size(parse_integer(text, "kernel size"), which)
            rows = number if which == "rows" else self.settings.rows
            columns = number if which == "columns" else self.settings.columns
            self._order(replace(self.settings, rows=rows, columns=columns), field.merge_key)

        self._enter(field, enter)

    def _on_chosen(self, points: int, scaling: Scaling) -> None:
        self._order(replace(self.settings, points=points, scaling=scaling), None)

    def _enter(self, field: NumberField, enter: Callable[[], None]) -> None:
        """What was typed; a refusal shows the number in force again, marked."""

        def mark(error: ConvStudioError) -> None:
            self._show()
            field.mark(error)

        self._edits.attempt(field, enter, mark)

    # What follows

    def _order(self, settings: FormulaSettings, merge_key: Hashable) -> None:
        self._pause.stop()
        self.settings = settings
        self._show()

        def make(cancel: CancelToken) -> Kernel:
            return formula_kernel(settings, cancel.check)

        self.maker.order(Order(make, settings, merge_key))

    def _on_made(self, made: Made) -> None:
        if made.order.settings != self.settings:
            return  # what was typed since is under way
        error = made.error
        if made.kernel is not None:
            error = self._put(made.kernel, _step_words(made), made.order.merge_key)
        self._take_names()
        self._tell(error)
        self._show()

    def _call_off(self) -> None:
        super()._call_off()
        self._pause.stop()

    def _take(self, recipe: Recipe) -> None:
        self.settings = settings_of(recipe)
        self._take_names()

    def _take_names(self) -> None:
        """The names in the formula; while it cannot be read, those that were in it last."""
        try:
            self._names = parse(self.settings.text).sliders
        except FormulaError:
            return

    def _show(self) -> None:
        settings = self.settings
        self.editor.show_text(settings.text)
        self.sliders.show_sliders(self._names, settings)
        self.options.show_settings(settings)
        kernel = self._edits.kernel
        if self.in_force:
            self.head.show_kernel(kernel, kernel.name, f"Sum {kernel.total:.6g}.")
        else:
            words = f"Type, or move a slider, to replace “{kernel.name}”."
            self.head.show_kernel(None, "Formula", words)

    @property
    def in_force(self) -> bool:
        """Whether the kernel in force is one of a formula."""
        return self._recipe is not None

    def _tell(self, error: ConvStudioError | None) -> None:
        wrong = error if isinstance(error, FormulaError) else None
        self.editor.mark(wrong)
        self.place.setText(_around(wrong) if wrong else "")
        self.trouble.setText(f"{error.sentence} {error.hint}".strip() if error else _NAMES)


def _around(error: FormulaError, room: int = 38) -> str:
    """The line at fault and its carets, cut to what the page has room for."""
    line, carets = error.marked.split("\n")
    start = len(carets) - len(carets.lstrip())
    first = max(0, min(start - room // 2, len(line) - room))
    return f"{line[first : first + room]}\n{carets[first : first + room]}"


def _step_words(made: Made) -> str:
    """The name of the step for undo."""
    settings = cast(FormulaSettings, made.order.settings)
    text = " ".join(settings.text.split())
    return f"Formula {text}" if len(text) <= 32 else f"Formula {text[:31]}…"
