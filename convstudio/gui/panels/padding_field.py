"""The padding: a mode, a number beside it, and one for each side where that is asked for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from convstudio.gui.bindings import EACH_SIDE, NUMBER, SIDES, Entry, PaddingBinding
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.panels.form import keep_room, label_for, new_row, show_or_hide
from convstudio.gui.panels.parameter_fields import WholeNumber, with_key
from convstudio.gui.scene import Scene
from convstudio.numerics.padding import PADDING_MODES
from convstudio.pipeline.parameters import PADDING, PADDING_MODE

_IN_PIXELS = (
    (NUMBER, "Number", PADDING.help),
    (EACH_SIDE, "Each side", "Pixels added at the top, the bottom, the left and the right, apart."),
)


class PaddingField(QWidget):
    """The row of the mode and its number; ``add_sides`` has the rows of the four sides.

    Sides that differ are always shown apart. Equal ones are, once somebody asked for each side,
    until a mode or a number for all is in force again.

    Signals:
        entered: an Entry, and the field to mark.
    """

    entered = Signal(object, object)

    def __init__(self, binding: PaddingBinding) -> None:
        super().__init__()
        self._binding = binding
        self._taken_apart = False
        self.mode = ChoiceBox("Padding mode", PADDING_MODE.help)
        self._tips = [(option.value, option.label, option.help) for option in PADDING_MODE.options]
        self._tips += _IN_PIXELS
        for mode, label, tip in self._tips:
            self.mode.add_choice(mode, label, tip)
        self.mode.activated.connect(self._on_mode_activated)
        self.number = WholeNumber(binding)
        self.number.entered.connect(self._on_number_entered)
        keep_room(self.number)
        self.sides = {side: WholeNumber(binding, side) for side in SIDES}
        for field in self.sides.values():
            field.entered.connect(self._on_side_entered)
        self.setFocusProxy(self.mode)
        row = new_row(self)
        row.addWidget(self.mode, 3)
        row.addWidget(self.number, 2)

    def add_to(self, form: QFormLayout) -> None:
        """Adds the row of the mode, and below it those of the sides, folded away."""
        text = with_key(self._binding.parameter.label, self._binding.key)
        form.addRow(label_for(text, self.mode), self)
        self._folded: list[QWidget] = []
        for first, second in (SIDES[:2], SIDES[2:]):
            pair = QWidget()
            row = new_row(pair)
            row.addWidget(self.sides[first], 1)
            row.addWidget(self.sides[second], 1)
            label = QLabel(f"{first}, {second}".capitalize())
            form.addRow(label, pair)
            self._folded += [label, pair]

    def show_scene(self, scene: Scene) -> None:
        """Shows the padding in force, in pixels too where it is a mode."""
        mode = self._binding.shown(scene, "mode")
        if mode in PADDING_MODES:  # after an undo too
            self._taken_apart = False
        elif mode == NUMBER and self._taken_apart:
            mode = EACH_SIDE
        label, tip = next((label, tip) for value, label, tip in self._tips if value == mode)
        self.mode.set_tip(f"{PADDING_MODE.help}\n{label}: {tip}")
        self.mode.choose(str(mode))
        show_or_hide(self.number, mode != EACH_SIDE, self.mode)
        for widget in self._folded:
            show_or_hide(widget, mode == EACH_SIDE, self.mode)
        for field in (self.number, *self.sides.values()):
            field.show_scene(scene)
        self._tell_sides(scene)

    def _tell_sides(self, scene: Scene) -> None:
        """One number can only be the largest of four that differ: its tooltip has them all."""
        amounts = {side: self._binding.shown(scene, side) for side in SIDES}
        if len({*amounts.values()}) > 1:
            told = ", ".join(f"{side} {amount}" for side, amount in amounts.items())
            self.number.set_tip(f"{self.number.help}\nNow: {told}.")
        else:
            self.number.set_tip(self.number.help)

    def _on_mode_activated(self, index: int) -> None:
        mode = self.mode.itemData(index)
        self._taken_apart = mode == EACH_SIDE
        self.entered.emit(Entry(self._binding, mode, "mode"), self.mode)

    def _on_number_entered(self, entry: Entry, field: WholeNumber) -> None:
        self._taken_apart = False
        self.entered.emit(entry, field)

    def _on_side_entered(self, entry: Entry, field: WholeNumber) -> None:
        self._taken_apart = True
        self.entered.emit(entry, field)
