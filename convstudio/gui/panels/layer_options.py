"""What a layer can do beyond padding, stride and border: folded away while nobody asks for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convstudio.gui.bindings import (
    OPTIONS,
    THE_ALPHA,
    Binding,
    PairBinding,
    options_of,
    options_set,
)
from convstudio.gui.panels.boxes import FlatButton
from convstudio.gui.panels.fields import in_lines
from convstudio.gui.panels.form import label_for, new_form, show_or_hide
from convstudio.gui.panels.paired_field import PairedField
from convstudio.gui.panels.parameter_fields import (
    Choice,
    ParameterField,
    Switch,
    UnitNumber,
    field_for,
    with_key,
)
from convstudio.gui.scene import Scene
from convstudio.pipeline.convolution import Convolution

_KEY = "Alt+M"
_NO_ALPHA = "This picture has no alpha channel."
_NO_PICTURE = "The layer's input is no picture but several maps."


class LayerOptions(QWidget):
    """A button that unfolds a form with a row for each of OPTIONS.

    Folded, the button says how many are not at their defaults: nothing acts unseen.

    Signals:
        entered: an Entry, and the field to mark.
        reset_wanted: all of them back to their defaults.
        unfolded: whether the form is shown, after a hand has changed it.
    """

    entered = Signal(object, object)
    reset_wanted = Signal()
    unfolded = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._set = 0
        self._there: tuple[Binding, ...] = OPTIONS
        self._unfolded = False
        self.button = FlatButton()
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.clicked.connect(self._on_button_clicked)
        self.reset = FlatButton()
        self.reset.setText("&Reset")
        self.reset.setAccessibleName("Reset the options")
        self.reset.setToolTip("All options below back to their defaults, in one step.")
        self.reset.clicked.connect(self.reset_wanted)
        self._body = QWidget()
        self.fields: dict[str, ParameterField | PairedField] = {}
        self._labels: dict[str, QLabel] = {}
        self._fill_body()
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.button)
        head.addStretch(1)
        head.addWidget(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._body)
        self.unfold(False)

    @property
    def is_unfolded(self) -> bool:
        """Whether the form is shown."""
        return self._unfolded

    def unfold(self, unfolded: bool) -> None:
        """Shows or folds the form."""
        self._unfolded = unfolded
        show_or_hide(self._body, unfolded, self.button)
        self._label_button()

    def show_scene(self, scene: Scene) -> None:
        """Shows what is in force."""
        there = self._there = options_of(scene)
        for option in OPTIONS:
            field = self.fields[option.attribute]
            self._form.setRowVisible(field, option in there)
            if option in there:
                field.show_scene(scene)
        self._show_channels(scene)
        self._set = len(options_set(scene))
        self._label_button()

    def _fill_body(self) -> None:
        form = self._form = new_form(self._body)
        for binding in OPTIONS:
            field = PairedField(binding) if isinstance(binding, PairBinding) else field_for(binding)
            field.entered.connect(self.entered)
            self.fields[binding.attribute] = field
            if isinstance(field, Switch):
                form.addRow(field)
                continue
            text = with_key(binding.parameter.label, binding.key)
            label = label_for(text, field.vertical if isinstance(field, PairedField) else field)
            label.setToolTip(in_lines(binding.parameter.help))
            self._labels[binding.attribute] = label
            form.addRow(label, field)

    def _show_channels(self, scene: Scene) -> None:
        """What can be chosen of the channels that there are."""
        channels = self.fields["channels"]
        assert isinstance(channels, Choice)  # noqa: S101
        no_alpha = _NO_ALPHA if scene.picture and not scene.has_alpha else ""
        channels.offer("alpha", no_alpha)
        several = scene.below is not None and not scene.below.is_picture
        for name in ("luminance", "red", "green", "blue"):
            channels.offer(name, _NO_PICTURE if several else "")
        if isinstance(scene.layer, Convolution):
            self._show_alpha(scene, scene.layer)

    def _show_alpha(self, scene: Scene, layer: Convolution) -> None:
        """Alpha can be chosen where there is some, and where it is not all that is filtered."""
        reason = ""
        if scene.picture is not None and not scene.has_alpha:
            reason = _NO_ALPHA
        elif layer.channels == "alpha":
            reason = "The alpha channel itself is filtered: there is no other to keep."
        field, label = self.fields[THE_ALPHA.attribute], self._labels[THE_ALPHA.attribute]
        if reason and field.hasFocus():
            self.fields["channels"].setFocus()  # not whatever comes next
        field.setEnabled(not reason)
        label.setEnabled(not reason)
        if reason:
            field.setToolTip(in_lines(f"{THE_ALPHA.parameter.help}\n{reason}"))
        bias = self.fields["bias"]
        assert isinstance(bias, UnitNumber)  # noqa: S101
        self._labels["bias"].setToolTip(bias.tip)

    def _label_button(self) -> None:
        unfolded = self._unfolded
        text = "Fewer options" if unfolded else "&More options"
        if self._set and not unfolded:
            text += f" ({self._set} set)"
        self.button.setText(text)
        self.button.setShortcut(QKeySequence(_KEY))  # which the mnemonic of the text replaced
        self.button.setAccessibleName(text.replace("&", ""))
        names = ", ".join(option.parameter.label.split(" (")[0].lower() for option in self._there)
        self.button.setToolTip(in_lines(f"{names[:1].upper()}{names[1:]} ({_KEY})."))
        arrow = Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow
        self.button.setArrowType(arrow)
        show_or_hide(self.reset, self._set > 0, self.button)

    def _on_button_clicked(self) -> None:
        self.unfold(not self._unfolded)
        self.unfolded.emit(self._unfolded)
