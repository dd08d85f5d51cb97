"""A slider with its number: a hand drags it, steps it or types, and says which gesture it was."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QStyle, QStyleOptionSlider, QWidget

from convstudio.gui.elided_label import ElidedLabel
from convstudio.gui.panels.fields import FIELD_HEIGHT, NumberField, in_lines
from convstudio.kernel.notation import format_number

LABEL_WIDTH = 104  # pixels
_FIELD_WIDTH = 78
_LOGARITHMIC_STEPS = 400
_MOST_STEPS = 2000

NewGesture = Callable[[], Hashable]


@dataclass(frozen=True)
class Scale:
    """How a slider's places stand for values, from ``low`` to ``high``."""

    low: float
    high: float
    step: float
    logarithmic: bool = False

    @property
    def places(self) -> int:
        """The last place; the first is 0."""
        if self.logarithmic:
            return _LOGARITHMIC_STEPS
        return min(max(round((self.high - self.low) / self.step), 1), _MOST_STEPS)

    def value(self, place: int) -> float:
        """The value at a place, as a round number."""
        share = place / self.places
        if place in (0, self.places):
            return self.high if place else self.low
        if self.logarithmic:
            return float(f"{self.low * (self.high / self.low) ** share:.3g}")
        return float(f"{self.low + share * (self.high - self.low):.6g}")

    def place(self, value: float) -> int:
        """The place nearest to a value; an end for one that lies beyond."""
        if self.logarithmic:
            held = min(max(value, self.low), self.high)
            share = math.log(held / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return round(min(max(share, 0.0), 1.0) * self.places)


class GestureSlider(QSlider):
    """A slider that goes where it is pressed, and tells one gesture from the next.

    The wheel turns it only where it was chosen, so that scrolling the page changes nothing.

    Signals:
        moved: the place, and the merge key of the gesture.
    """

    moved = Signal(int, object)

    def __init__(self, new_gesture: NewGesture) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._new_gesture = new_gesture
        self._gesture: Hashable = None
        self._shown = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(FIELD_HEIGHT)
        self.valueChanged.connect(self._on_value_changed)

    def show_place(self, place: int) -> None:
        """Moves to a place that nobody's hand chose; not under a hand that holds it."""
        if self.isSliderDown():
            return
        self._shown = True
        self.setValue(place)
        self._shown = False

    def show_range(self, last: int) -> None:
        """Places from 0 to the last; where that moves the slider, nobody's hand did."""
        self._shown = True
        self.setRange(0, last)
        self._shown = False

    def _on_value_changed(self, place: int) -> None:
        if self._shown:
            return
        if self._gesture is None:
            self._gesture = self._new_gesture()
        self.moved.emit(place, self._gesture)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._gesture = self._new_gesture()
            handle = self._handle()
            if not handle.contains(event.position().toPoint()):
                room = self.width() - handle.width()
                at = round(event.position().x() - handle.width() / 2)
                self.setValue(
                    QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, room)
                )
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._gesture = None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.isSliderDown():
            self._gesture = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _handle(self) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_SliderHandle
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)


class SliderRow(QWidget):
    """Label, slider and number field of one value.

    Signals:
        moved: the slider stands for this value now, by this gesture.
        typed: this text was typed or stepped to in the number field.
    """

    moved = Signal(float, object)
    typed = Signal(str)

    def __init__(
        self, label: str, tip: str, scale: Scale, new_gesture: NewGesture, unit: str = ""
    ) -> None:
        super().__init__()
        self._scale = scale
        text = f"{label} ({unit.strip()})" if unit.strip() else label
        self.label = ElidedLabel(text, Qt.TextElideMode.ElideRight)
        self.label.setFixedWidth(LABEL_WIDTH)
        self.slider = GestureSlider(new_gesture)
        self.slider.setAccessibleName(f"{label}, slider")
        self.slider.moved.connect(self._on_moved)
        self.field = ShortNumberField(label, tip)
        self.field.setFixedWidth(_FIELD_WIDTH)
        self.field.text_entered.connect(self.typed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.label)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        self.slider.setToolTip(in_lines(tip))
        self.set_scale(scale)

    def set_scale(self, scale: Scale) -> None:
        """Other ends; the value stays."""
        self._scale = scale
        self.slider.show_range(scale.places)
        self.slider.setPageStep(max(scale.places // 10, 1))
        self.slider.setSingleStep(4 if scale.logarithmic else 1)
        self.field.set_limits(scale.low, scale.high, scale.step)

    def show_value(self, value: float) -> None:
        """Shows the value in force."""
        self.field.show_value(value)
        self.slider.show_place(self._scale.place(value))

    def _on_moved(self, place: int, gesture: Hashable) -> None:
        self.moved.emit(self._scale.value(place), gesture)


class ShortNumberField(NumberField):
    """A number field that shows six digits; the tooltip of its row says what it is."""

    def words(self, value: float) -> str:
        return format_number(float(f"{value:.6g}"))
