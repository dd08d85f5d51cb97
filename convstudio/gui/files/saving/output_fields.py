"""What a feature map is saved as, as fields of a form: format, depth, values, quality."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QSlider, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.panels.fields import NumberField
from convstudio.gui.panels.form import keep_room, label_for, show_or_hide
from convstudio.gui.theme import Colours
from convstudio.imaging.output import DEPTHS, FORMATS, Depth, Output, format_named
from convstudio.kernel.notation import parse_number
from convstudio.numerics import validation

_FORMAT_HELP = {
    "PNG": "Lossless; every program reads it. 8 or 16 bits.",
    "JPEG": "Small, for photographs; changes the pixels a little. 8 bits, no transparency.",
    "WebP": "Smaller than JPEG; at quality 100 lossless. 8 bits.",
    "TIFF": "Lossless; holds every depth, also 32-bit float.",
    "NPY": "An array for NumPy, of every depth; holds no metadata.",
}
_DEPTHS: dict[Depth, tuple[str, str]] = {
    "8": ("8 bits", "256 levels a sample."),
    "16": ("16 bits", "65536 levels a sample."),
    "float": ("32-bit float", "What the map holds, broken and negative numbers too."),
}
_QUALITY = "From 1, small and rough, to 100, large and true; for JPEG and WebP."
_LEAST, _MOST = 1, 100


class OutputFields(QObject):
    """Chooses an Output.

    Signals:
        changed: another one is chosen.
    """

    changed = Signal()

    def __init__(self, output: Output, colours: Colours) -> None:
        super().__init__()
        self._output = output
        # What was asked for, where the format has it; and whether that was done here.
        self._depth: Depth = output.depth
        self._raw, self._asked = output.raw, False
        self.format = ChoiceBox("Format", "What kind of file it is; the name's ending follows.")
        for known in FORMATS:
            label = f"{known.name} ({', '.join(known.endings)})"
            self.format.add_choice(known.name, label, _FORMAT_HELP[known.name])
        self.depth = ChoiceBox("Depth", "How finely a sample is told.")
        for depth in DEPTHS:
            self.depth.add_choice(depth, *_DEPTHS[depth])
        self.values = ChoiceBox("Values", "What the samples are.")
        self.values.add_choice("shown", "As shown", "The picture on screen: the tone is applied.")
        self.values.add_choice(
            "raw", "Raw numbers", "The map's own numbers, in the picture's units; without tone."
        )
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(_LEAST, _MOST)
        self.slider.setAccessibleName("Quality slider")
        self.slider.setToolTip(_QUALITY)
        self.quality = NumberField("Quality", _QUALITY, minimum=_LEAST, maximum=_MOST)
        self.quality.setFixedWidth(72)
        self.quality.set_colours(colours)
        self._quality_label = label_for("&Quality", self.quality)
        for box in (self.format, self.depth, self.values):
            box.set_colours(colours)
        self.format.activated.connect(self._on_format_chosen)
        self.depth.activated.connect(self._on_depth_chosen)
        self.values.activated.connect(self._on_values_chosen)
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.quality.text_entered.connect(self._on_quality_entered)
        self._show()

    def place_in(self, form: QFormLayout) -> None:
        """Adds its rows to a form."""
        form.addRow(label_for("&Format", self.format), self.format)
        form.addRow(label_for("De&pth", self.depth), self.depth)
        form.addRow(label_for("&Values", self.values), self.values)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.slider, 1)
        row.addWidget(self.quality)
        form.addRow(self._quality_label, row)
        for part in self._quality_row:
            keep_room(part)
        self._show_quality()

    @property
    def _quality_row(self) -> tuple[QWidget, ...]:
        return self._quality_label, self.slider, self.quality

    @property
    def output(self) -> Output:
        """What is chosen."""
        return self._output

    def choose_format(self, name: str) -> None:
        """Chooses a format; the depth asked for stays where it has that.

        Who chooses NumPy's wants the numbers, unless another depth or other values were chosen.
        """
        if name == self._output.format:
            self._show()
            return
        depths = format_named(name).depths
        depth, raw = self._depth if self._depth in depths else depths[-1], self._raw
        if name == "NPY" and not self._asked:
            depth, raw = "float", True
        self._choose(replace(self._output, format=name, depth=depth, raw=raw))

    def _on_format_chosen(self, _index: int) -> None:
        self.choose_format(cast(str, self.format.currentData()))

    def _on_depth_chosen(self, _index: int) -> None:
        self._depth, self._asked = cast(Depth, self.depth.currentData()), True
        self._raw = self._output.raw
        self._choose(replace(self._output, depth=self._depth))

    def _on_values_chosen(self, _index: int) -> None:
        self._raw, self._asked = self.values.currentData() == "raw", True
        if self._output.format == "NPY":  # its depth may only have been proposed
            self._depth = self._output.depth
        self._choose(replace(self._output, raw=self._raw))

    def _on_slider_moved(self, quality: int) -> None:
        self._choose(replace(self._output, quality=quality))

    def _on_quality_entered(self, text: str) -> None:
        try:
            number = parse_number(text, "quality")
            quality = validation.integer(
                int(number) if number == int(number) else number,
                "quality",
                minimum=_LEAST,
                maximum=_MOST,
            )
        except ConvStudioError as error:
            self.quality.show_value(self._output.quality)
            self.quality.mark(error)
            return
        self._choose(replace(self._output, quality=quality))

    def _choose(self, output: Output) -> None:
        if output != self._output:
            self._output = output
            self._show()
            self.changed.emit()
        else:
            self._show()

    def _show(self) -> None:
        output = self._output
        self.format.choose(output.format)
        for depth in DEPTHS:
            held = depth in output.kind.depths
            label = _DEPTHS[depth][0]
            self.depth.offer(depth, "" if held else f"{output.format} cannot hold {label}.")
        self.depth.choose(output.depth)
        self.values.choose("raw" if output.raw else "shown")
        with QSignalBlocker(self.slider):
            self.slider.setValue(output.quality)
        self.quality.show_value(output.quality)
        self._show_quality()

    def _show_quality(self) -> None:
        """Only lossy formats have it; its room stays, so that nothing moves."""
        for part in self._quality_row:
            show_or_hide(part, self._output.kind.lossy, self.format)
