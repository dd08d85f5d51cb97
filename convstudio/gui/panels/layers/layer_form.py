"""The form of a layer that has no kernel grid: built from what its bindings declare.

Who uses it: someone who builds a network layer by layer and wants each to say what it does to the
shape; and someone who tries max against average with the eye on the map.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from convstudio.gui.bindings import (
    THE_COMBINATION,
    THE_FUNCTION,
    THE_POOL_FIT,
    THE_POOL_PADDING,
    THE_POOL_SIZE,
    THE_POOL_STRIDE,
    THE_POOLING,
    Binding,
    PaddingBinding,
    PairBinding,
)
from convstudio.gui.panels.fields import in_lines
from convstudio.gui.panels.form import Panel, label_for, muted_label
from convstudio.gui.panels.layers.words import words_of
from convstudio.gui.panels.padding_field import PaddingField
from convstudio.gui.panels.paired_field import PairedField
from convstudio.gui.panels.parameter_fields import ParameterField, Switch, field_for, with_key
from convstudio.gui.panels.size_formula import SizeFormula
from convstudio.gui.scene import Scene
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.pipeline import Layer

Field = ParameterField | PairedField | PaddingField
_LINES = 5


class LayerForm(Panel):
    """A heading, the layer's settings, what it does in words, and how its size comes about.

    Args:
        kind: the layers that it is for.
        sized: whether the size of the map is another than that of its input.

    Signals:
        entered: an Entry, and the field to mark if it is refused.
    """

    entered = Signal(object, object)

    def __init__(
        self, title: str, kind: type, bindings: tuple[Binding, ...], *, sized: bool = False
    ) -> None:
        super().__init__(title)
        self._kind = kind
        self.fields: dict[str, Field] = {}
        self.form = self.add_form()
        for binding in bindings:
            self._add(self.form, binding)
        self.words = muted_label(f"What {title.lower()} does here", lines=_LINES)
        self.column.addWidget(self.words)
        self.formula = SizeFormula() if sized else None
        if self.formula is not None:
            self.column.addWidget(self.formula)

    def is_for(self, layer: Layer) -> bool:
        """Whether it is the form of such a layer."""
        return isinstance(layer, self._kind)

    def show_scene(self, scene: Scene) -> None:
        """Shows what is in force."""
        for field in self.fields.values():
            field.show_scene(scene)
        self.words.setText(words_of(scene))
        if self.formula is not None:
            self.formula.show_axes(scene.axes, scene.below_words, signal=scene.is_signal)

    def _add(self, form: QFormLayout, binding: Binding) -> None:
        field: Field
        if isinstance(binding, PaddingBinding):
            field = PaddingField(binding)
            field.add_to(form)
        elif isinstance(binding, PairBinding):
            field = PairedField(binding)
            form.addRow(_label(binding, field.vertical), field)
        else:
            field = field_for(binding)
            if isinstance(field, Switch):
                form.addRow(field)
            else:
                form.addRow(_label(binding, field), field)
        field.entered.connect(self.entered)
        self.fields[binding.attribute] = field


def _label(binding: Binding, field: QWidget) -> QWidget:
    label = label_for(with_key(binding.parameter.label, binding.key), field)
    label.setToolTip(in_lines(binding.parameter.help))
    return label


# A form for each kind of layer that has no panel of its own.
FORMS: tuple[Callable[[], LayerForm], ...] = (
    lambda: LayerForm("Activation", Activation, (THE_FUNCTION,)),
    lambda: LayerForm(
        "Pooling",
        Pooling,
        (THE_POOLING, THE_POOL_SIZE, THE_POOL_STRIDE, THE_POOL_PADDING, THE_POOL_FIT),
        sized=True,
    ),
    lambda: LayerForm("Combine", Combine, (THE_COMBINATION,)),
)
