"""The tools beside the grid: what the mouse does, the brush, and the constraints."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Literal, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convstudio.gui.icons import tinted_icon
from convstudio.gui.panels.boxes import FlatButton
from convstudio.gui.panels.fields import FIELD_HEIGHT, NumberField, in_lines
from convstudio.gui.theme import LIGHT, Colours
from convstudio.kernel.brush import Brush, BrushMode
from convstudio.kernel.constraints import Constraints, Total, met
from convstudio.kernel.kernel import MAX_SIZE, Kernel
from convstudio.kernel.symmetry import Symmetry, is_possible

Choice = TypeVar("Choice")
TOOLS_WIDTH = 58  # pixels
_MODES: dict[BrushMode | None, tuple[str, str, str]] = {
    None: (
        "choose-cells",
        "Choose and scrub",
        "Choose cells; drag a weight up or down to turn it. Shift is finer, Ctrl coarser.",
    ),
    "positive": ("paint-positive", "Paint positive", "Paint the value over the cells (Ctrl+B)."),
    "negative": ("paint-negative", "Paint negative", "Paint the value with a minus sign."),
    "erase": ("erase", "Erase", "Paint zeros."),
}
_SYMMETRIES: dict[Symmetry | None, tuple[str, str]] = {
    None: ("&None", "Each weight stands for itself."),
    "left-right": ("&Left–right", "Each row reads the same from both ends."),
    "up-down": ("&Up–down", "Each column reads the same from both ends."),
    "diagonal": ("&Diagonal", "Rows and columns are alike: the kernel is its own transpose."),
    "all": ("&All", "Left–right, up–down and, where it is square, diagonal."),
    "rotational": ("&Rotational", "The same after a turn by 90°."),
    "anti-symmetric": ("An&ti-symmetric", "Through the centre each weight meets its opposite."),
}
_TOTALS: dict[Total, tuple[str, str]] = {
    "free": ("&Free", "The sum is what the weights give."),
    "0": ("Locked to &0", "Even areas become black: the weights add up to 0."),
    "1": ("Locked to &1", "The brightness stays: weights / divisor add up to 1."),
    "kept": ("&Kept as it is", "What one weight gains the others lose."),
}


class ToolColumn(QWidget):
    """Buttons and fields in a narrow column; it holds the brush and the constraints in force.

    Signals:
        brush_changed: another tool was taken, or the brush is another.
        brush_entered: "size", "value" or "softness", and the text that was typed.
        constraints_wanted: the Constraints that are to hold.
    """

    brush_changed = Signal()
    brush_entered = Signal(str, str)
    constraints_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(TOOLS_WIDTH)
        self._brush = Brush()
        self._constraints = Constraints()
        self._mode: BrushMode | None = None
        self._icons: dict[QToolButton, str] = {}
        self.modes = {mode: self._mode_button(mode) for mode in _MODES}
        group = QButtonGroup(self)
        for button in self.modes.values():
            group.addButton(button)
        self.modes[None].setChecked(True)
        self.fields = _brush_fields()
        for name, field in self.fields.items():
            field.text_entered.connect(partial(self.brush_entered.emit, name))
        self._make_constraints()
        self._place()
        self.set_colours(LIGHT)
        self.show_brush(self._brush)
        self.show_constraints(self._constraints)

    @property
    def brush(self) -> Brush | None:
        """What the mouse paints with; None while it chooses and scrubs."""
        return None if self._mode is None else replace(self._brush, mode=self._mode)

    @property
    def settings(self) -> Brush:
        """The brush as it is set, painting or not."""
        return self._brush

    @property
    def constraints(self) -> Constraints:
        """What holds while editing."""
        return self._constraints

    def set_colours(self, colours: Colours) -> None:
        """Draws the buttons in the theme's colours."""
        for button, icon in self._icons.items():
            button.setIcon(tinted_icon(icon, colours))

    def take(self, mode: BrushMode | None) -> None:
        """Takes a tool: a brush, or None to choose and scrub."""
        self._mode = mode
        self.modes[mode].setChecked(True)
        self.brush_changed.emit()

    def show_brush(self, brush: Brush) -> None:
        """Shows the brush in force."""
        self._brush = brush
        self.fields["size"].show_value(brush.size)
        self.fields["value"].show_value(brush.value)
        self.fields["softness"].show_value(round(100 * brush.softness, 6))
        self.brush_changed.emit()

    def show_constraints(self, constraints: Constraints) -> None:
        """Shows the constraints in force."""
        self._constraints = constraints
        self._symmetry_actions[constraints.symmetry].setChecked(True)
        self._total_actions[constraints.total].setChecked(True)
        self.integers.setChecked(constraints.integers)
        symmetry, total = _SYMMETRIES[constraints.symmetry][0], _TOTALS[constraints.total][0]
        _show_choice(self.symmetry, "Symmetry while editing", symmetry, constraints.symmetry)
        locked = constraints.total != "free"
        _show_choice(self.total, "Sum of the weights while editing", total, locked)

    def loosen(self, kernel: Kernel) -> str:
        """Switches off what a kernel in force does not meet, undone or taken; says so in words."""
        held = self._constraints
        if not met(kernel, Constraints(symmetry=held.symmetry)):
            held = replace(held, symmetry=None)
        if not met(kernel, Constraints(total=held.total)):
            held = replace(held, total="free")
        if not met(kernel, Constraints(integers=held.integers)):
            held = replace(held, integers=False)
        if held == self._constraints:
            return ""
        self.show_constraints(held)
        return "What this kernel does not meet is switched off."

    def show_kernel(self, kernel: Kernel) -> None:
        """Offers the symmetries that a kernel of that shape can have."""
        for symmetry, action in self._symmetry_actions.items():
            possible = symmetry is None or is_possible(symmetry, kernel.shape)
            action.setEnabled(possible)
            words = _SYMMETRIES[symmetry][1]
            why = "" if possible else f" Not of {kernel.size_text} weights: it needs a square."
            action.setToolTip(f"{words}{why}")

    def _make_constraints(self) -> None:
        self.symmetry = self._menu_button("symmetry", "Symmetry while editing")
        self.total = self._menu_button("lock-sum", "Lock the sum while editing")
        self.integers = self._button("integers", "Integers only")
        self.integers.setToolTip("Integers only: every edit ends at whole numbers.")
        self.integers.setCheckable(True)
        self.integers.clicked.connect(self._on_integers_clicked)
        self.symmetry_menu, self._symmetry_actions = self._menu("S&ymmetry", _SYMMETRIES)
        self.total_menu, self._total_actions = self._menu("S&um of the weights", _TOTALS)
        self.symmetry.setMenu(self.symmetry_menu)
        self.total.setMenu(self.total_menu)
        for symmetry, action in self._symmetry_actions.items():
            action.triggered.connect(partial(self._want, symmetry=symmetry))
        for total, action in self._total_actions.items():
            action.triggered.connect(partial(self._want, total=total))

    def _want(
        self,
        _checked: bool = False,
        *,
        symmetry: Symmetry | Literal["same"] | None = "same",
        total: Total | None = None,
    ) -> None:
        wanted = self._constraints
        if symmetry != "same":
            wanted = replace(wanted, symmetry=symmetry)
        if total is not None:
            wanted = replace(wanted, total=total)
        self.constraints_wanted.emit(wanted)

    def _on_integers_clicked(self, on: bool) -> None:
        self.constraints_wanted.emit(replace(self._constraints, integers=on))

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(_in_pairs(list(self.modes.values())))
        column.addStretch(1)
        for name, field in self.fields.items():
            caption = QLabel({"softness": "Soft %"}.get(name, name.capitalize()))
            caption.setProperty("role", "muted")
            caption.setBuddy(field)
            column.addWidget(caption)
            column.addWidget(field)
        column.addStretch(1)
        column.addLayout(_in_pairs([self.symmetry, self.total, self.integers]))

    def _mode_button(self, mode: BrushMode | None) -> QToolButton:
        icon, name, tip = _MODES[mode]
        button = self._button(icon, name)
        button.setCheckable(True)
        button.setToolTip(in_lines(f"{name}. {tip}"))
        button.clicked.connect(partial(self._on_mode_clicked, mode))
        return button

    def _on_mode_clicked(self, mode: BrushMode | None, _checked: bool = False) -> None:
        self.take(mode)

    def _menu_button(self, icon: str, name: str) -> QToolButton:
        button = self._button(icon, name)
        button.setCheckable(True)  # while something is chosen in it
        button.clicked.connect(partial(self._open_menu, button))
        return button

    def _open_menu(self, button: QToolButton, _checked: bool = False) -> None:
        """Not by the button itself, which would wait in a loop of its own until it is closed."""
        self.show_constraints(self._constraints)  # the click checked or unchecked it
        button.menu().popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _button(self, icon: str, name: str) -> QToolButton:
        button = FlatButton()
        button.setAccessibleName(name)
        button.setFixedSize(FIELD_HEIGHT, FIELD_HEIGHT)
        button.setIconSize(QSize(20, 20))
        self._icons[button] = icon
        return button

    def _menu(
        self, title: str, choices: dict[Choice, tuple[str, str]]
    ) -> tuple[QMenu, dict[Choice, QAction]]:
        menu, actions = QMenu(title, self), {}
        menu.setToolTipsVisible(True)
        group = QActionGroup(menu)
        for choice, (text, tip) in choices.items():
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setToolTip(tip)
            group.addAction(action)
            actions[choice] = action
        return menu, actions


def _brush_fields() -> dict[str, NumberField]:
    return {
        "size": NumberField(
            "Brush size",
            f"Brush size: cells across it, 1 to {MAX_SIZE}; [ and ] or the wheel change it.",
            minimum=1,
            maximum=MAX_SIZE,
        ),
        "value": NumberField(
            "Brush value",
            "Brush value: the weight that is painted, without its sign.",
            minimum=0,
            maximum=1e12,
        ),
        "softness": NumberField(
            "Brush softness",
            "Brush softness, in per cent: over how much of its radius the brush fades out.",
            minimum=0,
            maximum=100,
            step=10,
        ),
    }


def _show_choice(button: QToolButton, name: str, choice: str, on: object) -> None:
    plain = choice.replace("&", "")
    button.setChecked(bool(on))
    button.setAccessibleName(f"{name}: {plain}")
    button.setToolTip(in_lines(f"{name}: {plain.lower()}."))


def _in_pairs(buttons: list[QToolButton]) -> QGridLayout:
    grid = QGridLayout()
    grid.setSpacing(4)
    for place, button in enumerate(buttons):
        grid.addWidget(button, place // 2, place % 2, Qt.AlignmentFlag.AlignLeft)
    grid.setColumnStretch(1, 1)
    return grid
