"""Rows × columns of the kernel, linked or apart, and the strict rule as a switch."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from convstudio.errors import ArgumentValueError
from convstudio.gui.panels.boxes import SwitchBox
from convstudio.gui.panels.fields import NumberField
from convstudio.gui.panels.form import new_row
from convstudio.gui.panels.paired_field import LinkButton
from convstudio.kernel.kernel import MAX_SIZE, Kernel, Pair, check_size, check_strict_size
from convstudio.kernel.notation import parse_integer

_FIELD_WIDTH = 41  # pixels, for two digits
_TO_ALLOW = "To allow it, switch “Odd, square” off."


class SizeRow(QWidget):
    """Two fields of which one sets both while they are linked.

    Signals:
        size_entered: "rows" or "columns", and the text that was typed.
        link_wanted: the columns are to be as many as the rows.
        strict_changed: the strict rule was switched on or off.
    """

    size_entered = Signal(str, str)
    link_wanted = Signal()
    strict_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.rows = _field("Kernel size", "Rows of the kernel")
        self.columns = _field("Kernel columns", "Columns of the kernel")
        self.link = LinkButton("kernel size")
        self.strict = SwitchBox(
            "Odd, square",
            "The strict rule of the field: as many rows as columns, and an odd number of them, so "
            "that one weight is the centre and lies over the output's pixel. Off, any size from "
            f"1×1 to {MAX_SIZE}×{MAX_SIZE} is taken; the anchor says which weight that is.",
        )
        self.strict.setChecked(True)
        self._taken_apart = False
        self._gave_way = False  # the rule, to a kernel that it would not take
        row = new_row(self)
        row.setSpacing(2)
        for widget in (self.rows, QLabel("×"), self.columns, self.link, self.strict):
            row.addWidget(widget)
        row.addStretch(1)
        self.setFocusProxy(self.rows)
        self.rows.text_entered.connect(partial(self.size_entered.emit, "rows"))
        self.columns.text_entered.connect(partial(self.size_entered.emit, "columns"))
        self.link.clicked.connect(self._on_link_clicked)
        self.strict.toggled.connect(self._on_strict_toggled)

    @property
    def is_linked(self) -> bool:
        """Whether one number is for rows and columns."""
        return self.link.isChecked()

    def show_kernel(self, kernel: Kernel) -> None:
        """Shows the size in force."""
        self.rows.show_value(kernel.rows)
        self.columns.show_value(kernel.columns)
        self.link.show_linked(kernel.rows == kernel.columns and not self._taken_apart)
        strict = is_strict_shape(kernel.shape)
        if not strict and self.strict.isChecked():  # it came from elsewhere: pasted, opened
            self.strict.setChecked(False)
            self._gave_way = True
        elif strict and self._gave_way:
            self.strict.setChecked(True)
        self._set_steps()

    def wanted(self, part: str, text: str, shape: Pair) -> Pair:
        """The shape that a text in one of the fields asks for, of a kernel of another shape.

        Raises:
            ArgumentValueError: no whole number, out of range, or against the strict rule.
        """
        self._gave_way = False  # who sizes on without the rule wants none
        if self.is_linked:
            size = check_size(parse_integer(text, "kernel size"))
            shape = size, size
        else:
            size = check_size(parse_integer(text, f"kernel {part}"), part)
            shape = (size, shape[1]) if part == "rows" else (shape[0], size)
        if self.strict.isChecked():
            check_strict_shape(shape)
        return shape

    def _on_link_clicked(self, linked: bool) -> None:
        self._taken_apart = not linked
        self.link.show_linked(linked)
        if linked:
            self.link_wanted.emit()

    def _on_strict_toggled(self, on: bool) -> None:
        self._gave_way = False
        self._set_steps()
        self.strict_changed.emit(on)

    def _set_steps(self) -> None:
        """From odd to odd under the strict rule."""
        for field in (self.rows, self.columns):
            step = 2 if self.strict.isChecked() and field.value % 2 else 1
            field.set_limits(1, MAX_SIZE, step)


def is_strict_shape(shape: Pair) -> bool:
    """Whether the strict rule takes a shape: an odd square."""
    return shape[0] == shape[1] and shape[0] % 2 == 1


def check_strict_shape(shape: Pair) -> None:
    """Refuses what the strict rule does.

    Raises:
        ArgumentValueError: an even size, or a rectangle; the hint says how to allow it.
    """
    for size in shape:
        try:
            check_strict_size(size)
        except ArgumentValueError as error:
            raise ArgumentValueError(
                error.argument,
                given=error.given,
                wanted=error.wanted,
                hint=f"{error.hint} {_TO_ALLOW}",
            ) from error
    if shape[0] != shape[1]:
        raise ArgumentValueError(
            "kernel",
            given=f"{shape[0]}×{shape[1]}",
            wanted="square, with as many rows as columns",
            hint=f"The strict rule takes odd squares alone. {_TO_ALLOW}",
        )


def _field(name: str, what: str) -> NumberField:
    tip = f"{what}, F: from 1 to {MAX_SIZE}."
    field = NumberField(name, tip, step=2, minimum=1, maximum=MAX_SIZE)
    field.setFixedWidth(_FIELD_WIDTH)
    return field
