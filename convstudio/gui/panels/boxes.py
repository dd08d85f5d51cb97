"""A combo box and a check box that can be marked as refused, and a button that is calm."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QPalette,
    QStandardItemModel,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QWidget,
)

from convstudio.errors import ConvStudioError
from convstudio.gui.panels.fields import FIELD_HEIGHT, in_lines, show_mark, show_reason
from convstudio.gui.theme import LIGHT, Colours

_SHIFT = Qt.KeyboardModifier.ShiftModifier


class ChoiceBox(QComboBox):
    """A combo box that can be marked, and that the wheel changes only where it was chosen.

    Letters choose where the keyboard led to it, and in its open list. After a click of the mouse
    they are left alone: the hand is back over the view by then, whose keys they are.
    """

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tip = in_lines(tip)
        self._entry_tips: dict[str, str] = {}
        self._marked = False
        self._by_mouse = False
        self._refused_colour = QColor(LIGHT.refused)
        self.setAccessibleName(name)
        self.setToolTip(self._tip)
        self.setMinimumHeight(FIELD_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def add_choice(self, value: str, label: str, tip: str) -> None:
        """Another entry, with what it does as its tooltip."""
        self._entry_tips[value] = tip
        self.addItem(label, value)
        self.setItemData(self.count() - 1, in_lines(tip), Qt.ItemDataRole.ToolTipRole)

    def offer(self, value: str, reason: str) -> None:
        """Lets an entry be chosen, or not, for a reason that its tooltip then tells."""
        index = self.findData(value)
        model = self.model()
        assert isinstance(model, QStandardItemModel)  # noqa: S101 - that of every combo box
        model.item(index).setEnabled(not reason)
        tip = self._entry_tips[value]
        told = f"{tip}\n{reason}" if reason else tip
        self.setItemData(index, in_lines(told), Qt.ItemDataRole.ToolTipRole)

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

    @property
    def tip(self) -> str:
        """What the choice means."""
        return self._tip

    def set_tip(self, tip: str) -> None:
        """What the choice is about."""
        self._tip = in_lines(tip)
        if not self._marked:
            self.setToolTip(self._tip)

    def mark(self, error: ConvStudioError | None) -> None:
        """Marks the choice as refused, with the reason as tooltip, or takes the mark away."""
        self._marked = error is not None
        show_reason(self, self._tip, error)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lays the mark over the field: the style would draw a button's colour as a faint one."""
        super().paintEvent(event)
        if not self._marked:
            return
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        painter.fillRect(field, self._refused_colour)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # back from its own list
            self._by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_mouse = True
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and not self._by_mouse
            and _is_letter(event)
        ):
            event.accept()  # before an action takes it as its own
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._by_mouse and _is_letter(event):
            event.ignore()
        else:
            super().keyPressEvent(event)


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
        show_mark(self, QPalette.ColorRole.Button, self._refused_colour, self._tip, error)
        self._paint(self._marked)

    def _paint(self, marked: bool) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, self._box_colour)
        self.setPalette(palette)
        self.setAutoFillBackground(marked)


def _is_letter(event: QKeyEvent) -> bool:
    """Whether it is a letter, digit or sign, and no command."""
    plain = event.modifiers() & ~(_SHIFT | Qt.KeyboardModifier.KeypadModifier)
    return not plain and event.text().isprintable() and bool(event.text().strip())


class FlatButton(QToolButton):
    """A button that is calm until it is pointed at, and that the keyboard reaches."""

    def __init__(self) -> None:
        super().__init__()
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
