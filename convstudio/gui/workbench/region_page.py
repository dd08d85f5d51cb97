"""The page “From the picture”: which pixels become a kernel, and how.

Who uses it: someone who wants to find a thing again, a letter, a cell, a star, and has one of them
in the picture.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.panels.boxes import ChoiceBox, SwitchBox
from convstudio.gui.panels.fields import NumberField
from convstudio.gui.panels.form import label_for, muted_label, new_form
from convstudio.kernel.kernel import MAX_SIZE
from convstudio.kernel.notation import format_number
from convstudio.pipeline.matched import SAMPLES, SCALINGS, Selection
from convstudio.pipeline.pipeline import Convolution

PLACES = ("left", "top", "columns", "rows")
_HOW = "Drag a rectangle over the original picture, or set it below. Space and drag still pans."
_SCALING_TIPS = {
    "as is": "The pixels are the weights; the divisor is their sum, which keeps the brightness.",
    "zero-mean": "Their mean is taken off: plain areas become black, however bright they are.",
    "unit norm": "Divided by √Σw²: answers of kernels from several places compare.",
    "zero-mean, unit norm": "Both: the classical matched filter, for finding the piece again.",
}
_SAMPLE_TIPS = {
    "luminance": "Rec. 709 luma of the pixels.",
    "red": "The red channel alone.",
    "green": "The green channel alone.",
    "blue": "The blue channel alone.",
}


class RegionPage(QWidget):
    """Place, size, pixels and scaling; shows what it is given and tells what the hand wants.

    Signals:
        place_entered: one of PLACES, and the text typed.
        choice_changed: odd sizes, the samples or the scaling.
        take_wanted: the kernel is to be put in force.
    """

    place_entered = Signal(str, str)
    choice_changed = Signal()
    take_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        tips = {
            "left": "First column of the picture that is taken, from 0.",
            "top": "First row of the picture that is taken, from 0.",
            "columns": f"Columns of the kernel, from 1 to {MAX_SIZE}.",
            "rows": f"Rows of the kernel, from 1 to {MAX_SIZE}.",
        }
        self.places = {
            name: NumberField(name.capitalize(), tip, minimum=0, maximum=1e6)
            for name, tip in tips.items()
        }
        self.odd = SwitchBox(
            "Odd sizes only",
            "So that one weight is the centre, as the strict rule wants it. Even sizes are "
            "allowed where this is off; their anchor is up and left of the middle.",
        )
        self.odd.setChecked(True)
        self.samples = ChoiceBox("Pixels", "Which number of each pixel becomes the weight.")
        for word in SAMPLES:
            self.samples.add_choice(word, word.capitalize(), _SAMPLE_TIPS[word])
        self.scaling = ChoiceBox("Scaling", "What is done to the pixels to make weights of them.")
        for scaling in SCALINGS:
            self.scaling.add_choice(scaling, scaling.capitalize(), _SCALING_TIPS[scaling])
        self.scaling.choose(SCALINGS[-1])
        self.told = muted_label("About the kernel", lines=4)
        self.take = QPushButton("Take kernel")
        self.take.setToolTip(
            "Put this kernel in force (Enter over the picture); Esc leaves all as it was"
        )
        self.take.setAccessibleName("Take kernel")
        self._place()
        self._connect()

    def _place(self) -> None:
        how = muted_label("How to select", lines=2)
        how.setText(_HOW)
        form = new_form()
        for name, field in self.places.items():
            form.addRow(label_for(name.capitalize(), field), field)
        form.addRow("", self.odd)
        form.addRow(label_for("Pixels", self.samples), self.samples)
        form.addRow(label_for("Scaling", self.scaling), self.scaling)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 8)
        column.setSpacing(8)
        column.addWidget(how)
        column.addLayout(form)
        column.addWidget(self.told)
        column.addWidget(self.take)
        column.addStretch(1)
        self.setFocusProxy(self.take)

    def _connect(self) -> None:
        for name, field in self.places.items():
            field.text_entered.connect(lambda text, name=name: self.place_entered.emit(name, text))
        self.odd.clicked.connect(self.choice_changed)
        self.samples.activated.connect(self.choice_changed)
        self.scaling.activated.connect(self.choice_changed)
        self.take.clicked.connect(self.take_wanted)

    def show_selection(self, selection: Selection | None, *, colour: bool) -> None:
        """Shows the place; without a picture nothing can be entered."""
        for name, field in self.places.items():
            field.setEnabled(selection is not None)
            if selection is not None:
                field.show_value(getattr(selection, name))
        self.samples.setEnabled(colour)

    def show_layer(self, layer: Convolution) -> None:
        """Says what would be taken, by the layer that would have it."""
        kernel = layer.kernel
        total, divisor = (format_number(float(f"{n:.5g}")) for n in (kernel.total, kernel.divisor))
        words = [f"{kernel.size_text} (rows × columns) · sum {total} · divisor {divisor}"]
        if kernel.rows % 2 == 0 or kernel.columns % 2 == 0:
            row, column = layer.anchor
            words.append(f"Even: the anchor is row {row + 1}, column {column + 1}.")
        if layer.flip:
            words.append("“Flip kernel” is on: the kernel is turned by 180°, so it still matches.")
        self.told.setText("\n".join(words))
        self.take.setEnabled(True)

    def refuse(self, error: ConvStudioError | None) -> None:
        """Says why there is no kernel; None where there is no picture."""
        self.told.setText("Open a picture first." if error is None else str(error))
        self.take.setEnabled(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # In a field Enter is for the number that was typed.
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if entered and self.take.hasFocus():
            self.take_wanted.emit()
        else:
            super().keyPressEvent(event)
