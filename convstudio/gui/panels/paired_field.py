"""A whole number for both directions, which a button takes apart into vertical and horizontal."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QToolButton, QWidget

from convstudio.gui.bindings import DIRECTIONS, Entry, PairBinding
from convstudio.gui.icons import tinted_icon
from convstudio.gui.panels.fields import FIELD_HEIGHT, in_lines
from convstudio.gui.panels.form import new_row, show_or_hide
from convstudio.gui.panels.parameter_fields import WholeNumber
from convstudio.gui.scene import Scene
from convstudio.gui.theme import LIGHT, Colours


class PairedField(QWidget):
    """One field while both directions are linked, two while they are apart; vertical comes first.

    Two values that differ are always apart. Two that are equal are apart once somebody took them
    apart, until they are linked again: a field never vanishes from under the hand.

    Signals:
        entered: an Entry, and the field to mark.
    """

    entered = Signal(object, object)

    def __init__(self, binding: PairBinding) -> None:
        super().__init__()
        self._binding = binding
        self._taken_apart = False
        self._scene: Scene | None = None
        self.vertical, self.horizontal = (WholeNumber(binding, part) for part in DIRECTIONS)
        self.link = LinkButton(binding.parameter.label.lower())
        row = new_row(self)
        row.addWidget(self.vertical, 1)
        row.addWidget(self.horizontal, 1)
        row.addWidget(self.link)
        self.setFocusProxy(self.vertical)
        self.horizontal.hide()
        for field in (self.vertical, self.horizontal):
            field.entered.connect(self._on_entered)
        self.link.clicked.connect(self._on_link_clicked)

    @property
    def apart(self) -> bool:
        """Whether there are two fields."""
        return not self.horizontal.isHidden()

    def show_scene(self, scene: Scene) -> None:
        """Shows the values in force."""
        self._scene = scene
        down, over = self._binding.value(scene.pipeline, scene.place)
        apart = self._taken_apart or down != over
        self.vertical.become(DIRECTIONS[0] if apart else "")
        show_or_hide(self.horizontal, apart, self.vertical)
        self.link.show_linked(not apart)
        self.vertical.show_scene(scene)
        self.horizontal.show_scene(scene)

    def _on_entered(self, entry: Entry, field: WholeNumber) -> None:
        self._taken_apart = self.apart
        self.entered.emit(entry, field)

    def _on_link_clicked(self, linked: bool) -> None:
        self._taken_apart = not linked
        if linked:  # with the vertical value for both
            self.entered.emit(Entry(self._binding, str(int(self.vertical.value))), self.vertical)
        elif self._scene is not None:
            self.show_scene(self._scene)


class LinkButton(QToolButton):
    """Checked while the vertical and the horizontal value are one."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(FIELD_HEIGHT, FIELD_HEIGHT)
        self.setIconSize(QSize(16, 16))
        self.setAccessibleName(f"Link vertical and horizontal {what}")
        self.set_colours(LIGHT)

    def set_colours(self, colours: Colours) -> None:
        """Draws the link in the theme's colours."""
        self._icons: dict[bool, QIcon] = {
            True: tinted_icon("link", colours),
            False: tinted_icon("unlink", colours),
        }
        self.show_linked(self.isChecked())

    def show_linked(self, linked: bool) -> None:
        """Shows whether one value is for both directions."""
        self.setChecked(linked)
        self.setIcon(self._icons[linked])
        tip = (
            f"Linked: one {self._what} for both directions. Press to have the vertical and the "
            "horizontal one apart."
            if linked
            else f"Apart: the vertical {self._what}, then the horizontal one. Press to link them; "
            "the vertical one is taken for both."
        )
        self.setToolTip(in_lines(tip))
