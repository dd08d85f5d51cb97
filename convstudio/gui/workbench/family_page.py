"""The Families page.

Who uses it: someone who knows what the kernel should be, not its numbers, and finds them by moving
a slider with the eye on the picture; and someone who comes back to a kernel made this way, and
wants its sliders where they were.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from convstudio.errors import ConvStudioError
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.panels.fields import NumberField
from convstudio.gui.panels.form import muted_label
from convstudio.gui.theme import LIGHT, Colours
from convstudio.gui.workbench.family_form import FamilyForm, labelled
from convstudio.gui.workbench.family_list import FamilyList
from convstudio.gui.workbench.kernel_maker import Made, Order
from convstudio.gui.workbench.page import KernelHead, SizeFields, scrolling_column
from convstudio.gui.workbench.recipe_page import RecipePage
from convstudio.gui.workbench.signed_offer import SignedOffer
from convstudio.kernel.families import FAMILIES, Family, Settings, family
from convstudio.kernel.formula import parse_weight
from convstudio.kernel.kernel import Kernel, Pair, check_size
from convstudio.kernel.notation import parse_integer
from convstudio.kernel.recipe import Recipe, Setting
from convstudio.numerics.tiles import CancelToken

_AUTO_TIP = "The family chooses the size from its parameters; or the rows and columns beside it."
_SAMPLING_TIP = (
    "Each weight is the function's value at the pixel's centre, or its exact mean over the pixel."
)


class FamilyPage(RecipePage):
    """Chooses a family and its parameters; what they make is in force at once."""

    def __init__(self, edits: KernelEdits) -> None:
        super().__init__(edits, "family")
        self._family: Family = FAMILIES[0]
        self._settings: dict[str, Settings] = {f.identifier: f.defaults for f in FAMILIES}
        self._forms: dict[str, FamilyForm] = {}
        self._colours = LIGHT
        self._browsing: Hashable = None
        self._build()
        self._tell(None)
        self._show()

    @property
    def settings(self) -> Settings:
        """What the sliders of the chosen family stand for."""
        return self._settings[self._family.identifier]

    @property
    def form(self) -> FamilyForm:
        """The form of the chosen family."""
        return self._form_of(self._family)

    def set_colours(self, colours: Colours) -> None:
        """The theme's colours, for what is built from here on too."""
        self._colours = colours
        for form in self._forms.values():
            form.set_colours(colours)

    def _build(self) -> None:
        self.list = FamilyList()
        self.list.chosen.connect(self._on_family_chosen)
        self.head = KernelHead()
        self.size_choice = ChoiceBox("Size", _AUTO_TIP)
        self.size_choice.add_choice("auto", "Auto", "From the parameters.")
        self.size_choice.add_choice("hand", "By hand", "Rows × columns.")
        self.size_choice.activated.connect(self._on_size_choice)
        self.size_fields = SizeFields()
        self.size_fields.rows.text_entered.connect(partial(self._on_size_entered, "rows"))
        self.size_fields.columns.text_entered.connect(partial(self._on_size_entered, "columns"))
        self.sampling = ChoiceBox("Sampling", _SAMPLING_TIP)
        self.sampling.add_choice("point", "At the pixel's centre", "Even sampling.")
        self.sampling.add_choice("integrated", "Mean over the pixel", "Exact integration.")
        self.sampling.activated.connect(self._on_sampling)
        self.rule = muted_label("What is wrong, or how size and sum are chosen", lines=4)
        column = scrolling_column(self)
        self._place_of_forms = QVBoxLayout()
        column.addWidget(self.list)
        column.addWidget(self.head)
        column.addLayout(self._place_of_forms)
        column.addWidget(labelled("Size F", self.size_choice, _AUTO_TIP))
        column.addWidget(labelled("", self.size_fields, "Rows × columns."))
        column.addWidget(labelled("Sampling", self.sampling, _SAMPLING_TIP))
        column.addWidget(SignedOffer(self._edits))
        column.addWidget(self.rule)
        column.addStretch(1)
        self.setFocusProxy(self.list)

    def _form_of(self, of: Family) -> FamilyForm:
        if of.identifier not in self._forms:
            form = FamilyForm(of, self._edits.new_gesture)
            form.moved.connect(self._on_moved)
            form.typed.connect(self._on_typed)
            form.set_colours(self._colours)
            self._forms[of.identifier] = form
            self._place_of_forms.addWidget(form)
        return self._forms[of.identifier]

    # What hands do

    def _on_family_chosen(self, identifier: str, by_arrows: bool) -> None:
        if not by_arrows:
            self._browsing = None
        elif self._browsing is None:
            self._browsing = self._edits.new_gesture()
        self._family = family(identifier)
        self._tell(None)
        self._order(self.settings, self._browsing)

    def _on_moved(self, name: str, value: Setting, gesture: Hashable) -> None:
        self._order(self.settings.with_value(name, value), gesture)

    def _on_typed(self, name: str, text: str, field: NumberField) -> None:
        parameter = self._family.parameter(name)

        def enter() -> None:
            value = parameter.checked(parse_weight(text, parameter.label))
            self._order(self.settings.with_value(name, value), field.merge_key)

        self._enter(field, enter)

    def _on_size_choice(self) -> None:
        auto = self.size_choice.currentData() == "auto"
        size = None if auto else self._size_now()
        self._order(self.settings.with_size(size), None)

    def _on_size_entered(self, which: str, text: str) -> None:
        field = self.size_fields.rows if which == "rows" else self.size_fields.columns

        def enter() -> None:
            number = check_size(parse_integer(text, "kernel size"), which)
            rows, columns = self._size_now()
            size = (number, columns) if which == "rows" else (rows, number)
            self._order(self.settings.with_size(size), field.merge_key)

        self._enter(field, enter)

    def _on_sampling(self) -> None:
        integrated = self.sampling.currentData() == "integrated"
        self._order(self.settings.with_integrated(integrated), None)

    def _enter(self, field: NumberField, enter: Callable[[], None]) -> None:
        """What was typed; a refusal shows the number in force again, marked."""

        def mark(error: ConvStudioError) -> None:
            self._show()
            field.mark(error)

        self._edits.attempt(field, enter, mark)

    # What follows

    def _order(self, settings: Settings, merge_key: Hashable) -> None:
        chosen = self._family
        self._settings[chosen.identifier] = settings
        self._show()

        def make(_cancel: CancelToken) -> Kernel:
            return chosen.kernel(settings)

        self.maker.order(Order(make, settings, merge_key))

    def _on_made(self, made: Made) -> None:
        if made.kernel is None:
            self._tell(made.error)
            return
        refusal = self._put(made.kernel, made.kernel.name, made.order.merge_key)
        if refusal is not None:
            self._tell(refusal)
            return
        self._tell(None)
        self._show()

    def _take(self, recipe: Recipe) -> None:
        made_by = family(recipe.text)
        settings = made_by.settings(recipe)
        self._family, self._settings[made_by.identifier] = made_by, settings

    def _show(self) -> None:
        """Shows the family and the settings that its sliders stand for."""
        shown, settings = self._family, self.settings
        self.list.show_chosen(shown.identifier)
        for identifier, form in self._forms.items():
            form.setVisible(identifier == shown.identifier)
        form = self._form_of(shown)
        form.setVisible(True)
        form.show_settings(settings)
        self.size_choice.choose("hand" if settings.size and shown.sized_by_hand else "auto")
        self.size_choice.setEnabled(shown.sized_by_hand)
        self.size_fields.setEnabled(shown.sized_by_hand)
        self.size_fields.show_size(self._size_now())
        self.sampling.choose("integrated" if settings.integrated else "point")
        self.sampling.setEnabled(shown.samples)
        self._show_head()

    def _show_head(self) -> None:
        kernel = self._edits.kernel
        if self.in_force:
            self.head.show_kernel(kernel, kernel.name, self._family.summary)
        else:
            words = f"Move a slider or choose a family to replace “{kernel.name}”."
            self.head.show_kernel(None, self._family.label, f"{self._family.summary} {words}")

    @property
    def in_force(self) -> bool:
        """Whether the kernel in force is one of the chosen family."""
        return self._recipe is not None and self._recipe.text == self._family.identifier

    def _size_now(self) -> Pair:
        try:
            return self._family.size_of(self.settings)
        except ConvStudioError:  # parameters that contradict each other have no size
            return self._edits.kernel.shape

    def _tell(self, error: ConvStudioError | None) -> None:
        if error is not None:
            self.rule.setText(f"{error.sentence} {error.hint}".strip())
        else:
            self.rule.setText(self._family.rule)
