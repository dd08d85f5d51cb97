"""The Filters panel, above the kernel: which filter of the layer is edited, and which plane of it.

Who uses it: someone who looks through the first layer of a trained network; someone who makes an
edge detector of two kernels; someone who gives red another kernel than blue.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from convstudio.gui.bindings import THE_FILTER_BIAS
from convstudio.gui.elided_label import ElidedLabel
from convstudio.gui.icons import tinted_icon
from convstudio.gui.panels.boxes import ChoiceBox, FlatButton, SwitchBox
from convstudio.gui.panels.fields import FIELD_HEIGHT, in_lines
from convstudio.gui.panels.filters.filter_strip import FilterStrip
from convstudio.gui.panels.form import PANEL_WIDTH, Panel, keep_room, label_for, new_row
from convstudio.gui.panels.parameter_fields import UnitNumber
from convstudio.gui.scene import Scene
from convstudio.gui.theme import colours_of
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.filters import plane_names
from convstudio.pipeline.map_names import in_a_sentence
from convstudio.pipeline.sliding import LONGEST_NAME

_BUTTONS = {
    "add": ("+", "Add a filter", "Another filter behind the chosen one: the identity, to begin."),
    "duplicate": ("", "Duplicate the filter", "The chosen filter a second time, behind it."),
    "remove": ("−", "Remove the filter", "Removes the chosen filter."),
}
_ALIKE = (
    "One kernel for all channels that the filter sees. Off, each channel has a kernel of its own; "
    "on again, that of the chosen channel is kept."
)


class FilterPanel(Panel):
    """Thumbnails, the name and bias of the chosen filter, and the channel whose kernel is edited.

    Signals:
        entered: an Entry, and the field to mark if it is refused.
        named: another name for the chosen filter.
        plane_chosen: the channel whose kernel is to be edited.
        alike_wanted: whether all channels are to share one kernel.
        asked: add, duplicate or remove.
    """

    entered = Signal(object, object)
    named = Signal(str)
    plane_chosen = Signal(int)
    alike_wanted = Signal(bool)
    asked = Signal(str)

    def __init__(self) -> None:
        heading = QWidget()
        self.buttons: dict[str, FlatButton] = {}
        super().__init__("Filters", heading)
        self.count = ElidedLabel()
        self.count.setProperty("role", "heading")
        self.count.setAccessibleName("Filters of the layer")
        self.buttons |= {name: self._button(name) for name in _BUTTONS}
        row = new_row(heading)
        row.setSpacing(2)
        row.addWidget(self.count, 1)
        for button in self.buttons.values():
            row.addWidget(button)
        self.strip = FilterStrip()
        self.strip.asked.connect(self.asked)
        self.column.addWidget(self.strip)
        self.name = QLineEdit()
        self.name.setAccessibleName("Name of the filter")
        self.name.setToolTip("What the filter is called; empty, by its kernel")
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setMinimumHeight(FIELD_HEIGHT)
        self.name.editingFinished.connect(self._on_named)
        self.bias = UnitNumber(THE_FILTER_BIAS)
        self.bias.entered.connect(self.entered)
        self.plane = ChoiceBox("Channel", "The channel of the input whose kernel is edited below.")
        # A long name widens the list, not the field.
        self.plane.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.plane.setMinimumContentsLength(8)
        self.plane.activated.connect(self.plane_chosen)
        self.alike = SwitchBox("Shared", _ALIKE)
        self.alike.clicked.connect(self.alike_wanted)
        keep_room(self.plane)
        self._names: tuple[str, ...] = ()
        self._fill_form()
        self._dress()
        self.setMaximumWidth(PANEL_WIDTH)
        self.hide()

    def show_scene(self, scene: Scene) -> None:
        """Shows the filters in force."""
        layer, made = scene.layer, scene.filter
        if not isinstance(layer, Bank) or made is None:
            return
        place, count = scene.place, len(layer.filters)
        self.strip.show_filters(layer.filters, place.filter, place.plane, scene.full_range)
        self.count.set_full_text(f"Filter {place.filter + 1} of {count}")
        self.buttons["remove"].setEnabled(count > 1)
        self.name.setPlaceholderText(made.planes[0].name)
        if not self.name.isModified() or not self.name.hasFocus():
            self.name.setText(made.name)
        self.bias.show_scene(scene)
        self._show_planes(scene, len(made.planes))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def name_it(self) -> None:
        """The keyboard goes to the name."""
        self.name.setFocus()
        self.name.selectAll()

    def _show_planes(self, scene: Scene, count: int) -> None:
        layer = scene.layer
        names: tuple[str, ...] = ()
        if isinstance(layer, Bank) and count > 1:
            names = plane_names(layer, scene.place.filter, scene.channels)
        if names != self._names:
            self._names = names
            self.plane.clear()
            for name in names:
                self.plane.add_choice(name, name, f"The kernel for {in_a_sentence(name)}.")
        self.plane.setVisible(count > 1)
        if names:
            self.plane.choose(names[min(scene.place.plane, count - 1)])
        self.alike.show_value(count == 1)
        slides = isinstance(layer, Bank) and layer.channels in ("sum", "each")
        channels = scene.below.channels if scene.below is not None else 1
        self.alike.setEnabled(count > 1 or (slides and channels > 1))

    def _fill_form(self) -> None:
        form = self.add_form()
        names, planes = QWidget(), QWidget()
        row = new_row(names)
        row.addWidget(self.name, 3)
        bias = QLabel("Bias")
        bias.setBuddy(self.bias)
        row.addWidget(bias)
        row.addWidget(self.bias, 2)
        form.addRow(label_for("Name", self.name), names)
        row = new_row(planes)
        row.addWidget(self.plane, 1)
        row.addWidget(self.alike)
        label = QLabel("Channel")
        label.setBuddy(self.plane)
        label.setToolTip(in_lines(_ALIKE))
        form.addRow(label, planes)

    def _button(self, name: str) -> FlatButton:
        sign, words, tip = _BUTTONS[name]
        button = FlatButton()
        button.setText(sign)
        button.setAccessibleName(words)
        button.setToolTip(in_lines(tip))
        button.setFixedSize(QSize(FIELD_HEIGHT, FIELD_HEIGHT))
        button.clicked.connect(lambda: self.asked.emit(name))
        return button

    def _dress(self) -> None:
        if self.buttons:
            self.buttons["duplicate"].setIcon(tinted_icon("copy", colours_of(self)))

    def _on_named(self) -> None:
        if self.name.isModified():
            self.name.setModified(False)
            self.named.emit(self.name.text())
