"""The numbers of a tone in one row: the fields that the mode has, or what the map gave it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from convstudio.gui.numerals import shown
from convstudio.gui.panels.fields import FIELD_HEIGHT, NumberField, in_six_digits
from convstudio.gui.panels.form import new_row, show_or_hide
from convstudio.gui.scene import Scene
from convstudio.gui.tone_entries import NUMBERS, ToneEntry, black_and_white
from convstudio.imaging.grading import Grading
from convstudio.imaging.tone import LARGEST_LEVEL, Tone
from convstudio.kernel.notation import format_number

_FIELDS_OF = {
    "clip": ("black", "white"),
    "absolute": ("black", "white"),
    "signed": ("limit",),
    "percentile": ("low", "high"),
}
_LABELS = {"black": "Black", "white": "White", "limit": "Limit ±", "low": "Low %", "high": "High %"}
_HELP = {
    "black": "The value of the map that is shown darkest, in the picture's own units. Empty: 0.",
    "white": "The value of the map that is shown lightest, in the picture's own units. Empty: "
    "the picture's white, {white}.",
    "limit": "Values from − this to + this get the colours from one end to the other, in the "
    "picture's own units. Empty: the largest value of the map without its sign.",
    "low": "So many per cent of the map's values are shown darkest; from 0 to 100.",
    "high": "Above so many per cent of the map's values all are shown lightest; from 0 to 100.",
}
_WAITING = "…"


class ToneNumber(NumberField):
    """One number of a tone.

    Signals:
        entered: a ToneEntry, and this field.
    """

    entered = Signal(object, object)

    def __init__(self, part: str) -> None:
        super().__init__(NUMBERS[part].capitalize(), _HELP[part])
        self._part = part
        self.lineEdit().setPlaceholderText(_WAITING)
        self.text_entered.connect(self._on_text_entered)

    def show_white(self, full_range: float) -> None:
        """The units: how far the arrows go, and what stands in the tooltip."""
        if self._part in ("low", "high"):
            self.set_limits(0, 100, 1)
            return
        farthest = LARGEST_LEVEL * full_range
        self.set_limits(-farthest, farthest, full_range / 255 if full_range > 1 else 0.01)
        self.set_tip(_HELP[self._part].format(white=format_number(full_range)))

    def words(self, value: float) -> str:
        """A value with at most six digits; what is not edited keeps all it has."""
        return in_six_digits(value)

    def _on_text_entered(self, text: str) -> None:
        self.entered.emit(ToneEntry(self._part, text), self)


class ToneNumbers(QWidget):
    """A row that is as high in every mode, so that nothing below it moves.

    Signals:
        entered: a ToneEntry, and the field to mark.
    """

    entered = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(FIELD_HEIGHT)
        self.heading = QLabel()  # stands where the labels of a form do
        self.fields = {part: ToneNumber(part) for part in NUMBERS}
        self._between = QLabel()
        self._note = QLabel()
        self._note.setProperty("role", "muted")
        self._note.setAccessibleName("Range of the tone")
        self._note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._place(new_row(self))
        self._tone = Tone()
        self._full_range = 255.0
        for field in self.fields.values():
            field.entered.connect(self.entered)

    @property
    def note(self) -> str:
        """What stands beside the fields, or in their place."""
        return self._note.text()

    def show_scene(self, scene: Scene, heir: QWidget) -> None:
        """Shows the numbers of the tone in force; the heir gets the keyboard of what goes."""
        before, self._tone = self._tone, scene.pipeline.tone
        self._full_range = scene.full_range
        parts = _FIELDS_OF.get(self._tone.mode, ())
        for part, field in self.fields.items():
            field.show_white(scene.full_range)
            show_or_hide(field, part in parts, heir)
        self.heading.setText(_LABELS[parts[0]] if parts else "Range")
        self.heading.setBuddy(self.fields[parts[0]] if parts else self._note)
        self._between.setText(_LABELS[parts[1]] if len(parts) == 2 else "")
        self._between.setVisible(len(parts) == 2)
        self._note.setVisible(len(parts) < 2)
        self._show_numbers()
        if self._is_own:
            self._note.setText("")
        elif before.mode != self._tone.mode or before.white != self._tone.white:
            self.fields["limit"].lineEdit().clear()
            self.show_grading(None)

    def show_grading(self, grading: Grading | None) -> None:
        """Shows what was taken from the map; None while that is being found."""
        tone = self._tone
        if self._is_own:
            return
        if grading is None or grading.tone.mode != tone.mode:
            self._note.setText(_WAITING)
            return
        about = "" if grading.exact else "≈ "
        if tone.mode == "signed":
            self.fields["limit"].show_value(grading.high)
            self._note.setText(f"{about}of the map")
        elif tone.mode == "equalize":
            self._note.setText("Each part of the map has its own")
        else:
            self._note.setText(f"{about}{_signed(grading.low)} … {_signed(grading.high)}")

    @property
    def _is_own(self) -> bool:
        """Whether the tone says its numbers itself and takes none from the map."""
        own = black_and_white(self._tone, self._full_range)
        return own is not None or self._tone.mode == "percentile"

    def _show_numbers(self) -> None:
        tone, own = self._tone, black_and_white(self._tone, self._full_range)
        self.fields["low"].show_value(tone.low)
        self.fields["high"].show_value(tone.high)
        if own is not None:
            self.fields["black"].show_value(own[0])
            for part in ("white", "limit"):
                self.fields[part].show_value(own[1])
        elif tone.mode == "signed":
            self.fields["limit"].mark(None)

    def _place(self, row: QHBoxLayout) -> None:
        for part in ("black", "low", "limit"):
            row.addWidget(self.fields[part], 1)
        row.addWidget(self._between)
        for part in ("white", "high"):
            row.addWidget(self.fields[part], 1)
        row.addWidget(self._note, 1)


def _signed(value: float) -> str:
    return shown(in_six_digits(value).replace("-", "−"))
