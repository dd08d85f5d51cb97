"""Fields that can be marked: a number field that takes any text, a combo box and a check box."""

from __future__ import annotations

import math
import textwrap

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPalette, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.theme import LIGHT, Colours
from convstudio.kernel.notation import format_number

FIELD_HEIGHT = 26  # pixels, of every field: its arrows are large enough to hit
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
        self._refused_colour = QColor(LIGHT.refused)
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
        self.lineEdit().setText(format_number(value))
        if self.hasFocus():
            self.selectAll()  # the next number typed replaces this one

    @property
    def value(self) -> float:
        """The value in force, as last shown."""
        return self._value

    @property
    def marked(self) -> bool:
        """Whether the last text was refused."""
        return self._marked

    def set_colours(self, colours: Colours) -> None:
        """The colour of the mark."""
        self._refused_colour = QColor(colours.refused)

    def mark(self, error: ConvStudioError | None) -> None:
        """Marks the field as refused, with the reason as tooltip, or takes the mark away."""
        self._marked = error is not None
        palette = _show_mark(self, QPalette.ColorRole.Base, self._refused_colour, self._tip, error)
        self.lineEdit().setPalette(palette)
        if error is not None:
            self.selectAll()

    def set_name(self, name: str) -> None:
        """What it is called by screen readers."""
        self.setAccessibleName(name)
        self.lineEdit().setAccessibleName(name)

    def set_tip(self, tip: str) -> None:
        """What the number means."""
        self._tip = in_lines(tip)
        if not self._marked:
            self.setToolTip(self._tip)

    def set_limits(self, minimum: float, maximum: float, step: float) -> None:
        """How far the arrows go, and how far at once."""
        self._minimum, self._maximum, self._step = minimum, maximum, step

    def _on_editing_finished(self) -> None:
        text, typed = self.text(), self.lineEdit().isModified()
        self.lineEdit().setModified(False)
        if typed or text != format_number(self._value):
            self.text_entered.emit(text)

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != format_number(self._value):
            self.lineEdit().setText(format_number(self._value))
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
        self.selectAll()


def _is_undo_or_redo(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Z, Qt.Key.Key_Y) and bool(
        event.modifiers() & Qt.KeyboardModifier.ControlModifier
    )


def in_lines(text: str) -> str:
    """A tooltip in lines that can be read; line breaks stay."""
    return "\n".join(textwrap.fill(line, _TIP_LETTERS) for line in text.splitlines())


def _show_mark(
    widget: QWidget,
    role: QPalette.ColorRole,
    colour: QColor,
    tip: str,
    error: ConvStudioError | None,
) -> QPalette:
    """Colours a refused field and says why; without an error it is as ever."""
    widget.setToolTip(tip if error is None else in_lines(f"Not taken: {error.message}"))
    palette = QPalette()
    if error is not None:
        palette.setColor(role, colour)
    widget.setPalette(palette)
    return palette


class ChoiceBox(QComboBox):
    """A combo box that can be marked, and that the wheel changes only where it was chosen."""

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tip = in_lines(tip)
        self._marked = False
        self._refused_colour = QColor(LIGHT.refused)
        self.setAccessibleName(name)
        self.setToolTip(self._tip)
        self.setMinimumHeight(FIELD_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def add_choice(self, value: str, label: str, tip: str) -> None:
        """Another entry, with what it does as its tooltip."""
        self.addItem(label, value)
        self.setItemData(self.count() - 1, in_lines(tip), Qt.ItemDataRole.ToolTipRole)

    def choose(self, value: str) -> None:
        """Shows the entry that stands for a value, unmarked."""
        self.mark(None)
        self.setCurrentIndex(self.findData(value))

    @property
    def marked(self) -> bool:
        """Whether the last choice was refused."""
        return self._marked

    def set_colours(self, colours: Colours) -> None:
        """The colour of the mark."""
        self._refused_colour = QColor(colours.refused)

    def set_tip(self, tip: str) -> None:
        """What the choice is about."""
        self._tip = in_lines(tip)
        if not self._marked:
            self.setToolTip(self._tip)

    def mark(self, error: ConvStudioError | None) -> None:
        """Marks the choice as refused, with the reason as tooltip, or takes the mark away."""
        self._marked = error is not None
        _show_mark(self, QPalette.ColorRole.Button, self._refused_colour, self._tip, error)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SwitchBox(QCheckBox):
    """A check box that can be marked."""

    def __init__(self, text: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._tip = in_lines(tip)
        self._marked = False
        self.set_colours(LIGHT)
        self.setAccessibleName(text.replace("&", ""))
        self.setToolTip(self._tip)
        self.setMinimumHeight(FIELD_HEIGHT)

    def show_value(self, on: bool) -> None:
        """Shows the value in force, unmarked."""
        self.mark(None)
        self.setChecked(on)

    @property
    def marked(self) -> bool:
        """Whether the last click was refused."""
        return self._marked

    def set_colours(self, colours: Colours) -> None:
        """The colours of the mark and of the box, which Fusion would draw hardly darker than the
        window: invisible where that is dark.
        """
        self._refused_colour, self._box_colour = QColor(colours.refused), QColor(colours.muted)
        self._paint(self._marked)

    def mark(self, error: ConvStudioError | None) -> None:
        """Marks the switch as refused, with the reason as tooltip, or takes the mark away."""
        self._marked = error is not None
        _show_mark(self, QPalette.ColorRole.Button, self._refused_colour, self._tip, error)
        self._paint(self._marked)

    def _paint(self, marked: bool) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, self._box_colour)
        self.setPalette(palette)
        self.setAutoFillBackground(marked)
