"""The Convolution panel.

Who uses it: someone who learns what padding and stride do to the size of a map, and someone who
needs the map at the picture's own size. The formula with today's numbers is for both.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from convstudio.gui.panels.fields import ChoiceBox, NumberField
from convstudio.gui.panels.form import Panel, label_for, muted_label
from convstudio.numerics.geometry import Axis
from convstudio.pipeline.parameters import PADDING, STRIDE, IntegerParameter
from convstudio.pipeline.pipeline import Convolution

NUMBER = "number"
_MODES = (
    (
        "same",
        "Same",
        "Pads so that the map has ⌈n / s⌉ pixels: as many as the picture at stride 1.",
    ),
    ("valid", "Valid", "No padding: only windows that lie wholly inside the picture."),
    (NUMBER, "Number", "As many zeros on every side as the field says."),
)


class ConvolutionPanel(Panel):
    """Padding, stride and the size that follows.

    Signals:
        padding_mode_chosen: ``"same"``, ``"valid"`` or NUMBER.
    """

    padding_mode_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("Convolution")
        self.padding_mode = ChoiceBox(
            "Padding mode", "What is added around the picture before the kernel slides."
        )
        for index, (mode, text, tip) in enumerate(_MODES):
            self.padding_mode.addItem(text, mode)
            self.padding_mode.setItemData(index, tip, Qt.ItemDataRole.ToolTipRole)
        self.padding_mode.activated.connect(self._on_padding_mode_activated)
        self.padding = _field(PADDING)
        self.stride = _field(STRIDE)
        self.width_formula = muted_label("Width of the map")
        self.height_formula = muted_label("Height of the map")
        form = self.add_form()
        form.addRow(label_for("P&adding", self.padding_mode), self._padding_row())
        form.addRow(label_for("S&tride", self.stride), self.stride)
        self.column.addLayout(self._formulas())

    def show_layer(self, layer: Convolution, axes: tuple[Axis, Axis] | None) -> None:
        """Shows the layer in force and, where it fits the picture, how the size comes about."""
        mode = layer.padding if isinstance(layer.padding, str) else NUMBER
        self.padding_mode.choose(mode)
        if not isinstance(layer.padding, str):
            self.padding.show_value(_first(layer.padding))
        elif layer.padding == "same":
            self.padding.show_value(_widest(axes) if axes else layer.kernel.size // 2)
        else:
            self.padding.show_value(0)
        self.stride.show_value(layer.strides[0])
        for label, index in ((self.width_formula, 1), (self.height_formula, 0)):
            label.setText(axis_formula(axes[index]) if axes else "–")
            label.setToolTip("⌊(input + padding − kernel) / stride⌋ + 1 = output, in pixels")

    def _formulas(self) -> QGridLayout:
        """Narrow labels: a formula of 100,000 pixels has to fit beside them."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (text, formula) in enumerate(
            (("Width", self.width_formula), ("Height", self.height_formula))
        ):
            grid.addWidget(QLabel(text), row, 0)
            grid.addWidget(formula, row, 1)
        return grid

    def _padding_row(self) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.padding_mode, 3)
        layout.addWidget(self.padding, 2)
        return row

    def _on_padding_mode_activated(self, index: int) -> None:
        self.padding_mode_chosen.emit(self.padding_mode.itemData(index))


def axis_formula(axis: Axis) -> str:
    """``⌊(512 + 2·1 − 3)/1⌋ + 1 = 512``; uneven padding as the sum of its sides."""
    padding = f"2·{axis.before}" if axis.before == axis.after else f"{axis.before} + {axis.after}"
    return f"⌊({axis.size} + {padding} − {axis.kernel})/{axis.stride}⌋ + 1 = {axis.output}"


def _field(parameter: IntegerParameter) -> NumberField:
    return NumberField(
        parameter.label,
        f"{parameter.help} {parameter.minimum} to {parameter.maximum}.",
        step=parameter.step,
        minimum=parameter.minimum,
        maximum=parameter.maximum,
    )


def _widest(axes: tuple[Axis, Axis]) -> int:
    """The padding of the side that has most: “same” may differ by a pixel between sides."""
    return max(amount for axis in axes for amount in (axis.before, axis.after))


def _first(padding: int | tuple[int, int]) -> int:
    return padding if isinstance(padding, int) else padding[0]
