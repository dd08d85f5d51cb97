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
from convstudio.imaging.output import DEPTHS, FORMATS, Depth, Format, Output, format_named
from convstudio.imaging.own_depth import own_depth
from convstudio.kernel.notation import parse_number
from convstudio.numerics import validation

_FORMAT_HELP = {
    "PNG": "Lossless; every program reads it. 8 or 16 bits.",
    "JPEG": "Small, for photographs; changes the pixels a little. 8 bits, no transparency.",
    "WebP": "Smaller than JPEG; at quality 100 lossless. 8 bits.",
    "TIFF": "Lossless; holds every depth, also 32-bit float.",
    "NPY": "An array for NumPy, of every depth; holds no metadata.",
    "CSV": "A table for spreadsheets, of one channel; holds no metadata.",
}
_DEPTHS: dict[Depth, tuple[str, str]] = {
    "8": ("8 bits", "256 levels a sample."),
    "16": ("16 bits", "65536 levels a sample."),
    "float": ("32-bit float", "What the map holds, broken and negative numbers too."),
}
_QUALITY = "From 1, small and rough, to 100, large and true; for JPEG and WebP."
_LEAST, _MOST = 1, 100
_OWN = "own"
_NUMBERS = ("NPY", "CSV")  # the formats of those who want the numbers
_PLAIN: Depth = "8"
_OWN_DEPTH = (
    "As the picture",
    "8 bits for 8-bit pictures, 16 for deeper ones where the format has it; raw: its deepest.",
)


class OutputFields(QObject):
    """Chooses an Output.

    Args:
        depth: proposed instead of the output's, wherever the format has it.
        may_follow: whether the depth may be left to each of several pictures; at first it is.

    Signals:
        changed: another one is chosen.
    """

    changed = Signal()

    def __init__(
        self,
        output: Output,
        colours: Colours,
        *,
        depth: Depth | None = None,
        may_follow: bool = False,
    ) -> None:
        super().__init__()
        self._remembered, self._is_chosen = output.depth, False
        # What was asked for, where the format has it; the depth None for each picture's own. Raw
        # numbers in such a format were only proposed: other formats begin without.
        proposed = _is_numbers(output)
        wanted = depth or (_PLAIN if proposed else output.depth)
        self._depth: Depth | None = None if may_follow else wanted
        self._raw, self._asked = output.raw and not proposed, False
        if not proposed or may_follow:
            output = replace(output, depth=self._depth_in(output.kind, raw=output.raw))
        self._output = output
        self.format = ChoiceBox("Format", "What kind of file it is; the name's ending follows.")
        for known in FORMATS:
            label = f"{known.name} ({', '.join(known.endings)})"
            self.format.add_choice(known.name, label, _FORMAT_HELP[known.name])
        self.depth = ChoiceBox("Depth", "How finely a sample is told.")
        if may_follow:
            self.depth.add_choice(_OWN, *_OWN_DEPTH)
        for name in DEPTHS:
            self.depth.add_choice(name, *_DEPTHS[name])
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
        """What is chosen; at the depth that an 8-bit picture has, where it follows the picture."""
        return self._output

    @property
    def depth_follows(self) -> bool:
        """Whether the depth is that of each picture."""
        return self._depth is None

    @property
    def to_remember(self) -> Output:
        """What is chosen, with the depth as it was remembered if nobody chose one."""
        proposed = not self._asked and _is_numbers(self._output)
        if self._is_chosen or proposed or self._remembered not in self._output.kind.depths:
            return self._output
        return replace(self._output, depth=self._remembered)

    def choose_format(self, name: str) -> None:
        """Chooses a format; the depth asked for stays where it has that.

        Who chooses NumPy's or a table wants the numbers, unless another depth or other values
        were chosen.
        """
        if name == self._output.format:
            self._show()
            return
        depth = self._depth_in(format_named(name), raw=self._raw)
        chosen = replace(self._output, format=name, depth=depth, raw=self._raw)
        self._choose(_numbers(chosen) if name in _NUMBERS and not self._asked else chosen)

    def _depth_in(self, kind: Format, *, raw: bool) -> Depth:
        if self._depth is None:
            return own_depth(kind, raw=raw)
        return self._depth if self._depth in kind.depths else kind.depths[-1]

    def _on_format_chosen(self, _index: int) -> None:
        self.choose_format(cast(str, self.format.currentData()))

    def _on_depth_chosen(self, _index: int) -> None:
        chosen = self.depth.currentData()
        follows = self.depth_follows
        self._raw, self._asked = self._output.raw, True
        self._is_chosen = chosen != _OWN
        self._depth = cast(Depth, chosen) if self._is_chosen else None
        depth = self._depth_in(self._output.kind, raw=self._output.raw)
        self._choose(replace(self._output, depth=depth), anew=follows != self.depth_follows)

    def _on_values_chosen(self, _index: int) -> None:
        self._raw, self._asked = self.values.currentData() == "raw", True
        depth = self._output.depth
        if self.depth_follows:
            depth = self._depth_in(self._output.kind, raw=self._raw)
        elif self._output.format in _NUMBERS and self._depth != depth:
            self._depth, self._is_chosen = depth, True  # it was proposed, and is kept
        self._choose(replace(self._output, raw=self._raw, depth=depth))

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

    def _choose(self, output: Output, *, anew: bool = False) -> None:
        """Takes it over.

        Args:
            anew: whether it is told though the output looks the same.
        """
        if anew or output != self._output:
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
        self.depth.choose(_OWN if self.depth_follows else output.depth)
        self.values.choose("raw" if output.raw else "shown")
        with QSignalBlocker(self.slider):
            self.slider.setValue(output.quality)
        self.quality.show_value(output.quality)
        self._show_quality()

    def _show_quality(self) -> None:
        """Only lossy formats have it; its room stays, so that nothing moves."""
        for part in self._quality_row:
            show_or_hide(part, self._output.kind.lossy, self.format)


def _numbers(output: Output) -> Output:
    """The numbers whole: what is proposed to whoever chooses a format of numbers."""
    return replace(output, depth="float", raw=True)


def _is_numbers(output: Output) -> bool:
    return output.format in _NUMBERS and output == _numbers(output)
