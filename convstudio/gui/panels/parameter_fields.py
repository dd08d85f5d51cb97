"""Fields built from declared parameters: label, range, options and tooltip come with the parameter.

Each shows its value of a Scene and emits what a hand does in it as an Entry, with itself as the
field to mark should the entry be refused.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from convstudio.gui.bindings import Binding, Entry
from convstudio.gui.entered import limits
from convstudio.gui.panels.boxes import ChoiceBox, SwitchBox
from convstudio.gui.panels.fields import NumberField, in_six_digits
from convstudio.gui.scene import Scene
from convstudio.kernel.notation import format_number
from convstudio.pipeline.parameters import (
    ChoiceParameter,
    IntegerParameter,
    NumberParameter,
    SwitchParameter,
)

_SIDE = "Pixels added {where} of the picture, as the border says."
_PARTS = {
    "vertical": "Vertical {what}, from row to row. {help}",
    "horizontal": "Horizontal {what}, from column to column. {help}",
    "top": _SIDE.format(where="at the top"),
    "bottom": _SIDE.format(where="at the bottom"),
    "left": _SIDE.format(where="on the left"),
    "right": _SIDE.format(where="on the right"),
}
_STEP_OF_FLOAT = 0.01  # of a float picture's white; of others an 8-bit level


class WholeNumber(NumberField):
    """A field for an integer parameter, or for one part of it.

    Signals:
        entered: an Entry, and this field.
    """

    entered = Signal(object, object)

    def __init__(self, binding: Binding, part: str = "") -> None:
        parameter = binding.parameter
        assert isinstance(parameter, IntegerParameter)  # noqa: S101 - a slip of the form's author
        super().__init__(
            parameter.label,
            parameter.help,
            step=parameter.step,
            minimum=parameter.minimum,
            maximum=parameter.maximum,
        )
        self._binding, self._parameter = binding, parameter
        self.become(part)
        self.text_entered.connect(self._on_text_entered)

    def become(self, part: str) -> None:
        """Stands for another part of the value from here on; none is all of it."""
        self._part = part
        self.set_tip(self.help)
        self.set_name(f"{part} {self._parameter.label.lower()}".strip().capitalize())

    @property
    def help(self) -> str:
        """What the number means, with its range."""
        parameter = self._parameter
        words = parameter.help
        if self._part in _PARTS:
            words = _PARTS[self._part].format(what=parameter.label.lower(), help=parameter.help)
        return f"{words} {parameter.minimum} to {parameter.maximum}."

    def show_scene(self, scene: Scene) -> None:
        """Shows the value in force."""
        self.show_value(self._binding.shown(scene, self._part))

    def _on_text_entered(self, text: str) -> None:
        self.entered.emit(Entry(self._binding, text, self._part), self)


class UnitNumber(NumberField):
    """A field for a fraction of the full range, in the picture's own units.

    Signals:
        entered: an Entry, and this field.
    """

    entered = Signal(object, object)

    def __init__(self, binding: Binding) -> None:
        parameter = binding.parameter
        assert isinstance(parameter, NumberParameter)  # noqa: S101 - a slip of the form's author
        super().__init__(binding.step or parameter.label, parameter.help)
        self._binding, self._parameter = binding, parameter
        self.text_entered.connect(self._on_text_entered)

    def show_scene(self, scene: Scene) -> None:
        """Shows the value in force."""
        white, allowed = scene.full_range, limits(self._parameter, scene)
        step = white / 255 if white > 1 else _STEP_OF_FLOAT
        self.set_limits(allowed.minimum, allowed.maximum, step)
        value = self._binding.shown(scene)
        self.set_tip(_in_units(self._parameter, scene, value))
        self.show_value(value)

    def words(self, value: float) -> str:
        """A value with at most six digits; what is not edited keeps all it has."""
        return in_six_digits(value)

    def _on_text_entered(self, text: str) -> None:
        self.entered.emit(Entry(self._binding, text), self)


def _in_units(parameter: NumberParameter, scene: Scene, value: float) -> str:
    """What a number means to who types it in the picture's own units."""
    white, (share, colour) = scene.full_range, parameter.example
    example = f"{format_number(share * white)} is {colour}"
    if share != 1:
        example += f", {format_number(white)} is white"
    allowed = limits(parameter, scene)
    words = f"{parameter.meaning}, in the picture's own units: {example} here. {parameter.note}"
    return (
        f"{words.strip()}\n"
        f"Now {format_number(value)}; from {format_number(allowed.minimum)} to "
        f"{format_number(allowed.maximum)}, and 1/9 or 1e-3 will do. "
        "Saved as a fraction of the full range."
    )


class Choice(ChoiceBox):
    """A box for a choice, each option with its help.

    Signals:
        entered: an Entry, and this field.
    """

    entered = Signal(object, object)

    def __init__(self, binding: Binding) -> None:
        parameter = binding.parameter
        assert isinstance(parameter, ChoiceParameter)  # noqa: S101 - a slip of the form's author
        super().__init__(parameter.label, parameter.help)
        self._binding, self._parameter = binding, parameter
        for option in parameter.options:
            self.add_choice(option.value, option.label, option.help)
        self.activated.connect(self._on_activated)

    def show_scene(self, scene: Scene) -> None:
        """Shows the value in force, with its own help after that of the parameter."""
        value = self._binding.shown(scene)
        told = next(option.help for option in self._parameter.options if option.value == value)
        self.set_tip(f"{self._parameter.help}\n{self.itemText(self.findData(value))}: {told}")
        self.choose(value)

    def _on_activated(self, index: int) -> None:
        self.entered.emit(Entry(self._binding, self.itemData(index)), self)


class Switch(SwitchBox):
    """A box for a switch.

    Signals:
        entered: an Entry, and this field.
    """

    entered = Signal(object, object)

    def __init__(self, binding: Binding) -> None:
        parameter = binding.parameter
        assert isinstance(parameter, SwitchParameter)  # noqa: S101 - a slip of the form's author
        super().__init__(with_key(parameter.label, binding.key), parameter.help)
        self._binding = binding
        self.clicked.connect(self._on_clicked)

    def show_scene(self, scene: Scene) -> None:
        """Shows the value in force."""
        self.show_value(self._binding.shown(scene))

    def _on_clicked(self, on: bool) -> None:
        self.entered.emit(Entry(self._binding, on), self)


ParameterField = WholeNumber | UnitNumber | Choice | Switch
_KINDS: dict[type, Callable[[Binding], ParameterField]] = {
    IntegerParameter: WholeNumber,
    NumberParameter: UnitNumber,
    ChoiceParameter: Choice,
    SwitchParameter: Switch,
}


def field_for(binding: Binding) -> ParameterField:
    """The field that a parameter's declaration asks for."""
    return _KINDS[type(binding.parameter)](binding)


def with_key(label: str, key: str) -> str:
    """The label with its letter marked: ``with_key("Flip kernel", "k")`` → ``"Flip &kernel"``."""
    place = label.lower().find(key) if key else -1
    return label if place < 0 else f"{label[:place]}&{label[place:]}"
