"""Preferences: how the studio works, for every window and from one start to the next.

Who uses it: someone whose machine has other work to do, who always pads with edges, or who writes
0,5 where others write 0.5. What is chosen is in force at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.panels.fields import NumberField, in_lines
from convstudio.gui.panels.form import label_for, new_form, rule
from convstudio.gui.settings import CACHE_LIMITS
from convstudio.gui.theme import colours_of
from convstudio.numerics.tiles import all_cores
from convstudio.pipeline.parameters import BORDER, CHANNELS, Option

_WIDTH = 440
_CACHE_STEP = 64  # MiB
_LABEL_WIDTH = 130


@dataclass(frozen=True)
class _Preference:
    """A row of the dialog: the setting's name, its label, what it does, what can be chosen."""

    name: str
    label: str
    tip: str
    options: tuple[Option, ...] = ()


def _groups() -> tuple[tuple[str, tuple[_Preference, ...]], ...]:
    cores = all_cores()
    everything = f"All ({cores})" if cores > 1 else "All"
    threads = (
        Option("0", everything, "Every processor that the system lets the studio use."),
        *(Option(f"{n}", f"{n}", _how_many(n)) for n in range(1, cores)),
    )
    numbers = (
        Option("system", "As the system", "The sign of the system's language."),
        Option("point", "Point: 0.5", "Decimals stand after a point."),
        Option("comma", "Comma: 0,5", "Decimals stand after a comma; a point is understood too."),
    )
    themes = (
        Option("system", "As the system", "Light or dark as the system is."),
        Option("light", "Light", "Dark text on light."),
        Option("dark", "Dark", "Light text on dark."),
    )
    # Alpha alone makes no map of most pictures.
    channels = tuple(option for option in CHANNELS.options if option.value != "alpha")
    return (
        (
            "Performance",
            (
                _Preference(
                    "threads", "&Threads", "How many processors the sums may take.", threads
                ),
                _Preference(
                    "cache_mebibytes",
                    "&Cache (MiB)",
                    "The memory that each window may hold of maps seen before: what you come back "
                    "to is there at once.",
                ),
            ),
        ),
        (
            "New windows",
            (
                _Preference("default_border", "&Border", BORDER.help, BORDER.options),
                _Preference("default_channels", "C&hannels", CHANNELS.help, channels),
            ),
        ),
        (
            "Appearance",
            (
                _Preference("theme", "Th&eme", "The colours of every window.", themes),
                _Preference(
                    "numbers",
                    "&Numbers",
                    "What stands before decimals in fields, cells and readings. Files and copied "
                    "text keep the point.",
                    numbers,
                ),
            ),
        ),
    )


class PreferencesDialog(QDialog):
    """One row a preference. It shows values and emits what was chosen.

    Signals:
        chosen: the setting's name, and the word or text.
        defaults_wanted: all are to be as they were at first.
    """

    chosen = Signal(str, str)
    defaults_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("preferences")
        self.setWindowTitle("Preferences")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.fields: dict[str, ChoiceBox | NumberField] = {}
        column = QVBoxLayout(self)
        column.setSpacing(10)
        for index, (title, preferences) in enumerate(_groups()):
            if index:
                column.addWidget(rule())
            self._add(column, title, preferences)
        column.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setToolTip(
            "What you chose is in force already (Esc)"
        )
        self.defaults = buttons.addButton("&Defaults", QDialogButtonBox.ButtonRole.ResetRole)
        self.defaults.setToolTip("Put all of these back to what they were at first")
        self.defaults.setAutoDefault(False)
        self.defaults.clicked.connect(self.defaults_wanted)
        column.addWidget(buttons)

    def show_value(self, name: str, value: str | int) -> None:
        """Shows what is in force."""
        field = self.fields[name]
        if isinstance(field, NumberField):
            field.show_value(float(value))
        else:
            field.choose(str(value))

    def refuse(self, name: str, error: ConvStudioError) -> None:
        """Marks a field whose value was not taken."""
        self.fields[name].mark(error)

    def _add(self, column: QVBoxLayout, title: str, preferences: Sequence[_Preference]) -> None:
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        column.addWidget(heading)
        form = new_form()
        colours = colours_of(self)
        for preference in preferences:
            field = self._field(preference)
            field.set_colours(colours)
            label = label_for(preference.label, field)
            label.setMinimumWidth(_LABEL_WIDTH)
            label.setToolTip(in_lines(preference.tip))
            self.fields[preference.name] = field
            form.addRow(label, field)
        column.addLayout(form)

    def _field(self, preference: _Preference) -> ChoiceBox | NumberField:
        name, accessible = preference.name, preference.label.replace("&", "")
        if not preference.options:
            low, high = CACHE_LIMITS
            number = NumberField(
                accessible, preference.tip, step=_CACHE_STEP, minimum=low, maximum=high
            )
            number.text_entered.connect(lambda text: self.chosen.emit(name, text))
            return number
        box = ChoiceBox(accessible, preference.tip)
        for option in preference.options:
            box.add_choice(option.value, option.label, option.help)
        box.activated.connect(lambda _index: self.chosen.emit(name, box.currentData()))
        return box


def _how_many(count: int) -> str:
    return "One processor; the others are free." if count == 1 else f"{count} processors."
