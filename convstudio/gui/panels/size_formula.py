"""The size of the map, as the formula with today's numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from convstudio.gui.panels.form import muted_label
from convstudio.numerics.geometry import Axis

_RULE = "⌊(n + p − e) / s⌋ + 1"


class SizeFormula(QWidget):
    """A line for the height and one for the width, in the order of the fields above.

    Of a signal there is one line: for its length.
    """

    def __init__(self) -> None:
        super().__init__()
        self.width_label = muted_label("Width of the map")
        self.height_label = muted_label("Height of the map")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self._width_name, self._height_name = QLabel("Width"), QLabel("Height")
        for row, (name, formula) in enumerate(
            ((self._height_name, self.height_label), (self._width_name, self.width_label))
        ):
            formula.setWordWrap(True)  # of strides and pictures beyond all measure
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(formula, row, 1)

    def show_axes(
        self, axes: tuple[Axis, Axis] | None, below: str = "picture", *, signal: bool = False
    ) -> None:
        """Shows how the size comes about, or a dash where the layer does not fit.

        Args:
            below: what the layer slides over.
            signal: whether that is numbers in a row.
        """
        long = signal and (axes is None or axes[0].size == axes[0].output == 1)
        self._width_name.setText("Length" if long else "Width")
        self.width_label.setAccessibleName(f"{self._width_name.text()} of the map")
        self._height_name.setVisible(not long)
        self.height_label.setVisible(not long)
        both = (
            (self.width_label, 1, "samples" if long else "columns"),
            (self.height_label, 0, "rows"),
        )
        for label, index, unit in both:
            label.setText(axis_formula(axes[index]) if axes else "–")
            label.setToolTip(
                axis_words(axes[index], unit, below) if axes else f"{_RULE}, in pixels"
            )


def axis_formula(axis: Axis) -> str:
    """``⌊(512 + 2·1 − 3)/1⌋ + 1 = 512``; uneven padding as the sum of its sides."""
    padding = f"2·{axis.before}" if axis.before == axis.after else f"{axis.before} + {axis.after}"
    return f"⌊({axis.size} + {padding} − {axis.extent})/{axis.stride}⌋ + 1 = {axis.output}"


def axis_words(axis: Axis, unit: str, below: str = "picture") -> str:
    """What each number of the formula is."""
    first, last = ("top", "bottom") if unit == "rows" else ("left", "right")
    left = f"; {axis.remainder} of the {unit} are left over" if axis.remainder else ""
    padding = axis.before + axis.after
    extent = f"{axis.dilation}·({axis.kernel} − 1) + 1 = {axis.extent}"
    return "\n".join(
        (
            f"{_RULE} = {axis.output} {unit} of the map{left}",
            f"n = {axis.size}: {unit} of the {below}",
            f"p = {axis.before} + {axis.after} = {padding}: padding, {first} and {last}",
            f"e = d·(f − 1) + 1 = {extent}: what the kernel reaches over",
            f"f = {axis.kernel}: size of the kernel",
            f"d = {axis.dilation}: dilation",
            f"s = {axis.stride}: stride",
        )
    )
