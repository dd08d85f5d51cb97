"""A family swept over an angle, a scale or any parameter of it, or over two."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import count

from PySide6.QtWidgets import QLabel, QVBoxLayout

from convstudio.errors import ConvStudioError
from convstudio.gui.banks.fill_page import Fill, Filled, FillPage, Target, made_of
from convstudio.gui.banks.sweep_fields import SweepFields
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.panels.fields import NumberField
from convstudio.gui.panels.form import label_for, new_form
from convstudio.gui.theme import LIGHT, Colours
from convstudio.gui.workbench.family_form import FamilyForm
from convstudio.gui.workbench.page import scrolling_column
from convstudio.kernel.families import FAMILIES, Family, Settings, family
from convstudio.kernel.formula import parse_weight
from convstudio.kernel.recipe import Recipe, Setting
from convstudio.pipeline.banks.sweeps import swept

_FIRST = "gabor"
_LIKELY = ("angle", "sigma", "radius", "size", "length")  # what one sweeps first of all


class SweepFill(FillPage):
    """Family, one or two parameters to sweep, and the others' values."""

    title = "Famil&y sweep"
    step = "Fill with a Family Sweep"

    def __init__(self, recipe: Recipe | None) -> None:
        super().__init__()
        self._gestures = count()
        self._colours = LIGHT
        self._settings: dict[str, Settings] = {one.identifier: one.defaults for one in FAMILIES}
        self._forms: dict[str, FamilyForm] = {}
        self.family = ChoiceBox("Family", "The family of kernels.")
        for one in FAMILIES:
            self.family.add_choice(one.identifier, one.label, one.summary)
        self.first = SweepFields("Sweep", may_be_none=False)
        self.second = SweepFields("And", may_be_none=True)
        self._forms_place = QVBoxLayout()
        self._place()
        for fields in (self.first, self.second):
            fields.changed.connect(self._on_swept)
            fields.refused.connect(self.refused)
        self.family.activated.connect(self._on_family)
        self.choose(self._begin_with(recipe))

    @property
    def chosen(self) -> Family:
        """The family."""
        return family(self.family.currentData())

    @property
    def settings(self) -> Settings:
        """The values of the parameters that are not swept."""
        return self._settings[self.chosen.identifier]

    @property
    def form(self) -> FamilyForm:
        """The form of the family."""
        return self._forms[self.chosen.identifier]

    def choose(self, identifier: str) -> None:
        """Shows a family."""
        self.family.choose(identifier)
        names = [parameter.name for parameter in self.chosen.parameters]
        likely = next((name for name in _LIKELY if name in names), names[0])
        self.first.show_family(self.chosen, likely)
        self.second.show_family(self.chosen, None)
        if identifier not in self._forms:
            form = FamilyForm(self.chosen, self._new_gesture)
            form.moved.connect(self._on_moved)
            form.typed.connect(self._on_typed)
            form.set_colours(self._colours)
            self._forms[identifier] = form
            self._forms_place.addWidget(form)
        for name, form in self._forms.items():
            form.setVisible(name == identifier)
        self._show()

    def fill(self) -> Fill:
        one, settings = self.chosen, self.settings
        sweeps = tuple(s for s in (self.first.sweep, self.second.sweep) if s is not None)

        def make(target: Target) -> Filled:
            return made_of(target, swept(one, settings, sweeps), None)

        return make

    def set_colours(self, colours: Colours) -> None:
        self._colours = colours
        super().set_colours(colours)

    def begin(self) -> None:
        self.family.setFocus()

    def _begin_with(self, recipe: Recipe | None) -> str:
        """The family of the kernel in force, with its settings; else Gabor."""
        if recipe is None or recipe.origin != "family":
            return _FIRST
        try:
            made_by = family(recipe.text)
            self._settings[made_by.identifier] = made_by.settings(recipe).with_size(None)
        except ConvStudioError:  # of anybody's file
            return _FIRST
        return made_by.identifier

    def _place(self) -> None:
        column = scrolling_column(self)
        form = new_form()
        form.addRow(label_for("Fa&mily", self.family), self.family)
        form.addRow(label_for("S&weep", self.first.parameter), self.first)
        form.addRow(label_for("An&d", self.second.parameter), self.second)
        heading = QLabel("The others")
        heading.setProperty("role", "heading")
        column.addLayout(form)
        column.addWidget(heading)
        column.addLayout(self._forms_place)
        column.addStretch(1)

    def _new_gesture(self) -> Hashable:
        return next(self._gestures)

    def _on_family(self) -> None:
        self.choose(self.family.currentData())
        self.changed.emit()

    def _on_swept(self) -> None:
        self._show()
        self.changed.emit()

    def _on_moved(self, name: str, value: Setting, _gesture: object) -> None:
        self._put(name, value)

    def _on_typed(self, name: str, text: str, field: NumberField) -> None:
        parameter = self.chosen.parameter(name)
        try:
            value = parameter.checked(parse_weight(text, parameter.label))
        except ConvStudioError as error:
            self._show()
            field.mark(error)
            self.refused.emit(error, field)
            return
        self._put(name, value)

    def _put(self, name: str, value: Setting) -> None:
        self._settings[self.chosen.identifier] = self.settings.with_value(name, value)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        """Shows the settings; those that are swept have nothing to set."""
        self.form.show_settings(self.settings)
        swept_names = [s.name for s in (self.first.sweep, self.second.sweep) if s is not None]
        for name, field in self.form.fields.items():
            if name in swept_names:
                field.setEnabled(False)
            elif isinstance(field, ChoiceBox):  # whose row alone the form enables again
                field.setEnabled(True)
