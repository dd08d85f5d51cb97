"""The inspector: one value of the feature map as a worked sum.

Who uses it: a teacher who points at one pixel before a class and wants the textbook's sum on
screen; an engineer who asks why this value is what it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSlider,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convstudio.gui.elided_label import ElidedLabel
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.playing import FIRST_SPEED, SPEEDS, speed_words
from convstudio.gui.theme import Colours
from convstudio.gui.viewer.inspector_channels import ChannelsList
from convstudio.gui.viewer.inspector_choice import PageChoice
from convstudio.gui.viewer.inspector_lines import heading, step_lines
from convstudio.gui.viewer.inspector_pages import view, view_names
from convstudio.gui.viewer.inspector_pins import Pin, PinList
from convstudio.gui.viewer.inspector_steps import StepsView, steps_width
from convstudio.gui.viewer.inspector_sum import WorkedSum
from convstudio.gui.viewer.inspector_terms import TermsList
from convstudio.gui.viewer.inspector_text import in_words, worked_text
from convstudio.gui.viewer.inspector_tone import Toned
from convstudio.pipeline.inspection import Inspection

INSPECTOR_SHARE = 5, 3  # of the views and the inspector, until somebody drags the splitter
_LEAST = QSize(640, 190)  # below it the whole panel scrolls
_ROW = 34
_TRANSPORT = ("step-back", "play", "step-forward", "stop")


class Inspector(QScrollArea):
    """Shows an inspection and what can be done with it; knows no picture and no pipeline.

    Signals:
        channel_chosen: the index of the value of each pixel that is to be worked.
        speed_chosen: pixels a second, None for a row a frame.
        pin_chosen: the index of a pin to inspect.
        unpinned: the index of a pin that is no longer wanted.
        descended: the channel, row and column of a value of the map below that was double-clicked.
    """

    channel_chosen = Signal(int)
    speed_chosen = Signal(object)
    pin_chosen = Signal(int)
    unpinned = Signal(int)
    descended = Signal(str, int, int)

    def __init__(self) -> None:
        super().__init__()
        self._found: Inspection | None = None
        self._toned: Toned | None = None
        self.setAccessibleName("Inspector")
        self.setObjectName("inspector")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._make_parts()
        inner = QWidget()
        inner.setObjectName("panels")
        inner.setMinimumSize(_LEAST)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addLayout(self._body(), 1)
        column.addWidget(self.pins)
        column.addWidget(self._foot())
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setMinimumHeight(110)
        self.show_message("")

    def place_actions(self, actions: Mapping[str, QAction]) -> None:
        """Gives the buttons their actions."""
        for name in _TRANSPORT:
            self._transport.addWidget(_button(actions[name]))
        for name in ("follow", "pin", "copy-sum"):
            button = _button(actions[name])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self._tools.addWidget(button)

    def set_colours(self, colours: Colours) -> None:
        """The colours of signs, lines and text."""
        self.sum.set_colours(colours)
        self.steps.set_colours(colours)
        self.terms.terms.set_colours(colours)
        self.channels.set_colours(colours)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        bar = self._steps_area.verticalScrollBar().sizeHint().width()
        self._steps_area.setFixedWidth(steps_width(self.width()) + bar)

    # What it shows

    @property
    def found(self) -> Inspection | None:
        """The inspection on show."""
        return self._found

    @property
    def toned(self) -> Toned | None:
        """What tone makes of it, where that is known."""
        return self._toned

    @property
    def text(self) -> str:
        """The worked sum as text; nothing where there is none."""
        return "" if self._found is None else worked_text(self._found, self._toned)

    def show_inspection(self, found: Inspection, toned: Toned | None) -> None:
        """Shows a value; page, list and scrolling stay as they were."""
        self._found, self._toned = found, toned
        self.title.set_full_text(heading(found))
        self._show_channels(found)
        self.choice.show_names(view_names(found))
        self.steps.show_steps(step_lines(found, toned), toned)
        self._show_page()

    def show_message(self, message: str) -> None:
        """Says in words why there is no sum, or how to get one."""
        self._found, self._toned = None, None
        self.title.set_full_text("Inspector")
        self.channel.setVisible(False)
        self.choice.show_names(())
        self.steps.show_steps((), None)
        self.terms.terms.show_terms(None, ())
        self.channels.channels.show_channels(None)
        self.sum.show_message(message)
        self.sum.setAccessibleDescription(message)
        self._stack.setCurrentWidget(self.sum)

    def show_pins(self, pins: tuple[Pin, ...]) -> None:
        """Shows the pinned pixels, if any."""
        self.pins.show_pins(pins)

    def copy(self) -> None:
        """Puts the worked sum into the clipboard, as text."""
        if self._found is not None:
            QGuiApplication.clipboard().setText(self.text)

    # Its parts

    def _make_parts(self) -> None:
        self.title = ElidedLabel()
        self.title.setProperty("role", "heading")
        self.title.setAccessibleName("Inspected pixel")
        self.channel = ChoiceBox(
            "Inspected channel", "Which of the pixel's values is worked out below."
        )
        self.channel.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.channel.activated.connect(self.channel_chosen)
        self.choice = PageChoice()
        self.pages = self.choice.tabs
        self.choice.changed.connect(self._show_page)
        self.by_size = QToolButton()
        self.by_size.setText("Largest terms first")
        self.by_size.setCheckable(True)
        self.by_size.setAccessibleName("Largest terms first")
        self.by_size.setToolTip(
            "List the products from the largest to the smallest, each with what share of the sum"
            " of all sizes is still to come after it."
        )
        self.by_size.toggled.connect(self._show_page)
        self.sum, self.terms, self.steps, self.pins = (
            WorkedSum(),
            TermsList(),
            StepsView(),
            PinList(),
        )
        self.sum.descended.connect(self.descended)
        self.channels = ChannelsList()
        self.channels.opened.connect(self._on_channel_opened)
        self.pins.chosen.connect(self.pin_chosen)
        self.pins.unpinned.connect(self.unpinned)
        self._make_speed()

    def _make_speed(self) -> None:
        self.speed = QSlider(Qt.Orientation.Horizontal)
        self.speed.setRange(0, len(SPEEDS) - 1)
        self.speed.setPageStep(1)
        self.speed.setFixedWidth(130)
        self.speed.setAccessibleName("Speed of playing")
        self.speed_label = QLabel()
        self.speed_label.setProperty("role", "muted")
        self.speed_label.setAccessibleName("Speed in words")
        widest = max(self.speed_label.fontMetrics().horizontalAdvance(w) for w in _speeds())
        self.speed_label.setMinimumWidth(widest)
        self.speed.valueChanged.connect(self._on_speed_changed)
        self.speed.setValue(FIRST_SPEED)

    def _head(self) -> QWidget:
        head, row = _row()
        row.addWidget(self.title)
        row.addWidget(self.channel)
        row.addWidget(self.choice)
        row.addStretch(1)
        row.addWidget(self.by_size)
        return head

    def _body(self) -> QHBoxLayout:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.sum)
        self._stack.addWidget(self.terms)
        self._stack.addWidget(self.channels)
        self._steps_area = steps = QScrollArea()
        steps.setWidget(self.steps)
        steps.setWidgetResizable(True)
        steps.setFrameShape(QFrame.Shape.NoFrame)
        steps.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self._stack, 1)
        body.addWidget(steps)
        return body

    def _foot(self) -> QWidget:
        foot, row = _row()
        self._transport, self._tools = QHBoxLayout(), QHBoxLayout()
        for layout in (self._transport, self._tools):
            layout.setSpacing(2)
        row.addLayout(self._transport)
        row.addWidget(self.speed)
        row.addWidget(self.speed_label)
        row.addStretch(1)
        row.addLayout(self._tools)
        return foot

    def _show_channels(self, found: Inspection) -> None:
        names = [self.channel.itemText(index) for index in range(self.channel.count())]
        if names != list(found.names):
            self.channel.clear()
            self.channel.addItems(list(found.names))
        self.channel.setCurrentIndex(found.channel)
        self.channel.setVisible(len(found.names) > 1)

    def _show_page(self) -> None:
        if self._found is None:
            return
        found, page = self._found, view(self._found, self.choice.index)
        self.sum.setAccessibleDescription(in_words(found, self._toned))
        self.by_size.setEnabled(found.kind == "sum")
        if self.by_size.isChecked() and self.by_size.isEnabled():
            self.terms.terms.show_terms(found, page.planes)
            self._stack.setCurrentWidget(self.terms)
        elif page.grids:
            self.sum.show_view(found, page)
            self._stack.setCurrentWidget(self.sum)
        else:
            self.channels.channels.show_channels(found)
            self._stack.setCurrentWidget(self.channels)

    def _on_channel_opened(self, plane: int) -> None:
        """Shows the grids of one of many channels; the list of all is the page before them."""
        self.choice.choose(plane + 1)

    def _on_speed_changed(self, index: int) -> None:
        words = speed_words(SPEEDS[index])
        self.speed_label.setText(words)
        self.speed.setToolTip(f"How fast the kernel slides: {words}")
        self.speed_chosen.emit(SPEEDS[index])


def _row() -> tuple[QWidget, QHBoxLayout]:
    """A bar of controls, as high as any other."""
    bar = QWidget()
    bar.setFixedHeight(_ROW)
    row = QHBoxLayout(bar)
    row.setContentsMargins(12, 2, 8, 2)
    row.setSpacing(8)
    return bar, row


def _speeds() -> list[str]:
    return [speed_words(speed) for speed in SPEEDS]


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setIconSize(QSize(18, 18))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(action.text().replace("&", ""))
    return button
