"""The number field, which takes any text and can be marked; what its tooltips look like."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Hashable
from functools import lru_cache
from itertools import count

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QValidator,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.numerals import shown, typed
from convstudio.gui.theme import LIGHT, Colours
from convstudio.kernel.notation import format_number, format_value

FIELD_HEIGHT = 26  # pixels, of every field: its arrows are large enough to hit
_DIGITS = 6  # shown of a number in the picture's units; the tooltip has all
_RUNS = count()  # of steps, each of which is one for undo
_TIP_LETTERS = 72  # in a line of a tooltip: Qt itself breaks none


class NumberField(QAbstractSpinBox):
    """A spin box for one number: it shows values and emits text, and never decides what is right.

    Typed text counts when Enter is pressed or the field is left, the arrows and the wheel count at
    once. After a refusal the value in force is shown again, marked, with the reason as tooltip.

    Signals:
        text_entered: what was typed or stepped to.
    """

    text_entered = Signal(str)

    def __init__(
        self,
        name: str,
        tip: str,
        *,
        step: int = 1,
        minimum: float | None = None,
        maximum: float | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._value = 0.0
        self._step: float = step
        self._minimum, self._maximum = minimum, maximum
        self._tip = in_lines(tip)
        self._marked = False
        self._run: int | None = None
        self._refused_colour = QColor(LIGHT.refused)
        self._outline: QColor | None = None
        self.set_name(name)
        self.setToolTip(self._tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMinimumHeight(FIELD_HEIGHT)
        self.editingFinished.connect(self._on_editing_finished)

    def show_value(self, value: float) -> None:
        """Shows the value in force, unmarked; text that is just being typed stays."""
        if value == self._value and self.lineEdit().isModified():
            return
        self._value = value
        self.mark(None)
        self.lineEdit().setText(shown(self.words(value)))
        self.update()  # the arrows: Qt repaints them for values of its own alone
        if self.hasFocus():
            self.selectAll()  # the next number typed replaces this one

    def words(self, value: float) -> str:
        """A value as it is shown."""
        return format_number(value)

    def forget_typed(self) -> None:
        """Shows the value in force in place of text that is just being typed."""
        self.lineEdit().setText(shown(self.words(self._value)))

    @property
    def value(self) -> float:
        """The value in force, as last shown."""
        return self._value

    @property
    def merge_key(self) -> Hashable:
        """The same for all steps of one run of the arrows or the wheel; None for what was typed."""
        return None if self._run is None else ("steps", self._run)

    @property
    def marked(self) -> bool:
        """Whether the last text was refused."""
        return self._marked

    def set_colours(self, colours: Colours) -> None:
        """The colour of the mark, and of the outline where the style's own would not be seen."""
        self._refused_colour = QColor(colours.refused)
        line = QColor(colours.line)
        # Fusion outlines darker than the window: on a dark one with nearly black.
        self._outline = line if line.lightness() > QColor(colours.window).lightness() else None
        self.update()

    def mark(self, error: ConvStudioError | None) -> None:
        """Marks the field as refused, with the reason as tooltip, or takes the mark away."""
        self._marked = error is not None
        palette = show_mark(self, QPalette.ColorRole.Base, self._refused_colour, self._tip, error)
        self.lineEdit().setPalette(palette)
        if error is not None:
            self.selectAll()

    def set_name(self, name: str) -> None:
        """What it is called by screen readers."""
        self.setAccessibleName(name)
        self.lineEdit().setAccessibleName(name)

    @property
    def tip(self) -> str:
        """What the number means, refused or not."""
        return self._tip

    def set_tip(self, tip: str) -> None:
        """What the number means."""
        self._tip = in_lines(tip)
        if not self._marked:
            self.setToolTip(self._tip)

    def set_limits(self, minimum: float, maximum: float, step: float) -> None:
        """How far the arrows go, and how far at once."""
        self._minimum, self._maximum, self._step = minimum, maximum, step
        self.update()  # the arrows

    def _on_editing_finished(self) -> None:
        text, modified = self.text(), self.lineEdit().isModified()
        self.lineEdit().setModified(False)
        if modified or text != shown(self.words(self._value)):
            self._run = None
            self.text_entered.emit(typed(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._outline is not None and not self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._outline)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)

    # What QAbstractSpinBox asks of its subclasses

    def stepBy(self, steps: int) -> None:
        self._on_editing_finished()
        if self.marked:
            return  # what had been typed was refused; the step would be from another number
        target = float(f"{self._value + steps * self._step:.12g}")  # ten steps of 0.1 are 1
        if self._minimum is not None and self._maximum is not None:
            target = min(max(target, self._minimum), self._maximum)
        elif target == 0:  # of the divisor, the one field without limits
            target = math.copysign(self._step, steps)
        if self._run is None:
            self._run = next(_RUNS)
        self.text_entered.emit(format_number(target))

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        enabled = QAbstractSpinBox.StepEnabledFlag.StepNone
        if self._maximum is None or self._value + self._step <= self._maximum:
            enabled |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        if self._minimum is None or self._value - self._step >= self._minimum:
            enabled |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return enabled

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, text, position

    def event(self, event: QEvent) -> bool:
        """Leaves Ctrl+Z to the window, unless there is text being typed to take back."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not self.lineEdit().isModified()
            and _is_undo_or_redo(event)
        ):
            event.ignore()
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LocaleChange and not self.lineEdit().isModified():
            self.forget_typed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != shown(self.words(self._value)):
            self.forget_typed()
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Steps only in a field that was chosen, so that scrolling the panel changes nothing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._run = None
        self.selectAll()


def _is_undo_or_redo(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Z, Qt.Key.Key_Y) and bool(
        event.modifiers() & Qt.KeyboardModifier.ControlModifier
    )


def in_six_digits(value: float) -> str:
    """A number with at most six digits; whole numbers with all of theirs; ∞ and NaN by name."""
    if not math.isfinite(value):
        return format_value(value)
    exact = format_number(value)
    if len(exact) <= _DIGITS + 2 or exact.lstrip("-").isdigit():
        return exact
    return format_number(float(f"{value:.{_DIGITS}g}"))


@lru_cache(maxsize=512)
def in_lines(text: str) -> str:
    """A tooltip in lines that can be read; line breaks stay."""
    return "\n".join(textwrap.fill(line, _TIP_LETTERS) for line in text.splitlines())


def show_mark(
    widget: QWidget,
    role: QPalette.ColorRole,
    colour: QColor,
    tip: str,
    error: ConvStudioError | None,
) -> QPalette:
    """Colours a refused field and says why; without an error it is as ever."""
    show_reason(widget, tip, error)
    palette = QPalette()
    if error is not None:
        palette.setColor(role, colour)
    widget.setPalette(palette)
    return palette


def show_reason(widget: QWidget, tip: str, error: ConvStudioError | None) -> None:
    """Says as the tooltip why a field is refused; without an error what it is for."""
    widget.setToolTip(tip if error is None else in_lines(f"Not taken: {error.message}"))
