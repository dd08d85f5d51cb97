"""The look of a panel: a heading, then rows of a label and its field."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convstudio.gui.panels.fields import NumberField

PANEL_WIDTH = 340
_MARGIN = 16
_LABEL_WIDTH = 72  # pixels, of the longest label: all fields begin at one line


class Panel(QWidget):
    """A headed group of settings; what heads it may be more than its title."""

    def __init__(self, title: str, heading: QWidget | None = None) -> None:
        super().__init__()
        self.setAccessibleName(title)
        if heading is None:
            heading = QLabel(title)
            heading.setProperty("role", "heading")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(_MARGIN, 8, _MARGIN, 8)
        self.column.setSpacing(6)
        self.column.addWidget(heading)

    def add_form(self) -> QFormLayout:
        """Rows of labels and fields, labels on the left."""
        form = new_form()
        self.column.addLayout(form)
        return form


def new_form(widget: QWidget | None = None) -> QFormLayout:
    """Rows of labels and fields, labels on the left; of a widget, or to be placed."""
    form = QFormLayout() if widget is None else QFormLayout(widget)
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(10)
    form.setVerticalSpacing(6)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def new_row(widget: QWidget) -> QHBoxLayout:
    """Fields side by side in a widget that is one field of a form."""
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    return row


def keep_room(field: QWidget) -> None:
    """Its neighbours stay where they are while it is hidden."""
    policy = field.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    field.setSizePolicy(policy)


def show_or_hide(widget: QWidget, visible: bool, heir: QWidget) -> None:
    """Shows or hides a widget; the keyboard, if it is in there, goes to the heir, not just on.

    Left to Qt it would go to whatever comes next, and change that with the next key.
    """
    focused = widget.window().focusWidget()
    if not visible and focused is not None and (focused is widget or widget.isAncestorOf(focused)):
        if isinstance(focused, NumberField):
            focused.forget_typed()  # leaving a field counts as Enter
        heir.setFocus()
    widget.setVisible(visible)


def label_for(text: str, field: QWidget) -> QLabel:
    """A label whose underlined letter moves to its field."""
    label = QLabel(text)
    label.setBuddy(field)
    label.setMinimumWidth(_LABEL_WIDTH)
    return label


def muted_label(name: str, *, lines: int = 1) -> QLabel:
    """Secondary text with room for that many lines, so that nothing moves when it changes."""
    label = QLabel()
    label.setProperty("role", "muted")
    label.setAccessibleName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(lines > 1)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    label.setMinimumHeight(label.fontMetrics().lineSpacing() * lines)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def rule() -> QFrame:
    """A thin line between panels."""
    line = QFrame()
    line.setProperty("role", "rule")
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Plain)
    return line
