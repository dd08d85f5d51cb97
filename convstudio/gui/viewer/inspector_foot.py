"""Below a worked sum: the kernel's transport and its speed, and what can be done with the sum."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from convstudio.gui.playing import FIRST_SPEED, SPEEDS, speed_words

BAR = 34  # pixels: the height of a bar of controls
_TRANSPORT = ("step-back", "play", "step-forward", "stop")
_TOOLS = ("follow", "pin", "copy-sum")
_SLIDER, _SHORT_SLIDER = 130, 90  # pixels


class InspectorFoot(QWidget):
    """Buttons and the speed; where there is little room its buttons are icons alone.

    Signals:
        speed_chosen: pixels a second, None for a row a frame.
    """

    speed_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._tools: list[QToolButton] = []
        self._make_speed()
        self.setFixedHeight(BAR)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 8, 2)
        row.setSpacing(8)
        self._left, self._right = QHBoxLayout(), QHBoxLayout()
        for layout in (self._left, self._right):
            layout.setSpacing(2)
        row.addLayout(self._left)
        row.addWidget(self.speed)
        row.addWidget(self.speed_label)
        row.addStretch(1)
        row.addLayout(self._right)

    def place_actions(self, actions: Mapping[str, QAction]) -> None:
        """Gives the buttons their actions."""
        for name in _TRANSPORT:
            self._left.addWidget(_button(actions[name]))
        for name in _TOOLS:
            button = _button(actions[name])
            self._tools.append(button)
            self._right.addWidget(button)
        self.set_narrow(narrow=False)

    def set_narrow(self, *, narrow: bool) -> None:
        """Whether there is little room."""
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in self._tools:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else style)
        self.speed.setFixedWidth(_SHORT_SLIDER if narrow else _SLIDER)

    def _make_speed(self) -> None:
        self.speed = QSlider(Qt.Orientation.Horizontal)
        self.speed.setRange(0, len(SPEEDS) - 1)
        self.speed.setPageStep(1)
        self.speed.setAccessibleName("Speed of playing")
        self.speed_label = QLabel()
        self.speed_label.setProperty("role", "muted")
        self.speed_label.setAccessibleName("Speed in words")
        metrics = self.speed_label.fontMetrics()
        widest = max(metrics.horizontalAdvance(_shortly(speed)) for speed in SPEEDS)
        self.speed_label.setMinimumWidth(widest)
        self.speed.valueChanged.connect(self._on_speed_changed)
        self.speed.setValue(FIRST_SPEED)

    def _on_speed_changed(self, index: int) -> None:
        self.speed_label.setText(_shortly(SPEEDS[index]))
        self.speed.setToolTip(f"How fast the kernel slides: {speed_words(SPEEDS[index])}")
        self.speed_chosen.emit(SPEEDS[index])


def _shortly(speed: int | None) -> str:
    """A speed in words, without what they explain; the tip has them whole."""
    return speed_words(speed).rpartition(": ")[2]


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setIconSize(QSize(18, 18))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(action.text().replace("&", ""))
    return button
