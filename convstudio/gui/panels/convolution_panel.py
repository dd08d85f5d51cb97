"""The Convolution panel.

Who uses it: someone who learns what padding, stride and dilation do to the size of a map, and
someone who needs exactly the border and colour rules of another program. Calm for the first, with
the formula and today's numbers; complete for the second, once it is unfolded.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from convstudio.gui.bindings import (
    THE_BORDER,
    THE_BORDER_VALUE,
    THE_PADDING,
    THE_STRIDE,
    Binding,
)
from convstudio.gui.panels.fields import in_lines
from convstudio.gui.panels.form import Panel, keep_room, label_for, new_row, show_or_hide
from convstudio.gui.panels.layer_options import LayerOptions
from convstudio.gui.panels.padding_field import PaddingField
from convstudio.gui.panels.paired_field import PairedField
from convstudio.gui.panels.parameter_fields import Choice, UnitNumber, with_key
from convstudio.gui.panels.size_formula import SizeFormula
from convstudio.gui.scene import Scene
from convstudio.pipeline.pipeline import Bank, Convolution


class ConvolutionPanel(Panel):
    """Padding, stride, border and the size that follows; everything else of a layer below.

    Signals:
        entered: an Entry, and the field to mark if it is refused.
    """

    entered = Signal(object, object)

    def __init__(self) -> None:
        super().__init__("Convolution")
        self.padding = PaddingField(THE_PADDING)
        self.stride = PairedField(THE_STRIDE)
        self.border = Choice(THE_BORDER)
        self.border_value = UnitNumber(THE_BORDER_VALUE)
        keep_room(self.border_value)
        self.formula = SizeFormula()
        self.options = LayerOptions()
        form = self.add_form()
        self.padding.add_to(form)
        form.addRow(_label(THE_STRIDE, self.stride.vertical), self.stride)
        form.addRow(_label(THE_BORDER, self.border), self._border_row())
        self.column.addWidget(self.formula)
        self.column.addWidget(self.options)
        for field in (self.padding, self.stride, self.border, self.border_value, self.options):
            field.entered.connect(self.entered)

    def show_scene(self, scene: Scene) -> None:
        """Shows the layer in force and, where it fits its input, how the size comes about."""
        layer = scene.layer
        if not isinstance(layer, Convolution | Bank):
            return
        for field in (self.padding, self.stride, self.border, self.border_value, self.options):
            field.show_scene(scene)
        show_or_hide(self.border_value, layer.border == "constant", self.border)
        self.formula.show_axes(scene.axes, scene.below_words, signal=scene.is_signal)

    def _border_row(self) -> QWidget:
        row = QWidget()
        layout = new_row(row)
        layout.addWidget(self.border, 3)
        layout.addWidget(self.border_value, 2)
        return row


def _label(binding: Binding, field: QWidget) -> QWidget:
    label = label_for(with_key(binding.parameter.label, binding.key), field)
    label.setToolTip(in_lines(binding.parameter.help))
    return label
